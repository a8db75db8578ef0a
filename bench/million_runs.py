"""A million runs and as many jobs: how long the desk's page about them takes, looking for lost jobs, and sweeping finished ones.

python bench/million_runs.py [RUNS]

A quarter of the runs ended in the last day, one in a thousand failed; every job waits, and in the end every one has succeeded.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import psycopg
from queue_saturation import server

FILL = """
SET session_replication_role = replica;
INSERT INTO articles_article (kind, url, title, account, byline, screenshot_sha256, imported_at)
    SELECT 'news', 'https://a.example/' || n, 'title', '', '', '', now() FROM generate_series(1, {runs}) AS n;
INSERT INTO articles_articlerevision (article_id, number, text, sha256, created_at)
    SELECT id, 1, 'text', md5(id::text) || md5(id::text), now() FROM articles_article;
INSERT INTO articles_extractionrun (revision_id, ruleset, versions, state, attempts, error, created_at, started_at, finished_at)
    SELECT id, 'v2', '{{}}', CASE WHEN id % 1000 = 1 THEN 'failed' WHEN id % 4 = 2 THEN 'succeeded' ELSE 'pending' END, 1,
        CASE WHEN id % 1000 = 1 THEN 'reason' ELSE '' END, now(), at, at FROM articles_articlerevision,
        LATERAL (SELECT CASE WHEN id % 1000 = 1 OR id % 4 = 2 THEN now() - random() * interval '1 day' END AS at) AS times;
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, queueing_lock)
    SELECT 'extraction', 'articles.tasks.extract_revision', -10, json_build_object('run_id', id), 'todo', 'extraction-' || id
    FROM articles_extractionrun;
INSERT INTO procrastinate_events (job_id, type, at)
    SELECT id, type::procrastinate_job_event_type, now() - interval '1 hour'
    FROM procrastinate_jobs, unnest(ARRAY['deferred', 'started', 'succeeded']) AS type;
"""
FINISH = "UPDATE procrastinate_jobs SET status = 'succeeded'"
TABLES = ("articles_extractionrun", "procrastinate_jobs", "procrastinate_events")


def main(runs: int = 1_000_000) -> None:
    with server() as url:
        os.environ.update(
            DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE="factcheck.settings",
            ENV_FILE=os.devnull,
            SECRET_KEY="of a benchmark",
        )
        import django

        django.setup()
        measure(url, runs)


def measure(url: str, runs: int) -> None:
    from asgiref.sync import async_to_sync
    from django.core.management import call_command
    from django.utils import timezone
    from procrastinate.contrib.django import app

    from articles.desk import extraction_queue
    from articles.models import ExtractionRun

    call_command("migrate", verbosity=0)
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(FILL.format(runs=runs))
        for table in TABLES:
            database.execute(f"VACUUM ANALYZE {table}")
        now = timezone.now()
        batch = list(ExtractionRun.objects.order_by("pk").values_list("pk", flat=True)[:200])
        tell("the page: what waits", extraction_queue.lanes)
        tell("the page: what ended in a day", lambda: extraction_queue.pace(now))
        tell("the page: workers", lambda: extraction_queue.workers(now))
        tell("the page: why runs failed", extraction_queue.reasons)
        tell("the page: newest failures", lambda: extraction_queue.newest_failures(10))
        tell("lost jobs of a batch of 200", lambda: list(ExtractionRun.objects.retriable().filter(pk__in=batch)))
        database.execute(FINISH)
        database.execute("VACUUM ANALYZE procrastinate_jobs")
        sweep = async_to_sync(app.job_manager.delete_old_jobs)
        tell("the hourly sweep of finished jobs", lambda: sweep(nb_hours=72, include_failed=True))


def tell(what: str, ask: Callable[[], object]) -> None:
    """The second of two times: the first one reads from the disk."""
    ask()
    began = time.perf_counter()
    ask()
    print(f"{what:36} {(time.perf_counter() - began) * 1000:8.0f} ms", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
