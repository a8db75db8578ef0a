"""Web addresses that show where they lead: what the desk takes as a URL, and how one that it took before is shown.

Whoever reads an address must see whose page it is. So it is http or https, with a host that can be read, and without a name
and password, which look like a host (https://minato.example@evil.example/) or are a secret; without signs that nobody sees,
which are written as %E2%80%AE. A host of other letters than ASCII and Japanese ones passes for one of those: it is taken as
Punycode, as browsers show it.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.japanese.invisible import UNSEEN

UNFIT = rf"^[^/?#]*//[^/?#]*@|{UNSEEN}"
"""What PostgreSQL can tell of one that is not taken."""

LOCAL = "localhost"
_UNSEEN = re.compile(UNSEEN)
_USERINFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")
_HOST = re.compile(r"^[^/?#]*//[^/?#]*")
_LETTERS = re.compile(r"[A-Za-z0-9._\-ぁ-ゖゝゞァ-ヺー・々〇㐀-䶿一-鿿\U00020000-\U000323af]*")


def leads_openly(url: str) -> None:
    if found := _UNSEEN.search(url):
        _refuse(
            _("%(place)d文字目に、見えない文字（%(sign)s）があります。取り除くか、%(escaped)s と書いてください。"),
            place=found.start() + 1,
            sign=f"U+{ord(found[0]):04X}",
            escaped=quote(found[0], safe=""),
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        _refuse(_("URLの形になっていません。ポート番号は1〜65535です。"))
    if parts.scheme not in ("http", "https"):
        _refuse(_("http:// か https:// で始まるURLにしてください。"))
    if "@" in parts.netloc:
        _refuse(_("ユーザー名やパスワード（「@」とその前）を、URLから除いてください。"))
    if not _LETTERS.fullmatch(host) and ":" not in host:
        _refuse(
            _("ホスト名に、ほかの文字と見まちがえやすい文字があります。%(host)s の形で書いてください。"),
            host=_punycode(host),
        )
    if port == 0 or not _is_host(host):
        _refuse(_("URLの形になっていません。ホスト名（news.example など）を確かめてください。"))


def shown(url: str) -> str:
    """An address that is kept, as it may be told to others: without name and password, and what is unseen escaped.

    Empty where its host cannot be told. What `leads_openly` takes is shown as it is.
    """
    bare = _USERINFO.sub(r"\1", url)
    if not _UNSEEN.search(bare):
        return bare
    found = _HOST.match(bare)
    return "" if found is None or _UNSEEN.search(found[0]) else _UNSEEN.sub(lambda sign: quote(sign[0]), bare)


def _is_host(host: str) -> bool:
    """Whether it has the dots of a name or an address; those of IPv6 are in brackets, which urlsplit has looked at."""
    return host == LOCAL or ":" in host or ("." in host.strip(".") and ".." not in host)


def _punycode(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # of a label that is too long, or of letters that no host has
        return "xn--…"


def _refuse(message: Any, **params: object) -> NoReturn:
    raise ValidationError(message, code="unfit_address", params=params)
