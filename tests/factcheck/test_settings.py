"""Settings as a newsroom has them, read anew in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NEWSROOM = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "x7Gm2-qP" * 8,
    "ALLOWED_HOSTS": "factcheck.example",
    "SITE_URL": "https://factcheck.example",
    "PATH": os.environ["PATH"],
}


def read(*names: str, **given: str) -> subprocess.CompletedProcess[str]:
    script = (
        "import json; from factcheck import settings;"
        f"print(json.dumps([getattr(settings, name, None) for name in {names!r}], default=str))"
    )
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**NEWSROOM, **given}, capture_output=True, text=True
    )


def test_what_binds_others_is_off_until_somebody_asks_for_it() -> None:
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")

    assert json.loads(read(*names).stdout) == [31_536_000, False, False]
    assert json.loads(read(*names, HSTS_INCLUDE_SUBDOMAINS="true", HSTS_PRELOAD="true").stdout)[1:] == [True, True]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HSTS_PRELOAD", "true", "HSTS_PRELOAD needs HSTS_INCLUDE_SUBDOMAINS"),
        ("NOTE_KEYS", "abc", "NOTE_KEYS: key 1 of 1 is no Fernet key"),
        ("SECURITY_CONTACT", "security@factcheck.example", "are URIs"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT"),
        ("WORKER_CONCURRENCY", "0", "WORKER_CONCURRENCY"),
        ("WORKER_SWEEP_SECONDS", "60", "WORKER_SWEEP_SECONDS"),
        ("BACKUP_KEEP_DAYS", "-1", "BACKUP_KEEP_DAYS"),
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(name: str, value: str, message: str) -> None:
    command = [sys.executable, "manage.py", "check"]
    told = subprocess.run(command, cwd=ROOT, env={**NEWSROOM, name: value}, capture_output=True, text=True)

    assert told.returncode == 1
    assert told.stderr.startswith("設定に誤りがあるので、何も始めていません。")
    assert message in told.stderr
    assert "Traceback" not in told.stderr


def test_a_blank_after_a_comma_belongs_to_no_value() -> None:
    contacts = "mailto:security@factcheck.example, https://factcheck.example/security"

    told = read("SECURITY_CONTACT", "ALLOWED_HOSTS", SECURITY_CONTACT=contacts, ALLOWED_HOSTS="a.example, 127.0.0.1")

    assert json.loads(told.stdout) == [contacts.split(", "), ["a.example", "127.0.0.1"]]


def test_json_is_written_where_it_is_asked_for() -> None:
    script = "import django; django.setup(); import logging; logging.getLogger('x').warning('港')"
    environment = {**NEWSROOM, "LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "factcheck.settings"}

    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert {name: json.loads(told.stderr)[name] for name in ("level", "logger", "message")} == {
        "level": "WARNING",
        "logger": "x",
        "message": "港",
    }
