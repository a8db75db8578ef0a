import pytest

from articles.intake import document, html
from articles.intake.page import Page

PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="{charset}"><title>市立図書館の来館者が倍増 | みなと新報</title>
<script>document.write("広告の文")</script></head>
<body>
<nav><ul><li><a href="/">トップ</a></li><li><a href="/news">社会</a></li></ul></nav>
<article>
<h1>市立図書館の来館者が倍増</h1>
<p>みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。</p>
<h2>市長「県内最多」</h2>
<p>市長は「県内で最も多い」と述べた。<br>担当者は詳しい内訳を公表していない。</p>
</article>
<aside><h3>関連記事</h3><ul><li><a href="/2">水道料金を値上げへ</a></li></ul></aside>
<footer>無断転載を禁じます</footer>
</body></html>
"""
ARTICLE = (
    "市立図書館の来館者が倍増\n"
    "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。\n"
    "市長「県内最多」\n"
    "市長は「県内で最も多い」と述べた。\n"
    "担当者は詳しい内訳を公表していない。"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp"])
def test_read_page_gives_title_and_article_without_the_rest(encoding: str) -> None:
    page = document.read(PAGE.format(charset=encoding).encode(encoding))

    assert page == Page(title="市立図書館の来館者が倍増", text=ARTICLE)


def test_read_believes_the_bytes_and_not_the_declared_charset() -> None:
    page = document.read(PAGE.format(charset="euc-jp").encode("cp932"))

    assert page.text == ARTICLE


@pytest.mark.parametrize(
    "opening",
    [
        "<html><body>",
        "  \n<HTML>",
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
        "<!-- saved from url=(0030)https://minato.example/ -->\n<html>",
    ],
)
def test_is_html_for_whole_pages(opening: str) -> None:
    assert html.is_html(opening)


@pytest.mark.parametrize("text", ["図書館の<b>来館者</b>が倍増", "<図書館だより> 第３号", "htmlの話", ""])
def test_is_html_not_for_text_with_angle_brackets(text: str) -> None:
    assert not html.is_html(text)
    assert document.read(text.encode()) == Page(title="", text=text)


@pytest.mark.parametrize(
    "markup",
    [
        "<html></html>",
        "<!DOCTYPE html><html><head><title>読み込み中</title></head><body><script>start()</script></body></html>",
        "<html>" + "<div>" * 50_000,
    ],
)
def test_page_without_text_says_what_to_do(markup: str) -> None:
    with pytest.raises(html.PageWithoutText, match="記事の本文が見つかりません"):
        html.article_of(markup)
