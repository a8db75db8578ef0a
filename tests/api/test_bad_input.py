"""What clients send by mistake or on purpose: a problem that says what is wrong, never a 500."""

import base64
from urllib.parse import parse_qs, quote, urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.api.read.pages import VERDICTS, CursorInvalid
from articles.models import PublishedVerdict
from tests import factories
from tests.api.conftest import Partner

OVERSIZE = b"[" * 7_000_000  # more than DATA_UPLOAD_MAX_MEMORY_SIZE
COLLECTIONS = ["verdicts", "claims", "articles", "claimants"]
NUMBERS = [
    "999999",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 5000,
    "0",
    "-1",
    "1.5",
    "1-slug",
    "%00",
    "1%00",
    "７７７",
    "%EF%BC%97",
    "1%0A",
    "1%20",
    "%FF",
    "..%2f1",
    "1e3",
    "٣",
    "abc",
]


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_odd_numbers_in_a_path_are_404(partner: Partner, collection: str) -> None:
    factories.published_verdict()

    answers = {number: partner.problem(f"/api/v1/{collection}/{number}/")[0] for number in NUMBERS}

    assert answers == dict.fromkeys(NUMBERS, 404)


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v2/", "/api/v1", "/api/v1/verdicts", "/api/v1/%00/", "/api/v1/verdicts/1/versions/"]
)
def test_unknown_urls_are_problems(partner: Partner, path: str) -> None:
    assert partner.problem(path) == (404, "unknown_url")
    assert partner.client.post(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("utm_source=x", "utm_source", "unknown_parameter"),
        ("format=xml", "format", "unknown_parameter"),
        ("limit=1&limit=2", "limit", "repeated_parameter"),
        ("limit=0", "limit", "min_value"),
        ("limit=101", "limit", "max_value"),
        ("limit=", "limit", "invalid"),
        ("limit=-1", "limit", "invalid"),
        ("limit=%2B5", "limit", "invalid"),
        ("limit=1_0", "limit", "invalid"),
        ("limit=５", "limit", "invalid"),
        ("limit=" + "9" * 5000, "limit", "invalid"),
        ("rating=fij-flase", "rating", "unknown_rating"),
        ("rating=%00", "rating", "null_characters_not_allowed"),
        ("topic=a%00b", "topic", "null_characters_not_allowed"),
        ("topic=" + "x" * 61, "topic", "max_length"),
        ("claimant=みなと市", "claimant", "invalid"),
        ("claimant=9223372036854775808", "claimant", "invalid"),
        ("state=hidden", "state", "invalid_choice"),
        ("updated_since=yesterday", "updated_since", "invalid"),
        ("updated_since=2026-11-01", "updated_since", "invalid"),
        ("updated_since=2026-11-01T00:00:00", "updated_since", "invalid"),
        ("updated_since=2026-11-01T00:00:00+09:00", "updated_since", "invalid"),  # an unescaped + is a space
        ("updated_since=99999-01-01T00:00:00Z", "updated_since", "invalid"),
        ("updated_since=0001-01-01T00:00:00%2B09:00", "updated_since", "invalid"),
        ("updated_since=２０２６-11-01T00:00:00Z", "updated_since", "invalid"),
        ("updated_since=%00", "updated_since", "invalid"),
        ("fields=id,salt", "fields", "unknown_field"),
        ("fields=", "fields", "blank"),
        ("cursor=", "cursor", "blank"),
    ],
)
def test_bad_parameters_are_named(partner: Partner, query: str, parameter: str, code: str) -> None:
    response = partner.get(f"/api/v1/verdicts/?{query}")

    body = orjson.loads(response.content)
    partner.check(body, "Problem")
    assert (response.status_code, body["code"]) == (400, "invalid_parameters")
    assert [(error["parameter"], error["code"]) for error in body["errors"]] == [(parameter, code)]


def test_all_bad_parameters_are_named_at_once(partner: Partner) -> None:
    body = orjson.loads(partner.get("/api/v1/changes/?since=x&limit=0&fields=id").content)

    assert {error["parameter"] for error in body["errors"]} == {"since", "limit", "fields"}


CURSORS = [
    "x",
    "あ",
    "%00",
    "====",
    "A" * 200,
    "A" * 201,
    cursor("verdicts:1"),
    cursor("verdicts:1:2:3"),
    cursor("others:1:2"),
    cursor("verdicts:1\0:2"),
    cursor("verdicts:１:2"),
    cursor("verdicts:-1:2"),
    cursor(f"verdicts:{99999 * 31_556_952}000000:2"),  # the year 99999
    cursor("verdicts:999999999999999999:2"),
    cursor("verdicts:2026-11-01:2"),
    cursor("articles:" + "9" * 30),
]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_tampered_cursors_are_400(partner: Partner, collection: str) -> None:
    factories.published_verdict()

    answers = {value: partner.problem(f"/api/v1/{collection}/?cursor={quote(value, safe='%=')}") for value in CURSORS}

    assert answers == dict.fromkeys(CURSORS, (400, "invalid_parameters"))


def test_a_cursor_belongs_to_its_list_and_its_filters(partner: Partner) -> None:
    for _number in range(3):
        factories.published_verdict()
    since = "updated_since=2026-01-01T09:00:00%2B09:00"
    lists = [
        "verdicts/?",
        "claims/?",
        "claim-reviews/?",
        f"verdicts/?{since}",
        "verdicts/?state=live",
        f"claims/?{since}",
    ]
    cursors = {}
    for each in lists:
        link = partner.get(f"/api/v1/{each}&limit=1".replace("?&", "?"))["Link"]
        following = link.removeprefix("<").partition(">")[0]
        cursors[each] = parse_qs(urlsplit(following).query)["cursor"][0]
        assert partner.get(following.removeprefix("http://testserver")).status_code == 200

    taken = {
        (a, b)
        for a in lists
        for b in lists
        if partner.get(f"/api/v1/{a}&cursor={cursors[b]}".replace("?&", "?")).status_code == 200
    }

    assert taken == {(each, each) for each in lists}
    same_moment = f"updated_since=2026-01-01T00:00:00Z&limit=2&fields=id&cursor={cursors[lists[3]]}"
    assert len(orjson.loads(partner.get(f"/api/v1/verdicts/?{same_moment}").content)["results"]) == 2


def test_a_tampered_cursor_is_told_whatever_the_conditions(partner: Partner) -> None:
    for header in ("If-None-Match", "If-Match"):
        assert partner.problem("/api/v1/verdicts/?cursor=x", **{header: '"a"'}) == (400, "invalid_parameters")
    assert partner.problem("/api/v1/verdicts/?cursor=x", **{"If-None-Match": "*"}) == (400, "invalid_parameters")


@given(text=st.text(max_size=200) | st.binary(max_size=120).map(lambda b: base64.urlsafe_b64encode(b).decode()))
def test_no_text_breaks_the_reading_of_a_cursor(text: str) -> None:
    with pytest.raises(CursorInvalid):
        VERDICTS.page(PublishedVerdict.objects.newest_first(), limit=1, cursor=text)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/verdicts/", "/api/v1/changes/", "/api/v1/openapi.json"])
def test_other_methods_are_405_whatever_they_carry(partner: Partner, method: str, path: str) -> None:
    response = partner.client.generic(method, path, OVERSIZE, content_type="application/json")

    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert orjson.loads(response.content)["code"] == "method_not_allowed"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "text/*", ""])
def test_other_formats_are_406(partner: Partner, accept: str) -> None:
    assert partner.problem("/api/v1/verdicts/", Accept=accept) == (406, "not_acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*", "text/html, */*;q=0.1"])
def test_usual_accept_headers_are_served(partner: Partner, accept: str) -> None:
    assert partner.get("/api/v1/verdicts/", Accept=accept)["Content-Type"] == "application/json"


def test_problems_speak_japanese_to_everyone(partner: Partner) -> None:
    body = orjson.loads(partner.get("/api/v1/verdicts/9/", **{"Accept-Language": "en"}).content)

    assert body == {
        "type": "urn:problem-type:factcheck:not-found",
        "title": "見つかりません",
        "status": 404,
        "code": "not_found",
        "detail": "この番号のものは公開されていません。",
        "instance": "/api/v1/verdicts/9/",
        "errors": [],
    }
