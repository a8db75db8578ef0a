"""What changed for readers between two versions, derived from both snapshots at rendering time.

It is never stored: a hidden or erased version must not survive as the old side of a diff.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from articles.models import Publication
from articles.models.snapshot import RenditionSnapshot, Snapshot
from articles.public import prose

OWN = "correction"  # where a page says what its own version changed
# Changes that readers are told of on the page for good, whatever is added after them.
LASTING = (Publication.Kind.CORRECTION, Publication.Kind.RATING_CHANGE)
UNCHANGED_SHOWN = 40  # code points of unchanged text that a diff repeats for orientation
_SENTENCE = re.compile(r"[^。\n]*(?:。[」』）]*|\n|$)")


class Segment(NamedTuple):
    kind: Literal["kept", "old", "new", "skipped"]
    text: str


class Change(NamedTuple):
    field: str
    label: str
    old: str
    new: str

    @property
    def segments(self) -> list[Segment]:
        """The change sentence by sentence, in reading order; long unchanged runs are "skipped", without text."""
        old, new = _sentences(self.old), _sentences(self.new)
        segments = []
        for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            before, after = "".join(old[i1:i2]).strip("\n"), "".join(new[j1:j2]).strip("\n")
            if operation != "equal":
                segments += [Segment("old", before), Segment("new", after)]
            elif len(before) <= UNCHANGED_SHOWN:
                segments.append(Segment("kept", before))
            else:
                segments.append(Segment("skipped", ""))
        return [segment for segment in segments if segment.text or segment.kind == "skipped"]

    @property
    def sides(self) -> tuple[list[Segment], list[Segment]]:
        """The same for two columns: what stood there, and what will."""
        parts = self.segments
        return [part for part in parts if part.kind != "new"], [part for part in parts if part.kind != "old"]


def between(previous: Snapshot, current: Snapshot) -> list[Change]:
    """Changed texts, in the order of the page; one that only one side has is empty on the other."""
    pairs = [
        ("rating", _("判定"), previous["rating"]["name"], current["rating"]["name"]),
        ("headline", _("見出し"), previous["headline"], current["headline"]),
        ("finding", _("事実は"), previous.get("finding", ""), current.get("finding", "")),
        ("statement", _("検証した主張"), previous["claim"]["statement"], current["claim"]["statement"]),
        ("claimant", _("発信者"), _claimant(previous), _claimant(current)),
        ("summary", _("3行まとめ"), "\n".join(previous["summary"]), "\n".join(current["summary"])),
        *((name, label, _in_words(previous.get(name)), _in_words(current.get(name))) for name, label in _renditions()),
        ("reasoning", _("検証の内容"), prose.plain_of(previous), prose.plain_of(current)),
        ("selection_reason", _("選定理由"), previous["selection_reason"], current["selection_reason"]),
        ("intent_reason", _("虚偽と判断した理由"), previous["intent_reason"], current["intent_reason"]),
        ("images", _("主張の画像"), _images(previous), _images(current)),
        ("evidence", _("根拠"), _evidence(previous), _evidence(current)),
        ("right_of_reply", _("当事者への確認"), _replies(previous), _replies(current)),
    ]
    return [Change(*pair) for pair in pairs if pair[2] != pair[3]]


class Told(NamedTuple):
    """What readers were told of a version, and what it changed for them; `anchor` is where the page says so."""

    version: Snapshot
    changes: list[Change]
    anchor: str

    @property
    def is_earlier(self) -> bool:
        return self.anchor != OWN


def told(versions: Sequence[Snapshot | None]) -> list[Told]:
    """What the page of the last of these versions says was changed, newest first: by it, and every correction before it.

    None is a version out of sight. Nothing is told of it, and what followed it is told without an old side.
    """
    rows = []
    for before, version in pairwise((None, *versions)):
        is_own = version is versions[-1]
        if version and _is_told(version, is_own=is_own):
            anchor = OWN if is_own else f"{OWN}-{version['version']}"
            rows.append(Told(version, between(before, version) if before else [], anchor))
    return rows[::-1]


def _is_told(version: Snapshot, *, is_own: bool) -> bool:
    if is_own:  # why it was retracted stands above everything
        return bool(version["correction"]) and version["state"] == "live"
    return version["kind"]["code"] in LASTING


def _renditions() -> list[tuple[Literal["english", "easy_japanese"], str]]:
    return [("english", _("英語")), ("easy_japanese", _("やさしい日本語"))]


def _in_words(rendition: RenditionSnapshot | None) -> str:
    """As written, readings and all: they may be what was mended."""
    if rendition is None:
        return ""
    return "\n".join([rendition["claim"], *filter(None, [rendition["finding"]]), *rendition["summary"]])


def _claimant(snapshot: Snapshot) -> str:
    claimant = snapshot["claim"]["claimant"]
    return claimant["label"] if claimant else ""


def _evidence(snapshot: Snapshot) -> str:
    return "\n".join(f"{evidence['title']}（{evidence['stance']['label']}）" for evidence in snapshot["evidence"])


def _images(snapshot: Snapshot) -> str:
    return "\n".join(f"{image['caption']}（{image['alt']}）" for image in snapshot.get("images", []))


def _replies(snapshot: Snapshot) -> str:
    told = [f"{reply['party']}：{reply['answer'] or reply['outcome']['label']}" for reply in snapshot["replies"]]
    return "\n".join(told or [snapshot.get("no_reply_reason", "")])


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]
