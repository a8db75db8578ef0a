"""A newsroom backed up, lost and restored; and everything that must not be restored or overwritten."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import quotas
from articles.actions import api_keys, redactions
from articles.actions.verification import history, publications
from articles.backups import databases, recording
from articles.backups.programs import ProgramFailed
from articles.doctor import database
from articles.doctor.findings import Finding
from articles.models import Backup, Event, Publication, PublicationContent, QuotaUse, Verdict
from tests import factories

pytestmark = pytest.mark.usefixtures("server")
ROLE = "factcheck_test_app"


def backup(folder: Path, *arguments: str) -> Path:
    call_command("backup", str(folder), *arguments, stdout=io.StringIO())
    return max(folder.glob("*.dump"))


def restore(file: Path, *arguments: str) -> str:
    stdout = io.StringIO()
    call_command("restore", str(file), "--app-role", ROLE, *arguments, stdout=stdout)
    return stdout.getvalue()


def pages() -> dict[str, tuple[int, bytes, str]]:
    addresses = ["/", "/verdicts/", "/corrections/", "/feeds/verdicts.atom", "/api/v1/changes/", "/sitemap.xml"]
    for number, version in Publication.objects.order_by("sequence").values_list("verdict_number", "version"):
        addresses += [f"/verdicts/{number}/", f"/verdicts/{number}/versions/{version}/", f"/api/v1/verdicts/{number}/"]
    client = Client()
    responses = {address: client.get(address, follow=True) for address in addresses}
    return {
        address: (response.status_code, response.content, response.get("ETag", ""))
        for address, response in responses.items()
    }


def refuse(message: str, file: Path, *arguments: str) -> None:
    with pytest.raises(CommandError, match=message):
        restore(file, *arguments)


def test_what_was_lost_is_served_again_byte_for_byte(tmp_path: Path) -> None:
    factories.corrected(factories.published_verdict(headline="港の入港は三割減った"))
    redactions.confirm(factories.hidden(factories.published_verdict()), by=factories.desk_editor())
    before, head = pages(), str(Publication.objects.head())

    file = backup(tmp_path)
    with databases.maintenance() as session:
        connection.close()
        databases.drop(session, databases.current())
    restore(file)

    assert pages() == before
    assert str(Publication.objects.head()) == head
    assert list(publications.verify()) == list(history.verify()) == []


def test_a_backup_is_private_whole_and_says_what_it_is(tmp_path: Path) -> None:
    factories.published_verdict()

    file = backup(tmp_path / "backups")

    manifest = json.loads(file.with_suffix(".json").read_text())
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {
        f"{file.stem}.dump": 0o600,
        f"{file.stem}.json": 0o600,
        f"{file.stem}.redactions.jsonl": 0o600,
    }
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert (manifest["checked"], manifest["head"], manifest["bytes"]) == (
        True,
        str(Publication.objects.head()),
        file.stat().st_size,
    )
    recorded = Backup.objects.get()
    assert (recorded.kind, recorded.sha256, recorded.was_checked) == ("made", manifest["sha256"], True)
    assert Event.objects.get(action="backup.made").subject_id == recorded.pk


def test_a_backup_after_a_redaction_lists_it_and_says_that_it_did(tmp_path: Path) -> None:
    verdict = factories.published_verdict()
    redactions.confirm(factories.hidden(verdict), by=factories.desk_editor())

    file = backup(tmp_path, "--no-check")

    first = json.loads(file.with_suffix(".redactions.jsonl").read_text().splitlines()[0])
    assert (first["verdict"], first["versions"]) == (verdict.pk, [1])
    assert list(Event.objects.order_by("-pk").values_list("action", flat=True)[:2]) == [
        "redaction.exported",
        "backup.made",
    ]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (RuntimeError("名前"), "プログラムの誤りです（RuntimeError）。"),
        (ProgramFailed("ディスクがいっぱいです。\nerror: 名前"), "ディスクがいっぱいです。"),
        (SystemExit(130), "途中で止められました。"),
    ],
)
def test_whatever_ends_a_backup_is_recorded_as_its_failure(fault: BaseException, reason: str) -> None:
    with pytest.raises(type(fault)), recording.failure_recorded(started_at=timezone.now()):
        raise fault

    assert (Backup.objects.get().kind, Backup.objects.get().reason) == ("failed", reason)


def test_what_was_erased_since_is_erased_again(tmp_path: Path) -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = factories.published_verdict(headline="名を伏せるべき人の見出し")
    early = backup(tmp_path)
    redactions.confirm(redactions.hide(verdict, reason="決定", by=desk), by=second)
    call_command("export_redactions", str(tmp_path / "later.redactions.jsonl"))

    connection.close()
    with databases.maintenance() as session:
        databases.drop(session, databases.current())  # only the list is left to know of it
    refuse("--by と --second", early, "--redactions", str(tmp_path / "later.redactions.jsonl"))
    names = ["--by", desk.username, "--second", second.username]
    said = restore(early, "--redactions", str(tmp_path / "later.redactions.jsonl"), *names)

    assert "1 件を消去し直しました。" in said.splitlines()
    assert Verdict.objects.get().state == Verdict.State.ERASED
    assert PublicationContent.objects.filter(redacted_at__isnull=False).count() == 1
    assert list(publications.verify()) == list(history.verify()) == []


def test_what_only_the_live_database_knows_to_be_erased_is_erased_again(tmp_path: Path) -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = factories.published_verdict(headline="名を伏せるべき人の見出し")
    file = backup(tmp_path, "--no-check")
    redactions.confirm(redactions.hide(verdict, reason="決定", by=desk), by=second)

    refuse("--by と --second", file, "--overwrite")
    refuse("--by と --second", file, "--overwrite", "--redactions", str(file.with_suffix(".redactions.jsonl")))
    said = restore(file, "--overwrite", "--by", desk.username, "--second", second.username)

    assert "1 件を消去し直しました。" in said.splitlines()
    assert Verdict.objects.get().state == Verdict.State.ERASED
    assert PublicationContent.objects.filter(redacted_at__isnull=False).count() == 1


def test_what_was_hidden_since_is_named_when_it_is_back_in_sight(tmp_path: Path) -> None:
    hidden_before, hidden_since = factories.published_verdict(), factories.published_verdict()
    factories.hidden(hidden_before)
    file = backup(tmp_path, "--no-check")
    factories.hidden(hidden_since)

    said = [line for line in restore(file, "--overwrite").splitlines() if "もう一度非表示に" in line]

    assert [f"検証記事 {hidden_since.pk} は" in line for line in said] == [True]


def test_a_key_that_was_revoked_since_opens_nothing(tmp_path: Path) -> None:
    admin, revoked, kept = factories.administrator(), factories.api_key(name="旧い提携先"), factories.api_key()
    quotas.take("x", "somebody", 1)
    file = backup(tmp_path, "--no-check")
    api_keys.revoke(revoked.key, by=admin)

    said = restore(file, "--overwrite")

    assert "「旧い提携先」" in said
    assert api_keys.recognise(kept.token) == kept.key
    with pytest.raises(api_keys.KeyRefused):
        api_keys.recognise(revoked.token)
    assert (QuotaUse.objects.count(), list(history.verify())) == (0, [])


def test_a_live_database_that_cannot_tell_what_it_erased_is_not_passed_over(tmp_path: Path) -> None:
    factories.published_verdict()
    file = backup(tmp_path, "--no-check")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_redaction RENAME COLUMN with_texts TO another")

    refuse("一覧を読めません", file, "--overwrite")
    restore(file, "--overwrite", "--redactions", str(file.with_suffix(".redactions.jsonl")))
    restore(file, "--overwrite", "--without-redactions")


def test_a_backup_without_its_list_is_restored_only_on_saying_so(tmp_path: Path) -> None:
    factories.published_verdict()
    file = backup(tmp_path, "--no-check")
    moved = file.with_suffix(".redactions.jsonl").rename(tmp_path / "elsewhere.jsonl")

    refuse("redactions.jsonl", file, "--overwrite")
    restore(file, "--overwrite", "--redactions", str(moved))
    restore(file, "--overwrite", "--without-redactions")


def test_what_is_there_is_not_overwritten_unasked_and_is_kept_when_asked(
    tmp_path: Path, server: psycopg.Connection
) -> None:
    factories.published_verdict()
    file = backup(tmp_path)
    factories.published_verdict()

    refuse("すでにデータがあります", file)
    assert Publication.objects.count() == 2
    said = restore(file, "--overwrite")

    assert Publication.objects.count() == 1
    (kept,) = server.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{databases.current()}\\_before\\_%"]
    ).fetchone() or ("",)
    assert f"dropdb {kept}" in said


def test_two_that_are_replaced_in_one_second_are_both_kept(server: psycopg.Connection) -> None:
    now = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    kept = []

    for _ in range(3):
        databases.create(server, databases.beside(databases.RESTORING), collate="C.UTF-8", ctype="C.UTF-8")
        kept.append(databases.name_to_keep(server, now=now))
        connection.close()
        databases.put_in_place(server, databases.beside(databases.RESTORING), kept=kept[-1])

    first = f"{databases.current()}_before_20261231_235959"
    assert kept == [first, f"{first}_2", f"{first}_3"]
    assert [databases.exists(server, name) for name in [*kept, databases.current()]] == [True] * 4


def test_a_name_with_no_room_for_the_time_is_refused(
    server: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)

    with monkeypatch.context() as patch:  # undone before the fixtures use the name
        patch.setitem(connection.settings_dict, "NAME", "港" * 13 + "a")
        assert databases.name_to_keep(server, now=now).endswith("a_before_20261231_235959")
        patch.setitem(connection.settings_dict, "NAME", "港" * 13 + "ab")
        with pytest.raises(databases.NameTooLong):
            databases.name_to_keep(server, now=now)


def test_a_database_in_use_is_not_replaced(tmp_path: Path, committed_database: str) -> None:
    factories.published_verdict()
    file = backup(tmp_path)

    with psycopg.connect(committed_database):
        refuse("web と worker を止めて", file, "--overwrite")


def test_damaged_and_newer_files_are_refused_and_change_nothing(tmp_path: Path) -> None:
    factories.published_verdict()
    file = backup(tmp_path)
    manifest, written = file.with_suffix(".json"), file.with_suffix(".json").read_text()
    content = file.read_bytes()

    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    refuse("SHA-256 と一致しません", file, "--overwrite")
    file.write_bytes(content[:-1])
    refuse("SHA-256 と一致しません", file, "--overwrite")
    file.unlink()
    refuse("バックアップを読めません", file, "--overwrite")
    file.write_bytes(content)
    later = json.loads(written)
    manifest.write_text(json.dumps({**later, "migrations": [*later["migrations"], "articles.9999_later"]}))
    refuse("新しい版で作られました", file, "--overwrite")
    manifest.write_text(json.dumps({**later, "format": 2, "more": 1}))
    refuse("新しい版で作られました", file, "--overwrite")
    manifest.write_text(json.dumps({**later, "server": 99}))
    refuse("PostgreSQL 99 のもの", file, "--overwrite")
    manifest.write_text(written[:-9])
    refuse("目録が壊れています", file, "--overwrite")
    for name in later:
        manifest.write_text(json.dumps({**later, name: None}))
        refuse("目録が壊れています", file, "--overwrite")
    for wrong in ({"tables": {"a": "b"}}, {"migrations": [1]}, {"bytes": True}, {"head": "1:short"}):
        manifest.write_text(json.dumps({**later, **wrong}))
        refuse("目録が壊れています", file, "--overwrite")
    manifest.write_text("[" * 100_000)
    refuse("目録が壊れています", file, "--overwrite")
    manifest.unlink()
    refuse("目録がありません", file, "--overwrite")

    assert Publication.objects.count() == 1


def test_a_record_that_was_tampered_with_is_no_backup(tmp_path: Path, server: psycopg.Connection) -> None:
    publication = factories.publication()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publicationcontent DISABLE TRIGGER USER")
        cursor.execute('UPDATE articles_publicationcontent SET snapshot = \'{"headline": "別の見出し"}\'')
        cursor.execute("ALTER TABLE articles_publicationcontent ENABLE TRIGGER USER")

    with pytest.raises(CommandError, match=f"{publication}: the content does not match its hash"):
        backup(tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert (Backup.objects.get().kind, Backup.objects.get().reason[:9]) == ("failed", "記録の検証で問題が")
    beside = server.execute("SELECT 1 FROM pg_database WHERE datname LIKE %s", [f"{databases.current()}\\_%"])
    assert beside.fetchall() == []


def test_a_database_that_is_not_ours_is_told_in_words(tmp_path: Path) -> None:
    factories.published_verdict()
    file = backup(tmp_path / "before", "--no-check")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("CREATE TABLE another (id integer)")

    with pytest.raises(CommandError, match="このプログラムのデータベースを指しているか"):
        backup(tmp_path / "after")
    refuse("一覧を読めません", file, "--overwrite")
    restore(file, "--overwrite", "--without-redactions")

    assert Publication.objects.count() == 1
    assert list((tmp_path / "after").iterdir()) == []


def test_what_a_killed_restore_left_is_named_and_goes_with_the_next_backup(
    tmp_path: Path, server: psycopg.Connection
) -> None:
    left = databases.beside(databases.RESTORING)
    databases.create(server, left, collate="C.UTF-8", ctype="C.UTF-8")
    assert [left in finding.message for finding in ailing("database.left-behind")] == [True]
    with at_work(server):
        assert ailing("database.left-behind") == []

    backup(tmp_path, "--no-check")

    assert ailing("database.left-behind") == []
    assert not databases.exists(server, left)


@contextmanager
def at_work(server: psycopg.Connection) -> Iterator[None]:
    """As while a backup or restore is at work."""
    server.execute("SELECT pg_advisory_lock(%s)", [databases.LOCK])
    yield
    server.execute("SELECT pg_advisory_unlock(%s)", [databases.LOCK])


def ailing(check: str) -> list[Finding]:
    return [finding for finding in database.findings(timezone.now()) if finding.check == check]


def test_a_head_kept_outside_that_the_backup_does_not_hold_stops_the_restore(tmp_path: Path) -> None:
    factories.published_verdict()
    file = backup(tmp_path)

    refuse("does not hold the head", file, "--overwrite", "--against", "1:" + "0" * 64)
    restore(file, "--overwrite", "--against", str(Publication.objects.head()))


def test_no_session_survives_a_restore(tmp_path: Path) -> None:
    desk = factories.desk_editor()
    client = Client()
    client.force_login(desk)
    assert client.get("/admin/").status_code == 200

    restore(backup(tmp_path), "--overwrite")

    assert client.get("/admin/").status_code == 302


def test_a_role_that_may_make_no_database_is_told_so(tmp_path: Path, server: psycopg.Connection) -> None:
    server.execute("DROP ROLE IF EXISTS factcheck_test_weak")
    server.execute("CREATE ROLE factcheck_test_weak LOGIN")
    original = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = "factcheck_test_weak"
    try:
        with pytest.raises(CommandError, match="ALTER ROLE factcheck_test_weak CREATEDB"):
            backup(tmp_path)
    finally:
        connection.close()
        connection.settings_dict["USER"] = original
        server.execute("DROP ROLE factcheck_test_weak")


def test_two_at_once_take_turns(tmp_path: Path) -> None:
    with databases.maintenance(), pytest.raises(CommandError, match="別のバックアップか復元が動いています"):
        backup(tmp_path)


def test_old_backups_go_after_a_new_one_stands(tmp_path: Path) -> None:
    for name in ("factcheck-20200101T000000Z.dump", "factcheck-20200101T000000Z.json"):
        (tmp_path / name).touch()

    first = backup(tmp_path, "--no-check")

    assert list(tmp_path.glob("*.dump")) == [first]
    assert json.loads(first.with_suffix(".json").read_text())["checked"] is False


def test_the_password_is_on_no_command_line() -> None:
    original = connection.settings_dict["PASSWORD"]
    connection.settings_dict["PASSWORD"] = "hidden-from-ps"
    try:
        where, secret = databases.address("another")
    finally:
        connection.settings_dict["PASSWORD"] = original

    assert "hidden-from-ps" not in where
    assert "dbname=another" in where
    assert secret == {"PGPASSWORD": "hidden-from-ps"}
