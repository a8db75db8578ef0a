"""Files of everything that is published: a dump and the log after it are an exact copy, and nothing withdrawn lies in one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

from articles import tasks
from articles.actions import publications, redactions
from articles.api.read import dump_files
from articles.models import Publication, PublicationRendering, PublishedVerdict
from tests import factories
from tests.api.conftest import Partner, corrected, verdict_with_everything
from tests.api.test_docs import SYNC
from tests.test_wings import PUBLIC, Newsroom, told

pytestmark = pytest.mark.usefixtures("committed_database")


@pytest.fixture
def client() -> Partner:
    return Partner()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DUMP_DIR = tmp_path / "dumps"
    return settings.DUMP_DIR


def dump(client: Partner) -> dict[str, Any]:
    [found] = client.results("/api/v1/dumps/", "DumpPage")
    return found


def content(client: Partner, kind: str) -> bytes:
    """What a partner holds who took the file and checked it."""
    [file] = [file for file in dump(client)["files"] if file["kind"] == kind]
    response = client.get(file["url"].removeprefix(settings.SITE_URL))
    assert (response.status_code, response["Content-Type"]) == (200, "application/gzip")
    packed = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a FileResponse
    assert (len(packed), hashlib.sha256(packed).hexdigest()) == (file["size"], file["sha256"])
    return gzip.decompress(packed)


def verdicts(client: Partner) -> dict[int, Any]:
    bodies = [json.loads(line) for line in content(client, "verdicts").splitlines()]
    return {body["id"]: body for body in bodies}


def published(client: Partner) -> dict[int, Any]:
    numbers = PublishedVerdict.objects.visible().values_list("verdict_number", flat=True)
    return {number: client.body(f"/api/v1/verdicts/{number}/", "Verdict") for number in numbers}


def test_a_dump_and_the_changes_after_it_are_an_exact_copy(client: Partner) -> None:
    recipe: dict[str, Any] = {}
    exec(SYNC, recipe)
    desk = factories.desk_editor()
    kept, retracted = verdict_with_everything(), factories.published_verdict()
    publications.retract(retracted, note="前提が誤っていた", by=desk)
    dump_files.write()
    mirror, start = verdicts(client), dump(client)
    assert mirror == published(client)

    corrected(kept)
    factories.published_verdict()
    position = (start["sequence"], start["hash"])
    position = recipe["sync"](
        mirror, position, lambda url: json.loads(client.get(url[len(settings.SITE_URL) :]).content)
    )

    assert mirror == published(client)
    assert position == tuple(Publication.objects.head())


def test_the_bodies_are_made_anew_where_the_cache_lacks_them(client: Partner) -> None:
    verdict_with_everything()
    dump_files.write()
    before = [content(client, kind) for kind in ("verdicts", "claim_reviews")]

    PublicationRendering.objects.all().delete()
    dump_files.write()

    assert [content(client, kind) for kind in ("verdicts", "claim_reviews")] == before


def test_the_data_feed_is_that_of_the_collection(client: Partner) -> None:
    retracted = factories.published_verdict()
    publications.retract(retracted, note="前提が誤っていた", by=factories.desk_editor())
    verdict_with_everything()
    dump_files.write()

    response = client.get("/api/v1/claim-reviews/")
    whole, page = json.loads(content(client, "claim_reviews")), json.loads(response.content)

    assert response["Content-Type"] == "application/ld+json"
    client.check(page, "DataFeed")
    assert whole == page
    assert [element["item"][0]["@type"] for element in page["dataFeedElement"]] == ["ClaimReview"]


def test_what_is_withdrawn_lies_in_no_file_that_is_served(client: Partner, folder: Path) -> None:
    verdict, desk = factories.published_verdict(headline="取り下げる見出し"), factories.desk_editor()
    factories.published_verdict()
    dump_files.write()
    [path, _] = [file["url"].removeprefix(settings.SITE_URL) for file in dump(client)["files"]]

    redactions.hide(verdict, reason="決定", by=desk)

    assert client.results("/api/v1/dumps/", "DumpPage") == []
    assert client.problem(path) == (404, "not_found")

    tasks.replace_withdrawn_dumps.func(0)

    assert verdicts(client) == published(client)
    assert len(list(folder.iterdir())) == 3
    assert [file.name for file in folder.iterdir() if "取り下げる見出し".encode() in _plain(file)] == []


def _plain(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_a_set_of_a_log_that_was_restored_is_not_served(client: Partner, folder: Path) -> None:
    factories.published_verdict()
    dump_files.write()
    manifest = folder / dump_files.MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(Publication.objects.head().hash.encode(), b"0" * 64))

    assert client.results("/api/v1/dumps/", "DumpPage") == []


def test_nothing_of_the_desk_is_in_a_file(client: Partner, folder: Path, newsroom: Newsroom) -> None:
    """The newsroom of tests/test_wings.py: full of drafts, names and texts that nobody outside may read."""
    dump_files.write()

    written = b"".join(map(_plain, folder.iterdir())).decode()

    assert told(newsroom, [written]) == []
    assert PUBLIC in written


def test_there_is_nothing_before_the_first_is_written(client: Partner) -> None:
    assert client.results("/api/v1/dumps/", "DumpPage") == []


@pytest.mark.parametrize("name", ["manifest.json", "..%2Fmanifest.json", "verdicts-1-ab.jsonl.gz", "%00", "あ"])
def test_only_files_of_the_set_are_served(client: Partner, name: str) -> None:
    dump_files.write()

    assert client.problem(f"/api/v1/dumps/{name}")[0] == 404


def test_the_night_writes_only_what_is_new(client: Partner) -> None:
    first = dump_files.write()
    assert dump_files.write_stale() is None

    factories.published_verdict()
    tasks.write_dumps.func(0)

    assert dump(client)["sequence"] == first.sequence + 1


def test_an_unchanged_file_is_304(client: Partner) -> None:
    dump_files.write()
    path = dump(client)["files"][0]["url"].removeprefix(settings.SITE_URL)
    response = client.get(path)
    etag = response["ETag"]
    response.close()

    assert client.get(path, **{"If-None-Match": etag}).status_code == 304


def test_a_killed_writer_leaves_nothing_that_stays(folder: Path) -> None:
    folder.mkdir()
    (folder / ".verdicts-1-ab.jsonl.gz.99").write_bytes(b"half")

    dump_files.write()

    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_the_command_says_what_it_wrote(folder: Path) -> None:
    factories.published_verdict()
    out = io.StringIO()

    call_command("write_dumps", stdout=out)

    lines = out.getvalue().splitlines()
    assert [str(folder) in line for line in lines] == [True, True, False]
    assert lines[2].endswith(str(Publication.objects.head()))
