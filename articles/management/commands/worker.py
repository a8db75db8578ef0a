from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from articles.japanese import loader


class Command(BaseCommand):
    help = _("キューに入った抽出などの処理を、SIGTERM か Ctrl-C を受けるまで実行します。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help=_("いまキューにある処理を終えたら、待たずに終了します。")
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        loader.language_model()  # before the first job, so that its time is not the model's
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(
                concurrency=1,  # GiNZA keeps a core busy: more capacity is more worker processes
                wait=not once,
                fetch_job_polling_interval=settings.WORKER_POLL_INTERVAL,
                update_heartbeat_interval=settings.WORKER_HEARTBEAT_INTERVAL,
                stalled_worker_timeout=settings.WORKER_STALLED_TIMEOUT,
            )
