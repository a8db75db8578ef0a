from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.management.worker_processes import StoppedAtOnce, WorkerFailed, WorkerProcesses


class Command(BaseCommand):
    help = _(
        "キューに入った抽出などの処理を、SIGTERM か Ctrl-C を受けるまで実行します。受けたときは処理中の記事を終えてから"
        "止まり、もう一度受けるとすぐに止まります（その記事はキューに戻ります）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help=_("いまキューにある処理を終えたら、待たずに終了します。")
        )
        parser.add_argument(
            "--concurrency",
            type=_positive,
            default=settings.WORKER_CONCURRENCY,
            metavar="N",
            help=_("同時に処理する記事の数（プロセスの数）。CPU のコア数までが目安。省くと WORKER_CONCURRENCY。"),
        )

    def handle(self, *args: Any, once: bool, concurrency: int, **options: Any) -> None:
        try:
            WorkerProcesses(concurrency, once=once).run()
        except StoppedAtOnce as error:
            raise CommandError(_("すぐに止めました。処理中だった記事はキューに戻ります。")) from error
        except WorkerFailed as error:
            raise CommandError(_("処理の途中で失敗しました。記録（ログ）を確かめてください。")) from error


def _positive(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value)):
        raise ArgumentTypeError(_("1 以上の整数で指定してください：%(value)s") % {"value": value})
    return int(value)
