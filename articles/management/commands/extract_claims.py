from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.actions import extractions
from articles.management import candidate_lists, extraction_progress
from articles.models import Article, ExtractionRun

ROWS, ROWS_OF_MANY = 10, 3


class Command(BaseCommand):
    help = _(
        "検証素材の現在の版から検証候補を抽出し、優先度の高い順に表示します。抽出済みのものは結果だけを、"
        "--all の表では新しいものだけを表示します。--stale は、古い規則で抽出したものを今の規則で読み直します。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", metavar="ID", nargs="*", type=int, help=_("検証素材の番号。"))
        parser.add_argument(
            "--all", action="store_true", help=_("すべての検証素材。抽出に失敗したものがあっても終了コードは0。")
        )
        parser.add_argument(
            "--stale",
            action="store_true",
            help=_(
                "古い規則で抽出した版を、新しい素材の後ろに並べて読み直し、件数を表示。途中で止めても次の実行が続ける。"
            ),
        )
        parser.add_argument(
            "--format", choices=["table", "jsonl"], default="table", dest="output_format", help=_("出力の形。")
        )
        parser.add_argument("--top", type=int, help=_("表に出す件数。省くと 10、--all では 3。jsonl はいつもすべて。"))

    def handle(
        self, *args: Any, ids: list[int], all: bool, stale: bool, **options: Any
    ) -> None:  # the names are the arguments'
        if [bool(ids), all, stale].count(True) != 1:
            raise CommandError(_("検証素材の番号、--all、--stale のどれか一つを指定してください。"))
        if stale:
            self._read_again(form=options["output_format"])
            return
        articles = list(Article.objects.order_by("pk")) if all else _articles(ids)
        if not articles:
            self.stderr.write(_("検証素材がまだありません。"))
            return
        revisions = [article.current_revision for article in articles]
        legible = [revision for revision in revisions if revision.redacted_at is None]
        requested = [extractions.request(revision, by=None) for revision in legible]
        begun = {run.pk for run in requested if not run.has_ended}
        runs = extraction_progress.wait_for(requested)
        problems = [problem for problem in map(extraction_progress.problem, runs) if problem]
        form, top = options["output_format"], options["top"] or (ROWS_OF_MANY if all else ROWS)
        succeeded = [run for run in runs if run.state == ExtractionRun.State.SUCCEEDED]
        # `make run` calls this at every start: what was extracted long ago would bury what is new
        shown = [run for run in succeeded if run.pk in begun] if all and form == "table" else succeeded
        try:
            for run in shown:
                self._write(run, top=top, form=form)
            if form == "table" and not shown and not problems:
                self.stdout.write(_("新しい候補はありません。"))
        except BrokenPipeError:  # `head` and the like have seen enough; Python would complain once more when it exits
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if problems and not all:
            raise CommandError("\n".join(problems))
        for problem in problems:
            self.stderr.write(problem)

    def _read_again(self, *, form: str) -> None:
        runs = extraction_progress.read_again()
        succeeded = runs.filter(state=ExtractionRun.State.SUCCEEDED)
        if form == "jsonl":
            for run in succeeded.select_related("revision__article").order_by("pk").iterator():
                self._write(run, top=0, form=form)
        elif runs.exists():
            self.stdout.write(_("%(n)d 件を今の規則で読み直しました。") % {"n": succeeded.count()})
        else:
            self.stdout.write(_("古い規則で抽出したものはありません。"))
        for run in runs.exclude(pk__in=succeeded.values("pk")).without_text().order_by("pk").iterator():
            self.stderr.write(extraction_progress.problem(run))

    def _write(self, run: ExtractionRun, *, top: int, form: str) -> None:
        if form == "jsonl":
            candidate_lists.write_jsonl(self.stdout, run.revision.article, run.revision)
        else:
            candidate_lists.write_table(self.stdout, run.revision.article, run.revision, top=top)


def _articles(ids: Iterable[int]) -> list[Article]:
    found = {article.pk: article for article in Article.objects.filter(pk__in=ids)}
    missing = [str(number) for number in ids if number not in found]
    if missing:
        raise CommandError(_("この番号の検証素材はありません：%(ids)s") % {"ids": "、".join(missing)})
    return [found[number] for number in dict.fromkeys(ids)]
