import os
import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = Path(__file__).resolve().parent.parent.parent / "manage.py"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, MANAGE, *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "factcheck.settings", **environment},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("command", [["migrate"], ["import_article", "-"], ["install_reference_data"]])
def test_a_server_that_is_down_is_named_without_a_traceback(command: list[str]) -> None:
    finished = manage(*command, DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing")

    assert finished.returncode == 1
    assert finished.stderr.startswith("データベースに接続できません。")
    assert "manage.py postgres start" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_database_that_is_not_postgresql_is_refused() -> None:
    finished = manage("check", DATABASE_URL="sqlite:///:memory:")

    assert finished.returncode == 1
    assert "DATABASE_URL must name a PostgreSQL database" in finished.stderr


def test_a_missing_secret_key_is_named() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}

    finished = subprocess.run(
        [sys.executable, MANAGE, "check"],
        env={**environment, "ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "factcheck.settings"},
        capture_output=True,
        encoding="utf-8",
    )

    assert finished.returncode == 1
    assert 'Environment variable "SECRET_KEY" not set' in finished.stderr
