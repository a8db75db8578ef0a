"""The pack for assessors: the same bytes for the same log, complete, and silent about whoever is not published."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.actions import candidates, notes, public_members, redactions
from articles.desk import assessment
from articles.models import Claimant, Event, Publication
from tests import factories
from tests.desk import generated
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

PAGE = "/admin/assessment/"


def opened(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def packed() -> bytes:
    return assessment.made(assessment.default_period())


def test_pack_is_the_same_until_there_is_something_new() -> None:
    generated.newsroom(21, articles=4)
    factories.corrected(factories.published_verdict())
    desk = at_the_desk(factories.desk_editor())
    period = {name: day.isoformat() for name, day in assessment.default_period()._asdict().items()}

    first = packed()
    answer = desk.post(PAGE, period)
    by_command = packed()
    factories.published_verdict()

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert first == answer.content == by_command
    assert packed() != first
    assert Event.objects.filter(action="user.assessment_exported").count() == 1


def test_manifest_vouches_for_every_file_and_names_the_head() -> None:
    factories.published_verdict()

    files = opened(packed())
    manifest = json.loads(files.pop("manifest.json"))

    assert manifest["log_head"] == str(Publication.objects.head())
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert sorted(files) == [
        "README.txt",
        "corrections.csv",
        *(f"ledger/{name}.csv" for name in ("affiliation", "claimant", "month", "outlet", "topic")),
        "log.csv",
        "pages/methodology.html",
        "staff.csv",
        "verdicts.csv",
    ]


def test_tables_say_what_readers_see() -> None:
    mayor = factories.claimant(name="汐見市長", kind=Claimant.Kind.PUBLIC_FIGURE)
    by = factories.reporter(display_name="浅井")
    public_members.agree(by, by=by)
    verdict = factories.published_verdict(factories.claim(claimant=mayor), by=by)
    corrected = factories.corrected(factories.published_verdict(), note="=集計の誤りを直しました。")
    hidden = factories.published_verdict(headline="裁判所が消させた見出し")
    factories.hidden(hidden)

    files = opened(packed())
    verdicts = {row["番号"]: row for row in table(files, "verdicts.csv")}

    row = verdicts[str(verdict.pk)]
    assert (row["発信者"], row["判定"], row["根拠の数"], row["うち一次情報"], row["公開後の変更"]) == (
        "汐見市長",
        "誤り",
        "1",
        "1",
        "0",
    )
    assert verdicts[str(corrected.pk)]["公開後の変更"] == "1"
    assert (verdicts[str(hidden.pk)]["状態"], verdicts[str(hidden.pk)]["見出し"]) == ("非表示", "")
    assert [(row["種別"], row["読者への説明"]) for row in table(files, "corrections.csv")] == [
        ("訂正", "'=集計の誤りを直しました。"),
        ("非表示", ""),
    ]
    assert [row["sequence"] for row in table(files, "log.csv")] == [
        str(number) for number in Publication.objects.order_by("sequence").values_list("sequence", flat=True)
    ]
    staff = {(row["役割・署名"], row["名前"]): row["人数・本数"] for row in table(files, "staff.csv")}
    assert staff["公開した署名", "浅井"] == "1"
    assert b"\xe8\xa3\x81\xe5\x88\xa4\xe6\x89\x80\xe3\x81\x8c\xe6\xb6\x88" not in b"".join(
        files.values()
    )  # the hidden headline


def test_nobody_is_named_who_is_not_published() -> None:
    secret = factories.claimant(
        name="汐見ひなた", kind=Claimant.Kind.MINOR, aliases=["ひなたん"], affiliation="汐見中学校"
    )
    by, second = (
        factories.reporter(username="login-of-asai", display_name="浅井"),
        factories.desk_editor(display_name="未署名の黒田"),
    )
    claim = factories.claim(claimant=secret, by=by)
    candidates.accept(factories.candidate(), claim=claim, by=by)
    candidates.reject(factories.candidate(), reason="other", note="見送りの社内向けメモ", by=second)
    verdict = factories.published_verdict(claim, by=by)
    notes.write(factories.complete_draft(headline="下書きの見出し", by=by), by=by, source="匿名を望んだ汐見 海斗")
    redactions.hide(factories.published_verdict(by=by), reason="仮処分決定第九十九号", by=second)

    written = b"".join(opened(packed()).values()).decode()

    assert verdict.headline in written
    secrets = ("ひなた", "汐見中", "login-of-asai", "未署名", "社内向け", "下書きの見出し", "海斗", "仮処分")
    assert [word for word in secrets if word in written] == []


def test_empty_newsroom_has_a_pack_too() -> None:
    files = opened(packed())

    assert table(files, "verdicts.csv") == []
    assert json.loads(files["manifest.json"])["log_head"] == "0:"


def test_command_writes_the_same(tmp_path: Path) -> None:
    factories.published_verdict()

    call_command("export_assessment", str(tmp_path / "pack.zip"))

    assert (tmp_path / "pack.zip").read_bytes() == packed()
    with pytest.raises(CommandError, match="終わりの日が、始まりの日より前"):
        call_command("export_assessment", str(tmp_path / "x.zip"), first="2026-02-02", last="2026-02-01")


def test_page_is_for_desk_editors_and_administrators() -> None:
    people = [factories.reporter(), factories.desk_editor(), factories.administrator()]
    clients: list[Client] = [at_the_desk(person) for person in people]

    assert [client.get(PAGE).status_code for client in clients] == [403, 200, 200]
    wrong = clients[1].post(PAGE, {"first": "2026-02-02", "last": "2026-02-01"})
    assert "終わりの日が、始まりの日より前になっています。" in wrong.content.decode()
    shown = [("審査のための資料" in client.get("/admin/").content.decode()) for client in clients]
    assert shown == [False, True, True]
