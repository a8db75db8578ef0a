import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import candidates, extractions
from articles.extraction import CURRENT
from articles.management import extraction_progress
from articles.models import Candidate, CandidateScore, ExtractionRun
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


@pytest.mark.parametrize("arguments", [(), (1, "--all"), (1, "--stale"), ("--all", "--stale")])
def test_extract_wants_ids_or_all_or_stale(arguments: tuple[object, ...]) -> None:
    with pytest.raises(CommandError, match="検証素材の番号、--all、--stale のどれか一つを指定してください。"):
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


def test_table_says_what_a_wording_lacks_and_leaves_out_what_is_proposed_no_more(committed_database: str) -> None:
    run = recorded.run()
    gone = Candidate.objects.order_by("start")[0]
    recorded.read_again(run.revision, without=gone)
    CandidateScore.objects.update(incomplete=["speaker", "place"])
    finish_jobs()

    table, _stderr = extract_claims(run.revision.article_id)
    lines, _stderr = extract_claims(run.revision.article_id, "--format=jsonl")

    rows = [json.loads(line) for line in lines.splitlines()]
    assert gone.pk not in {row["candidate"] for row in rows}
    assert [row["incomplete"] for row in rows] == [["speaker", "place"]] * (Candidate.objects.count() - 1)
    assert table.count("補ってください：発言者・場所") == len(rows)


def test_stale_without_anything_stale(committed_database: str) -> None:
    recorded.run()
    recorded.failed_run()
    finish_jobs()

    assert extract_claims("--stale") == ("古い規則で抽出したものはありません。\n", "")
    assert ExtractionRun.objects.count() == 2


def test_stale_asks_behind_fresh_articles_and_goes_on_where_it_was_stopped(
    committed_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the first batch; the next call asks for the rest, and a third for nothing twice."""
    monkeypatch.setattr(extraction_progress, "BATCH", 2)
    old = [recorded.run() for _number in range(5)]
    finish_jobs()
    ExtractionRun.objects.update(ruleset="v2")
    request_many, calls = extractions.request_many, iter(range(99))

    def stopped(revisions: Any, **options: Any) -> int:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return request_many(revisions, **options)

    monkeypatch.setattr(extractions, "request_many", stopped)
    with pytest.raises(CommandError, match="中断しました。"):
        extract_claims("--stale")
    assert ExtractionRun.objects.filter(ruleset=CURRENT).count() == 2
    monkeypatch.setattr(extraction_progress.extraction_queue, "work_off", lambda runs, report: report(0))
    for _call in range(2):
        extract_claims("--stale")

    again = ExtractionRun.objects.filter(ruleset=CURRENT).order_by("pk")
    assert [run.revision_id for run in again] == [run.revision_id for run in old]
    jobs = ProcrastinateJob.objects.filter(status="todo", task_name=extractions.TASK).order_by("pk")
    assert [(job.args["run_id"], job.priority) for job in jobs] == [(run.pk, -10) for run in again]


def test_stale_explains_what_failed_and_does_not_try_it_again(committed_database: str, settings: Any) -> None:
    settings.EXTRACTION_MAX_ATTEMPTS = 0
    run = ExtractionRun.objects.get(pk=recorded.run().pk)
    finish_jobs()
    ExtractionRun.objects.update(ruleset="v2")

    first, second = extract_claims("--stale"), extract_claims("--stale")

    article = run.revision.article
    reason = ExtractionRun.objects.get(ruleset=CURRENT).error
    assert reason.startswith("抽出の途中で処理が 0 回止まりました。")
    assert first == ("0 件を今の規則で読み直しました。\n", f"#{article.pk} {article.title}：{reason}\n")
    assert second == ("古い規則で抽出したものはありません。\n", "")


@pytest.mark.nlp
def test_stale_reads_again_and_leaves_decisions_alone(committed_database: str) -> None:
    runs = [recorded.run(), recorded.run()]
    rejected = Candidate.objects.order_by("pk")[0]
    candidates.reject(rejected, reason="trivial", by=factories.reporter())
    finish_jobs()
    ExtractionRun.objects.filter(pk=runs[0].pk).update(ruleset="v2")
    factories.revision()  # never read, so not stale

    first, second = extract_claims("--stale", "--format=jsonl"), extract_claims("--stale")

    assert {json.loads(line)["article"] for line in first[0].splitlines()} == {runs[0].revision.article_id}
    assert second == ("古い規則で抽出したものはありません。\n", "")
    again = ExtractionRun.objects.get(ruleset=CURRENT, revision=runs[0].revision)
    assert ExtractionRun.objects.count() == 3
    rejected.refresh_from_db()
    assert (rejected.state, rejected.version) == ("rejected", 2)
    shown = Candidate.objects.pending().filter(revision=runs[0].revision).with_latest_score()
    scores = CandidateScore.objects.filter(run=again)
    assert set(shown.values_list("score_id", flat=True)) <= set(scores.values_list("pk", flat=True))


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
