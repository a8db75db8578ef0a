"""The line to the newsroom's chat goes out over https to the open internet and nowhere else."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from articles.actions import chat
from articles.outbound import addresses, posting
from tests.outbound.certificates import certified


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "::ffff:127.0.0.1", "fe80::1", "fc00::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1"),
        *("::7f00:1", "ff02::1"),
    ],
)
def test_addresses_inside_are_refused(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_open_internet_are_not(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://hooks.example/1",
            "ftp://hooks.example/1",
            "https://",
            "https://user@hooks.example/",
            "file:///etc/passwd",
        ),
        *("https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://localhost/", "https://localhost./"),
        *("https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://１２７．０．０．１/"),
    ],
)
def test_doors_to_the_inside_are_refused(url: str) -> None:
    with pytest.raises(chat.NotAccepted):
        chat.say(url, "一行")


def test_one_address_inside_among_many_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(host: str, port: int, **wanted: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(posting.socket, "getaddrinfo", two)

    with pytest.raises(chat.NotAccepted, match="外から見えない"):
        chat.say("https://hooks.example/1", "一行")


class Chat(NamedTuple):
    url: str
    certificate: str
    heard: list[tuple[str, bytes]]


class Handler(http.server.BaseHTTPRequestHandler):
    answer = 200
    heard: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        self.heard.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.send_header("Location", "https://127.0.0.1/inside")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Chat]:
    """A chat on this machine with a certificate of its own."""
    pem = certified(tmp_path / "chat.pem")
    handler = type("Heard", (Handler,), {"heard": []})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Chat(f"https://localhost:{server.server_port}/T0/x?y=1", str(pem), handler.heard)
        server.shutdown()
        thread.join()


def test_line_is_posted_in_slacks_form(room: Chat) -> None:
    chat.say(room.url, "承認を待つ検証記事", is_allowed=lambda address: True, trusted=room.certificate)

    ((path, body),) = room.heard
    assert (path, body.decode("unicode-escape")) == ("/T0/x?y=1", '{"text": "承認を待つ検証記事"}')


@pytest.mark.parametrize("status", [302, 404, 500])
def test_any_other_answer_is_none_and_redirects_are_not_followed(
    status: int, room: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "answer", status)

    with pytest.raises(chat.NotAccepted, match=f"HTTP {status}"):
        chat.say(room.url, "一行", is_allowed=lambda address: True, trusted=room.certificate)

    assert len(room.heard) == 1


def test_certificate_nobody_vouches_for_is_refused(room: Chat) -> None:
    with pytest.raises(chat.NotAccepted, match="SSLCertVerificationError"):
        chat.say(room.url, "一行", is_allowed=lambda address: True)

    assert room.heard == []
