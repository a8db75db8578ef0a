"""sitemap.xml as an index, its files, and what the pages that change with the log alone say of themselves."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from articles.actions import topics
from articles.models import PublishedVerdict
from articles.public import addresses, sitemaps
from articles.public.converters import Reference
from tests import factories

pytestmark = pytest.mark.django_db
ROOT = "http://127.0.0.1:8000"


def listed(client: Client, path: str) -> dict[str, str | None]:
    """Path → when it changed, in order."""
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    names = {"s": sitemaps.NAMESPACE}
    return {
        each.findtext("s:loc", "", names).removeprefix(ROOT): each.findtext("s:lastmod", None, names)
        for each in ElementTree.fromstring(response.content)
    }


def test_index_names_the_files_and_they_what_readers_may_see(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    claimant = factories.claimant()
    topic = topics.register(slug="libraries", name="図書館", by=factories.reporter())
    claim = factories.claim(claimant=claimant, topics=[topic])
    first = factories.published_verdict(claim, headline="公開")
    factories.hidden(factories.published_verdict(headline="秘密"))
    last = factories.retracted(factories.published_verdict(headline="前の号"))
    size = max(first.number, 2)  # numbers go on from test to test: where the first is 1, all three need a file each
    monkeypatch.setattr(sitemaps, "SIZE", size)
    rows = PublishedVerdict.objects.in_bulk()
    changed = {number: row.updated_at.isoformat(timespec="seconds") for number, row in rows.items()}

    index = listed(client, "/sitemap.xml")

    claimants = f"/sitemap-claimants-{(claimant.pk - 1) // size + 1}.xml"
    assert index == {
        "/sitemap-pages-1.xml": None,
        "/sitemap-verdicts-1.xml": changed[first.number],
        "/sitemap-verdicts-2.xml": changed[last.number],
        claimants: None,
        "/sitemap-topics-1.xml": None,
        "/sitemap-archive-1.xml": None,
    }
    pages = [
        *("/", "/check/", "/verdicts/", "/topics/", "/claimants/", "/archive/"),
        *("/corrections/", "/methodology/", "/ratings/", "/statistics/", "/selection/"),
        *("/about/", "/funding/", "/privacy/", "/contact/", "/tips/"),
    ]
    found = {path: when for name in index for path, when in listed(client, name).items()}
    assert found == {
        **dict.fromkeys(pages),
        f"/verdicts/{first.number}-{quote('公開')}/": changed[first.number],
        f"/verdicts/{last.number}/": changed[last.number],  # retracted: by its number alone
        f"/claimants/{claimant.pk}/": None,
        "/topics/libraries/": None,
        f"/archive/{localdate():%Y/%m}/": None,
    }
    assert {client.get(path).status_code for path in found} == {200}


@pytest.mark.parametrize(
    "path", ["/sitemap-verdicts-7.xml", "/sitemap-pages-2.xml", "/sitemap-drafts-1.xml", "/sitemap-verdicts-0.xml"]
)
def test_file_that_the_index_does_not_name_is_none(client: Client, path: str) -> None:
    factories.published_verdict()

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("slug", ["", "公開", "a&b<c>", "100%", "'\"~:@!$()*+,;=", "に-ほ-ん", "𠮟"])
def test_path_of_a_verdict_is_what_its_url_pattern_says(slug: str) -> None:
    assert addresses.verdict_path(12, slug) == reverse("public:verdict-detail", args=[Reference(12, slug)])


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/verdicts/", "/verdicts/?q=図書館", "/corrections/", "/statistics/", "/methodology/", "/sitemap.xml"),
        *("/sitemap-verdicts-1.xml", "/topics/libraries/", "/topics/", "/archive/"),
    ],
)
def test_page_is_sent_again_only_after_a_publication(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    topic = topics.register(slug="libraries", name="図書館", by=factories.reporter())
    factories.published_verdict(factories.claim(topics=[topic]))
    first = client.get(path)
    tag = first.headers["ETag"]

    with django_assert_num_queries(2 if path.startswith("/verdicts/") else 1):  # of whom no figures are shown today
        again = client.get(path, headers={"if-none-match": tag})
    factories.published_verdict()
    changed = client.get(path, headers={"if-none-match": tag})

    assert (first.status_code, first.headers["Cache-Control"]) == (200, "public, no-cache")
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_page_that_is_none_is_none_whatever_is_asked(client: Client) -> None:
    factories.published_verdict()
    tag = client.get("/").headers["ETag"]
    nowhere = client.get("/topics/nowhere/", headers={"if-none-match": "*"})

    assert (nowhere.status_code, "ETag" in nowhere.headers) == (404, False)
    assert client.get("/", headers={"if-none-match": "*"}).status_code == 200
    assert client.get("/", headers={"if-none-match": f"W/{tag}"}).status_code == 304
