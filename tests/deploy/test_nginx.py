"""The shipped proxy configuration, run by a real nginx before two scripted pools."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import proxy
from tests.ports import free_port

HOST = "127.0.0.1"
SLOW_SECONDS = 10  # less than nginx waits for a body
LOOK_SECONDS = 0.1


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


OPENER = urllib.request.build_opener(Stay)


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Pool:
    """One of the two pools: what it answers, and the requests it saw."""

    name: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        pool = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                pool.seen.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
                body = pool.body or f"{pool.name} {len(pool.seen)}".encode()
                self.send_response(pool.status)
                for name, value in {
                    "Content-Type": "text/html",
                    "Content-Length": str(len(body)),
                    **pool.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer  # noqa: N815 - the names are the base class's

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Site:
    port: int
    redirect: int
    readers: Pool
    desk: Pool
    release: Path

    def ask(
        self, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None, port: int = 0
    ) -> Answer:
        """Redirects are not followed."""
        address = f"http://{HOST}:{port or self.port}{path}"
        request = urllib.request.Request(address, data=body, headers=dict(headers or {}))
        try:
            with OPENER.open(request, timeout=60) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def begin(self, path: str, size: int) -> bytes:
        """The answer to a request that says how large its body is and never sends it."""
        with socket.create_connection((HOST, self.port), timeout=60) as client:
            client.sendall(f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n".encode())
            return client.recv(1000)


@pytest.fixture(scope="session")
def nginx() -> None:
    """Without it the tests are skipped, or fail under REQUIRE_BROWSER=1 as those of the browser do."""
    if shutil.which("nginx") is None:
        reason = "nginx is not installed, so the tests of the proxy do not run (apt-get install nginx)."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture
def site(nginx: None, tmp_path: Path) -> Iterator[Site]:
    release = tmp_path / "release"
    (release / "staticfiles").mkdir(parents=True)
    (release / "deploy").mkdir()
    (release / "deploy" / "nginx").symlink_to(proxy.SHIPPED)
    readers, desk = Pool("readers"), Pool("desk")
    port, redirect = free_port(), free_port()
    folder = tmp_path / "nginx"
    folder.mkdir()
    with proxy.proxy(folder, port=port, readers=readers.port, desk=desk.port, release=release, redirect=redirect):
        yield Site(port, redirect, readers, desk, release)
    for pool in (readers, desk):
        pool.stop()


@pytest.mark.parametrize(
    ("path", "body", "pool"),
    [
        ("/", None, "readers"),
        ("/verdicts/?q=%E6%B8%AF", None, "readers"),
        ("/administration/", None, "readers"),
        ("/admin/", None, "desk"),
        ("/admin/queue/", b"decision=accept", "desk"),
        ("/api/v1/verdicts/", None, "readers"),
        ("/api/v1/articles/", b"{}", "desk"),
        ("/v1alpha1/claims:search?query=x", None, "readers"),
        ("/livez", None, "readers"),
    ],
)
def test_each_goes_to_its_pool(site: Site, path: str, body: bytes | None, pool: str) -> None:
    assert site.ask(path, body=body).body == f"{pool} 1".encode()
    (seen,) = getattr(site, pool).seen
    assert seen[:2] == ("POST" if body else "GET", path)


def test_what_a_client_says_of_itself_is_not_believed(site: Site) -> None:
    lies = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "X-Forwarded-Host": "elsewhere.example",
        "Forwarded": "for=203.0.113.9",
        "X-Request-ID": "mine",
    }
    answer = site.ask("/admin/", headers=lies)

    ((_method, _path, headers),) = site.desk.seen
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-for"] == headers["x-real-ip"] == HOST
    assert not headers.keys() & {"x-forwarded-host", "forwarded"}
    assert headers["x-request-id"] == answer.headers["X-Request-ID"] != "mine"


def test_a_program_may_name_its_request_to_the_api_alone(site: Site) -> None:
    named = {"X-Request-ID": "partner-2026.11.29_1"}

    api, page = (site.ask(path, headers=named) for path in ("/api/v1/verdicts/", "/verdicts/"))

    assert api.headers["X-Request-ID"] == site.readers.seen[0][2]["x-request-id"] == named["X-Request-ID"]
    assert page.headers["X-Request-ID"] == site.readers.seen[1][2]["x-request-id"] != named["X-Request-ID"]


def test_cookies_go_to_the_desk_alone(site: Site) -> None:
    for path in ("/admin/", "/", "/api/v1/verdicts/"):
        site.ask(path, headers={"Cookie": "sessionid=secret"})

    assert site.desk.seen[0][2]["cookie"] == "sessionid=secret"
    assert "cookie" not in site.readers.seen[0][2]


def test_a_page_is_asked_for_again_after_a_second(site: Site) -> None:
    site.readers.headers["Cache-Control"] = "public, no-cache"
    first = site.ask("/verdicts/1/")
    site.readers.status = 410
    while (again := site.ask("/verdicts/1/")).status == 200:
        assert again.body == first.body
        time.sleep(LOOK_SECONDS)

    assert (again.status, again.body) == (410, b"readers 2")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_readers_get_the_last_copy_while_the_application_cannot_answer(site: Site, status: int) -> None:
    site.ask("/verdicts/1/")
    site.readers.status = status
    answers = []
    while len(site.readers.seen) < 2:
        answers.append(site.ask("/verdicts/1/"))
        time.sleep(LOOK_SECONDS)

    assert {(answer.status, answer.body) for answer in answers} == {(200, b"readers 1")}


def test_readers_get_the_last_copy_without_any_application(site: Site) -> None:
    site.ask("/verdicts/1/")
    site.readers.stop()

    assert site.ask("/verdicts/1/").body == b"readers 1"


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_page_without_a_copy_is_503_with_a_time_to_come_back(site: Site, status: int) -> None:
    site.readers.status = status

    answer = site.ask("/verdicts/1/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert (answer.headers["Cache-Control"], answer.headers["Content-Type"]) == ("no-store", "text/html; charset=utf-8")
    assert "ただいま表示できません" in answer.body.decode()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [("/admin/", "text/html; charset=utf-8"), ("/api/v1/verdicts/", "application/problem+json")],
)
def test_desk_and_api_get_no_copy(site: Site, path: str, content_type: str) -> None:
    site.ask(path)
    assert site.ask(path).body.endswith(b" 2")
    site.readers.stop()
    site.desk.stop()

    answer = site.ask(path)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Content-Type"] == content_type


@pytest.mark.parametrize("header", [("Cache-Control", "private"), ("Cache-Control", "no-store"), ("Set-Cookie", "a=b")])
def test_what_is_meant_for_one_reader_is_never_kept(site: Site, header: tuple[str, str]) -> None:
    site.readers.headers.update([header])

    assert [site.ask("/somewhere/").body for _time in range(2)] == [b"readers 1", b"readers 2"]


def test_a_body_that_is_too_large_never_reaches_a_pool(site: Site) -> None:
    def status(path: str, size: int) -> int:
        return site.ask(path, body=b"x" * size).status

    assert [status("/admin/", 11_000_000), status("/api/v1/match/", 900_000), status("/", 60_000)] == [200, 200, 200]
    for path, size in [("/admin/", 13_000_000), ("/api/v1/match/", 1_100_000), ("/", 70_000)]:
        assert site.begin(path, size).startswith(b"HTTP/1.1 413 ")
    assert (len(site.desk.seen), len(site.readers.seen)) == (2, 1)


@pytest.mark.parametrize("path", ["/check/", "/tips/"])
@pytest.mark.parametrize("status", [413, 429, 500])
def test_what_a_reader_typed_comes_back_in_the_applications_own_page(site: Site, path: str, status: int) -> None:
    site.readers.status, site.readers.headers = status, {"Retry-After": "900", "Cache-Control": "no-store"}

    answer = site.ask(path, body=b"x" * 200_000, headers={"Cookie": "sessionid=secret"})

    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (status, b"readers 1", "900")
    assert "cookie" not in site.readers.seen[0][2]


def test_slow_clients_hold_no_pool(site: Site) -> None:
    """Neither a header nor a body that is not whole is sent on."""
    slow = [socket.create_connection((HOST, site.port)) for _number in range(60)]
    for number, client in enumerate(slow):
        head = b"POST /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        client.sendall(head if number % 2 else head + b"Content-Length: 1000\r\n\r\nthe first bytes")

    assert site.ask("/").body == b"readers 1"
    assert site.ask("/admin/").body == b"desk 1"
    for client in slow:
        client.close()


def test_large_bodies_from_one_address_are_ten_at_a_time(site: Site) -> None:
    slow, answer = beside_ten_slow_senders(site)

    assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
    assert "要求が多すぎます" in answer.body.decode()
    assert site.ask("/admin/", body=b"decision=accept").status == 200
    for client in slow:
        client.close()


def beside_ten_slow_senders(site: Site) -> tuple[list[socket.socket], Answer]:
    """Those, and the answer to one more: nginx reads the ten in its own time, and lets them go after 15 seconds."""
    head = b"POST /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 200000\r\n\r\nthe first bytes"
    while True:
        slow = [socket.create_connection((HOST, site.port)) for _number in range(10)]
        for client in slow:
            client.sendall(head)
        until = time.monotonic() + SLOW_SECONDS
        while time.monotonic() < until:
            answer = site.ask("/admin/", body=b"x" * 200_000)
            if answer.status != 200:
                return slow, answer
            time.sleep(LOOK_SECONDS)
        for client in slow:
            client.close()


def test_static_files_come_from_the_release(site: Site) -> None:
    style = site.release / "staticfiles" / "reader.0123456789ab.css"
    style.write_text("body { color: black }")
    Path(f"{style}.gz").write_bytes(gzip.compress(style.read_bytes()))

    plain, packed = (
        site.ask(f"/static/{style.name}", headers={"Accept-Encoding": how}) for how in ("identity", "gzip")
    )
    assert (plain.body, gzip.decompress(packed.body)) == (style.read_bytes(), style.read_bytes())
    assert plain.headers["Cache-Control"] == "public, max-age=315360000, immutable"
    assert plain.headers["Content-Type"].startswith("text/css")
    assert [site.ask(path).status for path in ("/static/missing.css", "/metrics", "/-/listen.conf")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("path", "kind"), [("/feeds/verdicts.atom", "application/atom+xml"), ("/api/v1/verdicts/", "application/json")]
)
def test_pages_feeds_and_api_are_compressed(site: Site, path: str, kind: str) -> None:
    site.readers.body = "汐見市の水道料金。".encode() * 100
    site.readers.headers = {"Content-Type": kind, "ETag": '"7"', "Cache-Control": "public, no-cache"}

    plain, packed = (site.ask(path, headers={"Accept-Encoding": how}) for how in ("identity", "gzip"))

    assert (plain.body, gzip.decompress(packed.body)) == (site.readers.body, site.readers.body)
    assert (plain.headers["ETag"], packed.headers["ETag"]) == ('"7"', 'W/"7"')
    assert [each.headers["Vary"] for each in (plain, packed)] == ["Accept-Encoding"] * 2
    assert "accept-encoding" not in site.readers.seen[-1][2]


def test_the_log_holds_no_address_no_query_and_no_headline(site: Site, tmp_path: Path) -> None:
    site.ask("/verdicts/?q=someone", headers={"User-Agent": "a browser"})
    for folder in ("", "/en", "/easy"):
        site.ask(f"{folder}/verdicts/7-the-headline/")
    site.ask("/tips/ofasender/")
    for path in ("tips/ofasender/", "tips/fcd_0a1b/", "claims/fcd_0a1b_2c3d/", "claims/7"):
        site.ask(f"/api/v1/{path}")
    log = tmp_path / "nginx" / "access.log"
    while (lines := log.read_text()).count("\n") < 9:
        time.sleep(LOOK_SECONDS)

    paths = ["/verdicts/", "/verdicts/7", "/en/verdicts/7", "/easy/verdicts/7", "/tips/"]
    paths += [f"/api/v1/{path}" for path in ("tips/", "tips/", "claims/", "claims/7")]
    assert sorted(re.findall('"path":"(.*?)"', lines)) == sorted(paths)
    assert not any(word in lines for word in (HOST, "someone", "browser", "headline", "ofasender", "0a1b"))


def test_no_log_of_errors_holds_an_address_a_query_or_a_secret(site: Site, tmp_path: Path) -> None:
    site.desk.stop()
    site.readers.status = 502
    secret, sought = "1:SECRET-OF-A-LINK", "%E5%8D%B5" * 600
    assert site.ask(f"/admin/invitations/{secret}/?q=himitsu").status == 503
    assert site.ask(f"/verdicts/?q={sought}").status == 503
    assert site.begin("/", 70_000).startswith(b"HTTP/1.1 413 ")
    assert site.ask("/", port=site.redirect).status == 301

    logs = [(tmp_path / "nginx" / name).read_text() for name in ("error.log", "factcheck-error.log")]
    assert [word for word in (HOST, "SECRET", "himitsu", "%E5", "request:") if word in "".join(logs)] == []


def test_a_page_of_a_long_address_is_kept_like_another(site: Site) -> None:
    path = f"/verdicts/?q={'%E5%8D%B5' * 850}"
    first = site.ask(path)
    site.readers.stop()

    assert (first.status, site.ask(path).body) == (200, first.body)


@pytest.mark.parametrize("path", ["/verdicts/", "/admin/queue/", "/api/v1/verdicts/"])
def test_what_is_too_long_is_said_in_words(site: Site, path: str) -> None:
    answers = [site.ask(f"{path}?q={'a' * 8_100}"), site.ask(path, headers={"Cookie": "a" * 8_100})]

    assert [answer.status for answer in answers] == [414, 431]
    assert ["アドレスが長すぎます" in answer.body.decode() for answer in answers] == [True, True]
    assert [answer.headers["Content-Type"] for answer in answers] == ["text/html; charset=utf-8"] * 2
    assert (site.readers.seen, site.desk.seen) == ([], [])


@pytest.mark.parametrize("status", [414, 431])
def test_what_the_pool_finds_too_long_is_said_to_readers_in_words(site: Site, status: int) -> None:
    site.readers.status = status

    answer = site.ask("/verdicts/")
    assert (answer.status, "アドレスが長すぎます" in answer.body.decode()) == (status, True)


def test_http_leads_to_https_but_for_the_challenges_of_certificates(site: Site, tmp_path: Path) -> None:
    challenges = tmp_path / "nginx" / "acme" / ".well-known" / "acme-challenge"
    challenges.mkdir(parents=True)
    (challenges / "token").write_text("the answer")

    answer = site.ask("/verdicts/?q=a", headers={"Host": "elsewhere.example"}, port=site.redirect)
    assert (answer.status, answer.headers["Location"]) == (301, "https://factcheck.example/verdicts/?q=a")
    assert site.ask("/.well-known/acme-challenge/token", port=site.redirect).body == b"the answer"
    assert (site.readers.seen, site.desk.seen) == ([], [])
