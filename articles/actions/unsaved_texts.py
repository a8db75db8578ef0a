"""What is typed at the desk, kept before it is saved. It is scratch paper: no Event, and nobody's but the writer's.

Words about protected sources are encrypted with the keys of the notes (NOTE_KEYS), all others under SECRET_KEY.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import encryption, events
from articles.actions.errors import Refused
from articles.models import (
    Article,
    Candidate,
    Claim,
    Claimant,
    ConfidentialNote,
    Event,
    Presence,
    Redaction,
    Tip,
    UnsavedText,
    User,
    Verdict,
)

KEPT_FOR = timedelta(days=14)
LARGEST_BYTES = 1_500_000  # of one form: the largest text that may be imported, and what stands around it
MOST_PAGES = 20  # of one form and person; the oldest goes for the next
HERE_FOR = timedelta(seconds=75)  # pages tell of themselves every half minute
FORM = re.compile(r"[a-z_-]{1,30}(?::(?:[0-9]{1,18}|[a-z_-]{1,30})){0,2}", re.ASCII)
CONFIDENTIAL = ("confidentialnote", "note")

# Models of what words are erased of, by the name that a form has for them.
ERASABLE: dict[str, type[Model]] = {
    str(model._meta.model_name): model
    for model in (Article, Candidate, Claim, Claimant, ConfidentialNote, Redaction, Tip, Verdict)
}

Fields = Mapping[str, Sequence[str]]


class TextTooLong(Refused):
    message = _("長すぎるため、書きかけとして残せません。早めに保存してください。")


class SubjectGone(Refused):
    message = _("この内容は非表示か消去になったため、書きかけは残しません。ページを開き直してください。")


class Kept(NamedTuple):
    """`fields` are the values of each field by its name in the form."""

    page: str
    saved_at: datetime
    fields: Fields


def is_form(key: object) -> bool:
    return isinstance(key, str) and FORM.fullmatch(key) is not None


def is_confidential(form: str) -> bool:
    """Whether what is typed there may name a protected source: it is kept on no editor's machine."""
    return any(part in CONFIDENTIAL for part in form.split(":"))


def keep(form: str, page: uuid.UUID, fields: Fields, *, by: User, erasure: int | None = None) -> None:
    """Take the place of what this page kept before. Raises TextTooLong, KeyMissing, SubjectGone.

    `erasure` is what `newest_erasure` was when the page was opened; None: it was opened just now.
    """
    permissions.require(permissions.can_use_desk(by))
    content = orjson.dumps({name: list(values) for name, values in fields.items()})
    if len(content) > LARGEST_BYTES:
        raise TextTooLong
    kind, number = subject_of(form)
    values = {
        "subject_type": kind,
        "subject_id": number,
        "ciphertext": _encrypted(form, content.decode()),
        "saved_at": timezone.now(),
    }
    with transaction.atomic():
        _refuse_gone(form, erasure)
        UnsavedText.objects.update_or_create(user=by, form=form, page=page, defaults=values)
        spare = list(UnsavedText.objects.of(by, form).values_list("pk", flat=True)[MOST_PAGES:])
        UnsavedText.objects.filter(pk__in=spare).delete()


def kept(form: str, *, by: User) -> list[Kept]:
    """What this member left in a form, newest first; what no key opens any more is left out."""
    rows = [(row, _decrypted(form, bytes(row.ciphertext))) for row in UnsavedText.objects.of(by, form)]
    return [Kept(str(row.page), row.saved_at, orjson.loads(text)) for row, text in rows if text is not None]


def subject_of(form: str) -> tuple[str, int | None]:
    """What a form is about: the name of a model, and the number of its row where it has one."""
    kind, _sep, rest = form.partition(":")
    number = rest.partition(":")[0]
    return kind, int(number) if number.isdigit() else None


def newest_erasure(form: str) -> int:
    """A number that is another one since the words about this row were erased; 0 where they never were.

    Of a verdict it is the version after which it was begun anew: an older version may go, and the draft stays.
    """
    kind, number = subject_of(form)
    if number is None or kind not in ERASABLE:
        return 0
    if kind == "verdict":
        return Verdict.objects.filter(pk=number).values_list("restarted_version", flat=True).first() or 0
    erasing = Event.objects.filter(subject_type=kind, subject_id=number, action=f"{kind}{events.ERASING}")
    return erasing.order_by("-pk").values_list("pk", flat=True).first() or 0


def _refuse_gone(form: str, erasure: int | None) -> None:
    """Hold the row, as its erasure does: what comes before the erasure goes with it, what comes after is refused."""
    kind, number = subject_of(form)
    if number is None or kind not in ERASABLE:
        return
    row = ERASABLE[kind]._default_manager.select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        return
    is_closed = (
        (isinstance(row, Verdict) and row.is_withdrawn and not is_confidential(form))
        or (isinstance(row, Redaction) and row.state != Redaction.State.HIDDEN)
        or (isinstance(row, ConfidentialNote) and row.is_destroyed)
    )
    if is_closed or (erasure is not None and erasure != newest_erasure(form)):
        raise SubjectGone


def discard(form: str, pages: Iterable[uuid.UUID], *, by: User) -> None:
    """Saved, or given up by its writer."""
    UnsavedText.objects.filter(user=by, form=form, page__in=list(pages)).delete()


def forget(kind: str, rows: Sequence[Model]) -> None:
    """With the erasure of what they are about."""
    UnsavedText.objects.filter(subject_type=kind, subject_id__in=[row.pk for row in rows]).delete()


def clear_away() -> None:
    now = timezone.now()
    UnsavedText.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    Presence.objects.filter(seen_at__lt=now - HERE_FOR).delete()


def appear(form: str, *, by: User) -> list[str]:
    """Note that a member has a form open; the names of the others who have."""
    now = timezone.now()
    Presence.objects.update_or_create(user=by, form=form, defaults={"seen_at": now})
    return [str(row.user) for row in Presence.objects.others_at(by, form, since=now - HERE_FOR)]


def leave(form: str, *, by: User) -> None:
    Presence.objects.filter(user=by, form=form).delete()


def _encrypted(form: str, text: str) -> bytes:
    return encryption.encrypt({"text": text}) if is_confidential(form) else encryption.seal(text)


def _decrypted(form: str, ciphertext: bytes) -> str | None:
    if not is_confidential(form):
        return encryption.unseal(ciphertext)
    try:
        return encryption.decrypt(ciphertext)["text"]
    except (encryption.KeyLost, encryption.KeyMissing):
        return None
