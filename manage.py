#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError, connection

DATABASE_DOWN = """\
データベースに接続できません。DATABASE_URL を使っていなければ、次のコマンドで組み込みの PostgreSQL を起動してください。
    .venv/bin/python manage.py postgres start
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if connection.connection is not None:
            raise
        sys.exit(f"{DATABASE_DOWN}{error}")


if __name__ == "__main__":
    main()
