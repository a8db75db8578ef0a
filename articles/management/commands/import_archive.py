from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.management import archive_import, archive_progress, bad_lines, interruption, members
from articles.management.archive_import import Outcome
from articles.management.bad_lines import BadLines
from articles.models import User
from articles.permissions import NotAllowed

STDIN = "-"
KEY_CHARACTERS = 40
INTERRUPTED = 130  # what a shell says of a command that Ctrl-C ended


class Command(BaseCommand):
    help = _(
        "記事の保管庫（1行に1記事のJSON。gzipでもよい）をまとめて取り込みます。途中で止めても、同じコマンドで続きから取り込め、"
        "二重にはなりません。抽出は新しい記事のあとに回ります。読めない行は FILE.errors.jsonl に行番号と理由を書いて先へ進みます。"
        "終了コード：0 すべて取り込めた、1 取り込めない行かファイルがあった、130 中断した。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", metavar="FILE", nargs="+", help=_("ファイル。- は標準入力。"))
        parser.add_argument("--by", metavar="USERNAME", help=_("取り込んだ人として記録する担当者。"))
        parser.add_argument("--no-extract", action="store_false", dest="extract", help=_("検証候補を抽出しない。"))
        parser.add_argument(
            "--errors-dir",
            type=Path,
            metavar="DIR",
            help=_("読めない行の記録を置くフォルダー。省くと元のファイルの隣、標準入力では今のフォルダー。"),
        )

    def handle(
        self, *args: Any, sources: list[str], by: str | None, extract: bool, errors_dir: Path | None, **options: Any
    ) -> None:
        member, problems = members.named(by), list[str]()
        with interruption.noticed() as interrupted:
            for source in sources:
                if source.endswith(bad_lines.SUFFIX):
                    self._note(_("読めない行の記録なので飛ばします：%(path)s") % {"path": source})
                elif not interrupted.is_set():
                    problems += self._import(source, errors_dir, interrupted, by=member, extract=extract)
        if interrupted.is_set():
            again = _("中断しました。同じコマンドをもう一度実行すると、取り込んだものは飛ばし、残りを取り込みます。")
            raise CommandError("\n".join([*problems, again]), returncode=INTERRUPTED)
        if problems:
            raise CommandError("\n".join(problems))

    def _import(
        self, source: str, errors_dir: Path | None, interrupted: Event, *, by: User | None, extract: bool
    ) -> Iterator[str]:
        """Import one file and say what became of it; yields what the person at the terminal has to look at."""
        name = _("標準入力") if source == STDIN else Path(source).name
        try:
            with (
                _opened(source) as file,
                BadLines(_side_file(source, errors_dir)) as bad,
                archive_progress.shown(self.stderr, name, file) as report,
            ):
                outcome = archive_import.import_file(
                    file, bad, by=by, extract=extract, report=report, interrupted=interrupted
                )
        except OSError as error:
            yield _("ファイルを読めません：%(path)s（%(reason)s）") % {"path": source, "reason": error.strerror}
            return
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_summary(name, outcome))
        if outcome.alike:
            self._note(_same_texts(outcome))
        if outcome.left_out:
            self._note(_("読まなかった項目：%(keys)s") % {"keys": "、".join(map(_shown, outcome.left_out))})
        if outcome.bad:
            yield _("取り込めない行と理由：%(path)s") % {"path": bad.path}
        if outcome.problem:
            yield f"{name}：{outcome.problem}"

    def _note(self, text: str) -> None:
        self.stderr.write(text, self.style.WARNING)


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == STDIN:
        yield sys.stdin.buffer
    else:
        with Path(source).open("rb") as file:
            yield file


def _side_file(source: str, folder: Path | None) -> Path:
    path = Path("stdin" if source == STDIN else source)
    path = path.with_name(path.name + bad_lines.SUFFIX)
    return folder / path.name if folder else path


def _shown(key: str) -> str:
    """A key of somebody's file, for a terminal."""
    return key[:KEY_CHARACTERS] if key.isprintable() else ascii(key[:KEY_CHARACTERS])


def _same_texts(outcome: archive_import.Outcome) -> str:
    """New articles beside older ones, as many as fit a few lines; the page of each article names all of its own."""
    pairs = _("、").join(f"{new}＝{old}" for new, old in outcome.pairs)
    more = (
        _("、ほか%(n)s件") % {"n": f"{outcome.alike - len(outcome.pairs):,}"}
        if outcome.alike > len(outcome.pairs)
        else ""
    )
    return _("別のURLに本文がほぼ同じ素材があるもの %(n)s件（番号）：%(pairs)s%(more)s") % {
        "n": f"{outcome.alike:,}",
        "pairs": pairs,
        "more": more,
    }


def _summary(name: str, outcome: Outcome) -> str:
    return _(
        "%(name)s：新しい素材 %(articles)s件、新しい版 %(revisions)s件、すでにあるもの %(known)s件、取り込めない行 %(bad)s件"
    ) % {
        "name": name,
        "articles": f"{outcome.articles:,}",
        "revisions": f"{outcome.revisions:,}",
        "known": f"{outcome.known:,}",
        "bad": f"{outcome.bad:,}",
    }
