"""The Python client's Mirror over HTTP: equal to what is published, whatever the newsroom does."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from articles.actions import public_members, publications, redactions
from articles.api.read import bodies, dump_files
from articles.models import Publication, PublishedVerdict
from articles.public import people
from factcheck_client import Client, Mirror, Problem, Synced
from tests import factories
from tests.clients.scripted import Reply, server


@pytest.fixture
def client(site: str) -> Client:
    return Client(site, patience=0)


def published() -> dict[int, Any]:
    """Every body as the verdict's own URL has it."""
    rows, named = PublishedVerdict.objects.visible().with_json(), people.named()
    return {row.verdict_number: json.loads(bodies.of_row(row, named)) for row in rows}


def head() -> tuple[int, str]:
    return tuple(Publication.objects.head())


def written_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_it_is_equal_after_every_step_of_the_newsroom(client: Client, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    mirror = Mirror(store / "mirror.sqlite", client)
    desk, second = factories.desk_editor(display_name="港 一郎"), factories.desk_editor()
    hidden, lifted = (factories.published_verdict(headline=f"消す見出し{number}") for number in range(2))
    kept, retracted, trimmed = (factories.published_verdict() for _ in range(3))
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: factories.corrected(kept),
        lambda: publications.retract(retracted, note="前提が誤っていた", by=desk),
        lambda: redactions.confirm(redactions.hide(hidden, reason="決定", by=desk), by=second),
        lambda: redactions.lift(redactions.hide(lifted, reason="決定", by=desk), reason="取り違え", by=second),
        lambda: redactions.hide(factories.corrected(trimmed), versions=[1], reason="決定", by=desk),
        lambda: public_members.agree(desk, by=desk),
        lambda: factories.published(factories.complete_draft(), by=desk),
        lambda: public_members.withdraw(desk, by=desk),
    ]

    for step in steps:
        step()
        mirror.sync()
        assert mirror == published()
        assert mirror.position[:2] == head()
    assert mirror.sync() == Synced()
    assert "消す見出し1".encode() in written_in(store)
    assert "消す見出し0".encode() not in written_in(store)

    other = Mirror(tmp_path / "other.sqlite", client)
    other.sync()
    assert other == mirror
    for each in (mirror, other):
        each.close()


def test_an_empty_copy_begins_with_the_dump_and_goes_on_with_the_log(client: Client, tmp_path: Path) -> None:
    verdicts = [factories.published_verdict() for _ in range(3)]
    dump_files.write()
    factories.corrected(verdicts[0])
    mirror = Mirror(tmp_path / "mirror.sqlite", client)

    assert mirror.sync() == Synced(applied=1)

    assert mirror == published()
    mirror.close()


def test_a_dump_that_was_changed_on_the_way_is_not_used(client: Client, tmp_path: Path) -> None:
    factories.published_verdict()
    dump_files.write()
    [written] = (tmp_path / "dumps").glob("verdicts-*")
    written.write_bytes(written.read_bytes()[:-1] + b"!")
    mirror = Mirror(tmp_path / "mirror.sqlite", client)

    assert mirror.sync() == Synced(applied=1)

    assert mirror == published()
    mirror.close()


@pytest.mark.parametrize("position", [(7, "ab" * 32), (1, "ab" * 32), (7, "")])
def test_a_copy_that_is_ahead_of_a_restored_log_begins_again(
    client: Client, tmp_path: Path, position: tuple[int, str]
) -> None:
    factories.published_verdict()
    mirror = left_behind(tmp_path / "mirror.sqlite", client, position)

    assert mirror.sync() == Synced(applied=1, began_again=True)

    assert mirror == published()
    assert mirror.position[:2] == head()
    mirror.close()


def test_the_old_copy_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    with server() as script:
        script.replies = [
            Reply.problem(409, "log_rewound"),
            Reply(body=b'{"results": [], "next": null}'),
            Reply(500, b""),
        ]
        mirror = left_behind(tmp_path / "mirror.sqlite", Client(script.url), (7, "ab" * 32))

        with pytest.raises(Problem):
            mirror.sync()

    assert (list(mirror), mirror.position) == ([999], (7, "ab" * 32, "0"))
    mirror.close()


def left_behind(path: Path, client: Client, position: tuple[int, str]) -> Mirror:
    """A copy of what the log holds no more."""
    mirror = Mirror(path, client)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO verdict VALUES (999, '{\"id\": 999}')")
        database.execute("UPDATE position SET sequence = ?, hash = ?, names = '0'", position)
    return mirror
