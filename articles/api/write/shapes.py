"""What programs hand in, and what they are told of it. A handed-in text is never said back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from articles.actions.errors import Refused
from articles.api.shapes import LARGEST_INTEGER, URL, Body, Day, Moment, Shape, Whole
from articles.extraction import MAX_CHARACTERS
from articles.intake import fields
from articles.models import CandidateScore, texts
from articles.models.candidate import CONTEXT
from articles.models.tip import LONGEST_TIP

LONGEST_BODY = 2_500_000  # bytes: the longest text, every sign of it escaped as JSON escapes a pair of surrogates
LONGEST_EXTRACTED = 5_000  # code points

Kind = Literal["news", "social_post", "transcript", "proceedings", "leaflet", "other"]
TipState = Literal["received", "looked_at", "checked", "closed"]
EndpointState = Literal["active", "resting", "paused", "disabled"]
DeliveryState = Literal["waiting", "delivered", "failed"]
State = Literal["queued", "running", "done", "failed"]


def _web_address(value: str) -> str:
    try:
        return fields.web_address(value)
    except Refused as refused:
        raise _unfit(refused) from refused


def _line(value: str) -> str:
    try:
        texts.runs_straight(value)
    except ValidationError as error:
        raise _unfit("".join(error.messages)) from error
    return value


def _unfit(why: object) -> PydanticCustomError:
    """What is wrong is said in words (`received`)."""
    return PydanticCustomError("unfit", "unfit", {"why": str(why)})


WebAddress = Annotated[
    str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2000})
]
Name = Annotated[str, AfterValidator(_line)]
"""What others call a thing by: no sign in it turns the direction of writing, ends the line or controls a terminal."""
Line = Annotated[str, AfterValidator(texts.on_one_line), AfterValidator(_line)]
"""Likewise; tabs and line breaks are read as spaces."""


def _one_of(values: list[str]) -> WithJsonSchema:
    """For what the extraction says, which is held to it already."""
    return WithJsonSchema({"type": "string", "enum": values})


Missing = Annotated[str, _one_of(CandidateScore.Missing.values)]
Quotation = Annotated[str, _one_of(CandidateScore.Quote.values)]
Modality = Annotated[str, _one_of(CandidateScore.Modality.values)]
Label = Annotated[str, _one_of(CandidateScore.Label.values)]


class ArticleBody(Body):
    """A text under scrutiny and where it is from."""

    largest = LONGEST_BODY

    text: str = Field(
        min_length=1,
        max_length=MAX_CHARACTERS,
        description="Plain text, kept as it is but for CRLF, which becomes LF. Offsets count its code points.",
        examples=["みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。"],
    )
    title: Line = Field("", max_length=500, description="Without it the first line.", examples=["図書館の来館者が倍増"])
    kind: Kind = Field("news", examples=["news"])
    outlet: Name = Field(
        "",
        max_length=100,
        description="Who published it, by name; a new one waits for an editor before anything of it is published.",
        examples=["みなと日報"],
    )
    url: WebAddress = Field(
        "",
        description="An address that is known makes the text the next revision of that article.",
        examples=["https://news.example/library"],
    )
    author: Line = Field("", max_length=200, description="Its byline.", examples=["楢崎ことの"])
    account: Line = Field("", max_length=200, description="Of a post.", examples=["みなとの台所（@minato_kitchen）"])
    published_at: Moment | None = Field(None, examples=["2026-03-01T03:00:00Z"])
    reach: Whole | None = Field(
        None, ge=0, le=LARGEST_INTEGER, description="Views, plays or shares; with `reach_date`.", examples=[12000]
    )
    reach_date: Day | None = Field(
        None, validate_default=True, description="When `reach` was counted.", examples=["2026-03-02"]
    )

    @field_validator("reach_date", mode="after")
    @classmethod
    def _goes_with_reach(cls, value: object, info: ValidationInfo) -> object:
        if "reach" in info.data and (value is None) != (info.data["reach"] is None):
            raise PydanticCustomError("reach_date", "reach_date")
        return value

    def source(self) -> dict[str, Any]:
        """As `handing_in.hand_in` takes it."""
        return {"byline" if name == "author" else name: getattr(self, name) for name in type(self).model_fields}


class RevisionBody(Body):
    """The text as it is now."""

    largest = LONGEST_BODY

    text: str = Field(
        min_length=1,
        max_length=MAX_CHARACTERS,
        examples=["みなと市は１日、市立図書館の来館者が前年度から８分増えたと発表した。"],
    )


class ExtractBody(Body):
    """A text to be read once, and what helps to read it."""

    text: str = Field(
        min_length=1,
        max_length=LONGEST_EXTRACTED,
        examples=["市長は１日、「来館者は前年度の２倍に増えた」と述べた。"],
    )
    title: str = Field("", max_length=500, examples=["図書館の来館者が倍増"])
    kind: Kind = Field("news", examples=["news"])
    speaker: str = Field(
        "", max_length=200, description="Whose words they are where the text names nobody.", examples=["みなと市"]
    )
    published_date: Day | None = Field(
        None, description="What words such as yesterday count from.", examples=["2026-03-01"]
    )


class TipBody(Body):
    """Something that should be checked."""

    text: str = Field(
        min_length=1,
        max_length=LONGEST_TIP,
        description="What is said, and where it was seen.",
        examples=["駅前で配られたチラシに、市が図書館を閉じると書いてありました。本当ですか。"],
    )
    url: WebAddress = Field("", description="Where it is to be read.", examples=["https://sns.example/post/1"])
    contact: Line = Field(
        "",
        max_length=200,
        description="Where the newsroom may ask back; only its staff sees it, for 90 days. Leave it out if in doubt.",
        examples=["minato@example.jp"],
    )


class TipStatus(Shape):
    """What became of a tip. Neither what it says nor who is at it."""

    state: TipState = Field(
        description="`received`; `looked_at`: somebody is at it; `checked`: see `verdict_url`; `closed`: it will not be checked.",
        examples=["checked"],
    )
    received_at: Moment = Field(examples=["2026-03-01T03:00:00Z"])
    verdict_url: URL | None = Field(
        description="The page of the published verdict that answers it.",
        examples=["https://factcheck.example/verdicts/7/"],
    )
    status_url: URL = Field(
        description="Where to ask again, without a key. Whoever has this address sees the state: give it to the sender only.",
        examples=["https://factcheck.example/api/v1/tips/Tq8mY1xw0c3eJ5kL7nB9vR2sU4aZ6dHg/"],
    )


class Similar(Shape):
    """Another article with the same text or nearly so: one that this key handed in, or that is public."""

    id: int = Field(examples=[3])
    share: float = Field(
        ge=0,
        le=1,
        description="Of the shorter text what the other one has as well; 1 where they are equal.",
        examples=[0.93],
    )


class HandedIn(Shape):
    """A text that is kept, and where to ask after it."""

    id: int = Field(
        description="Of the article, for good; the id in `/api/v1/articles/` once a verdict shows it.", examples=[12]
    )
    revision: int = Field(ge=1, description="Which text of the article it is.", examples=[1])
    is_new: bool = Field(description="False where this very text was here already.", examples=[True])
    extraction: State | None = Field(description="null where nobody asked for one.", examples=["queued"])
    extraction_url: URL = Field(examples=["https://factcheck.example/api/v1/articles/12/extraction/"])
    candidates_url: URL = Field(examples=["https://factcheck.example/api/v1/articles/12/candidates/"])
    similar: list[Similar]


class ExtractionStatus(Shape):
    """How the reading of the newest text that this key handed in stands."""

    id: int = Field(examples=[12])
    revision: int = Field(ge=1, examples=[1])
    state: State | None = Field(description="null where nobody asked for one.", examples=["done"])
    reason: str = Field(description="Why it failed, in Japanese; empty otherwise.", examples=[""])
    candidates: int = Field(ge=0, description="How many passages were found.", examples=[4])
    worth_checking: int = Field(ge=0, description="How many of them have the label CFS.", examples=[2])
    requested_at: Moment | None = Field(examples=["2026-03-01T03:00:01Z"])
    finished_at: Moment | None = Field(examples=["2026-03-01T03:00:04Z"])


class FoundClaim(Shape):
    """A passage that says something to be checked, as the extraction reads it; no editor has looked at it."""

    start: int = Field(ge=0, description="In code points of the text.", examples=[9])
    end: int = Field(ge=1, examples=[25])
    prefix: str = Field(description=f"At most {CONTEXT} code points before the quote.", examples=["市長は１日、「"])
    quote: str = Field(
        description="The passage, unchanged (W3C TextQuoteSelector with prefix and suffix).",
        examples=["来館者は前年度の２倍に増えた"],
    )
    suffix: str = Field(description=f"At most {CONTEXT} code points after the quote.", examples=["」と述べた。"])
    statement: str = Field(
        description="Restated to be understood alone; to be looked at before it is used. May be empty.",
        examples=["来館者は前年度の２倍に増えた"],
    )
    missing: list[Missing] = Field(
        description="What the statement leaves open: the doubts about it.", examples=[["place"]]
    )
    speaker: str | None = Field(description="Who says so, where the text makes it certain.", examples=["市長"])
    via: str | None = Field(description="Through whom it was reported.", examples=[None])
    quotation: Quotation = Field(examples=["direct"])
    modality: Modality = Field(examples=["asserted"])
    numeric: bool = Field(description="Whether an amount is the point of it.", examples=[True])
    label: Label = Field(description="No factual statement, an unimportant one, one worth checking.", examples=["CFS"])
    score: float = Field(
        ge=0, le=1, description="How worth checking; only comparable within one `ruleset`.", examples=[0.87]
    )


class Candidate(FoundClaim):
    id: int = Field(description="For good.", examples=[57])


class CandidatePage(Shape):
    results: list[Candidate]
    next: URL | None = Field(examples=[None])


class Extracted(Shape):
    """What was found in a text, in its order. Nothing of it is kept."""

    ruleset: str = Field(
        description="Which reading; scores of another one are not comparable.", examples=["v3-1a2b3c4d"]
    )
    results: list[FoundClaim]


STANDS = (
    "`active`; `resting`: it failed several times in a row, and is tried again after `rests_until`; `paused`: by the newsroom; "
    "`disabled`: `reason` says why, `enable/` resumes it. What is published meanwhile waits."
)
DELIVERIES = "https://factcheck.example/api/v1/webhooks/3/deliveries/"


class EmptyBody(Body):
    """Nothing: the address says all. The body may be left out."""


class ReplayBody(Body):
    """From where on the log is to be sent again."""

    from_sequence: Whole = Field(
        ge=1, le=LARGEST_INTEGER, description="The first row that is sent again, of `changes/`.", examples=[118]
    )


class WebhookEndpoint(Shape):
    """An address that we call, which the newsroom showed to this key. The secret that signs is said nowhere."""

    leads_to = {"listDeliveries": {"number": "/id"}}

    id: int = Field(ge=1, examples=[3])
    url: str = Field(
        description="Which address. Only the newsroom can change it.", examples=["https://hooks.minato.example/in"]
    )
    types: list[str] = Field(
        description="What it is called with; `verdict.redacted` and `verdict.restored` always.",
        examples=[["verdict.published", "verdict.redacted", "verdict.restored"]],
    )
    state: EndpointState = Field(description=STANDS, examples=["active"])
    reason: str | None = Field(
        description="Where it is `disabled`: `gone` (it answered 410), `failing` (nothing arrived for days), `secret` (the newsroom "
        "has to make a new secret).",
        examples=[None],
    )
    registered_at: Moment = Field(examples=["2026-03-01T03:00:00Z"])
    prepared_to: int = Field(
        ge=0,
        description="Up to which `sequence` of the log its deliveries are in the record; what is beyond waits too.",
        examples=[120],
    )
    waiting: int = Field(ge=0, description="Deliveries that have not arrived yet.", examples=[0])
    failed: int = Field(ge=0, description="Deliveries that were given up; `replay/` sends them again.", examples=[0])
    failures: int = Field(ge=0, description="Calls in a row that failed.", examples=[0])
    last_success_at: Moment | None = Field(
        description="When a call last arrived, of those in the record (30 days).", examples=["2026-03-02T01:00:00Z"]
    )
    rests_until: Moment | None = Field(examples=[None])
    deliveries_url: URL = Field(examples=[DELIVERIES])


class WebhookPage(Shape):
    leads_to = {"getWebhook": {"number": "/results/0/id"}, "listDeliveries": {"number": "/results/0/id"}}

    results: list[WebhookEndpoint]
    next: URL | None = Field(description="Always null: these are all.", examples=[None])


class WebhookDelivery(Shape):
    """One row of the log on its way to the endpoint, and how the last attempt went. What it said is not kept."""

    webhook_id: str = Field(
        description="The header `webhook-id` of each attempt.", examples=["msg_3f0c2ad1b45e4c6f8a7d9e0b1c2d3e4f"]
    )
    type: str = Field(
        description="As it was when the row was published; what was withdrawn since goes out as `verdict.redacted`.",
        examples=["verdict.published"],
    )
    sequence: int | None = Field(description="The row of `changes/`; null of a trial.", examples=[118])
    verdict_id: int | None = Field(description="null of a trial.", examples=[7])
    state: DeliveryState = Field(
        description="`failed`: given up after all its retries, or a trial that did not arrive.", examples=["delivered"]
    )
    attempts: int = Field(ge=0, description="Since it was last asked for.", examples=[2])
    created_at: Moment = Field(examples=["2026-03-02T01:00:00Z"])
    attempted_at: Moment | None = Field(description="The last attempt.", examples=["2026-03-02T01:00:05Z"])
    next_attempt_at: Moment | None = Field(
        description="Not before. null where it does not wait, is sent at once, or waits for the endpoint to be resumed.",
        examples=[None],
    )
    status: int | None = Field(description="HTTP, of the last attempt; null where there was no answer.", examples=[204])
    failure: str | None = Field(
        description="Why the last attempt failed: `address` (the name leads inside a network), `name` (no such host), `certificate`, "
        "`connection`, `timeout`, `redirect`, `status`, `secret`, `url` (not called by the rules of today). New ones may appear.",
        examples=[None],
    )
    milliseconds: int | None = Field(ge=0, description="How long the last attempt took.", examples=[41])


class DeliveryPage(Shape):
    results: list[WebhookDelivery]
    next: URL | None = Field(examples=[None])


class WebhookStanding(Shape):
    """How the endpoint stands after what was asked, and where to look after its deliveries."""

    leads_to = {"listDeliveries": {"number": "/id"}}

    id: int = Field(ge=1, examples=[3])
    state: EndpointState = Field(description=STANDS, examples=["active"])
    deliveries_url: URL = Field(examples=[DELIVERIES])


class WebhookReplay(WebhookStanding):
    """Rows of the log that are sent again, each under its `webhook_id` of the first time, as far as the endpoint takes their type."""

    from_sequence: int = Field(ge=1, examples=[118])
    to_sequence: int = Field(ge=1, description="The head of the log.", examples=[120])
