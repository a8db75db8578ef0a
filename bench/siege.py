"""200 slow clients, 50 hostile uploads, 20 editors and 200 readers/s at once through the shipped proxy: who is served?

python bench/siege.py [SECONDS]

Loopback only, and bounded: everybody ends after SECONDS (60). Each comes from an address of its own in 127/8, the editors and
the uploads from one each, as a newsroom and an attacker do. Readers are started by the clock whether or not those before them
are answered, and are timed from when they should have started. Afterwards every save that was acknowledged has to be
there once, and every article saved has to have been read by the worker once.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import stack as stacks  # noqa: E402 - the path has to stand first
from bench.editors import ADD, REDIRECTED, Browser, titles  # noqa: E402 - as above
from tests.intake import hostile  # noqa: E402 - as above

READERS_A_SECOND = 200
SLOW_CLIENTS = 200
UPLOADS = 50
EDITORS = 20
PAUSE_SECONDS = 1.0  # of an editor between two saves
READER_SECONDS = 30  # then a reader gives up
WORKER_SECONDS = 1800  # to read all that was saved, hostile texts too
NEWSROOM, ATTACKER = "127.0.9.9", "127.0.6.6"
WORDS = ("図書館", "市長", "来館者", "給食", "港", "人口", "予算", "防災")
FILES = {
    "comments": b"<html><body>" + b"<!---->" * 27_000,
    "attributes": hostile.attributes(190_000).join(("<html><body><p ", ">")).encode(),
    "depth": b"<html><body>" + b"<div>" * 38_000,
    "entities": b"<html><body><p>" + b"&amp;" * 38_000,
    "links": b"<html><body>" + "<a href=x>あ</a>".encode() * 11_000,
    "digits": b"<html><body><p>" + b"9" * 190_000,
}
FORK = multiprocessing.get_context("fork")


class Report(NamedTuple):
    """What one kind of client saw: answers by status (0: none), seconds of each, and what it was told is saved."""

    kind: str
    statuses: Counter[int]
    seconds: list[float]
    saved: list[Any]


def main(seconds: int = 60) -> None:
    with stacks.behind_the_proxy() as stack:
        pages = public_pages(stack)
        shares = candidates(stack)
        print(
            f"{len(pages)} public pages, {sum(map(len, shares))} candidates in the queue; load average before: {load()}"
        )
        attacker = Browser(stack.port, ATTACKER).sign_in()
        newsroom = [Browser(stack.port, NEWSROOM).sign_in() for _share in shares]
        reports = besiege(
            seconds,
            lambda until: readers(stack.port, pages, until),
            lambda until: slow_clients(stack.port, until),
            lambda until: uploads(attacker, until),
            lambda until: editors(newsroom, shares, until),
        )
        for report in reports.values():
            tell(report, seconds)
        print(f"load average after: {load()}")
        kept = caches(stack)
        lost = missing(stack, reports["editors"])
        print(f"proxy: {kept}")
    failures = reports["readers"].statuses + reports["editors"].statuses
    wrong = {status: count for status, count in failures.items() if status == 0 or status >= 500}
    print(
        f"5xx or no answer: {wrong or 'none'}; saves {len(reports['editors'].saved)}, lost or twice: {lost or 'none'}"
    )
    sys.exit(bool(wrong or lost or percentile(reports["readers"].seconds, 99) >= 1))


def besiege(seconds: int, *parties: Callable[[float], Report]) -> dict[str, Report]:
    """Each party in a process of its own, so that none waits for another's Python."""
    answers: Queue[Report] = FORK.Queue()
    until = time.monotonic() + seconds
    processes = [FORK.Process(target=lambda party=party: answers.put(party(until))) for party in parties]
    for process in processes:
        process.start()
    reports = [answers.get() for _process in processes]
    for process in processes:
        process.join()
    return {report.kind: report for report in reports}


# Readers ---------------------------------------------------------------------------------------------------------------


def public_pages(stack: stacks.Stack) -> list[str]:
    """What the site map names, the feed, and as much of the API."""
    pages = [page for file in locations(stack, "/sitemap.xml") for page in locations(stack, file)]
    numbers = [number for page in pages for number in re.findall(r"^/verdicts/(\d+)", page)]
    return [
        *(*pages, "/feeds/verdicts.atom", "/sitemap.xml"),
        *(f"/api/v1/verdicts/{number}/" for number in numbers),
        *("/api/v1/verdicts/", "/api/v1/changes/"),
    ]


def readers(port: int, pages: list[str], until: float) -> Report:
    report = Report("readers", Counter(), [], [])

    async def arrive() -> None:
        chance = random.Random(11)
        began, asked = time.monotonic(), []
        for number in range(int((until - began) * READERS_A_SECOND)):
            due = began + number / READERS_A_SECOND
            await asyncio.sleep(max(0, due - time.monotonic()))
            asked.append(asyncio.create_task(read(port, page_of(pages, chance), due, number, report)))
        await asyncio.gather(*asked)

    asyncio.run(arrive())
    return report


def page_of(pages: list[str], chance: random.Random) -> str:
    """One in five searches, each in words of its own, which no copy answers."""
    if chance.random() < 0.2:
        return f"/verdicts/?q={quote(' '.join(chance.sample(WORDS, 2)))}+{chance.randrange(10**6)}"
    return chance.choice(pages)


async def read(port: int, path: str, due: float, number: int, report: Report) -> None:
    address = f"127.{1 + number % 100}.{number // 100 % 250}.{1 + number // 25_000 % 250}"
    try:
        async with asyncio.timeout(READER_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            head = await reader.readline()
            await reader.read()
            writer.close()
            status = int(head.split()[1])
    except (OSError, TimeoutError, IndexError):
        status = 0
    report.statuses[status] += 1
    report.seconds.append(time.monotonic() - due)


# Attackers -------------------------------------------------------------------------------------------------------------


def slow_clients(port: int, until: float) -> Report:
    report = Report("slow clients", Counter(), [], [])

    async def hold() -> None:
        await asyncio.gather(*(drip(port, number, until, report) for number in range(SLOW_CLIENTS)))

    asyncio.run(hold())
    return report


async def drip(port: int, number: int, until: float, report: Report) -> None:
    """Half send a header, half a body, a byte a second; who is thrown out comes back."""
    head = f"POST {ADD} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode()
    start = head if number % 2 else head + b"Content-Length: 60000\r\n\r\n"
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(f"127.0.7.{1 + number % 4}", 0)
            )
            report.statuses[0] += 1  # connections held
            began = time.monotonic()
            writer.write(start)
            while time.monotonic() < until and not writer.is_closing():
                await asyncio.sleep(1)
                writer.write(b"x")
                await writer.drain()
            report.seconds.append(time.monotonic() - began)
            writer.close()


def uploads(browser: Browser, until: float) -> Report:
    report = Report("uploads", Counter(), [], [])
    form = browser.article_form()
    assert form is not None

    def send(number: int) -> None:
        kinds = list(FILES)
        while time.monotonic() < until:
            answer = browser.upload(ADD, form | {"title": f"攻撃{number}"}, FILES[kinds[number % len(kinds)]])
            report.statuses[answer.status] += 1
            report.seconds.append(answer.seconds)
            number += 1
            time.sleep(1 if answer.status == 429 else 0)

    with ThreadPoolExecutor(UPLOADS) as pool:
        list(pool.map(send, range(UPLOADS)))
    return report


# Editors ---------------------------------------------------------------------------------------------------------------


def locations(stack: stacks.Stack, sitemap: str) -> list[str]:
    with urllib.request.urlopen(f"{stack.url}{sitemap}") as response:
        return re.findall(rf"<loc>{stack.url}([^<]*)</loc>", response.read().decode())


def candidates(stack: stacks.Stack) -> list[list[int]]:
    """Pending candidates, a share for each editor."""
    with psycopg.connect(stack.cluster.url) as connection:
        rows = connection.execute("SELECT id FROM articles_candidate WHERE state = 'pending' ORDER BY id").fetchall()
    ids = [number for (number,) in rows]
    return [ids[start::EDITORS] for start in range(EDITORS)]


def editors(browsers: list[Browser], shares: list[list[int]], until: float) -> Report:
    report = Report("editors", Counter(), [], [])

    def work(number: int) -> None:
        browser, decide, title = browsers[number], iter(shares[number]), titles(f"籠城{number}の")
        while time.monotonic() < until:
            candidate = next(decide, None)
            name = candidate if candidate is not None else next(title)
            answer = browser.reject(candidate) if candidate is not None else browser.save_article(str(name))
            report.statuses[answer.status if answer else 0] += 1
            if answer:
                report.seconds.append(answer.seconds)
            if answer and answer.status == REDIRECTED:
                report.saved.append(name)
            time.sleep(PAUSE_SECONDS)

    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(work, range(len(browsers))))
    return report


def missing(stack: stacks.Stack, report: Report) -> list[str]:
    """What was acknowledged and is not there exactly once, and articles that the worker did not read exactly once."""
    wrong = []
    with psycopg.connect(stack.cluster.url, autocommit=True) as connection:

        def count(query: str, value: object) -> int:
            row = connection.execute(query, [value]).fetchone()
            return int(row[0]) if row else 0

        runs = "SELECT count(*) FROM articles_extractionrun WHERE state = ANY(%s)"
        stacks.wait_until(lambda: count(runs, ["pending", "running"]) == 0, WORKER_SECONDS)
        for saved in report.saved:
            if isinstance(saved, int):
                decided = "SELECT count(*) FROM articles_event WHERE action = 'candidate.rejected' AND subject_id = %s"
                wrong += [f"decision on {saved}"] if count(decided, saved) != 1 else []
            else:
                wrong += [saved] if count("SELECT count(*) FROM articles_article WHERE title = %s", saved) != 1 else []
        recorded = "SELECT count(*) FROM articles_event WHERE action = %s"
        results, read = count(recorded, "extraction.recorded"), count(runs, ["succeeded"])
        wrong += [f"{results} results of {read} runs"] if results != read else []
        failed = connection.execute(
            "SELECT a.title, r.error FROM articles_extractionrun r JOIN articles_articlerevision v ON v.id = r.revision_id"
            " JOIN articles_article a ON a.id = v.article_id WHERE r.state = 'failed' AND a.title = ANY(%s)",
            [[saved for saved in report.saved if isinstance(saved, str)]],  # hostile texts may fail, with a reason
        )
        wrong += [f"{title}: {error}" for title, error in failed]
    for command in ("verify_publications", "verify_history"):
        done = subprocess.run(stacks.manage(command), cwd=ROOT, env=stack.environment, capture_output=True, check=False)
        wrong += [f"{command}: {done.stdout.decode()}"] if done.returncode else []
    return wrong


# What is told ----------------------------------------------------------------------------------------------------------


def tell(report: Report, seconds: int) -> None:
    statuses = ", ".join(f"{status or 'none'}: {count:,}" for status, count in sorted(report.statuses.items()))
    if report.kind == "slow clients":
        print(f"{report.kind:13} {report.statuses.total():,} connections, held {percentile(report.seconds, 50):.0f} s")
        return
    middle, high, most = (percentile(report.seconds, share) for share in (50, 99, 100))
    print(
        f"{report.kind:13} {report.statuses.total():,} ({report.statuses.total() / seconds:.0f}/s)"
        f"  p50 {middle * 1000:.0f} ms  p99 {high * 1000:.0f} ms  longest {most * 1000:.0f} ms  answers {statuses}"
    )


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else 0.0


def caches(stack: stacks.Stack) -> dict[str, int]:
    """How the proxy came by its answers."""
    log = (stack.folder / "nginx" / "access.log").read_text(encoding="utf-8")
    return dict(Counter(line.rpartition('"cache":"')[2].rstrip('"}') or "passed" for line in log.splitlines()))


def load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
