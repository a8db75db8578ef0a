"""ClaimReview by Google's rules of September 2026, as it stands in the page."""

import html
import json
import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Claim, Claimant
from tests import factories

pytestmark = pytest.mark.django_db

UNRANKED = ["fij-unsupported", "fij-withheld", "fij-out-of-scope"]
RANKED = ["fij-accurate", "fij-mostly-accurate", "fij-misleading", "fij-inaccurate", "fij-false", "fij-fabricated"]
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def page_of(client: Client, number: int) -> str:
    return client.get(f"/verdicts/{number}/", follow=True).content.decode()


def review_in(page: str) -> dict[str, Any]:
    [script] = SCRIPT.findall(page)
    return json.loads(script)


def appeared_claim(**fields: Any) -> Claim:
    """A claim with an appearance in an article that has an address."""
    claim = factories.claim(**fields)
    factories.appearance(claim, url="https://news.example/articles/1")
    return claim


@pytest.mark.parametrize("rating", RANKED + UNRANKED)
def test_required_and_recommended_properties(client: Client, rating: str) -> None:
    claimant = factories.claimant(name="早瀬 航平", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="みなと市長")
    claim = appeared_claim(claimant=claimant, claimed_date=date(2026, 3, 1))
    intent = {"intent_reason": "元の表を持っていた。"} if rating == "fij-fabricated" else {}
    number = factories.published_verdict(claim, rating=rating, **intent).number

    address = client.get(f"/verdicts/{number}/").headers["Location"]
    review = review_in(client.get(address).content.decode())

    assert review["@type"] == "ClaimReview"
    assert review["url"] == f"{settings.SITE_URL}{address}"
    assert review["claimReviewed"] == "市立図書館の来館者は前年度の２倍に増えた"
    assert review["author"]["name"] == "みなと検証デスク"
    assert review["itemReviewed"]["author"] == {"@type": "Person", "name": "早瀬 航平", "jobTitle": "みなと市長"}
    assert review["itemReviewed"]["datePublished"] == "2026-03-01"
    assert [appearance["url"] for appearance in review["itemReviewed"]["appearance"]] == [
        "https://news.example/articles/1"
    ]
    assert {"ratingValue", "bestRating", "worstRating"} & set(review["reviewRating"]) == (
        set() if rating in UNRANKED else {"ratingValue", "bestRating", "worstRating"}
    )


@pytest.mark.parametrize("rating", RANKED)
def test_rating_value_lies_between_worst_and_best(client: Client, rating: str) -> None:
    intent = {"intent_reason": "元の表を持っていた。"} if rating == "fij-fabricated" else {}
    number = factories.published_verdict(rating=rating, **intent).number

    described = review_in(page_of(client, number))["reviewRating"]

    assert 1 == described["worstRating"] <= described["ratingValue"] <= described["bestRating"] == 5


def test_markup_says_what_the_page_says(client: Client) -> None:
    number = factories.published_verdict(appeared_claim(claimant=factories.claimant(name="海風の会"))).number

    page = page_of(client, number)
    review = review_in(page)
    body = html.unescape(re.sub(r"<wbr>|<script.*?</script>", "", page[page.index("<body>") :], flags=re.DOTALL))

    said = [
        review["headline"],
        review["claimReviewed"],
        review["reviewRating"]["alternateName"],
        review["reviewRating"]["ratingExplanation"],
        review["itemReviewed"]["author"]["name"],
        review["itemReviewed"]["appearance"][0]["url"],
        review["itemReviewed"]["appearance"][0]["headline"],
        review["datePublished"],
        review["dateModified"],
    ]
    assert [text for text in said if text not in body] == []


def test_claim_cannot_close_the_script_element(client: Client) -> None:
    statement = "</script><script>alert(1)</script>&<!--"
    number = factories.published_verdict(factories.claim(statement=statement)).number

    page = page_of(client, number)

    assert review_in(page)["claimReviewed"] == statement
    assert page.count("<script") == 1
    assert "alert(1)</script>" not in page


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_claimant_who_may_not_be_named_has_neither_name_nor_url(client: Client, kind: str) -> None:
    claim = appeared_claim(claimant=factories.claimant(name="磯辺ななみ", kind=kind, wikidata_id="Q1"))
    number = factories.published_verdict(claim).number

    page = page_of(client, number)
    author = review_in(page)["itemReviewed"]["author"]

    assert set(author) == {"@type", "description"}
    assert "appearance" not in review_in(page)["itemReviewed"]
    assert [secret for secret in ("磯辺", "ななみ", "Q1", "news.example") if secret in page] == []


def test_retracted_verdict_has_no_markup(client: Client) -> None:
    verdict = factories.published_verdict()
    factories.retracted(verdict)

    assert SCRIPT.findall(page_of(client, verdict.number)) == []


def test_version_page_has_no_markup(client: Client) -> None:
    number = factories.published_verdict().number

    assert SCRIPT.findall(client.get(f"/verdicts/{number}/versions/1/").content.decode()) == []
