"""/metrics: whom it answers, what it says of the database, and that several processes add up."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from articles.actions import backups, extractions, webhooks
from articles.actions.backups import File
from articles.models import ExtractionRun
from tests import factories

QUERIES = 12
ROOT = django_settings.BASE_DIR


def scrape(client: Client | None = None, **headers: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Samples by name and label values."""
    response = (client or Client()).get("/metrics", headers=headers)
    assert response.status_code == 200
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("token", "behind_proxy", "address", "headers", "status"),
    [
        ("", False, "127.0.0.1", {}, 200),
        ("", False, "203.0.113.7", {}, 404),
        ("", False, "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("", True, "127.0.0.1", {}, 404),
        ("geheim", True, "127.0.0.1", {"Authorization": "Bearer geheim"}, 200),
        ("geheim", False, "203.0.113.7", {"Authorization": "Bearer geheim"}, 200),
        ("geheim", False, "127.0.0.1", {}, 404),
        ("geheim", False, "127.0.0.1", {"Authorization": "Bearer geheim2"}, 404),
        ("geheim", False, "127.0.0.1", {"Authorization": "geheim"}, 404),
        ("geheim", False, "127.0.0.1", {"Authorization": "Bearer 密"}, 404),
    ],
)
@pytest.mark.django_db
def test_figures_are_private(
    token: str, behind_proxy: bool, address: str, headers: dict[str, str], status: int, settings: Any
) -> None:
    settings.METRICS_TOKEN, settings.BEHIND_PROXY = token, behind_proxy

    assert Client(REMOTE_ADDR=address).get("/metrics", headers=headers).status_code == status


@pytest.mark.django_db
def test_the_desk_in_figures() -> None:
    factories.corrected(factories.published_verdict())
    factories.hidden(factories.published_verdict())
    extractions.request(factories.revision(), by=None)
    now = timezone.now()
    backups.record_made(File("factcheck-x.dump", 1234, "a" * 64, 2, True), started_at=now)
    backups.record_failed("ディスクがいっぱいです。", started_at=now)
    endpoint = webhooks.register(
        name="相手", url="https://hooks.example/", kinds=[], by=factories.administrator()
    ).endpoint
    webhooks.test(endpoint, by=factories.administrator())

    said = scrape()

    task = ("articles.tasks.extract_revision",)
    assert {name: said[name] for name in said if name[0] == "factcheck_publications_total"} == {
        ("factcheck_publications_total", ("correction",)): 1,
        ("factcheck_publications_total", ("published",)): 2,
        ("factcheck_publications_total", ("redaction",)): 1,
    }
    assert said["factcheck_publication_sequence", ()] == 4
    assert said["factcheck_redactions_pending", ()] == 1
    assert said["factcheck_queue_waiting", task] == 1
    assert 0 <= said["factcheck_queue_oldest_seconds", task] < 60
    assert said["factcheck_workers_alive", ()] == 0
    assert (said["factcheck_backup_bytes", ()], said["factcheck_backup_last_succeeded", ()]) == (1234, 0)
    assert 0 <= said["factcheck_backup_age_seconds", ()] < 60
    assert (said["factcheck_webhook_endpoints", ("active",)], said["factcheck_webhook_deliveries_waiting", ()]) == (
        1,
        1,
    )
    assert 0 <= said["factcheck_webhook_oldest_waiting_seconds", ()] < 600
    assert said["factcheck_database_up", ()] == 1


@pytest.mark.django_db
def test_without_any_backup_the_last_one_is_infinitely_old() -> None:
    said = scrape()

    assert (said["factcheck_backup_age_seconds", ()], said["factcheck_backup_last_succeeded", ()]) == (float("inf"), 0)


@pytest.mark.django_db
def test_runs_of_the_last_hour_are_counted_by_how_they_ended() -> None:
    now = timezone.now()
    for minutes, state in ((10, "succeeded"), (20, "failed"), (90, "succeeded")):
        run = extractions.request(factories.revision(), by=None)
        ended = now - timedelta(minutes=minutes)
        ExtractionRun.objects.filter(pk=run.pk).update(
            state=state,
            error="x" if state == "failed" else "",
            started_at=ended - timedelta(seconds=2),
            finished_at=ended,
        )

    said = scrape()

    assert said["factcheck_extractions_last_hour", ("succeeded",)] == 1
    assert said["factcheck_extractions_last_hour", ("failed",)] == 1
    assert said["factcheck_extraction_seconds_last_hour", ()] == 2
    assert said["factcheck_extractions_failed", ()] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_is_the_same_for_one_and_for_three(number: int) -> None:
    for _time in range(number):
        factories.hidden(factories.published_verdict())
        extractions.request(factories.revision(), by=None)

    with CaptureQueriesContext(connection) as queries:
        scrape()

    assert len(queries) == QUERIES


@pytest.mark.django_db
def test_no_label_holds_a_word_of_a_reader_or_the_desk() -> None:
    factories.published_verdict(headline="誰も数えない見出し")
    Client().get("/verdicts/?q=himitsu")
    Client().get("/himitsu/")

    text = Client().get("/metrics").content.decode()

    assert "himitsu" not in text
    assert "見出し" not in text


def test_what_several_processes_count_adds_up(tmp_path: Path) -> None:
    """As gunicorn's workers do: each in a process of its own, with the same folder."""
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    count = "from factcheck import counters; counters.REQUESTS.labels('public:home', 'GET', '200').observe(0.01)"
    for _process in range(3):
        subprocess.run([sys.executable, "-c", count], env=environment, check=True)
    read = (
        "from factcheck import counters; print(counters.registry().get_sample_value('factcheck_request_seconds_count',"
        " {'view': 'public:home', 'method': 'GET', 'status': '200'}))"
    )

    told = subprocess.run([sys.executable, "-c", read], env=environment, check=True, capture_output=True, text=True)

    assert told.stdout == "3.0\n"
