"""POST extract/: a text in, its claims out, nothing kept anywhere."""

from __future__ import annotations

import logging
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.api.write import extract
from articles.models import Article, Candidate, Event, Scope
from articles.public import pace
from tests.api.write.conftest import Program
from tests.public.test_check import ODD
from tests.whole_database import found_in_tables

PATH = "/api/v1/extract/"
SECRET = "汐見市長は１日、「消防団員は前年度の３倍の１２０人に増えた」と述べた。"


@pytest.mark.nlp
def test_claims_are_found_where_they_stand_and_nothing_is_kept(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    response = program.send(PATH, {"text": SECRET, "title": "消防団", "published_date": "2026-03-01"})

    results = program.said(response, "Extracted")["results"]
    assert [SECRET[one["start"] : one["end"]] for one in results] == [one["quote"] for one in results]
    [claim] = results
    assert "３倍" in claim["quote"]
    assert (claim["numeric"], claim["quotation"], claim["label"]) == (True, "direct", "CFS")
    assert (Article.objects.count(), Candidate.objects.count()) == (0, 0)
    assert Event.objects.filter(key_id=program.key.pk).count() == 0
    assert found_in_tables(["消防団", "１２０人"]) == []
    assert not any(word in caplog.text for word in ("消防団", "１２０人"))


@pytest.mark.nlp
def test_odd_texts_are_answered(program: Program) -> None:
    names = ("closing brackets", "control characters", "RTL", "combining marks", "NUL", "spaces")

    answers = {name: program.send(PATH, {"text": ODD[name][:500]}).status_code for name in names}

    assert answers == dict.fromkeys(names, 200) | {"NUL": 400, "spaces": 422, "control characters": 422}


def test_what_cannot_be_read_is_a_problem(program: Program) -> None:
    assert program.wrong(program.send(PATH, {"text": "港" * 5_001})) == {("text", "max_length")}
    assert program.wrong(
        program.send(PATH, {"text": "", "kind": "x", "speaker": 1, "published_date": "昨日", "url": ""})
    ) == {
        ("text", "blank"),
        ("kind", "invalid_choice"),
        ("speaker", "invalid"),
        ("published_date", "invalid"),
        ("url", "unknown_member"),
    }
    assert program.problem(program.send(PATH, {"text": "\u3000"})) == (422, "not_taken")
    assert program.problem(program.send(PATH, b'{"text":"' + b"a" * 300_000 + b'"}')) == (413, "too_large")
    assert program.problem(Program(Scope.MATCH).send(PATH, {"text": SECRET})) == (403, "scope_missing")


def test_it_counts_against_the_dear_quota(db: None) -> None:
    program = Program(matches_per_minute=2)

    answers = [program.send(PATH, {"text": "\u3000"}) for _n in range(3)]

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[0]["RateLimit-Policy"] == '"matches";q=2;w=60'


def test_who_comes_third_is_told_to_wait(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = pace.Pace(at_once=1)
    monkeypatch.setattr(extract, "READING", busy)
    monkeypatch.setattr(pace, "WAIT_SECONDS", 0.0)
    begun, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with busy.turn():
            begun.set()
            may_end.wait(60)

    at_work = threading.Thread(target=hold)
    at_work.start()
    assert begun.wait(60)

    with CaptureQueriesContext(connection) as queries:
        response = program.send(PATH, {"text": SECRET})
    may_end.set()
    at_work.join(60)

    assert program.problem(response) == (503, "too_many_requests")
    assert "消防団" not in str(queries.captured_queries)
