"""Addresses of one page have one key, and no two pages share one."""

import pytest

from articles.search.links import is_link, link_key, links_in

PAGE = "https://news.example/2026/03/library"


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/2026/03/library",
        "HTTPS://News.Example/2026/03/library",
        "https://www.news.example/2026/03/library/",
        "https://news.example:443/2026/03/library",
        "  https://news.example/2026/03/library\n",
        "https://news.example/2026/03/library?utm_source=x&utm_medium=social",
        "https://news.example/2026/03/library?fbclid=abc#:~:text=図書館",
        "https://news.example/2026/03/library?gclid=1&_ga=2#comments",
        "https://news.example/2026/03/library/amp/",
        "https://news.example/2026/03/library/amp",
        "https://news.example/amp/2026/03/library",
        "https://amp.news.example/2026/03/library",
        "https://news.example/2026/03/library?amp=1",
        "https://news.example/2026/03/library?outputType=amp",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2026/03/library",
        "https://www.google.co.jp/amp/s/news.example/2026/03/library",
        "https://m.news.example/2026/03/library",
        "news.example/2026/03/library",
        "www.news.example/2026/03/library/?fbclid=1",
        "HTTPS://NEWS.EXAMPLE/2026/03/LIBRARY",
        "https://user:pass@news.example/2026/03/library",
        "https://news.example/2026/03/%6Cibrary",
    ],
)
def test_addresses_of_one_page_meet(other: str) -> None:
    assert link_key(other) == link_key(PAGE) == "news.example/2026/03/library"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.com/minato/status/1", "https://twitter.com/minato/status/1?ref_src=twsrc"),
        ("https://news.example/a.html", "https://news.example/a.amp.html"),
        ("https://news.example/図書館", "https://news.example/%E5%9B%B3%E6%9B%B8%E9%A4%A8"),
        ("https://日本語.example/a", "https://xn--wgv71a119e.example/a"),
        ("https://news.example/?b=2&a=1", "https://news.example/?a=1&b=2"),
        ("https://news.example", "https://news.example/"),
    ],
)
def test_two_forms_of_one_address_meet(one: str, other: str) -> None:
    assert link_key(one) == link_key(other) != ""


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/2026/03/library2",
        "https://news.example/2026/03/Library",
        "https://news.example/2026/03/library?page=2",
        "https://other.example/2026/03/library",
        "https://news.example:8080/2026/03/library",
        "https://news.example/2026/03/library/lamp",
        "https://news.example/2026/03",
    ],
)
def test_other_pages_do_not_meet(other: str) -> None:
    assert link_key(other) not in ("", link_key(PAGE))


@pytest.mark.parametrize(
    "text", ["", "図書館", "javascript:alert(1)", "ftp://a.example/", "http://", "https://[", "https://a:b:c/", "//a.b"]
)
def test_what_is_no_web_address_has_no_key(text: str) -> None:
    assert link_key(text) == ""


def test_links_are_found_between_japanese() -> None:
    text = "【拡散希望】これ本当？https://news.example/a?b=1、詳しくは（https://news.example/図書館）で。"

    assert links_in(text) == ["https://news.example/a?b=1", "https://news.example/図書館"]
    assert links_in("これ本当？news.example/a　minato@news.example/b 3.5/7") == ["news.example/a"]
    assert [is_link(text), is_link(" https://news.example/a ")] == [False, True]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["https://", "https://a", "/amp", ".amp", "%", "www.", "?utm_=&", "a.", "a.example/", "a-", "https://a/?a=&", "["],
)
def test_time_grows_no_faster_than_the_text(text: str) -> None:
    hostile = text * 300_000

    links_in(hostile)
    is_link(hostile)
    link_key(hostile)
    link_key(f"https://a.example/{hostile}")
