"""Verdicts in English: what the desk wrote, state first, beside the Japanese page and never in its place."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from articles.models import Verdict
from tests import factories

pytestmark = pytest.mark.django_db

CLAIM = "Visitors to the city library doubled"
ENGLISH = {
    "english_claim": CLAIM,
    "english_finding": "The annual report counts 8% more visitors.",
    "english_summary": "The city said they doubled.\nThe report shows 8%.\nThe city admitted a miscount.",
}


def path_of(verdict: Verdict) -> str:
    return f"/en/verdicts/{verdict.number}-visitors-to-the-city-library-doubled/"


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code, response.headers.get("Location"))
    return response.content.decode().replace("<wbr>", "")


def test_verdict_is_told_in_english(client: Client) -> None:
    verdict = factories.published_verdict(**ENGLISH)

    page = read(client, path_of(verdict))

    assert '<html lang="en">' in page
    assert re.findall("<title>(.*?)</title>", page)[0].startswith(f"False: “{CLAIM}” | ")
    assert [line in page for line in ENGLISH["english_summary"].split("\n")] == [True] * 3
    assert "Factually wrong in whole or in its main points." in page
    assert "own translation" in page
    assert client.get(f"/en/verdicts/{verdict.number}/").headers["Location"] == path_of(verdict)
    assert client.get(path_of(verdict)).headers["Content-Language"] == "en"
