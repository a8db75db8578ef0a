"""An upgrade from an earlier release with data in it: every page keeps its address, its words and its record.

python bench/upgrade.py [COMMIT]

Seeds the demo newsroom and extracts its articles with the release of COMMIT (default: cf5dcca, before there were backups),
on a server of our own, and fetches every public address. Then it upgrades as docs/operations.md says (backup with the
rehearsal of the migration, migrate, grant_app_role, install_reference_data) and fetches them again with this release.

What must be the same: every status and redirect, every row of the publication log, every snapshot, the words of every
page of a version, and the answers of the API in what they said before. What may differ: the bytes around them (templates,
names of static files, ETags), and what a release says more. All that differs is listed. Needs the git history.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import public_pages  # noqa: E402 - the path has to stand first
from public_pages import Page  # noqa: E402 - as above

from factcheck.postgres import APP_ROLE, Cluster  # noqa: E402 - as above

EARLIER = "cf5dcca"
RECORD = {
    "log rows": "SELECT sequence, verdict_number, version, kind, published_at, content_hash, hash FROM articles_publication ORDER BY 1",
    "snapshots": "SELECT publication_id, salt, snapshot::text, hidden_at, redacted_at FROM articles_publicationcontent ORDER BY 1",
    "history": "SELECT position, kind, row_id, hash FROM articles_historylink WHERE position <= %(until)s ORDER BY position",
    "texts": "SELECT id, text FROM articles_articlerevision ORDER BY id",
    "candidates": 'SELECT id, revision_id, start, "end", quote FROM articles_candidate ORDER BY id',
    "evidence": "SELECT id, verdict_id, title FROM articles_evidence ORDER BY id",
}
VERSION = re.compile(r"/versions/\d+/$|^/verdicts/\d+/$|^/embed/")


def main(commit: str = EARLIER) -> None:
    folder = Path(tempfile.mkdtemp(prefix="upgrade-"))
    cluster = Cluster.of(ROOT, "upgrade-bench")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = public_pages.environment(cluster.url, port, folder)
    web = {**environment, "DATABASE_URL": cluster.app_url}
    earlier = folder / "earlier"
    git("worktree", "add", "--detach", "--quiet", str(earlier), commit)
    try:
        cluster.start()
        for command in (
            *(("collectstatic", "--noinput", "-v0"), ("migrate", "-v0"), ("install_reference_data",)),
            *(("grant_app_role", APP_ROLE), ("seed_demo",), ("extract_claims", "--all")),
        ):
            manage(earlier, environment, *command)
        with public_pages.served(earlier, web, port, folder / "log") as site:
            before = public_pages.crawl(site, cluster.url)
        kept, until = record(cluster)
        began = time.monotonic()
        upgrade(environment)
        print(f"upgraded in {time.monotonic() - began:.1f} s, the backup and its rehearsal included")
        with public_pages.served(ROOT, web, port, folder / "log") as site:
            after = public_pages.crawl(site, cluster.url)
        found, _until = record(cluster, until)
        for command in ("verify_publications", "verify_history"):
            print(manage(ROOT, environment, command).strip().splitlines()[0])
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder)
        git("worktree", "remove", "--force", str(earlier))
        shutil.rmtree(folder)
    lost = [f"the record: {name}" for name in kept if kept[name] != found[name]]
    for name, rows in kept.items():
        print(f"{name:12} {len(rows):6} {'the same' if rows == found[name] else 'CHANGED'}")
    lost += compare(before, after)
    print("nothing is lost" if not lost else "LOST:\n" + "\n".join(lost))
    sys.exit(bool(lost))


def upgrade(environment: dict[str, str]) -> None:
    """As the guide has it, with web and worker stopped."""
    for command in (
        *(("backup",), ("collectstatic", "--noinput", "-v0"), ("migrate", "-v0")),
        *(("grant_app_role", APP_ROLE), ("install_reference_data",)),
    ):
        manage(ROOT, environment, *command)


def record(cluster: Cluster, until: int | None = None) -> tuple[dict[str, list[Any]], int]:
    """What must not change, and how far the history went: an upgrade may add to it."""
    with psycopg.connect(cluster.url) as server:
        row = server.execute("SELECT position FROM articles_historyhead").fetchone()
        assert row is not None
        end = until if until is not None else int(row[0])
        return {name: server.execute(query, {"until": end}).fetchall() for name, query in RECORD.items()}, end


def compare(before: dict[str, Page], after: dict[str, Page]) -> list[str]:
    """What was lost, in words; prints what merely differs."""
    same = [path for path in before if before[path] == after.get(path)]
    bodies = [path for path in before if path in after and before[path].body == after[path].body]
    print(
        f"{len(before)} addresses: {len(same)} answers are the same, headers included; {len(bodies)} bodies, byte for byte"
    )
    lost = [
        f"{path}: {was.status} before, {after[path].status if path in after else 'not asked'} now"
        for path, was in before.items()
        if path not in after or after[path].status != was.status
    ]
    for path in before:
        if path in bodies or path not in after:
            continue
        missing = missing_of(path, before[path].body, after[path].body)
        print(f"  {path}: {missing or 'says the same, with other bytes around it or more beside it'}")
        if missing and (path.startswith("/api/") or VERSION.search(path)):
            lost.append(f"{path}: {missing}")
    return lost


def missing_of(path: str, was: bytes, now: bytes) -> str:
    """What the answer said before and does not say now."""
    if path.startswith("/api/") or path.endswith(".json"):
        return missing_keys(json.loads(was), json.loads(now))
    lines = difflib.ndiff(public_pages.words(was).split(), public_pages.words(now).split())
    return " ".join(line[2:] for line in lines if line.startswith("- "))[:300]


def missing_keys(was: Any, now: Any, where: str = "") -> str:
    """The first place where a value is another or gone; keys that are new do not count."""
    if isinstance(was, dict) and isinstance(now, dict):
        found = (missing_keys(value, now.get(key), f"{where}.{key}") for key, value in was.items())
        return next(filter(None, found), "")
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        found = (missing_keys(value, now[at], f"{where}[{at}]") for at, value in enumerate(was))
        return next(filter(None, found), "")
    return "" if was == now else f"{where}: {str(was)[:80]} → {str(now)[:80]}"


def manage(folder: Path, environment: dict[str, str], *command: str) -> str:
    finished = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return finished.stdout


def git(*command: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *command], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
