"""What a printed verdict says of itself, and the code on it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import qrcode
from django.test import Client

from articles.public import print_codes
from tests import factories

pytestmark = pytest.mark.django_db


def test_page_brings_its_number_version_day_and_address_to_paper(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict())
    number = verdict.number

    pages = [
        client.get(path, follow=True).content.decode()
        for path in (f"/verdicts/{number}/", f"/verdicts/{number}/versions/1/")
    ]

    for page, version in zip(pages, (2, 1), strict=True):
        [printed] = re.findall(r'<aside class="printed">(.*?)</aside>', page, re.DOTALL)
        assert f"検証記事{number}番・第{version}版を印刷したものです。" in printed
        assert re.search(r"\d{4}年（令和[\d元]+年）\d+月\d+日の、", printed)
        assert f"<strong>http://127.0.0.1:8000/verdicts/{number}/</strong>" in printed
        assert f'src="/verdicts/{number}/qr.svg"' in printed
        assert 'loading="lazy"' in printed  # so that only who prints asks for it


def test_code_is_of_the_short_address(client: Client) -> None:
    number = factories.published_verdict(headline="長い見出し").number

    response = client.get(f"/verdicts/{number}/qr.svg")
    again = client.get(f"/verdicts/{number}/qr.svg", headers={"if-none-match": response.headers["ETag"]})

    assert response.content == print_codes.drawn(f"http://127.0.0.1:8000/verdicts/{number}/")
    assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == (
        "image/svg+xml",
        "public, no-cache",
    )
    assert (again.status_code, again.content) == (304, b"")


def test_drawing_has_the_modules_of_the_code() -> None:
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    made.add_data("https://factcheck.example/verdicts/20/")
    made.make()
    root = ElementTree.fromstring(print_codes.drawn("https://factcheck.example/verdicts/20/"))

    dark = re.findall(r"M(\d+),(\d+)h1v1h-1z", root[1].attrib["d"])
    wanted = [(x, y) for y, row in enumerate(made.get_matrix()) for x, is_dark in enumerate(row) if is_dark]
    assert [(int(x), int(y)) for x, y in dark] == wanted
    assert root.attrib["viewBox"] == "0 0 {0} {0}".format(len(made.get_matrix()))


def test_no_code_of_what_is_hidden_or_not_there(client: Client) -> None:
    verdict = factories.published_verdict()
    number = verdict.number
    slugged = client.get(f"/verdicts/{number}-slug/qr.svg")
    factories.hidden(verdict)

    assert (slugged.status_code, slugged.headers["Location"]) == (301, f"/verdicts/{number}/qr.svg")
    assert [client.get(f"/verdicts/{each}/qr.svg").status_code for each in (number, 999_999)] == [410, 404]
