"""A server that answers what a test wrote down, in that order, and remembers what it was asked."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """`promised`: a Content-Length that is not that of the body. A status of 0 hangs up without a word."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None

    @classmethod
    def problem(cls, status: int, code: str, **headers: str) -> Reply:
        told = {"Content-Type": "application/problem+json"} | {
            name.replace("_", "-"): each for name, each in headers.items()
        }
        return cls(status, orjson.dumps({"code": code, "detail": "見出し", "status": status}), told)


@dataclass
class Script:
    url: str
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def server() -> Iterator[Script]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            script.asked.append(Asked(self.command, self.path, headers, body))
            reply = script.replies.pop(0)
            if not reply.status:
                return
            self.send_response(reply.status)
            length = len(reply.body) if reply.promised is None else reply.promised
            for name, value in ({"Content-Length": str(length)} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        script = Script(f"http://127.0.0.1:{listening.server_port}")
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield script
        listening.shutdown()
        thread.join()
