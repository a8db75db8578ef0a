"""The readers' form: what is kept, what is asked once more without losing a word, and how much is taken."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from articles import quotas
from articles.actions import tips
from articles.actions.verification import testimony
from articles.desk import history
from articles.models import Event, QuotaUse, Tip
from tests import factories, whole_database
from tests.actions.test_withdrawals import SAID as SUIMON
from tests.actions.test_withdrawals import erased
from tests.letterbox.conftest import SAID, Reader, stamp
from tests.test_wings import tables_read

FORM = "/tips/"


def alert(response: HttpResponse) -> str:
    found = re.search(r'<(p|div) class="notice".*?</\1>', response.content.decode(), re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]*>", "", found[0]))


def keeps(response: HttpResponse, text: str = SAID["said"]) -> bool:
    return f"{html.escape(text)}</textarea>" in response.content.decode()


def test_what_a_reader_says_is_kept_and_nothing_else_is_touched(reader: Reader) -> None:
    with tables_read() as tables:
        response = reader.send()

    tip = Tip.objects.get()
    kept = {name: getattr(tip, name) for name in ("text", "url", "seen_where", "seen_when", "concern", "contact")}
    assert (response.status_code, response["Location"]) == (303, f"/tips/{tip.token}/")
    assert kept == {"text": SAID["said"], "url": "", **{name: SAID[name] for name in SAID if name != "said"}}
    assert (tip.key, tip.state) == (None, "received")
    written = {"articles_tip", "articles_event", "articles_eventcontent", "articles_quotause"}
    assert tables == {*written, "articles_withdrawalkey"}  # whether it was erased
    assert (response.cookies, response["Cache-Control"]) == ({}, "no-store")
    assert whole_database.found_in_tables(["192.0.2.1"]) == []
    assert [entry.actor for entry in history.entries(Event.objects.about(tip).select_related("content"))] == ["読者"]
    assert list(testimony.verify()) == []


def test_what_a_redaction_erased_is_not_taken_in_any_field_and_stays_on_the_page(reader: Reader) -> None:
    post = f"波多野市議は「{SUIMON}」と述べた。"
    erased(text=post)

    pages = [reader.send(said=f" {post}\n"), reader.send(concern=post), reader.send(seen_where=post)]

    assert [page.status_code for page in pages] == [422] * 3
    assert {("編集部では受け取れません" in alert(page), "非表示" in alert(page)) for page in pages} == {(True, False)}
    assert [page.content.decode().count(post) for page in pages] == [1, 1, 1]
    assert Tip.objects.count() == 0


def test_an_address_is_kept_as_one(reader: Reader) -> None:
    reader.send(seen_where="https://sns.example/post/9?a=1")

    tip = Tip.objects.get()
    assert (tip.url, tip.seen_where) == ("https://sns.example/post/9?a=1", "")


def test_the_form_sets_no_cookie_and_is_another_copy_each_time(reader: Reader) -> None:
    first, second = reader.client.get(FORM), reader.client.get(FORM)

    assert [(page.status_code, page["Cache-Control"], page.cookies) for page in (first, second)] == [
        (200, "no-store", {})
    ] * 2
    assert first.content != second.content
    assert "csrfmiddlewaretoken" not in first.content.decode()


def test_one_copy_sent_twice_is_one_tip_and_another_copy_tells_nothing_of_it(
    reader: Reader, settings: Settings
) -> None:
    settings.READER_TIPS_PER_HOUR = 2
    own = [reader.send(), reader.send(), reader.send()]
    corrected = reader.send(said="やっぱり、閉じるのは分館だけでした。")
    other = Reader("198.51.100.7").send(stamp=stamp("another copy"))

    assert len({response["Location"] for response in own}) == 1
    assert len({response["Location"] for response in (own[0], corrected, other)}) == 3
    assert Tip.objects.count() == 3


def test_what_is_wrong_is_said_beside_everything_typed(reader: Reader) -> None:
    response = reader.send(said="", seen_where="場" * 301, seen_when="今" * 101, consent="")

    page = response.content.decode()
    assert response.status_code == 422
    assert alert(response).split() == [
        "まだ送っていません。次のところを直してください。",
        "確かめてほしい話が書かれていません。広まっている文や、聞いた話を書いてください。",
        "301文字あります。300文字までに縮めてください。",
        "101文字あります。100文字までに縮めてください。",
        "「送ったあと」を読み、確認の印を付けてください。",
    ]
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert page.count('aria-invalid="true"') == 4
    assert 'aria-describedby="id_said_helptext id_said_error"' in page
    assert all(value in page for value in ("場" * 301, "今" * 101, SAID["concern"], SAID["contact"]))
    assert Tip.objects.count() == QuotaUse.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("\u200b\u3000", "読める文字がありません"),
        ("字" * 5_001, "5001文字あります。5000文字まで"),
        ("https://a.example/ " * 11, "リンクは10件まで"),
        ("\ufffd" * 20 + "です", "文字が化けていて"),
    ],
)
def test_texts_that_are_no_use_are_asked_for_again(reader: Reader, said: str, told: str) -> None:
    response = reader.send(said=said)

    assert (response.status_code, told in alert(response), Tip.objects.count()) == (422, True, 0)


def test_what_nobody_could_have_meant_is_left_out(reader: Reader) -> None:
    reader.send(said="図書館が\x00閉まる\x1bと\r\n聞いた\x07。", contact="tsugumi@minato.example\t午後")

    tip = Tip.objects.get()
    assert (tip.text, tip.contact) == ("図書館が閉まると\n聞いた。", "tsugumi@minato.example 午後")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"said=" + b"a" * 1_000_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(7000)), "application/x-www-form-urlencoded", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=", 400),
        (b"said=%82%A0", "application/x-www-form-urlencoded; charset=shift_jis", 400),
        (b"said=x", "application/x-www-form-urlencoded; charset=rot13", 400),
        (b'{"said": "x"}', "application/json", 422),
        (b"said=%FF%FE%00%ED%A0%80&seen_where=%00", "application/x-www-form-urlencoded", 422),
        (b"", "text/plain", 422),
        (b"carried=%FF%00%ED%A0%80", "application/x-www-form-urlencoded", 200),
    ],
)
def test_odd_bodies_get_a_clear_page(reader: Reader, body: bytes, content_type: str, status: int) -> None:
    response = reader.client.generic("POST", FORM, body, content_type=content_type)

    assert (response.status_code, "編集部に送る</button>" in response.content.decode()) == (status, True)
    assert Tip.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"seconds": "-3600"}, "送るのが早すぎて"),
        ({"stamp": "made up"}, "開き直す必要があります"),
        ({"stamp": ""}, "開き直す必要があります"),
        ({"homepage": "https://spam.example/"}, "見えない欄に文字が入っていました"),
    ],
)
def test_what_a_program_does_is_asked_again_and_a_person_loses_nothing(
    reader: Reader, wrong: dict[str, str], told: str
) -> None:
    seconds = wrong.pop("seconds", None)  # of a copy that is not three seconds old, however slow the machine
    response = reader.send(**wrong, **({"stamp": stamp(seconds=float(seconds))} if seconds else {}))

    assert (response.status_code, told in alert(response), keeps(response)) == (422, True, True)
    assert Tip.objects.count() == QuotaUse.objects.count() == 0


def test_a_form_of_yesterday_is_made_fresh(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.letterbox.stamps.LONGEST_SECONDS", -1)

    response = reader.send()

    assert ("一日以上たった" in alert(response), keeps(response)) == (True, True)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_another_sites_form_is_shown_and_not_taken(reader: Reader, headers: dict[str, str]) -> None:
    foreign = reader.send(headers=headers)
    own = reader.send(headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})

    assert ("ほかのサイトから" in alert(foreign), keeps(foreign), stamp() in foreign.content.decode()) == (
        True,
        True,
        False,
    )
    assert (own.status_code, Tip.objects.count()) == (303, 1)


def test_an_address_sends_so_much_in_an_hour_and_in_a_day_and_others_go_on(reader: Reader, settings: Settings) -> None:
    settings.READER_TIPS_PER_HOUR, settings.READER_TIPS_PER_DAY = 2, 3

    def send(who: Reader, copy: str) -> HttpResponse:
        return who.send(stamp=stamp(copy))

    first = [send(reader, str(n)) for n in range(3)]
    quotas._refusals = quotas.Refusals()
    QuotaUse.objects.update(began_at=F("began_at") - timedelta(minutes=61))
    quotas.clear_away()
    second = [send(reader, str(n)) for n in range(3, 5)]
    other = send(Reader("198.51.100.7"), "5")

    assert [response.status_code for response in first] == [303, 303, 429]
    assert 0 < int(first[2]["Retry-After"]) <= 3600
    assert ("この回線からは" in alert(first[2]), keeps(first[2])) == (True, True)
    assert [response.status_code for response in second] == [303, 429]
    assert 3600 < int(second[1]["Retry-After"]) <= 24 * 3600
    assert other.status_code == 303


def test_a_flood_from_everywhere_does_not_fill_the_desk(reader: Reader, settings: Settings) -> None:
    settings.ALL_READER_TIPS_PER_HOUR = 3

    sent = [Reader(f"198.51.100.{n}").send(stamp=stamp(str(n))) for n in range(5)]

    assert [response.status_code for response in sent] == [303, 303, 303, 429, 429]
    assert ("情報がたくさん届いていて" in alert(sent[4]), keeps(sent[4])) == (True, True)
    assert Tip.objects.count() == 3


def test_a_newsroom_that_takes_none_says_so_and_gives_back_what_was_written(reader: Reader, settings: Settings) -> None:
    sent = reader.send()
    settings.READER_TIPS = False
    pages = [reader.client.get(FORM), reader.send(stamp=stamp("later")), reader.client.post(FORM, {"carried": "話"})]

    assert [page.status_code for page in pages] == [404] * 3
    assert all("情報提供を休んでいます" in page.content.decode() for page in pages)
    assert (keeps(pages[1]), keeps(pages[2], "話")) == (True, True)
    assert reader.client.get(sent["Location"]).status_code == 200
    assert 'href="/tips/"' not in reader.client.get("/check/").content.decode()
    with pytest.raises(tips.ReadersNotAsked):
        tips.receive_from_reader(text="話", sending="x")


@pytest.mark.django_db
def test_what_was_pasted_goes_into_the_form_whole(settings: Settings) -> None:
    pasted = "港の第一倉庫で、きのう火事があった。\n" * 150 + '"><b>'
    factories.published_verdict()

    found = Client().post("/check/", {"message": "市立図書館の来館者は前年度の２倍に増えた。"}).content.decode()
    open_ = Client().post("/check/", {"message": pasted}).content.decode()
    [carried] = re.findall(r'name="carried" value="([^"]*)"', open_)
    page = Client().post(FORM, {"carried": html.unescape(carried)})

    assert 'name="carried"' not in found
    assert (html.unescape(carried), keeps(page, pasted)) == (pasted, True)
    assert Tip.objects.count() == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(method: str) -> None:
    assert Client().generic(method, FORM).status_code == 405
