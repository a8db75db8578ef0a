"""Files that hold all that is published, for partners who begin or begin again: a dump and the log after it are everything.

A set of files stands for one head of the log. Its manifest is written last and by a rename, so that nobody ever sees half
a set; the set before it goes then. What a redaction withdraws must not lie about in a file: a set older than the newest
redaction is not served (`Manifest.is_current`) until the next one is written, by `articles.tasks` or `write_dumps`.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from articles.api.read import bodies, feeds
from articles.models import Publication, PublishedVerdict
from articles.public import people

MANIFEST = "manifest.json"
CHUNK = 500  # verdicts fetched at a time


@dataclass(frozen=True)
class File:
    """`sha256` and `size` (bytes) are of the file as it is sent, compressed."""

    name: str
    kind: str
    media_type: str
    items: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One set of files and the row of the log that it reaches."""

    log: str
    sequence: int
    hash: str
    made_at: datetime
    files: tuple[File, ...]
    people: str = "0"  # who was named: Edition.people

    @property
    def is_current(self) -> bool:
        """Whether the log goes on from it, and nothing in it was withdrawn since, a name among it."""
        rows = Publication.objects.all()
        if (self.sequence and not rows.holds(self.sequence, self.hash)) or rows.edition().people != self.people:
            return False
        return not rows.after(self.sequence).filter(kind=Publication.Kind.REDACTION).exists()

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """None where there is no set yet."""
        try:
            written = orjson.loads((folder / MANIFEST).read_bytes())
        except FileNotFoundError:
            return None
        files = tuple(File(**file) for file in written.pop("files"))
        return cls(**written | {"files": files, "made_at": datetime.fromisoformat(written["made_at"])})


def served() -> Manifest | None:
    """The set that partners may have; None while the next is to be written."""
    manifest = Manifest.read(settings.DUMP_DIR)
    return manifest if manifest and manifest.is_current else None


def write(folder: Path | None = None) -> Manifest:
    """Write a set as of now, in one view of the database, and remove what no manifest names any more."""
    folder = folder or settings.DUMP_DIR
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        head = Publication.objects.edition()
        place = f"{head.sequence}-{head.hash[:12]}" if head.sequence else "0"
        files = (
            _written(folder, f"verdicts-{place}.jsonl.gz", "verdicts", "application/jsonl", _verdicts),
            _written(folder, f"claim-reviews-{place}.json.gz", "claim_reviews", "application/ld+json", _claim_reviews),
        )
        manifest = Manifest(
            Publication.objects.identity(), head.sequence, head.hash, timezone.now(), files, head.people
        )
    _replace(folder / MANIFEST, lambda out: out.write(orjson.dumps(asdict(manifest))))
    _clear(folder, {MANIFEST, *(file.name for file in files)})
    return manifest


def write_stale(folder: Path | None = None) -> Manifest | None:
    """Write a set where the last one may not be served or is behind the log; None where there is nothing to do."""
    manifest = Manifest.read(folder or settings.DUMP_DIR)
    if manifest and (manifest.sequence, manifest.hash, manifest.people) == Publication.objects.edition():
        return None
    return write(folder)


Pieces = Iterator[tuple[bytes, int]]
"""Bytes in order, each with how many items end in it."""


def _verdicts() -> Pieces:
    rows, named = PublishedVerdict.objects.visible().with_json().order_by("verdict_number"), people.named()
    for row in rows.iterator(chunk_size=CHUNK):
        yield bodies.of_row(row, named) + b"\n", 1


def _claim_reviews() -> Pieces:
    rows = PublishedVerdict.objects.live().with_claim_review().order_by("verdict_number")
    empty = feeds.data_feed([]).encoded()
    opening, closing = empty[:-2], empty[-2:]  # around the elements, which are the last member
    yield opening, 0
    comma = b""
    for row in rows.iterator(chunk_size=CHUNK):
        yield comma + feeds.element(row).encoded(), 1
        comma = b",\n"
    yield closing, 0


def _written(folder: Path, name: str, kind: str, media_type: str, pieces: Callable[[], Pieces]) -> File:
    items = 0

    def fill(out: IO[bytes]) -> None:
        nonlocal items
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed:
            for piece, ended in pieces():
                packed.write(piece)
                items += ended

    _replace(folder / name, fill)
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(name, kind, media_type, items, (folder / name).stat().st_size, digest)


def _replace(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """All of it or nothing under its name, whatever happens to this process."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("wb") as out:
        fill(out)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(path)


def _clear(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in kept and path.name.lstrip(".").startswith(("verdicts-", "claim-reviews-", "manifest")):
            path.unlink(missing_ok=True)
