"""The line by which a reader may judge a verdict before reading it: sources, the other side, a second pair of eyes."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models.snapshot import Snapshot
from articles.public.dates import day


class Sign(NamedTuple):
    """Some words, and where a reader finds what they stand for."""

    words: str
    address: str


def signs(snapshot: Snapshot) -> list[Sign]:
    primary = sum(evidence["is_primary"] and evidence["is_on_record"] for evidence in snapshot["evidence"])
    sources = ngettext("一次情報%(count)d件", "一次情報%(count)d件", primary) % {"count": primary}
    updated = _("最終更新 %(day)s") % {"day": day(snapshot["published_at"])}
    approved = [Sign(_("別の人が承認"), f"{reverse('public:methodology')}#steps")] if _is_approved(snapshot) else []
    return [Sign(sources, "#evidence"), Sign(_reply(snapshot), "#reply"), *approved, Sign(updated, "#versions")]


def _is_approved(snapshot: Snapshot) -> bool:
    """An amendment may be a slip of the pen that one person mended, and a retraction is one person's at once."""
    return snapshot["state"] == "live" and snapshot["kind"]["code"] != "amendment"


def _reply(snapshot: Snapshot) -> str:
    outcomes = {reply["outcome"]["code"] for reply in snapshot["replies"]}
    if not outcomes:
        return _("当事者への確認の記録なし")
    if "answered" in outcomes:
        return _("当事者の回答あり")
    return _("当事者の回答待ち") if "waiting" in outcomes else _("当事者の回答なし")
