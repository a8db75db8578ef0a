"""Verdicts in English and in easy Japanese: what the desk wrote, state first, beside the Japanese page and never in its place."""

from __future__ import annotations

import re
from urllib.parse import quote

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.actions import claimants, notes, publications, snapshots, verdicts
from articles.actions.verification import publications as verification
from articles.api.read import bodies
from articles.models import Claimant, PublishedRendition, Rating, Verdict
from articles.models.snapshot import SCHEMA
from articles.public.renditions import EASY_RATINGS, KINDS
from tests import factories

pytestmark = pytest.mark.django_db

CLAIM = "Visitors to the city library doubled"
ENGLISH = {
    "english_claim": CLAIM,
    "english_finding": "The annual report counts 8% more visitors.",
    "english_summary": "The city said they doubled.\nThe report shows 8%.\nThe city admitted a miscount.",
}
EASY = {
    "easy_claim": "図書館《としょかん》へ行《い》く人《ひと》が２倍《ばい》になった",
    "easy_finding": "｜８％だけ《はちパーセントだけ》多《おお》くなりました。",
    "easy_summary": "一《いち》。\n<b>二《に》</b>。\n三《さん》。",
}
SLUG = "visitors-to-the-city-library-doubled"
SAID = (CLAIM, "8% more", "miscount")


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code, response.headers.get("Location"))
    return response.content.decode().replace("<wbr>", "")


def head_of(page: str) -> str:
    return page.partition("</head>")[0]


def title_of(page: str) -> str:
    return re.findall("<title>(.*?)</title>", page)[0].partition(" | ")[0].partition("｜")[0]


def test_verdict_is_told_in_english_beside_the_japanese(client: Client) -> None:
    number = factories.published_verdict(**ENGLISH).number
    path = f"/en/verdicts/{number}-{SLUG}/"

    answer, page = client.get(path), read(client, path)
    japanese = read(client, client.get(f"/verdicts/{number}/").headers["Location"])

    assert (answer.headers["Content-Language"], '<html lang="en">' in page) == ("en", True)
    assert title_of(page) == f"False: “{CLAIM}”"
    assert f'<meta property="og:title" content="False: “{CLAIM}” | ' in page
    assert [
        words in page for words in (*SAID, "Factually wrong in whole or in its main points.", "own translation")
    ] == [True] * 5
    alternates = re.findall('<link rel="alternate" hreflang="(.*?)" href="http://127.0.0.1:8000(.*?)">', page)
    assert alternates == re.findall(
        '<link rel="alternate" hreflang="(.*?)" href="http://127.0.0.1:8000(.*?)">', japanese
    )
    assert [code for code, _path in alternates] == ["ja", "x-default", "en"]
    assert alternates[2][1] == path
    assert f'<li lang="en"><a href="{path}" hreflang="en">English</a></li>' in japanese
    assert '<li lang="ja"><a href="/verdicts/' in page
    assert client.get(f"/en/verdicts/{number}/").headers["Location"] == path
    assert f"<loc>http://127.0.0.1:8000{path}</loc>" in read(client, "/sitemap-renditions-1.xml")
    assert "/sitemap-renditions-1.xml" in read(client, "/sitemap.xml")
    assert f'<a href="{path}">“{CLAIM}”</a>' in read(client, "/en/")


def test_easy_japanese_has_its_readings_above_the_words(client: Client) -> None:
    number = factories.published_verdict(**EASY).number

    page = read(client, client.get(f"/easy/verdicts/{number}/").headers["Location"])

    assert "<ruby>図書館<rp>（</rp><rt>としょかん</rt><rp>）</rp></ruby>へ" in page
    assert "<ruby>８％だけ<rp>（</rp><rt>はちパーセントだけ</rt>" in page
    assert "&lt;b&gt;<ruby>二<rp>" in page
    assert title_of(page) == "【誤り】「図書館へ行く人が２倍になった」（やさしい日本語）"
    assert "《" not in page
    assert "<ruby>図書館" in read(client, "/easy/")
    told = orjson.loads(read(client, f"/api/v1/verdicts/{number}/"))
    assert told["english"] is None
    assert told["easy_japanese"]["claim"] == "図書館へ行く人が２倍になった"
    assert told["easy_japanese"]["summary"] == ["一。", "<b>二</b>。", "三。"]


def test_correction_and_retraction_lead_and_old_versions_repeat_nothing(client: Client) -> None:
    verdict = factories.published_verdict(**ENGLISH)
    verdict = factories.corrected(verdict, english_finding="The report counts 9% more.", finding="９％増だった。")
    path, number = f"/en/verdicts/{verdict.number}-{SLUG}/", verdict.number

    page, old = read(client, path), read(client, f"/en/verdicts/{number}/versions/1/")

    assert title_of(page) == f"Corrected fact-check: False: “{CLAIM}”"
    assert '<meta name="description" content="Corrected fact-check: False: “' in page
    assert title_of(old) == f"Before a correction: Fact-check {number}, version 1"
    assert ('<meta name="robots" content="noindex">' in old, [words for words in SAID if words in head_of(old)]) == (
        True,
        [],
    )
    assert "<ins><span" in read(client, client.get(f"/verdicts/{number}/").headers["Location"])
    assert "Corrected fact-check: </span>“" in read(client, "/en/")

    factories.retracted(verdict)
    void = read(client, f"/en/verdicts/{number}/")
    assert title_of(void) == f"Retracted: Fact-check of “{CLAIM}”"
    assert [words for words in ("False", "9% more", SLUG) if words in head_of(void)] == []
    assert "Its rating is void" in head_of(void)
    assert f'<a href="/en/verdicts/{number}/"><span class="mark">Retracted: </span>Fact-check of “' in read(
        client, "/en/"
    )
    assert title_of(read(client, f"/en/verdicts/{number}/versions/1/")).startswith("Retracted: ")


def test_what_is_not_written_is_said_not_to_be_there(client: Client) -> None:
    silent = factories.published_verdict()
    japanese = read(client, client.get(f"/verdicts/{silent.number}/").headers["Location"])

    for language, words in (("en", "Not available in English"), ("easy", "やさしい日本語はありません")):
        page = read(client, f"/{language}/verdicts/{silent.number}/", 404)
        assert (words in title_of(page), '<meta name="robots" content="noindex">' in page) == (True, True)
        assert f'href="/verdicts/{silent.number}-{quote("図書館")[:3]}' in page
        assert read(client, f"/{language}/verdicts/{silent.number}/versions/1/", 404)
        assert read(client, f"/{language}/verdicts/999999/", 404)
    assert [words for words in ('alternate" hreflang', 'class="languages"') if words in japanese] == []
    assert "There are no fact-checks in English yet." in read(client, "/en/")
    assert PublishedRendition.objects.count() == 0


def test_english_that_stays_behind_says_so(client: Client) -> None:
    verdict = factories.published_verdict(**ENGLISH)
    path, behind = f"/en/verdicts/{verdict.number}-{SLUG}/", "Not up to date."

    verdict = factories.corrected(verdict, kind="amendment", summary="一。\n二。\n三。")
    assert behind not in read(client, path)
    verdict = factories.corrected(verdict, finding="９％増だった。")
    assert behind in read(client, path)
    verdict = factories.corrected(verdict, kind="addition", reasoning="年報を見た。")
    assert behind in read(client, path)
    factories.corrected(verdict, english_finding="The report counts 9% more.")
    assert behind not in read(client, path)
    assert list(verification.verify()) == []


def test_what_is_behind_leads_with_it_and_repeats_no_facts(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(**ENGLISH, **EASY), finding="９％増だった。")
    english = read(client, f"/en/verdicts/{verdict.number}-{SLUG}/")
    easy = read(client, client.get(f"/easy/verdicts/{verdict.number}/").headers["Location"])

    assert title_of(english) == f"Not up to date: False: “{CLAIM}”"
    assert title_of(easy).startswith("【日本語版より古い】【誤り】「図書館")
    assert [
        words for words in ("8% more", "miscount", "Corrected", "８％", "二。") if words in head_of(english + easy)
    ] == []
    assert '<h1 class="headline"><span class="mark">Not up to date: </span>“' in english
    assert '<span class="mark">Not up to date: </span>“' in read(client, "/en/")
    assert '<span class="mark">【日本語版より古い】</span>「' in read(client, "/easy/")


def test_long_claim_is_cut_in_titles_and_lists(client: Client) -> None:
    long, easy = "word " * 55, "二《に》" * 250
    number = factories.published_verdict(**{**ENGLISH, "english_claim": long, **EASY, "easy_claim": easy}).number
    english = read(client, client.get(f"/en/verdicts/{number}/").headers["Location"])

    assert title_of(english) == f"False: “{long[:159]}…”"
    assert f"{long[:159]}…”</a>" in read(client, "/en/")
    assert f"「{'二' * 159}…」</a>" in read(client, "/easy/")
    assert f"“{long.strip()}”</h1>" in english


def test_no_sign_turns_the_line_and_no_reading_keeps_it_from_breaking(client: Client) -> None:
    turned = {"english_claim": "An \u202elive plan", "easy_claim": f"\u202e｜{'長' * 11}《な》の長《なが》さ"}
    number = factories.published_verdict(**{**ENGLISH, **EASY, **turned}).number

    pages = [read(client, client.get(f"/{each}/verdicts/{number}/").headers["Location"]) for each in ("en", "easy")]
    pages += [read(client, f"/{each}/") for each in ("en", "easy")]

    assert [page for page in pages if "\u202e" in page] == []
    for easy in pages[1::2]:
        assert f"「{'長' * 11}（な）の<ruby>長<rp>（</rp><rt>なが</rt>" in easy


def test_titles_of_versions_say_which_one(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(**ENGLISH, **EASY), easy_finding="正《ただ》しい。")
    easy, number = f"/easy/verdicts/{verdict.number}/versions/", verdict.number

    newest, old = read(client, f"{easy}2/"), read(client, f"{easy}1/")
    english = read(client, f"/en/verdicts/{number}/versions/2/")

    assert title_of(newest) == "【訂正】【誤り】「図書館へ行く人が２倍になった」（第2版）（やさしい日本語）"
    assert title_of(old) == f"【訂正前の版】検証記事{number}番 第1版（やさしい日本語）"
    assert "これは第1版（" in old
    assert title_of(english) == f"Corrected fact-check: False: “{CLAIM}” (version 2)"


def test_all_pages_link_the_lists_in_other_words(client: Client) -> None:
    empty = read(client, "/sitemap-pages-1.xml")
    number = factories.published_verdict(**EASY).number
    links = ['<a href="/easy/" lang="ja">やさしい日本語</a>', '<a href="/en/" lang="en" hreflang="en">English</a>']

    assert [link in read(client, "/") for link in links] == [True, True]
    assert '<p class="more"><a href="/easy/">' in read(
        client, client.get(f"/easy/verdicts/{number}/").headers["Location"]
    )
    assert '<a href="/verdicts/" hreflang="ja">All fact-checks, in Japanese</a>' in read(client, "/en/")
    assert re.findall("8000(/e[a-z]+/)<", empty + read(client, "/sitemap-pages-1.xml")) == ["/easy/"]


def test_error_page_under_en_is_marked_as_english(client: Client) -> None:
    verdict = factories.published_verdict(**ENGLISH)
    factories.hidden(verdict)

    for page in (read(client, "/en/verdicts/999999/", 404), read(client, f"/en/verdicts/{verdict.number}/", 410)):
        assert '<meta property="og:locale" content="en_US">' in page
        assert " | " in re.findall("<title>(.*?)</title>", page)[0]


def test_partners_are_told_what_is_behind_by_version() -> None:
    verdict = factories.corrected(factories.published_verdict(**ENGLISH), finding="９％増だった。")
    verdict = factories.corrected(verdict, kind="addition", reasoning="年報を見た。")
    factories.corrected(verdict, english_finding="The report counts 9% more.")
    number, versions = verdict.number, (1, 2, 3, 4)

    kept = [orjson.loads(read(Client(), f"/api/v1/verdicts/{number}/versions/{each}/")) for each in versions]
    made = [orjson.loads(bodies.made(number, each)) for each in versions]

    assert [body["english"]["is_behind"] for body in kept] == [False, True, True, False]
    assert [body["english"]["is_behind"] for body in made] == [False, True, True, False]


def test_hidden_verdict_is_gone_in_all_its_words(client: Client) -> None:
    verdict = factories.published_verdict(**ENGLISH, **EASY)
    factories.hidden(verdict)

    for path in (f"/en/verdicts/{verdict.number}/", f"/easy/verdicts/{verdict.number}/versions/1/"):
        assert CLAIM not in read(client, path, 410)
    assert CLAIM not in read(client, "/en/")
    assert "<loc>" not in read(client, "/sitemap-renditions-1.xml", 404)


def test_api_has_what_is_written() -> None:
    number = factories.published_verdict(**ENGLISH).number

    told = orjson.loads(read(Client(), f"/api/v1/verdicts/{number}/?fields=english,easy_japanese"))

    assert told == {
        "english": {
            "url": f"http://127.0.0.1:8000/en/verdicts/{number}-{SLUG}/",
            "claim": CLAIM,
            "finding": ENGLISH["english_finding"],
            "summary": ENGLISH["english_summary"].split("\n"),
            "is_behind": False,
        },
        "easy_japanese": None,
    }


def test_every_rating_has_its_english_and_its_easy_words() -> None:
    english, easy = KINDS

    for rating in Rating.objects.order_by("pk"):
        assert re.search("[ぁ-ん一-龯]", english.rating(rating.name) + english.rating(rating.definition)) is None
        assert easy.rating(rating.name) == rating.name
        assert rating.code.partition("-")[2] in EASY_RATINGS


def test_version_without_other_words_is_written_as_before() -> None:
    without = factories.publication(finding="８％増だった。").content.snapshot
    having = factories.publication(**ENGLISH).content.snapshot

    assert (without["schema"], {"english", "easy_japanese"} & without.keys()) == (3, set())
    assert (having["schema"], having["english"]["claim"]) == (SCHEMA, CLAIM)


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ({"english_claim": CLAIM}, ["3行まとめ（英語。ちょうど3行）"]),
        ({"english_summary": "One.\nTwo."}, ["検証する主張（英語）", "3行まとめ（英語。ちょうど3行）"]),
        (
            {"easy_finding": "本当《ほんとう》。"},
            ["検証する主張（やさしい日本語）", "3行まとめ（やさしい日本語。ちょうど3行）"],
        ),
        (ENGLISH, []),
    ],
)
def test_half_a_text_is_not_published(written: dict[str, str], missing: list[str]) -> None:
    verdict = factories.complete_draft(**written)

    assert verdicts.missing_for_review(verdict) == missing


def test_database_keeps_them_whole_and_to_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "missing_for_review", lambda row: [])
    monkeypatch.setattr(verdicts, "missing_for_publication", lambda row: [])
    half = factories.approved(factories.complete_draft(english_summary="One.\nTwo.\nThree."))
    with pytest.raises(IntegrityError, match="published_english_is_whole_or_nothing"), transaction.atomic():
        publications.publish(half, by=factories.desk_editor())
    whole = factories.published_verdict(**ENGLISH)
    with pytest.raises(IntegrityError, match="changes only while it is a draft"), transaction.atomic():
        Verdict.objects.filter(pk=whole.pk).update(english_finding="Added later.")


def test_nobody_corrects_english_alone() -> None:
    by = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(**ENGLISH), by=by)
    verdict = verdicts.edit(verdict, by=by, english_finding="The report counts 9% more.")

    with pytest.raises(publications.NotATypo, match="英語"):
        publications.correct(verdict, by=by)


def test_nobody_is_named_who_must_not_be() -> None:
    by = factories.reporter()
    claimant = claimants.register(name="楢葉沢ゆきの", kind=Claimant.Kind.PRIVATE_PERSON, by=by)
    private = factories.complete_draft(
        factories.claim(claimant=claimant),
        **{**EASY, "easy_claim": "楢葉沢《ならはざわ》ゆき｜の《の》さんの話《はなし》"},
    )
    protected = factories.complete_draft(by=by, **{**ENGLISH, "english_summary": "One.\n髙垣内ゆみゑ.\nThree."})
    notes.write(protected, source="髙垣内 ゆみゑ", by=by)

    with pytest.raises(snapshots.PrivateNameInText):
        publications.next_version(private, now=factories.PUBLISHED_AT)
    with pytest.raises(snapshots.ProtectedSourceInText, match="英語"):
        publications.next_version(protected, now=factories.PUBLISHED_AT)


@pytest.mark.parametrize("written", [{}, {**ENGLISH, **EASY}])
def test_japanese_page_asks_as_much_as_without(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, written: dict[str, str]
) -> None:
    path = client.get(f"/verdicts/{factories.published_verdict(**written).number}/").headers["Location"]
    client.get(path)

    with django_assert_num_queries(2):
        client.get(path)


@pytest.mark.parametrize("entries", [1, 3])
def test_list_asks_as_much_for_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, entries: int
) -> None:
    for _each in range(entries):
        factories.published_verdict(**ENGLISH)
    client.get("/en/")

    with django_assert_num_queries(4):
        page = read(client, "/en/")

    assert page.count('class="entry"') == entries
