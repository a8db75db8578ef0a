"""Calls partners' endpoints: a process beside the workers, with a thread for each endpoint that is being served.

Apart from the queue, whose workers have a core's worth of other things to do: a slow endpoint holds up one thread here, for
some seconds, and nobody else.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.conf import settings
from django.db import close_old_connections, connection

from articles.actions import webhook_outbox
from articles.actions.webhook_outbox import Hold, Outcome, Sending
from articles.models import WebhookDelivery
from articles.outbound import addresses, posting
from articles.webhooks import messages

MOST_CALLS = 20  # of one endpoint before the others have their turn
TURN_SECONDS = 15.0  # the same, where it is slow
Failure = WebhookDelivery.Failure

logger = logging.getLogger(__name__)


def run(stop: threading.Event, *, once: bool = False) -> None:
    """Serve whatever has something to do until told to stop; with `once` until nothing has."""
    number = settings.WEBHOOK_CONCURRENCY
    serving: set[Future[None]] = set()
    with ThreadPoolExecutor(number, thread_name_prefix="webhook") as pool:
        while not stop.is_set():
            close_old_connections()
            holds = webhook_outbox.take(number - len(serving)) if len(serving) < number else []
            serving |= {pool.submit(_serve_in_thread, hold, stop) for hold in holds}
            if serving:
                serving = _still(serving)
            elif once:
                return
            else:
                stop.wait(settings.WORKER_POLL_INTERVAL)


def serve(hold: Hold, stop: threading.Event | None = None) -> None:
    """Bring an endpoint up to the log, and call it until nothing is due or its turn is over.

    After an error the hold is left to run out by itself, so that nothing spins.
    """
    until = time.monotonic() + TURN_SECONDS
    webhook_outbox.prepare(hold)
    for _call in range(MOST_CALLS):
        sending = webhook_outbox.begin(hold)
        if sending is None:
            break
        webhook_outbox.end(sending, send(sending))
        if time.monotonic() > until or (stop is not None and stop.is_set()):
            break
    webhook_outbox.release(hold)


def _serve_in_thread(hold: Hold, stop: threading.Event) -> None:
    try:
        serve(hold, stop)
    finally:
        connection.close()


def send(sending: Sending) -> Outcome:
    """One call."""
    body = messages.body_of(sending.delivery)
    message_id, timestamp = sending.delivery.message_id, int(time.time())
    headers = messages.headers_of(message_id, body, secrets=sending.secrets, timestamp=timestamp)
    try:
        target = addresses.target_of(sending.url, ports=settings.WEBHOOK_PORTS, may_be_local=settings.DEMO)
        answer = posting.post(target, body, headers)
    except addresses.AddressRefused:
        return Outcome(Failure.URL)
    except posting.NotPosted as error:
        return Outcome(Failure(error.code))
    return Outcome(_failure_of(answer.status), answer.status, answer.milliseconds, answer.retry_after)


def _failure_of(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS


def _still(serving: set[Future[None]]) -> set[Future[None]]:
    """Those that go on when the first is done, or when it is time to look for more; what went wrong with one stops no other."""
    done, going_on = wait(serving, timeout=settings.WORKER_POLL_INTERVAL, return_when=FIRST_COMPLETED)
    for future in done:
        if error := future.exception():
            logger.error("A webhook endpoint could not be served", exc_info=error)
    return going_on
