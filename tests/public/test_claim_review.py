"""ClaimReview by Google's rules of September 2026, as it stands in the page."""

import html
import json
import re
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Claim, Claimant, Publication
from articles.models.snapshot import RatingSnapshot, Snapshot
from articles.public import claim_review
from tests import factories
from tests.public.claim_review_rules import problems_of

pytestmark = pytest.mark.django_db

UNRANKED = ["fij-misleading", "fij-unsupported", "fij-withheld", "fij-out-of-scope", "jfc-unsupported"]
RANKED = {
    "fij-accurate": 5,
    "fij-mostly-accurate": 4,
    "fij-inaccurate": 3,
    "fij-false": 1,
    "fij-fabricated": 1,
    "jfc-accurate": 5,
    "jfc-mostly-accurate": 4,
    "jfc-inaccurate": 3,
    "jfc-false": 1,
}
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


@pytest.mark.parametrize("rating", [*RANKED, *UNRANKED])
def test_required_and_recommended_properties(client: Client, rating: str) -> None:
    claimant = factories.claimant(
        name="早瀬 航平", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="みなと市長", wikidata_id="Q42"
    )
    claim = appeared_claim(claimant=claimant, claimed_date=date(2026, 3, 1))
    intent = {"intent_reason": "元の表を持っていた。"} if rating == "fij-fabricated" else {}
    number = factories.published_verdict(claim, rating=rating, **intent).number

    address = client.get(f"/verdicts/{number}/").headers["Location"]
    review = review_in(client.get(address).content.decode())

    assert problems_of(review) == []
    assert review["url"] == f"{settings.SITE_URL}{address}"
    assert review["claimReviewed"] == "市立図書館の来館者は前年度の２倍に増えた"
    assert review["author"]["name"] == "みなと検証デスク"
    assert review["itemReviewed"]["author"] == {
        "@type": "Person",
        "name": "早瀬 航平",
        "jobTitle": "みなと市長",
        "sameAs": "https://www.wikidata.org/wiki/Q42",
    }
    assert review["itemReviewed"]["datePublished"] == "2026-03-01"
    assert [appearance["url"] for appearance in review["itemReviewed"]["appearance"]] == [
        "https://news.example/articles/1"
    ]
    assert ("ratingValue" in review["reviewRating"]) == (rating in RANKED)


@pytest.mark.parametrize(("rating", "value"), RANKED.items())
def test_rating_value_follows_the_definition(client: Client, rating: str, value: int) -> None:
    intent = {"intent_reason": "元の表を持っていた。"} if rating == "fij-fabricated" else {}
    number = factories.published_verdict(rating=rating, **intent).number

    described = review_in(page_of(client, number))["reviewRating"]

    assert (described["worstRating"], described["ratingValue"], described["bestRating"]) == (1, value, 5)


def test_number_of_an_earlier_release_is_mended(client: Client) -> None:
    """Snapshots do not change: those of 誤り say 2, beside the definition of what is false."""
    publication = factories.publication()
    snapshot = cast(Snapshot, publication.content.snapshot)

    old: RatingSnapshot = {**snapshot["rating"], "truth_value": 2}
    review = claim_review.claim_review({**snapshot, "rating": old})

    assert review is not None
    assert review["reviewRating"]["ratingValue"] == 1


def test_appearance_has_the_day_it_had_in_japan(client: Client) -> None:
    claim = factories.claim()
    just_after_midnight = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)  # 0:30 of 2 March in Tokyo
    factories.appearance(claim, url="https://news.example/1", published_at=just_after_midnight)
    page = page_of(client, factories.published_verdict(claim).number)

    assert review_in(page)["itemReviewed"]["appearance"][0]["datePublished"] == "2026-03-02"
    assert "2026年3月2日" in page


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


@pytest.mark.parametrize(("kind", "told"), [("correction", "集計の誤りを直しました。"), ("addition", None)])
def test_what_mends_an_error_is_told_to_machines_too(client: Client, kind: Publication.Kind, told: str | None) -> None:
    verdict = factories.corrected(factories.published_verdict(), kind=kind, summary="一。\n二。\n三。")

    review = review_in(page_of(client, verdict.number))

    assert review.get("correction") == told
    assert problems_of(review) == []


def test_claim_cannot_close_the_script_element(client: Client) -> None:
    statement = "</script><script>alert(1)</script>&<!--"
    number = factories.published_verdict(factories.claim(statement=statement)).number

    page = page_of(client, number)

    assert review_in(page)["claimReviewed"] == statement
    assert re.findall("<script[^>]*>", page) == [
        '<script type="application/ld+json">',
        '<script src="/static/articles/reader.js" defer>',
    ]
    assert "alert(1)</script>" not in page


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_claimant_who_may_not_be_named_has_neither_name_nor_url(client: Client, kind: str) -> None:
    claim = appeared_claim(claimant=factories.claimant(name="磯辺ななみ", kind=kind, wikidata_id="Q1"))
    number = factories.published_verdict(claim).number

    page = page_of(client, number)
    reviewed = review_in(page)["itemReviewed"]

    assert set(reviewed) == {"@type", "name"}
    assert [secret for secret in ("磯辺", "ななみ", "Q1", "news.example") if secret in page] == []


def test_retracted_verdict_has_no_markup(client: Client) -> None:
    verdict = factories.published_verdict()
    factories.retracted(verdict)

    assert SCRIPT.findall(page_of(client, verdict.number)) == []


def test_version_page_has_no_markup(client: Client) -> None:
    number = factories.published_verdict().number

    assert SCRIPT.findall(client.get(f"/verdicts/{number}/versions/1/").content.decode()) == []
