"""A verdict's page through its whole life: published, corrected, retracted, hidden."""

import html
import re

import pytest
from django.test import Client

from articles.actions import evidence, public_index, public_members, redactions, replies, topics
from articles.models import Claimant, Publication, PublicationRendering
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(page: bytes) -> str:
    """What a reader reads: no tags, no markup for machines."""
    body = page.decode()[page.decode().index("<body>") :]
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<script.*?</script>", "", body, flags=re.DOTALL)))


def read(client: Client, number: int) -> str:
    response = client.get(f"/verdicts/{number}/", follow=True)
    assert response.status_code == 200
    return text_of(response.content)


def test_page_shows_the_whole_verdict(client: Client) -> None:
    by = factories.reporter(display_name="浜田朱里")
    public_members.agree(by, by=by)
    mayor = factories.claimant(name="早瀬航平", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="みなと市長")
    claim = factories.claim(claimant=mayor)
    factories.appearance(claim, url="https://news.example/1", title="図書館の記事")
    draft = factories.complete_draft(claim, by=by, rating="fij-fabricated", intent_reason="元の表を持っていた。")
    evidence.add(
        draft, by=by, kind="phone", title="職員への取材", is_on_record=False, anonymity_reason="不利益を避けるため"
    )
    replies.add(
        draft,
        by=by,
        party="みなと市広報課",
        asked_at=factories.PUBLISHED_AT,
        outcome="answered",
        answer="取り違えました。",
    )
    verdict = factories.published(draft)

    page = read(client, verdict.number)

    expected = [
        "「市立図書館の来館者は前年度の２倍に増えた」",
        "早瀬航平（みなと市長）",
        "×虚偽",
        "事実でないと知りながら伝えた疑いが濃厚である。",
        "年報の来館者数は８％増だった。",
        "来館者は前年度の１２万５千人から１３万５千人に増えた。",
        "「虚偽」と判断した理由",
        "元の表を持っていた。",
        "図書館年報（令和7年度）",
        "一次情報",
        "匿名の情報源（理由：不利益を避けるため）",
        "市立図書館の来館者が前年度の２倍に増えたと発表した。",
        "図書館の記事",
        "みなと市広報課",
        "取り違えました。",
        "市の発表がそのまま広く伝えられたため。",
        "浜田朱里",
        "出典：ファクトチェック・イニシアティブ（FIJ）",
    ]
    assert [part for part in expected if part not in page] == []


def test_article_text_beyond_the_quote_stays_in_the_desk(client: Client) -> None:
    claim = factories.claim()
    factories.appearance(claim, text="冒頭の文。" + "あ" * 400 + "検証される文。" + "い" * 400 + "末尾の文。")
    verdict = factories.published_verdict(claim)

    page = read(client, verdict.number)

    assert "冒頭の文。" in page
    assert [part for part in ("末尾の文", "い" * 100) if part in page] == []


def test_correction_shows_banner_note_apology_and_diff(client: Client) -> None:
    verdict = factories.corrected(
        factories.published_verdict(),
        kind=Publication.Kind.RATING_CHANGE,
        note="県の新しい統計が公表されたため。",
        apology=True,
        rating="fij-inaccurate",
        reasoning="年報によると、来館者は前年度の１２万５千人から１４万人に増えた。",
    )

    page = read(client, verdict.number)

    expected = [
        "判定「誤り」→「不正確」",
        "県の新しい統計が公表されたため。",
        "お詫び",
        "変更前：年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。",
        "変更後：年報によると、来館者は前年度の１２万５千人から１４万人に増えた。",
        "第1版　公開",
        "第2版　判定変更",
    ]
    assert [part for part in expected if part not in page] == []


def test_old_version_says_that_it_is_old(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(), summary="一。\n二。\n三。")

    old = text_of(client.get(f"/verdicts/{verdict.number}/versions/1/").content)
    new = text_of(client.get(f"/verdicts/{verdict.number}/versions/2/").content)

    assert "これは古い版（第1版" in old
    assert "年報の来館者数は８％増だった。" in old
    assert "これは最新の版（第2版）です。" in new
    assert "これは古い版" not in new


def test_retracted_verdict_stays_readable_and_is_marked_void(client: Client) -> None:
    verdict = factories.retracted(factories.published_verdict(), note="前提とした統計が撤回されたため。")

    response = client.get(f"/verdicts/{verdict.number}/", follow=True)
    page = text_of(response.content)

    assert "この検証記事は取り消しました。以下の内容は無効です。" in page
    assert "前提とした統計が撤回されたため。" in page
    assert "年報の来館者数は８％増だった。" in page
    assert 'data-state="retracted"' in response.content.decode()
    assert "のちに取り消しました" in text_of(client.get(f"/verdicts/{verdict.number}/versions/1/").content)


def test_headline_of_an_old_version_says_what_became_of_it_and_no_link_leads_nowhere(client: Client) -> None:
    topic = topics.register(slug="local", name="地域", by=factories.reporter())
    corrected, retracted = (
        factories.published_verdict(
            factories.claim(claimant=factories.claimant(name=name), topics=[topic]), headline=name
        )
        for name in ("みなと市", "みなと商会")
    )
    factories.corrected(corrected, headline="後の題", summary="一。\n二。\n三。")
    factories.retracted(retracted)
    paths = [f"/verdicts/{corrected.number}/versions/1/", f"/verdicts/{retracted.number}/versions/1/"]
    pages = [client.get(path).content.decode() for path in (*paths, f"/verdicts/{retracted.number}/")]

    heads = [re.sub("<[^>]+>", "", re.findall("<h1.*?</h1>", page)[0]) for page in pages]
    assert heads == ["【訂正前の版】みなと市", "【取り消し】みなと商会", "【取り消し】みなと商会"]
    lists = re.compile('href="(/topics/[^"]+|/claimants/[^"]+)"')
    assert [lists.findall(page) for page in pages] == [[], [], []]


def test_hidden_verdict_says_only_that_it_is_hidden(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(factories.claim(claimant=factories.claimant())))
    slug = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
    factories.hidden(verdict)

    addresses = [
        f"/verdicts/{verdict.number}/",
        slug,
        f"/verdicts/{verdict.number}/versions/1/",
        f"/verdicts/{verdict.number}/versions/2/",
        f"/embed/verdicts/{verdict.number}/",
    ]
    responses = [client.get(address) for address in addresses]

    assert [response.status_code for response in responses] == [410] * 5
    for response in responses:
        page = response.content.decode()
        assert "法的理由等により非表示" in page
        assert [word for word in ("図書館", "来館者", "みなと市", "集計") if word in page] == []


def test_hidden_version_is_no_side_of_a_diff_and_no_link(client: Client) -> None:
    verdict = factories.published_verdict(headline="消えるべき見出し")
    verdict = factories.corrected(verdict, headline="新しい見出し")
    factories.hidden(verdict, versions=[1])

    page = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()

    assert client.get(f"/verdicts/{verdict.number}/versions/1/").status_code == 410
    assert "消えるべき" not in page
    assert "第1版　法的理由等により非表示" in page
    assert f"/verdicts/{verdict.number}/versions/1/" not in page


def test_redaction_has_a_page_that_says_nothing_of_the_verdict(client: Client) -> None:
    verdict = factories.published_verdict()
    redaction = factories.hidden(verdict)
    redactions.confirm(redaction, by=factories.desk_editor())

    response = client.get(f"/verdicts/{verdict.number}/versions/2/")

    assert response.status_code == 200
    assert "この版に記事の内容はありません。" in text_of(response.content)
    assert "図書館" not in response.content.decode()


def test_lifted_redaction_shows_the_verdict_again(client: Client) -> None:
    verdict = factories.published_verdict()
    redactions.lift(factories.hidden(verdict), reason="取り違え", by=factories.desk_editor())

    assert "年報の来館者数は８％増だった。" in read(client, verdict.number)


def test_dropped_rendering_is_made_anew_without_being_written(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(), summary="一。\n二。\n三。")
    address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
    kept = client.get(address).content
    PublicationRendering.objects.all().delete()

    assert client.get(address).content == kept
    assert PublicationRendering.objects.count() == 0


def test_rebuilt_rendering_is_the_same_page(client: Client) -> None:
    verdict = factories.published_verdict()
    address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
    kept = client.get(address).content

    assert public_index.rebuild() == 1
    assert client.get(address).content == kept


def test_javascript_address_of_an_evidence_is_no_link(client: Client) -> None:
    by = factories.reporter()
    draft = factories.complete_draft(by=by)
    draft.evidence.update(url="javascript:alert(1)")
    verdict = factories.published(draft)

    page = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()

    assert "図書館年報" in text_of(page.encode())
    assert "javascript:" not in page


def test_words_with_markup_are_shown_as_words(client: Client) -> None:
    verdict = factories.published_verdict(
        factories.claim(statement="<b>太字</b>だと言った"), headline="<i>見出し</i>＆", reasoning="<script>1</script>"
    )

    page = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()

    assert [tag for tag in ("<b>", "<i>", "<script>1") if tag in page] == []
    assert "&lt;b&gt;太字&lt;/b&gt;だと言った" in page


@pytest.mark.parametrize("accepted", ["en", "ja", "fr;q=0.9"])
def test_language_is_japanese_whatever_is_asked_for(client: Client, accepted: str) -> None:
    factories.published_verdict()

    response = client.get("/", headers={"accept-language": accepted})

    assert response.headers["Content-Language"] == "ja"
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"


class TestAddress:
    def test_only_the_canonical_one_answers_without_redirect(self, client: Client) -> None:
        number = factories.published_verdict(headline="図書館 2倍").number
        canonical = f"/verdicts/{number}-%E5%9B%B3%E6%9B%B8%E9%A4%A8-2%E5%80%8D/"

        for path in (
            f"/verdicts/{number}/",
            f"/verdicts/0{number}/",
            f"/verdicts/{number}-/",
            f"/verdicts/{number}-x/",
        ):
            response = client.get(path)
            assert (response.status_code, response.headers["Location"]) == (301, canonical)
        response = client.get(canonical, {"utm_source": "x", "fbclid": "\0"})
        assert response.status_code == 200
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{canonical}">' in response.content.decode()

    def test_headline_without_a_word_has_no_slug(self, client: Client) -> None:
        number = factories.published_verdict(headline="……？").number

        assert client.get(f"/verdicts/{number}/").status_code == 200

    def test_version_and_embed_have_the_number_alone(self, client: Client) -> None:
        number = factories.published_verdict().number

        assert client.get(f"/verdicts/{number}-x/versions/1/").headers["Location"] == f"/verdicts/{number}/versions/1/"
        assert client.get(f"/embed/verdicts/{number}-x/").headers["Location"] == f"/embed/verdicts/{number}/"

    @pytest.mark.parametrize(
        "path",
        [
            "/verdicts/１/",
            "/verdicts/1１/",
            "/verdicts/%00/",
            "/verdicts/1-%00/",
            "/verdicts/-1/",
            "/verdicts/0/",
            "/verdicts/9223372036854775807/",
            "/verdicts/9223372036854775808/",
            f"/verdicts/{'9' * 5000}/",
            "/verdicts/1/versions/0/",
            "/verdicts/1/versions/9/",
            "/verdicts/1/versions/99999999999/",
            "/verdicts/1/versions/１/",
            "/embed/verdicts/１/",
            "/claimants/1/",
            "/claimants/１/",
            "/claimants/%00/",
            "/topics/none/",
            "/topics/%00/",
        ],
    )
    def test_what_is_no_number_of_ours_is_not_found(self, client: Client, path: str) -> None:
        factories.published_verdict(factories.claim(claimant=factories.claimant(kind=Claimant.Kind.PRIVATE_PERSON)))

        assert client.get(path).status_code == 404


class TestConditionalRequest:
    def test_unchanged_page_is_not_sent_again(self, client: Client) -> None:
        address = client.get(f"/verdicts/{factories.published_verdict().number}/").headers["Location"]
        first = client.get(address)

        by_tag = client.get(address, headers={"if-none-match": first.headers["ETag"]})
        by_time = client.get(address, headers={"if-modified-since": first.headers["Last-Modified"]})

        assert (by_tag.status_code, by_tag.content) == (304, b"")
        assert by_time.status_code == 304
        assert by_tag.headers["ETag"] == first.headers["ETag"]

    def test_correction_changes_the_tag(self, client: Client) -> None:
        verdict = factories.published_verdict()
        address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
        tag = client.get(address).headers["ETag"]
        factories.corrected(verdict, summary="一。\n二。\n三。")

        response = client.get(address, headers={"if-none-match": tag})

        assert response.status_code == 200
        assert response.headers["ETag"] != tag

    def test_hidden_page_is_gone_even_for_who_has_it(self, client: Client) -> None:
        verdict = factories.published_verdict()
        address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
        tag = client.get(address).headers["ETag"]
        factories.hidden(verdict)

        assert client.get(address, headers={"if-none-match": tag}).status_code == 410


def test_only_the_embed_may_be_framed(client: Client) -> None:
    number = factories.published_verdict().number

    embed = client.get(f"/embed/verdicts/{number}/")
    page = client.get(f"/verdicts/{number}/", follow=True)

    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_correction_stays_on_the_page_when_something_is_added_later(client: Client) -> None:
    easy = {"easy_claim": "人《ひと》が増《ふ》えた", "easy_summary": "一。\n二。\n三。"}
    verdict = factories.published_verdict(headline="「２倍」は誤り", **easy)
    verdict = factories.corrected(verdict, headline="「２倍」は誤り、８％", note="割合の誤り。", apology=True)
    verdict = factories.corrected(
        verdict, kind=Publication.Kind.RATING_CHANGE, rating="fij-misleading", note="新資料。"
    )
    factories.corrected(
        verdict, kind=Publication.Kind.ADDITION, note="表を加えた。", easy_claim="人《ひと》が多《おお》い"
    )

    newest = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()
    page, second = text_of(newest.encode()), text_of(client.get(f"/verdicts/{verdict.number}/versions/2/").content)

    banner = newest[newest.index('<div class="banner"') : newest.index('<p class="kicker"')]
    assert re.findall(r'href="#(.*?)"', banner) == ["correction", "correction-3"]
    sections = re.findall(r'id="(correction[-0-9]*)">\s*<h2>(.*?)</h2>', newest)
    assert sections == [("correction", "追記"), ("correction-3", "判定変更"), ("correction-2", "訂正")]
    dates = text_of(f"<body>{re.search('<p class=.dates.>.*?</p>', newest, re.DOTALL)[0]}".encode())  # type: ignore[index]  # it is there
    assert re.findall("日(公開|追記|判定変更|訂正)", dates) == ["公開", "訂正", "判定変更", "追記"]
    told = [*("割合の誤り。", "誤りがあったことをお詫びし", "変更前：「２倍」は誤り変更後：「２倍」は誤り、８％")]
    assert [words in page for words in told] == [True] * 3
    assert ("<rt>おお</rt>" in newest, "《" in newest) == (True, False)
    assert ("新資料。" in second[: second.index("版の記録")], "割合の誤り。" in second) == (False, True)


def test_earlier_correction_goes_with_the_version_that_is_hidden(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(), finding="来館者は３倍", note="三倍とした誤り。")
    verdict = factories.corrected(verdict, finding="８％増", note="増え方の誤り。")
    factories.corrected(verdict, kind=Publication.Kind.ADDITION, note="表を加えた。")

    factories.hidden(verdict, versions=[2])
    page = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()
    PublicationRendering.objects.all().delete()
    anew = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()

    assert [words in page for words in ("増え方の誤り。", "三倍", "３倍")] == [True, False, False]
    assert anew == page
