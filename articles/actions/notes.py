"""Confidential notes: who a protected source is. Written, read and destroyed, each time with an Event that tells no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, encryption, events, unsaved_texts
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import ConfidentialNote, Evidence, User, Verdict


class NoteEmpty(Refused):
    message = _("取材メモに何も書かれていません。情報源の名前か、メモを入力してください。")


class NoteDestroyed(Refused):
    message = _("この取材メモは破棄されました。誰にも読めません。")


class Content(NamedTuple):
    """What is encrypted. `source` is also what no public text may hold."""

    source: str
    text: str


class VerdictErased(Refused):
    message = _("消去した検証記事には、取材メモを書けません。白紙から書き始めると書けます。")


def write(
    verdict: Verdict,
    *,
    by: User,
    source: str,
    text: str = "",
    readers: Collection[User] = (),
    evidence: Evidence | None = None,
) -> ConfidentialNote:
    """Keep who a source is, for the writer and the staff they name. Raises NoteEmpty, KeyMissing.

    Nobody comes to read it by what they do to the verdict, before or after: who reads it names who else does (`rewrite`).
    """
    permissions.require(permissions.can_write(by))
    ciphertext = _encrypted(source, text)
    with transaction.atomic():
        if Verdict.objects.select_for_update().get(pk=verdict.pk).state == Verdict.State.ERASED:
            raise VerdictErased
        note = ConfidentialNote.objects.create(verdict=verdict, evidence=evidence, ciphertext=ciphertext, written_by=by)
        events.record("note.written", note, by=by)
        _name_readers(note, {*readers, by}, by=by)
    return note


def read(note: ConfidentialNote, *, by: User) -> Content:
    """The words, for one reading. Raises NoteDestroyed, KeyMissing, KeyLost."""
    permissions.require(permissions.can_read_note(by, note))
    with _locked(note) as row:
        content = _decrypted(row)
        events.record("note.read", row, by=by)
    return content


def rewrite(
    note: ConfidentialNote, *, by: User, source: str, text: str, readers: Collection[User], version: int
) -> ConfidentialNote:
    """Write a note anew and say who may read it; the writer stays. `version` is the one seen. Raises ChangedMeanwhile."""
    permissions.require(permissions.can_read_note(by, note))
    ciphertext = _encrypted(source, text)
    with _locked(note) as row:
        if row.is_destroyed:
            raise NoteDestroyed
        edits.refuse_unseen(row, version)
        row.ciphertext = ciphertext
        edits.save(row, ["ciphertext"])
        events.record("note.rewritten", row, by=by)
        _name_readers(row, {*readers, by}, by=by)
    return row


def destroy(note: ConfidentialNote, *, by: User) -> ConfidentialNote:
    """Take the words away for good: no key opens them any more."""
    permissions.require(permissions.can_destroy_note(by, note))
    with _locked(note) as row:
        if row.is_destroyed:
            raise NoteDestroyed
        row.ciphertext, row.destroyed_by, row.destroyed_at = None, by, timezone.now()
        edits.save(row, ["ciphertext", "destroyed_by", "destroyed_at"])
        unsaved_texts.forget("confidentialnote", [row])
        events.record("note.destroyed", row, by=by)
    return row


def destroyed() -> list[int]:
    """Numbers of destroyed notes, for the list that is kept beside the backups."""
    rows = ConfidentialNote.objects.filter(destroyed_at__isnull=False).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def destroy_again(number: int, *, by: User) -> bool:
    """Destroy what a restored backup brought back; False where it did not."""
    note = ConfidentialNote.objects.standing().filter(pk=number).first()
    if note is not None:
        destroy(note, by=by)
    return note is not None


def protected_names(verdict: Verdict) -> list[str]:
    """The sources whom no public text of this verdict may name. Raises KeyMissing, KeyLost."""
    sources = [_decrypted(note).source for note in verdict.notes.standing().order_by("pk")]
    return [source for source in sources if source]


def protected_elsewhere(verdict: Verdict) -> list[str]:
    """Sources of the newsroom's other verdicts: a name is as secret there as here.

    A note whose key is lost protects its own verdict, which cannot be published, and no other: a lost key does not stop
    the desk.
    """
    sources = set()
    for note in ConfidentialNote.objects.standing().exclude(verdict=verdict).order_by("pk"):
        try:
            sources.add(_decrypted(note).source)
        except (encryption.KeyMissing, encryption.KeyLost):
            continue
    return sorted(sources - {""})


def all_protected_names() -> list[str]:
    """The sources of all notes that stand, for what is exported as a whole. Raises KeyMissing, KeyLost."""
    standing = ConfidentialNote.objects.standing().order_by("pk")
    return sorted({_decrypted(note).source for note in standing} - {""})


def rotate_keys() -> int:
    """Encrypt every note anew under the first of NOTE_KEYS; how many. Raises KeyMissing, KeyLost."""
    number = 0
    with transaction.atomic():
        for note in ConfidentialNote.objects.standing().select_for_update().order_by("pk"):
            assert note.ciphertext is not None
            note.ciphertext = encryption.reencrypted(bytes(note.ciphertext))
            note.save(update_fields=["ciphertext"])
            number += 1
    return number


def _name_readers(note: ConfidentialNote, readers: Collection[User], *, by: User) -> None:
    """An Event for who may read it from now on, and one for who no longer may."""
    before = set(note.readers.all())
    note.readers.set(readers)
    if added := set(readers) - before - {by}:
        events.record("note.opened_to", note, by=by, reason=_names(added))
    if removed := before - set(readers):
        events.record("note.closed_to", note, by=by, reason=_names(removed))


def _names(people: Collection[User]) -> str:
    return "、".join(sorted(str(person) for person in people))


@contextmanager
def _locked(note: ConfidentialNote) -> Iterator[ConfidentialNote]:
    with transaction.atomic():
        yield ConfidentialNote.objects.select_for_update().get(pk=note.pk)


def _encrypted(source: str, text: str) -> bytes:
    content = Content(source.strip(), text.replace("\r\n", "\n").strip())
    if not any(map(is_readable, content)):
        raise NoteEmpty
    return encryption.encrypt(content._asdict())


def _decrypted(note: ConfidentialNote) -> Content:
    if note.ciphertext is None:
        raise NoteDestroyed
    return Content(**encryption.decrypt(bytes(note.ciphertext)))
