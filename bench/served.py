"""What a request to the served product takes, by the clock and of the processors, for benchmarks. Nothing to run.

Other work on the machine lengthens the clock's time many times over and the processors' hardly, so both are told: the
second is what a machine of one's own would take, plus the waiting for disks that no figure here has.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil

from bench.stack import Program, Stack, status_of, wait_until
from factcheck.supervisor import HOST, web_command

OK = 200


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    processor_seconds: float


@dataclass
class Client:
    """One connection, kept. Costs are those of `processes`, all of them together."""

    port: int
    processes: Callable[[], list[int]]
    _connection: http.client.HTTPConnection = field(init=False)
    _known: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(HOST, self.port, timeout=120)

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Again where a web process ended after its share of requests and took the connection along."""
        try:
            return self._asked(path, method, body, dict(headers or {}))
        except http.client.RemoteDisconnected:
            self.look_again()
            return self._asked(path, method, body, dict(headers or {}))

    def _asked(self, path: str, method: str, body: str | None, headers: dict[str, str]) -> Answer:
        before = processor_seconds(self._known)
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        spent = processor_seconds(self._known) - before
        return Answer(response.status, dict(response.headers.items()), content, seconds, spent)

    def look_again(self) -> None:
        """At which processes there are."""
        self._known = self.processes()


def processor_seconds(pids: Iterable[int]) -> float:
    """Of all threads, to the nanosecond."""
    spent = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for thread in os.scandir(f"/proc/{pid}/task"):
                spent += int(Path(thread.path, "schedstat").read_text().split()[0])
    return spent / 1e9


@contextlib.contextmanager
def web(stack: Stack, port: int, **environment: str) -> Iterator[Client]:
    """A pool of web processes of its own, warm; with it its client, who counts the database's processes too."""
    program = Program(web_command(port), {**stack.environment, **environment}, stack.folder / f"web-{port}.log")
    program.start()

    def processes() -> list[int]:
        found = [psutil.Process(program.process.pid)]
        everybody = psutil.process_iter(["cmdline"])
        found += [each for each in everybody if str(stack.folder) in " ".join(each.info["cmdline"] or ())]
        return sorted({each.pid for one in found for each in (one, *one.children(recursive=True))})

    try:
        address = f"http://{HOST}:{port}"
        wait_until(lambda: status_of(f"{address}/healthz", 30) == OK == status_of(f"{address}/verdicts/", 120))
        client = Client(port, processes)
        client.look_again()
        yield client
    finally:
        program.end()


HEADING = f"{'':34} {'clock ms':>9} {'p95':>7} {'CPU ms':>8} {'p95':>7} {'bytes':>8}"


def tell(what: str, answers: Sequence[Answer]) -> None:
    clock, processor = ([each[place] * 1000 for each in answers] for place in (3, 4))
    middle = [*np.percentile(clock, [50, 95]), *np.percentile(processor, [50, 95])]
    size = sum(len(each.body) for each in answers) // len(answers)
    print(
        f"{what:34} " + " ".join(f"{value:{width}.1f}" for value, width in zip(middle, (9, 7, 8, 7), strict=True)),
        f"{size:8,}",
        flush=True,
    )


def load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
