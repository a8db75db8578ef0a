"""A database server of its own that can be frozen."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from factcheck.postgres import Cluster


@contextmanager
def started() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="frozen-", dir="/tmp"))
    folder.chmod(0o755)
    cluster = Cluster.of(folder, durable=False)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    postmaster = psutil.Process(int((cluster.data / "postmaster.pid").read_text().splitlines()[0]))
    processes = [postmaster]
    try:
        _send(postmaster, signal.SIGSTOP)  # first, so that it has no further children
        processes += postmaster.children()
        for process in processes:
            _send(process, signal.SIGSTOP)
        yield
    finally:
        for process in processes:
            _send(process, signal.SIGCONT)


def _send(process: psutil.Process, number: int) -> None:
    """A process of the start may have done its work meanwhile."""
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
