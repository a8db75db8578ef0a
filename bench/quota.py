"""Whether a quota is kept to the request, with 64 clients at once on 4 gunicorn processes; and what counting costs.

python bench/quota.py [SECONDS]

Clients of one key, then of one address, ask without a pause until they are told to wait, and then ask again every second:
in each minute exactly the quota is to be granted, not one more and not one less, and each answer is told another
number of what is left. Then one client alone: what a request takes,
and how much of it is the statement that counts.
"""

from __future__ import annotations

import http.client
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import django
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.served import load, web  # noqa: E402 - the path has to stand first
from bench.stack import free_port, prepared  # noqa: E402 - as above
from factcheck.supervisor import HOST  # noqa: E402 - as above

CLIENTS, PROCESSES = 64, 4
QUOTA, ADDRESS_QUOTA = 2_000, 600
PATH = "/api/v1/topics/"
AGAIN_SECONDS = 1.0
TIMED = 400
OK, TOO_MANY = 200, 429


def main(seconds: int = 110) -> None:
    with prepared(free_port()) as stack:
        os.environ.update({**stack.environment, "DJANGO_SETTINGS_MODULE": "factcheck.settings"})
        django.setup()
        headers = {"Authorization": f"Bearer {issued()}"}
        told = {"WEB_CONCURRENCY": str(PROCESSES), "API_REQUESTS_PER_MINUTE": str(ADDRESS_QUOTA)}
        with web(stack, stack.port, **told) as client:
            print(f"{CLIENTS} clients, {PROCESSES} processes, load average {load()}")
            tell("one key", asked(stack.port, headers, seconds), QUOTA)
            time.sleep(61)  # what came before, with no key, is over
            tell("one address", asked(stack.port, {}, seconds), ADDRESS_QUOTA)
        with web(stack, free_port(), API_REQUESTS_PER_MINUTE="1000000") as client:
            etag = client.ask(PATH).headers["ETag"]
            whole = [client.ask(PATH, headers={"If-None-Match": etag}).seconds * 1000 for _ in range(TIMED)]
        print_cost(whole)


def issued() -> str:
    """A key of the demo newsroom's administrator."""
    from articles.actions import api_keys
    from articles.models import Scope, User

    by = User.objects.filter(groups__name=User.Role.ADMINISTRATOR).order_by("pk")[0]
    return api_keys.issue(name="bench", scopes=[Scope.READ], requests_per_minute=QUOTA, by=by).token


def asked(port: int, headers: Mapping[str, str], seconds: int) -> list[tuple[int, int]]:
    """(status, what was left after it) of every answer, all clients together."""
    answers: list[tuple[int, int]] = []
    barrier, end = threading.Barrier(CLIENTS), time.monotonic() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=120)
        barrier.wait()
        while time.monotonic() < end:
            connection.request("GET", PATH, headers=dict(headers))
            response = connection.getresponse()
            response.read()
            left = re.search(r";r=([0-9]+);", response.headers["RateLimit"])
            answers.append((response.status, int(left[1]) if left else -1))
            if response.status == TOO_MANY:
                connection.close()  # before the server does: it keeps idle connections for two seconds
                time.sleep(AGAIN_SECONDS)

    clients = [threading.Thread(target=run) for _number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return answers


def tell(who: str, answers: list[tuple[int, int]], quota: int) -> None:
    left = Counter(remaining for status, remaining in answers if status == OK)
    minutes, granted = left[quota - 1], left.total()
    refused = len([status for status, _left in answers if status == TOO_MANY])
    print(
        f"{who}: quota {quota:,}, {minutes} minutes, granted {granted:,} ({granted / max(1, minutes):,.1f} a minute),"
        f" every number left told once a minute: {set(left.values()) == {minutes} and len(left) == quota},"
        f" refused {refused:,}, other answers {len(answers) - granted - refused}",
        flush=True,
    )


def print_cost(whole: list[float]) -> None:
    from articles import quotas

    spent = []
    for _turn in range(TIMED):
        began = time.perf_counter()
        quotas.take(quotas.REQUESTS, "somebody", 1_000_000)
        spent.append((time.perf_counter() - began) * 1000)
    middles = [np.percentile(times, [50, 95]) for times in (whole, spent)]
    print(
        f"a 304 of one client {middles[0][0]:.2f} ms (p95 {middles[0][1]:.2f}), of which counting"
        f" {middles[1][0]:.2f} ms (p95 {middles[1][1]:.2f}); load average {load()}"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
