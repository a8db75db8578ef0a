import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article, ArticleRevision, Candidate, ExtractionRun, Outlet
from tests import factories
from tests.intake import files

TEXT = (
    "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。\n\n"
    "市長は「県内で最も多い」と述べた。担当者は詳しい内訳を公表していない。\n"
)


def import_article(*arguments: object) -> tuple[str, str]:
    """Standard output and error of one call."""
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("import_article", *map(str, arguments), stdout=stdout, stderr=stderr)
    return stdout.getvalue(), stderr.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_import_prints_the_id_and_nothing_else(file: Path) -> None:
    stdout, stderr = import_article(file)

    article = Article.objects.get()
    assert (stdout, stderr) == (f"{article.pk}\n", "")
    assert article.title == "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。"
    assert article.current_revision.text == TEXT
    assert not ExtractionRun.objects.exists()


@pytest.mark.django_db
def test_import_keeps_what_the_arguments_say(file: Path) -> None:
    reporter = factories.reporter(username="asano")

    import_article(
        file,
        "--title=図書館の来館者が倍増",
        "--outlet=みなと新報",
        "--url=https://minato.example/1",
        "--published-at=2026-03-01T12:00",
        "--kind=transcript",
        "--account=みなと市政ウォッチ",
        "--byline=古賀 美咲",
        "--by=asano",
    )

    article = Article.objects.get()
    assert article.title == "図書館の来館者が倍増"
    assert article.outlet == Outlet.objects.get(name="みなと新報")
    assert article.url == "https://minato.example/1"
    assert article.published_at == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    assert article.kind == Article.Kind.TRANSCRIPT
    assert (article.account, article.byline) == ("みなと市政ウォッチ", "古賀 美咲")
    assert article.imported_by == reporter


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-03-01", datetime(2026, 2, 28, 15, 0, tzinfo=UTC)),
        ("2026-03-01T12:00:00+00:00", datetime(2026, 3, 1, 12, 0, tzinfo=UTC)),
    ],
)
def test_published_at_is_japanese_time_unless_it_says_otherwise(file: Path, given: str, meant: datetime) -> None:
    import_article(file, f"--published-at={given}")

    assert Article.objects.get().published_at == meant


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_import_recognises_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode(encoding))

    import_article(path)

    assert ArticleRevision.objects.get().text == TEXT


@pytest.mark.django_db
def test_import_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode("cp932"))))

    stdout, _stderr = import_article("-")

    assert stdout == f"{Article.objects.get().pk}\n"
    assert ArticleRevision.objects.get().text == TEXT


@pytest.mark.django_db
def test_import_saved_page(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.split())
    path.write_text(
        f"<!DOCTYPE html><html><head><title>図書館の来館者が倍増 | みなと新報</title></head><body>"
        f"<nav><a href='/'>トップ</a></nav><article><h1>図書館の来館者が倍増</h1>{paragraphs}</article></body></html>",
        encoding="utf-8",
    )

    import_article(path)

    assert Article.objects.get().title == "図書館の来館者が倍増"
    assert ArticleRevision.objects.get().text == "図書館の来館者が倍増\n" + "\n".join(TEXT.split())


@pytest.mark.django_db
def test_import_mail_takes_subject_and_date(tmp_path: Path) -> None:
    (mail, *_rest) = files.mails()
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.content)

    import_article(path)

    article = Article.objects.get()
    assert (article.title, article.kind, article.outlet) == (files.TITLE, Article.Kind.NEWS, None)
    assert article.published_at == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    assert article.current_revision.text == files.TEXT


@pytest.mark.django_db
def test_import_minutes_takes_kind_and_address_where_none_is_given(tmp_path: Path) -> None:
    path = tmp_path / "minutes.json"
    path.write_bytes(files.minutes()[0].content)

    import_article(path)
    import_article(
        path, "--kind=other", "--url=https://minato.example/2", "--title=委員会", "--published-at=2026-03-02"
    )

    first, second = Article.objects.order_by("pk")
    assert (first.kind, first.url, first.title) == ("proceedings", files.MINUTES.url, files.MINUTES.title)
    assert (second.kind, second.url, second.title) == ("other", "https://minato.example/2", "委員会")
    assert second.published_at == datetime(2026, 3, 1, 15, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_import_page_registers_its_outlet(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text(files.page_markup(head='<meta property="og:site_name" content="みなと新報">'), encoding="utf-8")

    import_article(path)

    assert Article.objects.get().outlet == Outlet.objects.get(name="みなと新報")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["PDF", "JSON lines", "XML with entities", "Chinese"])
def test_import_refuses_by_name(tmp_path: Path, name: str) -> None:
    data, words = files.REFUSED[name]
    path = tmp_path / "file"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=words):
        import_article(path)

    assert not Article.objects.exists()


@pytest.mark.django_db
def test_import_english_text(tmp_path: Path) -> None:
    path = tmp_path / "english.txt"
    path.write_text("The library had twice as many visitors, the mayor said.", encoding="ascii")

    stdout, _stderr = import_article(path)

    assert stdout == f"{Article.objects.get().pk}\n"


@pytest.mark.django_db
def test_import_twice_prints_the_same_id_and_says_so(file: Path) -> None:
    first, _ = import_article(file)

    second, stderr = import_article(file)

    assert second == first
    assert stderr == "この文章はすでに取り込まれています。新しくは作りませんでした。\n"
    assert (Article.objects.count(), ArticleRevision.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_import_changed_text_of_a_known_url_adds_a_revision(file: Path) -> None:
    first, _ = import_article(file, "--url=https://minato.example/1")
    file.write_text(f"{TEXT}（３月２日追記）市は内訳を公表した。", encoding="utf-8")

    second, stderr = import_article(file, "--url=https://minato.example/1")

    assert (second, stderr) == (first, "")
    assert [revision.number for revision in ArticleRevision.objects.order_by("number")] == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "本文が空です。", id="empty"),
        pytest.param(" \n　\t\n".encode(), "本文が空です。", id="blank"),
        pytest.param(b"\xe3\x81\x82" * 1_700_000, "取り込めるのは 1,000,000 バイトまでです。", id="5 MB"),
        pytest.param(("あ" * 250_000).encode(), "200,000字以内に分けてください。", id="too many characters"),
        pytest.param("図書館の\0来館者".encode(), "NUL文字が含まれています。", id="NUL"),
        pytest.param("図書館\ud800".encode("utf-8", "surrogatepass"), "サロゲートの片割れ", id="lone surrogate"),
        pytest.param(TEXT.encode()[:-2], "文字コードを判別できません。", id="undecodable"),
        pytest.param(b"<html><body></body></html>", "記事の本文が見つかりません。", id="page without text"),
    ],
)
def test_unusable_file_is_refused_in_japanese(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=message):
        import_article(path, "--outlet=みなと新報", "--extract")

    assert (Article.objects.count(), Outlet.objects.count(), ProcrastinateJob.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("url", ["https://minato.example/1", "http://minato.example/1"])
def test_url_is_not_fetched_but_explained(url: str) -> None:
    with pytest.raises(CommandError, match="URLからの取り込みはまだできません。ブラウザーでページを保存し"):
        import_article(url)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"ファイルがありません：{tmp_path}/none.txt"):
        import_article(tmp_path / "none.txt")


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="フォルダーは取り込めません。"):
        import_article(tmp_path)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("--published-at=2026-02-30", "日付として読めません：2026-02-30"),
        ("--published-at=きのう", "日付として読めません：きのう"),
        ("--published-at=9999-12-31T23:59-10:00", "日付が正しくないようです"),
        ("--url=javascript:alert(1)", "http か https のURLではありません"),
        ("--url=みなと新報", "http か https のURLではありません"),
        (f"--title={'長' * 501}", "500 字以内で指定してください。"),
        (f"--outlet={'長' * 101}", "100 字以内で指定してください。"),
        ("--title=図書館\udce3", "UTF-8として読めない文字があります。"),
        ("--kind=poem", "poem"),
    ],
)
def test_unusable_argument_is_refused(file: Path, argument: str, message: str) -> None:
    with pytest.raises(CommandError) as refusal:
        import_article(file, argument)

    assert message in str(refusal.value)


@pytest.mark.django_db
def test_import_by_nobody_we_know(file: Path) -> None:
    with pytest.raises(CommandError, match="担当者がいません：nobody"):
        import_article(file, "--by=nobody")


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["administrator", "outsider"])
def test_import_by_someone_who_may_not(file: Path, username: str) -> None:
    factories.administrator(username="administrator")
    factories.outsider(username="outsider")

    with pytest.raises(CommandError, match="この操作をする権限がありません。"):
        import_article(file, f"--by={username}")

    assert not Article.objects.exists()


@pytest.mark.nlp
def test_extract_works_the_queue_and_ranks_the_candidates(committed_database: str, file: Path) -> None:
    stdout, _stderr = import_article(file, "--extract")

    article_id, table = stdout.split("\n", maxsplit=1)
    run = ExtractionRun.objects.get()
    assert (article_id, run.state) == (str(Article.objects.get().pk), ExtractionRun.State.SUCCEEDED)
    best = Candidate.objects.best_first()[0]
    assert best.quote == "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。"
    assert best.quote[:10] in table
    assert ProcrastinateJob.objects.get(args={"run_id": run.pk}).status == "succeeded"

    again = io.StringIO()
    call_command("extract_claims", article_id, "--format=jsonl", stdout=again)
    rows = [json.loads(line) for line in again.getvalue().splitlines()]
    assert [row["candidate"] for row in rows] == [candidate.pk for candidate in Candidate.objects.best_first()]
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    assert rows[0]["speaker"] == "みなと市"


@pytest.mark.django_db
def test_text_of_another_address_is_imported_and_the_other_article_named(file: Path) -> None:
    there = factories.revision(TEXT, url="https://minato.example/1", title="先の記事").article

    stdout, stderr = import_article(file, "--url=https://other.example/9")

    assert stdout == f"{Article.objects.exclude(pk=there.pk).get().pk}\n"
    assert stderr == f"本文が同じ検証素材があります：{there.pk}「先の記事」https://minato.example/1\n"


@pytest.mark.django_db
def test_address_is_added_to_the_article_that_is_there(file: Path) -> None:
    there = factories.revision(TEXT, url="https://minato.example/1").article

    stdout, stderr = import_article(file, "--url=https://other.example/9", f"--same-as={there.pk}")
    with pytest.raises(CommandError, match="検証素材 999999 はありません。"):
        import_article(file, "--same-as=999999")

    there.refresh_from_db()
    assert (stdout, stderr) == (f"{there.pk}\n", f"URLを検証素材 {there.pk} に加えました。\n")
    assert (there.further_urls, Article.objects.count()) == (["https://other.example/9"], 1)
