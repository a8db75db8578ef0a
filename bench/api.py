"""The partners' API with 100,000 published verdicts, beside DRF as it comes, an empty view and its own earlier way, in one run.

python bench/api.py [VERDICTS]

Rivals take turns, request by request, so that whatever else the machine does falls on both: `times` is the median of what
they took, by the clock and of the processors (the database's among them). A list is asked for again and again, as mirrors do: every
process keeps the pages it made until something is published; what making one takes is told beside it. The full sync reads everything there is: a dump
and the log after it, beside the log from its beginning, uncompressed and a hundred rows a page, which was the only way before
there were dumps and compression.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import generated  # noqa: E402 - the path has to stand first
from bench.readers import pair, peers  # noqa: E402 - as above
from bench.served import Answer, Client, load  # noqa: E402 - as above
from bench.stack import free_port, prepared  # noqa: E402 - as above

PAGE, DEEP = 50, 800  # rows, and which page is the deep one, where there are so many
LIST = f"/api/v1/verdicts/?limit={PAGE}"
PACKED = {"Accept-Encoding": "gzip"}


class Sync(NamedTuple):
    verdicts: int
    seconds: float
    processor_seconds: float
    size: int  # bytes on the wire, without heads


def main(verdicts: int = 100_000) -> None:
    with prepared(free_port()) as stack:
        url = str(stack.environment["DATABASE_URL"])
        generated.publish(url, verdicts)
        generated.draft(url, verdicts)
        stack.manage("install_reference_data")  # counts what was copied
        stack.manage("write_dumps")
        print(f"{verdicts:,} verdicts; load average {load()}")
        with peers(stack, "pool", "cold") as (client, cold):
            print_pairs(client, cold, verdicts)
            print_sync(client)
        print(f"load average {load()}")


def print_pairs(client: Client, cold: Client, verdicts: int) -> None:
    known = {"If-None-Match": client.ask(LIST).headers["ETag"]}
    number = min(DEEP, verdicts * 9 // 10 // PAGE)  # hidden ones are among the verdicts
    deep = page(client, number)
    for path in ("/peers/api/numbered/", "/peers/api/continued/", LIST, deep, "/peers/empty/"):
        print(f"{len(client.ask(path).body):10,} bytes  {path[:60]}")
    print(f"\n{'beside a rival, turn by turn':44} {'ours ms':>8} {'its ms':>8} {'times':>7} {'of CPU':>7}")
    rivals: dict[str, tuple[Callable[[int], Answer], Callable[[int], Answer]]] = {
        f"list of {PAGE} / DRF, numbered": (lambda n: client.ask(LIST), lambda n: client.ask("/peers/api/numbered/")),
        "the same, both compressed": (
            lambda n: client.ask(LIST, headers=PACKED),
            lambda n: client.ask("/peers/api/numbered/", headers=PACKED),
        ),
        f"list of {PAGE} / DRF, cursor": (lambda n: client.ask(LIST), lambda n: client.ask("/peers/api/continued/")),
        "the same, made anew / DRF, numbered": (lambda n: cold.ask(LIST), lambda n: client.ask("/peers/api/numbered/")),
        "304 / empty view": (lambda n: client.ask(LIST, headers=known), lambda n: client.ask("/peers/empty/")),
        f"page {number} / page 1, both made anew": (lambda n: cold.ask(deep), lambda n: cold.ask(LIST)),
    }
    for what, (ours, its) in rivals.items():
        pair(what, ours, its)


def page(client: Client, number: int) -> str:
    """The address of a page, by way of all before it."""
    path = f"/api/v1/verdicts/?limit={2 * PAGE}&fields=id"
    for _step in range((number - 1) // 2):
        path = following(client.ask(path).body)
    cursor = urlsplit(path).query.partition("cursor=")[2]
    if number % 2:
        return f"{LIST}&cursor={cursor}"
    return following(client.ask(f"/api/v1/verdicts/?limit={PAGE}&cursor={cursor}").body)


def following(body: bytes) -> str:
    found = urlsplit(json.loads(body)["next"])
    return f"{found.path}?{found.query}"


def print_sync(client: Client) -> None:
    print(f"\n{'everything, for a mirror that is empty':44} {'verdicts':>9} {'s':>7} {'CPU s':>7} {'MB':>8}")
    ways = {"dump and the log after it": by_dump, "the log, compressed": packed_log, "the log, uncompressed": whole_log}
    found = {}
    for what, way in ways.items():
        sync = found[what] = timed(client, way)
        print(f"{what:44} {sync.verdicts:9,} {sync.seconds:7.1f} {sync.processor_seconds:7.1f} {sync.size / 1e6:8.1f}")
    new, old = found["dump and the log after it"], found["the log, uncompressed"]
    print(f"of the earlier: time {new.seconds / old.seconds:.3f}, bytes {new.size / old.size:.3f}")


Part = tuple[dict[int, object], float, int]
"""Verdicts by id, seconds of the processors, bytes."""


def timed(client: Client, way: Callable[[Client], Iterator[Part]]) -> Sync:
    mirror: dict[int, object] = {}
    spent, size, began = 0.0, 0, time.perf_counter()
    for verdicts, processor_seconds, length in way(client):
        mirror |= verdicts
        spent += processor_seconds
        size += length
    return Sync(sum(body is not None for body in mirror.values()), time.perf_counter() - began, spent, size)


def by_dump(client: Client) -> Iterator[Part]:
    """Read as a partner would: as files, line by line, then what the log has after them."""
    answer = client.ask("/api/v1/dumps/")
    [dump] = json.loads(answer.body)["results"]
    address = next(each["url"] for each in dump["files"] if each["kind"] == "verdicts")
    file = client.ask(urlsplit(address).path)
    verdicts = (json.loads(line) for line in gzip.decompress(file.body).splitlines())
    yield {verdict["id"]: verdict for verdict in verdicts}, file.processor_seconds, len(file.body)
    yield from log(client, f"&since={dump['sequence']}&hash={dump['hash']}", PACKED)


def packed_log(client: Client) -> Iterator[Part]:
    return log(client, "", PACKED)


def whole_log(client: Client) -> Iterator[Part]:
    return log(client, "", {})


def log(client: Client, since: str, headers: dict[str, str]) -> Iterator[Part]:
    path = f"/api/v1/changes/?limit=100{since}"
    while path:
        answer = client.ask(path, headers=headers)
        body = json.loads(gzip.decompress(answer.body) if "Content-Encoding" in answer.headers else answer.body)
        rows = {row["verdict_id"]: row["verdict"] for row in body["results"]}
        yield rows, answer.processor_seconds, len(answer.body)
        path = following(json.dumps(body).encode()) if body["next"] else ""


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
