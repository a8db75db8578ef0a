"""「その話、本当ですか。」: what a reader is told about a pasted message, in exact words."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles import quotas
from articles.actions import topics
from articles.models import PublishedVerdict, Rating, Verdict
from articles.public import check, message, pace
from articles.search.matching import Answer, Band, Match, Statement
from tests import factories

pytestmark = pytest.mark.django_db

CLAIM = "汐見市立図書館の来館者は前年度の８割に減った"
OTHER = "柏浜市は水道事業を海外の会社に売却する"


def publish(statement: str = CLAIM, **content: str) -> Verdict:
    number = next(factories.numbers)
    topic = topics.register(slug=f"topic{number}", name=f"暮らし{number}", by=factories.reporter())
    return factories.published_verdict(factories.claim(statement=statement, topics=[topic]), **content)


def ask(text: str, **headers: str) -> HttpResponse:
    return Client().post("/check/", {"message": text}, headers=headers)


def plain(response: HttpResponse) -> str:
    """The answers as they read, without the form below them."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index('<div class="ask"')]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", main.replace("<wbr>", ""))))


def sections(response: HttpResponse) -> dict[str, str]:
    """What is said under each heading."""
    parts = re.split(r'<h2 id="(same|withdrawn|near|unknown)-title">', response.content.decode())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


class TestAnswers:
    def test_the_same_claim_is_checked_and_has_its_stamp(self) -> None:
        publish(headline="図書館の検証")

        response = ask("汐見市立図書館の来館者が前年度の8割に減ったって本当ですか？")

        said = plain(response)
        assert list(sections(response)) == ["same"]
        assert f"検証した主張「{CLAIM}」 判定：×誤り" in said
        assert "図書館の検証" in said

    def test_another_number_is_near_and_the_difference_is_said(self) -> None:
        publish()

        response = ask("汐見市立図書館の来館者は前年度の3割に減った")

        assert list(sections(response)) == ["near"]
        assert "お尋ねの文そのものは検証していません。" in plain(response)
        assert re.search("違う数字：検証したのは「[8８]割」、お尋ねは「3割」です。", plain(response))

    def test_another_place_is_near(self) -> None:
        publish(OTHER)

        response = ask("北浜市は水道事業を海外の会社に売却する")

        assert list(sections(response)) == ["near"]
        assert "検証したのは「柏浜市」、お尋ねは「北浜市」です。" in plain(response)

    def test_what_is_of_yesterday_was_not_claimed_a_year_ago(self) -> None:
        long_ago = timezone.localdate() - timedelta(days=400)
        factories.published_verdict(factories.claim(statement=CLAIM, claimed_date=long_ago))

        response = ask(f"さっき、{CLAIM}")

        assert list(sections(response)) == ["near"]
        assert (
            f"検証したのは「{long_ago.year}年{long_ago.month}月{long_ago.day}日」、お尋ねは「さっき」です。"
            in plain(response)
        )

    def test_a_denial_is_near(self) -> None:
        publish(OTHER)

        response = ask("柏浜市は水道事業を海外の会社に売却しない")

        assert list(sections(response)) == ["near"]
        assert "言っていることが逆です。" in plain(response)

    def test_what_was_not_checked_is_not_found_and_not_called_wrong(self) -> None:
        publish()

        response = ask("宇宙船が港に着陸した")

        said = plain(response)
        assert list(sections(response)) == ["unknown"]
        assert "この文そのものの検証は見つかりません" in said
        assert "本当だという意味でも、誤りだという意味でもありません。" in said
        assert "判定：" not in said

    def test_a_retracted_verdict_answers_with_its_retraction_alone(self) -> None:
        verdict = publish(headline="取り消される見出し")
        factories.retracted(verdict)

        response = ask(CLAIM)

        said = plain(response)
        assert list(sections(response)) == ["withdrawn"]
        assert "検証済み" not in said
        assert "に取り消しました。判定は無効です。" in said
        assert "取り消される見出し" not in said
        assert "判定：×誤り" not in said
        assert f'href="/verdicts/{verdict.pk}/"' in response.content.decode()
        assert "-" + quote("取り消される") not in response.content.decode()

    def test_hidden_verdicts_and_drafts_answer_nothing(self) -> None:
        factories.hidden(publish())
        factories.complete_draft(factories.claim(statement=OTHER), headline="下書き")
        factories.approved_verdict(factories.claim(statement=OTHER), headline="承認済み")
        publish("まったく別の公園の話が広まった")

        for text in (CLAIM, OTHER):
            response = ask(text)
            assert list(sections(response)) == ["unknown"]
            assert "下書き" not in plain(response)
            assert "承認済み" not in plain(response)

    def test_each_sentence_is_answered_by_itself(self) -> None:
        publish()
        publish(OTHER)

        found = sections(ask(f"{CLAIM}。北浜市は水道事業を海外の会社に売却する。宇宙船が港に着陸した。"))

        assert [part.count('<li class="answer">') for part in found.values()] == [1, 1, 1]

    def test_the_message_stays_in_the_form_and_out_of_the_url(self) -> None:
        response = ask("その<b>話</b>\r\n本当？")

        assert "その&lt;b&gt;話&lt;/b&gt;\n本当？</textarea>" in response.content.decode()
        assert response.request["QUERY_STRING"] == ""

    def test_of_many_sentences_the_first_are_answered_and_the_page_says_so(self) -> None:
        publish()
        text = "".join(f"港の第{number}倉庫で火事があった。" for number in range(1, 101))

        response = ask(text)

        assert response.content.decode().count('<li class="answer">') == check.STATEMENTS
        assert f"はじめの{check.STATEMENTS}文だけに答えます。残りの{100 - check.STATEMENTS}文は" in plain(response)

    def test_a_long_message_is_cut_and_the_page_says_so(self) -> None:
        publish()
        response = ask(f"{CLAIM}。" + "あ" * message.MAX_LENGTH)

        assert "はじめの5,000文字だけを調べました。" in plain(response)
        assert next(iter(sections(response))) == "same"


def published_at(url: str, headline: str) -> Verdict:
    """A verdict whose claim was found in the article at `url`."""
    claim = factories.claim(statement=CLAIM)
    factories.appearance(claim, url=url)
    return factories.published_verdict(claim, headline=headline)


class TestLinks:
    @pytest.mark.parametrize(
        "text",
        [
            "https://news.example/1",
            "news.example/1?utm_source=x",
            "これ本当？https://m.news.example/1 宇宙船が港に着陸した",
        ],
    )
    def test_the_address_of_an_article_finds_what_was_checked_of_it(self, text: str) -> None:
        published_at("https://news.example/1", "図書館の検証")

        said = plain(ask(text))

        assert "貼り付けたリンク" in said
        assert "図書館の検証" in said
        assert ("この文そのものの検証は見つかりません" in said) == ("宇宙船" in text)

    def test_an_unknown_address_is_said_to_be_unknown(self) -> None:
        said = plain(ask("https://news.example/2"))

        assert "このリンクの検証記事はありません。" in said
        assert "確かめられる文がありません" not in said

    def test_query_count(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        published_at("https://news.example/1", "図書館の検証")
        ask(CLAIM)

        with django_assert_num_queries(4):
            ask("https://news.example/1 https://news.example/2")


NAMED = "鶴が浜の津久田修候補は、給食の83％が内申点と同じく市長の手柄だと述べた"


@pytest.mark.parametrize(
    "words", ["津久田氏", "鶴が浜", "83パーセント", "市長", "ないしんてん", "つくだおさむ", "つくだ"]
)
def test_mere_words_find_what_the_list_finds(words: str) -> None:
    verdict = publish(NAMED)
    publish(CLAIM)

    response = ask(words)

    assert list(sections(response)) == ["unknown"]
    assert f'<a href="/verdicts/{verdict.pk}-' in response.content.decode()
    assert CLAIM not in response.content.decode()


def test_a_retracted_verdict_is_found_by_mere_words_without_what_it_said() -> None:
    factories.retracted(publish(NAMED, headline="取り消される見出し"))

    page = ask("ないしんてん").content.decode()

    assert "の検証（取り消し）" in page
    assert "取り消される見出し" not in page
    assert quote("取り消される") not in page


@pytest.mark.parametrize(
    ("asked", "is_partial"),
    [
        (f"{CLAIM}って本当ですか？", False),
        ("知り合いから聞いた話で、図書館の来館者が前の年の八割になったらしい", False),
        (f"{CLAIM}し、北浜港では宇宙船の着陸で倉庫が三つ燃えて漁船も沈没した", True),
    ],
)
def test_of_two_claims_in_one_sentence_it_says_that_one_is_answered(asked: str, is_partial: bool) -> None:
    match = Match(publish().pk, 0.9, Band.SAME, ("図書館", "来館者", "前年度", "8割", "減っ"), ())
    verdicts = {row.pk: row for row in PublishedVerdict.objects.all()}
    known = check.Known(verdicts, Rating.objects.in_bulk())
    answer = Answer(Statement(asked, 0, len(asked)), (match,))

    shown = check._answered(answer, known, None)
    page = render_to_string("public/_finding.html", {"finding": shown.findings[0], "is_same": True})

    assert ("この文の一部だけに答えています。" in page) == is_partial


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{CLAIM}。宇宙船が港に着陸した。", "1件 検証済み・1件 見つかりません — その話を確かめる"),
        ("https://news.example/2 港", "1件 見つかりません — "),
        ("😀", "確かめられる文がありませんでした — "),
    ],
)
def test_the_title_says_the_outcome(text: str, title: str) -> None:
    publish()

    response = ask(text)

    assert f"<title>{title}" in response.content.decode()
    assert 'action="/check/#answers"' in response.content.decode()
    assert 'id="answers" tabindex="-1"' in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for _ in range(count):
        publish()
    ask(CLAIM)

    with django_assert_num_queries(5):
        ask(CLAIM)
    with django_assert_num_queries(0):
        Client().get("/check/")


HTML = (
    f"<!DOCTYPE html><html><head><style>p {{color: red}}</style></head><body><p>{CLAIM}</p><script>x()</script></body>"
)
ODD = {
    "stop words": "それはそうなのですが、そうでもない",
    "one character": "あ",
    "one kanji": "市",
    "emoji": "😀👨‍👩‍👧‍👦🇯🇵",
    "one sign": "ー" * 5000,
    "one kanji over and over": "市" * 5000,
    "digits": "1" * 5000,
    "brackets": "「" * 5000,
    "closing brackets": "」。" * 2500,
    "signs of queries": "%_\\\"'()&|!<->:*",
    "NUL": "港\0の話",
    "control characters": "\x01\x02\x7f\x85\u2028",
    "RTL": "\u202eמה קרה? \u202c هل هذا صحيح",
    "English": "Is it true that the library lost half of its visitors last year?",
    "Chinese": "这个消息是真的吗？图书馆的读者减少了百分之二十",
    "Thai": "เรื่องนี้จริงหรือไม่",
    "HTML": HTML,
    "open tags": "<div " * 1000,
    "200 sentences": "市の人口は3割減った。" * 200,
    "URL": "https://news.example/a?utm_source=x",
    "spaces": " \t\r\n　" * 1000,
    "combining marks": "か" + "゙" * 4999,
    "full width": "ＡＢＣ　１２３％" * 500,
    "ligatures": "㍿㌔㌫" * 1600,
    "dates": "2025年13月45日" * 300,
    "amounts": "9兆8765億4321万円" * 300,
}


@pytest.mark.timeout(60, func_only=True)
@pytest.mark.parametrize("kind", ODD)
def test_odd_messages_get_a_clear_page(kind: str) -> None:
    publish()

    response = ask(ODD[kind])

    assert response.status_code == 200
    said = plain(response)
    expected = (
        "検証済み",
        "似た主張の検証",
        "見つかりません",
        "確かめられる文がありません",
        "文が入っていません",
        "貼り付けたリンク",
    )
    assert any(words in said for words in expected)
    assert ("検証済み" in said) == (kind == "HTML")


def test_pasted_source_of_a_page_shows_no_tag() -> None:
    publish()

    said = plain(ask(HTML))

    assert f"お尋ねの文「{CLAIM}」" in said
    assert "x()" not in said


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"message=" + b"a" * message.MAX_BODY, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(7000)), "application/x-www-form-urlencoded", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=", 400),
        (b'{"message": "x"}', "application/json", 200),
        (b"message=%FF%FE%00", "application/x-www-form-urlencoded", 200),
        (b"", "text/plain", 200),
        (b"other=1", "application/x-www-form-urlencoded", 200),
    ],
)
def test_odd_bodies_get_a_clear_page(body: bytes, content_type: str, status: int) -> None:
    response = Client().generic("POST", "/check/", body, content_type=content_type)

    assert response.status_code == status
    assert 'role="alert"' in response.content.decode() or "確かめられる文がありません" in response.content.decode()


def test_the_page_is_kept_by_nobody_and_sets_no_cookie() -> None:
    publish()

    for response in (ask(CLAIM), Client().get("/check/")):
        assert response["Cache-Control"] == "no-store"
        assert response.cookies == {}
        assert "Cookie" not in response.get("Vary", "")
        assert "csrfmiddlewaretoken" not in response.content.decode()


def test_no_token_is_asked_for_and_other_sites_make_no_browser_work() -> None:
    publish()
    client = Client(enforce_csrf_checks=True)

    own = client.post("/check/", {"message": CLAIM}, headers={"Sec-Fetch-Site": "same-origin"})
    old = client.post("/check/", {"message": CLAIM})
    foreign = client.post("/check/", {"message": CLAIM}, headers={"Sec-Fetch-Site": "cross-site"})

    assert list(sections(own)) == list(sections(old)) == ["same"]
    assert sections(foreign) == {}
    assert "ほかのサイトから送られてきました。" in plain(foreign)
    assert f"{CLAIM}</textarea>" in foreign.content.decode()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(method: str) -> None:
    assert Client().generic(method, "/check/").status_code == 405


class TestPace:
    @pytest.fixture(autouse=True)
    def _fresh(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.MATCHES_PER_MINUTE = 3
        monkeypatch.setattr(pace, "MATCHING", pace.Pace())
        monkeypatch.setattr(quotas, "_refusals", quotas.Refusals())

    def test_who_asks_too_often_is_asked_to_wait_and_keeps_the_text(self) -> None:
        answers = [ask(CLAIM) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[3]["Retry-After"]) <= 60
        assert "混み合っています" in plain(answers[3])
        assert f"{CLAIM}</textarea>" in answers[3].content.decode()

    def test_others_are_answered_meanwhile(self) -> None:
        for _ in range(4):
            ask(CLAIM)

        other = Client(REMOTE_ADDR="192.0.2.7").post("/check/", {"message": CLAIM})

        assert other.status_code == 200

    def test_when_all_turns_are_taken_it_says_busy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pace, "WAIT_SECONDS", 0.05)
        for _ in range(pace.AT_ONCE):
            pace.MATCHING._turns.acquire()

        assert ask(CLAIM).status_code == 503

    @pytest.mark.timeout(60, func_only=True)
    def test_one_waits_and_the_next_is_sent_away_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pace, "WAIT_SECONDS", 600)
        for _ in range(pace.AT_ONCE + pace.WAITING):
            pace.MATCHING._places.acquire()

        assert ask(CLAIM).status_code == 503
