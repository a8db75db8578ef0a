"""The courier as processes: killed in the middle, several at once, and a slow endpoint beside a quick one.

CALLS=1000 makes the last of them the benchmark that bench/webhooks.py runs: then it is the worker that is killed, with all
its processes, and the minute is waited for after which another takes over.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psutil
from django.db import connection

from articles.actions import webhooks
from articles.models import WebhookDelivery, WebhookEndpoint
from factcheck.supervisor import worker_command
from tests import factories
from tests.webhooks.receiver import Call, Receiver, listening

CALLS = int(os.environ.get("CALLS", "12"))
KILLS = 5
IS_BENCHMARK = "CALLS" in os.environ
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
        worker_command() if IS_BENCHMARK else [sys.executable, "-c", COURIER],
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


def kill(process: subprocess.Popen[bytes]) -> None:
    """With -9, and all that it started."""
    parent = psutil.Process(process.pid)
    for victim in [parent, *parent.children()]:
        victim.kill()
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


def test_every_publication_arrives_though_the_receiver_fails_and_the_sender_is_killed_at_random(
    committed_database: str, receiver: Receiver
) -> None:
    """At least once, under one id, and in the log. Killed while a call is in hand, which the receiver never answers."""
    chance = random.Random(15)
    kill_at = {CALLS * part // (KILLS + 1) for part in range(1, KILLS + 1)}
    running: list[subprocess.Popen[bytes]] = []

    def answer(call: Call) -> int:
        if len(receiver.calls) in kill_at:
            kill(running[-1])
            if not IS_BENCHMARK:
                WebhookEndpoint.objects.update(held_at="2026-01-01T00:00Z")  # a minute has passed
                connection.close()  # this thread's
        return chance.choices([200, 204, 500, 429, 302], [60, 10, 20, 5, 5])[0]

    receiver.answer = answer
    registered(receiver)
    with ExitStack() as stack:
        running.append(stack.enter_context(courier(committed_database)))
        for _number in range(CALLS):
            factories.published_verdict()
            if running[-1].poll() is not None:
                running.append(stack.enter_context(courier(committed_database)))
        while not all_delivered(CALLS):
            if running[-1].poll() is not None:
                running.append(stack.enter_context(courier(committed_database)))
            time.sleep(0.1)

    ids = {call.told: {other.id for other in receiver.calls if other.told == call.told} for call in receiver.calls}
    assert sorted(ids) == [("verdict.published", number) for number in range(1, CALLS + 1)]
    assert {len(each) for each in ids.values()} == {1}
    kept = dict(WebhookDelivery.objects.values_list("sequence", "message_id"))
    assert {told[1]: each.pop() for told, each in ids.items()} == kept
    assert len(running) == KILLS + 1
