"""Keys over HTTP: where they are shown, what they open, what is said to whoever has none that does, and quotas."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django.views.debug import ExceptionReporter
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.request import Request
from rest_framework.response import Response

from articles import quotas
from articles.actions import api_keys
from articles.api.base import ApiView
from articles.models import ApiKey, Scope
from tests import factories
from tests.api.conftest import Partner

PATH = "/api/v1/verdicts/"


class Closed(ApiView):
    """As a view that writes is made: nobody without a key gets in."""

    scope = Scope.TIPS_WRITE

    def get(self, request: Request) -> Response:
        assert self.key is not None
        return Response({"asked_by": str(self.key)})


@pytest.fixture(autouse=True)
def _nobody_refused_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "_refusals", quotas.Refusals())


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def refused(answer: HttpResponse) -> tuple[int, str, str | None]:
    """Status, code and challenge."""
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, orjson.loads(answer.content)["code"], answer.get("WWW-Authenticate")


def closed(**headers: str) -> HttpResponse:
    answer: HttpResponse = Closed.as_view()(RequestFactory().get("/", headers=headers))
    return answer.render() if isinstance(answer, Response) else answer


def test_a_key_opens_what_its_scopes_say(partner: Partner) -> None:
    writes, reads = factories.api_key(Scope.TIPS_WRITE, name="送り手"), factories.api_key(Scope.READ)
    invalid = 'Bearer realm="api", error="invalid_token"'

    assert orjson.loads(closed(**bearer(writes.token)).content) == {"asked_by": "送り手"}
    assert refused(closed()) == (401, "key_needed", 'Bearer realm="api"')
    assert refused(closed(**bearer(reads.token))) == (
        403,
        "scope_missing",
        'Bearer realm="api", error="insufficient_scope", scope="tips:write"',
    )
    assert partner.get(PATH, **bearer(reads.token)).status_code == 200
    assert refused(partner.get(PATH, **bearer(writes.token)))[:2] == (403, "scope_missing")
    assert refused(closed(Authorization="Basic YTpi")) == (401, "key_malformed", invalid)
    assert refused(closed(Authorization="Bearer")) == (401, "key_malformed", invalid)


def test_a_key_that_opens_nothing_is_no_anonymous_reader(partner: Partner) -> None:
    revoked, expired = factories.api_key(), factories.api_key(expires_at=timezone.now() + timedelta(days=1))
    api_keys.revoke(revoked.key, by=factories.administrator())
    ApiKey.objects.filter(pk=expired.key.pk).update(expires_at=timezone.now())
    tokens = {"key_revoked": revoked.token, "key_expired": expired.token, "key_unknown": "fcd_ほか"}

    assert [refused(partner.get(PATH, **bearer(token)))[1] for token in tokens.values()] == list(tokens)


@pytest.mark.parametrize("path", [PATH, "/api/v1/", "/api/v1/nowhere/", "/api/v1/verdicts/1/", "/api/v1/match/"])
@pytest.mark.parametrize("query", ["api_key={}", "Access_Token={}", "q={}", "key=abc", "{}=1"])
def test_a_key_in_the_url_is_refused_and_said_nowhere(
    partner: Partner, caplog: pytest.LogCaptureFixture, path: str, query: str
) -> None:
    token = factories.api_key().token
    caplog.set_level(logging.DEBUG)

    answer = partner.get(f"{path}?{query.format(token)}")

    assert refused(answer)[:2] == (400, "key_in_url")
    assert token not in answer.content.decode() + caplog.text.replace(f"GET {path}?", "")


def test_no_log_line_holds_a_key(partner: Partner, caplog: pytest.LogCaptureFixture, settings: Settings) -> None:
    token = factories.api_key(Scope.MATCH).token
    caplog.set_level(logging.INFO)

    for wrong in (token, token[:-1] + "x"):
        partner.get(PATH, **bearer(wrong))

    assert token.split("_")[2][:-1] not in caplog.text


def test_no_report_of_an_error_holds_a_key(partner: Partner, caplog: pytest.LogCaptureFixture) -> None:
    token = factories.api_key().token
    partner.client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publication RENAME TO elsewhere")

    answer = partner.get(PATH, **bearer(token))

    assert answer.status_code == 500
    [record] = [record for record in caplog.records if record.exc_info]
    told = ExceptionReporter(answer.wsgi_request, *record.exc_info, is_email=True)
    for report in (told.get_traceback_text(), told.get_traceback_html(), caplog.text, answer.content.decode()):
        assert token.split("_")[2] not in report


def test_a_key_sent_in_clear_is_told_so(partner: Partner, settings: Settings) -> None:
    settings.HTTPS = True

    assert refused(partner.get(PATH, **bearer(factories.api_key().token)))[:2] == (400, "key_in_clear")
    assert partner.get(PATH).status_code == 200


def test_pages_of_other_origins_may_ask_only_what_is_open(partner: Partner) -> None:
    def allowed(path: str, method: str) -> str | None:
        asked = {"Origin": "https://partner.example", "Access-Control-Request-Method": method}
        answer = partner.client.options(path, headers=asked)
        assert answer.status_code == 204
        assert ("Access-Control-Allow-Origin" in answer) == ("Access-Control-Allow-Methods" in answer)
        return answer.get("Access-Control-Allow-Methods")

    assert allowed("/api/v1/articles/", "GET") == allowed("/api/v1/tips/x/", "GET") == "GET, HEAD, OPTIONS"
    assert allowed("/api/v1/match/", "POST") == "POST, OPTIONS"
    for path in ("articles/", "articles/1/revisions/", "tips/", "extract/", "webhooks/1/replay/"):
        assert allowed(f"/api/v1/{path}", "POST") is None
    assert allowed("/api/v1/articles/1/candidates/", "GET") is None


@pytest.mark.parametrize("path", ["/api/v1/tips/{}/", "/api/v1/{}/", "/api/v1/nowhere/a{}"])
def test_a_key_in_the_path_is_refused_and_not_repeated(partner: Partner, path: str) -> None:
    token = factories.api_key().token

    answer = partner.get(path.format(token))

    assert refused(answer)[:2] == (400, "key_in_url")
    assert token not in answer.content.decode()


class TestQuotas:
    def test_what_is_left_is_told_until_nothing_is(self, partner: Partner, settings: Settings) -> None:
        settings.API_REQUESTS_PER_MINUTE = 2

        answers = [partner.get(PATH) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert {answer["RateLimit-Policy"] for answer in answers} == {'"requests";q=2;w=60'}
        assert [answer["RateLimit"].split(";t=")[0] for answer in answers] == [
            *('"requests";r=1', '"requests";r=0'),
            *('"requests";r=0', '"requests";r=0'),
        ]
        assert refused(answers[2])[:2] == (429, "too_many_requests")
        assert [1 <= int(answer["Retry-After"]) <= 60 for answer in answers[2:]] == [True, True]

    def test_keys_and_addresses_are_counted_apart(self, partner: Partner, settings: Settings) -> None:
        settings.API_REQUESTS_PER_MINUTE = 1
        one, other = factories.api_key(requests_per_minute=2), factories.api_key(requests_per_minute=1)
        second = api_keys.add_secret(one.key, by=factories.administrator())  # of the same key: one quota
        asked: list[dict[str, Any]] = [bearer(one.token), bearer(second.token), bearer(one.token), bearer(other.token)]

        assert [partner.get(PATH, **headers).status_code for headers in [*asked, {}, {}]] == [
            *(200, 200, 429, 200),
            *(200, 429),
        ]
        assert Client(REMOTE_ADDR="192.0.2.7").get(PATH).status_code == 200

    def test_whoever_tries_keys_is_counted(self, partner: Partner, settings: Settings) -> None:
        settings.API_REQUESTS_PER_MINUTE = 2

        answers = [partner.get(PATH, **bearer("fcd_")) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [401, 401, 429]

    def test_matching_has_a_quota_of_its_own(self, partner: Partner, settings: Settings) -> None:
        settings.MATCHES_PER_MINUTE = 1
        key = factories.api_key(matches_per_minute=2)

        def ask(**headers: str) -> int:
            sent = {"text": "港"}
            return partner.client.post(
                "/api/v1/match/", sent, content_type="application/json", headers=headers
            ).status_code

        assert [ask(), ask(), *(ask(**bearer(key.token)) for _ in range(3))] == [200, 429, 200, 200, 429]

    def test_it_adds_one_statement_and_none_once_it_is_used_up(
        self, partner: Partner, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        settings.API_REQUESTS_PER_MINUTE = 2
        key = factories.api_key()
        etag = partner.get(PATH, **bearer(key.token))["ETag"]

        with django_assert_num_queries(2):  # the quota, and the log's head
            partner.get(PATH, **{"If-None-Match": etag})
        with django_assert_num_queries(3):  # and the key
            partner.get(PATH, **bearer(key.token), **{"If-None-Match": etag})
        partner.get(PATH)
        assert partner.get(PATH).status_code == 429
        with django_assert_num_queries(0):
            assert partner.get(PATH).status_code == 429

    def test_google_clients_are_counted_too(self, partner: Partner, settings: Settings) -> None:
        settings.API_REQUESTS_PER_MINUTE = 3
        path, token = "/v1alpha1/claims:search?query=x", factories.api_key().token

        answers = [
            partner.get(path),
            partner.get(f"{path}&key={token}"),
            partner.get(path, **bearer("fcd_")),
            partner.get(path),
            partner.get(f"{path}&key=AIza", **bearer(token)),  # theirs, and ignored
        ]

        assert [answer.status_code for answer in answers] == [200, 400, 401, 429, 200]
        assert [orjson.loads(answer.content)["error"]["status"] for answer in answers[1:4]] == [
            *("INVALID_ARGUMENT", "UNAUTHENTICATED", "RESOURCE_EXHAUSTED"),
        ]
        assert token not in answers[1].content.decode()
