"""What partners read, and what they send to `match/`: each shape is declared here and nowhere else (docs/adr/0037).

Examples are of the same invented case, so that those of the operations tell a story.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import core_schema

from articles.api.shapes import URL, Body, Day, DayText, MomentText, Shape, Whole
from articles.models import Publication
from articles.search.matching import Band

STATES = Literal["live", "retracted"]
HASH = r"^[0-9a-f]{64}$"
SITE = "https://factcheck.example"
NAMES = "Another one whenever somebody agrees, or no longer agrees, to be named: then ask anew for `authors` and `approvers` of all that you hold."
NUMBER = 128  # of the verdict in the examples
MOMENT = "2026-11-02T03:00:00Z"

T = TypeVar("T")


def _kept(value: Any, handler: Any) -> Any:
    return value if isinstance(value, orjson.Fragment) else handler(value)


class _Kept:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        schema = handler(source)
        as_it_is = core_schema.wrap_serializer_function_ser_schema(_kept, schema=schema)
        return core_schema.no_info_wrap_validator_function(_kept, schema, serialization=as_it_is)


Kept = Annotated[T, _Kept()]
"""A shape, or the bytes of one that were kept (`orjson.Fragment`): they go out as they are."""
Number = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Names = Annotated[list[int | str], WithJsonSchema({"type": "array", "items": {"type": "string"}})]
"""Names; while a body is kept, marks in their place (`articles.public.people`)."""
Next = Annotated[
    URL | None,
    Field(
        description="The next page; null on the last.", examples=[None, f"{SITE}/api/v1/verdicts/?cursor=dmVyZGljdHM"]
    ),
]


class Coded(Shape):
    """A coded value with the Japanese label readers saw when the version was published."""

    code: str = Field(description="Stable.", examples=["published"])
    label: str = Field(description="Japanese, for display.", examples=["公開"])


class Topic(Shape):
    slug: str = Field(examples=["libraries"])
    name: str = Field(examples=["図書館"])


class VerdictClaimant(Shape):
    """Who made the claim. Only a public figure or an organisation has an id and is named."""

    id: Number | None = Field(examples=[12])
    label: str = Field(description="What to show: the name, or words such as 匿名アカウント.", examples=["みなと市"])
    kind: Coded = Field(examples=[{"code": "organisation", "label": "団体"}])
    affiliation: str = Field(examples=[""])
    wikidata_id: str = Field(examples=[""])


class VerdictClaim(Shape):
    """The proposition that was checked, as the desk words it."""

    id: Number = Field(examples=[205])
    statement: str = Field(examples=["みなと市の図書館の来館者は2倍に増えた"])
    claimed_date: DayText | None = Field(examples=["2026-10-20"])
    claimant: VerdictClaimant | None
    topics: list[Topic]


class VerdictScale(Shape):
    code: str = Field(examples=["fij"])
    name: str = Field(examples=["FIJのレーティング"])
    credit: str = Field(examples=["ファクトチェック・イニシアティブ"])


class VerdictRating(Shape):
    """The rating, with the definition it had when the version was published."""

    code: str = Field(description="Stable; store this one.", examples=["fij-false"])
    name: str = Field(examples=["誤り"])
    definition: str = Field(examples=["全て、もしくは根幹部分に事実の誤りがある。"])
    symbol: str = Field(examples=["✕"])
    truth_value: int | None = Field(
        ge=1, le=5, description="1 worst to 5 best; null where no order of truth applies.", examples=[1]
    )
    scale: VerdictScale


class Appearance(Shape):
    """Where the claim was found. Only kind, date and quote are filled when the claimant may not be named."""

    article_number: Number | None = Field(description="The id in `/api/v1/articles/`.", examples=[77])
    kind: Coded = Field(examples=[{"code": "news", "label": "記事"}])
    title: str = Field(examples=["図書館の来館者が倍増"])
    outlet: str = Field(examples=["みなと日報"])
    url: str = Field(examples=["https://news.example/77"])
    published_at: MomentText | None = Field(examples=["2026-10-20T09:00:00Z"])
    prefix: str = Field(
        max_length=32, description="At most 32 code points before the quote.", examples=["市によると、"]
    )
    quote: str = Field(
        description="The passage, unchanged (W3C TextQuoteSelector with prefix and suffix).",
        examples=["来館者は2倍に増えた"],
    )
    suffix: str = Field(max_length=32, description="At most 32 code points after the quote.", examples=["という。"])


class Image(Shape):
    """A picture of the claim as it went around, without the metadata of the file it was made of."""

    url: URL = Field(
        description="The same bytes for ever, while a version shows them.",
        examples=[f"{SITE}/verdicts/{NUMBER}/images/{'5e' * 32}/"],
    )
    sha256: str = Field(pattern=HASH, description="Of the bytes at `url`.", examples=["5e" * 32])
    source_sha256: str = Field(pattern=HASH, description="Of the file that the desk uploaded.", examples=["7a" * 32])
    media_type: str = Field(examples=["image/png"])
    width: Number = Field(description="In pixels.", examples=[800])
    height: Number = Field(description="In pixels.", examples=[600])
    alt: str = Field(description="What is to be seen.", examples=["来館者数の棒グラフ"])
    caption: str = Field(examples=["10月20日に広まった画像"])


class Evidence(Shape):
    """A source. An anonymous one has no name, position or URL, and a reason for its anonymity."""

    kind: Coded = Field(examples=[{"code": "document", "label": "文書"}])
    title: str = Field(examples=["みなと市統計年報"])
    source_name: str = Field(examples=["みなと市"])
    source_position: str = Field(examples=[""])
    is_primary: bool = Field(examples=[True])
    stance: Coded = Field(examples=[{"code": "refutes", "label": "否定する"}])
    quoted_passage: str = Field(examples=["来館者数は前年度から12％増えた。"])
    locator: str = Field(examples=["31ページ"])
    obtained_at: MomentText | None = Field(examples=["2026-10-25T01:30:00Z"])
    url: str = Field(examples=["https://city.example/statistics"])
    archive_url: str = Field(examples=[""])
    snapshot_sha256: str = Field(examples=[""])
    source_interest: str = Field(examples=[""])
    is_on_record: bool = Field(examples=[True])
    anonymity_reason: str = Field(examples=[""])


class RightOfReply(Shape):
    """What the party concerned was asked, and its answer in full or that none came."""

    party: str = Field(examples=["みなと市広報課"])
    channel: Coded = Field(examples=[{"code": "email", "label": "メール"}])
    asked_at: MomentText = Field(examples=["2026-10-26T01:00:00Z"])
    deadline: MomentText | None = Field(examples=["2026-10-29T01:00:00Z"])
    outcome: Coded = Field(examples=[{"code": "no_answer", "label": "期限までに回答なし"}])
    answer: str = Field(examples=[""])
    answered_at: MomentText | None = Field(examples=[None])


class CorrectionChange(Shape):
    field: str = Field(examples=["headline"])
    label: str = Field(examples=["見出し"])
    old: str = Field(examples=["図書館の来館者は倍増していない"])
    new: str = Field(examples=["図書館の来館者「2倍」は誤り"])


class Correction(Shape):
    """Why this version differs from the one before. `changes` is empty when that one is hidden."""

    note: str = Field(examples=["見出しの言い回しを直しました。"])
    apology: bool = Field(examples=[False])
    changes: list[CorrectionChange]


class Publisher(Shape):
    name: str = Field(examples=["ニュースルーム"])
    url: str = Field(examples=[f"{SITE}/"])


class OtherWords(Shape):
    """What the desk wrote of the verdict in English, or in easy Japanese (without its readings). Never by a machine."""

    url: URL = Field(description="The reader's page.", examples=[f"{SITE}/en/verdicts/{NUMBER}-library-visitors/"])
    claim: str = Field(examples=["Visitors to the city library doubled."])
    finding: str = Field(
        description="What is the case, in one sentence; may be empty.", examples=["They rose by 12 per cent."]
    )
    summary: list[str] = Field(
        min_length=3,
        max_length=3,
        examples=[["Visitors rose by 12 per cent.", "The double is of some loans.", "The city has not answered."]],
    )
    is_behind: bool = Field(
        description="Whether the Japanese was corrected after these words were written, up to this version: then show them"
        " as not up to date, or not at all.",
        examples=[False],
    )


class Verdict(Shape):
    """One version of a verdict. It never changes, names apart; a correction is the next version."""

    chosen = "VerdictFields"
    leads_to = {"getVerdictVersion": {"number": "/id", "version": "/version"}, "getClaim": {"number": "/claim/id"}}

    id: Number = Field(examples=[NUMBER])
    url: URL = Field(
        description="The reader's page; show it as the source.",
        examples=[f"{SITE}/verdicts/{NUMBER}-library-visitors/"],
    )
    api_url: URL = Field(examples=[f"{SITE}/api/v1/verdicts/{NUMBER}/"])
    version_url: URL = Field(
        description="The reader's page of this very version.", examples=[f"{SITE}/verdicts/{NUMBER}/versions/2/"]
    )
    state: STATES = Field(description="`retracted`: void, readable only as such.", examples=["live"])
    version: Number = Field(examples=[2])
    kind: Coded = Field(
        description="Why this version was published.", examples=[{"code": "amendment", "label": "修正"}]
    )
    first_published_at: MomentText = Field(examples=["2026-11-01T03:00:00Z"])
    published_at: MomentText = Field(description="Of this version.", examples=[MOMENT])
    headline: str = Field(examples=["図書館の来館者「2倍」は誤り"])
    claim: VerdictClaim
    rating: VerdictRating
    finding: str = Field(
        description="What is the case, in one sentence; empty where the desk wrote none.",
        examples=["増えたのは12％で、2倍ではない。"],
    )
    summary: list[str] = Field(
        min_length=3,
        max_length=3,
        examples=[["来館者は12％増えた。", "2倍という数は貸出冊数の一部のもの。", "市は期限までに答えなかった。"]],
    )
    english: OtherWords | None
    easy_japanese: OtherWords | None
    reasoning: str = Field(examples=["市の統計によると、来館者数は前年度から12％増えた。"])
    selection_reason: str = Field(examples=["予算の議論で繰り返し引かれているため。"])
    intent_reason: str = Field(examples=[""])
    appearances: list[Appearance]
    images: list[Image]
    evidence: list[Evidence]
    right_of_reply: list[RightOfReply]
    no_reply_reason: str = Field(
        description="Why nobody was asked for a reply; empty where there is nothing to say.",
        examples=[""],
    )
    authors: Names = Field(
        description="Names of those who wrote it and agree to be named today; may be empty.", examples=[["汐見 みなと"]]
    )
    approvers: Names = Field(
        description="Names of those who approved it and agree to be named today.", examples=[["浜野 ひかり"]]
    )
    approvals: Count | None = Field(
        description="How many people approved this version; null where a version of before 2026-12 says none.",
        examples=[1],
    )
    correction: Correction | None
    publisher: Publisher


class VerdictVersion(Verdict):
    """One version of a verdict, as its own address shows it today: its text never changes, what it is worth may."""

    chosen = "VerdictVersionFields"

    state: STATES = Field(
        description="Of the verdict today: `retracted` makes every version void, also those of before.",
        examples=["live"],
    )
    current_version: Number = Field(
        description="The version that the verdict's own address shows: another one than `version` replaced this one.",
        examples=[2],
    )


class VerdictFields(Verdict):
    """Those members of a verdict that `fields` asked for."""

    is_partial = True


class VerdictVersionFields(VerdictVersion):
    """Those members of a version that `fields` asked for."""

    is_partial = True


class ClaimVerdict(Shape):
    id: Number = Field(examples=[NUMBER])
    url: URL = Field(examples=[f"{SITE}/verdicts/{NUMBER}-library-visitors/"])
    api_url: URL = Field(examples=[f"{SITE}/api/v1/verdicts/{NUMBER}/"])
    state: STATES = Field(examples=["live"])
    headline: str | None = Field(
        description="null once the verdict is retracted.", examples=["図書館の来館者「2倍」は誤り"]
    )
    rating_code: str | None = Field(description="null once the verdict is retracted.", examples=["fij-false"])


class ClaimClaimant(Shape):
    id: Number | None = Field(examples=[12])
    label: str = Field(examples=["みなと市"])


class Claim(Shape):
    """A claim that was checked, with its one verdict."""

    leads_to = {"getVerdict": {"number": "/verdict/id"}}

    id: Number = Field(examples=[205])
    api_url: URL = Field(examples=[f"{SITE}/api/v1/claims/205/"])
    statement: str = Field(examples=["みなと市の図書館の来館者は2倍に増えた"])
    claimant: ClaimClaimant | None
    topics: list[Topic]
    verdict: ClaimVerdict


class Article(Shape):
    """A text in which a checked claim appeared, as the newest live verdict about it shows it. Never its full text."""

    leads_to = {"getVerdict": {"number": "/verdict_ids/0"}}

    id: Number = Field(examples=[77])
    api_url: URL = Field(examples=[f"{SITE}/api/v1/articles/77/"])
    kind_code: str = Field(examples=["news"])
    title: str = Field(examples=["図書館の来館者が倍増"])
    outlet: str = Field(examples=["みなと日報"])
    url: str = Field(examples=["https://news.example/77"])
    published_at: datetime | None = Field(examples=["2026-10-20T09:00:00Z"])
    verdict_ids: list[Number] = Field(examples=[[NUMBER]])


class Claimant(Shape):
    """A public figure or an organisation whose claim was checked. Nobody else is ever listed."""

    leads_to = {"listVerdicts": {"claimant": "/id"}}

    id: Number = Field(examples=[12])
    url: URL = Field(examples=[f"{SITE}/claimants/12/"])
    api_url: URL = Field(examples=[f"{SITE}/api/v1/claimants/12/"])
    verdicts_url: URL = Field(examples=[f"{SITE}/api/v1/verdicts/?claimant=12"])
    name: str = Field(examples=["みなと市"])
    kind_code: str = Field(examples=["organisation"])
    affiliation: str = Field(examples=[""])
    wikidata_id: str = Field(examples=[""])


class Rating(Shape):
    code: str = Field(description="Stable for ever.", examples=["fij-false"])
    name: str = Field(examples=["誤り"])
    definition: str = Field(examples=["全て、もしくは根幹部分に事実の誤りがある。"])
    symbol: str = Field(examples=["✕"])
    truth_value: int | None = Field(ge=1, le=5, examples=[1])
    equivalents: list[str] = Field(
        description="Codes of the nearest ratings on other scales.", examples=[["jfc-false"]]
    )


class Scale(Shape):
    """A versioned set of ratings."""

    code: str = Field(examples=["fij"])
    name: str = Field(examples=["FIJのレーティング"])
    version_date: date = Field(examples=["2023-04-01"])
    credit: str = Field(examples=["ファクトチェック・イニシアティブ"])
    ratings: list[Rating]


class Change(Shape):
    """A row of the publication log. Apply rows in order: a tombstone deletes your copy, anything else replaces it."""

    sequence: Number = Field(description="Gap-free; pass the last one you applied as `since`.", examples=[341])
    kind: Coded = Field(
        description="One of: " + ", ".join(f"`{code}`" for code in Publication.Kind.values) + ".",
        examples=[{"code": "amendment", "label": "修正"}],
    )
    verdict_id: Number = Field(examples=[NUMBER])
    version: Number = Field(description="The number of this row within its verdict.", examples=[2])
    versions: list[Number] = Field(
        description="The versions this row is about: itself, or those that a redaction withdrew or a restoration returned.",
        examples=[[2]],
    )
    published_at: datetime = Field(examples=[MOMENT])
    hash: str = Field(
        pattern=HASH,
        description="SHA-256 over this row and the hash of the row before it; never changes.",
        examples=["c4" * 32],
    )
    url: URL = Field(examples=[f"{SITE}/verdicts/{NUMBER}/"])
    api_url: URL = Field(examples=[f"{SITE}/api/v1/verdicts/{NUMBER}/"])
    tombstone: bool = Field(description="True: delete your copy of the verdict. `verdict` is null.", examples=[False])
    verdict: Kept[Verdict] | None


class Head(Shape):
    """The newest row of the log. Keep one now and then: a later log that has another hash there was rewritten."""

    sequence: Count = Field(description="0 while the log is empty.", examples=[341])
    hash: str = Field(pattern=r"^([0-9a-f]{64})?$", examples=["c4" * 32])


class VerdictPage(Shape):
    chosen = "VerdictFieldsPage"
    leads_to = {
        "getVerdict": {"number": "/results/0/id"},
        "getVerdictVersion": {"number": "/results/0/id", "version": "/results/0/version"},
    }

    results: list[Kept[Verdict]]
    next: Next


class VerdictFieldsPage(Shape):
    results: list[VerdictFields]
    next: Next


class ClaimPage(Shape):
    leads_to = {"getClaim": {"number": "/results/0/id"}}

    results: list[Claim]
    next: Next


class ArticlePage(Shape):
    leads_to = {"getArticle": {"number": "/results/0/id"}}

    results: list[Article]
    next: Next


class ClaimantPage(Shape):
    leads_to = {"getClaimant": {"number": "/results/0/id"}, "listClaims": {"claimant": "/results/0/id"}}

    results: list[Claimant]
    next: Next


class ScalePage(Shape):
    leads_to = {"listVerdicts": {"rating": "/results/0/ratings/0/code"}}

    results: list[Scale]
    next: Next


class CountedTopic(Topic):
    verdicts: Number = Field(description="Live ones.", examples=[4])


class TopicPage(Shape):
    leads_to = {"listVerdicts": {"topic": "/results/0/slug"}}

    results: list[CountedTopic]
    next: Next


class ChangePage(Shape):
    leads_to = {"listChanges": {"since": "/results/0/sequence", "hash": "/results/0/hash"}}

    results: list[Change]
    next: Next
    head: Head
    log: str = Field(
        pattern=r"^([0-9a-f]{64})?$",
        description="Which log this is: the hash of its first row, empty while it has none.",
        examples=["9b" * 32],
    )
    names: str = Field(pattern=r"^[0-9a-f]+$", description=NAMES, examples=["63f1c2a9b8e40"])


class DataFeedItem(Shape):
    type: Literal["DataFeedItem"] = Field("DataFeedItem", alias="@type", examples=["DataFeedItem"])
    created: datetime = Field(alias="dateCreated", examples=["2026-11-01T03:00:00Z"])
    modified: datetime = Field(alias="dateModified", examples=[MOMENT])
    item: list[Kept[dict[str, Any]]] = Field(
        min_length=1,
        max_length=1,
        description="One ClaimReview.",
        examples=[[{"@context": "https://schema.org", "@type": "ClaimReview"}]],
    )


class DataFeed(Shape):
    """https://schema.org/DataFeed"""

    context: Literal["https://schema.org"] = Field(
        "https://schema.org", alias="@context", examples=["https://schema.org"]
    )
    type: Literal["DataFeed"] = Field("DataFeed", alias="@type", examples=["DataFeed"])
    name: str = Field(examples=["ニュースルーム：検証記事"])
    url: URL = Field(examples=[f"{SITE}/api/v1/claim-reviews/"])
    language: Literal["ja"] = Field("ja", alias="inLanguage", examples=["ja"])
    elements: list[DataFeedItem] = Field(alias="dataFeedElement")


class DumpFile(Shape):
    kind: Literal["verdicts", "claim_reviews"] = Field(examples=["verdicts"])
    url: URL = Field(examples=[f"{SITE}/api/v1/dumps/verdicts-341-c4c4c4c4c4c4.jsonl.gz"])
    media_type: str = Field(description="Of what the gzip file holds.", examples=["application/jsonl"])
    items: Count = Field(examples=[128])
    size: Number = Field(description="Bytes of the compressed file.", examples=[412_003])
    sha256: str = Field(pattern=HASH, description="Of the compressed file.", examples=["1f" * 32])


class Dump(Shape):
    """A set of files. `changes/?since=sequence&hash=hash` goes on where it ends."""

    log: str = Field(pattern=r"^([0-9a-f]{64})?$", examples=["9b" * 32])
    sequence: Count = Field(examples=[341])
    hash: str = Field(pattern=r"^([0-9a-f]{64})?$", examples=["c4" * 32])
    names: str = Field(pattern=r"^[0-9a-f]+$", description=NAMES, examples=["63f1c2a9b8e40"])
    made_at: datetime = Field(examples=["2026-11-02T18:00:00Z"])
    files: list[DumpFile]


class DumpPage(Shape):
    results: list[Dump] = Field(max_length=1)
    next: Next


class Index(Shape):
    """Where everything is."""

    verdicts: URL = Field(examples=[f"{SITE}/api/v1/verdicts/"])
    claims: URL = Field(examples=[f"{SITE}/api/v1/claims/"])
    articles: URL = Field(examples=[f"{SITE}/api/v1/articles/"])
    claimants: URL = Field(examples=[f"{SITE}/api/v1/claimants/"])
    ratings: URL = Field(examples=[f"{SITE}/api/v1/ratings/"])
    topics: URL = Field(examples=[f"{SITE}/api/v1/topics/"])
    changes: URL = Field(examples=[f"{SITE}/api/v1/changes/"])
    dumps: URL = Field(examples=[f"{SITE}/api/v1/dumps/"])
    claim_reviews: URL = Field(examples=[f"{SITE}/api/v1/claim-reviews/"])
    match: URL = Field(examples=[f"{SITE}/api/v1/match/"])
    openapi: URL = Field(examples=[f"{SITE}/api/v1/openapi.json"])
    docs: URL = Field(examples=[f"{SITE}/api/v1/docs/"])
    guide: URL = Field(description="For whoever begins.", examples=[f"{SITE}/api/v1/guide/"])
    tips: URL = Field(description="A POST with a key.", examples=[f"{SITE}/api/v1/tips/"])
    extract: URL = Field(description="A POST with a key.", examples=[f"{SITE}/api/v1/extract/"])
    webhooks: URL = Field(description="With a key.", examples=[f"{SITE}/api/v1/webhooks/"])


class MatchRequest(Body):
    """A message to be matched. It is neither stored nor logged."""

    text: str = Field(
        min_length=1,
        max_length=5_000,
        description="As it was received: a sentence, a chain message, a leaflet.",
        examples=["図書館に来る人が2倍になったって本当？"],
    )
    date: Day | None = Field(
        None,
        description='When it was written; "yesterday" and "last month" count from it.',
        examples=["2026-11-05"],
    )
    limit: Whole = Field(3, ge=1, le=10, description="Verdicts per statement, 1 to 10.", examples=[3])


class MatchRating(Shape):
    code: str = Field(examples=["fij-false"])
    name: str = Field(description="Japanese.", examples=["誤り"])


class MatchDifference(Shape):
    """A part that makes the claim another one: a match that has any is `near` at most."""

    kind: Literal["number", "name", "place", "date", "negation", "certainty"] = Field(examples=["number"])
    ours: str = Field(description="As the checked claim has it; empty where it is silent.", examples=["2倍"])
    theirs: str = Field(description="As the statement has it; empty where it is silent.", examples=["3倍"])


class Match(Shape):
    """A verdict whose claim is the statement's, or near it, or about the same."""

    band: Band = Field(
        description="`same`: the rating answers the statement. `near`: another number, name, place, date or a negation; say which before you show the rating. `related`: the same topic, no answer.",
        examples=["near"],
    )
    score: float = Field(ge=0, le=1, description="Probability that both say the same.", examples=[0.874])
    shared: list[str] = Field(
        description="Words that both have, as the statement does.", examples=[["図書館", "来る", "倍"]]
    )
    differs: list[MatchDifference]
    claim: Claim = Field(description="With its verdict: `retracted` means that the verdict is void, whatever its band.")
    rating: MatchRating | None = Field(description="null where the verdict is retracted.")


class MatchStatement(Shape):
    """A statement of the message, `text[start:end]` in code points."""

    text: str = Field(examples=["図書館に来る人が3倍になったって本当？"])
    start: Count = Field(examples=[0])
    end: Count = Field(examples=[19])
    matches: list[Match] = Field(max_length=10, description="Best first; empty where nothing like it was checked.")


class MatchAnswer(Shape):
    results: list[MatchStatement]
    left_out: Count = Field(
        description="Statements at the end of the message that were not looked at: send them by themselves.",
        examples=[0],
    )


VERDICT_FIELDS = tuple(Verdict.model_fields)
VERSION_FIELDS = tuple(VerdictVersion.model_fields)
