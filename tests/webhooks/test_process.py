"""The courier as processes: killed in the middle, several at once, and a slow endpoint beside a quick one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from articles.actions import webhooks
from articles.models import WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.webhooks.receiver import Call, Receiver, listening

PATIENCE_SECONDS = 240
COURIER = """
import django; django.setup()
import threading
from articles.webhooks import courier
courier.run(threading.Event())
"""


@contextmanager
def courier(database: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", COURIER],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_URL": database,
            "WORKER_POLL_INTERVAL": "0.1",
            "WEBHOOK_RETRY_SECONDS": ",".join(["0.1"] * 12),
            **environment,
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, list(WebhookDelivery.objects.values("sequence", "state", "attempts"))
        time.sleep(0.02)


def all_delivered(number: int) -> bool:
    return WebhookDelivery.objects.filter(state="delivered").count() == number


def registered(receiver: Receiver, name: str = "みなと通信") -> WebhookEndpoint:
    kinds = [kind.value for kind in WebhookEndpoint.CHOSEN]
    return webhooks.register(name=name, url=receiver.url, kinds=kinds, by=factories.administrator()).endpoint


def test_killed_in_the_middle_of_a_call_another_sends_the_same_again(
    committed_database: str, receiver: Receiver
) -> None:
    arrived, may_answer = threading.Event(), threading.Event()

    def answer(call: Call) -> int:
        arrived.set()
        may_answer.wait(PATIENCE_SECONDS)
        return 200

    registered(receiver)
    factories.published_verdict()
    receiver.answer = answer
    with courier(committed_database) as killed:
        assert arrived.wait(PATIENCE_SECONDS)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    may_answer.set()
    assert WebhookDelivery.objects.get().state == "waiting"
    WebhookEndpoint.objects.update(held_at="2026-01-01T00:00Z")  # a minute has passed

    with courier(committed_database):
        wait_until(lambda: all_delivered(1))

    assert len(receiver.calls) >= 2
    assert len({call.id for call in receiver.calls}) == 1


def test_several_send_nothing_twice_and_a_slow_endpoint_holds_up_no_other(
    committed_database: str, receiver: Receiver
) -> None:
    may_answer = threading.Event()
    with listening() as slow:
        slow.answer = lambda call: 200 if may_answer.wait(PATIENCE_SECONDS) else 500
        registered(slow, "遅い")
        registered(receiver)
        for _verdict in range(12):
            factories.published_verdict()
        with courier(committed_database), courier(committed_database):
            wait_until(lambda: all_delivered(12))
            assert not WebhookDelivery.objects.filter(endpoint__name="遅い", state="delivered").exists()
            may_answer.set()
            wait_until(lambda: all_delivered(24))

    assert receiver.told == [("verdict.published", number) for number in range(1, 13)]
