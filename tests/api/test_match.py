"""POST match/: statements of a message with the verdicts that answer them, and what clients send by mistake."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from articles.public.message import MAX_BODY
from tests import factories
from tests.api.conftest import Partner, verdict_with_everything
from tests.public.test_check import ODD

CLAIM = "汐見市立図書館の来館者は前年度の8割に減った"
PATH = "/api/v1/match/"


def send(
    partner: Partner, body: bytes | dict[str, Any], content_type: str = "application/json", **headers: str
) -> HttpResponse:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return partner.client.generic("POST", PATH, data, content_type=content_type, headers=headers)


def match(partner: Partner, text: str, **more: Any) -> list[dict[str, Any]]:
    response = send(partner, {"text": text, **more})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json"), response.content.decode()
    body = orjson.loads(response.content)
    partner.check(body, "MatchAnswer")
    return body["results"]


def problem(partner: Partner, response: HttpResponse) -> tuple[int, str, list[tuple[str, str]]]:
    assert response["Content-Type"] == "application/problem+json", response.content.decode()
    body = orjson.loads(response.content)
    partner.check(body, "Problem")
    return response.status_code, body["code"], [(error["parameter"], error["code"]) for error in body["errors"]]


def publish(statement: str = CLAIM) -> int:
    return factories.published_verdict(factories.claim(statement=statement)).number


def test_each_statement_is_answered_where_it_stands(partner: Partner) -> None:
    number = publish()
    text = f"本当？{CLAIM}らしい。宇宙船が港に着陸した。"

    results = match(partner, text)

    assert [text[each["start"] : each["end"]] == each["text"] for each in results] == [True] * len(results)
    [library] = [each for each in results if "図書館" in each["text"]]
    [space] = [each for each in results if "宇宙船" in each["text"]]
    [found] = library["matches"]
    assert (found["band"], found["differs"], found["claim"]["verdict"]["id"]) == ("same", [], number)
    assert found["rating"] == {"code": "fij-false", "name": "誤り"}
    assert found["claim"]["statement"] == CLAIM
    assert "図書館" in "".join(found["shared"])
    assert space["matches"] == []


def test_another_number_is_near_and_named(partner: Partner) -> None:
    publish()

    [result] = match(partner, CLAIM.replace("8割", "3割"))

    [found] = result["matches"]
    assert (found["band"], found["differs"]) == ("near", [{"kind": "number", "ours": "8割", "theirs": "3割"}])


def test_retracted_verdicts_say_so_and_have_no_rating(partner: Partner) -> None:
    verdict = factories.published_verdict(factories.claim(statement=CLAIM), headline="取り消される見出し")
    factories.retracted(verdict)

    response = send(partner, {"text": CLAIM})

    [found] = orjson.loads(response.content)["results"][0]["matches"]
    partner.check(orjson.loads(response.content), "MatchAnswer")
    told = found["claim"]["verdict"]
    assert (told["state"], found["rating"]) == ("retracted", None)
    assert (told["headline"], told["rating_code"]) == (None, None)
    assert told["url"].endswith(f"/verdicts/{verdict.pk}/")
    for accusation in ("取り消される見出し", quote("取り消される見出し"), "fij-false"):
        assert accusation not in response.content.decode()


def test_drafts_and_hidden_verdicts_match_nothing(partner: Partner) -> None:
    factories.complete_draft(factories.claim(statement=CLAIM))
    factories.approved_verdict(factories.claim(statement=CLAIM))
    factories.hidden(factories.published_verdict(factories.claim(statement=CLAIM)))

    assert [result["matches"] for result in match(partner, CLAIM)] == [[]]


def test_limit_bounds_the_verdicts_of_a_statement(partner: Partner) -> None:
    for place in ("汐見", "柏浜", "北浜", "南浜"):
        publish(CLAIM.replace("汐見", place))

    assert [len(match(partner, CLAIM, limit=limit)[0]["matches"]) for limit in (1, 2)] == [1, 2]


def test_date_says_which_day_yesterday_was(partner: Partner) -> None:
    factories.published_verdict(
        factories.claim(statement="3月1日に汐見市の水道が止まった", claimed_date=date(2026, 3, 5))
    )

    [same] = match(partner, "昨日、汐見市の水道が止まった", date="2026-03-02")
    [near] = match(partner, "昨日、汐見市の水道が止まった", date="2026-05-02")

    assert same["matches"][0]["differs"] == []
    assert [each["kind"] for each in near["matches"][0]["differs"]] == ["date"]


def test_statements_beyond_the_first_thirty_are_counted(partner: Partner) -> None:
    publish()
    text = "".join(f"港の第{number}倉庫で火事があった。" for number in range(1, 41))

    body = orjson.loads(send(partner, {"text": text}).content)

    assert (len(body["results"]), body["left_out"]) == (30, 10)


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for _ in range(count):
        publish()
    match(partner, CLAIM)

    with django_assert_num_queries(5):
        send(partner, {"text": CLAIM})


@pytest.mark.parametrize("kind", ODD)
def test_odd_texts_are_answered_or_refused_by_name(partner: Partner, kind: str) -> None:
    publish()

    response = send(partner, {"text": ODD[kind]})

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("text", "required")]),
        ({"text": ""}, [("text", "blank")]),
        ({"text": None}, [("text", "null")]),
        ({"text": ["a"]}, [("text", "invalid")]),
        ({"text": {"a": 1}}, [("text", "invalid")]),
        ({"text": True}, [("text", "invalid")]),
        ({"text": 83}, [("text", "invalid")]),
        ({"text": 8.3}, [("text", "invalid")]),
        ({"text": "あ" * 5001}, [("text", "max_length")]),
        ({"text": "港", "limit": 0}, [("limit", "min_value")]),
        ({"text": "港", "limit": 11}, [("limit", "max_value")]),
        ({"text": "港", "limit": "many"}, [("limit", "invalid")]),
        ({"text": "港", "limit": "3"}, [("limit", "invalid")]),
        ({"text": "港", "limit": True}, [("limit", "invalid")]),
        ({"text": "港", "limit": 2.5}, [("limit", "invalid")]),
        ({"text": "港", "limit": 1e300}, [("limit", "invalid")]),
        ({"text": "港", "date": "yesterday"}, [("date", "invalid")]),
        ({"text": "港", "date": "2026-02-30"}, [("date", "invalid")]),
        ({"text": "港", "date": "0000-00-00"}, [("date", "invalid")]),
        ({"text": "港", "lang": "ja"}, [("lang", "unknown_member")]),
        ({"txt": "港"}, [("txt", "unknown_member"), ("text", "required")]),
    ],
)
def test_bad_members_are_named(partner: Partner, body: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    assert problem(partner, send(partner, body)) == (400, "invalid_parameters", errors)


def test_of_many_unknown_members_the_first_are_named(partner: Partner) -> None:
    _, _, errors = problem(partner, send(partner, {"text": "港"} | {f"m{number:05}": 1 for number in range(15_000)}))

    assert errors == [(f"m{number:05}", "unknown_member") for number in range(10)]


@pytest.mark.parametrize("body", [b'{"text": "a", "text": "b"}', b'{"text": [[]], "limit": 1, "text": "b"}'])
def test_a_member_given_twice_is_refused(partner: Partner, body: bytes) -> None:
    assert problem(partner, send(partner, body)) == (400, "invalid_parameters", [("text", "repeated_member")])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"text": "a", "limit": ' + b"9" * 5_000 + b"}",
        b'{"text":' + b"[" * 1_000 + b"]" * 1_000 + b"}",
        b"[" * 1_000,
        b'{"text":' * 1_000,
        b"null",
        b'"text"',
        b"[]",
        b"\xff\xfe",
        b'{"text": "\\ud800"}',
    ],
)
def test_what_is_no_json_object_is_400(partner: Partner, body: bytes) -> None:
    status, code, _ = problem(partner, send(partner, body))

    assert (status, code in ("parse_error", "invalid_parameters")) == (400, True)


def test_other_requests_are_refused_by_name(partner: Partner) -> None:
    form = send(partner, b"text=x", "application/x-www-form-urlencoded")
    assert problem(partner, form)[:2] == (415, "unsupported_media_type")
    assert problem(partner, send(partner, b'"' + b"x" * MAX_BODY + b'"'))[:2] == (413, "too_large")
    assert problem(partner, send(partner, {"text": "港"}, Accept="text/html"))[:2] == (406, "not_acceptable")
    assert partner.problem(PATH) == (405, "method_not_allowed")
    query = partner.client.post(f"{PATH}?text=港", {"text": "港"}, content_type="application/json")
    assert problem(partner, query) == (400, "invalid_parameters", [("text", "unknown_parameter")])


def test_any_origin_may_ask_and_nobody_keeps_the_answer(partner: Partner) -> None:
    answer = send(partner, {"text": "港"}, Origin="https://app.example")
    preflight = partner.client.options(PATH, headers={"Origin": "https://app.example"})

    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("no-store", "*")
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "POST, OPTIONS")
    assert "Content-Type" in preflight["Access-Control-Allow-Headers"]
    assert answer.cookies == {}


def test_a_verdict_with_everything_fits_the_description(partner: Partner) -> None:
    verdict_with_everything()

    [result] = match(partner, "来館者は２倍に増えた")

    assert result["matches"][0]["claim"]["claimant"]["id"] is not None
