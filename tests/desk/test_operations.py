"""How the extraction is doing: what waits, who works, how fast, how long it will take, and what failed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import archives, extractions
from articles.actions.archives import Row
from articles.desk import bars
from articles.models import ExtractionRun
from articles.templatetags import spans
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db

PAGE = "/admin/operations/"


def worker(*, silent_for: float) -> int:
    """A worker that said something so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_for],
        )
        return int(cursor.fetchone()[0])


def take(run: ExtractionRun, number: int | None) -> None:
    """As a worker does with the job of a run, before it begins."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE queueing_lock = %s",
            [number, run.job_lock],
        )
    extractions.begin(run.pk)


def ended(run: ExtractionRun, *, minutes_ago: float, seconds: float = 2) -> None:
    """Move the end of a run into the past."""
    at = timezone.now() - timedelta(minutes=minutes_ago)
    ExtractionRun.objects.filter(pk=run.pk).update(finished_at=at, started_at=at - timedelta(seconds=seconds))


def archived(count: int) -> None:
    archives.import_batch(
        [Row(text=f"第{number}号。{factories.TEXT}", title="保管庫の記事") for number in range(count)], by=None
    )


def standing(page: str) -> str:
    """The sentence at the top, without its markup."""
    found = re.search(r'<p class="standing[^>]*>(.*?)</p>', page, re.S)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


def test_queue_is_counted_by_what_goes_first(as_reporter: Client) -> None:
    archived(3)
    fresh, taken = (extractions.request(factories.revision(), by=None) for _ in range(2))
    take(taken, worker(silent_for=1))

    lanes = as_reporter.get(PAGE).context["lanes"]

    assert [(str(lane.label), lane.waiting, lane.running) for lane in lanes] == [("新しい素材", 1, 1), ("保管庫", 3, 0)]
    assert all(timezone.now() - lane.oldest < timedelta(minutes=1) for lane in lanes)
    assert fresh.state == ExtractionRun.State.PENDING


def test_pace_counts_by_steps_and_hours(as_reporter: Client) -> None:
    for minutes in (1, 5, 25, 70, 22.5 * 60, 25 * 60):
        ended(recorded.run(), minutes_ago=minutes)
    ended(recorded.failed_run(), minutes_ago=15)

    pace = as_reporter.get(PAGE).context["pace"]

    assert (pace.hour.succeeded, pace.hour.failed, pace.day.ended) == (3, 1, 6)
    assert [step.ended for step, _bar in pace.plot][-8:] == [1, 0, 0, 0, 0, 1, 1, 2]
    assert [hour.ended for hour in pace.hours] == [4, 1, *[0] * 20, 1, 0]
    assert pace.scale == 2


@pytest.mark.parametrize(
    ("workers", "sentence"),
    [
        pytest.param(
            [], "動いている worker がありません。待っている12件は、manage.py worker を起動すると進みます。", id="none"
        ),
        pytest.param(
            [300],
            "動いている worker がありません。待っている12件は、manage.py worker を起動すると進みます。",
            id="silent",
        ),
        pytest.param([1], "待っている12件は、約24秒で終わります。いまの worker の数と速さのままなら。", id="one"),
        pytest.param(
            [1, 2, 300],
            "待っている12件は、約12秒で終わります。いまの worker の数と速さのままなら。",
            id="two and a silent one",
        ),
    ],
)
def test_first_sentence_says_how_long_it_will_take(as_reporter: Client, workers: list[float], sentence: str) -> None:
    ended(recorded.run(), minutes_ago=5, seconds=2)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # that run's job, which no worker has taken
    archived(12)
    for silent_for in workers:
        worker(silent_for=silent_for)

    assert standing(as_reporter.get(PAGE).content.decode()) == sentence


def test_first_sentence_of_an_unknown_pace_and_of_an_empty_queue(as_reporter: Client) -> None:
    worker(silent_for=1)
    empty = standing(as_reporter.get(PAGE).content.decode())
    archived(1)
    unknown = standing(as_reporter.get(PAGE).content.decode())

    assert (empty, unknown) == (
        "待っている抽出はありません。",
        "1件が待っています。速さは、一件終わると分かります。",
    )


def test_workers_are_shown_with_what_is_in_hand_and_silent_ones_last(as_reporter: Client) -> None:
    silent, alive = worker(silent_for=300), worker(silent_for=3)
    held, dropped, orphaned = (extractions.request(factories.revision(), by=None) for _ in range(3))
    take(held, alive)
    take(dropped, silent)
    take(orphaned, None)

    workers = as_reporter.get(PAGE).context["workers"]

    assert [(each.number, each.is_alive, each.runs) for each in workers] == [
        (alive, True, [held]),
        (silent, False, [dropped]),
        (None, False, [orphaned]),
    ]


def test_failures_are_told_with_reason_and_tried_again_by_who_may(
    as_reporter: Client, as_administrator: Client
) -> None:
    run = recorded.failed_run()
    retry = reverse("admin:articles_extractionrun_retry", args=[run.pk])

    page = as_reporter.get(PAGE)
    looked_at = as_administrator.get(PAGE).content.decode()
    as_reporter.post(retry)

    assert [(reason.text, reason.runs) for reason in page.context["reasons"]] == [(run.error, 1)]
    assert f'action="{retry}"' in page.content.decode()
    assert run.revision.article.title in looked_at
    assert retry not in looked_at
    run.refresh_from_db()
    assert run.state == ExtractionRun.State.PENDING


def test_page_reloads_itself_only_when_asked(as_reporter: Client) -> None:
    assert "Refresh" not in as_reporter.get(PAGE).headers
    assert as_reporter.get(f"{PAGE}?refresh").headers["Refresh"] == "30"


def test_page_asks_as_much_for_three_of_everything_as_for_one(
    as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def one_more() -> None:
        recorded.run()
        recorded.failed_run()
        extractions.request(factories.revision(), by=None)
        take(extractions.request(factories.revision(), by=None), worker(silent_for=1))

    archived(1)
    one_more()
    with django_assert_num_queries(11):  # session, member, roles; then the page
        assert as_reporter.get(PAGE).status_code == 200
    one_more()
    one_more()
    with django_assert_num_queries(11):
        assert as_reporter.get(PAGE).status_code == 200


def test_home_and_the_list_of_runs_lead_here(as_reporter: Client) -> None:
    assert f'href="{PAGE}"' in as_reporter.get("/admin/").content.decode()
    assert f'href="{PAGE}"' in as_reporter.get("/admin/extractions/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0秒"),
        (0.4, "0秒"),
        (59, "59秒"),
        (60, "1分"),
        (3_599, "59分"),
        (7_860, "2時間11分"),
        (100_000, "1日3時間"),
    ],
)
def test_span_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert spans.span(seconds) == text


@pytest.mark.parametrize(
    ("values", "end"),
    [([], 2), ([0], 2), ([2], 2), ([3], 4), ([10], 10), ([11], 20), ([42], 60), ([101], 200), ([9_999], 10_000)],
)
def test_scale_ends_at_a_round_number_with_a_whole_half(values: list[int], end: int) -> None:
    assert bars.top(values) == end


def test_bars_stand_on_the_base_line_and_reach_the_top() -> None:
    first, second = bars.bars([(3, 1), (0, 2)], 4)

    assert (first.y, first.height, first.upper_y, first.upper_height) == (25, 75, 0, 25)
    assert (second.y, second.height, second.upper_y, second.upper_height) == (100, 0, 50, 50)
    assert (first.x, first.width, second.x) == (50, 400, 550)
