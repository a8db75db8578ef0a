"""The product on this machine for bench/siege.py and bench/faults.py: a database of its own, both pools, worker, proxy."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.postgres import Cluster
from factcheck.supervisor import HOST, manage, web_command, worker_command
from tests.proxy import proxy

ROOT = Path(__file__).resolve().parent.parent
PREPARATIONS = (
    ("migrate", "-v0"),
    ("install_reference_data",),
    ("collectstatic", "--noinput", "-v0"),
    ("seed_demo",),
    ("extract_claims", "--all"),
)
PATIENCE_SECONDS = 300
DESK_NICENESS = 5  # as its unit has: readers first
LOOK_SECONDS = 0.1


@dataclass
class Program:
    """A process of ours and whatever it starts, in a session of their own."""

    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE_SECONDS)


@dataclass(frozen=True)
class Stack:
    folder: Path
    cluster: Cluster
    environment: Mapping[str, str]
    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def status(self, path: str, timeout: float = 30) -> int:
        return status_of(f"{self.url}{path}", timeout)

    def manage(self, *command: str) -> None:
        """A command of manage.py, on this stack's database."""
        subprocess.run(manage(*command), cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def behind_the_proxy() -> Iterator[Stack]:
    """Everything as docs/operations.md has it on one server, but for systemd and TLS."""
    port, readers, desk = (free_port() for _number in range(3))
    with prepared(port, BEHIND_PROXY="true") as stack:
        programs = [
            Program(command, stack.environment, stack.folder / f"{name}.log")
            for name, command in (
                ("readers", web_command(readers)),
                ("desk", ["nice", "-n", str(DESK_NICENESS), *web_command(desk)]),
                ("worker", worker_command()),
            )
        ]
        nginx = stack.folder / "nginx"
        nginx.mkdir()
        for program in programs:
            program.start()
        try:
            with proxy(nginx, port=port, readers=readers, desk=desk, release=ROOT):
                wait_until(lambda: stack.status("/healthz") == 200 and stack.status("/admin/login/") == 200)
                yield stack
        finally:
            for program in programs:
                program.end()


@contextlib.contextmanager
def prepared(port: int, **environment: str) -> Iterator[Stack]:
    """A cluster of its own with the demo newsroom in it, and the environment that leads there."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster.of(folder)
        cluster.start()
        try:
            told = {**os.environ, **settings(cluster.url, port), **environment}
            stack = Stack(folder, cluster, told, port)
            for command in PREPARATIONS:
                stack.manage(*command)
            yield stack
        finally:
            cluster.stop()


def settings(database: str, port: int) -> dict[str, str]:
    return {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "known to everybody, and only for benchmarks",
        "NOTE_KEYS": "a25vd24gdG8gZXZlcnlib2R5LCBmb3IgdGVzdHMgLi4=",
        "DEMO": "true",
        "DEBUG": "false",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database,
        "SITE_URL": f"http://{HOST}:{port}",
        "LOG_LEVEL": "WARNING",
        "API_REQUESTS_PER_MINUTE": "1000000",  # one address asks for everything here; bench/quota.py sets its own
    }


def status_of(url: str, timeout: float) -> int:
    """Of the answer to a GET; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
    """Seconds it took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
