"""Editors at their browsers for bench/siege.py and bench/faults.py: they sign in, decide in the queue, save articles."""

from __future__ import annotations

import http.client
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import NamedTuple

from lxml import html

LOGIN = "/admin/login/"
ADD = "/admin/articles/article/add/"
BOUNDARY = "----siege"
PATIENCE_SECONDS = 120
REDIRECTED = 302


class Answer(NamedTuple):
    """`status` is 0 where nobody answered."""

    status: int
    body: str
    seconds: float
    location: str = ""


@dataclass
class Browser:
    """One signed-in editor of the demo newsroom, at `address` of the loopback network."""

    port: int
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, username: str = "kisha") -> Browser:
        token = self.token(self.get(LOGIN).body)
        sent = {"username": username, "password": f"demo-{username}", "csrfmiddlewaretoken": token}
        answer = self.post(LOGIN, sent | {"next": "/admin/"})
        assert answer.status == REDIRECTED, (answer.status, answer.body[-2000:])
        return self

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urllib.parse.urlencode(fields).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, fields: dict[str, str], file: bytes) -> Answer:
        """With the file in the field `upload`."""
        return self._ask("POST", path, multipart(fields, file), f"multipart/form-data; boundary={BOUNDARY}")

    def token(self, page: str) -> str:
        (field, *_others) = html.fromstring(page).xpath('//input[@name="csrfmiddlewaretoken"]')
        return str(field.get("value"))

    def article_form(self) -> dict[str, str] | None:
        """What the empty form for a new article holds; None while it cannot be had."""
        page = self.get(ADD)
        if page.status != 200:
            return None
        values = html.fromstring(page.body).get_element_by_id("article_form").form_values()
        return {name: value for name, value in values if value is not None}

    def save_article(self, title: str) -> Answer | None:
        """A pasted article called `title`; None where the form could not be had."""
        form = self.article_form()
        if form is None:
            return None
        text = f"{title}。みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。"
        return self.post(ADD, form | {"text": text, "title": title, "same_as": "another"})  # they are all alike

    def reject(self, candidate: int) -> Answer | None:
        """Decide in the queue; None where the page could not be had."""
        page = self.get(f"/admin/queue/{candidate}/")
        if page.status != 200:
            return None
        sent = {"csrfmiddlewaretoken": self.token(page.body), "reason": "opinion"}
        return self.post(f"/admin/queue/{candidate}/reject/", sent)

    def _ask(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE_SECONDS, source_address=(self.address, 0)
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if content_type:
            headers["Content-Type"] = content_type
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return Answer(0, "", time.monotonic() - began)
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return Answer(response.status, text, time.monotonic() - began, response.getheader("Location") or "")


def multipart(fields: dict[str, str], file: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="upload"; filename="a.html"\r\nContent-Type: text/html\r\n\r\n'
    return b"".join([*parts, head.encode(), file, f"\r\n--{BOUNDARY}--\r\n".encode()])


def titles(prefix: str) -> Iterator[str]:
    """Each once: whether a save was lost or made twice is told by its title."""
    number = 0
    while True:
        number += 1
        yield f"{prefix}第{number}報"
