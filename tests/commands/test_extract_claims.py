import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.actions import candidates, extractions
from articles.models import Candidate, ExtractionRun
from tests import factories
from tests.desk import recorded


def extract_claims(*arguments: object) -> tuple[str, str]:
    """Standard output and error of one call."""
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("extract_claims", *map(str, arguments), stdout=stdout, stderr=stderr)
    return stdout.getvalue(), stderr.getvalue()


def fail(run: ExtractionRun, error: str) -> None:
    run.state, run.error, run.finished_at = ExtractionRun.State.FAILED, error, timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])


def finish_jobs() -> None:
    """As a worker leaves them: nothing of these runs is left in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = %s", [extractions.TASK])


@pytest.mark.parametrize("arguments", [(), (1, "--all")])
def test_extract_wants_ids_or_all(arguments: tuple[object, ...]) -> None:
    with pytest.raises(CommandError, match="検証素材の番号か --all のどちらかを指定してください。"):
        extract_claims(*arguments)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 99_999_999_999_999_999_999])
def test_extract_unknown_article(number: int) -> None:
    article = factories.revision().article

    with pytest.raises(CommandError, match=f"この番号の検証素材はありません：{number}$"):
        extract_claims(article.pk, number)

    assert not ExtractionRun.objects.exists()


@pytest.mark.django_db
def test_extract_all_without_articles() -> None:
    assert extract_claims("--all") == ("", "検証素材がまだありません。\n")


def test_failed_run_is_explained(committed_database: str) -> None:
    article = factories.revision().article
    fail(extractions.request(article.current_revision, by=None), "本文が読み取れません。")
    finish_jobs()

    with pytest.raises(CommandError, match=f"#{article.pk} {article.title}：本文が読み取れません。"):
        extract_claims(article.pk)
    stdout, stderr = extract_claims("--all")

    assert (stdout, stderr) == ("", f"#{article.pk} {article.title}：本文が読み取れません。\n")


def test_run_whose_job_is_lost_is_reported_and_not_waited_for(committed_database: str) -> None:
    article = factories.revision().article
    extractions.request(article.current_revision, by=None)
    finish_jobs()

    with pytest.raises(CommandError, match="キューに処理が残っていません。"):
        extract_claims(article.pk)


def test_extract_all_again_has_no_table_to_show(committed_database: str) -> None:
    run = recorded.run()
    finish_jobs()

    table = extract_claims("--all")
    lines, _stderr = extract_claims("--all", "--format=jsonl")

    assert table == ("新しい候補はありません。\n", "")
    assert {json.loads(line)["article"] for line in lines.splitlines()} == {run.revision.article_id}


@pytest.mark.nlp
def test_extract_all_shows_only_what_this_call_extracted(committed_database: str) -> None:
    recorded.run()
    finish_jobs()
    new = factories.revision(title="新しい記事").article

    stdout, _stderr = extract_claims("--all")

    assert [line.strip() for line in stdout.splitlines() if line.startswith("#")] == [f"#{new.pk}　新しい記事"]


@pytest.mark.nlp
def test_extract_all_beside_a_dead_worker(committed_database: str) -> None:
    """One job is waiting, another was left `doing` by a worker that sent its last heartbeat an hour ago."""
    waiting, stalled = (factories.revision() for _ in range(2))
    run = extractions.request(stalled, by=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [timezone.now() - timedelta(hours=1)],
        )
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = 1, worker_id = %s WHERE task_name = %s",
            [worker_id, extractions.TASK],
        )
    by_hand = candidates.mark_by_hand(waiting, start=0, end=4, by=factories.reporter())

    stdout, stderr = extract_claims("--all", "--format=jsonl")

    rows = [json.loads(line) for line in stdout.splitlines()]
    assert stderr == ""
    assert set(ExtractionRun.objects.values_list("state", flat=True)) == {ExtractionRun.State.SUCCEEDED}
    assert ExtractionRun.objects.get(revision=stalled) == run
    assert {row["article"] for row in rows} == {waiting.article_id, stalled.article_id}
    assert len(rows) == Candidate.objects.count()
    (unscored,) = [row for row in rows if row["candidate"] == by_hand.pk]
    assert (unscored["text"], unscored["priority"], unscored["reasons"]) == ("みなと市", None, [])

    table, _stderr = extract_claims(waiting.article_id, "--top=1")
    assert f"#{waiting.article_id}　図書館の来館者が倍増" in table
    assert table.rstrip().endswith(f"ほか {Candidate.objects.filter(revision=waiting).count() - 1} 件")
