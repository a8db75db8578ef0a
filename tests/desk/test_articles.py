"""Articles pasted and uploaded, and their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.actions import articles, handing_in
from articles.models import Article, ArticleRevision, Candidate, Event, ExtractionRun, Outlet, User
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import told
from tests.intake import files, hostile

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
TEXT = "みなと市は１日、来館者が２倍に増えたと発表した。市長は「県内で最も多い」と述べた。高橋館長も認めた。"


def source(**fields: object) -> dict[str, object]:
    return {"kind": "news", "title": "来館者が倍増", "text": TEXT, **fields}


def test_pasted_text_is_imported_and_its_extraction_requested(as_reporter: Client, reporter: User) -> None:
    published = {"published_at_0": "2026-03-01", "published_at_1": "12:00"}
    response = as_reporter.post(ADD, source(url="https://minato.example/1", **published))

    article = Article.objects.get()
    assert response["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert (article.title, article.imported_by, article.url) == ("来館者が倍増", reporter, "https://minato.example/1")
    assert article.current_revision.text == TEXT
    assert ExtractionRun.objects.get().state == ExtractionRun.State.PENDING


def test_date_of_publication_needs_no_time(as_reporter: Client) -> None:
    as_reporter.post(ADD, source(published_at_0="2026-03-01", published_at_1=""))

    assert timezone.localtime(Article.objects.get().published_at).isoformat() == "2026-03-01T00:00:00+09:00"


def test_refused_import_does_not_call_what_was_typed_the_current_value(as_reporter: Client) -> None:
    page = as_reporter.post(ADD, source(text="", url="https://minato.example/1")).content.decode()

    assert 'value="https://minato.example/1"' in page
    assert "現在の値" not in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jis_2004"])
def test_upload_is_decoded(encoding: str, as_reporter: Client) -> None:
    upload = SimpleUploadedFile("a.txt", TEXT.encode(encoding))

    response = as_reporter.post(ADD, source(text="", upload=upload))

    assert response.status_code == 302
    assert ArticleRevision.objects.get().text == TEXT


def test_a_title_pasted_with_tabs_stands_on_one_line(as_reporter: Client) -> None:
    as_reporter.post(ADD, source(title="図書館の\t来館者"))

    assert Article.objects.get().title == "図書館の 来館者"


def test_upload_of_a_web_page_gives_its_article_and_title(as_reporter: Client) -> None:
    body = "".join(f"<p>{TEXT}{number}回目の発表だった。</p>" for number in range(5))
    page = f"<!doctype html><html><head><title>倍増の発表</title></head><body><article>{body}</article></body></html>"

    response = as_reporter.post(ADD, source(text="", title="", upload=SimpleUploadedFile("a.html", page.encode())))

    article = Article.objects.get()
    assert (response.status_code, article.title) == (302, "倍増の発表")
    assert "<p>" not in article.current_revision.text


ABOUT = (
    '<meta property="og:site_name" content="みなと新報"><meta name="author" content="古賀 美咲">'
    '<meta property="article:published_time" content="2026-03-01T12:00:00+09:00">'
    '<link rel="canonical" href="https://minato.example/news/1">'
)


def saved_page() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.html", files.page_markup(head=ABOUT).encode("cp932"))


def test_upload_of_a_web_page_fills_in_what_was_left_empty(as_reporter: Client) -> None:
    as_reporter.post(ADD, source(text="", title="", upload=saved_page()))

    article = Article.objects.get()
    assert (article.title, str(article.outlet), article.byline) == (files.TITLE, "みなと新報", "古賀 美咲")
    assert article.url == "https://minato.example/news/1"
    assert timezone.localtime(article.published_at).isoformat() == "2026-03-01T12:00:00+09:00"


def test_upload_of_a_web_page_never_overrides_what_was_typed(as_reporter: Client) -> None:
    outlet = Outlet.objects.create(name="港日報")
    typed = {"title": "増えた", "outlet": outlet.pk, "byline": "文化部", "url": "https://minato.example/2"}
    published = {"published_at_0": "2026-03-02", "published_at_1": "09:00"}

    as_reporter.post(ADD, source(text="", upload=saved_page(), **typed, **published))

    article = Article.objects.get()
    assert (article.title, article.outlet, article.byline, article.url) == ("増えた", outlet, "文化部", typed["url"])
    assert timezone.localtime(article.published_at).isoformat() == "2026-03-02T09:00:00+09:00"
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize(("typed", "kind"), [("news", "proceedings"), ("other", "other")])
def test_upload_of_minutes_says_its_kind_unless_another_was_chosen(typed: str, kind: str, as_reporter: Client) -> None:
    upload = SimpleUploadedFile("a.json", files.minutes()[0].content)

    as_reporter.post(ADD, source(text="", kind=typed, upload=upload))

    assert Article.objects.get().kind == kind


def test_changed_page_becomes_a_revision_and_changes_nothing_else(as_reporter: Client) -> None:
    revision = factories.revision()
    url = reverse("admin:articles_article_revise", args=[revision.article_id])

    as_reporter.post(url, {"text": "", "upload": saved_page()})

    article = Article.objects.get()
    assert (article.title, article.outlet, article.byline) == (revision.article.title, revision.article.outlet, "")
    assert article.current_revision.text == files.ARTICLE


@pytest.mark.parametrize(
    "unit", ["comments", "depth", "entities", "spaces", "less", "quotes", "brackets", "digits", "attributes"]
)
def test_hostile_upload_is_answered_and_nothing_is_lost(unit: str, as_reporter: Client) -> None:
    characters = 190_000
    fill = hostile.filled(hostile.UNITS[unit], characters) if unit in hostile.UNITS else hostile.attributes(characters)
    upload = SimpleUploadedFile("a.html", f"<html><body><p {fill}>{fill}".encode())

    response = as_reporter.post(ADD, source(text="", byline="文化部", upload=upload))

    if response.status_code == 200:
        form = response.context["adminform"].form
        assert (list(form.errors), form["byline"].value()) == (["upload"], "文化部")
    assert Article.objects.count() == (response.status_code == 302)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "", "upload": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF")}, "upload"),
        ({"text": "", "upload": SimpleUploadedFile("a.bin", bytes(range(128, 256)) * 4)}, "upload"),
        ({"upload": SimpleUploadedFile("a.txt", TEXT.encode())}, "upload"),
        ({"text": " \n"}, "text"),
        ({"text": "", "upload": SimpleUploadedFile("a.txt", b"")}, "upload"),
        ({"reach": "100"}, "__all__"),
        ({"text": "あ" * 400_000}, "__all__"),
        ({"text": "途中に\0がある。"}, "text"),
    ],
    ids=["PDF", "undecodable", "both", "blank", "empty file", "reach without a date", "too long", "NUL"],
)
def test_unusable_text_is_explained_and_nothing_is_lost(
    fields: dict[str, object], field: str, as_reporter: Client
) -> None:
    response = as_reporter.post(ADD, source(byline="文化部", **fields))

    form = response.context["adminform"].form
    assert (response.status_code, list(form.errors)) == (200, [field])
    assert form["byline"].value() == "文化部"
    assert not Article.objects.exists()


def test_same_text_twice_leads_to_the_article_that_is_there(as_reporter: Client) -> None:
    as_reporter.post(ADD, source())

    response = as_reporter.post(ADD, source(title="別の見出し"))

    article = Article.objects.get()
    assert response["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert told(response) == "同じ本文がすでに登録されています。登録済みの検証素材を開きました。"


def test_known_url_with_a_new_text_becomes_a_revision(as_reporter: Client) -> None:
    as_reporter.post(ADD, source(url="https://minato.example/1"))

    response = as_reporter.post(ADD, source(url="https://minato.example/1", text=f"{TEXT}追記した。"))

    article = Article.objects.get()
    assert article.current_revision.number == 2
    assert told(response) == "同じURLの検証素材に、新しい版（第2版）として加えました。"


def test_change_of_the_source_writes_only_what_changed(as_reporter: Client) -> None:
    article = factories.revision().article
    url = reverse("admin:articles_article_change", args=[article.pk])
    form = as_reporter.get(url).context["adminform"].form
    posted = {name: form[name].value() or "" for name in form.fields if name != "published_at"}
    at = timezone.localtime(form["published_at"].value())

    as_reporter.post(
        url, {**posted, "byline": "文化部", "published_at_0": f"{at:%Y-%m-%d}", "published_at_1": f"{at:%H:%M:%S}"}
    )

    article.refresh_from_db()
    event = Event.objects.filter(action="article.described").get()
    assert (article.byline, event.content.content["fields"]) == ("文化部", ["byline"])


def test_changed_text_becomes_the_next_revision_and_the_same_text_does_not(as_reporter: Client) -> None:
    revision = factories.revision()
    url = reverse("admin:articles_article_revise", args=[revision.article_id])

    unchanged = as_reporter.post(url, {"text": revision.text})
    changed = as_reporter.post(url, {"text": f"{revision.text}訂正した。"})

    assert unchanged.context["form"].non_field_errors() == [str(articles.TextUnchanged.message)]
    assert unchanged.context["form"]["text"].value() == revision.text
    assert changed.status_code == 302
    assert revision.article.current_revision.number == 2


def test_passage_is_marked_by_hand_or_not_found(as_reporter: Client) -> None:
    revision = factories.revision()
    url = reverse("admin:articles_article_mark", args=[revision.article_id])

    missing = as_reporter.post(url, {"passage": "本文にない文。"})
    marked = as_reporter.post(url, {"passage": "市長は「県内で最も多い」と述べた。"})
    again = as_reporter.post(url, {"passage": "市長は「県内で最も多い」と述べた。"})

    candidate = Candidate.objects.get()
    assert missing.context["form"]["passage"].value() == "本文にない文。"
    assert len(missing.context["form"].non_field_errors()) == 1
    assert (marked.status_code, candidate.origin) == (302, Candidate.Origin.HAND)
    assert again.context["form"].non_field_errors() == ["この範囲はすでに候補になっています。"]


def test_article_page_marks_every_candidate_in_the_text(as_reporter: Client) -> None:
    rows = recorded.candidates(3)
    article = rows[0].revision.article

    response = as_reporter.get(reverse("admin:articles_article_change", args=[article.pk]))

    page = response.content.decode()
    assert [row.candidate for row in response.context["reading"].candidates] == rows
    for row in rows:
        assert f'<mark class="candidate pending" id="c{row.pk}">{row.quote}</mark>' in page


def test_article_page_shows_text_as_text(as_reporter: Client) -> None:
    revision = factories.revision("<script>alert(1)</script>は本文だ。")

    page = as_reporter.get(reverse("admin:articles_article_change", args=[revision.article_id])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;は本文だ。" in page


# The same text under another address


def test_equal_text_under_another_address_asks_and_keeps_what_was_typed(as_reporter: Client) -> None:
    there = factories.revision(TEXT, url="https://minato.example/1", title="先に登録した記事").article

    page = as_reporter.post(ADD, source(url="https://other.example/9", title="あとの記事"))

    form = page.context["adminform"].form
    assert (page.status_code, list(form.errors), Article.objects.count()) == (200, ["same_as"], 1)
    assert [(one.article, one.is_equal) for one in form.alike] == [(there, True)]
    html = page.content.decode()
    assert f'name="same_as" value="{there.pk}" form="article_form"' in html
    assert "「先に登録した記事」の別のURLとして加える" in html
    assert (form["text"].value(), form["title"].value()) == (TEXT, "あとの記事")


def test_editor_adds_the_address_to_the_article_that_is_there(as_reporter: Client) -> None:
    there = factories.revision(TEXT, url="https://minato.example/1").article

    response = as_reporter.post(ADD, source(url="https://other.example/9?utm_source=x", same_as=str(there.pk)))
    again = as_reporter.post(ADD, source(url="http://www.other.example/9/"))

    there.refresh_from_db()
    assert (there.further_urls, Article.objects.count()) == (["https://other.example/9?utm_source=x"], 1)
    assert response["Location"] == again["Location"] == reverse("admin:articles_article_change", args=[there.pk])
    assert told(response) == "登録済みの検証素材に、このURLを加えました。新しくは作っていません。"
    assert Event.objects.about(there).last().action == "article.address_added"


def test_editor_goes_on_with_another_article(as_reporter: Client) -> None:
    there = factories.revision(TEXT, url="https://minato.example/1").article

    response = as_reporter.post(ADD, source(url="https://other.example/9", same_as="another"))

    new = Article.objects.exclude(pk=there.pk).get()
    page = as_reporter.get(response["Location"])
    assert [(one.article, one.percent) for one in page.context["alike"]] == [(there, 100)]
    assert new.further_urls == []


def test_near_text_asks_too_and_a_choice_that_was_not_offered_is_none(as_reporter: Client) -> None:
    there = factories.revision(f"【再掲】{TEXT}", url="https://minato.example/1").article

    page = as_reporter.post(ADD, source(url="https://other.example/9", same_as="999999"))

    (one,) = page.context["adminform"].form.alike
    assert (one.article, one.is_equal, one.percent >= 80) == (there, False, True)
    assert Article.objects.count() == 1


def test_what_was_read_of_a_file_stands_in_the_fields_when_the_page_asks(as_reporter: Client) -> None:
    factories.revision(TEXT, url="https://minato.example/1")
    upload = SimpleUploadedFile("a.txt", TEXT.encode())

    page = as_reporter.post(ADD, source(text="", upload=upload, url="https://other.example/9"))

    assert page.context["adminform"].form["text"].value() == TEXT


def test_one_page_is_one_article_however_its_address_is_written(as_reporter: Client) -> None:
    as_reporter.post(ADD, source(url="https://www.minato.example/news/1/"))

    for address in (
        "http://minato.example/news/1?utm_medium=sns&fbclid=abc",
        "https://minato.example/news/1/amp/",
        "https://minato.example/news/1#comments",
    ):
        response = as_reporter.post(ADD, source(url=address))
        assert told(response) == "同じ本文がすでに登録されています。登録済みの検証素材を開きました。"

    assert Article.objects.count() == 1


def test_another_article_is_not_asked_about(as_reporter: Client) -> None:
    factories.revision("みなと市は来年度、市営バスの運賃を一律にする方針を固めた。議会に条例案を出す。")

    assert as_reporter.post(ADD, source()).status_code == 302


def test_text_that_a_program_gave_under_the_address_of_an_article_is_shown_on_both_pages(as_reporter: Client) -> None:
    key = factories.api_key(name="編集システム").key
    held = factories.revision(url="https://minato.example/1", title="元の素材").article
    other = handing_in.hand_in(
        text=TEXT, title="届いた素材", url="https://minato.example/1#top", by=key
    ).revision.article
    urls = {each: reverse("admin:articles_article_change", args=[each.pk]) for each in (held, other)}
    pages = {each: as_reporter.get(url).content.decode() for each, url in urls.items()}

    assert "APIキー「編集システム」が、別の検証素材の住所で届けた本文です" in pages[other]
    assert "https://minato.example/1#top" in pages[other]
    assert f'href="{urls[held]}">この住所の検証素材「元の素材」と見比べる' in pages[other]
    assert f'届けています：<a href="{urls[other]}">届いた素材</a>' in pages[held]
