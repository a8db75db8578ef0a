"""Lines that run straight and addresses that lead openly: what the desk takes, the database too, and what stays of old rows."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from articles.actions import articles as importing
from articles.actions import claimants, evidence, outlets, tips
from articles.actions.fitness import ValueUnfit
from articles.api.read import bodies
from articles.models import (
    Article,
    Evidence,
    Outlet,
    PublicationContent,
    PublishedArticle,
    Scope,
    Tip,
    texts,
    web_addresses,
)
from articles.public import claim_review
from tests import factories

PASSWORD = "https://user:himitsu@news.example/1"
TURNED = "https://news.example/\u202egpj.exe"
UNSEEN_AT = "{}文字目に、見えない文字（{}）があります。取り除くか、{} と書いてください。"
USERINFO = "ユーザー名やパスワード（「@」とその前）を、URLから除いてください。"
NO_HOST = "URLの形になっていません。ホスト名（news.example など）を確かめてください。"
LOOK_ALIKE = "ホスト名に、ほかの文字と見まちがえやすい文字があります。{} の形で書いてください。"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (PASSWORD, USERINFO),
        ("https://minato.example@evil.example/", USERINFO),
        ("https://minato.example\\@evil.example/", USERINFO),
        ("https://@news.example/", USERINFO),
        (TURNED, UNSEEN_AT.format(22, "U+202E", "%E2%80%AE")),
        ("https://news.example/a b", UNSEEN_AT.format(23, "U+0020", "%20")),
        ("https://news\u200b.example/", UNSEEN_AT.format(13, "U+200B", "%E2%80%8B")),
        ("https://news.example/\x1b[2J", UNSEEN_AT.format(22, "U+001B", "%1B")),
        ("https://news.example:99999/", "URLの形になっていません。ポート番号は1〜65535です。"),
        ("https://[::1", "URLの形になっていません。ポート番号は1〜65535です。"),
        ("https://news.example:0/", NO_HOST),
        ("https://intranet/", NO_HOST),
        ("https:///news.example/", NO_HOST),
        ("javascript:alert(1)", "http:// か https:// で始まるURLにしてください。"),
        ("//news.example/", "http:// か https:// で始まるURLにしてください。"),
        ("https://n\u0435ws.example/", LOOK_ALIKE.format("xn--nws-rdd.example")),  # a Cyrillic е
        ("https://news．example/", LOOK_ALIKE.format("news.example")),
        (f"https://{'é' * 70}.example/", LOOK_ALIKE.format("xn--…")),
    ],
    ids=ascii,
)
def test_an_address_that_hides_where_it_leads_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        web_addresses.leads_openly(url)

    assert refused.value.messages == [reason]


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/1",
        "HTTPS://NEWS.EXAMPLE:8443/a?b=c@d#e@f",
        "http://みなと市役所.example/図書館/来館者？",
        "https://xn--nws-rdd.example/%E2%80%AE",
        "http://127.0.0.1:8000/",
        "http://[::1]/",
        "http://localhost:8000/",
        "https://news.example./@minato/😀",
    ],
)
def test_an_address_that_leads_openly_is_taken_and_shown_as_it_is(url: str) -> None:
    web_addresses.leads_openly(url)

    assert web_addresses.shown(url) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (PASSWORD, "https://news.example/1"),
        ("https://minato.example@evil.example/", "https://evil.example/"),
        ("https://a@b@news.example/@c", "https://news.example/@c"),
        (TURNED, "https://news.example/%E2%80%AEgpj.exe"),
        ("https://news\u202e.example/", ""),
        ("", ""),
    ],
    ids=ascii,
)
def test_an_old_address_is_shown_without_what_it_hides(url: str, shown: str) -> None:
    assert web_addresses.shown(url) == shown


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["@", "//", "\u202e", "a@", ":", "https://", "é"])
def test_a_long_address_ends(part: str) -> None:
    for url in (part * 100_000, f"https://{part * 100_000}", f"https://a.example/{part * 100_000}"):
        with suppress(ValidationError):
            web_addresses.leads_openly(url)
        assert len(web_addresses.shown(url)) < 2_000_000


@pytest.mark.parametrize("sign", "\u061c\u200e\u200f\u202a\u202e\u2066\u2069", ids=ascii)
def test_a_line_that_turns_is_refused_by_place(sign: str) -> None:
    with pytest.raises(ValidationError) as refused:
        texts.runs_straight(f"図書{sign}館")

    assert refused.value.messages == [
        f"3文字目に、文字の並ぶ向きを変える見えない文字（U+{ord(sign):04X}）があります。取り除いてください。"
    ]


@pytest.mark.parametrize("sign", "\x01\t\n\r\x1b\x1f\x7f\x85\x9b\u2028\u2029", ids=ascii)
def test_a_line_that_ends_or_controls_a_terminal_is_refused_by_place(sign: str) -> None:
    with pytest.raises(ValidationError) as refused:
        texts.runs_straight(f"図書{sign}館")

    assert refused.value.messages == [f"3文字目に、改行か制御文字（U+{ord(sign):04X}）があります。取り除いてください。"]


@pytest.mark.parametrize("line", ["図書館", "葛\U000e0100城市", "👨\u200d👩\u200d👧", "שלום", "a\u200bb"], ids=ascii)
def test_other_lines_are_taken(line: str) -> None:
    texts.runs_straight(line)


def _entrances() -> dict[str, Any]:
    """Every action that takes a line or an address in."""
    by, bent = factories.reporter(), "図書\u202e館"
    article = {"text": "港の話。", "by": by}
    key, draft = factories.api_key(Scope.TIPS_WRITE).key, factories.complete_draft
    return {
        "article": lambda: importing.import_article(**article, title="題", url=PASSWORD),
        "title": lambda: importing.import_article(**article, title=bent),
        "account": lambda: importing.import_article(**article, title="題", account=bent),
        "byline": lambda: importing.import_article(**article, title="題", byline=bent),
        "address": lambda: importing.add_address(factories.revision().article, url=PASSWORD, by=by),
        "tip": lambda: tips.receive(text="港の話。", url=PASSWORD, by=key),
        "contact": lambda: tips.receive(text="港の話。", contact=bent, by=key),
        "outlet": lambda: outlets.register(name=bent, by=by),
        "outlets": lambda: outlets.register_each([bent], by=by),
        "outlet's address": lambda: outlets.register(name="みなと日報", url=TURNED, by=by),
        "claimant": lambda: claimants.register(name=bent, kind="organisation", by=by),
        "affiliation": lambda: claimants.register(name="港", kind="organisation", affiliation=bent, by=by),
        "evidence": lambda: evidence.add(draft(by=by), by=by, title="年報", url=PASSWORD),
        "archived": lambda: evidence.add(draft(by=by), by=by, title="年報", archive_url=TURNED),
        "source": lambda: evidence.add(draft(by=by), by=by, title=bent),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(15))
def test_no_way_leads_past_it(number: int) -> None:
    act = list(_entrances().values())[number]

    with pytest.raises(ValueUnfit, match=r"見えない文字|ユーザー名"):
        act()


def test_a_title_made_of_the_text_runs_straight() -> None:
    assert importing.title_of("\u202e\n \u2067港の\u202e\x1b話\u2069\n") == "港の話"


def _old(table: str, **values: str) -> None:
    """As an earlier release kept it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE articles_{table} DISABLE TRIGGER USER")
        for name, value in values.items():
            cursor.execute(f"UPDATE articles_{table} SET {name} = %s", [value])
        cursor.execute(f"ALTER TABLE articles_{table} ENABLE TRIGGER USER")


@pytest.mark.django_db
def test_the_database_refuses_them_when_they_are_written_and_leaves_old_rows_alone() -> None:
    revision = factories.revision(url="https://news.example/1", outlet=outlets.register(name="みなと日報", by=None))
    evidence.add(factories.complete_draft(), by=factories.reporter(), title="年報")
    tips.receive(text="港の話。", by=factories.api_key(Scope.TIPS_WRITE).key)
    for rows, name, value in (
        (Article.objects, "url", PASSWORD),
        (Article.objects, "title", "図書\u202e館"),
        (Outlet.objects, "name", "\u2066"),
        (Outlet.objects, "url", TURNED),
        (Evidence.objects, "archive_url", "https://a.example/\u2028"),
        (Tip.objects, "url", "https://minato.example@evil.example/"),
    ):
        with pytest.raises(IntegrityError, match="hides where it leads"), transaction.atomic():
            rows.all().update(**{name: value})

    _old("article", url=PASSWORD, title="図書\u202e館")
    importing.describe(revision.article, by=factories.reporter(), byline="楢崎")

    row = Article.objects.get(pk=revision.article_id)
    assert (row.byline, row.url, row.title) == ("楢崎", PASSWORD, "図書\u202e館")


@pytest.mark.django_db
def test_what_an_old_address_hides_goes_out_nowhere() -> None:
    """Neither where it is published from now on, nor of what was published before."""
    claim = factories.claim()
    factories.appearance(claim, url="https://news.example/1")
    draft = factories.complete_draft(claim)
    _old("article", url=PASSWORD)
    _old("evidence", url=PASSWORD, archive_url=TURNED)

    verdict = factories.published(draft)

    said = PublicationContent.objects.shown_of(verdict.number).snapshot
    assert [row["url"] for row in (*said["appearances"], *said["evidence"])] == ["https://news.example/1"] * 2
    assert PublishedArticle.objects.get().url == "https://news.example/1"
    before = {
        **said,
        "appearances": [{**said["appearances"][0], "url": PASSWORD}],
        "evidence": [{**said["evidence"][0], "url": PASSWORD}],
    }
    for told in (str(claim_review.claim_review(before)), bodies.representations.verdict(before, None).encoded()):
        assert "himitsu" not in str(told)
        assert "https://news.example/1" in str(told)
