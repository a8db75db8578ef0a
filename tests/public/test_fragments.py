"""Other people's pages and print: whatever is written, the markup is valid, nothing executes, the state comes first."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import html5lib
import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import PublishedVerdict
from articles.models.snapshot import Snapshot
from articles.public import claim_review, embeds, face, feed_formats, feed_items, fragments, rendering
from articles.public.feed_formats import Feed
from articles.public.feed_items import Entries, Item
from tests import factories
from tests.public.claim_review_rules import problems_of
from tests.public.generated import FINDING, HEADLINE, LINE, snapshots

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAGE = '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>x</title></head><body>{}</body></html>'


@settings(max_examples=40)
@given(snapshots(), st.sampled_from(["", "correction", "rating_change"]))
def test_markup_of_any_text_is_valid_and_executes_nothing(snapshot: Snapshot, change: str) -> None:
    shown = face.of_snapshot(snapshot, change)
    verdict = rendering.verdict(snapshot, (), change)
    head = render_to_string("public/_share.html", {"face": shown})

    for markup in (verdict + head, fragments.html(snapshot, shown, {})):
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(PAGE.format(markup))
        assert [element.tag for element in tree.iter() if element.tag == "script"] == []
        attributes = [name for element in tree.iter() for name in element.attrib]
        assert [name for name in attributes if name.startswith("on")] == []
        assert [a.get("href") for a in tree.iter("a") if a.get("href", "").lower().startswith("javascript:")] == []
    said = verdict.replace("<wbr>", "")
    assert said.index(shown.lead) <= said.index(HEADLINE)
    review = claim_review.claim_review(snapshot)
    assert review is not None
    assert [
        each for each in problems_of(review) if each != "the claim holds the rating"
    ] == []  # what an editor has to know


@settings(max_examples=40)
@given(snapshots(), st.sampled_from(["", "correction"]))
def test_feeds_of_any_text_are_well_formed_and_say_the_title(snapshot: Snapshot, change: str) -> None:
    shown = face.of_snapshot(snapshot, change)
    html = fragments.html(snapshot, shown, {})
    url = shown.url
    item = Item(url, url, url, shown.rated_title, shown.description, html, ["地域"], ["浜田"], url, NOW, NOW)
    feed = Feed("名", "説明", "/feeds/x", "1:a", Entries([item], []))

    for write in (feed_formats.atom, feed_formats.rss, feed_formats.smartformat):
        root = ElementTree.fromstring(write(feed)[0])
        titles = [element.text for element in root.iter() if element.tag.split("}")[-1] == "title"]
        assert titles == ["名", shown.rated_title]


@settings(max_examples=40)
@given(snapshots(state="retracted"))
def test_nothing_of_a_retracted_text_goes_out(snapshot: Snapshot) -> None:
    shown = face.of_snapshot(snapshot, "")

    for text in (fragments.html(snapshot, shown, {}), fragments.upright(snapshot, shown, {})):
        assert "【取り消し】" in text[:40]
        assert [words for words in (HEADLINE, LINE, FINDING) if words in text] == []
    assert claim_review.claim_review(snapshot) is None


@given(snapshots())
def test_upright_text_has_no_sign_that_lies_down(snapshot: Snapshot) -> None:
    *lines, address, end = fragments.upright(snapshot, face.of_snapshot(snapshot, ""), {}).split("\n")

    assert (address, end) == ("http://127.0.0.1:8000/verdicts/20/", "")
    assert re.search("[\x21-\x7e]", "".join(lines)) is None


@pytest.mark.django_db
def test_fragment_and_print_of_a_verdict(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(), note="数を直しました。", headline="来館者は8%増")
    fragment, upright = (client.get(f"/verdicts/{verdict.number}/{name}") for name in ("fragment.html", "print.txt"))
    again = client.get(f"/verdicts/{verdict.number}/print.txt", headers={"if-none-match": upright.headers["ETag"]})

    assert fragment.content.decode().startswith('<article lang="ja">\n<p><strong>【訂正】</strong>')
    assert upright.content.decode().startswith("【訂正】【誤り】来館者は８％増\n■検証した主張\n「市立図書館の")
    assert upright.headers["X-Robots-Tag"] == "noindex"
    assert again.status_code == 304
    factories.hidden(verdict)
    assert client.get(f"/verdicts/{verdict.number}/print.txt").status_code == 410


def test_frame_grows_with_the_text() -> None:
    heights = [
        embeds.height(PublishedVerdict(verdict_number=1, statement="あ" * n, headline="い" * 20)) for n in (10, 200)
    ]

    assert heights == sorted(heights)
    assert heights[0] >= 280


def test_announced_kinds_are_those_a_reader_of_the_old_text_must_hear_of() -> None:
    assert set(feed_items.ANNOUNCED) == {"published", "correction", "rating_change", "retraction"}
