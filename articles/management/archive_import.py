"""One archive file from its first line to its last: rows in batches to the action, the rest into the side file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import BinaryIO

from django.db import reset_queries

from articles.actions import archives
from articles.actions.archives import Row
from articles.actions.errors import Refused
from articles.intake import archive
from articles.intake.archive import Line
from articles.management.archive_progress import Report
from articles.management.bad_lines import BadLines
from articles.models import User

BATCH_ROWS = 200  # each row locks its URL or digest, and a server's lock table holds 6,400 by default
BATCH_CHARACTERS = 2_000_000
LEFT_OUT_KEYS = 20
PAIRS_NAMED = 20


@dataclass
class Outcome:
    """Rows by what became of them; `problem` is what ended the file too early."""

    articles: int = 0
    revisions: int = 0
    known: int = 0
    bad: int = 0
    problem: str = ""
    alike: int = 0  # new articles with nearly the text of an older one
    pairs: list[tuple[int, int]] = field(default_factory=list)  # the first of them, each with the older one
    left_out: dict[str, None] = field(default_factory=dict)  # keys nobody read, in the order of their appearance

    @property
    def rows(self) -> int:
        return self.articles + self.revisions + self.known

    def add(self, stored: archives.Stored) -> None:
        self.articles += stored.articles
        self.revisions += stored.revisions
        self.known += stored.known
        self.alike += len(stored.alike)
        self.pairs += stored.alike[: PAIRS_NAMED - len(self.pairs)]


def import_file(
    file: BinaryIO, bad: BadLines, *, by: User | None, extract: bool, report: Report, interrupted: Event
) -> Outcome:
    """Import what can be read, a transaction a batch. Once `interrupted`, the batch in hand is the last."""
    outcome = Outcome()
    for batch in _batches(_rows(file, bad, outcome, interrupted)):
        stored = archives.import_batch([row for _line, row in batch], by=by, extract=extract)
        outcome.add(stored)
        for place, refused in stored.refused:
            bad.note(batch[place][0], refused)
        report(outcome.rows)
        reset_queries()  # under DEBUG Django keeps every statement, and these hold whole texts
    outcome.bad = bad.count
    return outcome


def _rows(file: BinaryIO, bad: BadLines, outcome: Outcome, interrupted: Event) -> Iterator[tuple[Line, Row]]:
    try:
        for line in archive.lines(file):
            if interrupted.is_set():
                return
            try:
                row, left_out = archive.read(line)
            except Refused as refused:
                bad.note(line, refused)
                continue
            if left_out and len(outcome.left_out) < LEFT_OUT_KEYS:
                outcome.left_out |= dict.fromkeys(sorted(left_out)[:LEFT_OUT_KEYS])
            yield line, row
    except archive.CutShort as cut:
        outcome.problem = str(cut)


def _batches(rows: Iterator[tuple[Line, Row]]) -> Iterator[list[tuple[Line, Row]]]:
    batch: list[tuple[Line, Row]] = []
    characters = 0
    for line, row in rows:
        batch.append((line, row))
        characters += len(row.text)
        if len(batch) == BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
