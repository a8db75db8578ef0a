"""What is sent outside goes to an address that was judged, takes bounded time, and follows nothing."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from articles.outbound import posting
from articles.outbound.addresses import Target, target_of
from tests.webhooks.receiver import listening

HOOKS = target_of("https://hooks.example/")
LONG_HEADER = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000
MANY_HEADERS = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000
Rows = list[tuple[object, ...]]


def answering(*addresses: str) -> Callable[..., Rows]:
    def found(host: str, port: int, *rest: object, **wanted: object) -> Rows:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return found


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[Target]:
    """A server that does with its one connection what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _address = server.accept()
            with connection:
                try:
                    talk(connection)
                except OSError:  # the other side has had enough
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        yield target_of(f"http://127.0.0.1:{server.getsockname()[1]}/", may_be_local=True)
        thread.join()


def test_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting.socket, "getaddrinfo", answering("93.184.215.14", "10.0.0.1"))

    with pytest.raises(posting.AddressInside):
        posting.post(HOOKS, b"", {})


def test_name_is_looked_up_once_and_its_judged_address_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up might lead inside. Nor is a proxy asked to look it up."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9/")
    asked: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "getaddrinfo", answering("93.184.215.14", "8.8.8.8"))
    monkeypatch.setattr(posting.socket, "create_connection", connect)

    with pytest.raises(posting.NotPosted) as refused:
        posting.post(HOOKS, b"", {})

    assert (asked, refused.value.code) == ([("93.184.215.14", 443), ("8.8.8.8", 443)], "connection")


INSIDE = (
    *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("::1", "::ffff:127.0.0.1", "fd00::1", "fe80::1%eth0"),
)


@pytest.mark.parametrize("inside", INSIDE)
def test_name_that_leads_inside_later_is_not_connected_to_then(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: whatever was judged before, each call judges anew what it connects to; nothing of it is remembered."""
    connected: list[str] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "create_connection", connect)
    failures = []
    for answer in ("93.184.215.14", inside, "93.184.215.14"):
        monkeypatch.setattr(posting.socket, "getaddrinfo", answering(answer))
        with pytest.raises(posting.NotPosted) as refused:
            posting.post(HOOKS, b"", {})
        failures.append(refused.value.code)

    assert failures == ["connection", "address", "connection"]
    assert connected == ["93.184.215.14"] * 2


def test_local_address_must_be_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting.socket, "getaddrinfo", answering("10.0.0.1"))

    with pytest.raises(posting.AddressInside):
        posting.post(target_of("http://localhost/", may_be_local=True), b"", {})


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")

    with listening() as receiver:
        answer = posting.post(target_of(receiver.url, may_be_local=True), b"{}", {"webhook-id": "x"})

    assert (answer.status, len(receiver.calls)) == (204, 1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_the_inside_is_an_answer_and_nothing_else(status: int) -> None:
    with listening() as receiver, listening() as inside:
        receiver.answer = lambda call: (status, {"Location": inside.url, "Refresh": f"0; url={inside.url}"})
        answer = posting.post(target_of(receiver.url, may_be_local=True), b"{}", {"webhook-id": "x"})

    assert (answer.status, len(receiver.calls), inside.calls) == (status, 1, [])


def test_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*asked: object, **wanted: object) -> Rows:
        raise socket.gaierror

    monkeypatch.setattr(posting.socket, "getaddrinfo", unknown)

    with pytest.raises(posting.NameUnknown):
        posting.post(HOOKS, b"", {})


@pytest.mark.timeout(60)
def test_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.05):
            connection.sendall(b"X: y\r\n" if stop.is_set() else b"X")

    monkeypatch.setattr(posting, "WHOLE_SECONDS", 1)
    with talking(drip) as target:
        with pytest.raises(posting.TooSlow):
            posting.post(target, b"", {})
        stop.set()


@pytest.mark.timeout(60)
def test_endless_body_is_not_read() -> None:
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with talking(pour) as target:
        assert posting.post(target, b"", {}).status == 200


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def always_about_to_answer(connection: socket.socket) -> None:
    connection.settimeout(5)  # a window that was full when the other side went is probed ever more seldom
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("talk", [silent, always_about_to_answer])
def test_answer_that_never_comes_is_not_waited_for(
    talk: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 1)
    with talking(talk) as target, pytest.raises(posting.TooSlow):
        posting.post(target, b"", {})


@pytest.mark.timeout(60)
def test_receiver_that_takes_nothing_in_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 1)
    with talking(lambda connection: given_up.wait(60) and None) as target:
        with pytest.raises(posting.TooSlow):
            posting.post(target, bytes(50_000_000), {})
        given_up.set()


@pytest.mark.timeout(60)
def test_body_that_drips_is_not_waited_for_longer_than_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not stop.wait(0.05):
            connection.sendall(b"x")

    monkeypatch.setattr(posting, "WHOLE_SECONDS", 1)
    with talking(drip) as target:
        assert posting.post(target, b"", {}).status == 200
        stop.set()


@pytest.mark.timeout(60)
def test_packed_body_is_not_unpacked() -> None:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    bomb = gzip.compress(bytes(100_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    tracemalloc.start()

    with talking(lambda connection: connection.sendall(head + bomb)) as target:
        answer = posting.post(target, b"", {})
        _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status == 200
    assert peak < 10_000_000


@pytest.mark.parametrize(
    "said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"X" * 100_000, LONG_HEADER, MANY_HEADERS]
)
@pytest.mark.timeout(60)
def test_what_is_no_answer_is_a_failed_connection(said: bytes) -> None:
    with talking(lambda connection: connection.sendall(said)) as target, pytest.raises(posting.NotPosted):
        posting.post(target, b"", {})
