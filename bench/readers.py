"""The readers' site with 100,000 published verdicts, beside an empty view and the same page from the desk's rows, in one run.

python bench/readers.py [VERDICTS]

Rivals take turns, request by request, so that whatever else the machine does falls on both: `times` is the median of what
they took. Connections: the pool beside one kept for a minute and one a request (CONN_MAX_AGE), the same pages again.
"""

from __future__ import annotations

import contextlib
import gzip
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import generated  # noqa: E402 - the path has to stand first
from bench.served import HEADING, Answer, Client, load, tell, web  # noqa: E402 - as above
from bench.stack import Stack, free_port, prepared  # noqa: E402 - as above

TURNS = 300
TIMED = 60
PACKED = {"Accept-Encoding": "gzip"}
PAGES = {
    "home": ["/"],
    "list": ["/verdicts/"],
    "list, later pages": [],
    "list of a rating": ["/verdicts/?rating=fij-false", "/verdicts/?rating=fij-inaccurate"],
    "topic": ["/topics/health/", "/topics/disaster/"],
    "claimant": ["/claimants/3/", "/claimants/29/"],
    "corrections": ["/corrections/", "/corrections/?before=90000"],
    "index of topics": ["/topics/"],
    "index of claimants": ["/claimants/", "/claimants/?row=0"],
    "archive": ["/archive/"],
    "archive of a year or a month": [],
    "statistics": ["/statistics/"],
    "selection, scales, about": ["/selection/", "/ratings/", "/about/"],
    "methodology": ["/methodology/"],
    "feed": ["/feeds/verdicts.atom", "/feeds/verdicts.json"],
    "sitemap index": ["/sitemap.xml"],
    "sitemap file": ["/sitemap-verdicts-1.xml"],
    "sitemap for news": ["/sitemap-news.xml"],
}


def main(verdicts: int = 100_000) -> None:
    with prepared(free_port()) as stack:
        generated.publish(str(stack.environment["DATABASE_URL"]), verdicts)
        stack.manage("install_reference_data")  # counts what was copied
        print(f"{verdicts:,} verdicts; load average {load()}")
        with peers(stack, "pool", "bare") as (client, bare):
            print_pages(client)
            print_pairs(client, bare)
            print_weight(client)
        with peers(stack, "pool", "60", "none") as clients:
            print_connections(dict(zip(("pool", "60", "none"), clients, strict=True)))
        print(f"load average {load()}")


@contextlib.contextmanager
def peers(stack: Stack, *names: str) -> Iterator[list[Client]]:
    """One process each; the first makes the files that are searched, the others map them."""
    shared = {
        "DJANGO_SETTINGS_MODULE": "bench.peers",
        "WEB_CONCURRENCY": "1",
        "SEARCH_FOLDER": str(stack.folder / "search"),
        "PYTHONPATH": str(ROOT),
    }
    with contextlib.ExitStack() as opened:
        yield [opened.enter_context(web(stack, free_port(), **shared, PEER=name)) for name in names]


def print_pages(client: Client) -> None:
    print(f"\n{HEADING}")
    PAGES["list, later pages"] = list(following(client, 3))
    PAGES["archive of a year or a month"] = times(client, 6)
    for what, paths in PAGES.items():
        answers = series([lambda path=path: client.ask(path) for path in paths], client)
        tell(what, answers)
    tell("verdict page", series([lambda path=path: client.ask(path) for path in verdict_pages(client)], client))
    tags = {path: client.ask(path).headers["ETag"] for path in ("/", "/verdicts/", "/corrections/")}
    asked = [lambda path=path, tag=tag: client.ask(path, headers={"If-None-Match": tag}) for path, tag in tags.items()]
    tell("304 of home, list, corrections", series(asked, client, status=304))


def following(client: Client, pages: int) -> Iterator[str]:
    path = "/verdicts/"
    for _page in range(pages):
        found = re.search(r'href="(\?[^"]*after=[^"]*)"', client.ask(path).body.decode())
        assert found is not None
        path = "/verdicts/" + found[1].replace("&amp;", "&")
        yield path


def times(client: Client, most: int) -> list[str]:
    """The addresses of years and months that the archive names, some of them, old ones too."""
    found = re.findall(r'href="(/archive/[0-9/]+)"', client.ask("/archive/").body.decode())
    return found[:: max(1, len(found) // most)]


def verdict_pages(client: Client) -> list[str]:
    """The addresses without a redirect of verdicts of the demo's that were never corrected."""
    found = [client.ask(f"/verdicts/{number}/").headers.get("Location", "") for number in (1, 2, 4, 6, 8, 9, 10, 11)]
    return [urlsplit(address).path for address in found if address]


def series(asked: Sequence[Callable[[], Answer]], client: Client, *, status: int = 200) -> list[Answer]:
    for ask in asked:
        ask()
    client.look_again()
    answers = [ask() for _round in range(-(-TIMED // len(asked))) for ask in asked]
    assert {answer.status for answer in answers} == {status}
    return answers


def print_pairs(client: Client, bare: Client) -> None:
    pages = verdict_pages(client)
    numbers = [found[1] for page in pages if (found := re.match(r"/verdicts/(\d+)", page))]
    tag = client.ask(pages[0]).headers["ETag"]
    listed = client.ask("/api/v1/verdicts/?limit=50").headers["ETag"]
    print(f"\n{'beside a rival, turn by turn':44} {'ours ms':>8} {'its ms':>8} {'times':>7} {'of CPU':>7}")
    known = {"If-None-Match": tag}
    pair(
        "verdict page, 304 / empty view",
        lambda n: client.ask(pages[0], headers=known),
        lambda n: client.ask("/peers/empty/"),
    )
    pair(
        "verdict page, 304 / empty, no middleware",
        lambda n: client.ask(pages[0], headers=known),
        lambda n: bare.ask("/peers/empty/"),
    )
    pair(
        "API list, 304 / empty view",
        lambda n: client.ask("/api/v1/verdicts/?limit=50", headers={"If-None-Match": listed}),
        lambda n: client.ask("/peers/empty/"),
    )
    pair(
        "verdict page, whole / from the desk's rows",
        lambda n: client.ask(pages[n % len(pages)]),
        lambda n: client.ask(f"/peers/verdicts/{numbers[n % len(pages)]}/"),
    )


def pair(what: str, ours: Callable[[int], Answer], rival: Callable[[int], Answer]) -> None:
    turns = [(ours(turn), rival(turn)) for turn in range(TURNS)]
    clock, processor = (np.median([[each[place] for each in turn] for turn in turns], axis=0) for place in (3, 4))
    print(
        f"{what:44} {clock[0] * 1000:8.2f} {clock[1] * 1000:8.2f} {clock[0] / clock[1]:7.2f} {processor[0] / processor[1]:7.2f}",
        flush=True,
    )


def print_weight(client: Client) -> None:
    """As a browser takes it, heads included."""
    print("\nbytes on the wire, compressed: page, style sheet, both")
    for page in verdict_pages(client):
        answer = client.ask(page, headers=PACKED)
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', gzip.decompress(answer.body).decode())
        parts = [size(answer), *(size(client.ask(style, headers=PACKED)) for style in styles)]
        print(f"{page[:20]:22} {parts[0]:8,} {sum(parts[1:]):8,} {sum(parts):8,}")


def size(answer: Answer) -> int:
    return len(answer.body) + sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items()) + 17


def print_connections(clients: Mapping[str, Client]) -> None:
    page = verdict_pages(clients["pool"])[0]
    known = {"If-None-Match": clients["pool"].ask(page).headers["ETag"]}
    for client in clients.values():
        client.ask(page)
        client.look_again()
    print(f"\n{'connections, in turns: CPU ms (clock ms)':44} " + " ".join(f"{name:>16}" for name in clients))
    for what, headers in (("verdict page", {}), ("verdict page, 304", known)):
        turns = [[client.ask(page, headers=headers) for client in clients.values()] for _turn in range(TURNS)]
        middle = [
            np.median([(turn[place].processor_seconds, turn[place].seconds) for turn in turns], axis=0) * 1000
            for place in range(len(clients))
        ]
        print(f"{what:44} " + " ".join(f"{cpu:7.2f} ({clock:6.2f})" for cpu, clock in middle), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
