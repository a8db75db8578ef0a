"""Confidential notes: who a protected source is. Written, read and destroyed, each time with an Event that tells no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, encryption, events
from articles.actions.errors import Refused
from articles.models import ConfidentialNote, Evidence, User, Verdict


class NoteEmpty(Refused):
    message = _("取材メモに何も書かれていません。情報源の名前か、メモを入力してください。")


class NoteDestroyed(Refused):
    message = _("この取材メモは破棄されました。誰にも読めません。")


class Content(NamedTuple):
    """What is encrypted. `source` is also what no public text may hold."""

    source: str
    text: str


def write(
    verdict: Verdict,
    *,
    by: User,
    source: str,
    text: str = "",
    readers: Collection[User] = (),
    evidence: Evidence | None = None,
) -> ConfidentialNote:
    """Keep who a source is. The writer and the authors so far read it too. Raises NoteEmpty, KeyMissing."""
    permissions.require(permissions.can_write(by))
    ciphertext = _encrypted(source, text)
    with transaction.atomic():
        note = ConfidentialNote.objects.create(verdict=verdict, evidence=evidence, ciphertext=ciphertext, written_by=by)
        note.readers.set({*readers, by, *User.objects.filter(pk__in=verdict.authors.values("user"))})
        events.record("note.written", note, by=by)
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
    """Write a note anew and say who reads it; `by` does in any case. Raises ChangedMeanwhile, NoteDestroyed.

    `version` is the one the editor saw.
    """
    permissions.require(permissions.can_read_note(by, note))
    ciphertext = _encrypted(source, text)
    with _locked(note) as row:
        if row.is_destroyed:
            raise NoteDestroyed
        edits.refuse_unseen(row, version)
        row.ciphertext = ciphertext
        edits.save(row, ["ciphertext"])
        _name_readers(row, {*readers, by}, by=by)
        events.record("note.rewritten", row, by=by)
    return row


def _name_readers(note: ConfidentialNote, readers: Collection[User], *, by: User) -> None:
    before, after = set(note.readers.all()), set(readers)
    note.readers.set(after)
    for person in sorted(after - before, key=lambda one: one.pk):
        events.record("note.reader_named", note, by=by, reason=str(person))
    for person in sorted(before - after, key=lambda one: one.pk):
        events.record("note.reader_removed", note, by=by, reason=str(person))


def destroy(note: ConfidentialNote, *, by: User) -> ConfidentialNote:
    """Take the words away for good: no key opens them any more."""
    permissions.require(permissions.can_destroy_note(by, note))
    with _locked(note) as row:
        if row.is_destroyed:
            raise NoteDestroyed
        row.ciphertext, row.destroyed_by, row.destroyed_at = None, by, timezone.now()
        edits.save(row, ["ciphertext", "destroyed_by", "destroyed_at"])
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


@contextmanager
def _locked(note: ConfidentialNote) -> Iterator[ConfidentialNote]:
    with transaction.atomic():
        yield ConfidentialNote.objects.select_for_update().get(pk=note.pk)


def _encrypted(source: str, text: str) -> bytes:
    content = Content(source.strip(), text.replace("\r\n", "\n").strip())
    if not any(content):
        raise NoteEmpty
    return encryption.encrypt(content._asdict())


def _decrypted(note: ConfidentialNote) -> Content:
    if note.ciphertext is None:
        raise NoteDestroyed
    return Content(**encryption.decrypt(bytes(note.ciphertext)))
