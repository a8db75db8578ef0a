"""gunicorn while it stops: what it has taken is answered, and nobody else is kept waiting. What it cannot read."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gunicorn.http.errors import LimitRequestLine

from factcheck.web_worker import Worker
from tests.ports import free_port

PATIENCE_SECONDS = 120
APPLICATION = """\
import pathlib, time

def application(environ, start_response):
    folder = pathlib.Path({folder!r})
    (folder / "taken").touch()
    while not (folder / "enough").exists():
        time.sleep(0.05)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
"""


def wait_until(holds: Callable[[], bool], missing: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, missing
        time.sleep(0.05)


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_request_line_beyond_the_limit_is_told_in_words() -> None:
    ours, theirs = socket.socketpair()

    Worker.__new__(Worker).handle_error(None, theirs, ("127.0.0.1", 1), LimitRequestLine(13_526, 8190))
    theirs.close()

    with ours, ours.makefile("rb") as answer:
        head, _, page = answer.read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 ")
    assert f"Content-Length: {len(page)}".encode() in head
    assert "アドレスが長すぎます" in page.decode()
    assert "This address is too long" in page.decode()


def test_who_comes_while_it_stops_is_refused_and_not_kept_waiting(tmp_path: Path) -> None:
    (tmp_path / "held.py").write_text(APPLICATION.format(folder=str(tmp_path)))
    port = free_port()
    kind = "--worker-class=factcheck.web_worker.Worker"
    options = ["--workers=2", "--threads=4", "--graceful-timeout=300", "--no-control-socket"]
    where = [f"--bind=127.0.0.1:{port}", f"--pythonpath={tmp_path}"]
    gunicorn = subprocess.Popen([sys.executable, "-m", "gunicorn", kind, *options, *where, "held:application"])
    with ThreadPoolExecutor(1) as pool:
        try:
            wait_until(lambda: not is_refused(port), "nobody listens")
            taken = pool.submit(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/").read())
            wait_until((tmp_path / "taken").exists, "the request has not been taken")
            gunicorn.terminate()
            wait_until(lambda: is_refused(port), "it still listens")
        finally:
            (tmp_path / "enough").touch()
            gunicorn.terminate()
            gunicorn.wait(PATIENCE_SECONDS)

    assert taken.result() == b"done"
