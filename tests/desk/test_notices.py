"""The bell, the page behind it, and what administrators see of what left the app."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import comments, notices
from articles.doctor import queue
from articles.models import Claim, Comment, Delivery, Notice, NoticePreference, User
from tests import factories
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db


def called(user: User, times: int = 1) -> Claim:
    """A claim in whose comments a member was mentioned; the worker has looked."""
    claim, by = factories.claim(), factories.reporter(display_name="浅野")
    for time in range(1, times + 1):  # the same words within a minute would be one comment
        comments.write(claim, text=f"@{user.username} {time}度目です。見てください", by=by)
    connection.check_constraints()  # a place in the history is given at commit
    notices.collect()
    return claim


def test_bell_counts_and_the_page_tells_and_following_reads(as_reporter: Client, reporter: User) -> None:
    claim = called(reporter)
    called(factories.reporter())

    home = as_reporter.get(reverse("admin:index")).content.decode()
    page = as_reporter.get(reverse("notices"))
    (shown,) = page.context["rows"]
    followed = as_reporter.get(reverse("notice-open", args=[shown.notice.pk]))

    assert '<b class="unread-count">1<' in home
    assert (shown.actor, str(shown.action), shown.notice.claim) == ("浅野", "コメントを書いた", claim)
    assert followed["Location"] == f"{reverse('claim', args=[claim.pk])}#comment-{Comment.objects.first().pk}"
    assert "unread-count" not in as_reporter.get(reverse("admin:index")).content.decode()


def test_one_or_all_are_read_and_nobody_elses(as_reporter: Client, reporter: User) -> None:
    called(reporter, times=3)
    other = factories.reporter()
    called(other)
    first, *_rest = Notice.objects.of(reporter).order_by("pk")
    theirs = Notice.objects.of(other).get()

    as_reporter.post(reverse("notices-read"), {"notice": [first.pk, theirs.pk]})
    one = Notice.objects.of(reporter).unread().count()
    as_reporter.post(reverse("notices-read"))

    assert (one, Notice.objects.of(reporter).unread().count()) == (2, 0)
    assert Notice.objects.of(other).unread().count() == 1
    assert as_reporter.get(reverse("notice-open", args=[theirs.pk])).status_code == 404


def test_page_and_bell_take_the_same_queries_with_one_and_with_three(
    as_reporter: Client, reporter: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    called(reporter)
    with django_assert_num_queries(6):
        as_reporter.get(reverse("notices"))
    called(reporter, times=2)
    with django_assert_num_queries(6):
        as_reporter.get(reverse("notices"))


def test_member_chooses_how_mail_comes(as_reporter: Client, reporter: User) -> None:
    before = as_reporter.get(reverse("notices")).context["mail"]["mail"].value()
    as_reporter.post(reverse("notices-mail"), {"mail": "daily"})
    as_reporter.post(reverse("notices-mail"), {"mail": "nonsense"})

    assert before == "at_once"
    assert NoticePreference.objects.get(user=reporter).mail == "daily"
    assert as_reporter.get(reverse("notices")).context["mail"]["mail"].value() == "daily"


def test_administrator_sees_failures_and_sends_again(as_administrator: Client, as_reporter: Client) -> None:
    called(factories.reporter(email="minato@minato.example"))
    Delivery.objects.update(state="failed", error="SMTPServerDisconnected", begun_at=factories.PUBLISHED_AT)
    row = Delivery.objects.get()

    found = [finding.check for finding in queue.findings(timezone.now())]
    waiting = as_administrator.get(reverse("admin:index")).context["waiting"]
    page = as_administrator.get(reverse("notice-outbox")).content.decode()
    again = as_administrator.post(reverse("notice-retry", args=[row.pk]))
    twice = as_administrator.post(reverse("notice-retry", args=[row.pk]))

    assert "queue.notices" in found
    assert [row.number.number for row in waiting if row.url == reverse("notice-outbox")] == [1]
    assert ("SMTPServerDisconnected" in page, "minato@minato.example" in page) == (True, False)
    assert told(again) == "もう一度送ります。"
    assert told(twice) == "この送信は、失敗していないか、もう送り直されています。"
    assert as_reporter.get(reverse("notice-outbox")).status_code == 403
    assert as_reporter.post(reverse("notice-retry", args=[row.pk])).status_code == 403
