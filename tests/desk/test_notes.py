"""Confidential notes in the browser: opened by a click that is an Event, by few."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import notes
from articles.models import ConfidentialNote, Event, User, Verdict
from tests import factories
from tests.desk.conftest import at_the_desk, told
from tests.desk.test_lost_updates import form_of

pytestmark = pytest.mark.django_db

SOURCE = "髙垣内 ゆみゑ"
ANONYMOUS = {
    "kind": "interview",
    "stance": "refutes",
    "position": "1",
    "title": "職員への聞き取り",
    "source_name": SOURCE,
    "source_position": "係長",
    "anonymity_reason": "報復のおそれ",
}


@pytest.fixture
def verdict(reporter: User) -> Verdict:
    return factories.complete_draft(by=reporter)


def page(note: ConfidentialNote, name: str = "change") -> str:
    return reverse(f"admin:articles_confidentialnote_{name}", args=[note.pk])


def test_note_is_written_from_the_verdict_and_opened_by_a_click(
    as_reporter: Client, as_desk_editor: Client, verdict: Verdict
) -> None:
    write = reverse("admin:articles_verdict_note", args=[verdict.pk])

    empty = as_reporter.post(write, {"source": "", "text": ""})
    written = as_reporter.post(write, {"source": SOURCE, "text": "駅前の喫茶店で会った"})
    note = ConfidentialNote.objects.get()
    closed = as_reporter.get(page(note))
    opened = as_reporter.post(page(note, "open"))
    prefetched = as_reporter.get(page(note, "open"))
    refused = as_desk_editor.post(page(note, "open"))

    assert empty.context["form"].non_field_errors() == [str(notes.NoteEmpty.message)]
    assert written["Location"] == page(note)
    assert (SOURCE in closed.content.decode(), SOURCE in opened.content.decode()) == (False, True)
    assert (prefetched.status_code, refused.status_code) == (405, 403)
    assert Event.objects.filter(action="note.read").count() == 1
    assert "公開を止める書き方：ゆみゑ高垣内、高垣内ゆみゑ。" in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    listed = as_desk_editor.get(reverse("admin:articles_confidentialnote_changelist"))
    assert SOURCE not in listed.content.decode()


def test_note_is_written_anew_and_a_stale_one_shows_both(as_reporter: Client, reporter: User, verdict: Verdict) -> None:
    note = notes.write(verdict, by=reporter, source=SOURCE)
    opened = as_reporter.post(page(note, "open")).context["form"]
    mine = {"source": SOURCE, "text": "私の追記", "seen_version": opened["seen_version"].value(), "_save": ""}
    mine |= {"seen_values": opened["seen_values"].value(), "readers": [reporter.pk]}
    notes.rewrite(note, by=reporter, source=SOURCE, text="先の追記", readers=[], version=1)

    stale = as_reporter.post(page(note, "open"), mine)

    form = stale.context["form"]
    [clash] = stale.context["conflict"].clashes
    assert (form["text"].value(), clash.theirs, clash.mine) == ("私の追記", "先の追記", "私の追記")
    saved = as_reporter.post(page(note, "open"), {**mine, "seen_version": form["seen_version"].value()})
    assert saved.status_code == 302
    assert notes.read(note, by=reporter).text == "私の追記"


def test_text_typed_into_a_note_that_is_destroyed_meanwhile_stays_on_the_page(
    as_reporter: Client, reporter: User, verdict: Verdict
) -> None:
    note = notes.write(verdict, by=reporter, source=SOURCE)
    notes.destroy(note, by=factories.desk_editor())

    late = as_reporter.post(page(note, "open"), {"source": SOURCE, "text": "追記", "seen_version": "1", "_save": ""})

    form = late.context["form"]
    assert (form.non_field_errors(), form["text"].value()) == ([str(notes.NoteDestroyed.message)], "追記")


@pytest.mark.parametrize("is_new", [True, False])
def test_anonymous_source_typed_into_the_form_of_evidence_moves_into_a_note(
    is_new: bool, as_reporter: Client, verdict: Verdict
) -> None:
    """The form refused it by the name of a constraint; only the action had been tried."""
    url = reverse("admin:articles_verdict_change", args=[verdict.pk])
    number = 1 if is_new else 0
    typed = form_of(as_reporter, url) | {
        **{f"evidence-{number}-{name}": value for name, value in ANONYMOUS.items()},
        "evidence-TOTAL_FORMS": number + 1,
    }
    for name in ("is_on_record", "is_primary"):
        typed.pop(f"evidence-{number}-{name}", None)

    unexplained = as_reporter.post(url, typed | {f"evidence-{number}-anonymity_reason": ""})
    saved = as_reporter.post(url, typed)

    assert (unexplained.status_code, saved.status_code) == (200, 302)
    row = verdict.evidence.get(is_on_record=False)
    assert (row.source_name, row.source_position) == ("", "")
    assert notes.protected_names(verdict) == [SOURCE]


def test_note_is_destroyed_after_a_yes(as_desk_editor: Client, reporter: User, verdict: Verdict) -> None:
    note = notes.write(verdict, by=reporter, source=SOURCE)

    unsure = as_desk_editor.post(page(note, "destroy"))
    done = as_desk_editor.post(page(note, "destroy"), {"sure": "on"})
    opened = at_the_desk(reporter).post(page(note, "open"))

    assert list(unsure.context["form"].errors) == ["sure"]
    assert (done.status_code, ConfidentialNote.objects.get().ciphertext) == (302, None)
    assert told(opened) == str(notes.NoteDestroyed.message)
