"""Reasoning in Markdown: what readers see of it, what is left of it as plain text, and what nobody can put into a page."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.actions import publications, verdicts
from articles.models import PublicationContent, PublicationRendering, Verdict
from articles.public import prose
from tests import factories

TEXT = """年報では**８％増**だった[^1]。
次の行。

## 数え方

- 一つ
- [資料](https://minato.example/a?b=1&c=2)

| 年度 | 人数 |
|---|--:|
| 令和６ | 12万 |

市の説明[^注]。

[^注]: 広報課に電話で聞いた。
"""


def test_marks_become_html_that_readers_and_the_policy_take() -> None:
    page = prose.html(TEXT, 2)

    assert (
        '<strong>８％増</strong>だった<sup class="evidence-ref"><a href="#evidence-1" rel="noopener">根拠1</a>' in page
    )
    assert "</sup>。<br>\n次の行。</p>\n<h3>数え方</h3>" in page
    assert '<li><a href="https://minato.example/a?b=1&amp;c=2" rel="noopener">資料</a></li>' in page
    assert "<td>12万</td>" in page
    assert '<li id="fn1" class="footnote-item"><p>広報課に電話で聞いた。' in page
    assert "style=" not in page


def test_plain_text_has_the_words_and_no_marks() -> None:
    assert prose.plain(TEXT, 2) == (
        "年報では８％増だった（根拠1）。\n次の行。\n\n数え方\n\n・一つ\n・資料\n\n年度　人数\n令和６　12万\n\n市の説明（注1）。\n\n"
        "注1　広報課に電話で聞いた。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "一段落め。\n続き。\n\n二段落め。",
        "１．全角の番号\n・中黒",
        "A & B < C > D",
        "    字下げした行",
        "5 * 3 * 2",
        "a_b_c",
        "見出し\n---",
    ],
)
def test_plain_text_of_before_reads_as_before(text: str) -> None:
    assert prose.plain(text, 0) in (text, text.strip(), text.removesuffix("\n---"))
    assert "<pre>" not in prose.html(text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<b>)",
        '[x](https://a.example/"onclick="alert(1))',
        "![x](https://tracker.example/p.png)",
        "<a href='https://evil.example'>x</a>",
        "[^1]: <script>alert(1)</script>\n\n[^1]",
        "| <script> |\n|---|\n| <style> |",
    ],
)
def test_nothing_of_the_authors_runs_or_loads(text: str) -> None:
    page = prose.html(text, 1)

    assert [
        mark
        for mark in ("<script", "<img", "<style", " on", "javascript:", "data:")
        if f'<a href="{mark}' in page or (mark.startswith("<") and mark in page)
    ] == []
    assert 'onclick="' not in page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("来館者は**８％**増えた", "来館者は<strong>８％</strong>増えた"),
        ("市は**「２倍」**と述べた", "市は<strong>「２倍」</strong>と述べた"),
        ("**全体。**次の文", "<strong>全体。</strong>次の文"),
        ("2 * 3 * 4 と 5 ** 6", "2 * 3 * 4 と 5 ** 6"),
        ("**開いたまま", "**開いたまま"),
    ],
)
def test_emphasis_needs_no_blanks_in_japanese(text: str, html: str) -> None:
    assert prose.html(text, 0) == f"<p>{html}</p>\n"


def test_references_are_to_evidence_that_is_there_and_follow_it() -> None:
    assert "evidence-3" not in prose.html("資料[^3]", 2)
    assert prose.references("一つ[^2]と[^1]、`[^4]`、注[^5]。\n\n[^5]: 注") == [2, 1]
    assert prose.renumbered("一つ[^2]と[^1]、[^9]、注[^3]。\n\n[^3]: 注", {1: 2, 2: 1, 3: 4}) == (
        "一つ[^1]と[^2]、[^9]、注[^3]。\n\n[^3]: 注"
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["[^", "*", "[](", "|a", "> ", "- ", "[^1]", "[^a]: x\n", "`", "![[", "<a ", "\\"])
def test_longest_text_of_marks_ends(unit: str) -> None:
    text = unit * (20_000 // len(unit))

    assert prose.html(text, 9) is not None
    assert prose.plain(text, 9) is not None


@pytest.mark.django_db
def test_every_surface_shows_marks_as_html_or_not_at_all(client: Client) -> None:
    verdict = factories.published_verdict(reasoning=TEXT)
    corrected = factories.corrected(verdict, reasoning=TEXT.replace("８％", "９％"))
    number = corrected.number

    page = client.get(f"/verdicts/{number}/", follow=True).content.decode()
    body = client.get(f"/api/v1/verdicts/{number}/").json()
    found = client.get("/verdicts/", {"q": "数え方"}).content.decode()
    others = [
        client.get(path).content.decode()
        for path in (f"/embed/verdicts/{number}/", "/feeds/verdicts.atom", "/feeds/verdicts.json", "/corrections/", "/")
    ]

    assert '<strong>９％増</strong>だった<sup class="evidence-ref">' in page
    assert '<li id="evidence-1">' in page
    assert body["reasoning"] == prose.plain(TEXT.replace("８％", "９％"), 1)
    assert [mark for mark in ("**", "[^", "|---") for text in [page, found, *others] if mark in text] == []
    assert "数え方" in found


@pytest.mark.django_db
def test_version_of_before_markdown_stays_as_it_was() -> None:
    text = "**二つ**の理由。\n\n- 一つ[^1]"
    verdict = factories.published_verdict(reasoning=text)
    content = PublicationContent.objects.get()
    old = {**content.snapshot, "schema": 1}
    del old["no_reply_reason"]

    assert prose.of(old) == "<p>**二つ**の理由。</p>\n\n<p>- 一つ[^1]</p>"
    assert prose.plain_of(old) == text
    assert publications.retraction(verdict, now=factories.PUBLISHED_AT, note="") is not None
    assert "<strong>二つ</strong>" in PublicationRendering.objects.get().html


@pytest.mark.django_db
def test_name_hidden_behind_marks_is_found() -> None:
    by = factories.reporter()
    private = factories.claimant(name="楢葉沢ゆきの", kind="private_person")
    verdict = factories.complete_draft(
        factories.claim(claimant=private), by=by, reasoning="楢葉**沢**ゆきのさんの投稿。"
    )

    with pytest.raises(verdicts.snapshots.PrivateNameInText, match="検証の内容"):
        verdicts.submit(Verdict.objects.get(pk=verdict.pk), by=by)
