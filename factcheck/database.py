"""How each kind of process talks to PostgreSQL: its limits, and connections that do not wait for a server gone silent.

The server ends by itself what takes too long. It cannot say so when it stands still: a frozen server's kernel goes on
accepting connections and acknowledging packets, so no timeout of TCP and none of the server's ever passes. Only a clock
on our side notices: `Pulse` asks every half second, and `BoundedConnection` lets go of whatever waits (docs/adr/0019).
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

import psycopg
from psycopg.abc import PQGen

LOOK_SECONDS = 0.1  # from look to look at the clock while a connection waits
BEAT_SECONDS = 0.5
PROBE_SECONDS = 2.0  # for an answer to somebody who only asks whether the server is there
CONNECT_SECONDS = 2  # libpq's own shortest
RECONNECT_SECONDS = (
    2.0  # then the next request tries; the pool's own 300 would still be pausing when the server is back
)
REQUEST_IDLE_SECONDS = 30  # in a transaction: nothing there waits for anybody but the server
JOB_STATEMENT_SECONDS = 600
JOB_LOCK_SECONDS = 120
QUESTION_SECONDS = 300  # the longest of the doctor: the whole record of a large archive, until its first row
QUESTION_LOCK_SECONDS = 5
PREPARED_AFTER = 2  # times on one connection
MARGIN_SECONDS = 5  # what the server ends by itself is left to it
# A network that swallows packets ends a connection in a minute instead of in hours.
OVER_A_NETWORK = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

Answer = TypeVar("Answer")


class ServerSilent(psycopg.OperationalError):
    """The server accepted a question and did not answer; the connection is closed."""


class BoundedConnection(psycopg.Connection[Any]):
    """Gives a question up after `answer_seconds` without a sign, or as soon as the pulse has stopped."""

    answer_seconds: ClassVar[float] = PROBE_SECONDS

    def wait(self, gen: PQGen[Answer], interval: float = LOOK_SECONDS, timeout: float | None = None) -> Answer:
        try:
            return super().wait(_bounded(gen, self.answer_seconds), interval, timeout)
        except ServerSilent:
            self.pgconn.finish()  # what was asked may yet be answered: nobody may take that for another answer
            raise


def _bounded(gen: PQGen[Answer], seconds: float) -> PQGen[Answer]:
    """The same exchange with the server; `ServerSilent` when it is silent for `seconds`."""
    heard = time.monotonic()
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                heard = time.monotonic()
            elif PULSE.has_stopped or time.monotonic() - heard > seconds:
                raise ServerSilent("the server does not answer")
            wanted = gen.send(ready)
    except StopIteration as end:
        answer: Answer = end.value
        return answer
    finally:
        gen.close()


class Pulse:
    """Asks the server again and again, on a connection and a thread of its own, whether it is there.

    Never started, it is never missed: commands, workers and tests wait as long as their server does.
    """

    def __init__(self) -> None:
        self._parameters: dict[str, Any] = {}
        self._silence = math.inf
        self._asked: float | None = None  # when the oldest question was put that has no answer yet

    def start(self, parameters: Mapping[str, Any], *, silence_seconds: float) -> None:
        """`parameters` are libpq's; after so many seconds without an answer the server is taken for away."""
        self._parameters, self._silence = dict(parameters), silence_seconds
        threading.Thread(target=self._run, name="database-pulse", daemon=True).start()

    @property
    def has_stopped(self) -> bool:
        asked = self._asked
        return asked is not None and time.monotonic() - asked > self._silence

    def _run(self) -> None:
        while True:
            with contextlib.suppress(psycopg.Error), self._connection() as connection:
                while True:
                    self._asked = self._asked or time.monotonic()
                    connection.execute("SELECT 1")
                    self._asked = None
                    time.sleep(BEAT_SECONDS)
            time.sleep(BEAT_SECONDS)

    def _connection(self) -> BoundedConnection:
        self._asked = self._asked or time.monotonic()
        return BoundedConnection.connect(**self._parameters, autocommit=True)


PULSE = Pulse()


def for_requests(
    database: dict[str, Any], *, threads: int, statement_seconds: float, silence_seconds: float, prepares: bool = True
) -> dict[str, Any]:
    """Django's settings of a database for a web process of so many threads: a pool, and limits a reader can wait for.

    `prepares`: whether what is asked again and again on a cursor that binds at the server is prepared there (docs/adr/0040).
    """
    limits = {
        "statement_timeout": statement_seconds,
        "lock_timeout": statement_seconds / 2,
        "idle_in_transaction_session_timeout": REQUEST_IDLE_SECONDS,
    }
    pool = {
        "name": "requests",
        "connection_class": type(
            "RequestConnection", (BoundedConnection,), {"answer_seconds": statement_seconds + MARGIN_SECONDS}
        ),
        "min_size": 1,
        "max_size": threads + 1,  # fewer would end in PoolTimeout; one more reads anew what is searched
        "timeout": silence_seconds,  # a restart of the server is over by then
        "reconnect_timeout": RECONNECT_SECONDS,
    }
    connect = {"connect_timeout": max(CONNECT_SECONDS, round(silence_seconds))}
    prepared = {"prepare_threshold": PREPARED_AFTER if prepares else None}
    options = {**connect, **prepared, **_with_limits(database, limits), "pool": pool}
    return {**database, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def for_jobs(database: dict[str, Any], *, idle_seconds: float) -> dict[str, Any]:
    """Django's settings for a worker: one session from job to job, and neither side waits for ever for the other.

    The article of a worker that lost its network is given to another after `idle_seconds`; by then the server has to have
    rolled back what the lost one was writing, or the other would wait for its locks.
    """
    limits = {
        "statement_timeout": JOB_STATEMENT_SECONDS,
        "lock_timeout": JOB_LOCK_SECONDS,
        "idle_in_transaction_session_timeout": idle_seconds,
    }
    options = _with_limits(database, limits)
    return {**database, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def for_questions(database: dict[str, Any]) -> dict[str, Any]:
    """Django's settings for a command that only asks, and has to end where the server stands still or a lock is held."""
    limits = {"statement_timeout": QUESTION_SECONDS, "lock_timeout": QUESTION_LOCK_SECONDS}
    pool = {
        "name": "questions",
        "connection_class": type(
            "QuestionConnection", (BoundedConnection,), {"answer_seconds": QUESTION_SECONDS + MARGIN_SECONDS}
        ),
        "min_size": 0,
        "max_size": 2,
        "timeout": PROBE_SECONDS,
        "reconnect_timeout": RECONNECT_SECONDS,
    }
    options = {"connect_timeout": CONNECT_SECONDS, **_with_limits(database, limits), "pool": pool}
    return {**database, "CONN_MAX_AGE": 0, "OPTIONS": options}


def probe(parameters: Mapping[str, Any]) -> BoundedConnection:
    """A connection to ask once and close: each of connecting and asking takes PROBE_SECONDS at most."""
    return BoundedConnection.connect(**{"connect_timeout": CONNECT_SECONDS, **parameters}, autocommit=True)


def _with_limits(database: dict[str, Any], limits: Mapping[str, float]) -> dict[str, Any]:
    """The database's options with these limits (seconds); what DATABASE_URL says of them itself comes later and counts."""
    given = database.get("OPTIONS", {})
    said = [f"-c {name}={seconds * 1000:.0f}" for name, seconds in limits.items()]
    return {**OVER_A_NETWORK, **given, "options": " ".join([*said, *filter(None, [given.get("options")])])}
