"""gzip where no proxy does it: of public answers alone, and told apart from what is not compressed."""

import gzip

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from articles.public.compression import CompressionMiddleware, accepts_gzip
from tests import factories

pytestmark = pytest.mark.django_db
PATHS = ["/", "/verdicts/", "/feeds/verdicts.atom", "/feeds/verdicts.json", "/api/v1/verdicts/", "/api/v1/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
def test_public_answer_is_compressed_for_who_takes_it(client: Client, path: str) -> None:
    factories.published_verdict()
    plain = client.get(path)

    packed = client.get(path, headers={"accept-encoding": "br, gzip"})
    head = client.head(path, headers={"accept-encoding": "gzip"})
    again = client.get(path, headers={"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]})
    from_plain = client.get(path, headers={"if-none-match": packed.headers["ETag"]})

    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert packed.headers["Content-Length"] == head.headers["Content-Length"] == str(len(packed.content))
    assert (again.status_code, again.headers["ETag"]) == (304, packed.headers["ETag"])
    assert (from_plain.status_code, from_plain.headers["ETag"]) == (304, plain.headers["ETag"])
    assert {"Accept-Encoding" in each.headers["Vary"] for each in (plain, packed, again, from_plain)} == {True}
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        *(("gzip", True), ("GZIP;q=0.5", True), ("*", True), ("br;q=1, *;q=0.1", True)),
        *(("", False), ("br", False), ("gzip;q=0", False), ("gzip; q=0.000", False), ("*;q=0", False)),
        *(("*, gzip;q=0", False), ("gzip2", False)),
    ],
)
def test_who_takes_gzip(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


def test_desk_and_short_answers_are_sent_as_they_are(client: Client) -> None:
    client.force_login(factories.desk_editor())

    for path in ("/admin/", "/admin/queue/", "/livez"):
        response = client.get(path, headers={"accept-encoding": "gzip"})
        assert (response.status_code, "Content-Encoding" in response.headers) == (200, False)


def test_proxy_compresses_by_itself(settings: Settings) -> None:
    settings.BEHIND_PROXY = True

    with pytest.raises(MiddlewareNotUsed):
        CompressionMiddleware(lambda _request: HttpResponse())
