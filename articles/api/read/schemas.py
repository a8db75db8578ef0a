"""Schemas of the bodies, for openapi.json only: they document what representations.py makes and serialise nothing."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from articles.models import Publication, PublishedVerdict
from articles.search.matching import Band

Schema = serializers.Serializer[Any]
STATES = [PublishedVerdict.State.LIVE.value, PublishedVerdict.State.RETRACTED.value]


class Coded(Schema):
    """A coded value with the Japanese label readers saw when the version was published."""

    code = serializers.CharField(help_text="Stable.")
    label = serializers.CharField(help_text="Japanese, for display.")  # type: ignore[assignment]  # a member of the body


class Topic(Schema):
    slug = serializers.CharField()
    name = serializers.CharField()


class VerdictClaimant(Schema):
    """Who made the claim. Only a public figure or an organisation has an id and is named."""

    id = serializers.IntegerField(allow_null=True)
    label = serializers.CharField(help_text="What to show: the name, or words such as 匿名アカウント.")  # type: ignore[assignment]  # a member of the body
    kind = Coded()
    affiliation = serializers.CharField(allow_blank=True)
    wikidata_id = serializers.CharField(allow_blank=True)


class VerdictClaim(Schema):
    """The proposition that was checked, as the desk words it."""

    id = serializers.IntegerField()
    statement = serializers.CharField()
    claimed_date = serializers.DateField(allow_null=True)
    claimant = VerdictClaimant(allow_null=True)
    topics = Topic(many=True)


class VerdictScale(Schema):
    code = serializers.CharField()
    name = serializers.CharField()
    credit = serializers.CharField()


class VerdictRating(Schema):
    """The rating, with the definition it had when the version was published."""

    code = serializers.CharField(help_text="Stable; store this one.")
    name = serializers.CharField()
    definition = serializers.CharField()
    symbol = serializers.CharField()
    truth_value = serializers.IntegerField(
        min_value=1, max_value=5, allow_null=True, help_text="1 worst to 5 best; null where no order of truth applies."
    )
    scale = VerdictScale()


class Appearance(Schema):
    """Where the claim was found. Only kind, date and quote are filled when the claimant may not be named."""

    article_number = serializers.IntegerField(allow_null=True, help_text="The id in `/api/v1/articles/`.")
    kind = Coded()
    title = serializers.CharField(allow_blank=True)
    outlet = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    prefix = serializers.CharField(allow_blank=True, help_text="At most 32 code points before the quote.")
    quote = serializers.CharField(help_text="The passage, unchanged (W3C TextQuoteSelector with prefix and suffix).")
    suffix = serializers.CharField(allow_blank=True, help_text="At most 32 code points after the quote.")


class Evidence(Schema):
    """A source. An anonymous one has no name, position or URL, and a reason for its anonymity."""

    kind = Coded()
    title = serializers.CharField()
    source_name = serializers.CharField(allow_blank=True)
    source_position = serializers.CharField(allow_blank=True)
    is_primary = serializers.BooleanField()
    stance = Coded()
    quoted_passage = serializers.CharField(allow_blank=True)
    locator = serializers.CharField(allow_blank=True)
    obtained_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(allow_blank=True)
    archive_url = serializers.CharField(allow_blank=True)
    snapshot_sha256 = serializers.CharField(allow_blank=True)
    source_interest = serializers.CharField(allow_blank=True)
    is_on_record = serializers.BooleanField()
    anonymity_reason = serializers.CharField(allow_blank=True)


class Image(Schema):
    """A picture of the claim as it went around, without the metadata of the file it was made of."""

    url = serializers.URLField(help_text="The same bytes for ever, while a version shows them.")
    sha256 = serializers.CharField(help_text="Of the bytes at `url`.")
    source_sha256 = serializers.CharField(help_text="Of the file that the desk uploaded.")
    media_type = serializers.CharField()
    width = serializers.IntegerField(help_text="In pixels.")
    height = serializers.IntegerField(help_text="In pixels.")
    alt = serializers.CharField(help_text="What is to be seen.")
    caption = serializers.CharField(allow_blank=True)


class RightOfReply(Schema):
    """What the party concerned was asked, and its answer in full or that none came."""

    party = serializers.CharField()
    channel = Coded()
    asked_at = serializers.DateTimeField()
    deadline = serializers.DateTimeField(allow_null=True)
    outcome = Coded()
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class CorrectionChange(Schema):
    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member of the body
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class Correction(Schema):
    """Why this version differs from the one before. `changes` is empty when that one is hidden."""

    note = serializers.CharField()
    apology = serializers.BooleanField()
    changes = CorrectionChange(many=True)


class Publisher(Schema):
    name = serializers.CharField()
    url = serializers.CharField()


class OtherWords(Schema):
    """What the desk wrote of the verdict in English, or in easy Japanese (without its readings). Never by a machine."""

    url = serializers.URLField(help_text="The reader's page.")
    claim = serializers.CharField()
    finding = serializers.CharField(allow_blank=True)
    summary = serializers.ListField(child=serializers.CharField(), min_length=3, max_length=3)


class Verdict(Schema):
    """One version of a verdict. It never changes; a correction is the next version."""

    id = serializers.IntegerField()
    url = serializers.URLField(help_text="The reader's page; show it as the source.")
    api_url = serializers.URLField()
    version_url = serializers.URLField(help_text="The reader's page of this very version.")
    state = serializers.ChoiceField(choices=STATES, help_text="`retracted`: void, readable only as such.")
    version = serializers.IntegerField(min_value=1)
    kind = Coded(help_text="Why this version was published.")
    first_published_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(help_text="Of this version.")
    headline = serializers.CharField()
    claim = VerdictClaim()
    rating = VerdictRating()
    finding = serializers.CharField(
        allow_blank=True, help_text="What is the case, in one sentence; empty where the desk wrote none."
    )
    summary = serializers.ListField(child=serializers.CharField(), min_length=3, max_length=3)
    english = OtherWords(allow_null=True)
    easy_japanese = OtherWords(allow_null=True)
    reasoning = serializers.CharField()
    selection_reason = serializers.CharField()
    intent_reason = serializers.CharField(allow_blank=True)
    appearances = Appearance(many=True)
    images = Image(many=True)
    evidence = Evidence(many=True)
    right_of_reply = RightOfReply(many=True)
    authors = serializers.ListField(
        child=serializers.CharField(),
        help_text="Names of those who wrote it and agree to be named today; may be empty.",
    )
    approvers = serializers.ListField(
        child=serializers.CharField(), help_text="Names of those who approved it and agree to be named today."
    )
    approvals = serializers.IntegerField(
        allow_null=True,
        help_text="How many people approved this version; null where a version of before 2026-12 says none.",
    )
    correction = Correction(allow_null=True)
    publisher = Publisher()


class ClaimVerdict(Schema):
    id = serializers.IntegerField()
    url = serializers.URLField()
    api_url = serializers.URLField()
    state = serializers.ChoiceField(choices=STATES)
    headline = serializers.CharField(allow_null=True, help_text="null once the verdict is retracted.")
    rating_code = serializers.CharField(allow_null=True, help_text="null once the verdict is retracted.")


class ClaimClaimant(Schema):
    id = serializers.IntegerField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # a member of the body


class Claim(Schema):
    """A claim that was checked, with its one verdict."""

    id = serializers.IntegerField()
    api_url = serializers.URLField()
    statement = serializers.CharField()
    claimant = ClaimClaimant(allow_null=True)
    topics = Topic(many=True)
    verdict = ClaimVerdict()


class Article(Schema):
    """A text in which a checked claim appeared, as the newest live verdict about it shows it. Never its full text."""

    id = serializers.IntegerField()
    api_url = serializers.URLField()
    kind_code = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    outlet = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    verdict_ids = serializers.ListField(child=serializers.IntegerField())


class Claimant(Schema):
    """A public figure or an organisation whose claim was checked. Nobody else is ever listed."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    api_url = serializers.URLField()
    verdicts_url = serializers.URLField()
    name = serializers.CharField()
    kind_code = serializers.CharField()
    affiliation = serializers.CharField(allow_blank=True)
    wikidata_id = serializers.CharField(allow_blank=True)


class Rating(Schema):
    code = serializers.CharField(help_text="Stable for ever.")
    name = serializers.CharField()
    definition = serializers.CharField()
    symbol = serializers.CharField()
    truth_value = serializers.IntegerField(min_value=1, max_value=5, allow_null=True)
    equivalents = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the nearest ratings on other scales."
    )


class Scale(Schema):
    """A versioned set of ratings."""

    code = serializers.CharField()
    name = serializers.CharField()
    version_date = serializers.DateField()
    credit = serializers.CharField()
    ratings = Rating(many=True)


class Change(Schema):
    """A row of the publication log. Apply rows in order: a tombstone deletes your copy, anything else replaces it."""

    sequence = serializers.IntegerField(min_value=1, help_text="Gap-free; pass the last one you applied as `since`.")
    kind = Coded(help_text="One of: " + ", ".join(f"`{code}`" for code in Publication.Kind.values) + ".")
    verdict_id = serializers.IntegerField()
    version = serializers.IntegerField(min_value=1, help_text="The number of this row within its verdict.")
    versions = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        help_text="The versions this row is about: itself, or those that a redaction withdrew or a restoration returned.",
    )
    published_at = serializers.DateTimeField()
    hash = serializers.CharField(help_text="SHA-256 over this row and the hash of the row before it; never changes.")
    url = serializers.URLField()
    api_url = serializers.URLField()
    tombstone = serializers.BooleanField(help_text="True: delete your copy of the verdict. `verdict` is null.")
    verdict = Verdict(allow_null=True)


class Page(Schema):
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")


class VerdictPage(Page):
    results = Verdict(many=True)


class ClaimPage(Page):
    results = Claim(many=True)


class ArticlePage(Page):
    results = Article(many=True)


class ClaimantPage(Page):
    results = Claimant(many=True)


class ScalePage(Page):
    results = Scale(many=True)


class CountedTopic(Topic):
    verdicts = serializers.IntegerField(min_value=1, help_text="Live ones.")


class TopicPage(Page):
    results = CountedTopic(many=True)


class DataFeedItem(Schema):
    def get_fields(self) -> dict[str, Any]:
        return {
            "@type": serializers.CharField(help_text="DataFeedItem"),
            "dateCreated": serializers.DateTimeField(),
            "dateModified": serializers.DateTimeField(),
            "item": serializers.ListField(child=serializers.DictField(), help_text="One ClaimReview."),
        }


class DataFeed(Schema):
    """https://schema.org/DataFeed"""

    def get_fields(self) -> dict[str, Any]:
        return {
            "@context": serializers.URLField(),
            "@type": serializers.CharField(help_text="DataFeed"),
            "name": serializers.CharField(),
            "url": serializers.URLField(),
            "inLanguage": serializers.CharField(),
            "dataFeedElement": DataFeedItem(many=True),
        }


class DumpFile(Schema):
    kind = serializers.ChoiceField(choices=["verdicts", "claim_reviews"])
    url = serializers.URLField()
    media_type = serializers.CharField(help_text="Of what the gzip file holds.")
    items = serializers.IntegerField(min_value=0)
    size = serializers.IntegerField(min_value=1, help_text="Bytes of the compressed file.")
    sha256 = serializers.CharField(help_text="Of the compressed file.")


class Dump(Schema):
    """A set of files. `changes/?since=sequence&hash=hash` goes on where it ends."""

    log = serializers.CharField(allow_blank=True)
    sequence = serializers.IntegerField(min_value=0)
    hash = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    files = DumpFile(many=True)


class DumpPage(Page):
    results = Dump(many=True)


class Head(Schema):
    """The newest row of the log. Keep one now and then: a later log that has another hash there was rewritten."""

    sequence = serializers.IntegerField(min_value=0, help_text="0 while the log is empty.")
    hash = serializers.CharField(allow_blank=True)


class ChangePage(Page):
    results = Change(many=True)
    head = Head()
    log = serializers.CharField(
        allow_blank=True, help_text="Which log this is: the hash of its first row, empty while it has none."
    )


class Index(Schema):
    """Where everything is."""

    verdicts = serializers.URLField()
    claims = serializers.URLField()
    articles = serializers.URLField()
    claimants = serializers.URLField()
    ratings = serializers.URLField()
    topics = serializers.URLField()
    changes = serializers.URLField()
    dumps = serializers.URLField()
    claim_reviews = serializers.URLField()
    match = serializers.URLField()
    openapi = serializers.URLField()
    docs = serializers.URLField()


class JSONString(serializers.CharField):
    """A string and nothing else, where DRF would take a number for one."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class JSONInteger(serializers.IntegerField):
    """A number, where DRF would take a string of digits for one."""

    def to_internal_value(self, data: object) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)  # 3.0 is an integer in JSON Schema


class MatchRequest(Schema):
    """A message to be matched. It is neither stored nor logged."""

    text = JSONString(
        max_length=5_000, trim_whitespace=False, help_text="As it was received: a sentence, a chain message, a leaflet."
    )
    date = serializers.DateField(
        required=False, allow_null=True, help_text='When it was written; "yesterday" and "last month" count from it.'
    )
    limit = JSONInteger(
        min_value=1, max_value=10, default=3, required=False, help_text="Verdicts per statement, 1 to 10."
    )


class MatchRating(Schema):
    code = serializers.CharField()
    name = serializers.CharField(help_text="Japanese.")


class MatchDifference(Schema):
    """A part that makes the claim another one: a match that has any is `near` at most."""

    kind = serializers.ChoiceField(choices=["number", "name", "place", "date", "negation", "certainty"])
    ours = serializers.CharField(allow_blank=True, help_text="As the checked claim has it; empty where it is silent.")
    theirs = serializers.CharField(allow_blank=True, help_text="As the statement has it; empty where it is silent.")


class Match(Schema):
    """A verdict whose claim is the statement's, or near it, or about the same."""

    band = serializers.ChoiceField(
        choices=[band.value for band in Band],
        help_text="`same`: the rating answers the statement. `near`: another number, name, place, date or a negation; say which before you show the rating. `related`: the same topic, no answer.",
    )
    score = serializers.FloatField(min_value=0, max_value=1, help_text="Probability that both say the same.")
    shared = serializers.ListField(
        child=serializers.CharField(), help_text="Words that both have, as the statement does."
    )
    differs = MatchDifference(many=True)
    claim = Claim(help_text="With its verdict: `retracted` means that the verdict is void, whatever its band.")
    rating = MatchRating(allow_null=True, help_text="null where the verdict is retracted.")


class MatchStatement(Schema):
    """A statement of the message, `text[start:end]` in code points."""

    text = serializers.CharField()
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    matches = Match(many=True, help_text="Best first; empty where nothing like it was checked.")


class MatchAnswer(Schema):
    results = MatchStatement(many=True)
    left_out = serializers.IntegerField(
        min_value=0, help_text="Statements at the end of the message that were not looked at: send them by themselves."
    )


class ParameterProblem(Schema):
    parameter = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="Japanese.")


class Problem(Schema):
    """An error (RFC 9457): programs read `code`, people read `detail`."""

    type = serializers.CharField(help_text="`urn:problem-type:factcheck:` and the code.")
    title = serializers.CharField(help_text="Japanese.")
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="Japanese.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    errors = ParameterProblem(
        many=True, help_text="Which parameters or members, where the code is `invalid_parameters`."
    )  # type: ignore[assignment]  # a member of the body
