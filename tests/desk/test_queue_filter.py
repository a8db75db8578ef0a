"""What the queue is narrowed to: in the address, whichever way one goes on."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.actions import assignments, candidates, claim_merges, outlets
from articles.desk import figures
from articles.models import Article, Candidate, Claim, User
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(reporter: User) -> tuple[Candidate, Candidate]:
    """The one that comes first, which nothing narrows to, and one that each of the fields finds."""
    (first,) = recorded.candidates(1, priority=0.9, speaker="北浜市")
    (found,) = recorded.candidates(1, priority=0.55, speaker="みなと市教育委員会", title="給食の記事")
    outlet = outlets.register(name="みなと新聞", by=reporter)
    Article.objects.filter(pk=first.revision.article_id).update(published_at="2025-01-01T00:00Z")
    Article.objects.filter(pk=found.revision.article_id).update(
        outlet=outlet, kind="transcript", published_at="2026-02-03T01:00Z", imported_by=reporter
    )
    Candidate.objects.filter(pk=found.pk).update(created_at=timezone.now() - timedelta(days=4))
    factories.claimant(name="教育委員会", aliases=["みなと市教育委員会", "市教委"])
    in_work(found, due_date=figures.today() - timedelta(days=1), to=reporter)
    in_work(first, due_date=figures.today() + timedelta(days=1), to=factories.reporter())
    return first, found


def in_work(beside: Candidate, *, due_date: date, to: User) -> None:
    """A claim of the same article that somebody sees to."""
    claim = factories.claim()
    candidates.accept(factories.candidate(beside.revision, quote=beside.quote[:4]), claim=claim, by=to)
    assignments.assign(claim, to=to, due_date=due_date, by=to)


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "transcript"},
        {"speaker": "みなと市教"},
        {"speaker": "市教委"},
        {"words": "給食 みなと"},
        {"since": "2026-02-03", "until": "2026-02-03"},
        {"waiting": "3"},
        {"mine": "on"},
        {"assigned": "on"},
        {"due": "today"},
        {"due": "over", "assigned": "on"},
        {"kind": "transcript", "score": "0.5"},
    ],
    ids=lambda query: " ".join(query),
)
def test_each_field_narrows_the_queue_and_stays(
    query: dict[str, str], rows: tuple[Candidate, Candidate], as_reporter: Client
) -> None:
    page = as_reporter.get(reverse("queue"), query)
    kept = page.context["filter"]
    address = reverse("queue-decide", args=[rows[1].pk, "reject"]) + kept
    decided = as_reporter.post(address, {"reason": "trivial"})
    undone = as_reporter.post(reverse("queue-undo") + kept)

    assert (page.context["candidate"], page.context["progress"].left.number) == (rows[1], 1)
    assert decided["Location"] == f"{reverse('queue')}{kept}#passage"
    assert undone["Location"] == f"{reverse('queue-candidate', args=[rows[1].pk])}{kept}#passage"


def test_what_is_due_today_is_not_over_and_what_is_done_is_neither(reporter: User, as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    in_work(row, due_date=figures.today(), to=reporter)

    def left(due: str) -> int:
        return as_reporter.get(reverse("queue"), {"due": due}).context.get("progress").left.number

    found = left("today"), left("over")
    claim_merges.merge(Claim.objects.get(), into=factories.claim(), by=reporter)

    assert (*found, left("today")) == (1, 0, 0)


def test_outlet_narrows_the_queue(rows: tuple[Candidate, Candidate], as_reporter: Client) -> None:
    outlet = rows[1].revision.article
    outlet.refresh_from_db()

    page = as_reporter.get(reverse("queue"), {"outlet": outlet.outlet_id})

    assert page.context["candidate"] == rows[1]


def test_what_is_not_understood_narrows_nothing(rows: tuple[Candidate, Candidate], as_reporter: Client) -> None:
    query = {"outlet": "x", "since": "きのう", "score": "2", "article": "-1", "speaker": "\0", "utm_source": "mail"}

    page = as_reporter.get(reverse("queue"), query)

    assert (page.status_code, page.context["candidate"], page.context["filter"]) == (200, rows[0], "")
