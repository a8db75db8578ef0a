"""`python -m articles.extraction`: read files without database or Django, print a ranked table or JSON lines."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from articles.extraction import (
    ClaimSpan,
    Extraction,
    Reason,
    Sentence,
    Source,
    UnusableText,
    check_text,
    extract_many,
)

UNUSABLE = 2
"""Exit code where a file cannot be read; argparse's own for wrong arguments."""

_WIDTH = 140  # columns, where the output is not a terminal that knows its own
# The desk's words; a test holds them to its models, which this command must not import.
LABELS = {"CFS": "検証価値あり", "UFS": "重要でない事実", "NFS": "検証する事実なし"}
MODALITIES = {
    "asserted": "断定",
    "hearsay": "伝聞",
    "inference": "推量",
    "future": "予定・予測",
    "opinion": "意見・評価",
    "other": "その他",
}
MISSING = {"speaker": "発言者", "subject": "主語", "place": "場所", "date": "日付", "object": "目的語"}
KINDS = ("news", "social_post", "transcript", "proceedings", "leaflet", "other")
_REASONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A source with the name it is reported under: the file as given, with --lines FILE:LINE."""

    name: str
    source: Source


class Unreadable(Exception):
    """A file that cannot be read, with a message for the person who named it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        sources = [named for name in options.files for named in _sources(name, options)]
    except Unreadable as error:
        print(f"エラー: {error}", file=sys.stderr)
        return UNUSABLE
    names = [named.name for named in sources]
    extractions = extract_many(named.source for named in sources)
    try:
        (_print_jsonl if options.format == "jsonl" else _print_tables)(zip(names, extractions, strict=True))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone; what Python flushes at exit must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m articles.extraction",
        description="日本語の文章から、検証する価値のある箇所を優先度の高い順に示します。",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="UTF-8のテキストファイル(- は標準入力)")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="表(既定)またはJSON Lines")
    parser.add_argument("--lines", action="store_true", help="1行を1つの文章として読む")
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="公開日(「15日」「来年度」などの解釈に使う)")
    parser.add_argument("--title", help="見出し")
    parser.add_argument("--kind", choices=KINDS, help="文書の種類")
    parser.add_argument("--speaker", help="文書そのものの発信者(発行者、候補者、投稿者、署名)")
    return parser


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日付は YYYY-MM-DD の形で指定してください: {value}") from None


def _sources(name: str, options: argparse.Namespace) -> Iterator[NamedSource]:
    text = _decoded(name, _content(name))
    if not options.lines:
        yield _checked(name, text, options)
        return
    if not text.strip():
        _checked(name, text, options)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _checked(f"{name}:{number}", line, options)


def _checked(name: str, text: str, options: argparse.Namespace) -> NamedSource:
    try:
        check_text(text)
    except UnusableText as error:
        raise Unreadable(f"{name}: {error.message}") from error
    return NamedSource(name, Source(text, options.date, options.title, options.kind, options.speaker))


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{name}: ファイルが見つかりません。") from None
    except IsADirectoryError:
        raise Unreadable(f"{name}: フォルダーです。ファイルを指定してください。") from None
    except PermissionError:
        raise Unreadable(f"{name}: 読み取る権限がありません。") from None
    except (OSError, ValueError) as error:  # a name with NUL is a ValueError
        raise Unreadable(f"{name!r}: ファイルを開けません({error})。") from None


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"{name}: UTF-8の文章として読めません({error.start + 1}バイト目)。UTF-8で保存し直してください。"
        ) from None


def _print_jsonl(extractions: Iterable[tuple[str, Extraction]]) -> None:
    for name, extraction in extractions:
        for sentence in extraction.sentences:
            sys.stdout.write(json.dumps({"file": name} | sentence.to_json(), ensure_ascii=False) + "\n")


def _print_tables(extractions: Iterable[tuple[str, Extraction]]) -> None:
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for name, extraction in extractions:
        console.print(_table(name, extraction))


def _table(name: str, extraction: Extraction) -> Table:
    table = Table(title=Text(f"{name}  (ruleset {extraction.ruleset})"), title_justify="left", show_lines=True)
    for heading in ("順位", "優先度"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("分類", no_wrap=True)
    table.add_column("発言者(伝えた媒体)", max_width=20)
    table.add_column("述べ方", no_wrap=True)
    table.add_column("本文、検証する主張、理由", ratio=1, overflow="fold")
    ranked = sorted(extraction.sentences, key=lambda sentence: (-sentence.priority, sentence.start))
    for rank, sentence in enumerate(ranked, 1):
        table.add_row(
            str(rank),
            f"{sentence.priority:.4f}",
            LABELS[sentence.label],
            Text(_voice(sentence)),
            MODALITIES[sentence.modality],
            Text("\n").join([Text(_plain(sentence.text)), *_claims(sentence), Text(_why(sentence.reasons), "dim")]),
        )
    return table


def _claims(sentence: Sentence) -> list[Text]:
    """Each claim as it would be pasted, unless it is the sentence itself."""
    worded = (_claim(sentence, claim) for claim in sentence.claims)
    return [Text(f"⇒{_plain(claim)}") for claim in worded if claim != sentence.text]


def _claim(sentence: Sentence, claim: ClaimSpan) -> str:
    """The standalone wording, with the speaker where the sentence holds several claims, and with what is missing."""
    speaker = f"[{sentence.speaker}]" if sentence.speaker and len(sentence.claims) > 1 else ""
    missing = "・".join(MISSING.get(code, code) for code in claim.incomplete)
    return speaker + claim.standalone + (f"(補ってください:{missing})" if missing else "")


def _voice(sentence: Sentence) -> str:
    via = f"({sentence.via})" if sentence.via else ""
    return _plain((sentence.speaker or "") + via)


def _why(reasons: Sequence[Reason]) -> str:
    shown = [reason for reason in reasons if reason.feature not in ("base", "rest")][:_REASONS_SHOWN]
    return "理由: " + " ".join(f"{reason.note} {reason.weight:+.2f}" for reason in shown)


def _plain(text: str) -> str:
    """Without control characters: a text must not be able to move the reader's cursor."""
    return "".join(character if character.isprintable() or character == "　" else " " for character in text)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream when run as a command
    sys.exit(main())
