"""An exact copy of all that is published, in one SQLite file."""

from __future__ import annotations

import gzip
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

from factcheck_client.client import Client
from factcheck_client.problems import DumpDamaged, LogRewound, NotFound
from factcheck_client.shapes import Change, ChangePage, Dump, Verdict

TABLES = """
CREATE TABLE IF NOT EXISTS verdict (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS position (
    one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL, names TEXT NOT NULL
);
INSERT INTO position VALUES (1, 0, '', '') ON CONFLICT DO NOTHING;
"""
BUSY_SECONDS = 60
NAMED = ("authors", "approvers")


class Position(NamedTuple):
    """The row of the log up to which all is applied, and as of when people are named."""

    sequence: int
    hash: str
    names: str


@dataclass(frozen=True)
class Synced:
    """`began_again`: the log had been restored from a backup older than this copy. `renamed`: bodies whose names changed."""

    applied: int = 0
    renamed: int = 0
    began_again: bool = False


class Mirror(Mapping[int, Verdict]):
    """Verdicts by id, live and retracted: look at `state`. `sync()` brings it up to date.

    One process syncs, any number read, each with a Mirror of its own; readers never wait and never see half a step. What was
    withdrawn is overwritten in the file, not only unlinked from it.
    """

    def __init__(self, path: str | Path, client: Client) -> None:
        self.client = client
        self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA secure_delete = ON")
        self._database.executescript(TABLES)

    def __getitem__(self, number: int) -> Verdict:
        row = self._database.execute("SELECT body FROM verdict WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise KeyError(number)
        return cast(Verdict, json.loads(row[0]))

    def __iter__(self) -> Iterator[int]:
        return iter([number for (number,) in self._database.execute("SELECT id FROM verdict ORDER BY id")])

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM verdict").fetchone()[0])

    @property
    def position(self) -> Position:
        return Position(*self._database.execute("SELECT sequence, hash, names FROM position").fetchone())

    def close(self) -> None:
        self._database.close()

    def sync(self) -> Synced:
        """Apply what the log has grown by; a copy that is empty begins with the newest dump, if there is one.

        Raises Problem, Unreachable; what was applied before that stays, and the next call goes on from there.
        """
        try:
            synced = self._begun() if self.position.sequence == 0 else self._followed()
        except LogRewound:
            synced = self._begun_again()
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return synced

    def _begun(self) -> Synced:
        for _attempt in range(3):  # a set may be replaced between being named and being taken
            dumps = self.client.dumps()
            if not dumps:
                break
            try:
                self._load(dumps[0])
                break
            except (NotFound, DumpDamaged):
                continue
        return self._followed()

    def _begun_again(self) -> Synced:
        """In one transaction: until the new copy is whole, readers have the old one."""
        with self._transaction():
            self._clear()
            synced = self._begun()
        return Synced(synced.applied, synced.renamed, began_again=True)

    def _load(self, dump: Dump) -> None:
        """Raises NotFound, DumpDamaged."""
        [file] = [file for file in dump["files"] if file["kind"] == "verdicts"]
        with tempfile.TemporaryDirectory() as folder:
            packed = Path(folder, "verdicts.jsonl.gz")
            self.client.download(file, packed)
            with gzip.open(packed, "rt", encoding="utf-8") as lines, self._transaction():
                self._clear()
                for line in lines:
                    self._hold(json.loads(line))
                self._move_to(Position(dump["sequence"], dump["hash"], dump["names"]))

    def _followed(self) -> Synced:
        """Raises LogRewound."""
        applied = 0
        while True:
            start = self.position
            page = self.client.changes(start.sequence, start.hash)
            applied += self._apply(page, start)
            if not page["next"]:
                break
        renamed = self._rename(page["names"]) if page["names"] != self.position.names else 0
        return Synced(applied, renamed)

    def _apply(self, page: ChangePage, start: Position) -> int:
        """All rows of a page and the new position, or, where somebody else synced meanwhile, nothing."""
        rows = page["results"]
        with self._transaction():
            if self.position != start:
                return 0
            for change in rows:
                self._apply_row(change)
            names = start.names or page["names"]  # older than the bodies at most, never newer
            sequence, hash = (rows[-1]["sequence"], rows[-1]["hash"]) if rows else start[:2]
            self._move_to(Position(sequence, hash, names))
        return len(rows)

    def _apply_row(self, change: Change) -> None:
        if change["verdict"] is None:  # a tombstone
            self._database.execute("DELETE FROM verdict WHERE id = ?", (change["verdict_id"],))
        else:
            self._hold(change["verdict"])

    def _rename(self, names: str) -> int:
        """Who is named changes without a row of the log: ask anew for the names of all that is held."""
        renamed = 0
        told = list(self.client.all("verdicts/", limit=100, fields=",".join(("id", "version", *NAMED))))
        with self._transaction():
            for row in told:
                renamed += self._rename_one(row)
            self._move_to(self.position._replace(names=names))
        return renamed

    def _rename_one(self, told: Verdict) -> bool:
        """Of another version than the one held the row comes next, with its names."""
        held = self.get(told["id"])
        if held is None or held["version"] != told["version"]:
            return False
        renamed = cast(Verdict, {**held, **{name: told[name] for name in NAMED}})  # type: ignore[literal-required]
        self._hold(renamed)
        return renamed != held

    def _hold(self, verdict: Verdict) -> None:
        body = json.dumps(verdict, ensure_ascii=False)
        self._database.execute("INSERT OR REPLACE INTO verdict VALUES (?, ?)", (verdict["id"], body))

    def _clear(self) -> None:
        self._database.execute("DELETE FROM verdict")
        self._move_to(Position(0, "", ""))

    def _move_to(self, position: Position) -> None:
        self._database.execute("UPDATE position SET sequence = ?, hash = ?, names = ?", position)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Of its own, or part of the one that is open."""
        if self._database.in_transaction:
            yield
            return
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
