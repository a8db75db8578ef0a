"""Answers for load balancers and supervisors, apart from readers: this is the one place here that knows the queue's table."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from importlib.metadata import PackageNotFoundError

import psycopg
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import outages
from articles.japanese import loader
from factcheck import database

ANSWER_SECONDS = 2.5  # who asks is promised an answer within three
FREE_BYTES = 50_000_000  # of where uploads are spooled: a few of the largest
ASKING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="healthz")
QUESTIONS = {
    "database": "SELECT 1",
    "queue": "SELECT 1 FROM procrastinate_jobs LIMIT 1",
    # A sort that has to spill half a megabyte: the one way to try the server's disk that leaves nothing behind, wherever it is.
    "disk": "SELECT count(*) FROM (SELECT x FROM generate_series(1, 30000) x ORDER BY md5(x::text) OFFSET 0) sorted",
}


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, queue, disk and model are there, else 503; the body says which is missing, not why."""
    checks = {**_server(), "model": _model()}
    checks["disk"] = checks["disk"] and _has_room(tempfile.gettempdir())
    states = {name: "ok" if holds else "unavailable" for name, holds in checks.items()}
    return JsonResponse(states, status=200 if all(checks.values()) else 503)


def _server() -> dict[str, bool]:
    """What the database server says, asked by another thread: looking up its name, too, may take for ever."""
    nothing = dict.fromkeys(QUESTIONS, False)
    if database.PULSE.has_stopped:
        return nothing
    asked = ASKING.submit(_answers, outages.connection_parameters())
    try:
        return nothing | asked.result(ANSWER_SECONDS)
    except NotInTime:
        asked.cancel()
        return nothing


def _answers(parameters: dict[str, object]) -> dict[str, bool]:
    """Which questions were answered; a connection of its own tells of the server, not of how busy the pool is."""
    answers = {}
    try:
        with database.probe(parameters) as connection:
            connection.execute("SET work_mem = '64kB'")
            for name, question in QUESTIONS.items():
                answers[name] = _is_answered(connection, question)
    except psycopg.OperationalError:  # it went away
        pass
    return answers


def _is_answered(connection: psycopg.Connection, question: str) -> bool:
    try:
        connection.execute(question)
    except psycopg.Error:
        return False
    return True


def _has_room(folder: str) -> bool:
    return shutil.disk_usage(folder).free >= FREE_BYTES


def _model() -> bool:
    """Installed, by its package's metadata: loading it would cost two seconds and half a gigabyte."""
    try:
        loader.versions()
    except PackageNotFoundError:
        return False
    return True
