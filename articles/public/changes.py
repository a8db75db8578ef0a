"""What changed for readers between two versions, derived from both snapshots at rendering time.

It is never stored: a hidden or erased version must not survive as the old side of a diff.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.models.snapshot import Snapshot


class Change(NamedTuple):
    field: str
    label: str
    old: str
    new: str


def between(previous: Snapshot, current: Snapshot) -> list[Change]:
    """Changed texts, in the order of the page; one that only one side has is empty on the other."""
    pairs = [
        ("rating", _("判定"), previous["rating"]["name"], current["rating"]["name"]),
        ("headline", _("見出し"), previous["headline"], current["headline"]),
        ("statement", _("検証した主張"), previous["claim"]["statement"], current["claim"]["statement"]),
        ("summary", _("3行まとめ"), "\n".join(previous["summary"]), "\n".join(current["summary"])),
        ("reasoning", _("検証の内容"), previous["reasoning"], current["reasoning"]),
        ("selection_reason", _("選定理由"), previous["selection_reason"], current["selection_reason"]),
        ("intent_reason", _("虚偽と判断した理由"), previous["intent_reason"], current["intent_reason"]),
        ("evidence", _("根拠"), _titles(previous), _titles(current)),
    ]
    return [Change(*pair) for pair in pairs if pair[2] != pair[3]]


def _titles(snapshot: Snapshot) -> str:
    return "\n".join(evidence["title"] for evidence in snapshot["evidence"])
