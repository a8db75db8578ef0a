"""Over TLS: whom a call is made to is proved before a word of it is said, and the proof takes bounded time too."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from articles.outbound import posting
from articles.outbound.addresses import target_of
from tests.outbound.certificates import certified

SECRET = b"what nobody else may hear"
Talk = Callable[[socket.socket], None]


@contextmanager
def served(talk: Talk) -> Iterator[str]:
    """The URL of a server that does with its one connection, before any TLS, what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _address = server.accept()
            with connection:
                try:
                    talk(connection)
                except OSError:  # ssl.SSLError is one: the other side has refused
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://localhost:{server.getsockname()[1]}/"
        thread.join()


def call(url: str, trusted: Path) -> posting.Answer:
    return posting.post(target_of(url), SECRET, {}, is_allowed=lambda address: True, trusted=str(trusted))


def behind(certificate: Path, talk: Talk) -> Talk:
    """`talk` over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk_securely(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            talk(secured)

    return talk_securely


@pytest.mark.parametrize("wrong", [{"name": "other.example"}, {"days": -1}], ids=["name", "expired"])
def test_certificate_that_proves_nothing_is_refused_and_nothing_said(wrong: dict[str, object], tmp_path: Path) -> None:
    certificate = certified(tmp_path / "wrong.pem", **wrong)  # type: ignore[arg-type]
    heard: list[bytes] = []

    listen = behind(certificate, lambda secured: heard.append(secured.recv(65536)))
    with served(listen) as url, pytest.raises(posting.NotTrusted):
        call(url, certificate)

    assert heard == []


def test_server_without_tls_hears_nothing(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        heard.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    with served(answer) as url, pytest.raises(posting.NotTrusted):
        call(url, certified(tmp_path / "own.pem"))

    assert SECRET not in b"".join(heard)


@pytest.mark.timeout(60)
def test_handshake_that_never_ends_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass

    monkeypatch.setattr(posting, "WHOLE_SECONDS", 1)
    with served(silent) as url, pytest.raises(posting.TooSlow):
        call(url, certified(tmp_path / "own.pem"))


@pytest.mark.timeout(60)
def test_answer_that_drips_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, stop = certified(tmp_path / "own.pem"), threading.Event()

    def drip(secured: socket.socket) -> None:
        secured.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not stop.wait(0.05):
            secured.sendall(b"y")

    monkeypatch.setattr(posting, "WHOLE_SECONDS", 1)
    with served(behind(certificate, drip)) as url:
        with pytest.raises(posting.TooSlow):
            call(url, certificate)
        stop.set()
