from __future__ import annotations

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import extractions
from articles.management import archive_progress
from articles.models import Article, ArticleRevision, ExtractionRun
from tests import factories

MEGABYTE = 1_000_000
PATIENCE_SECONDS = 240


def import_archive(*arguments: object) -> tuple[str, str]:
    """Standard output and error of one call, without what is said of texts that are alike: here all are."""
    stdout, stderr = called(*arguments)
    return stdout, "".join(line for line in stderr.splitlines(keepends=True) if not line.startswith("別のURLに"))


def called(*arguments: object) -> tuple[str, str]:
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("import_archive", *map(str, arguments), stdout=stdout, stderr=stderr)
    return stdout.getvalue(), stderr.getvalue()


def rows(count: int, *, start: int = 0, **fields: object) -> list[str]:
    return [
        json.dumps({"text": f"第{number}報。\n{factories.TEXT}", **fields}, ensure_ascii=False)
        for number in range(start, start + count)
    ]


def archive_of(path: Path, lines: list[str]) -> Path:
    content = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def summary(name: str, *, articles: int = 0, revisions: int = 0, known: int = 0, bad: int = 0) -> str:
    return (
        f"{name}：新しい素材 {articles:,}件、新しい版 {revisions:,}件、"
        f"すでにあるもの {known:,}件、取り込めない行 {bad:,}件\n"
    )


def reported(path: Path) -> list[tuple[int, str]]:
    return [(entry["line"], entry["error"]) for entry in map(json.loads, path.read_text("utf-8").splitlines())]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["archive.jsonl", "archive.jsonl.gz"])
def test_import_stores_every_row_and_queues_it_behind_fresh_articles(tmp_path: Path, name: str) -> None:
    path = archive_of(tmp_path / name, rows(3, outlet="みなと新報"))

    stdout, stderr = import_archive(path)

    assert (stdout, stderr) == (summary(name, articles=3), "")
    assert [article.title for article in Article.objects.order_by("pk")] == ["第0報。", "第1報。", "第2報。"]
    assert {article.outlet.name for article in Article.objects.select_related("outlet")} == {"みなと新報"}
    assert set(ProcrastinateJob.objects.values_list("task_name", "priority")) == {
        (extractions.TASK, extractions.Priority.ARCHIVE)
    }
    assert ExtractionRun.objects.count() == 3
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.django_db
def test_import_again_changes_nothing_and_goes_on_behind_what_is_there(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "archive.jsonl", rows(450))
    import_archive(path)
    archive_of(path, [*rows(450), *rows(2, start=450)])

    stdout, _stderr = import_archive(path)

    assert stdout == summary("archive.jsonl", articles=2, known=450)
    assert Article.objects.count() == 452


@pytest.mark.django_db
def test_import_without_extraction_records_who_did_it(tmp_path: Path) -> None:
    reporter = factories.reporter(username="asano")

    import_archive(archive_of(tmp_path / "archive.jsonl", rows(1)), "--no-extract", "--by=asano")

    assert Article.objects.get().imported_by == reporter
    assert not ExtractionRun.objects.exists()


@pytest.mark.django_db
def test_bad_lines_are_left_out_with_their_reason(tmp_path: Path) -> None:
    good = rows(2)
    path = archive_of(tmp_path / "archive.jsonl", [good[0], '{"text": "図書', "", '{"title": "図書館"}', good[1]])
    with path.open("ab") as file:
        file.write('{"text": "図書館"}\n'.encode("cp932"))
    side_file = tmp_path / "archive.jsonl.errors.jsonl"

    with pytest.raises(CommandError, match=f"取り込めない行と理由：{side_file}") as failure:
        import_archive(path)

    assert failure.value.returncode == 1
    assert Article.objects.count() == 2
    assert reported(side_file) == [(2, "NotJson"), (4, "TextMissing"), (6, "NotUtf8")]
    assert json.loads(side_file.read_text("utf-8").splitlines()[1]) == {
        "line": 4,
        "error": "TextMissing",
        "reason": "本文（text）がありません。",
        "beginning": '{"title": "図書館"}',
    }


@pytest.mark.django_db
def test_side_file_is_gone_when_the_lines_are_mended_and_never_imported(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "archive.jsonl", ["図書館", *rows(1)])
    side_file = tmp_path / "archive.jsonl.errors.jsonl"
    with pytest.raises(CommandError):
        import_archive(path)

    archive_of(path, rows(2))
    stdout, stderr = import_archive(path, side_file)

    assert stdout == summary("archive.jsonl", articles=1, known=1)
    assert stderr == f"読めない行の記録なので飛ばします：{side_file}\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.django_db
def test_side_file_goes_where_it_may_be_written(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "archive.jsonl", ["図書館"])
    folder = tmp_path / "errors"

    with pytest.raises(CommandError, match=r"読めない行の記録を書けません.*--errors-dir"):
        import_archive(path, f"--errors-dir={folder}")
    folder.mkdir()
    with pytest.raises(CommandError, match="取り込めない行と理由"):
        import_archive(path, f"--errors-dir={folder}")

    assert reported(folder / "archive.jsonl.errors.jsonl") == [(1, "NotJson")]


@pytest.mark.django_db
def test_truncated_gzip_keeps_what_came_before_and_other_files_go_on(tmp_path: Path) -> None:
    cut, whole = (archive_of(tmp_path / name, rows(500, url=None)) for name in ("cut.jsonl.gz", "whole.jsonl.gz"))
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])

    with pytest.raises(CommandError, match=r"cut\.jsonl\.gz：ファイルが途中で切れているか壊れていて") as failure:
        import_archive(cut, whole, tmp_path / "missing.jsonl")

    assert f"ファイルを読めません：{tmp_path / 'missing.jsonl'}（No such file or directory）" in str(failure.value)
    assert Article.objects.count() == 500


@pytest.mark.django_db
def test_import_from_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    content = "\n".join([*rows(2), "図書館"]).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(content))))

    with pytest.raises(CommandError, match="取り込めない行と理由"):
        import_archive("-")

    assert Article.objects.count() == 2
    assert reported(tmp_path / "stdin.errors.jsonl") == [(3, "NotJson")]


@pytest.mark.django_db
def test_keys_that_say_nothing_here_are_named_once(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "archive.jsonl", rows(3, **{"published": "2026-03-01", "社会\x1b[2J": 1, "x" * 99: 2}))

    _stdout, stderr = import_archive(path)

    assert stderr == f"読まなかった項目：published、{'x' * 40}、'\\u793e\\u4f1a\\x1b[2J'\n"


@pytest.mark.django_db
def test_tabs_and_line_breaks_of_a_title_become_a_space(tmp_path: Path) -> None:
    import_archive(archive_of(tmp_path / "archive.jsonl", rows(1, title="図書館の\r\n\t来館者")))

    assert Article.objects.get().title == "図書館の 来館者"


@pytest.mark.django_db
def test_progress_is_lines_where_nobody_sits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_progress, "LINE_SECONDS", 0)
    path = archive_of(tmp_path / "archive.jsonl", rows(250))

    _stdout, stderr = import_archive(path)

    line = r"archive\.jsonl：{}件（[\d,]+件/秒）、{}%、残り約 \d:\d\d:\d\d\n"
    assert re.fullmatch(line.format(200, r"\d\d") + line.format(250, 100), stderr)


@pytest.mark.django_db
def test_unknown_member_imports_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="担当者がいません：asano"):
        import_archive(archive_of(tmp_path / "archive.jsonl", rows(1)), "--by=asano")

    assert not Article.objects.exists()


def start(database: str, *arguments: object, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_archive", *map(str, arguments)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_URL": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, f"{Article.objects.count()} articles imported"
        time.sleep(0.02)


@pytest.mark.slow
def test_interrupted_import_finishes_its_batch_and_resumes_without_duplicates(
    committed_database: str, tmp_path: Path
) -> None:
    path = archive_of(tmp_path / "archive.jsonl", rows(3_000))
    first = start(committed_database, path)
    wait_until(Article.objects.exists, first)
    first.send_signal(signal.SIGINT)
    stdout, stderr = first.communicate(timeout=PATIENCE_SECONDS)
    imported = Article.objects.count()

    second = start(committed_database, path)
    assert second.communicate(timeout=PATIENCE_SECONDS)[0].decode() == summary(
        "archive.jsonl", articles=3_000 - imported, known=imported
    )

    assert first.returncode == 130
    assert stdout.decode() == summary("archive.jsonl", articles=imported)
    assert "中断しました。同じコマンドをもう一度実行すると" in stderr.decode()
    assert 0 < imported < 3_000
    assert Article.objects.count() == ArticleRevision.objects.count() == ExtractionRun.objects.count() == 3_000


@pytest.mark.slow
def test_killed_import_and_two_at_once_bring_every_row_once(committed_database: str, tmp_path: Path) -> None:
    path = archive_of(tmp_path / "archive.jsonl.gz", rows(2_000))
    killed = start(committed_database, path)
    wait_until(Article.objects.exists, killed)
    killed.kill()
    killed.communicate(timeout=PATIENCE_SECONDS)
    assert 0 < Article.objects.count() < 2_000

    both = [start(committed_database, path) for _ in range(2)]
    for process in both:
        process.communicate(timeout=PATIENCE_SECONDS)

    assert [process.returncode for process in both] == [0, 0]
    assert Article.objects.count() == ArticleRevision.objects.count() == ExtractionRun.objects.count() == 2_000
    assert ProcrastinateJob.objects.filter(task_name=extractions.TASK).count() == 2_000


@pytest.mark.slow
def test_memory_is_flat_however_long_the_archive_or_a_line_is(committed_database: str, tmp_path: Path) -> None:
    """The pipe keeps this process a few lines ahead at most, so that the importer's memory is that of the row written."""
    process = start(committed_database, "-", "--no-extract", f"--errors-dir={tmp_path}", stdin=subprocess.PIPE)
    memory = psutil.Process(process.pid).memory_info
    sizes = []
    for number, line in enumerate(rows(6_000)):
        process.stdin.write(f"{line}\n".encode())
        if number == 3_000:
            process.stdin.write(b'{"text": "' + b"a" * (60 * MEGABYTE) + b'"}\n')
        if number % 500 == 499:
            process.stdin.flush()
            sizes.append(memory().rss)
    stdout, _stderr = process.communicate(timeout=PATIENCE_SECONDS)

    assert stdout.decode() == summary("標準入力", articles=6_000, bad=1)
    assert max(sizes) - sizes[1] < 30 * MEGABYTE


@pytest.mark.django_db
def test_texts_that_are_here_under_another_address_are_named(tmp_path: Path) -> None:
    _stdout, stderr = called(archive_of(tmp_path / "archive.jsonl", rows(2)))

    first, second = Article.objects.order_by("pk")
    assert stderr == f"別のURLに本文がほぼ同じ素材があるもの 1件（番号）：{second.pk}＝{first.pk}\n"
