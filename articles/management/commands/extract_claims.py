from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.actions import extractions
from articles.management import candidate_lists, extraction_progress
from articles.models import Article

WRITERS = {"table": candidate_lists.write_table, "jsonl": candidate_lists.write_jsonl}


class Command(BaseCommand):
    help = _(
        "検証素材の現在の版から検証候補を抽出し、優先度の高い順に表示します。抽出済みのものは結果だけを表示します。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", metavar="ID", nargs="*", type=int, help=_("検証素材の番号。"))
        parser.add_argument(
            "--all", action="store_true", help=_("すべての検証素材。抽出に失敗したものがあっても終了コードは0。")
        )
        parser.add_argument("--format", choices=sorted(WRITERS), default="table", help=_("出力の形。"))

    def handle(self, *args: Any, ids: list[int], format: str, **options: Any) -> None:
        if bool(ids) == options["all"]:
            raise CommandError(_("検証素材の番号か --all のどちらかを指定してください。"))
        runs = [
            extractions.request(article.current_revision, by=None)
            for article in (Article.objects.order_by("pk") if options["all"] else _articles(ids))
        ]
        if not runs:
            self.stderr.write(_("検証素材がまだありません。"))
            return
        runs = extraction_progress.wait_for(runs)
        for run in runs:
            WRITERS[format](self.stdout, run.revision.article, run.revision)
        problems = [problem for problem in map(extraction_progress.problem, runs) if problem]
        if problems and ids:
            raise CommandError("\n".join(problems))
        for problem in problems:
            self.stderr.write(problem)


def _articles(ids: Iterable[int]) -> list[Article]:
    found = Article.objects.in_bulk(ids)
    missing = [str(number) for number in ids if number not in found]
    if missing:
        raise CommandError(_("この番号の検証素材はありません：%(ids)s") % {"ids": "、".join(missing)})
    return [found[number] for number in dict.fromkeys(ids)]
