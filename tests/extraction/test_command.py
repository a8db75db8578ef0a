import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles.extraction.__main__ import KINDS, LABELS, MISSING, MODALITIES, _claims
from articles.extraction.results import ClaimSpan
from articles.models import Article, CandidateScore
from tests.desk.recorded import sentence
from tests.extraction.texts import ARTICLE, TRANSCRIPT

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "articles.extraction", *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "no.such.module"},
        check=False,
    )


def test_extraction_imports_no_django() -> None:
    code = "import sys, articles.extraction.__main__; sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert done.returncode == 0


def test_command_speaks_as_the_desk_does() -> None:
    assert list(CandidateScore.Label.choices) == [(code, LABELS[code]) for code in CandidateScore.Label.values]
    assert list(CandidateScore.Modality.choices) == list(MODALITIES.items())
    assert list(CandidateScore.Missing.choices) == list(MISSING.items())
    assert list(Article.Kind.values) == list(KINDS)


@pytest.mark.parametrize(
    ("claims", "lines"),
    [
        ([("雨が降った。", ())], []),
        ([("雨が降った。", ("date", "place"))], ["⇒雨が降った。(補ってください:日付・場所)"]),
        ([("青浜市で雨が降った。", ())], ["⇒青浜市で雨が降った。"]),
        ([("雨だ。", ()), ("風だ。", ("subject",))], ["⇒[古賀美咲]雨だ。", "⇒[古賀美咲]風だ。(補ってください:主語)"]),
    ],
)
def test_command_shows_each_claim_as_it_would_be_pasted(
    claims: list[tuple[str, tuple[str, ...]]], lines: list[str]
) -> None:
    text = "雨が降った。"
    spans = tuple(ClaimSpan(0, 2, text[:2], standalone, missing) for standalone, missing in claims)
    shown = _claims(sentence(text, 0, len(text), speaker="古賀美咲", claims=spans))

    assert [line.plain for line in shown] == lines


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "本文が空です。"),
        ("市長は\0述べた。".encode(), "NUL文字"),
        ("市長".encode("shift_jis"), "UTF-8の文章として読めません"),
        (b"\xed\xa0\xbd", "UTF-8の文章として読めません"),
        ("あ".encode() * 1_700_000, "本文が長すぎます。"),
    ],
)
def test_command_refuses_what_it_cannot_read(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "本文.txt"
    file.write_bytes(content)

    done = run(str(file))

    error = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert error.startswith(f"エラー: {file}: ")
    assert message in error
    assert error.count("\n") == 1


def test_command_refuses_a_missing_file(tmp_path: Path) -> None:
    done = run(str(tmp_path / "ない.txt"))

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"エラー: {tmp_path / 'ない.txt'}: ファイルが見つかりません。\n"


def test_command_refuses_a_date_that_is_none() -> None:
    done = run("--date", "8月16日", "-")

    assert done.returncode == 2
    assert "日付は YYYY-MM-DD の形で指定してください" in done.stderr.decode()


@pytest.mark.nlp
def test_command_prints_one_object_per_sentence_in_text_order() -> None:
    done = run("--format", "jsonl", "--date", "2026-04-20", "-", stdin=ARTICLE.encode())

    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [row["file"] for row in rows] == ["-"] * 10
    assert [ARTICLE[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    assert list(rows[0]) == [
        "file",
        "start",
        "end",
        "text",
        "kind",
        "priority",
        "label",
        "speaker",
        "via",
        "quote",
        "modality",
        "numeric",
        "quantities",
        "dates",
        "entities",
        "attributions",
        "claims",
        "reasons",
    ]


@pytest.mark.nlp
def test_command_reads_every_line_as_a_text_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("雨だ。風だ。\n\n夜だ。\n", encoding="utf-8")

    done = run("--format", "jsonl", "--lines", str(file))

    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [(row["file"], row["start"], row["text"]) for row in rows] == [
        (f"{file}:1", 0, "雨だ。"),
        (f"{file}:1", 3, "風だ。"),
        (f"{file}:3", 0, "夜だ。"),
    ]


@pytest.mark.nlp
def test_command_prints_the_best_candidate_first(tmp_path: Path) -> None:
    file = tmp_path / "会見.txt"
    file.write_text(TRANSCRIPT, encoding="utf-8")

    done = run(str(file))

    table = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert table.index("予算は昨年より") < table.index("根拠は何ですか")
    assert "古賀美咲" in table
