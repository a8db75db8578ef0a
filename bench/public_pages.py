"""Every public page of an installation, as bytes: for benchmarks that lose, restore or upgrade it. Nothing to run."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin

import psycopg

START_SECONDS = 60
FIXED = (
    *("/", "/verdicts/", "/verdicts/?q=水道", "/corrections/", "/methodology/", "/statistics/", "/robots.txt"),
    *("/feeds/verdicts.atom", "/feeds/verdicts.rss", "/feeds/verdicts.json", "/sitemap.xml", "/sitemap-verdicts-1.xml"),
    *("/api/v1/", "/api/v1/verdicts/", "/api/v1/claims/", "/api/v1/articles/", "/api/v1/claimants/"),
    *("/api/v1/ratings/", "/api/v1/changes/?since=0", "/api/v1/openapi.json"),
)
KEPT = ("ETag", "Content-Type", "Location", "Last-Modified")


class Page(NamedTuple):
    status: int
    headers: tuple[str, ...]  # those of KEPT
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        return None


def crawl(site: str, url: str) -> dict[str, Page]:
    """Lists, feeds, API, and for each row of the log its page, its versions, its embed and its JSON."""
    opener = urllib.request.build_opener(_NoRedirect)
    return {path: _fetch(opener, site + quote(path, safe="/?=&")) for path in paths(url)}


def paths(url: str) -> list[str]:
    with psycopg.connect(url) as server:
        versions = server.execute("SELECT verdict_number, version FROM articles_publication ORDER BY 1, 2").fetchall()
        claimants = server.execute("SELECT DISTINCT number FROM articles_publishedclaimant ORDER BY 1").fetchall()
    verdicts = dict.fromkeys(number for number, _version in versions)
    found = [*FIXED]
    for number in verdicts:
        found += [f"/verdicts/{number}/", f"/embed/verdicts/{number}/", f"/api/v1/verdicts/{number}/"]
    for number, version in versions:
        found += [f"/verdicts/{number}/versions/{version}/", f"/api/v1/verdicts/{number}/versions/{version}/"]
    for (number,) in claimants:
        found += [f"/claimants/{number}/", f"/api/v1/claimants/{number}/"]
    return found


def _fetch(opener: urllib.request.OpenerDirector, address: str) -> Page:
    """A redirect to an address with a slug is a page too: where it leads is part of it, and is followed."""
    try:
        answer = opener.open(address, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        page = Page(answer.status, tuple(answer.headers.get(name, "") for name in KEPT), answer.read())
    location = answer.headers.get("Location")
    if location is None:
        return page
    target = _fetch(opener, urljoin(address, location))
    return Page(target.status, page.headers + target.headers, target.body)


@contextlib.contextmanager
def served(folder: Path, environment: Mapping[str, str], port: int, log: Path) -> Iterator[str]:
    """The web process of the release in `folder`; yields the site's address."""
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:factcheck.gunicorn", "--bind", f"127.0.0.1:{port}"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "factcheck.wsgi:application"], cwd=folder, env=environment, stdout=output, stderr=output
        )
        try:
            _wait(f"{site}/livez", process)
            yield site
        finally:
            process.terminate()
            process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{address} does not answer")
        time.sleep(0.1)


def environment(url: str, port: int, folder: Path) -> dict[str, str]:
    """Of a newsroom of its own: nothing of ours, and one key for every release."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "for a benchmark, the same before and after it; nobody signs in",
        "NOTE_KEYS": "a25vd24gdG8gZXZlcnlib2R5LCBmb3IgdGVzdHMgLi4=",
        "DEMO": "true",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": url,
        "BACKUP_DIR": str(folder / "backups"),
        "PYTHONPATH": "",
    }


def words(body: bytes) -> str:
    """What a reader reads of a page, and nothing of how it is made."""
    text = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", body.decode("utf-8", errors="replace"))
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())
