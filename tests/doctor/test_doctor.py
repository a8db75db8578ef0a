"""One installation that is well, and one ailment at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from articles.actions import backups, extractions
from articles.actions.backups import File
from articles.doctor import backups as backup_checks
from articles.doctor import database, machine, mail, model, queue, record
from articles.doctor import settings as setting_checks
from articles.doctor.findings import Finding, Level
from articles.models import ExtractionRun
from tests import factories

STRONG = "x7Gm2-qP" * 8
WELL: dict[str, Any] = {
    "DEMO": False,
    "DEBUG": False,
    "HTTPS": True,
    "SECRET_KEY": STRONG,
    "NOTE_KEYS": ["a25vd24gdG8gZXZlcnlib2R5LCBmb3IgdGVzdHMgLi4="],
    "BEHIND_PROXY": True,
    "METRICS_TOKEN": "token",
    "SITE_URL": "https://factcheck.example",
    "ALLOWED_HOSTS": ["factcheck.example", "127.0.0.1"],
    "CORRECTIONS_EMAIL": "teisei@factcheck.example",
    "NEWSROOM_PAGES": Path(__file__).parents[2] / "articles" / "demo" / "pages",
    "SECURITY_CONTACT": ["mailto:security@factcheck.example"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


def ailments(findings: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(finding.check, finding.level.value) for finding in findings if finding.level is not Level.FINE]


@pytest.fixture
def well(settings: Any) -> Any:
    for name, value in WELL.items():
        setattr(settings, name, value)
    return settings


def test_a_newsroom_set_up_by_the_guide_is_well(well: Any) -> None:
    assert ailments(setting_checks.findings()) == []


@pytest.mark.parametrize(
    ("changed", "ailing"),
    [
        ({"SECRET_KEY": "short"}, [("settings.secret-key", "error")]),
        ({"SECRET_KEY": "a" * 60}, [("settings.secret-key", "error")]),
        ({"SECRET_KEY": f"django-insecure-{STRONG}"}, [("settings.secret-key", "error")]),
        ({"NOTE_KEYS": []}, [("settings.note-keys", "warning")]),
        ({"NOTE_KEYS": WELL["NOTE_KEYS"] * 2}, [("settings.note-keys-twice", "error")]),
        ({"METRICS_TOKEN": ""}, [("settings.metrics-token", "warning")]),
        ({"DEBUG": True}, [("settings.debug", "error")]),
        ({"DEMO": True}, [("settings.demo", "error")]),
        ({"HTTPS": False}, [("settings.https", "error")]),
        ({"SITE_URL": "http://factcheck.example"}, [("settings.site-url", "error")]),
        ({"SITE_URL": "https://127.0.0.1"}, [("settings.site-url", "error")]),
        ({"ALLOWED_HOSTS": ["*"]}, [("settings.allowed-hosts", "error")]),
        ({"ALLOWED_HOSTS": []}, [("settings.allowed-hosts", "error")]),
        ({"ALLOWED_HOSTS": ["other.example"]}, [("settings.site-host", "error")]),
        ({"BEHIND_PROXY": False}, [("settings.behind-proxy", "warning")]),
        ({"CORRECTIONS_EMAIL": ""}, [("settings.corrections-email", "warning")]),
        ({"NEWSROOM_PAGES": None}, [("django.articles.W001", "warning")]),
        ({"SECURITY_CONTACT": []}, [("settings.security-contact", "warning")]),
        ({"SECURE_HSTS_SECONDS": 0}, []),
    ],
)
def test_each_wrong_setting_is_found_and_nothing_else(
    changed: dict[str, Any], ailing: list[tuple[str, str]], well: Any
) -> None:
    for name, value in changed.items():
        setattr(well, name, value)

    assert ailments(setting_checks.findings()) == ailing


def test_an_environment_file_others_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    file = tmp_path / "env"
    file.touch(mode=0o644)
    monkeypatch.setenv("ENV_FILE", str(file))
    settings.STATIC_ROOT, settings.BACKUP_DIR = None, None

    assert ("machine.environment-file", "error") in ailments(machine.findings())
    file.chmod(0o640)
    assert ("machine.environment-file", "error") not in ailments(machine.findings())


def test_static_files_that_were_never_collected(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path

    assert ("machine.static-files", "error") in ailments(machine.findings())
    (tmp_path / "staticfiles.json").touch()
    assert "machine.static-files" not in dict(ailments(machine.findings()))


def test_the_model_is_the_one_we_know() -> None:
    assert ailments(model.findings()) == []


def test_a_mail_server_that_is_not_there(settings: Any) -> None:
    settings.EMAIL_BACKEND = mail.SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEMO = "127.0.0.1", 1, False

    assert ailments(mail.findings()) == [("mail.unreachable", "error")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert ailments(mail.findings()) == [("mail.backend", "warning")]


def test_a_database_that_is_away_stops_what_asks_it(committed_database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = "factcheck_nowhere"

    found = ailments(database.findings(timezone.now()))

    assert found == [("database.unreachable", "error")]


def test_a_clock_that_is_wrong(committed_database: str) -> None:
    assert "database.clock" not in dict(ailments(database.findings(timezone.now())))
    for seconds, level in ((10, "warning"), (-90, "error")):
        found = dict(ailments(database.findings(timezone.now() + timedelta(seconds=seconds))))
        assert found["database.clock"] == level


def test_a_migration_that_is_missing_and_one_that_is_too_new(committed_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '9999_later', now())")
    assert dict(ailments(database.findings(timezone.now())))["database.newer"] == "error"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0015_backups'")
    assert dict(ailments(database.findings(timezone.now())))["database.migrations"] == "error"


def test_a_session_that_could_undo_the_record(committed_database: str) -> None:
    assert "database.role-in-use" not in dict(ailments(database.findings(timezone.now())))
    with psycopg.connect(committed_database):  # as web or worker would, under the owner's role
        assert dict(ailments(database.findings(timezone.now())))["database.role-in-use"] == "warning"


@pytest.mark.django_db
def test_a_queue_without_a_worker_and_with_a_failure() -> None:
    now = timezone.now()
    run = extractions.request(factories.revision(), by=None)
    ExtractionRun.objects.filter(pk=run.pk).update(state="failed", error="x", finished_at=now)

    assert ailments(queue.findings(now)) == [("queue.workers", "error"), ("queue.failed", "warning")]


@pytest.mark.django_db
def test_a_worker_that_answers_and_one_that_does_not() -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now])
    assert ProcrastinateWorker.objects.count() == 1

    assert ailments(queue.findings(now)) == []
    assert ailments(queue.findings(now + timedelta(hours=1))) == [("queue.workers", "error")]


def made(now: datetime, *, checked: bool = True) -> None:
    backups.record_made(File("factcheck-x.dump", 1, "a" * 64, 0, checked), started_at=now)


@pytest.mark.django_db
def test_backups_that_are_missing_late_unchecked_or_failed(settings: Any) -> None:
    settings.DEMO, settings.BACKUP_DIR, now = False, None, timezone.now()
    assert ailments(backup_checks.findings(now)) == [("backups.none", "error")]

    made(now)
    assert ailments(backup_checks.findings(now)) == []
    assert ailments(backup_checks.findings(now + timedelta(days=2))) == [("backups.late", "warning")]
    assert ailments(backup_checks.findings(now + timedelta(days=8))) == [("backups.late", "error")]
    made(now, checked=False)
    assert ailments(backup_checks.findings(now)) == [("backups.unchecked", "warning")]
    backups.record_failed("ディスクがいっぱいです。", started_at=now)
    assert ("backups.failed", "error") in ailments(backup_checks.findings(now))


@pytest.mark.django_db
def test_a_restore_and_no_backup_since(settings: Any) -> None:
    settings.DEMO, settings.BACKUP_DIR, now = False, None, timezone.now()
    backups.record_restored(File("factcheck-x.dump", 1, "a" * 64, 0, True), started_at=now)
    assert ailments(backup_checks.findings(now)) == [("backups.since-restore", "warning")]
    assert ailments(backup_checks.findings(now + timedelta(days=2))) == [("backups.since-restore", "error")]

    made(now)
    assert ailments(backup_checks.findings(now)) == []


@pytest.mark.django_db
def test_a_folder_of_backups_that_others_may_read(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_DIR = tmp_path
    tmp_path.chmod(0o755)

    assert ("backups.folder", "error") in ailments(backup_checks.findings(timezone.now()))
    tmp_path.chmod(0o700)
    assert "backups.folder" not in dict(ailments(backup_checks.findings(timezone.now())))


@pytest.mark.django_db
def test_a_record_that_was_changed_by_hand() -> None:
    factories.published_verdict()
    assert ailments(record.findings()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_publicationcontent DISABLE TRIGGER USER")
        cursor.execute("UPDATE articles_publicationcontent SET snapshot = '{}'")
        cursor.execute("ALTER TABLE articles_publicationcontent ENABLE TRIGGER USER")

    assert ailments(record.findings())[0] == ("record.verify_publications", "error")


@pytest.mark.django_db
def test_the_command_says_it_in_words_and_as_json_and_fails_on_an_error() -> None:
    words, programs = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", stdout=words)
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", "--json", "--quick", stdout=programs)

    said = json.loads(programs.getvalue())
    assert said["ok"] is False
    assert {"level": "error", "check": "queue.workers"}.items() <= next(
        one for one in said["findings"] if one["check"] == "queue.workers"
    ).items()
    assert "× worker が動いていません。待っている処理は 0 件です。" in words.getvalue().splitlines()
    assert words.getvalue().splitlines()[-1].startswith("誤り ")
