"""What the server answers, as openapi.json describes it. Written by `write_shapes.py`: change nothing here."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Appearance(TypedDict):
    """Where the claim was found. Only kind, date and quote are filled when the claimant may not be named."""

    article_number: int | None
    kind: Coded
    title: str
    outlet: str
    url: str
    published_at: str | None
    prefix: str
    quote: str
    suffix: str


class Article(TypedDict):
    """A text in which a checked claim appeared, as the newest live verdict about it shows it. Never its full text."""

    id: int
    api_url: str
    kind_code: str
    title: str
    outlet: str
    url: str
    published_at: str | None
    verdict_ids: list[int]


class ArticlePage(TypedDict):
    next: str | None
    results: list[Article]


BandEnum = Literal["same", "near", "related"]


class Change(TypedDict):
    """A row of the publication log. Apply rows in order: a tombstone deletes your copy, anything else replaces it."""

    sequence: int
    kind: Coded
    verdict_id: int
    version: int
    versions: list[int]
    published_at: str
    hash: str
    url: str
    api_url: str
    tombstone: bool
    verdict: Verdict | None


class ChangePage(TypedDict):
    next: str | None
    results: list[Change]
    head: Head
    log: str
    names: str


class Claim(TypedDict):
    """A claim that was checked, with its one verdict."""

    id: int
    api_url: str
    statement: str
    claimant: ClaimClaimant | None
    topics: list[Topic]
    verdict: ClaimVerdict


class ClaimClaimant(TypedDict):
    id: int | None
    label: str


class ClaimPage(TypedDict):
    next: str | None
    results: list[Claim]


class ClaimVerdict(TypedDict):
    id: int
    url: str
    api_url: str
    state: StateEnum
    headline: str | None
    rating_code: str | None


class Claimant(TypedDict):
    """A public figure or an organisation whose claim was checked. Nobody else is ever listed."""

    id: int
    url: str
    api_url: str
    verdicts_url: str
    name: str
    kind_code: str
    affiliation: str
    wikidata_id: str


class ClaimantPage(TypedDict):
    next: str | None
    results: list[Claimant]


class Coded(TypedDict):
    """A coded value with the Japanese label readers saw when the version was published."""

    code: str
    label: str


class Correction(TypedDict):
    """Why this version differs from the one before. `changes` is empty when that one is hidden."""

    note: str
    apology: bool
    changes: list[CorrectionChange]


class CorrectionChange(TypedDict):
    field: str
    label: str
    old: str
    new: str


class CountedTopic(TypedDict):
    slug: str
    name: str
    verdicts: int


DataFeed = TypedDict(
    "DataFeed",
    {
        "@context": "str",
        "@type": "str",
        "name": "str",
        "url": "str",
        "inLanguage": "str",
        "dataFeedElement": "list[DataFeedItem]",
    },
)


DataFeedItem = TypedDict(
    "DataFeedItem", {"@type": "str", "dateCreated": "str", "dateModified": "str", "item": "list[dict[str, Any]]"}
)


class Dump(TypedDict):
    """A set of files. `changes/?since=sequence&hash=hash` goes on where it ends."""

    log: str
    sequence: int
    hash: str
    names: str
    made_at: str
    files: list[DumpFile]


class DumpFile(TypedDict):
    kind: DumpFileKindEnum
    url: str
    media_type: str
    items: int
    size: int
    sha256: str


DumpFileKindEnum = Literal["verdicts", "claim_reviews"]


class DumpPage(TypedDict):
    next: str | None
    results: list[Dump]


class Evidence(TypedDict):
    """A source. An anonymous one has no name, position or URL, and a reason for its anonymity."""

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


class Head(TypedDict):
    """The newest row of the log. Keep one now and then: a later log that has another hash there was rewritten."""

    sequence: int
    hash: str


class Image(TypedDict):
    """A picture of the claim as it went around, without the metadata of the file it was made of."""

    url: str
    sha256: str
    source_sha256: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str


class Index(TypedDict):
    """Where everything is."""

    verdicts: str
    claims: str
    articles: str
    claimants: str
    ratings: str
    topics: str
    changes: str
    dumps: str
    claim_reviews: str
    match: str
    openapi: str
    docs: str


class Match(TypedDict):
    """A verdict whose claim is the statement's, or near it, or about the same."""

    band: BandEnum
    score: float
    shared: list[str]
    differs: list[MatchDifference]
    claim: Claim
    rating: MatchRating | None


class MatchAnswer(TypedDict):
    results: list[MatchStatement]
    left_out: int


class MatchDifference(TypedDict):
    """A part that makes the claim another one: a match that has any is `near` at most."""

    kind: MatchDifferenceKindEnum
    ours: str
    theirs: str


MatchDifferenceKindEnum = Literal["number", "name", "place", "date", "negation", "certainty"]


class MatchRating(TypedDict):
    code: str
    name: str


class MatchRequest(TypedDict):
    """A message to be matched. It is neither stored nor logged."""

    text: str
    date: NotRequired[str | None]
    limit: NotRequired[int]


class MatchStatement(TypedDict):
    """A statement of the message, `text[start:end]` in code points."""

    text: str
    start: int
    end: int
    matches: list[Match]


class ParameterProblem(TypedDict):
    parameter: str
    code: str
    detail: str


class Problem(TypedDict):
    """An error (RFC 9457): programs read `code`, people read `detail`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: list[ParameterProblem]


class Publisher(TypedDict):
    name: str
    url: str


class Rating(TypedDict):
    code: str
    name: str
    definition: str
    symbol: str
    truth_value: int | None
    equivalents: list[str]


class RightOfReply(TypedDict):
    """What the party concerned was asked, and its answer in full or that none came."""

    party: str
    channel: Coded
    asked_at: str
    deadline: str | None
    outcome: Coded
    answer: str
    answered_at: str | None


class Scale(TypedDict):
    """A versioned set of ratings."""

    code: str
    name: str
    version_date: str
    credit: str
    ratings: list[Rating]


class ScalePage(TypedDict):
    next: str | None
    results: list[Scale]


StateEnum = Literal["live", "retracted"]


class Topic(TypedDict):
    slug: str
    name: str


class TopicPage(TypedDict):
    next: str | None
    results: list[CountedTopic]


class Verdict(TypedDict):
    """One version of a verdict. It never changes; a correction is the next version."""

    id: int
    url: str
    api_url: str
    version_url: str
    state: StateEnum
    version: int
    kind: Coded
    first_published_at: str
    published_at: str
    headline: str
    claim: VerdictClaim
    rating: VerdictRating
    finding: str
    summary: list[str]
    reasoning: str
    selection_reason: str
    intent_reason: str
    appearances: list[Appearance]
    images: list[Image]
    evidence: list[Evidence]
    right_of_reply: list[RightOfReply]
    authors: list[str]
    approvers: list[str]
    approvals: int | None
    correction: Correction | None
    publisher: Publisher


class VerdictClaim(TypedDict):
    """The proposition that was checked, as the desk words it."""

    id: int
    statement: str
    claimed_date: str | None
    claimant: VerdictClaimant | None
    topics: list[Topic]


class VerdictClaimant(TypedDict):
    """Who made the claim. Only a public figure or an organisation has an id and is named."""

    id: int | None
    label: str
    kind: Coded
    affiliation: str
    wikidata_id: str


class VerdictPage(TypedDict):
    next: str | None
    results: list[Verdict]


class VerdictRating(TypedDict):
    """The rating, with the definition it had when the version was published."""

    code: str
    name: str
    definition: str
    symbol: str
    truth_value: int | None
    scale: VerdictScale


class VerdictScale(TypedDict):
    code: str
    name: str
    credit: str
