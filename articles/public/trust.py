"""By what a reader may judge a verdict before reading it: where, sources, the other side, a second pair of eyes."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models.snapshot import Snapshot
from articles.public import addresses, people
from articles.public.dates import day
from articles.public.people import Named


class Sign(NamedTuple):
    """Some words, and where a reader finds what they stand for."""

    words: str
    address: str


def found(snapshot: Snapshot) -> Sign | None:
    """Where the claim was found first; None where no place is told. Of a claimant who may not be named only its kind is."""
    if not snapshot["appearances"]:
        return None
    first, *others = snapshot["appearances"]
    place = first["outlet"] or first["kind"]["label"]
    more = ngettext(" ほか%(count)d件", " ほか%(count)d件", len(others)) % {"count": len(others)} if others else ""
    return Sign(f"{place}{more}", "#appearances")


def signs(snapshot: Snapshot) -> list[Sign]:
    primary = sum(evidence["is_primary"] and evidence["is_on_record"] for evidence in snapshot["evidence"])
    sources = ngettext("一次情報%(count)d件", "一次情報%(count)d件", primary) % {"count": primary}
    return [Sign(sources, "#evidence"), Sign(_reply(snapshot), "#reply")]


def updated(snapshot: Snapshot) -> Sign:
    return Sign(_("最終更新 %(day)s") % {"day": day(snapshot["published_at"])}, "#versions")


def approval(snapshot: Snapshot, named: Named) -> Sign | None:
    """Who approved this version, by name where they agreed; None where nobody did, as one person may mend a slip."""
    if snapshot["state"] != "live":
        return None  # a retraction is one person's at once
    steps = f"{addresses.path_of('public:methodology')}#steps"
    credits = people.approved(snapshot, named)
    if credits is None:  # an amendment of that time may be a slip that one person mended
        return Sign(_("別の人が承認"), steps) if snapshot["kind"]["code"] != "amendment" else None
    if not credits.people:
        told = ngettext("編集者%(count)d名が承認", "編集者%(count)d名が承認", credits.others)
        return Sign(told % {"count": credits.others}, steps) if credits.others else None
    address = addresses.path_of("public:person-detail", credits.people[0].number)
    return Sign(_("承認 %(names)s") % {"names": credits.names}, address if len(credits.people) == 1 else steps)


def _reply(snapshot: Snapshot) -> str:
    outcomes = {reply["outcome"]["code"] for reply in snapshot["replies"]}
    if not outcomes:
        return _("当事者への確認の記録なし")
    if "answered" in outcomes:
        return _("当事者の回答あり")
    return _("当事者の回答待ち") if "waiting" in outcomes else _("当事者の回答なし")
