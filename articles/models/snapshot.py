"""The shape of a publication's snapshot: everything the public may see of one version, as plain structured data.

Snapshots never change once written, so a new field needs a new SCHEMA and readers of both. Coded values carry the label
readers saw at the time. Dates are ISO 8601; date-times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NotRequired, TypedDict

SCHEMA = 4  # 2: reasoning is Markdown (public/prose.py), no_reply_reason; 3: finding, images; 4: english, easy_japanese
WITHOUT = 2  # of a version that has none of the optional members
SINCE = {"finding": 3, "images": 3, "english": 4, "easy_japanese": 4}


def schema_of(members: Iterable[str]) -> int:
    """The oldest schema that has these optional members, so that approvals given before a newer one stand."""
    return max((SINCE[name] for name in members), default=WITHOUT)


class Coded(TypedDict):
    code: str
    label: str


class ScaleSnapshot(TypedDict):
    code: str
    name: str
    credit: str


class RatingSnapshot(TypedDict):
    code: str
    name: str
    definition: str
    symbol: str
    truth_value: int | None
    scale: ScaleSnapshot


class ClaimantSnapshot(TypedDict):
    """`label` is what readers see. Only a nameable claimant has a number, a name and the rest."""

    number: int | None
    label: str
    name: str
    kind: Coded
    affiliation: str
    wikidata_id: str


class TopicSnapshot(TypedDict):
    slug: str
    name: str


class ClaimSnapshot(TypedDict):
    number: int
    statement: str
    claimed_date: str | None
    claimant: ClaimantSnapshot | None
    topics: list[TopicSnapshot]


class AppearanceSnapshot(TypedDict):
    """Where the claim was found. For a claimant who may not be named only kind, date and quote are filled."""

    article_number: int | None
    kind: Coded
    title: str
    outlet: str
    url: str
    published_at: str | None
    prefix: str
    quote: str
    suffix: str


class EvidenceSnapshot(TypedDict):
    """An anonymous source has empty source_name, source_position and url, and a reason for its anonymity."""

    kind: Coded
    title: str
    source_name: str
    source_position: str
    is_primary: bool
    stance: Coded
    quoted_passage: str
    locator: str
    obtained_at: str | None
    url: str
    archive_url: str
    snapshot_sha256: str
    source_interest: str
    is_on_record: bool
    anonymity_reason: str


class ReplySnapshot(TypedDict):
    party: str
    channel: Coded
    asked_at: str
    deadline: str | None
    outcome: Coded
    answer: str
    answered_at: str | None


class CorrectionSnapshot(TypedDict):
    note: str
    apology: bool


class PeopleSnapshot(TypedDict):
    """Numbers of members: who agreed to be named, and under which name, is a question of the day (PublicMember)."""

    authors: list[int]
    approvers: list[int]


class PublisherSnapshot(TypedDict):
    name: str
    url: str


class ImageSnapshot(TypedDict):
    """A picture of the claim by the hash of its bytes; `source_sha256` is that of the file it was made of."""

    sha256: str
    source_sha256: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str


class RenditionSnapshot(TypedDict):
    """The verdict in other words: in English, or in easy Japanese, marked with readings (articles.japanese.furigana)."""

    claim: str
    finding: str  # "" where none is written
    summary: list[str]


class OptionalMembers(TypedDict, total=False):
    """Empty where the desk has none: a member that is not there changes no approval given before it could be."""

    finding: str
    images: list[ImageSnapshot]
    english: RenditionSnapshot
    easy_japanese: RenditionSnapshot


class Snapshot(TypedDict):
    """`state` says what this version is: live, retracted (content kept, marked void)."""

    schema: int
    state: Literal["live", "retracted"]
    number: int
    version: int
    kind: Coded
    first_published_at: str
    published_at: str
    slug: str
    headline: str
    claim: ClaimSnapshot
    rating: RatingSnapshot
    finding: NotRequired[str]  # since schema 3, where one is written
    summary: list[str]
    english: NotRequired[RenditionSnapshot]  # since schema 4, where it is written
    easy_japanese: NotRequired[RenditionSnapshot]  # the same
    reasoning: str
    selection_reason: str
    intent_reason: str
    appearances: list[AppearanceSnapshot]
    images: NotRequired[list[ImageSnapshot]]  # since schema 3, where there are some
    evidence: list[EvidenceSnapshot]
    replies: list[ReplySnapshot]
    no_reply_reason: NotRequired[str]  # since schema 2
    authors: list[str]  # as they were called; shown only of who agreed to it
    people: NotRequired[PeopleSnapshot]  # of the publication, like its time: no approval depends on it
    correction: CorrectionSnapshot | None
    publisher: PublisherSnapshot


class Notice(TypedDict):
    """The snapshot of a redaction or its lifting: it says which versions, and nothing of what they said."""

    schema: int
    state: Literal["notice"]
    number: int
    version: int
    kind: Coded
    published_at: str
    versions: list[int]
