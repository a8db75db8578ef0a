#!/usr/bin/env python
import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection
from environs import EnvError

DATABASE_DOWN = """\
データベースに接続できません。DATABASE_URL を使っていなければ、次のコマンドで組み込みの PostgreSQL を起動してください。
    .venv/bin/python manage.py postgres start
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads them all
    except (EnvError, ValueError) as error:
        sys.exit(f"設定に誤りがあるので、何も始めていません。環境変数か .env を直してください。\n    {error}")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if connection.connection is not None:
            raise
        sys.exit(f"{DATABASE_DOWN}{error}")


if __name__ == "__main__":
    main()
