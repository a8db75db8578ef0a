"""A newsroom of any size for benchmarks, copied from the demo's: what is published, and what waits at the desk. Nothing to run.

Rows are copied by the server with their numbers shifted, so that every page shows what the demo's shows. Only what is
searched is made anew: words as rare as Zipf's law has them, vectors at random. Triggers are off meanwhile: neither chain
verifies afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.types.json import Jsonb

from articles.search.described import Description, described, hashed
from bench.matching_labels import verdicts

YEARS = 8  # over which what is published is spread
VOCABULARY = 300_000
KEYS_OF_CLAIM, WORDS_SHOWN = 90, 220  # hashed terms of a claim and of all that a page shows, as in the demo
DIMENSIONS = 512
ROWS_AT_ONCE = 5_000
CLAIMANTS = 100  # times as many as in the demo

_MOMENT = "now() - ({copies} - k) * interval '{years} years' / {copies} - interval '1 day'"

# What a copy changes of each column; {column} + k * its table's stride where nothing is said but that it is a number.
PUBLISHED: dict[str, dict[str, str]] = {
    "publication": {"sequence": "sequence", "verdict_number": "verdict", "published_at": _MOMENT},
    "publicationcontent": {
        "publication_id": "sequence",
        # A notice has a number and no claim.
        "snapshot": "jsonb_set(CASE WHEN snapshot ? 'claim' THEN jsonb_set(snapshot, '{{claim,number}}',"
        " to_jsonb((snapshot->'claim'->>'number')::bigint + k * {claim})) ELSE snapshot END,"
        " '{{number}}', to_jsonb((snapshot->>'number')::bigint + k * {verdict}))",
    },
    "publicationrendering": {
        "publication_id": "sequence",
        "json": "'{{\"id\":' || (substring(json FROM '^.\"id\":([0-9]+),')::bigint + k * {verdict})"
        " || substr(json, position(',' IN json))",
    },
    "publishedverdict": {
        "verdict_number": "verdict",
        "sequence": "sequence",
        "claim_number": "claim",
        "claimant_number": "claimant_number + (k % {claimants}) * {claimant}",
        "first_published_at": _MOMENT,
        "updated_at": _MOMENT,
    },
    "publishedclaimant": {
        "id": "publishedclaimant",
        "verdict_number": "verdict",
        "sequence": "sequence",
        "number": "number + (k % {claimants}) * {claimant}",
    },
    "publishedarticle": {
        "id": "publishedarticle",
        "verdict_number": "verdict",
        "sequence": "sequence",
        "number": "article",
    },
    "publishedsearch": {
        "verdict_number": "verdict",
        "change": "change",
        "claimant": "CASE WHEN claimant = '' THEN '' ELSE (claimant::bigint + (k % {claimants}) * {claimant})::text END",
        "first_published_at": _MOMENT,
    },
}
LISTED = ("publishedverdict", "publishedclaimant", "publishedsearch")
WAITING: dict[str, dict[str, str]] = {
    "article": {"id": "article", "url": "url || '?copy=' || k", "imported_at": _MOMENT, "url_keys": "url_keys[1:0]"},
    "articlerevision": {"id": "revision", "article_id": "article"},
    "textfingerprint": {"revision_id": "revision", "bands": "ARRAY(SELECT b # (k * 7919) FROM unnest(bands) AS b)"},
    "extractionrun": {"id": "run", "revision_id": "revision"},
    "claim": {"id": "claim", "created_at": _MOMENT},
    "claim_topics": {"id": "claim_topics", "claim_id": "claim"},
    "claimsearch": {"claim_id": "claim"},
    "verdict": {"id": "verdict", "claim_id": "claim", "created_at": _MOMENT, "updated_at": _MOMENT},
    "author": {"id": "author", "verdict_id": "verdict"},
    "approval": {"id": "approval", "verdict_id": "verdict"},
    "evidence": {"id": "evidence", "verdict_id": "verdict"},
    "rightofreply": {"id": "rightofreply", "verdict_id": "verdict"},
    "candidate": {
        "id": "candidate",
        "revision_id": "revision",
        "claim_id": "claim",
        "duplicate_of_id": "candidate",
        "first_said_id": "candidate",
        "created_at": _MOMENT,
        "priority": "least(1, greatest(0, round(priority + (k % 97 - 48) / 1000.0, 4)))",
        "decided_at": "decided_at - ({copies} - k) * interval '1 hour'",
    },
    "candidatesearch": {
        "candidate_id": "candidate",
        "recurs_id": "verdict",
        "bands": "ARRAY(SELECT b # (k * 7919) FROM unnest(bands) AS b)",
    },
    "candidatescore": {"id": "candidatescore", "candidate_id": "candidate", "run_id": "run"},
    "event": {"id": "event", "subject_id": "subject_id + k * {most}", "at": _MOMENT},
    "eventcontent": {"event_id": "event"},
}
DRAFTED = {
    name: WAITING[name]
    for name in ("claim", "claim_topics", "verdict", "author", "approval", "evidence", "rightofreply")
} | {
    # In the articles of the demo, at places of their own.
    "candidate": {
        "id": "candidate",
        "claim_id": "claim",
        **{place: f'original."{place}" + k * 100000' for place in ("start", "end")},
    },
}
COPIED = {"candidate": "original.claim_id IS NOT NULL"}  # which rows, where not all of them
# By whose highest number each kind of number is shifted.
NUMBERS = {
    "sequence": ("publication", "sequence"),
    "change": ("publishedsearch", "change"),
    "revision": ("articlerevision", "id"),
    "run": ("extractionrun", "id"),
    **{
        name: (name, "id")
        for name in (
            *(
                "article",
                "claim",
                "claim_topics",
                "claimant",
                "verdict",
                "author",
                "approval",
                "evidence",
                "rightofreply",
            ),
            *("candidate", "candidatescore", "event", "publishedclaimant", "publishedarticle"),
        )
    },
}


def publish(url: str, size: int, *, with_texts: bool = True) -> None:
    """The demo's public wing until it holds so many verdicts, hidden ones among them; or only what lists and search read."""
    tables = PUBLISHED if with_texts else {name: PUBLISHED[name] for name in LISTED}
    with psycopg.connect(url, autocommit=True) as server:
        published = _one(server, "SELECT count(*) FROM articles_publishedverdict")
        copies = max(0, size - published) // published
        _copy(server, tables, copies)
        if with_texts:
            server.execute(
                "UPDATE articles_publicationcounter SET value = (SELECT max(sequence) FROM articles_publication),"
                " hash = (SELECT hash FROM articles_publication ORDER BY sequence DESC LIMIT 1)"
            )
        _describe(server)
        _settle(server, tables)


def wait(url: str, candidates: int) -> None:
    """The demo's desk until so many candidates wait, with articles, claims, verdicts and history in proportion."""
    with psycopg.connect(url, autocommit=True) as server:
        waiting = _one(server, "SELECT count(*) FROM articles_candidate WHERE state = 'pending'")
        _copy(server, WAITING, -(-(candidates - waiting) // waiting))
        _settle(server, WAITING)


def draft(url: str, size: int) -> None:
    """The demo's desk until it holds so many verdicts with their claims, appearances and evidence, and nothing else more."""
    with psycopg.connect(url, autocommit=True) as server:
        drafted = _one(server, "SELECT count(*) FROM articles_verdict")
        _copy(server, DRAFTED, max(0, size - drafted) // drafted, only=COPIED)
        _settle(server, DRAFTED)


def _copy(
    server: psycopg.Connection[Any],
    tables: Mapping[str, Mapping[str, str]],
    copies: int,
    only: Mapping[str, str] | None = None,
) -> None:
    strides = _strides(server)
    known = {"copies": copies, "years": YEARS, "claimants": CLAIMANTS, **strides}
    server.execute("SET session_replication_role = replica")
    for table, changed in tables.items():
        columns = [
            name
            for (name,) in server.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
                " AND is_generated = 'NEVER'",
                [f"articles_{table}"],
            )
        ]
        values = [_value(name, changed.get(name), known) for name in columns]
        server.execute(
            f"INSERT INTO articles_{table} ({_quoted(columns)}) SELECT {', '.join(values)}"
            f" FROM articles_{table} AS original, generate_series(1, {copies}) AS k"
            f" WHERE {(only or {}).get(table, 'true')} ORDER BY k"
        )


def _value(column: str, change: str | None, known: Mapping[str, int]) -> str:
    """A table's name shifts by its numbers; anything longer is SQL."""
    if change is None:
        return f'original."{column}"'
    return f'original."{column}" + k * {known[change]}' if change in known else change.format(**known)


def _strides(server: psycopg.Connection[Any]) -> dict[str, int]:
    strides = {
        name: _one(server, f"SELECT max({column}) FROM articles_{table}") for name, (table, column) in NUMBERS.items()
    }
    return strides | {"most": max(strides.values())}


def _describe(server: psycopg.Connection[Any]) -> None:
    """Words and vectors of their own for the copies; what is compared closely is one of the labelled claims."""
    claims = [described(each.claim, date=each.date, speaker=each.speaker) for each in verdicts()]
    server.execute("CREATE TEMPORARY TABLE labelled (place int PRIMARY KEY, description jsonb)")
    for place, claim in enumerate(claims):
        server.execute("INSERT INTO labelled VALUES (%s, %s)", [place, Jsonb(claim.plain())])
    server.execute("CREATE TEMPORARY TABLE made (number bigint, vector bytea, keys bytea, words bytea, stamp bigint)")
    numbers = [n for (n,) in server.execute("SELECT verdict_number FROM articles_publishedsearch WHERE vector <> ''")]
    with server.cursor().copy("COPY made FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int8", "bytea", "bytea", "bytea", "int8"])
        for number, parts in zip(numbers, searched(len(numbers), claims), strict=True):
            copy.write_row((number, *(part.tobytes() for part in parts), number))
    server.execute(
        "UPDATE articles_publishedsearch AS search SET vector = made.vector, keys = made.keys, words = made.words,"
        f" stamp = made.stamp, description = labelled.description FROM made JOIN labelled ON place = number % {len(claims)}"
        " WHERE made.number = search.verdict_number"
    )


def searched(
    count: int, claims: Sequence[Description]
) -> Iterator[tuple[NDArray[np.int8], NDArray[np.uint32], NDArray[np.uint32]]]:
    """Vector, hashed terms of the claim, hashed words of the page; the commonest are those of `claims`."""
    chance = np.random.default_rng(0)
    known = Counter(key for claim in claims for key in claim.keys().tolist())
    invented = hashed(f"w:{number}" for number in range(VOCABULARY - len(known)))
    vocabulary = np.concatenate([np.array([key for key, _count in known.most_common()], np.uint32), invented])
    for start in range(0, count, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, count - start)
        vectors = chance.integers(-60, 60, (rows, DIMENSIONS), np.int8)
        found, shown = (vocabulary[_ranks(chance, rows, each)] for each in (KEYS_OF_CLAIM, WORDS_SHOWN))
        yield from zip(vectors, found.astype("<u4"), shown.astype("<u4"), strict=True)


def _ranks(chance: np.random.Generator, rows: int, count: int) -> NDArray[np.int64]:
    """Words as rare as Zipf has it; the commonest are function words, which are not kept."""
    return np.minimum(VOCABULARY - 1, (chance.pareto(0.6, (rows, count)) * 60).astype(np.int64))


def _settle(server: psycopg.Connection[Any], tables: Mapping[str, Mapping[str, str]]) -> None:
    """Sequences after what was copied, and what the planner needs to know."""
    for table, changed in tables.items():
        if "id" in changed:
            name = f"articles_{table}"
            server.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
        server.execute(f"VACUUM ANALYZE articles_{table}")


def _one(server: psycopg.Connection[Any], query: str) -> Any:
    row = server.execute(query).fetchone()
    assert row is not None
    return row[0]


def _quoted(columns: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
