"""Articles over the API: handed in once however often they are sent, asked after by whoever handed them in and nobody else."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import api_keys, candidates, extractions, outlets
from articles.api.write.articles import STATES
from articles.extraction.results import ClaimSpan
from articles.models import (
    ApiKey,
    Article,
    ArticleRevision,
    Candidate,
    ExtractionRun,
    IdempotentAnswer,
    Outlet,
    Scope,
    Tip,
)
from tests import factories
from tests.actions.test_extractions import extraction_of
from tests.api.write.conftest import ARTICLES, Program

SECRET = "この段落は記事の奥にあり、どこにも返されない"
EVERYTHING = {
    "text": f"{factories.TEXT}{SECRET}。",
    "title": "図書館の来館者が倍増",
    "kind": "social_post",
    "outlet": "みなと日報",
    "url": "https://news.example/toshokan",
    "author": "楢崎ことの",
    "account": "@minato",
    "published_at": "2026-03-01T12:00:00+09:00",
    "reach": 12000,
    "reach_date": "2026-03-02",
}


def read_out(article: int, *spans: tuple[int, int]) -> ExtractionRun:
    """Ends the newest run with claims at these spans."""
    run = ExtractionRun.objects.filter(revision__article=article).latest("pk")
    extraction = extraction_of(run.revision)
    text = run.revision.text
    claims = tuple(ClaimSpan(start, end, text[start:end], "単独の文", ("place",)) for start, end in spans)
    extractions.record(run, replace(extraction, sentences=(replace(extraction.sentences[0], claims=claims),)))
    return run


def test_an_article_is_taken_in_with_all_that_is_said_of_it(program: Program) -> None:
    response = program.send(ARTICLES, EVERYTHING)

    said = program.said(response, "HandedIn")
    article = Article.objects.select_related("outlet").get()
    assert (response.status_code, response["Location"]) == (201, said["extraction_url"])
    assert (said["id"], said["revision"], said["is_new"], said["extraction"]) == (article.pk, 1, True, "queued")
    assert said["similar"] == []
    kept = {
        "text": article.current_revision.text,
        "title": article.title,
        "kind": article.kind,
        "outlet": article.outlet.name,
        "url": article.url,
        "author": article.byline,
        "account": article.account,
        "published_at": timezone.localtime(article.published_at).isoformat(),
        "reach": article.reach,
        "reach_date": str(article.reach_date),
    }
    assert kept == EVERYTHING
    assert SECRET not in response.content.decode()


def test_sent_again_it_is_answered_the_same(program: Program) -> None:
    body = {"text": factories.TEXT, "url": "https://news.example/1"}

    first = program.send(ARTICLES, body, Idempotency_Key='"n-1"')
    read_out(orjson.loads(first.content)["id"], (0, 5))
    again = program.send(ARTICLES, {**body, "kind": "news"}, Idempotency_Key="n-1")  # what it was anyway
    without = program.send(ARTICLES, body)

    assert (again.status_code, again["Location"], again.content) == (201, first["Location"], first.content)
    assert without.status_code == 200
    assert program.said(without, "HandedIn") | {"is_new": True, "extraction": "queued"} == orjson.loads(first.content)
    assert (Article.objects.count(), ArticleRevision.objects.count(), IdempotentAnswer.objects.count()) == (1, 1, 1)


def test_a_name_for_another_request_is_refused(program: Program) -> None:
    made = program.hand_in(url="https://news.example/1")
    program.send(ARTICLES, {"text": factories.TEXT}, Idempotency_Key="n-1")
    revisions = f"{ARTICLES}{made['id']}/revisions/"

    for path, body in ((ARTICLES, {"text": "別の文。"}), (revisions, {"text": factories.TEXT})):
        assert program.problem(program.send(path, body, Idempotency_Key="n-1")) == (422, "idempotency_key_reused")
    for name in ("", " ", "a b", '"', "名前", "x" * 256, "a\tb"):
        assert program.problem(program.send(ARTICLES, {"text": "別の文。"}, Idempotency_Key=name)) == (
            400,
            "idempotency_key_invalid",
        )
    assert Article.objects.count() == 2


def test_a_newer_text_is_the_next_revision(program: Program) -> None:
    made = program.hand_in(url="https://news.example/1")
    path = f"{ARTICLES}{made['id']}/revisions/"

    newer = program.send(path, {"text": f"{factories.TEXT}追記がある。"}, Idempotency_Key="r-1")
    again = program.send(path, {"text": f"{factories.TEXT}追記がある。"}, Idempotency_Key="r-1")
    same = program.send(path, {"text": f"{factories.TEXT}追記がある。"})
    by_url = program.hand_in(url="https://news.example/1", text="まるで別の文。")

    assert [(each.status_code, program.said(each, "HandedIn")["revision"]) for each in (newer, again, same)] == [
        (201, 2),
        (201, 2),
        (200, 2),
    ]
    assert (by_url["id"], by_url["revision"], by_url["is_new"]) == (made["id"], 3, True)


def test_who_asks_is_told_how_the_reading_stands_and_what_was_found(program: Program) -> None:
    made = program.hand_in()
    status_path, list_path = (urlsplit(made[name]).path for name in ("extraction_url", "candidates_url"))
    before = program.said(program.get(status_path), "ExtractionStatus")
    read_out(made["id"], (0, 5), (5, 9), (9, 12))

    after = program.said(program.get(status_path), "ExtractionStatus")
    found = program.said(program.get(list_path), "CandidatePage")["results"]

    assert (before["state"], before["candidates"], before["finished_at"]) == ("queued", 0, None)
    assert (after["state"], after["candidates"], after["worth_checking"], after["reason"]) == ("done", 3, 3, "")
    text = factories.TEXT
    assert [text[one["start"] : one["end"]] for one in found] == [one["quote"] for one in found]
    assert [text[: one["start"]][-32:] + one["quote"] for one in found] == [
        one["prefix"] + one["quote"] for one in found
    ]
    assert [(one["statement"], one["missing"], one["speaker"], one["score"]) for one in found] == [
        ("単独の文", ["place"], "みなと市", 0.75)
    ] * 3


def test_candidates_come_page_by_page(program: Program, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = program.hand_in()
    read_out(made["id"], (0, 5), (0, 9), (9, 12))
    path: str | None = f"{ARTICLES}{made['id']}/candidates/?limit=1"
    program.get(f"{ARTICLES}{made['id']}/candidates/")  # notes the use of the key
    found = []

    while path:
        with django_assert_num_queries(5):
            response = program.get(path)
        page = program.said(response, "CandidatePage")
        assert response.get("Link") == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
        found += [(one["start"], one["end"]) for one in page["results"]]
        path = page["next"] and page["next"][page["next"].index("/api/") :]

    assert found == [(0, 5), (0, 9), (9, 12)]
    other = program.hand_in(text=f"別の記事。{factories.TEXT}")
    following = program.said(program.get(f"{ARTICLES}{made['id']}/candidates/?limit=1"), "CandidatePage")["next"]
    elsewhere = program.get(f"{ARTICLES}{other['id']}/candidates/?{urlsplit(following).query}")
    assert program.wrong(elsewhere) == {("cursor", "invalid_cursor")}
    for cursor in ("x", "Y2FuZGlkYXRlczoxOjI6Mw", "Y2FuZGlkYXRlczo5OTk5OTk5OTk5OTk5OTk5OTk6MQ"):
        response = program.get(f"{ARTICLES}{made['id']}/candidates/?cursor={cursor}")
        assert response.status_code in (200, 400), cursor
    assert program.problem(program.get(f"{ARTICLES}{made['id']}/candidates/?state=x"))[0] == 400


def test_what_editors_make_of_it_is_not_said(program: Program) -> None:
    made = program.hand_in()
    read_out(made["id"], (0, 5), (5, 9))
    revision, editor = ArticleRevision.objects.get(), factories.reporter()
    candidates.mark_by_hand(revision, start=20, end=24, by=editor)
    path = f"{ARTICLES}{made['id']}/candidates/"
    before = program.get(path).content

    candidates.reject(
        Candidate.objects.get(start=0), reason=Candidate.RejectionReason.OTHER, note="社内向け", by=editor
    )

    assert program.get(path).content == before
    assert len(orjson.loads(before)["results"]) == 2


def test_nobody_asks_after_what_another_key_or_the_desk_brought_in(program: Program) -> None:
    other, made = Program(), program.hand_in(url="https://news.example/1")
    desks = factories.revision().article_id
    asked: list[Any] = [
        response
        for number in (made["id"], desks, 999999, 10**17)
        for response in (
            other.get(f"{ARTICLES}{number}/extraction/"),
            other.get(f"{ARTICLES}{number}/candidates/"),
            other.send(f"{ARTICLES}{number}/revisions/", {"text": "別の文。"}),
        )
    ]

    assert [other.problem(response) for response in asked] == [(404, "not_found")] * 12
    assert program.get(f"{ARTICLES}{made['id']}/").status_code == 404  # nothing of it is public
    # Handing the same in makes an article of its own, and tells nothing of theirs.
    theirs = other.send(ARTICLES, {"text": factories.TEXT, "url": "https://news.example/1"})
    said = other.said(theirs, "HandedIn")
    assert (theirs.status_code, said["is_new"], said["revision"], said["extraction"], said["similar"]) == (
        *(201, True, 1, "queued"),
        [],
    )
    assert said["id"] not in (made["id"], desks)
    assert program.hand_in(url="https://news.example/1") | {"is_new": True} == made


@pytest.mark.parametrize("scope", [Scope.READ, Scope.CANDIDATES_READ, Scope.TIPS_WRITE])
def test_a_key_without_the_scope_hands_nothing_in(db: None, scope: Scope) -> None:
    program = Program(scope)

    response = program.send(ARTICLES, {"text": factories.TEXT})

    assert program.problem(response) == (403, "scope_missing")
    assert program.problem(program.send(ARTICLES, {"text": "文。"}, Authorization="Bearer fcd_x")) == (
        401,
        "key_unknown",
    )
    api_keys.revoke(program.key, by=factories.administrator())
    assert program.problem(program.send(ARTICLES, {"text": "文。"})) == (401, "key_revoked")
    expired = Program()
    ApiKey.objects.filter(pk=expired.key.pk).update(expires_at=timezone.now())
    assert expired.problem(expired.send(ARTICLES, {"text": "文。"})) == (401, "key_expired")
    assert program.problem(program.partner.client.post(ARTICLES, {}, "application/json")) == (401, "key_needed")
    assert Article.objects.count() == 0


BAD_BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "invalid_parameters"),
    "deep": (b"[" * 1000 + b"]" * 1000, 400, "parse_error"),
    "too deep": (b"[" * 100_000, 400, "parse_error"),
    "NaN": (b'{"text": "a", "reach": NaN}', 400, "parse_error"),
    "twice": ('{"text": "港", "text": "海"}'.encode(), 400, "invalid_parameters"),
    "Shift_JIS": ('{"text": "港の話"}'.encode("shift_jis"), 400, "parse_error"),
    "3 MB": (b'{"text": "' + b"a" * 3_000_000 + b'"}', 413, "too_large"),
    "too long": (b'{"text": "' + b"a" * 200_001 + b'"}', 400, "invalid_parameters"),
    "NUL": (b'{"text": "a\\u0000b"}', 400, "invalid_parameters"),
    "half a pair": (b'{"text": "a\\ud800b"}', 400, "invalid_parameters"),
    "NUL elsewhere": (b'{"text": "a", "outlet": "\\u0000"}', 400, "invalid_parameters"),
    "half a pair elsewhere": (b'{"text": "a", "title": "\\udc00"}', 400, "invalid_parameters"),
    "a list": (b"[]", 400, "parse_error"),
    "invisible": ('{"text": "\u200b\u3000"}'.encode(), 422, "not_taken"),
    "in the future": (b'{"text": "a", "published_at": "2126-01-01T00:00:00Z"}', 422, "not_taken"),
    "before newspapers": (b'{"text": "a", "published_at": "0002-01-01T00:00:00Z"}', 422, "not_taken"),
    "an outlet nobody can see": ('{"text": "a", "outlet": "\u200b"}'.encode(), 422, "not_taken"),
}

CONTROLS = "2文字目に、改行か制御文字（U+{}）があります。取り除いてください。"
TURNS = "{}文字目に、文字の並ぶ向きを変える見えない文字（U+202E）があります。取り除いてください。"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", BAD_BODIES)
def test_what_cannot_be_taken_is_a_problem_and_leaves_nothing(program: Program, kind: str) -> None:
    body, status, code = BAD_BODIES[kind]

    assert program.problem(program.send(ARTICLES, body, Idempotency_Key="n-1")) == (status, code)
    assert [model.objects.count() for model in (Article, Outlet, ExtractionRun, IdempotentAnswer)] == [0] * 4


def test_every_member_of_a_wrong_type_is_named(program: Program) -> None:
    wrong = {
        **{name: 1 for name in EVERYTHING if name not in ("reach", "published_at", "reach_date")},
        **{"reach": "many", "published_at": "2026-03-01", "reach_date": "1 March", "nothing": 1},
    }

    assert program.wrong(program.send(ARTICLES, wrong)) == {
        *((name, "invalid") for name in EVERYTHING if name != "kind"),
        ("kind", "invalid_choice"),
        ("nothing", "unknown_member"),
    }
    for value in ([], {}, True, None, 1e400):
        sent = dict.fromkeys(EVERYTHING, value)
        body = orjson.dumps(sent) if value != 1e400 else b'{"text": 1e400, "reach": 1e400}'
        assert program.send(ARTICLES, body).status_code == 400
    many = program.send(ARTICLES, {"text": "a", "reach": 10**18, "reach_date": "2026-03-01"})
    assert program.wrong(many) == {("reach", "max_value")}
    assert program.wrong(program.send(ARTICLES, {"text": "a", "reach": 1})) == {("reach_date", "null")}
    for url in ("ftp://news.example/", "javascript:alert(1)", "news", "https://", f"https://a.example/{'港' * 1990}"):
        assert program.wrong(program.send(ARTICLES, {"text": "a", "url": url})) == {("url", "invalid")}
    assert Article.objects.count() == 0


@pytest.mark.parametrize(
    ("member", "value", "reason"),
    [
        (
            "url",
            "https://user:himitsu@news.example/",
            "ユーザー名やパスワード（「@」とその前）を、URLから除いてください。",
        ),
        ("url", "https://news.example:99999/", "URLの形になっていません。ポート番号は1〜65535です。"),
        *((name, "図\u202e書", TURNS.format(2)) for name in ("title", "outlet", "author", "account")),
        *((name, "図\x1b書", CONTROLS.format("001B")) for name in ("title", "outlet", "author", "account")),
        ("outlet", "改\n行", CONTROLS.format("000A")),
    ],
)
def test_lines_and_addresses_are_refused_with_the_reason(
    program: Program, member: str, value: str, reason: str
) -> None:
    response = program.send(ARTICLES, {"text": factories.TEXT, member: value})

    assert program.wrong(response) == {(member, "invalid")}
    assert [error["detail"] for error in orjson.loads(response.content)["errors"]] == [reason]
    assert (Article.objects.count(), Outlet.objects.count()) == (0, 0)


def test_tabs_and_line_breaks_of_a_line_become_a_space(program: Program) -> None:
    program.hand_in(title="図書館\r\n\t来館者\u2028倍増\n", author="楢崎\tことの")

    assert list(Article.objects.values_list("title", "byline")) == [("図書館 来館者 倍増", "楢崎 ことの")]


def test_a_key_that_names_too_many_outlets_is_told_what_to_do(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlets, "PROPOSED_AT_ONCE", 1)
    program.hand_in(outlet="みなと日報")

    refused = program.send(ARTICLES, {"text": "港の話。", "outlet": "みなと新報"})
    own = program.send(ARTICLES, {"text": "港の話。", "outlet": "みなと検証デスク"})

    assert [program.problem(response) for response in (refused, own)] == [(422, "not_taken")] * 2
    assert "outlet を省くか、登録済みの名称で送ってください。" in orjson.loads(refused.content)["detail"]
    program.hand_in(text="港の話。", outlet="みなと　日報")
    assert Outlet.objects.count() == 1


def test_other_ways_to_ask_are_problems(program: Program) -> None:
    body = {"text": factories.TEXT}

    assert program.problem(program.send(f"{ARTICLES}?dry=1", body)) == (400, "invalid_parameters")
    assert program.problem(program.send(ARTICLES, body, content_type="text/plain"))[0] == 415
    assert program.problem(program.send(ARTICLES, body, content_type="application/json; charset=Shift_JIS"))[0] == 415
    response = program.partner.client.put(ARTICLES)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    preflight = program.partner.client.options(ARTICLES, headers={"Access-Control-Request-Method": "POST"})
    assert (preflight.status_code, preflight.has_header("Access-Control-Allow-Origin")) == (204, False)
    assert Article.objects.count() == 0


@pytest.mark.parametrize("path", [ARTICLES, "/api/v1/tips/", "/api/v1/extract/", "/api/v1/match/"])
def test_a_body_of_another_length_than_it_says_is_a_problem_and_leaves_nothing(program: Program, path: str) -> None:
    body = orjson.dumps({"text": factories.TEXT})
    how: dict[str, Any] = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {program.token}"}}
    client = program.partner.client
    short: dict[str, Any] = {"CONTENT_LENGTH": str(len(body) + 1), "wsgi.input": io.BytesIO(body)}
    cut = client.generic("POST", path, body, **how, **short)
    in_chunks = client.generic("POST", path, body, **how, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    empty = client.generic("POST", path, b"", **how)

    assert [program.problem(each) for each in (cut, in_chunks, empty)] == [
        (400, "parse_error"),
        (411, "length_required"),
        (400, "invalid_parameters"),
    ]
    assert (Article.objects.count(), Tip.objects.count()) == (0, 0)


def test_an_erased_article_is_withdrawn(program: Program) -> None:
    made = program.hand_in()
    ArticleRevision.objects.update(text="", sha256="", redacted_at=timezone.now())

    for name in ("extraction", "candidates"):
        assert program.problem(program.get(f"{ARTICLES}{made['id']}/{name}/")) == (410, "withdrawn")
    assert program.problem(program.send(f"{ARTICLES}{made['id']}/revisions/", {"text": "文。"})) == (410, "withdrawn")


def test_every_state_of_a_run_has_a_name() -> None:
    assert set(STATES) == set(ExtractionRun.State)
