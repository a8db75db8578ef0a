"""Caching, other origins, cookies: what stands between a partner's client and the bodies."""

import gzip

import orjson
import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries
from rest_framework.views import APIView

from articles.actions import public_index, redactions
from articles.api import problems
from articles.api.read import bodies, kept
from articles.api.read.urls import urlpatterns
from articles.models import Claimant, Publication, PublicationRendering
from tests import factories
from tests.api.conftest import Partner, corrected, verdict_with_everything

LISTS = ["verdicts", "claims", "articles", "claimants", "changes", "claim-reviews"]
ALLOWED = "Authorization, Content-Type, If-None-Match, If-Match, X-Request-ID"
EXPOSED = "Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-ID"
FIXED = ["/api/v1/", "/api/v1/ratings/", "/api/v1/topics/", "/api/v1/dumps/", "/api/v1/openapi.json"]


@pytest.mark.parametrize("collection", LISTS)
def test_lists_are_304_until_something_is_published(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, collection: str
) -> None:
    verdict = verdict_with_everything()
    path = f"/api/v1/{collection}/"
    etag = partner.get(path)["ETag"]

    with django_assert_num_queries(2):
        unchanged = partner.get(path, **{"If-None-Match": etag})
    corrected(verdict)
    changed = partner.get(path, **{"If-None-Match": etag})

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


def test_detail_is_304_until_it_changes_itself(partner: Partner) -> None:
    verdict = factories.published_verdict()
    path = f"/api/v1/verdicts/{verdict.pk}/"
    etag = partner.get(path)["ETag"]

    factories.published_verdict()
    assert partner.get(path, **{"If-None-Match": etag}).status_code == 304

    corrected(verdict)
    assert partner.get(path, **{"If-None-Match": etag}).status_code == 200


def test_a_list_of_a_restored_log_is_not_taken_for_the_one_that_was_lost(partner: Partner) -> None:
    """The same number of rows, another last row."""
    factories.published_verdict()
    etag = partner.get("/api/v1/verdicts/")["ETag"]

    assert etag.startswith(f'"1-{Publication.objects.head().hash[:16]}-')


def test_a_failed_precondition_is_a_problem(partner: Partner) -> None:
    assert partner.problem("/api/v1/verdicts/", **{"If-Match": '"other"'}) == (412, "precondition_failed")


def test_the_next_page_is_in_the_headers_too(partner: Partner) -> None:
    for _ in range(2):
        factories.published_verdict()

    for collection in ("verdicts", "changes"):
        first = partner.get(f"/api/v1/{collection}/?limit=1")
        following = orjson.loads(first.content)["next"]
        assert first["Link"] == f'<{following}>; rel="next"'
        assert "Link" not in partner.get(following.removeprefix("http://127.0.0.1:8000"))


def test_etags_are_strong_and_differ_by_fields(partner: Partner) -> None:
    path = f"/api/v1/verdicts/{factories.published_verdict().pk}/"
    whole, part = partner.get(path)["ETag"], partner.get(f"{path}?fields=id")["ETag"]

    assert whole != part
    assert whole.startswith('"')


def test_a_redaction_is_seen_by_a_client_that_held_the_list(partner: Partner) -> None:
    verdict = factories.published_verdict()
    etag = partner.get("/api/v1/verdicts/")["ETag"]

    redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    response = partner.get("/api/v1/verdicts/", **{"If-None-Match": etag})
    assert orjson.loads(response.content) == {"results": [], "next": None}


@pytest.mark.parametrize("path", [*FIXED, *(f"/api/v1/{name}/" for name in LISTS), "/api/v1/nowhere/"])
def test_every_origin_may_read_and_nobody_gets_a_cookie(partner: Partner, path: str) -> None:
    partner.client.cookies["sessionid"] = "someone-elses"

    response = partner.get(path, Origin="https://partner.example")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == EXPOSED
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == ("public, no-cache" if response.status_code == 200 else "no-store")


def test_preflight_is_answered(partner: Partner) -> None:
    response = partner.client.options("/api/v1/changes/")

    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == ALLOWED


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_feeds_are_read_from_every_origin(partner: Partner, form: str) -> None:
    path = f"/feeds/verdicts.{form}"
    answer, preflight = partner.get(path), partner.client.options(path)
    unchanged = partner.get(path, **{"If-None-Match": answer["ETag"]})

    assert [each["Access-Control-Allow-Origin"] for each in (answer, unchanged, preflight)] == ["*"] * 3
    assert [each.status_code for each in (answer, unchanged, preflight)] == [200, 304, 204]
    assert preflight["Access-Control-Allow-Headers"] == "If-None-Match"
    assert partner.client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/api/v1/verdicts/", "/feeds/verdicts.json", "/"])
def test_an_answer_without_a_body_says_no_length(partner: Partner, path: str) -> None:
    whole = partner.get(path)
    unchanged = partner.get(path, **{"If-None-Match": whole["ETag"]})

    assert (unchanged.status_code, "Content-Length" in unchanged) == (304, False)
    assert int(whole["Content-Length"]) == len(whole.content)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        *(("application/json", 200), ("application/*", 200), ("*/*;q=0.1", 200), ("", 406)),
        *(("text/html, APPLICATION/JSON; charset=utf-8; q=0.5", 200), ("text/html, application/json;q=0", 406)),
        *(("*/*, application/json;q=0.000", 406), ("application/json;q=0, application/*", 406)),
        *(("application/*;q=0, */*", 406), ("application/json;q=2", 406), ("nonsense", 406), (",;,=", 406)),
        *(("text/html", 406), ("application/xml," * 1000, 406)),
    ],
)
def test_what_is_not_accepted_is_not_sent(partner: Partner, accept: str, status: int) -> None:
    answer = partner.get("/api/v1/verdicts/", Accept=accept)

    assert answer.status_code == status
    assert answer["Content-Type"] == ("application/json" if status == 200 else "application/problem+json")


def test_narrower_names_of_json_are_accepted_where_they_are_sent(partner: Partner) -> None:
    reviews = [partner.get("/api/v1/claim-reviews/", Accept=f"application/{form}") for form in ("ld+json", "json")]

    assert [(answer.status_code, answer["Content-Type"]) for answer in reviews] == [(200, "application/ld+json")] * 2
    assert partner.get("/api/v1/verdicts/", Accept="application/ld+json").status_code == 406
    assert partner.problem("/api/v1/dumps/x", Accept="application/gzip") == (404, "not_found")


def test_a_number_is_written_in_one_way(partner: Partner) -> None:
    verdict = verdict_with_everything()
    number, claimant = verdict.pk, verdict.claim.claimant_id

    for path in (f"verdicts/0{number}/", f"verdicts/{number}/versions/01/", f"claimants/0{claimant}/", "claims/01/"):
        assert partner.problem(f"/api/v1/{path}") == (404, "unknown_url")


def test_kept_bytes_are_those_made_anew(partner: Partner) -> None:
    verdict = corrected(verdict_with_everything())
    kept = {row.pk: (row.html, row.json, row.claim_review) for row in PublicationRendering.objects.all()}
    made = {row.pk: bodies.made(verdict.pk, row.version).decode() for row in Publication.objects.all()}
    PublicationRendering.objects.all().delete()

    public_index.rebuild()

    anew = {row.pk: (row.html, row.json, row.claim_review) for row in PublicationRendering.objects.all()}
    assert anew == kept
    assert made == {pk: json for pk, (_html, json, _review) in kept.items()}


@pytest.mark.parametrize("path", [*FIXED, *(f"/api/v1/{name}/" for name in LISTS)])
def test_head_is_get_without_a_body(partner: Partner, path: str) -> None:
    head, get = partner.client.head(path), partner.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Type"]) == (get["ETag"], get["Content-Type"])


def test_every_view_says_itself_that_it_is_open() -> None:
    views = {entry.name: getattr(entry.callback, "cls", None) for entry in urlpatterns}

    assert {name for name, view in views.items() if view is None} == {
        *("docs", "guide", "guide-webhooks", "python-client")  # pages without data
    }
    assert {name for name, view in views.items() if view and not view.is_open} == set()


def test_a_view_that_says_nothing_is_closed() -> None:
    response = APIView.as_view()(RequestFactory().get("/"))

    assert (response.status_code, orjson.loads(response.content)["code"]) == (403, "permission_denied")


def test_nothing_asks_who_is_calling(partner: Partner, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.published_verdict()
    partner.client.force_login(factories.outsider())

    with django_assert_num_queries(4):  # the quota, the log's head, the page, who is named; no session, no user
        assert len(partner.results("/api/v1/verdicts/", "VerdictPage")) == 1


def test_unexpected_errors_are_problems_below_api_only() -> None:
    below = problems.server_error(RequestFactory().get("/api/v1/verdicts/"))
    elsewhere = problems.server_error(RequestFactory().get("/verdicts/"))

    assert (below.status_code, below["Content-Type"]) == (500, "application/problem+json")
    assert orjson.loads(below.content)["code"] == "server_error"
    assert (elsewhere.status_code, elsewhere["Content-Type"].split(";")[0]) == (500, "text/html")


def test_context_is_counted_in_code_points(partner: Partner) -> None:
    """docs/api.md: a client that counts UTF-16 units sees up to twice as many."""
    text = "𠮟" * 40 + "来館者は２倍になった。" + "𠮟" * 40
    verdict = verdict_with_everything(
        text=text, quote="来館者は２倍になった。", claimant=factories.claimant(kind=Claimant.Kind.PUBLIC_FIGURE)
    )

    [appearance] = partner.body(f"/api/v1/verdicts/{verdict.pk}/", "Verdict")["appearances"]

    assert (len(appearance["prefix"]), len(appearance["prefix"].encode("utf-16-le")) // 2) == (32, 64)
    assert appearance["prefix"] + appearance["quote"] + appearance["suffix"] == text[8:-8]


@pytest.mark.parametrize("collection", LISTS)
def test_a_page_that_is_asked_for_again_is_not_made_again(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, collection: str
) -> None:
    """Two queries: whose quota it counts against, and which edition of the log there is."""
    verdict_with_everything()
    path = f"/api/v1/{collection}/?limit=1"
    first = partner.get(path)

    with django_assert_num_queries(2):
        again = partner.get(path)

    assert (again.content, again["ETag"], again.get("Link")) == (first.content, first["ETag"], first.get("Link"))


def test_a_page_is_compressed_once(partner: Partner) -> None:
    verdict_with_everything()
    plain = partner.get("/api/v1/verdicts/")

    packed, again = (partner.get("/api/v1/verdicts/", **{"Accept-Encoding": "gzip"}) for _ in range(2))

    assert gzip.decompress(packed.content) == plain.content
    made = kept.PAGES.find("/api/v1/verdicts/", plain["ETag"])
    assert made is not None
    assert packed.content is again.content is made.packed
