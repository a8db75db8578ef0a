"""Text that was erased, before the people of the desk: refused, taken in for a reason, noticed, and its copies erased too."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles.models import Article, ArticleRevision, Event, Redaction
from tests import factories
from tests.actions.test_withdrawals import AT, OTHER, SAID, TEXT, erased
from tests.commands.test_import_archive import archive_of, called
from tests.desk.conftest import take
from tests.desk.test_articles import ADD, source

pytestmark = pytest.mark.django_db


def test_reporter_is_told_which_redaction_and_whom_to_ask(as_reporter: Client) -> None:
    redaction = erased()

    pages = [
        as_reporter.post(ADD, source(text=TEXT, title="水門", url=AT)),
        as_reporter.post(ADD, source(text="", upload=SimpleUploadedFile("a.txt", f"{TEXT}\n".encode()))),
    ]

    for page in pages:
        html = page.content.decode()
        assert list(page.context["adminform"].form.errors) == ["nevertheless"]
        assert reverse("admin:articles_redaction_change", args=[redaction.pk]) in html
        assert ("デスクに頼んでください" in html, 'name="nevertheless"' in html) == (True, False)
    assert pages[1].context["adminform"].form["text"].value() == f"{TEXT}\n"
    assert as_reporter.post(ADD, source(text=TEXT, nevertheless="取り消された")).status_code == 403
    assert Article.objects.count() == 1


def test_desk_editor_takes_it_in_for_a_reason(as_desk_editor: Client) -> None:
    erased()

    asked = as_desk_editor.post(ADD, source(text=TEXT, title="水門"))
    taken = as_desk_editor.post(ADD, source(text=TEXT, title="水門", nevertheless="決定が取り消された"))
    again = as_desk_editor.post(ADD, source(text=TEXT, title="水門"))

    assert 'name="nevertheless"' in asked.content.decode()
    article = Article.objects.latest("pk")
    assert taken["Location"] == again["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    history = as_desk_editor.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    assert ("消去した本文と同じと知って取り込んだ" in history, "決定が取り消された" in history) == (True, True)
    assert Event.objects.filter(action="article.taken_nevertheless").count() == 1


def test_newer_text_of_an_article_is_refused_with_what_was_typed(as_desk_editor: Client) -> None:
    erased()
    article = factories.revision(f"{OTHER}別の話。").article

    page = take(as_desk_editor, reverse("admin:articles_article_revise", args=[article.pk]), {"text": TEXT})

    (error,) = page.context["form"].non_field_errors()
    assert "「取り込む」の画面で理由を書いて" in error
    assert page.context["form"]["text"].value() == TEXT
    assert article.revisions.count() == 1


def test_article_page_notes_what_it_has_of_an_erased_text(as_reporter: Client) -> None:
    redaction = erased()
    quoting = factories.revision(f"{OTHER}「{SAID}」。会場はどよめいた。").article
    apart = factories.revision(f"{OTHER}会場はどよめいた。").article

    pages = [as_reporter.get(reverse("admin:articles_article_change", args=[each.pk])) for each in (quoting, apart)]

    assert [len(page.context["traces"]) for page in pages] == [1, 0]
    html = pages[0].content.decode()
    assert ("消去した出どころの文があります。" in html, f"検証記事 {redaction.verdict_id} の" in html) == (True, True)


def test_person_who_confirms_sees_the_copies_and_erases_those_chosen(client: Client) -> None:
    claim = factories.claim()
    factories.appearance(claim, text=TEXT, url=AT)
    near = factories.revision(f"{TEXT}\n（転載）", title="転載した記事").article
    kept = factories.revision(f"{TEXT}\n（配信）", title="配信した記事").article
    redaction = factories.hidden(factories.published_verdict(claim))
    confirm = reverse("admin:articles_redaction_confirm", args=[redaction.pk])
    client.force_login(factories.desk_editor())
    yes = {"reason": "決定", "sure": "on", "with_texts": "on", "also": [str(near.pk)]}

    page = client.get(confirm).content.decode()
    unknown = take(client, confirm, {**yes, "also": ["999999"]})
    done = take(client, confirm, yes)

    assert "ほぼ同じ本文の記事：2件" in page
    links = [reverse("admin:articles_article_change", args=[each.pk]) in page for each in (near, kept)]
    assert (links, "この本文の写しが送られてきても取り込みません" in page) == ([True, True], True)
    assert (list(unknown.context["form"].errors), done.status_code) == (["also"], 302)
    left = ArticleRevision.objects.filter(redacted_at__isnull=True)
    assert list(left.values_list("article", flat=True)) == [kept.pk]
    assert Redaction.objects.get().state == Redaction.State.CONFIRMED


def test_all_copies_are_offered_and_one_that_comes_meanwhile_is_shown_first(client: Client) -> None:
    claim = factories.claim()
    factories.appearance(claim, text=TEXT, url=AT)
    factories.revision(f"{TEXT}\n（配信）")
    equal = [factories.revision(TEXT, url=f"https://wire.example/{n}").article_id for n in range(55)]
    redaction = factories.hidden(factories.published_verdict(claim))
    confirm = reverse("admin:articles_redaction_confirm", args=[redaction.pk])
    client.force_login(factories.desk_editor())
    yes = {"reason": "決定", "sure": "on", "with_texts": "on", "all_equal": "on"}

    page = client.get(confirm)
    factories.revision(TEXT, url="https://wire.example/late")
    refused = client.post(confirm, {**yes, "seen": page.context["seen"]})
    done = client.post(confirm, {**yes, "seen": refused.context["seen"]})

    html = page.content.decode()
    assert ("ほぼ同じ本文の記事：56件（うち、まったく同じもの55件）" in html, "写し 55 件を、すべて" in html) == (
        True,
        True,
    )
    assert [one.article.pk for one in page.context["copies"]][:55] == equal
    assert "増えたか、減りました" in refused.content.decode()
    assert (done.status_code, ArticleRevision.objects.filter(redacted_at__isnull=True).count()) == (302, 1)


def test_commands_refuse_it_and_say_which_line(tmp_path: Path) -> None:
    redaction = erased()
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    lines = [f'{{"text": "{text}", "url": "https://minato.example/{n}"}}' for n, text in enumerate((OTHER, TEXT))]
    archive = archive_of(tmp_path / "a.jsonl", [line.replace("\n", "\\n") for line in lines])

    with pytest.raises(CommandError, match=f"検証記事 {redaction.verdict_id} の非表示措置で消去した"):
        call_command("import_article", str(file))
    with pytest.raises(CommandError, match="取り込めない行と理由"):
        called("--no-extract", archive)

    noted = (tmp_path / "a.jsonl.errors.jsonl").read_text(encoding="utf-8")
    assert ('"line":2' in noted, "TextWithdrawn" in noted, noted.count("\n")) == (True, True, 1)
    assert [word for word in ("佐久良川", "beginning") if word in noted] == []
    assert Article.objects.count() == 2
