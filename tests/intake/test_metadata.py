import json
from datetime import UTC, datetime

import pytest

from articles.intake import html, prefill
from articles.intake.page import Page
from tests.intake.files import TITLE, page_markup

JSON_LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "BreadcrumbList", "name": "社会"},
        {
            "@type": ["NewsArticle"],
            "headline": TITLE,
            "datePublished": "2026-03-01T12:00:00+09:00",
            "author": [{"@type": "Person", "name": "古賀 美咲"}, {"@type": "Person", "name": "森 健"}],
            "publisher": {"@type": "Organization", "name": "みなと新報"},
        },
    ],
}
META = (
    '<meta property="og:site_name" content="みなと新報"><meta name="author" content="古賀 美咲">'
    '<meta property="article:published_time" content="2026-03-01T12:00:00+09:00">'
    '<link rel="canonical" href="https://minato.example/news/1">'
)


def about(head: str, body: str = "") -> Page:
    return html.article_of(page_markup(head=head, body=body))._replace(text="")


def test_meta_names_outlet_author_time_and_address() -> None:
    assert about(META) == Page(
        TITLE, "", "", "みなと新報", "https://minato.example/news/1", "古賀 美咲", "2026-03-01T12:00:00+09:00"
    )


def test_json_ld_names_outlet_authors_and_time() -> None:
    page = about(f'<script type="application/ld+json">{json.dumps(JSON_LD)}</script>')

    assert page == Page(TITLE, "", "", "みなと新報", "", "古賀 美咲、森 健", "2026-03-01T12:00:00+09:00")


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>',
        '<script type="application/ld+json">' + "[" * 5_000 + "</script>",
        '<script type="application/ld+json">{"@type":"NewsArticle","author":' + "[" * 400 + "]" * 400 + "}</script>",
        '<meta name="author" content="https://minato.example/koga">',
        '<link rel="canonical" href="https://minato.example/"><meta property="og:url" content="/news/1">',
        '<link rel="canonical" href="javascript:alert(1)"><link rel="canonical" href="http://[">',
    ],
)
def test_what_says_nothing_of_the_article_is_left_empty(head: str) -> None:
    assert about(head) == Page(TITLE, "")


def test_author_who_is_the_outlet_is_no_byline() -> None:
    assert (
        about('<meta property="og:site_name" content="みなと新報"><meta name="author" content="みなと新報">').byline
        == ""
    )


def test_time_in_the_article_is_that_of_publication() -> None:
    assert about("", '<time datetime="2026-03-01">１日</time>').published_at == "2026-03-01"
    assert about("", '<time datetime="2026-03-01"></time><time datetime="2026-03-02"></time>').published_at == ""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="倍増の発表 | みなと新報"><meta property="og:site_name" content="みなと新報">', "倍増の発表"),
        ('<meta property="og:title" content="A | B">', "A | B"),
        ("", TITLE),
    ],
)  # fmt: skip
def test_title_comes_without_the_outlet(head: str, title: str) -> None:
    assert about(head).title == title


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>3</sup>トン", "10³トン"),
        ("10<sup>-12</sup>", "10⁻¹²"),
        ("2<sup>k</sup>通り", "2^k通り"),
        ("500m<sup>2</sup>とCO<sub>2</sub>", "500m²とCO2"),
        ("増えた<sup>[1]</sup>。", "増えた[1]。"),
        ("21<sup>st</sup>", "21st"),
        ("<ruby>港<rp>（</rp><rt>みなと</rt><rp>）</rp></ruby>町", "港町"),
    ],
)
def test_what_elements_say_is_said_in_characters(markup: str, text: str) -> None:
    assert html.fragment(f"<p>{markup}</p>").text == text


@pytest.mark.parametrize(
    "caption",
    [
        '<figure><img src="a.jpg"><figcaption>会見する古賀市長＝１日、みなと市</figcaption></figure>',
        '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">会見する古賀市長＝１日、みなと市</p></div>',
        '<figure><img src="a.jpg"><figcaption>写真＝会見する古賀市長＝１日、みなと市</figcaption></figure>',
    ],
)
def test_caption_is_a_line_that_says_so(caption: str) -> None:
    lines = html.article_of(page_markup(body=caption)).text.split("\n")

    assert lines[1] == "写真＝会見する古賀市長＝１日、みなと市"
    assert len(lines) == 4


def test_prefill_gives_values_that_columns_take() -> None:
    page = Page(
        TITLE, "", "transcript", "みなと新報", "https://minato.example/1", "古賀 美咲", "2026-03-01T12:00:00+09:00"
    )

    assert prefill.of(page) == prefill.Said(
        TITLE,
        "transcript",
        "みなと新報",
        "https://minato.example/1",
        "古賀 美咲",
        datetime(2026, 3, 1, 3, tzinfo=UTC),
    )


def test_prefill_leaves_out_what_no_column_takes() -> None:
    page = Page("あ" * 600, "", "cartoon", "み" * 300, "ftp://minato.example/1", "古賀\0", "昨日")

    assert prefill.of(page) == prefill.Said("あ" * 500, "", "", "", "", None)
