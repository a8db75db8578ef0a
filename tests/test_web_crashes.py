"""The web killed with -9 while programs hand in articles, newer texts and tips, and send each again until it is answered.

However often a request was cut off: done once, answered the same ever after, and never by half. WEB_CRASHES=200 makes it the
benchmark that bench/web_crashes.py runs.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest
from django.db import connection

from articles.actions.verification import history, testimony
from articles.models import Article, ArticleRevision, Event, ExtractionRun, HandedIn, IdempotentAnswer, Scope, Tip
from factcheck.supervisor import HOST, web_command
from tests import factories
from tests.ports import free_port

CRASHES = int(os.environ.get("WEB_CRASHES", "4"))
PROGRAMS = 4
PARTS = ("one process", "all processes", "the master too")
MOST_BETWEEN = 12  # answers from one kill to the next
LONGEST_REQUEST_SECONDS = 0.06  # and a little: within it a kill strikes
UNNAMED = 4  # of so many articles one is sent without an Idempotency-Key
PATIENCE_SECONDS = 240

pytestmark = pytest.mark.slow


class Answer(NamedTuple):
    status: int
    location: str
    body: bytes


class Request(NamedTuple):
    path: str
    text: str
    name: str  # the Idempotency-Key
    url: str = ""

    @property
    def body(self) -> bytes:
        return json.dumps({"text": self.text} | ({"url": self.url} if self.url else {})).encode()


@dataclass
class Web:
    """`gunicorn` as it is shipped. `cut` counts requests that were begun and not answered, `in_hand` those of this moment."""

    environment: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    cut: int = 0
    answered: int = 0
    kills: int = 0
    in_hand: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    master: psutil.Popen = field(init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.master = psutil.Popen(web_command(self.port), env=self.environment, stdout=log, stderr=log)

    def kill(self, part: str, chance: random.Random) -> None:
        processes = self.master.children()
        victims = [chance.choice(processes)] if part == PARTS[0] else processes
        if part == PARTS[2]:
            victims = [self.master, *victims]
        for victim in victims:
            victim.kill()
        self.kills += 1
        if part == PARTS[2]:
            self.end()
            self.start()

    def end(self) -> None:
        processes = self.master.children()
        for process in [self.master, *processes]:
            process.kill()
        psutil.wait_procs(processes)
        self.master.wait()

    def ask(self, request: Request, token: str) -> Answer | None:
        """One attempt; None where no whole answer came."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if request.name:
            headers["Idempotency-Key"] = request.name
        caller = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        try:
            caller.connect()
        except OSError:  # nobody listens: nothing was begun
            return None
        with self._counted():
            try:
                caller.request("POST", request.path, request.body, headers)
                answer = caller.getresponse()
                said = Answer(answer.status, answer.headers["Location"] or "", answer.read())
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.cut += 1
                return None
            finally:
                caller.close()
            with self.lock:
                self.answered += 1
            return said

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self.lock:
            self.in_hand += 1
        try:
            yield
        finally:
            with self.lock:
                self.in_hand -= 1


@dataclass
class Program:
    """Hands in an article, a newer text of it and a tip, again and again; never goes on without an answer."""

    web: Web
    token: str
    name: str
    answers: dict[Request, Answer] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    last_tried: dict[str, float] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)

    def work(self, is_over: threading.Event) -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            self.round(f"{self.name}-{number}", is_named=number % UNNAMED != 0)

    def round(self, called: str, *, is_named: bool) -> None:
        text = f"{factories.TEXT}（{called}）"
        name = f"a-{called}" if is_named else ""
        article = Request("/api/v1/articles/", text, name, url=f"https://cms.example/{called}")
        made = self.insist(article)
        if not is_named:  # known by its address and its text
            again = self.insist(article)
            assert (again.status, numbers_of(again)["id"]) == (200, numbers_of(made)["id"])
        revisions = f"/api/v1/articles/{numbers_of(made)['id']}/revisions/"
        self.insist(Request(revisions, f"{text}追記がある。", f"r-{called}"))
        self.insist(Request("/api/v1/tips/", f"駅前のチラシに{called}とありました。", f"t-{called}"))

    def insist(self, request: Request) -> Answer:
        while True:
            self.tries[request.name] += 1
            self.last_tried[request.name] = time.time()
            answer = self.web.ask(request, self.token)
            if answer is not None and answer.status in (200, 201):
                self.answers[request] = answer
                return answer
            if answer is not None:
                self.refused[answer.status] += 1
            time.sleep(0.05)


def test_killed_web_leaves_each_request_done_once_and_answered_the_same(
    committed_database: str, tmp_path: Path
) -> None:
    web = Web(environment_of(committed_database, tmp_path), tmp_path / "web.log")
    token = factories.api_key(Scope.ARTICLES_WRITE, Scope.TIPS_WRITE, requests_per_minute=1_000_000).token
    programs = [Program(web, token, f"program{number}") for number in range(PROGRAMS)]
    web.start()
    try:
        wait_until_served(web)
        with working(programs):
            kill_at_random(web)
        wait_until_served(web)
        again = {
            request: web.ask(request, token) for program in programs for request in program.answers if request.name
        }
    finally:
        web.end()

    report(web, programs)
    answers = {request: answer for program in programs for request, answer in program.answers.items()}
    assert {status for program in programs for status in program.refused} <= {409, 503}
    assert again == {request: answer for request, answer in answers.items() if request.name}
    check_done_once(answers)
    check_read_once()
    assert [*history.verify(), *testimony.verify()] == []


def environment_of(database: str, folder: Path) -> dict[str, str]:
    folders = {"PROMETHEUS_MULTIPROC_DIR": folder / "metrics", "SEARCH_FOLDER": folder / "search"}
    for made in folders.values():  # of our own: whoever is killed clears nothing away
        made.mkdir()
    return {
        **os.environ,
        **{name: str(path) for name, path in folders.items()},
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": database,
        "WEB_STATEMENT_SECONDS": "600",
        "WEB_SILENCE_SECONDS": "60",
    }


def wait_until_served(web: Web) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{web.port}/livez", timeout=30):
                return
        except OSError:
            assert time.monotonic() < deadline, "the web does not come back"
        time.sleep(0.05)


@contextmanager
def working(programs: list[Program]) -> Iterator[None]:
    is_over = threading.Event()
    threads = [threading.Thread(target=program.work, args=(is_over,)) for program in programs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits for an answer"


def kill_at_random(web: Web) -> None:
    """As often as there are to be crashes, always while a request is in hand, until as many were cut off."""
    chance = random.Random(15)
    deadline = time.monotonic() + PATIENCE_SECONDS + 20 * CRASHES
    answered = 0
    while min(web.cut, web.kills) < CRASHES:
        assert time.monotonic() < deadline, f"{web.kills} kills cut only {web.cut} requests off"
        if web.answered < answered or web.in_hand == 0 or not web.master.children():
            time.sleep(0.001)
            continue
        time.sleep(chance.uniform(0, LONGEST_REQUEST_SECONDS))
        web.kill(chance.choice(PARTS), chance)
        answered = web.answered + chance.randrange(1, MOST_BETWEEN)


def check_done_once(answers: Mapping[Request, Answer]) -> None:
    """All of it, nothing else, and each under the number that was answered."""
    told = Counter(
        (request.text, numbers_of(answer)["id"], numbers_of(answer)["revision"])
        for request, answer in answers.items()
        if "/articles/" in request.path
    )
    kept = ArticleRevision.objects.values_list("text", "article_id", "number")
    assert Counter(kept) == told
    assert set(told.values()) == {1}
    tips = {request.text: numbers_of(answer)["status_url"] for request, answer in answers.items() if is_tip(request)}
    assert {tip.text: tip.token for tip in Tip.objects.all()} == {
        text: url.rstrip("/").rpartition("/")[2] for text, url in tips.items()
    }
    assert Tip.objects.count() == len(tips)
    assert Article.objects.count() == ArticleRevision.objects.filter(number=1).count()
    assert not Article.objects.filter(revisions__isnull=True).exists()
    assert Counter(IdempotentAnswer.objects.values_list("name", flat=True)) == Counter(
        request.name for request in answers if request.name
    )


def check_read_once() -> None:
    """Each text waits once to be read, and was written down once as handed in."""
    revisions = sorted(ArticleRevision.objects.values_list("pk", flat=True))
    runs = dict(ExtractionRun.objects.filter(state=ExtractionRun.State.PENDING).values_list("pk", "revision"))
    assert sorted(runs.values()) == sorted(HandedIn.objects.values_list("revision", flat=True)) == revisions
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'run_id')::int FROM procrastinate_jobs WHERE queueing_lock IS NOT NULL AND args ? 'run_id'"
        )
        assert Counter(run for (run,) in cursor.fetchall()) == Counter(runs.keys())
    written = Counter(Event.objects.values_list("action", flat=True))
    assert (written["article.imported"], written["article.handed_in"], written["tip.received"]) == (
        Article.objects.count(),
        len(revisions),
        Tip.objects.count(),
    )


def is_tip(request: Request) -> bool:
    return request.path.endswith("/tips/")


def numbers_of(answer: Answer) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(answer.body)
    return said


def report(web: Web, programs: list[Program]) -> None:
    answered = dict(IdempotentAnswer.objects.values_list("name", "answered_at"))
    repeated = [
        (answered[name].timestamp() < program.last_tried[name], program.tries[name])
        for program in programs
        for name in program.tries
        if name and program.tries[name] > 1
    ]
    refused = sum((program.refused for program in programs), Counter())
    print(
        f"\n{web.kills} kills cut {web.cut} of {sum(len(program.answers) for program in programs):,} requests off;"
        f" {len(repeated)} were sent again, at most {max((tries for _done, tries in repeated), default=0)} times;"
        f" {sum(done for done, _tries in repeated)} of them had been done, and only their answer was lost"
        f"; refused meanwhile: {dict(refused)}"
    )
