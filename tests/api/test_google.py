"""`claims:search` as Google's own client reads it, and as Google answers what is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Claimant, PublishedVerdict
from tests import factories

PATH = "/v1alpha1/claims:search"


def search(**parameters: object) -> dict[str, Any]:
    response = Client().get(PATH, parameters)
    assert response.status_code == 200, response.content.decode()
    return orjson.loads(response.content)


def texts(**parameters: object) -> list[str]:
    return [claim["text"] for claim in search(**parameters).get("claims", [])]


def error(query: str) -> tuple[int, dict[str, Any]]:
    response = Client().get(f"{PATH}?{query}")
    assert response["Content-Type"] == "application/json"
    return response.status_code, orjson.loads(response.content)["error"]


def publish(statement: str, **claim: Any) -> int:
    return factories.published_verdict(factories.claim(statement=statement, **claim)).number


pytestmark = pytest.mark.django_db


def test_a_claim_is_shown_in_googles_form(settings: Settings) -> None:
    settings.SITE_URL = "https://www.minato.example"
    settings.NEWSROOM_NAME = "みなと検証デスク"
    mayor = factories.claimant(name="早瀬航平", kind=Claimant.Kind.PUBLIC_FIGURE)
    number = publish("市立図書館の来館者は２倍に増えた", claimant=mayor, claimed_date=date(2026, 2, 3))
    row = PublishedVerdict.objects.get(pk=number)

    [claim] = search(query="図書館")["claims"]

    assert claim == {
        "text": "市立図書館の来館者は２倍に増えた",
        "claimant": "早瀬航平",
        "claimDate": "2026-02-03T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "みなと検証デスク", "site": "minato.example"},
                "url": f"https://www.minato.example/verdicts/{number}-{quote(row.slug)}/",
                "title": row.headline,
                "reviewDate": row.updated_at.isoformat().replace("+00:00", "Z"),
                "textualRating": "誤り",
                "languageCode": "ja",
            }
        ],
    }


def test_who_may_not_be_named_has_no_name_here() -> None:
    minor = factories.claimant(name="水沢ひなた", kind=Claimant.Kind.MINOR)
    publish("市立図書館の来館者は２倍に増えた", claimant=minor)

    [claim] = search(query="図書館")["claims"]

    assert "claimant" not in claim


def test_only_what_stands_is_found() -> None:
    factories.complete_draft(factories.claim(statement="図書館の下書き"))
    factories.retracted(factories.published_verdict(factories.claim(statement="図書館の取り消し")))
    factories.hidden(factories.published_verdict(factories.claim(statement="図書館の非表示")))
    publish("図書館の公開中")

    assert texts(query="図書館") == ["図書館の公開中"]
    assert texts(reviewPublisherSiteFilter="127.0.0.1") == ["図書館の公開中"]


def test_nothing_found_is_an_empty_object() -> None:
    publish("市立図書館の来館者は２倍に増えた")

    assert search(query="宇宙船") == {}
    assert search(query="%_\\\"'()") == {}


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"languageCode": "ja"}, 1),
        ({"languageCode": "ja-JP"}, 1),
        ({"languageCode": "en-US"}, 0),
        ({"reviewPublisherSiteFilter": "minato.example"}, 1),
        ({"reviewPublisherSiteFilter": "https://www.minato.example/"}, 1),
        ({"reviewPublisherSiteFilter": "check.minato.example"}, 0),
        ({"reviewPublisherSiteFilter": "other.example"}, 0),
        ({"maxAgeDays": 30}, 1),
        ({"maxAgeDays": 2**31 - 1}, 1),
        ({"key": "abc", "alt": "json", "prettyPrint": "true", "$.xgafv": "1"}, 1),
        ({"offset": 1}, 0),
        ({"pageSize": 1000}, 1),
    ],
)
def test_filters(settings: Settings, parameters: dict[str, object], found: int) -> None:
    settings.SITE_URL = "https://minato.example"
    publish("市立図書館の来館者は２倍に増えた")

    assert len(texts(query="図書館", **parameters)) == found


def test_old_reviews_are_left_out() -> None:
    old, new = publish("図書館の古い話"), publish("図書館の新しい話")
    PublishedVerdict.objects.filter(pk=old).update(updated_at=timezone.now() - timedelta(days=40))

    assert texts(query="図書館", maxAgeDays=30) == ["図書館の新しい話"]
    assert set(texts(query="図書館", maxAgeDays=50)) == {"図書館の古い話", "図書館の新しい話"}
    assert PublishedVerdict.objects.filter(pk=new).exists()


def test_pages_continue_without_gap_or_repeat() -> None:
    for number in range(5):
        publish(f"図書館の第{number}の話")

    for parameters in ({"query": "図書館"}, {"reviewPublisherSiteFilter": "127.0.0.1"}):
        seen: list[str] = []
        token: dict[str, str] = {}
        while not seen or token:
            page = search(pageSize=2, **parameters, **token)
            seen += [claim["text"] for claim in page["claims"]]
            token = {"pageToken": page["nextPageToken"]} if "nextPageToken" in page else {}
        assert len(seen) == len(set(seen)) == 5
        assert texts(offset=3, **parameters) == seen[3:]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "query or reviewPublisherSiteFilter is required"),
        ("query=%20", "is required"),
        ("query=a&colour=red", 'Unknown name "colour"'),
        ("query=a&query=b", "'query'"),
        ("query=a&pageSize=x", "'pageSize'"),
        ("query=a&pageSize=-1", "'pageSize'"),
        ("query=a&pageSize=9999999999", "'pageSize'"),
        ("query=a&offset=１", "'offset'"),
        ("query=a&maxAgeDays=1.5", "'maxAgeDays'"),
        ("query=a&languageCode=%00", "'languageCode'"),
        ("query=a&languageCode=日本語", "'languageCode'"),
        ("query=a&reviewPublisherSiteFilter=//[", "'reviewPublisherSiteFilter'"),
        ("query=a&pageToken=tampered", "'pageToken'"),
        ("query=a&pageToken=あ", "'pageToken'"),
        ("query=a&pageToken=" + "A" * 101, "'pageToken'"),
        ("query=a&pageToken=MTowMTIzNDU2Nzg5YWI", "'pageToken'"),
        ("query=" + "a" * 5001, "'query'"),
    ],
)
def test_what_is_wrong_is_said_in_googles_form(query: str, says: str) -> None:
    status, body = error(query)

    assert (status, body["code"], body["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert says in body["message"]


def test_a_token_of_another_search_is_refused() -> None:
    for number in range(3):
        publish(f"図書館の第{number}の話")
    token = search(query="図書館", pageSize=1)["nextPageToken"]

    assert error(f"query={quote('図書館の話')}&pageToken={token}")[0] == 400
    assert len(texts(query="図書館", pageSize=2, pageToken=token)) == 2


def test_odd_queries_are_answered() -> None:
    publish("市立図書館の来館者は２倍に増えた")

    for query in ("\0", "😀", "市" * 4999, "あ", "' OR 1=1", "\u202eabc", "１" * 4999, "<html>" * 800):
        assert Client().get(PATH, {"query": query + "x"}).status_code == 200


def test_other_methods_and_places_are_refused_in_googles_form() -> None:
    for method in ("POST", "PUT", "DELETE"):
        response = Client().generic(method, PATH)
        assert (response.status_code, orjson.loads(response.content)["error"]["status"]) == (405, "UNIMPLEMENTED")
    for path in ("/v1alpha1", "/v1alpha1/", "/v1alpha1/claims:imageSearch", f"{PATH}/"):
        response = Client().get(path)
        assert (response.status_code, orjson.loads(response.content)["error"]["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for number in range(count):
        publish(f"図書館の第{number}の話")
    texts(query="図書館")

    with django_assert_num_queries(4):
        search(query="図書館")
    with django_assert_num_queries(2):
        search(reviewPublisherSiteFilter="127.0.0.1")
