"""What is typed is kept before it is saved: for its writer alone, until it is saved, given up, erased or too old."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.actions import redactions, unsaved_texts, verdicts
from articles.desk.unsaved import COOKIE
from articles.models import Presence, UnsavedText, User
from tests import factories, whole_database
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

MINE = "まだ誰にも見せていない一文"


def keep(client: Client, form: str, page: uuid.UUID, text: str = MINE, erasure: int = 0) -> HttpResponse:
    sent = {"form": form, "erasure": erasure, "pages": [str(page)], "fields": {"reasoning": [text]}}
    return client.post(reverse("unsaved"), json.dumps(sent), content_type="application/json")


def kept(client: Client, form: str) -> list[Any]:
    return [one["fields"] for one in client.get(reverse("unsaved-kept"), {"form": form}).json()["kept"]]


def test_text_comes_back_to_its_writer_alone_newest_first(as_reporter: Client, as_desk_editor: Client) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()

    answers = [
        keep(as_reporter, "verdict:1", page, text) for page, text in ((first, "あ"), (second, "い"), (first, "う"))
    ]

    assert [answer.status_code for answer in answers] == [204] * 3
    assert kept(as_reporter, "verdict:1") == [{"reasoning": ["う"]}, {"reasoning": ["い"]}]
    assert (kept(as_desk_editor, "verdict:1"), kept(as_reporter, "verdict:2")) == ([], [])
    assert whole_database.found_in_tables(["う"]) == []


def test_text_goes_when_its_form_comes_through_and_stays_when_it_is_refused(as_reporter: Client) -> None:
    page, other = uuid.uuid4(), uuid.uuid4()
    for one in (page, other):
        keep(as_reporter, "topic:add", one)
    add, mark = reverse("admin:articles_topic_add"), f"topic:add {page}"

    as_reporter.post(add, {"name": "図書館", "slug": "", "unsaved": mark})
    refused = len(kept(as_reporter, "topic:add"))
    saved = as_reporter.post(add, {"name": "図書館", "slug": "books", "unsaved": mark})

    assert (refused, saved.status_code, saved.cookies[COOKIE].value) == (2, 302, str(page))
    assert [row.page for row in UnsavedText.objects.all()] == [other]


def test_text_survives_a_session_that_ended(as_reporter: Client, reporter: User) -> None:
    page = uuid.uuid4()
    keep(as_reporter, "topic:add", page)
    as_reporter.logout()

    late = as_reporter.post(reverse("admin:articles_topic_add"), {"name": MINE, "unsaved": f"topic:add {page}"})
    unkept = keep(as_reporter, "topic:add", page, "ログインのない一文")

    assert (late.status_code, unkept.status_code) == (403, 302)
    assert kept(at_the_desk(reporter), "topic:add") == [{"reasoning": [MINE]}]


def test_words_about_a_source_need_the_keys_of_the_notes(as_reporter: Client, settings: Settings) -> None:
    keep(as_reporter, "verdict:1:note", uuid.uuid4())
    before = kept(as_reporter, "verdict:1:note")
    settings.NOTE_KEYS = []

    refused = keep(as_reporter, "verdict:1:note", uuid.uuid4())

    assert before == [{"reasoning": [MINE]}]
    assert (kept(as_reporter, "verdict:1:note"), refused.status_code) == ([], 409)
    page = as_reporter.get(reverse("admin:articles_verdict_note", args=[factories.complete_draft().pk]))
    assert page.content.decode().count("data-kept-nowhere-else") == 1


def test_text_goes_with_what_it_is_about(as_reporter: Client) -> None:
    verdict, other = factories.published_verdict(), factories.complete_draft()
    forms = [f"verdict:{verdict.pk}", f"verdict:{verdict.pk}:send-back", f"claim:{verdict.claim_id}"]
    for form in [*forms, f"verdict:{other.pk}"]:
        keep(as_reporter, form, uuid.uuid4())

    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(redaction, reason="決定", by=factories.desk_editor())

    assert [row.form for row in UnsavedText.objects.all()] == [f"verdict:{other.pk}"]


def test_erased_words_are_not_kept_anew(as_reporter: Client, as_desk_editor: Client) -> None:
    """By a page that was opened before, at any time after: hidden, erased, begun anew from nothing."""
    verdict = factories.published_verdict()
    forms = [f"verdict:{verdict.pk}", f"claim:{verdict.claim_id}:comment"]
    hidden = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    while_hidden = keep(as_reporter, forms[0], uuid.uuid4())
    keep(as_desk_editor, f"redaction:{hidden.pk}:confirm", uuid.uuid4())
    keep(as_reporter, forms[1], uuid.uuid4())
    redactions.confirm(hidden, by=factories.desk_editor())
    left = UnsavedText.objects.count()

    erased = [keep(as_reporter, form, uuid.uuid4()) for form in [*forms, f"redaction:{hidden.pk}:confirm"]]
    verdicts.start_blank(verdict, by=factories.desk_editor())
    begun = [keep(as_reporter, form, uuid.uuid4()) for form in forms]

    refused = [while_hidden, *erased, *begun]
    assert [answer.status_code for answer in refused] == [409] * 6
    assert while_hidden.json() == {"refused": str(unsaved_texts.SubjectGone.message), "gone": True}
    assert (left, UnsavedText.objects.count()) == (0, 0)
    for form, url in zip(forms, ("verdict_change", "claim_change"), strict=True):  # a page of now is kept
        number = verdict.pk if "verdict" in form else verdict.claim_id
        page = as_reporter.get(reverse(f"admin:articles_{url}", args=[number]), follow=True).content.decode()
        marks = dict(re.findall(r'data-kept="([^"]+)".*?data-kept-erasure="([0-9]+)"', page))
        assert keep(as_reporter, form, uuid.uuid4(), erasure=int(marks[form])).status_code == 204


def test_words_typed_for_a_correction_outlast_the_erasure_of_an_older_version(as_reporter: Client) -> None:
    verdict = factories.corrected(factories.published_verdict())
    form = f"verdict:{verdict.pk}"
    keep(as_reporter, form, uuid.uuid4())

    redactions.confirm(factories.hidden(verdict, versions=[1]), by=factories.desk_editor())

    assert keep(as_reporter, form, uuid.uuid4()).status_code == 204
    assert UnsavedText.objects.count() == 2


def test_old_text_goes_and_too_much_of_it(as_reporter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsaved_texts, "MOST_PAGES", 2)
    for text in "あいう":
        keep(as_reporter, "verdict:1", uuid.uuid4(), text)
    newest = kept(as_reporter, "verdict:1")
    monkeypatch.setattr(unsaved_texts, "LARGEST_BYTES", 100)
    long = keep(as_reporter, "verdict:1", uuid.uuid4(), "あ" * 100)

    [oldest] = UnsavedText.objects.order_by("pk")[:1]
    UnsavedText.objects.filter(pk=oldest.pk).update(
        saved_at=timezone.now() - unsaved_texts.KEPT_FOR - timedelta(days=1)
    )
    unsaved_texts.clear_away()

    assert newest == [{"reasoning": ["う"]}, {"reasoning": ["い"]}]
    assert long.status_code == 409
    assert kept(as_reporter, "verdict:1") == [{"reasoning": ["う"]}]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[" * 2000,
        b"[]",
        b'{"form": "../x", "pages": []}',
        b'{"form": "verdict:1", "pages": ["x"], "fields": {}}',
        b'{"form": "verdict:1", "pages": [], "fields": {"a": "b"}}',
        b'{"form": "verdict:1:2:3:4", "pages": []}',
    ],
)
def test_what_no_page_of_ours_sends_is_refused(sent: bytes, as_reporter: Client) -> None:
    answer = as_reporter.post(reverse("unsaved"), sent, content_type="application/json")

    assert (answer.status_code, UnsavedText.objects.count()) == (400, 0)


def test_nobody_without_a_role_keeps_or_sees_anything(as_outsider: Client) -> None:
    answers = [
        keep(as_outsider, "verdict:1", uuid.uuid4()),
        as_outsider.get(reverse("unsaved-kept"), {"form": "verdict:1"}),
    ]
    answers.append(as_outsider.post(reverse("presence"), {"form": "verdict:1"}))

    assert [answer.status_code for answer in answers] == [302] * 3
    assert (UnsavedText.objects.count(), Presence.objects.count()) == (0, 0)


def test_page_says_who_else_has_it_open(as_reporter: Client, reporter: User, as_desk_editor: Client) -> None:
    def others(client: Client) -> list[str]:
        names: list[str] = client.post(reverse("presence"), {"form": "verdict:1"}).json()["others"]
        return names

    alone, together = others(as_reporter), others(as_desk_editor)
    as_reporter.post(reverse("presence"), {"form": "verdict:1", "leaving": "1"})
    left = others(as_desk_editor)
    others(as_reporter)
    Presence.objects.filter(user=reporter).update(seen_at=timezone.now() - unsaved_texts.HERE_FOR * 2)

    assert (alone, together, left, others(as_desk_editor)) == ([], [str(reporter)], [], [])
