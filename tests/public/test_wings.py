"""The public wing reads the publication log and what is derived from it, and no other table."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.actions import topics
from articles.public.urls import urlpatterns
from tests import factories

pytestmark = pytest.mark.django_db

ALLOWED = {
    "articles_publication",
    "articles_publicationcontent",
    "articles_publicationrendering",
    "articles_publishedverdict",
    "articles_publishedclaimant",
    "articles_publishedarticle",
    "articles_rating",
    "articles_ratingscale",
}
HEALTH = {"healthz", "livez"}
TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE)\s+"?([a-z_]+)', re.IGNORECASE)


@contextmanager
def tables_touched() -> Iterator[set[str]]:
    touched: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        touched.update(TABLE.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield touched


@pytest.fixture
def addresses() -> dict[str, list[str]]:
    """Addresses by URL name, of a newsroom with something of everything."""
    topic = topics.register(slug="local", name="地域", by=factories.reporter())
    city = factories.claimant()
    claim = factories.claim(claimant=city, topics=[topic])
    factories.appearance(claim)
    live = factories.corrected(factories.published_verdict(claim), summary="一。\n二。\n三。").number
    void = factories.retracted(factories.published_verdict()).number
    gone = factories.published_verdict()
    factories.hidden(gone)
    numbers = (live, void, gone.number)
    return {
        "home": ["/"],
        "verdict-list": ["/verdicts/", "/verdicts/?q=図書館&rating=fij-false&topic=local"],
        "verdict-detail": [f"/verdicts/{number}/" for number in numbers],
        "version-detail": [f"/verdicts/{number}/versions/{version}/" for number in numbers for version in (1, 2)],
        "verdict-embed": [f"/embed/verdicts/{number}/" for number in numbers],
        "claimant-detail": [f"/claimants/{city.pk}/"],
        "topic-detail": ["/topics/local/"],
        "correction-list": ["/corrections/"],
        "methodology": ["/methodology/"],
        "statistics": ["/statistics/"],
        "verdict-atom": ["/feeds/verdicts.atom"],
        "verdict-rss": ["/feeds/verdicts.rss"],
        "verdict-json": ["/feeds/verdicts.json"],
        "sitemap": ["/sitemap.xml"],
        "robots": ["/robots.txt"],
    }


def test_every_public_url_stays_in_its_wing(addresses: dict[str, list[str]]) -> None:
    client = Client()
    client.force_login(factories.desk_editor())  # whose session and account no reader page may look at
    assert set(addresses) == {pattern.name for pattern in urlpatterns} - HEALTH

    with tables_touched() as touched:
        for path in [path for paths in addresses.values() for path in paths]:
            response = client.get(path, follow=True)
            assert response.status_code in (200, 410), path
            assert "Set-Cookie" not in response.headers

    assert touched - ALLOWED == set()
    assert "articles_publishedverdict" in touched


def test_unknown_page_reads_nothing() -> None:
    with tables_touched() as touched:
        Client().get("/nowhere/")

    assert touched == set()
