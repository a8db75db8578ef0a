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


class ArticleBody(TypedDict):
    """A text under scrutiny and where it is from."""

    text: str
    title: NotRequired[str]
    kind: NotRequired[Literal["news", "social_post", "transcript", "proceedings", "leaflet", "other"]]
    outlet: NotRequired[str]
    url: NotRequired[str]
    author: NotRequired[str]
    account: NotRequired[str]
    published_at: NotRequired[str | None]
    reach: NotRequired[int | None]
    reach_date: NotRequired[str | None]


class ArticlePage(TypedDict):
    results: list[Article]
    next: str | None


class Candidate(TypedDict):
    start: int
    end: int
    prefix: str
    quote: str
    suffix: str
    statement: str
    missing: list[Literal["speaker", "subject", "place", "date", "object"]]
    speaker: str | None
    via: str | None
    quotation: Literal["none", "direct", "indirect", "mixed"]
    modality: Literal["asserted", "hearsay", "inference", "future", "opinion", "other"]
    numeric: bool
    label: Literal["NFS", "UFS", "CFS"]
    score: float
    id: int


class CandidatePage(TypedDict):
    results: list[Candidate]
    next: str | None


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
    results: list[Change]
    next: str | None
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
    results: list[Claim]
    next: str | None


class ClaimVerdict(TypedDict):
    id: int
    url: str
    api_url: str
    state: Literal["live", "retracted"]
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
    results: list[Claimant]
    next: str | None


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


class DeliveryPage(TypedDict):
    results: list[WebhookDelivery]
    next: str | None


class Dump(TypedDict):
    """A set of files. `changes/?since=sequence&hash=hash` goes on where it ends."""

    log: str
    sequence: int
    hash: str
    names: str
    made_at: str
    files: list[DumpFile]


class DumpFile(TypedDict):
    kind: Literal["verdicts", "claim_reviews"]
    url: str
    media_type: str
    items: int
    size: int
    sha256: str


class DumpPage(TypedDict):
    results: list[Dump]
    next: str | None


class EmptyBody(TypedDict):
    """Nothing: the address says all. The body may be left out."""


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


class ExtractBody(TypedDict):
    """A text to be read once, and what helps to read it."""

    text: str
    title: NotRequired[str]
    kind: NotRequired[Literal["news", "social_post", "transcript", "proceedings", "leaflet", "other"]]
    speaker: NotRequired[str]
    published_date: NotRequired[str | None]


class Extracted(TypedDict):
    """What was found in a text, in its order. Nothing of it is kept."""

    ruleset: str
    results: list[FoundClaim]


class ExtractionStatus(TypedDict):
    """How the reading of the newest text that this key handed in stands."""

    id: int
    revision: int
    state: Literal["queued", "running", "done", "failed", None]
    reason: str
    candidates: int
    worth_checking: int
    requested_at: str | None
    finished_at: str | None


class FoundClaim(TypedDict):
    """A passage that says something to be checked, as the extraction reads it; no editor has looked at it."""

    start: int
    end: int
    prefix: str
    quote: str
    suffix: str
    statement: str
    missing: list[Literal["speaker", "subject", "place", "date", "object"]]
    speaker: str | None
    via: str | None
    quotation: Literal["none", "direct", "indirect", "mixed"]
    modality: Literal["asserted", "hearsay", "inference", "future", "opinion", "other"]
    numeric: bool
    label: Literal["NFS", "UFS", "CFS"]
    score: float


class HandedIn(TypedDict):
    """A text that is kept, and where to ask after it."""

    id: int
    revision: int
    is_new: bool
    extraction: Literal["queued", "running", "done", "failed", None]
    extraction_url: str
    candidates_url: str
    similar: list[Similar]


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
    guide: str
    tips: str
    extract: str
    webhooks: str


class Match(TypedDict):
    """A verdict whose claim is the statement's, or near it, or about the same."""

    band: Literal["same", "near", "related"]
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

    kind: Literal["number", "name", "place", "date", "negation", "certainty"]
    ours: str
    theirs: str


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


class OtherWords(TypedDict):
    """What the desk wrote of the verdict in English, or in easy Japanese (without its readings). Never by a machine."""

    url: str
    claim: str
    finding: str
    summary: list[str]
    is_behind: bool


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


class ReplayBody(TypedDict):
    """From where on the log is to be sent again."""

    from_sequence: int


class RevisionBody(TypedDict):
    """The text as it is now."""

    text: str


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
    results: list[Scale]
    next: str | None


class Similar(TypedDict):
    """Another article with the same text or nearly so: one that this key handed in, or that is public."""

    id: int
    share: float


class TipBody(TypedDict):
    """Something that should be checked."""

    text: str
    url: NotRequired[str]
    contact: NotRequired[str]


class TipStatus(TypedDict):
    """What became of a tip. Neither what it says nor who is at it."""

    state: Literal["received", "looked_at", "checked", "closed"]
    received_at: str
    verdict_url: str | None
    status_url: str


class Topic(TypedDict):
    slug: str
    name: str


class TopicPage(TypedDict):
    results: list[CountedTopic]
    next: str | None


class Verdict(TypedDict):
    """One version of a verdict. It never changes, names apart; a correction is the next version."""

    id: int
    url: str
    api_url: str
    version_url: str
    state: Literal["live", "retracted"]
    version: int
    kind: Coded
    first_published_at: str
    published_at: str
    headline: str
    claim: VerdictClaim
    rating: VerdictRating
    finding: str
    summary: list[str]
    english: OtherWords | None
    easy_japanese: OtherWords | None
    reasoning: str
    selection_reason: str
    intent_reason: str
    appearances: list[Appearance]
    images: list[Image]
    evidence: list[Evidence]
    right_of_reply: list[RightOfReply]
    no_reply_reason: str
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


class VerdictFields(TypedDict):
    """Those members of a verdict that `fields` asked for."""

    id: NotRequired[int]
    url: NotRequired[str]
    api_url: NotRequired[str]
    version_url: NotRequired[str]
    state: NotRequired[Literal["live", "retracted"]]
    version: NotRequired[int]
    kind: NotRequired[Coded]
    first_published_at: NotRequired[str]
    published_at: NotRequired[str]
    headline: NotRequired[str]
    claim: NotRequired[VerdictClaim]
    rating: NotRequired[VerdictRating]
    finding: NotRequired[str]
    summary: NotRequired[list[str]]
    english: NotRequired[OtherWords | None]
    easy_japanese: NotRequired[OtherWords | None]
    reasoning: NotRequired[str]
    selection_reason: NotRequired[str]
    intent_reason: NotRequired[str]
    appearances: NotRequired[list[Appearance]]
    images: NotRequired[list[Image]]
    evidence: NotRequired[list[Evidence]]
    right_of_reply: NotRequired[list[RightOfReply]]
    no_reply_reason: NotRequired[str]
    authors: NotRequired[list[str]]
    approvers: NotRequired[list[str]]
    approvals: NotRequired[int | None]
    correction: NotRequired[Correction | None]
    publisher: NotRequired[Publisher]


class VerdictFieldsPage(TypedDict):
    results: list[VerdictFields]
    next: str | None


class VerdictPage(TypedDict):
    results: list[Verdict]
    next: str | None


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


class VerdictVersion(TypedDict):
    """One version of a verdict, as its own address shows it today: its text never changes, what it is worth may."""

    id: int
    url: str
    api_url: str
    version_url: str
    state: Literal["live", "retracted"]
    version: int
    kind: Coded
    first_published_at: str
    published_at: str
    headline: str
    claim: VerdictClaim
    rating: VerdictRating
    finding: str
    summary: list[str]
    english: OtherWords | None
    easy_japanese: OtherWords | None
    reasoning: str
    selection_reason: str
    intent_reason: str
    appearances: list[Appearance]
    images: list[Image]
    evidence: list[Evidence]
    right_of_reply: list[RightOfReply]
    no_reply_reason: str
    authors: list[str]
    approvers: list[str]
    approvals: int | None
    correction: Correction | None
    publisher: Publisher
    current_version: int


class VerdictVersionFields(TypedDict):
    """Those members of a version that `fields` asked for."""

    id: NotRequired[int]
    url: NotRequired[str]
    api_url: NotRequired[str]
    version_url: NotRequired[str]
    state: NotRequired[Literal["live", "retracted"]]
    version: NotRequired[int]
    kind: NotRequired[Coded]
    first_published_at: NotRequired[str]
    published_at: NotRequired[str]
    headline: NotRequired[str]
    claim: NotRequired[VerdictClaim]
    rating: NotRequired[VerdictRating]
    finding: NotRequired[str]
    summary: NotRequired[list[str]]
    english: NotRequired[OtherWords | None]
    easy_japanese: NotRequired[OtherWords | None]
    reasoning: NotRequired[str]
    selection_reason: NotRequired[str]
    intent_reason: NotRequired[str]
    appearances: NotRequired[list[Appearance]]
    images: NotRequired[list[Image]]
    evidence: NotRequired[list[Evidence]]
    right_of_reply: NotRequired[list[RightOfReply]]
    no_reply_reason: NotRequired[str]
    authors: NotRequired[list[str]]
    approvers: NotRequired[list[str]]
    approvals: NotRequired[int | None]
    correction: NotRequired[Correction | None]
    publisher: NotRequired[Publisher]
    current_version: NotRequired[int]


class WebhookDelivery(TypedDict):
    """One row of the log on its way to the endpoint, and how the last attempt went. What it said is not kept."""

    webhook_id: str
    type: str
    sequence: int | None
    verdict_id: int | None
    state: Literal["waiting", "delivered", "failed"]
    attempts: int
    created_at: str
    attempted_at: str | None
    next_attempt_at: str | None
    status: int | None
    failure: str | None
    milliseconds: int | None


class WebhookEndpoint(TypedDict):
    """An address that we call, which the newsroom showed to this key. The secret that signs is said nowhere."""

    id: int
    url: str
    types: list[str]
    state: Literal["active", "resting", "paused", "disabled"]
    reason: str | None
    registered_at: str
    prepared_to: int
    waiting: int
    failed: int
    failures: int
    last_success_at: str | None
    rests_until: str | None
    deliveries_url: str


class WebhookPage(TypedDict):
    results: list[WebhookEndpoint]
    next: str | None


class WebhookReplay(TypedDict):
    """Rows of the log that are sent again, each under its `webhook_id` of the first time, as far as the endpoint takes their type."""

    id: int
    state: Literal["active", "resting", "paused", "disabled"]
    deliveries_url: str
    from_sequence: int
    to_sequence: int


class WebhookStanding(TypedDict):
    """How the endpoint stands after what was asked, and where to look after its deliveries."""

    id: int
    state: Literal["active", "resting", "paused", "disabled"]
    deliveries_url: str
