"""Everything that can be killed, frozen or filled, one after the other under load: what is lost, and does it come back?

python bench/faults.py [NAME...]

A clone on a small disk of its own (tmpfs in a mount namespace, so as root on Linux) runs as `make run` does, behind the
shipped proxy. Meanwhile editors save articles, each with a title of its own, and readers read. After each fault the site has
to be back by itself, the worker has to have read everything that was saved, and what was acknowledged has to be there once.
The wall clock is moved for web and worker by bench/moved_clock.c (needs cc); PostgreSQL keeps its own.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import stack as stacks  # noqa: E402 - the path has to stand first
from bench.editors import REDIRECTED, Browser, titles  # noqa: E402 - as above
from factcheck.postgres import Cluster  # noqa: E402 - as above
from tests.proxy import proxy  # noqa: E402 - as above

PARTS = ("articles", "factcheck", "locale", "templates", "deploy", "manage.py", "requirements.txt")
DISK_MEGABYTES = 700
EDITORS = 4
EDITOR_PAUSE_SECONDS = 0.3
READER_PAUSE_SECONDS = 0.1
BEFORE_SECONDS = 3.0
PROMISED_SECONDS = 3.0  # of /healthz
DAY_SECONDS = 86_400
DATED_BACK = "it is dated back"
APART = "FAULTS_IN_A_NAMESPACE"


class Heard(NamedTuple):
    """One answer: when it was asked for and when it came (monotonic seconds), and its status, 0 for none."""

    asked: float
    came: float
    status: int


@dataclass
class Listener:
    """Asks for one page again and again."""

    url: str
    pause: float = READER_PAUSE_SECONDS
    heard: list[Heard] = field(default_factory=list)

    def ask(self) -> None:
        asked = time.monotonic()
        status = stacks.status_of(self.url, timeout=60)
        self.heard.append(Heard(asked, time.monotonic(), status))
        time.sleep(self.pause)


@dataclass
class Editor:
    """Saves one article after the other; signs in again where the session is gone."""

    port: int
    name: str
    browser: Browser | None = None
    saved: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)  # no answer, or one of failure: it may be there, once

    def __post_init__(self) -> None:
        self.titles = titles(self.name)

    def ask(self) -> None:
        time.sleep(EDITOR_PAUSE_SECONDS)
        if self.browser is None:
            with contextlib.suppress(AssertionError, ValueError):  # not yet
                self.browser = Browser(self.port).sign_in()
            return
        title = next(self.titles)
        answer = self.browser.save_article(title)
        if answer is None:
            self.browser = None
        elif answer.status == REDIRECTED and "login" not in answer.location:
            self.saved.append(title)
        else:
            self.unsure.append(title)


class Site:
    """A clone that is run, the proxy before it, and what strikes it."""

    def __init__(self, clone: Path, port: int, proxied: int) -> None:
        self.clone, self.port, self.proxied = clone, port, proxied
        self.cluster = Cluster.of(clone)
        self.clock = clone / "clock"
        self.clock.write_bytes(bytes(8))
        self.shim = clone / "moved_clock.so"
        source = str(ROOT / "bench" / "moved_clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(self.shim), source], check=True)
        self.supervisor: subprocess.Popen[bytes]

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        environment |= stacks.settings("", self.proxied) | {"BEHIND_PROXY": "true", "PORT": str(self.port)}
        del environment["DATABASE_URL"]
        environment |= {"LD_PRELOAD": str(self.shim), "MOVED_CLOCK": str(self.clock)}
        with (self.clone / "log").open("ab") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "factcheck.supervisor"],
                cwd=self.clone,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_well(self) -> bool:
        return all(stacks.status_of(f"http://127.0.0.1:{self.proxied}{path}", 30) == 200 for path in ("/healthz", "/"))

    def child(self, word: str) -> psutil.Process:
        children = psutil.Process(self.supervisor.pid).children()
        return next(child for child in children if word in " ".join(child.cmdline()))

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0]))

    def stop(self) -> None:
        self.supervisor.send_signal(signal.SIGTERM)
        self.supervisor.wait(stacks.PATIENCE_SECONDS)


@dataclass(frozen=True)
class Fault:
    """`strike` breaks something and `seconds` later `lift`, where there is one, puts it right again."""

    name: str
    strike: Callable[[Site], None]
    seconds: float = 10.0
    lift: Callable[[Site], None] | None = None
    unhealthy: bool = False  # whether /healthz has to say so


def restart_postgres(site: Site) -> None:
    site.postmaster().send_signal(signal.SIGINT)  # the supervisor starts it again


def freeze(site: Site) -> None:
    postmaster = site.postmaster()
    for process in (postmaster, *postmaster.children()):
        process.suspend()


def thaw(site: Site) -> None:
    postmaster = site.postmaster()
    for process in (postmaster, *postmaster.children()):
        process.resume()


def take_postgres_away(site: Site) -> None:
    postmaster = site.postmaster()
    site.cluster.data.chmod(0)  # nothing can be started from it
    postmaster.send_signal(signal.SIGQUIT)


def bring_postgres_back(site: Site) -> None:
    site.cluster.data.chmod(0o700)


def fill_the_disk(site: Site) -> None:
    with (site.clone / "filling").open("wb", buffering=0) as filling, contextlib.suppress(OSError):
        while True:
            filling.write(bytes(1 << 16))


def empty_the_disk(site: Site) -> None:
    (site.clone / "filling").unlink()


def kill(word: str) -> Callable[[Site], None]:
    return lambda site: site.child(word).kill()


def kill_worker_at_work(site: Site) -> None:
    for process in site.child("manage.py").children():
        process.kill()


def kill_postmaster(site: Site) -> None:
    site.postmaster().kill()


def kill_supervisor(site: Site) -> None:
    site.supervisor.kill()
    site.supervisor.wait()


def move_clock(seconds: int) -> Callable[[Site], None]:
    def move(site: Site) -> None:
        with site.clock.open("r+b") as clock:  # in place: it is mapped
            clock.write(seconds.to_bytes(8, "little", signed=True))

    return move


FAULTS = (
    Fault("PostgreSQL restarted", restart_postgres),
    Fault("PostgreSQL frozen 20 s", freeze, 20, thaw, unhealthy=True),
    Fault("PostgreSQL gone 60 s", take_postgres_away, 60, bring_postgres_back, unhealthy=True),
    Fault("disk full 30 s", fill_the_disk, 30, empty_the_disk, unhealthy=True),
    Fault("postmaster killed", kill_postmaster),
    Fault("worker at work killed", kill_worker_at_work),
    Fault("worker's parent killed", kill("manage.py")),
    Fault("web killed", kill("gunicorn"), unhealthy=True),
    Fault("supervisor killed", kill_supervisor, 5, Site.start, unhealthy=True),
    Fault("clock a day ahead", move_clock(DAY_SECONDS), 20, move_clock(0)),
    Fault("clock a day behind", move_clock(-DAY_SECONDS), 20, move_clock(0)),
)


def main(names: list[str]) -> None:
    chosen = [fault for fault in FAULTS if not names or any(name in fault.name for name in names)]
    print(f"load average before: {os.getloadavg()[0]:.1f}\n{HEAD}", flush=True)
    with running() as site:
        failed = [fault.name for fault in chosen if not suffers(site, fault)]
        wrong = faults_in_the_chains(site)
    dated_back = [line for line in wrong if line.endswith(DATED_BACK)]
    others = [line for line in wrong if line not in dated_back]
    print(f"chains: {others or 'whole'}; events dated back, as the moved clock did: {len(dated_back)}")
    print(f"failed: {failed or 'none'}; load average after: {os.getloadavg()[0]:.1f}")
    sys.exit(bool(failed or others))


def faults_in_the_chains(site: Site) -> list[str]:
    environment = {**os.environ, **stacks.settings(site.cluster.url, site.proxied)}
    said = ""
    for command in ("verify_publications", "verify_history"):
        done = subprocess.run(
            stacks.manage(command), cwd=site.clone, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        said += done.stdout + done.stderr if done.returncode else ""
    return [line for line in said.splitlines() if re.match(r"\w+ \d+: ", line)]


@contextlib.contextmanager
def running() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="faults-", dir="/tmp") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        clone, nginx = folder / "clone", folder / "nginx"
        clone.mkdir()
        nginx.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=755", "faults", str(clone)], check=True
        )
        stack.callback(subprocess.run, ["umount", "--lazy", str(clone)], check=True)
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, clone / part)
        port, proxied = stacks.free_port(), stacks.free_port()
        site = Site(clone, port, proxied)
        site.start()
        stack.callback(site.stop)
        stack.enter_context(proxy(nginx, port=proxied, readers=port, desk=port, release=clone))
        try:
            stacks.wait_until(site.is_well)
        except TimeoutError:
            print((clone / "log").read_text()[-3000:])
            raise
        yield site


def suffers(site: Site, fault: Fault) -> bool:
    """Whether the site lived through the fault; prints a line of the table."""
    health = Listener(f"http://127.0.0.1:{site.proxied}/healthz")
    page = Listener(f"http://127.0.0.1:{site.proxied}/")
    search = Listener(f"http://127.0.0.1:{site.proxied}/verdicts/?q={time.time_ns()}")
    editors = [Editor(site.proxied, f"{fault.name}{number}の") for number in range(EDITORS)]
    with asking(health, page, search, *editors):
        time.sleep(BEFORE_SECONDS)
        struck = time.monotonic()
        fault.strike(site)
        time.sleep(fault.seconds)
        lifted = time.monotonic()
        if fault.lift:
            fault.lift(site)
        stacks.wait_until(site.is_well)
        back = time.monotonic() - lifted
        stacks.wait_until(lambda: all(editor.saved and editor.browser for editor in editors))
    everything_read(site)
    lost, twice = accounts_of(site, editors)
    said = next((one.came - struck for one in health.heard if one.status == 503 and one.came > struck), None)
    since = [one for one in [*page.heard, *search.heard] if one.came > struck]
    print(row(fault, said, health, since, back, editors, lost, twice), flush=True)
    in_time = not fault.unhealthy or (said is not None and said <= PROMISED_SECONDS)
    served = {one.status for one in since} <= {200, 503}
    return in_time and served and not lost and not twice


@contextlib.contextmanager
def asking(*parties: Listener | Editor) -> Iterator[None]:
    """Each asks in a thread of its own until the end."""
    over = threading.Event()

    def work(party: Listener | Editor) -> None:
        while not over.is_set():
            party.ask()

    threads = [threading.Thread(target=work, args=(party,)) for party in parties]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def everything_read(site: Site) -> None:
    """Wait until no run is left to do."""
    with psycopg.connect(site.cluster.url, autocommit=True) as connection:
        left = "SELECT 1 FROM articles_extractionrun WHERE state IN ('pending', 'running')"
        stacks.wait_until(lambda: connection.execute(left).fetchone() is None)


def accounts_of(site: Site, editors: list[Editor]) -> tuple[list[str], list[str]]:
    """Titles that were acknowledged and are not there, and those that are there or were read more than once."""
    with psycopg.connect(site.cluster.url) as connection:
        rows = connection.execute(
            "SELECT a.title, count(DISTINCT a.id), count(e.id) FROM articles_article a"
            " JOIN articles_articlerevision v ON v.article_id = a.id"
            " JOIN articles_extractionrun r ON r.revision_id = v.id AND r.state = 'succeeded'"
            " LEFT JOIN articles_event e ON e.subject_id = r.id AND e.action = 'extraction.recorded'"
            " GROUP BY a.title"
        ).fetchall()
    found = {title: (articles, results) for title, articles, results in rows}
    lost = [title for editor in editors for title in editor.saved if title not in found]
    asked = [title for editor in editors for title in [*editor.saved, *editor.unsure]]
    twice = [title for title in asked if title in found and found[title] != (1, 1)]
    return lost, twice


HEAD = f"{'fault':24} {'/healthz 503':>12} {'longest':>8}  {'readers':20} {'longest':>8} {'back':>7}  {'saved':>5} {'unsure':>6} {'lost':>4} {'twice':>5}"


def row(
    fault: Fault,
    said: float | None,
    health: Listener,
    since: list[Heard],
    back: float,
    editors: list[Editor],
    lost: list[str],
    twice: list[str],
) -> str:
    statuses = ", ".join(
        f"{status or 'none'}: {n}" for status, n in sorted(Counter(one.status for one in since).items())
    )
    return (
        f"{fault.name:24} {f'{said:.1f} s' if said is not None else 'never':>12}"
        f" {max(one.came - one.asked for one in health.heard):>6.1f} s  {statuses:20}"
        f" {max(one.came - one.asked for one in since):>6.1f} s {back:>5.1f} s"
        f"  {sum(len(editor.saved) for editor in editors):>5} {sum(len(editor.unsure) for editor in editors):>6}"
        f" {len(lost):>4} {len(twice):>5}"
    )


if __name__ == "__main__":
    if APART not in os.environ:
        os.environ[APART] = "yes"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__, *sys.argv[1:]])
    main(sys.argv[1:])
