from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from factcheck.postgres import Cluster, PostgresError


class Command(BaseCommand):
    help = _("組み込みの PostgreSQL を起動・停止し、状態を表示します。")
    requires_system_checks = []  # some of them ask the server that this command is about to start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        cluster = Cluster.default()
        try:
            if action == "start":
                cluster.start()
            elif action == "stop":
                cluster.stop()
        except PostgresError as error:
            raise CommandError(str(error)) from error
        state = _("動いています：%(url)s") if cluster.is_running() else _("止まっています：%(url)s")
        self.stdout.write(state % {"url": cluster.url})
