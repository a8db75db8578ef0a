from datetime import UTC, datetime

import orjson
import pytest
from pytest_django import DjangoAssertNumQueries

from articles.actions import claimants, publications, redactions
from articles.models import Claimant, PublishedVerdict
from tests import factories
from tests.api.conftest import Partner, corrected, verdict_with_everything

SITE = "http://127.0.0.1:8000"

LISTS = [  # path, schema of a page, queries with that of the quota
    ("/api/v1/verdicts/", "VerdictPage", 4),
    ("/api/v1/claims/", "ClaimPage", 3),
    ("/api/v1/articles/", "ArticlePage", 4),
    ("/api/v1/claimants/", "ClaimantPage", 3),
    ("/api/v1/changes/", "ChangePage", 6),
]


@pytest.mark.parametrize(("path", "schema", "queries"), LISTS)
def test_lists_take_as_many_queries_for_three_as_for_one(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, path: str, schema: str, queries: int
) -> None:
    verdict_with_everything()
    with django_assert_num_queries(queries):
        assert len(partner.results(path, schema)) == 1

    verdict_with_everything()
    verdict_with_everything()

    with django_assert_num_queries(queries):
        assert len(partner.results(path, schema)) == 3


def test_notices_in_the_log_take_one_query_more(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    redactions.hide(factories.published_verdict(), reason="決定", by=factories.desk_editor())
    with django_assert_num_queries(7):
        assert len(partner.results("/api/v1/changes/", "ChangePage")) == 2

    for _ in range(2):
        redactions.hide(factories.published_verdict(), reason="決定", by=factories.desk_editor())

    with django_assert_num_queries(7):
        assert len(partner.results("/api/v1/changes/", "ChangePage")) == 6


@pytest.mark.parametrize(("path", "schema", "queries"), LISTS)
def test_lists_walk_to_their_end_page_by_page(partner: Partner, path: str, schema: str, queries: int) -> None:
    for _ in range(3):
        verdict_with_everything()
    whole = partner.results(path, schema)

    seen, url = [], f"{path}?limit=2"
    while url:
        page = partner.body(url, schema)
        seen += page["results"]
        url = (page["next"] or "").removeprefix(SITE)

    assert seen == whole
    assert len(whole) == 3


def test_a_thousand_verdicts_of_one_moment_are_walked_without_loss(partner: Partner) -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    PublishedVerdict.objects.bulk_create(
        PublishedVerdict(
            verdict_number=number,
            sequence=number,
            version=1,
            state=PublishedVerdict.State.LIVE,
            claim_number=number,
            statement="同じ時刻に公開された主張",
            rating_code="fij-false",
            first_published_at=moment,
            updated_at=moment,
        )
        for number in range(1, 1201)
    )

    seen, url = [], "/api/v1/claims/?limit=100"
    while url:
        page = orjson.loads(partner.get(url).content)
        seen += [item["id"] for item in page["results"]]
        url = (page["next"] or "").removeprefix(SITE)

    assert seen == list(range(1200, 0, -1))


def test_claim(partner: Partner) -> None:
    verdict = verdict_with_everything()

    body = partner.body(f"/api/v1/claims/{verdict.claim_id}/", "Claim")

    assert body == {
        "id": verdict.claim_id,
        "api_url": f"{SITE}/api/v1/claims/{verdict.claim_id}/",
        "statement": verdict.claim.statement,
        "claimant": {"id": verdict.claim.claimant_id, "label": verdict.claim.claimant.name},
        "topics": [{"slug": "libraries", "name": "図書館"}],
        "verdict": {
            "id": verdict.pk,
            "url": partner.body(f"/api/v1/verdicts/{verdict.pk}/", "Verdict")["url"],
            "api_url": f"{SITE}/api/v1/verdicts/{verdict.pk}/",
            "state": "live",
            "headline": verdict.headline,
            "rating_code": "fij-false",
        },
    }
    assert partner.results("/api/v1/claims/", "ClaimPage") == [body]
    assert partner.results("/api/v1/claims/?topic=libraries", "ClaimPage") == [body]


def test_article_names_all_verdicts_and_says_what_the_newest_says(partner: Partner) -> None:
    verdict = verdict_with_everything()
    article = verdict.claim.appearances.get().revision.article

    body = partner.body(f"/api/v1/articles/{article.pk}/", "Article")

    assert body == {
        "id": article.pk,
        "api_url": f"{SITE}/api/v1/articles/{article.pk}/",
        "kind_code": "news",
        "title": article.title,
        "outlet": "みなと日報",
        "url": article.url,
        "published_at": "2026-03-01T03:00:00Z",
        "verdict_ids": [verdict.pk],
    }
    assert partner.results("/api/v1/articles/", "ArticlePage") == [body]


def test_claimant_is_listed_once_as_the_newest_verdict_shows_it(partner: Partner) -> None:
    claimant = factories.claimant(name="みなと市", affiliation="地方自治体")
    older, newer = verdict_with_everything(claimant=claimant), verdict_with_everything(claimant=claimant)
    claimants.describe(claimant, name="新みなと市", by=factories.reporter())
    corrected(older)

    [body] = partner.results("/api/v1/claimants/", "ClaimantPage")

    assert body == {
        "id": claimant.pk,
        "url": f"{SITE}/claimants/{claimant.pk}/",
        "api_url": f"{SITE}/api/v1/claimants/{claimant.pk}/",
        "verdicts_url": f"{SITE}/api/v1/verdicts/?claimant={claimant.pk}",
        "name": "新みなと市",
        "kind_code": "organisation",
        "affiliation": "地方自治体",
        "wikidata_id": "",
    }
    assert partner.body(f"/api/v1/claimants/{claimant.pk}/", "Claimant") == body
    verdicts = partner.results(body["verdicts_url"].removeprefix(SITE), "VerdictPage")
    assert [verdict["id"] for verdict in verdicts] == [newer.pk, older.pk]


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_nobody_else_is_a_claimant_here(partner: Partner, kind: Claimant.Kind) -> None:
    person = factories.claimant(name="港野みなみ", kind=kind)
    verdict = verdict_with_everything(claimant=person)

    assert partner.results("/api/v1/claimants/", "ClaimantPage") == []
    assert partner.results("/api/v1/articles/", "ArticlePage") == []
    assert partner.problem(f"/api/v1/claimants/{person.pk}/") == (404, "not_found")
    assert partner.body(f"/api/v1/claims/{verdict.claim_id}/", "Claim")["claimant"]["id"] is None


@pytest.mark.parametrize("end", ["hidden", "retracted"])
def test_index_rows_of_a_verdict_that_ended_are_unknown(partner: Partner, end: str) -> None:
    verdict, desk = verdict_with_everything(), factories.desk_editor()
    article = verdict.claim.appearances.get().revision.article

    if end == "hidden":
        redactions.hide(verdict, reason="決定", by=desk)
        assert partner.problem(f"/api/v1/claims/{verdict.claim_id}/") == (404, "not_found")
    else:
        publications.retract(verdict, note="前提が誤っていた", by=desk)
        assert partner.body(f"/api/v1/claims/{verdict.claim_id}/", "Claim")["verdict"]["state"] == "retracted"

    assert partner.problem(f"/api/v1/articles/{article.pk}/") == (404, "not_found")
    assert partner.problem(f"/api/v1/claimants/{verdict.claim.claimant_id}/") == (404, "not_found")


def test_ratings_come_by_scale_with_a_crosswalk(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        fij, jfc = partner.results("/api/v1/ratings/", "ScalePage")

    assert [rating["name"] for rating in fij["ratings"]] == [
        "正確",
        "ほぼ正確",
        "ミスリード",
        "不正確",
        "根拠不明",
        "誤り",
        "虚偽",
        "判定留保",
        "検証対象外",
    ]
    assert [rating["truth_value"] for rating in fij["ratings"]] == [5, 4, None, 3, None, 1, 1, None, None]
    assert {rating["code"]: rating["equivalents"] for rating in jfc["ratings"]} == {
        "jfc-accurate": ["fij-accurate"],
        "jfc-mostly-accurate": ["fij-mostly-accurate"],
        "jfc-unsupported": ["fij-unsupported", "fij-withheld"],
        "jfc-inaccurate": ["fij-inaccurate", "fij-misleading"],
        "jfc-false": ["fij-fabricated", "fij-false"],
    }


def test_index_leads_everywhere(partner: Partner) -> None:
    index = partner.body("/api/v1/", "Index")

    assert {name: partner.get(url.removeprefix(SITE)).status_code for name, url in index.items()} == dict.fromkeys(
        [
            *("verdicts", "claims", "articles", "claimants", "ratings", "topics", "changes", "dumps"),
            *("claim_reviews", "openapi", "docs", "guide"),
        ],
        200,
    ) | {"match": 405, "extract": 401, "tips": 401, "webhooks": 401}  # they take a POST, or a key


@pytest.mark.parametrize("query", ["rating=none", "topic=none", "claimant=999999"])
def test_a_filter_that_nothing_can_pass_is_refused(partner: Partner, query: str) -> None:
    verdict_with_everything()

    assert partner.problem(f"/api/v1/verdicts/?{query}") == (400, "invalid_parameters")


def test_topics_are_those_of_live_verdicts(partner: Partner) -> None:
    verdict_with_everything()
    publications.retract(factories.published_verdict(), note="前提が誤っていた", by=factories.desk_editor())

    assert partner.results("/api/v1/topics/", "TopicPage") == [{"slug": "libraries", "name": "図書館", "verdicts": 1}]


def test_words_find_verdicts(partner: Partner) -> None:
    verdict_with_everything()
    other = factories.published_verdict(factories.claim(statement="港の入港船は三割減った"))

    assert [found["id"] for found in partner.results("/api/v1/verdicts/?q=入港船", "VerdictPage")] == [other.pk]
    assert partner.results("/api/v1/claims/?q=ひまわり", "ClaimPage") == []
