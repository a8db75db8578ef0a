"""Who a protected source is: in no table in clear, in no public text, open to few, and gone for good once destroyed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from articles import permissions
from articles.actions import edits, encryption, evidence, notes, publications, verdicts
from articles.models import ConfidentialNote, Event, EventContent, Evidence, Publication, Verdict
from tests import factories, whole_database

SOURCE = "髙垣内 ゆみゑ"
SPELLINGS = ["高垣内ゆみゑ", "髙垣内　ゆみゑ", "高垣内さん", "高垣内・ユミヱ", "高 垣 内 ゆ み ゑ"]


def with_source(**content: Any) -> Verdict:
    by = factories.reporter()
    verdict = factories.complete_draft(by=by, **content)
    evidence.add(
        verdict,
        by=by,
        title="職員への聞き取り",
        source_name=SOURCE,
        source_position="総務課の係長",
        is_on_record=False,
        anonymity_reason="報復のおそれ",
    )
    return verdict


@pytest.mark.django_db
def test_identity_of_an_anonymous_source_moves_into_a_note() -> None:
    verdict = with_source()
    author = verdict.authors.get().user

    anonymous = Evidence.objects.get(is_on_record=False)
    note = ConfidentialNote.objects.get()
    assert (anonymous.source_name, anonymous.source_position) == ("", "")
    assert (note.verdict, note.evidence, note.written_by) == (verdict, anonymous, author)
    assert notes.read(note, by=author) == (SOURCE, "総務課の係長")


@pytest.mark.django_db
def test_source_that_goes_off_the_record_takes_its_name_along() -> None:
    by = factories.reporter()
    verdict = factories.complete_draft(by=by)
    named = evidence.add(verdict, by=by, title="聞き取り", source_name=SOURCE)

    evidence.edit(named, by=by, is_on_record=False, anonymity_reason="報復のおそれ")

    named.refresh_from_db()
    assert named.source_name == ""
    assert notes.protected_names(verdict) == [SOURCE]
    with pytest.raises(DatabaseError, match="anonymous_evidence_names_nobody"), transaction.atomic():
        Evidence.objects.filter(pk=named.pk).update(source_name=SOURCE)


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("field", ["headline", "reasoning", "selection_reason"])
def test_publishing_refuses_the_source_in_any_spelling(spelling: str, field: str) -> None:
    verdict = factories.approved(with_source(**{field: f"{spelling}によると"}))

    with pytest.raises(publications.snapshots.ProtectedSourceInText) as refused:
        publications.publish(verdict, by=factories.desk_editor())

    assert not Publication.objects.exists()
    assert SOURCE not in str(refused.value)
    assert spelling not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"title": SOURCE}, {"quoted_passage": SOURCE}, {"locator": SOURCE}])
def test_publishing_refuses_the_source_in_other_evidence(fields: dict[str, str]) -> None:
    verdict = with_source()
    factories.primary_evidence(verdict, by=verdict.authors.get().user, **fields)
    verdict = factories.approved(verdict)

    with pytest.raises(publications.snapshots.ProtectedSourceInText, match="根拠"):
        publications.publish(verdict, by=factories.desk_editor())


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"title": "髙垣内", "locator": "ゆみゑ"}, {"archive_url": "https://a.example/{}/"}])
def test_publishing_refuses_the_source_spread_over_a_row_or_encoded(fields: dict[str, str]) -> None:
    verdict = with_source()
    encoded = {name: value.format(quote("高垣内ゆみゑ")) for name, value in fields.items()}
    factories.primary_evidence(verdict, by=verdict.authors.get().user, **encoded)
    verdict = factories.approved(verdict)

    with pytest.raises(publications.snapshots.ProtectedSourceInText, match="根拠"):
        publications.publish(verdict, by=factories.desk_editor())


@pytest.mark.django_db
def test_source_of_one_verdict_is_named_in_no_other() -> None:
    """By the full name: the family name with a title may be anybody's there."""
    with_source()
    reporter = factories.reporter()
    naming = factories.approved(factories.complete_draft(by=reporter, reasoning="高垣内ゆみゑさんが明かした。"))
    other = factories.approved(factories.complete_draft(by=reporter, reasoning="髙垣内議員は否定した。"))

    with pytest.raises(publications.snapshots.ProtectedSourceInText, match="検証の内容"):
        publications.publish(naming, by=factories.desk_editor())
    publications.publish(other, by=factories.desk_editor())

    notes.destroy(ConfidentialNote.objects.get(), by=factories.desk_editor())
    publications.publish(naming, by=factories.desk_editor())
    assert Publication.objects.count() == 2


@pytest.mark.django_db
def test_notes_of_corrections_and_reasons_of_retractions_name_no_source() -> None:
    verdict = factories.published(with_source())
    note = f"{SPELLINGS[0]}の証言が覆ったため"

    with pytest.raises(publications.snapshots.ProtectedSourceInText, match="読者に見せる説明"):
        factories.corrected(verdict, note=note, headline="新しい見出し")
    publications.retract(verdict, note=note, by=factories.desk_editor())
    with pytest.raises(publications.snapshots.ProtectedSourceInText, match="読者に見せる説明"):
        publications.publish_reason(verdict, by=factories.desk_editor())

    assert Publication.objects.count() == 2


@pytest.mark.django_db
def test_the_writer_and_the_staff_named_read_it_and_each_reading_is_an_event() -> None:
    verdict = with_source()
    author, named, other, root = (
        verdict.authors.get().user,
        factories.reporter(),
        factories.desk_editor(),
        factories.UserFactory(is_superuser=True),
    )
    note = notes.write(verdict, by=author, source=SOURCE, readers=[named])

    for person in (author, named):
        assert notes.read(note, by=person).source == SOURCE
    for person in (other, root):
        with pytest.raises(permissions.NotAllowed):
            notes.read(note, by=person)

    readings = Event.objects.about(note).filter(action="note.read")
    assert list(readings.order_by("pk").values_list("actor_id", flat=True)) == [author.pk, named.pk]
    reasons = [content["reason"] for content in EventContent.objects.values_list("content", flat=True) if content]
    assert [reason for reason in reasons if reason] == [str(named)]


@pytest.mark.django_db
def test_nobody_reads_a_note_by_becoming_an_author() -> None:
    """One character in the draft once opened every note of it to any reporter, and let them overwrite it."""
    verdict = with_source()
    note, late = ConfidentialNote.objects.get(), factories.desk_editor()

    verdicts.edit(verdict, by=late, reasoning=f"{verdict.reasoning}。")

    assert verdict.authors.filter(user=late).exists()
    with pytest.raises(permissions.NotAllowed):
        notes.read(note, by=late)
    with pytest.raises(permissions.NotAllowed):
        notes.rewrite(note, by=late, source="別人 太郎", text="", readers=[late], version=note.version)
    assert notes.protected_names(verdict) == [SOURCE]


@pytest.mark.django_db
def test_who_reads_it_names_who_else_does_and_the_history_says_whom() -> None:
    verdict = with_source()
    author, note, named = verdict.authors.get().user, ConfidentialNote.objects.get(), factories.reporter()

    note = notes.rewrite(note, by=author, source=SOURCE, text="", readers=[named], version=note.version)
    assert notes.read(note, by=named).source == SOURCE
    note = notes.rewrite(note, by=named, source=SOURCE, text="", readers=[], version=note.version)

    with pytest.raises(permissions.NotAllowed):
        notes.read(note, by=author)
    told = Event.objects.about(note).filter(action__in=["note.opened_to", "note.closed_to"]).order_by("pk")
    assert [(event.action, event.actor_id, event.content.content["reason"]) for event in told] == [
        ("note.opened_to", author.pk, str(named)),
        ("note.closed_to", named.pk, str(author)),
    ]


@pytest.mark.django_db
def test_writing_on_a_verdict_opens_no_note_and_readers_are_named_in_the_history() -> None:
    """A desk editor added one full stop to the draft and read who the source was."""
    verdict = with_source()
    author, later, note = verdict.authors.get().user, factories.desk_editor(), ConfidentialNote.objects.get()
    verdicts.edit(verdict, by=later, reasoning=f"{verdict.reasoning}。")

    with pytest.raises(permissions.NotAllowed):
        notes.read(note, by=later)
    with pytest.raises(permissions.NotAllowed):
        notes.rewrite(note, by=later, source="別人", text="", readers=[], version=note.version)
    note = notes.rewrite(note, by=author, source=SOURCE, text="", readers=[later], version=note.version)
    assert notes.read(note, by=later).source == SOURCE
    notes.rewrite(note, by=later, source=SOURCE, text="", readers=[], version=note.version)

    told = Event.objects.about(note).filter(action__in=["note.opened_to", "note.closed_to"]).order_by("pk")
    assert [(event.action, event.actor_id, event.content.content["reason"]) for event in told] == [
        ("note.opened_to", author.pk, str(later)),
        ("note.closed_to", later.pk, str(author)),
    ]
    assert list(note.readers.all()) == [later]


@pytest.mark.django_db
def test_destroyed_note_is_gone_for_good() -> None:
    verdict = with_source()
    author, note = verdict.authors.get().user, ConfidentialNote.objects.get()
    kept = bytes(note.ciphertext or b"")

    notes.destroy(note, by=factories.desk_editor())

    with pytest.raises(notes.NoteDestroyed):
        notes.read(note, by=author)
    with pytest.raises(notes.NoteDestroyed):
        notes.destroy(note, by=author)
    with pytest.raises(DatabaseError, match="a destroyed note stays destroyed"), transaction.atomic():
        ConfidentialNote.objects.update(ciphertext=kept, destroyed_at=None, destroyed_by=None)
    assert notes.protected_names(verdict) == []
    assert whole_database.found_in_tables([SOURCE, kept.decode()]) == []


@pytest.mark.django_db
def test_stale_note_is_refused_and_nothing_is_lost() -> None:
    verdict = with_source()
    author, note = verdict.authors.get().user, ConfidentialNote.objects.get()
    seen = note.version
    notes.rewrite(note, by=author, source=SOURCE, text="先の直し", readers=[], version=seen)

    with pytest.raises(edits.ChangedMeanwhile):
        notes.rewrite(note, by=author, source=SOURCE, text="後の直し", readers=[], version=seen)

    assert notes.read(note, by=author).text == "先の直し"


@pytest.mark.django_db
def test_lost_key_says_so_and_everything_else_works(settings: Settings) -> None:
    verdict, other = factories.approved(with_source()), factories.approved_verdict()
    author, note = verdict.authors.order_by("pk")[0].user, ConfidentialNote.objects.get()
    desk = factories.desk_editor()

    settings.NOTE_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(encryption.KeyLost):
        notes.read(note, by=author)
    with pytest.raises(encryption.KeyLost):
        publications.publish(verdict, by=desk)
    factories.published_verdict()
    settings.NOTE_KEYS = []
    with pytest.raises(encryption.KeyMissing):
        notes.write(verdict, by=author, source=SOURCE)

    assert publications.publish(other, by=desk).sequence == 2
    notes.destroy(note, by=author)
    assert publications.publish(verdict, by=desk).sequence == 3


@pytest.mark.django_db
def test_verdict_with_a_note_is_retracted_without_the_key(settings: Settings) -> None:
    verdict = factories.published(with_source())

    settings.NOTE_KEYS = []
    publications.retract(verdict, by=factories.desk_editor())

    assert Publication.objects.count() == 2


@pytest.mark.django_db
def test_new_key_takes_the_place_of_the_old(settings: Settings) -> None:
    verdict = with_source()
    author, note = verdict.authors.get().user, ConfidentialNote.objects.get()
    new = Fernet.generate_key().decode()

    settings.NOTE_KEYS = [new, *settings.NOTE_KEYS]
    call_command("rotate_note_keys")
    settings.NOTE_KEYS = [new]

    assert notes.read(note, by=author).source == SOURCE


def test_planted_source_is_in_no_table_no_dump_and_no_log(
    committed_database: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = with_source()
    author, note = verdict.authors.get().user, ConfidentialNote.objects.get()
    notes.read(note, by=author)
    with pytest.raises(evidence.AnonymityUnexplained):
        evidence.add(verdict, by=author, title="証言", source_name=SOURCE, is_on_record=False)
    verdict = factories.published(verdict)
    words = [SOURCE, *SPELLINGS, "総務課の係長"]
    assert whole_database.found_in_tables(words) == []
    assert [word for word in words if word in whole_database.dump(committed_database)] == []
    assert connection.settings_dict["NAME"] in committed_database

    notes.destroy(note, by=author)

    token = bytes(note.ciphertext or b"").decode()
    assert token != ""
    assert token not in whole_database.dump(committed_database)
    assert [word for word in words if word in caplog.text + "".join(capsys.readouterr())] == []
    assert verdict.state == Verdict.State.PUBLISHED


@pytest.mark.django_db
def test_empty_note_is_refused() -> None:
    verdict = verdicts.draft(factories.claim(), by=factories.reporter())

    with pytest.raises(notes.NoteEmpty):
        notes.write(verdict, by=factories.reporter(), source=" ", text="\n")
