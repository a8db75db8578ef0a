"""Backup, destruction, restore, verification: how long each takes, and that every page comes back byte for byte.

python bench/backup_cycle.py [ARTICLES]

The demo newsroom, and so many articles of an archive beside it (none by default), on a durable server of our own. The
commands are those of docs/operations.md. Ends with 1 where a page differs.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import public_pages  # noqa: E402 - the path has to stand first

from factcheck.postgres import APP_ROLE, DATABASE, Cluster  # noqa: E402 - as above
from factcheck.supervisor import manage  # noqa: E402 - as above
from tests import archive  # noqa: E402 - as above


def main(articles: int = 0) -> None:
    folder = Path(tempfile.mkdtemp(prefix="backup-cycle-"))
    cluster = Cluster.of(ROOT, "backup-cycle")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = public_pages.environment(cluster.url, port, folder)
    web = {**environment, "DATABASE_URL": cluster.app_url}
    try:
        cluster.start()
        fill(environment, articles, folder)
        with public_pages.served(ROOT, web, port, folder / "log") as site:
            before = public_pages.crawl(site, cluster.url)
        print(f"{database_bytes(cluster) / 1e6:.0f} MB of database, {len(before)} public addresses")
        took = [timed("backup, checked by restoring it", environment, "backup")]
        dump = max((folder / "backups").glob("*.dump"))
        destroy(cluster)
        took += [
            timed("restore, migrate, grant, verify", environment, "restore", str(dump)),
            timed("verify_publications", environment, "verify_publications"),
            timed("verify_history", environment, "verify_history"),
        ]
        began = time.monotonic()
        with public_pages.served(ROOT, web, port, folder / "log") as site:
            after = public_pages.crawl(site, cluster.url)
        took.append(("web started, every page fetched", time.monotonic() - began))
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder)
        shutil.rmtree(folder)
    for label, seconds in took:
        print(f"{label:40} {seconds:7.1f} s")
    print(f"{'destroyed → every page back':40} {sum(seconds for _label, seconds in took[1:]):7.1f} s")
    differing = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    print(
        f"{len(before) - len(differing)} of {len(before)} pages are the same, byte for byte {sorted(differing) or ''}"
    )
    sys.exit(bool(differing))


def fill(environment: dict[str, str], articles: int, folder: Path) -> None:
    for command in (("migrate", "-v0"), ("install_reference_data",), ("grant_app_role", APP_ROLE), ("seed_demo",)):
        run(environment, *command)
    if articles:
        run(environment, "import_archive", str(archive.write(folder / "archive.jsonl.gz", articles)))


def destroy(cluster: Cluster) -> None:
    """As if the disk were gone: the server's folder, and a new server in its place."""
    cluster.stop()
    shutil.rmtree(cluster.folder)
    cluster.start()


def database_bytes(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url) as server:
        row = server.execute("SELECT pg_database_size(%s)", [DATABASE]).fetchone()
    assert row is not None
    return int(row[0])


def timed(label: str, environment: dict[str, str], *command: str) -> tuple[str, float]:
    began = time.monotonic()
    run(environment, *command)
    return label, time.monotonic() - began


def run(environment: dict[str, str], *command: str) -> None:
    subprocess.run(manage(*command), env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
