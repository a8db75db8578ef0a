"""A line to the newsroom's chat, by a webhook that takes Slack's form."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.utils.translation import gettext as _

from articles.outbound import addresses, posting


class NotAccepted(Exception):
    """Why a message was not taken, in words that hold no address: that of a webhook is a password."""


def say(url: str, text: str, *, is_allowed: Callable[[str], bool] | None = None, trusted: str | None = None) -> None:
    """Post a line. Raises NotAccepted for anything but an answer of 2xx. For `is_allowed` and `trusted` see `posting.post`."""
    headers = {"Content-Type": "application/json", "User-Agent": "factcheck-desk"}
    try:
        target = addresses.target_of(url)
        answer = posting.post(
            target, json.dumps({"text": text}).encode(), headers, is_allowed=is_allowed, trusted=trusted
        )
    except addresses.AddressRefused as refused:
        raise NotAccepted(str(refused)) from refused
    except posting.AddressInside as error:
        raise NotAccepted(_("webhook の住所が、外から見えないところを指しています。")) from error
    except posting.NotPosted as error:
        cause = type(error.__cause__).__name__
        raise NotAccepted(_("つながりませんでした（%(error)s）。") % {"error": cause}) from error
    if not 200 <= answer.status < 300:
        raise NotAccepted(_("相手が受け取りませんでした（HTTP %(status)s）。") % {"status": answer.status})
