import pytest

from articles.actions import articles
from articles.models import Article, ArticleRevision, ExtractionRun
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "市は１日、来館者が２倍になったと発表した。"


def test_import_stores_the_text_unchanged_but_for_line_ends() -> None:
    text = "　神田（かんだ）と神󠄀田。\r\nｶﾞｷﾞｸﾞ㍿\n\r\n終わり。"

    imported = articles.import_article(text=text, by=None)

    assert imported.revision.text == "　神田（かんだ）と神󠄀田。\nｶﾞｷﾞｸﾞ㍿\n\n終わり。"


def test_import_takes_the_first_line_as_title() -> None:
    imported = articles.import_article(text=f"\n  来館者が倍増  \n\n{TEXT}", by=None)

    assert imported.article.title == "来館者が倍増"


def test_import_enqueues_the_extraction_in_the_same_transaction() -> None:
    imported = articles.import_article(text=TEXT, by=None)

    assert [(r.revision, r.state) for r in ExtractionRun.objects.all()] == [(imported.revision, "pending")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空"),
        ("　 \n\t", "空"),
        ("あ" * 200_001, "200,000"),
        ("市は\0発表した。", "NUL"),
        ("市は\ud842発表した。", "サロゲート"),
    ],
)
def test_import_refuses_unusable_text_in_japanese(text: str, words: str) -> None:
    with pytest.raises(articles.TextUnusable, match=words):
        articles.import_article(text=text, title="見出し", by=None)

    assert not Article.objects.exists()


def test_import_of_the_same_text_finds_the_article() -> None:
    first = articles.import_article(text=TEXT, by=None)
    second = articles.import_article(text=TEXT.replace("\n", "\r\n"), by=None)

    assert (second.article, second.revision, second.is_new) == (first.article, first.revision, False)
    assert ExtractionRun.objects.count() == 1


def test_import_of_a_known_url_with_a_new_text_adds_a_revision() -> None:
    url = "https://minato.example/1"
    first = articles.import_article(text=TEXT, url=url, by=None)
    second = articles.import_article(text=TEXT + "訂正した。", url=url, by=None)

    assert second.article == first.article
    assert list(ArticleRevision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert second.article.current_revision == second.revision


def test_add_revision_refuses_an_unchanged_text() -> None:
    revision = factories.revision()

    with pytest.raises(articles.TextUnchanged):
        articles.add_revision(revision.article, text=revision.text, by=factories.reporter())
