"""gunicorn's threaded worker, which lets go of the port as soon as it stops, and says in words what it cannot read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

# Nothing has read the request yet: neither its language nor what it asked for.
TOO_LONG = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>アドレスが長すぎます</title></head><body>
<h1>アドレスが長すぎます</h1>
<p>検索できるのは800文字ほどまでです。長い文は<a href="/check/">貼り付けて調べるページ</a>に貼り付けてください。</p>
<div lang="en"><h2>This address is too long</h2>
<p>A search takes about 800 characters. Paste longer texts on <a href="/check/">the page for whole messages</a>.</p></div>
</body></html>
"""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn publishes no types
    def set_accept_enabled(self, enabled: bool) -> None:
        """gunicorn's own keeps the listening sockets until the last request is answered: whoever connects meanwhile waits.

        Refused, the proxy answers at once, from its copies or with 503 (docs/adr/0019).
        """
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """A request line beyond gunicorn's limit gets a page where gunicorn's own has one English line."""
        if isinstance(exc, LimitRequestLine):
            write_nonblock(client, _answer(HTTPStatus.REQUEST_URI_TOO_LONG, TOO_LONG))
        else:
            super().handle_error(req, client, addr, exc)


def _answer(status: HTTPStatus, page: str) -> bytes:
    body = page.encode()
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Connection: close",
        "Content-Type: text/html; charset=utf-8",
        "Content-Security-Policy: default-src 'none'",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body
