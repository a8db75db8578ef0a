"""The labelled sets of ../shared/data, and a parser that keeps what it has parsed."""

import json
import pickle
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from articles.extraction.outline import Outline, Source, outline
from articles.extraction.units import ParsedSentence, join
from articles.japanese.parsing import Parse, Parser, parse

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
Article = dict[str, Any]


def articles(name: str) -> list[Article]:
    """The rows of a set (news.dev, documents.ours …), in file order."""
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def source(article: Article) -> Source:
    """An article with what the row says beside its text, as the scorer's `--context` hands it over."""
    day = article.get("date")
    return Source(
        article["text"],
        date.fromisoformat(day) if day else None,
        kind=article.get("kind"),
        speaker=article.get("speaker"),
    )


def kept_parser(folder: Path | None) -> Parser:
    """`parse`, or with a folder one that looks a unit up there first; several processes may share it."""
    if folder is None:
        return parse
    folder.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(folder / "parses.sqlite", timeout=60, isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("CREATE TABLE IF NOT EXISTS parses (unit BLOB PRIMARY KEY, parse BLOB)")

    def look_up(units: Iterable[str]) -> Iterator[Parse]:
        remaining = iter(units)
        while batch := list(islice(remaining, _BATCH)):
            yield from _looked_up(store, batch)

    return look_up


_BATCH = 512


def _looked_up(store: sqlite3.Connection, units: list[str]) -> list[Parse]:
    keys = [sha256(unit.encode()).digest() for unit in units]
    marks = ",".join("?" * len(keys))
    rows = store.execute(f"SELECT unit, parse FROM parses WHERE unit IN ({marks})", keys)
    known = {key: pickle.loads(zlib.decompress(stored)) for key, stored in rows}
    missing = {key: unit for key, unit in zip(keys, units, strict=True) if key not in known}
    for key, found in zip(missing, parse(missing.values()), strict=True):
        known[key] = found
        store.execute("INSERT OR IGNORE INTO parses VALUES (?, ?)", (key, zlib.compress(pickle.dumps(found))))
    return [known[key] for key in keys]


def parsed(sources: Iterable[Source], parser: Parser) -> Iterator[tuple[Outline, list[ParsedSentence]]]:
    """Outline and parses of each source, in order."""
    for each in sources:
        current = outline(each)
        parses = parser(current.unit_texts())
        yield current, [join(p.body, p.units, islice(parses, len(p.units))) for p in current.pieces]
