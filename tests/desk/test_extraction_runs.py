"""Runs of the extractor: progress, reasons for failures, another try."""

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import extractions
from articles.models import Event, ExtractionRun
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db


def test_progress_counts_runs_by_state(as_reporter: Client) -> None:
    recorded.run()
    recorded.failed_run()
    extractions.request(factories.revision(), by=None)

    response = as_reporter.get("/admin/extractions/", follow=True)

    assert [(str(label), count) for _state, label, count in response.context["progress"]] == [
        ("待機中", 1),
        ("処理中", 0),
        ("完了", 1),
        ("失敗", 1),
    ]


def test_failed_run_says_why_and_is_tried_again(as_reporter: Client) -> None:
    run = recorded.failed_run()
    page = reverse("admin:articles_article_change", args=[run.revision.article_id])
    retry = reverse("admin:articles_extractionrun_retry", args=[run.pk])

    shown = as_reporter.get(page).content.decode()
    listed = as_reporter.get(reverse("admin:articles_extractionrun_changelist")).content.decode()
    response = as_reporter.post(retry)

    run.refresh_from_db()
    assert run.state == ExtractionRun.State.PENDING
    assert told(response) == "もう一度試します。"
    assert retry in shown
    assert f'formaction="{retry}"' in listed
    assert "抽出の途中で処理が 3 回止まりました" in shown


def test_second_click_on_retry_is_refused_in_words(as_reporter: Client) -> None:
    run = recorded.failed_run()
    retry = reverse("admin:articles_extractionrun_retry", args=[run.pk])
    as_reporter.post(retry)

    response = as_reporter.post(retry)

    assert told(response) == str(extractions.RetryNotNeeded.message)
    assert Event.objects.filter(action="extraction.retried").count() == 1


def test_run_whose_job_was_lost_is_tried_again(as_reporter: Client) -> None:
    waiting, lost = (extractions.request(factories.revision(), by=None) for _ in range(2))
    ProcrastinateJob.objects.filter(queueing_lock=lost.job_lock)._raw_delete("default")
    retries = {run: reverse("admin:articles_extractionrun_retry", args=[run.pk]) for run in (waiting, lost)}

    listed = as_reporter.get(reverse("admin:articles_extractionrun_changelist")).content.decode()
    shown = {
        run: as_reporter.get(reverse("admin:articles_article_change", args=[run.revision.article_id])).content.decode()
        for run in retries
    }
    answers = {run: told(as_reporter.post(url)) for run, url in retries.items()}

    assert [f'formaction="{url}"' in listed for url in retries.values()] == [False, True]
    assert [url in shown[run] for run, url in retries.items()] == [False, True]
    assert answers == {waiting: str(extractions.RetryNotNeeded.message), lost: "もう一度試します。"}
    assert ProcrastinateJob.objects.filter(queueing_lock=lost.job_lock, status="todo").count() == 1


def test_bulk_retry_takes_the_failed_ones_only(as_reporter: Client) -> None:
    failed, done = recorded.failed_run(), recorded.run()

    as_reporter.post(
        reverse("admin:articles_extractionrun_changelist"),
        {"action": "retry_selected", "_selected_action": [failed.pk, done.pk]},
    )

    states = dict(ExtractionRun.objects.values_list("pk", "state"))
    assert states == {failed.pk: ExtractionRun.State.PENDING, done.pk: ExtractionRun.State.SUCCEEDED}


def test_administrator_is_not_offered_bulk_actions(as_administrator: Client) -> None:
    recorded.failed_run()

    response = as_administrator.post(
        reverse("admin:articles_extractionrun_changelist"),
        {"action": "retry_selected", "_selected_action": list(ExtractionRun.objects.values_list("pk", flat=True))},
    )

    assert ExtractionRun.objects.get().state == ExtractionRun.State.FAILED
    assert response.status_code == 200
