"""What the demo promises to somebody who tries the product out. The story is told once for all tests of this module."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator

import jsonschema
import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.plugin import DjangoDbBlocker

from articles.actions.verification import publications as verification
from articles.demo import newsroom
from articles.models import (
    Approval,
    Article,
    Candidate,
    Claim,
    Claimant,
    Event,
    Evidence,
    Publication,
    PublicationContent,
    PublicationRendering,
    PublishedVerdict,
    Rating,
    Redaction,
    RightOfReply,
    User,
    Verdict,
)

NO_TRUTH_VALUE = {"fij-misleading", "fij-unsupported", "fij-withheld", "fij-out-of-scope"}
CLAIM_REVIEW = {
    "type": "object",
    "required": ["@context", "@type", "url", "claimReviewed", "reviewRating", "author", "itemReviewed"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "ClaimReview"},
        "url": {"type": "string", "pattern": "^http://[^ ]+/verdicts/[0-9]+-[^/ ]+/$"},
        "claimReviewed": {"type": "string", "minLength": 1, "maxLength": 75},
        "datePublished": {"type": "string", "format": "date-time"},
        "author": {"type": "object", "required": ["@type", "name", "url"]},
        "reviewRating": {
            "type": "object",
            "required": ["@type", "alternateName", "ratingExplanation"],
            "properties": {"ratingValue": {"type": "integer", "minimum": 1, "maximum": 5}},
            "dependentRequired": {"ratingValue": ["bestRating", "worstRating"]},
        },
        "itemReviewed": {
            "type": "object",
            "required": ["@type", "name", "datePublished"],
            "properties": {
                "@type": {"const": "Claim"},
                "author": {"type": "object", "required": ["@type", "name"]},  # who may not be named is left out
                "appearance": {"type": "array", "items": {"type": "object", "required": ["@type", "url"]}},
            },
        },
    },
}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The output of seed_demo; what it wrote is rolled back after the module."""
    stdout = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", stdout=stdout)
        yield stdout.getvalue()
        transaction.set_rollback(True)


def test_articles_of_many_kinds() -> None:
    assert Article.objects.count() == 29
    assert Counter(Article.objects.values_list("kind", flat=True)) == {
        Article.Kind.NEWS: 17,
        Article.Kind.SOCIAL_POST: 5,
        Article.Kind.PROCEEDINGS: 3,
        Article.Kind.TRANSCRIPT: 2,
        Article.Kind.LEAFLET: 2,
    }
    assert Article.objects.filter(outlet__is_own=True).count() == 1


def test_every_article_waits_for_extraction() -> None:
    assert ProcrastinateJob.objects.filter(queue_name="extraction", status="todo").count() == Article.objects.count()


def test_verdicts_in_every_state_and_live_ones_of_every_rating() -> None:
    assert Claim.objects.count() == 26
    assert Counter(Verdict.objects.values_list("state", flat=True)) == {
        Verdict.State.PUBLISHED: 18,
        Verdict.State.ERASED: 1,
        Verdict.State.RETRACTED: 1,
        Verdict.State.APPROVED: 1,
        Verdict.State.IN_REVIEW: 1,
        Verdict.State.DRAFT: 2,
    }
    assert Counter(PublishedVerdict.objects.values_list("state", flat=True)) == {
        PublishedVerdict.State.LIVE: 18,
        PublishedVerdict.State.RETRACTED: 1,
        PublishedVerdict.State.HIDDEN: 1,
    }
    live_ratings = set(PublishedVerdict.objects.live().values_list("rating_code", flat=True))
    assert live_ratings == set(Rating.objects.filter(scale="fij-2019").values_list("code", flat=True))


def test_log_shows_every_kind_of_change_and_verifies() -> None:
    assert Counter(Publication.objects.values_list("kind", flat=True)) == {
        Publication.Kind.PUBLISHED: 20,
        Publication.Kind.ADDITION: 1,
        Publication.Kind.AMENDMENT: 1,
        Publication.Kind.CORRECTION: 1,
        Publication.Kind.RATING_CHANGE: 1,
        Publication.Kind.RETRACTION: 2,
        Publication.Kind.REDACTION: 1,
    }
    assert list(verification.verify()) == []


def test_changed_rating_was_approved_anew_and_correction_apologises() -> None:
    changed = Publication.objects.get(kind=Publication.Kind.RATING_CHANGE)
    corrected = Publication.objects.get(kind=Publication.Kind.CORRECTION)

    assert Approval.objects.filter(verdict_id=changed.verdict_number).count() == 2
    assert corrected.content.snapshot["correction"]["apology"] is True
    before = Publication.objects.get(verdict_number=corrected.verdict_number, version=1).content.snapshot
    assert before["reasoning"].replace("46億円", "64億円") == corrected.content.snapshot["reasoning"]


def test_redaction_was_confirmed_by_a_second_person() -> None:
    redaction = Redaction.objects.get()

    assert redaction.state == Redaction.State.CONFIRMED
    assert redaction.hidden_by != redaction.closed_by
    assert (
        PublicationContent.objects.filter(publication__verdict_number=redaction.verdict_id)
        .exclude(publication__kind=Publication.Kind.REDACTION)
        .get()
        .snapshot
        is None
    )


def test_evidence_replies_candidates_and_claimants_of_every_kind() -> None:
    assert set(Evidence.objects.values_list("kind", flat=True)) == set(Evidence.Kind.values)
    assert Evidence.objects.filter(is_on_record=False).exclude(anonymity_reason="").count() == 5
    assert set(RightOfReply.objects.values_list("outcome", flat=True)) == {
        RightOfReply.Outcome.ANSWERED,
        RightOfReply.Outcome.NO_ANSWER,
    }
    assert set(Candidate.objects.exclude(rejection_reason="").values_list("rejection_reason", flat=True)) == set(
        Candidate.RejectionReason.values
    )
    assert Candidate.objects.filter(state=Candidate.State.DUPLICATE).count() == 2
    assert set(Claimant.objects.values_list("kind", flat=True)) == set(Claimant.Kind.values)
    assert not Verdict.objects.filter(authors__isnull=True).exists()


def test_members_may_log_in_with_the_printed_passwords(demo: str) -> None:
    roles = {
        "kanri": User.Role.ADMINISTRATOR,
        "kisha": User.Role.REPORTER,
        "desk": User.Role.DESK_EDITOR,
        "desk2": User.Role.DESK_EDITOR,
        "koetsu": User.Role.PROOFREADER,
        "homu": User.Role.LAWYER,
    }
    assert set(User.objects.values_list("username", flat=True)) == set(roles)
    for username, role in roles.items():
        password = newsroom.password_of(username)
        user = authenticate(username=username, password=password)
        assert isinstance(user, User)
        assert (user.is_staff, user.is_superuser, user.roles) == (True, False, {role})
        assert re.search(rf"^  {username} +{password} ", demo, re.M)


def test_whole_story_went_through_actions() -> None:
    """Whatever an action writes leaves an event; a row without one was written past them."""
    for model in (Article, Claim, Verdict, Candidate):
        subjects = Event.objects.filter(subject_type=model._meta.model_name).values_list("subject_id", flat=True)
        assert set(subjects) == set(model.objects.values_list("pk", flat=True))


def test_claim_review_of_every_live_verdict() -> None:
    live = PublishedVerdict.objects.live()
    for verdict in live:
        rendering = PublicationRendering.objects.get(
            publication__verdict_number=verdict.verdict_number, publication__version=verdict.version
        )
        review = json.loads(rendering.claim_review)
        jsonschema.validate(review, CLAIM_REVIEW)
        rating = Rating.objects.get(code=verdict.rating_code)
        assert review["claimReviewed"] == verdict.statement
        assert review["reviewRating"]["alternateName"] == rating.name
        assert ("ratingValue" in review["reviewRating"]) == (verdict.rating_code not in NO_TRUTH_VALUE)
        assert rating.name not in verdict.statement
    assert len(live) == 18


def test_no_private_name_account_or_address_outside_the_desk() -> None:
    private = Claimant.objects.exclude(kind__in=Claimant.NAMEABLE)
    secrets = {name.replace(" ", "") for claimant in private for name in claimant.names}
    posts = Article.objects.filter(kind=Article.Kind.SOCIAL_POST, revisions__candidates__claim__claimant__in=private)
    secrets |= set(posts.values_list("url", flat=True))
    assert len(secrets) == 6 + 5 + 4  # names, aliases, addresses: one post was erased

    public = [re.sub(r"\s", "", text) for text in public_texts()]

    assert len(public) > 60
    assert [(secret, text[:40]) for secret in secrets for text in public if secret in text] == []


def test_third_party_text_stays_in_the_desk() -> None:
    """No paragraph of somebody else's article is public as a whole, unless it is the very passage quoted."""
    quotes = set(Candidate.objects.legible().filter(state=Candidate.State.ACCEPTED).values_list("quote", flat=True))
    foreign = [
        paragraph
        for article in Article.objects.filter(outlet__is_own=False)
        for paragraph in article.current_revision.text.split("\n\n")
        if len(paragraph) > 80 and not any(paragraph in quote or quote in paragraph for quote in quotes)
    ]
    assert len(foreign) > 80

    public = public_texts()

    assert [paragraph[:40] for paragraph in foreign if any(paragraph in text for text in public)] == []


def test_all_addresses_are_invented_and_no_real_ministry_is_credited() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in newsroom.FOLDER.glob("*.json"))

    hosts = re.findall(r"https?://([^/\"\s]+)", told)
    assert {host for host in hosts if not host.endswith(".example")} == set()
    for body in (
        "厚生労働省",
        "厚労省",
        "農林水産省",
        "総務省",
        "財務省",
        "国土交通省",
        "経済産業省",
        "消費者庁",
        "気象庁",
    ):
        assert body not in told


def public_texts() -> list[str]:
    contents = PublicationContent.objects.filter(redacted_at__isnull=True).values_list("snapshot", flat=True)
    texts = [json.dumps(snapshot, ensure_ascii=False) for snapshot in contents]
    for rendering in PublicationRendering.objects.all():
        texts += [rendering.html, rendering.json, rendering.claim_review]
    for row in PublishedVerdict.objects.values():
        texts.append(json.dumps(row, ensure_ascii=False, default=str))
    return texts
