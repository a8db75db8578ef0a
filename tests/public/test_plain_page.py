"""The page that bench/readers.py compares ours with is the same page, made from the desk's rows at every request."""

import pytest
from django.test import Client
from pytest_django import Settings

from articles.actions import public_members, topics
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_rival_serves_the_same_bytes(client: Client, settings: Settings) -> None:
    by = factories.reporter(display_name="浜田朱里")
    public_members.agree(by, by=by)
    claimant, topic = factories.claimant(), topics.register(slug="local", name="地域", by=by)
    for headline in ("最初の見出し", "次の見出し", "最後の見出し"):
        claim = factories.claim(claimant=claimant, topics=[topic])
        factories.appearance(claim, url="https://news.example/1")
        verdict = factories.published_verdict(claim, by=by, headline=headline)
    settings.ROOT_URLCONF = "bench.peer_pages"

    ours = client.get(f"/verdicts/{verdict.number}/", follow=True)
    rival = client.get(f"/peers/verdicts/{verdict.number}/")

    assert "次の見出し" in ours.content.decode().replace("<wbr>", "")
    assert rival.content == ours.content
