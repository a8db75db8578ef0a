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
from articles.actions import encryption
from articles.actions.errors import Refused
from articles.models import Presence, UnsavedText, User

KEPT_FOR = timedelta(days=14)
LARGEST_BYTES = 1_500_000  # of one form: the largest text that may be imported, and what stands around it
MOST_PAGES = 20  # of one form and person; the oldest goes for the next
HERE_FOR = timedelta(seconds=75)  # pages tell of themselves every half minute
FORM = re.compile(r"[a-z_-]{1,30}(?::(?:[0-9]{1,18}|[a-z_-]{1,30})){0,2}", re.ASCII)
CONFIDENTIAL = ("confidentialnote", "note")

Fields = Mapping[str, Sequence[str]]


class TextTooLong(Refused):
    message = _("長すぎるため、書きかけとして残せません。早めに保存してください。")


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


def keep(form: str, page: uuid.UUID, fields: Fields, *, by: User) -> None:
    """Take the place of what this page kept before. Raises TextTooLong, KeyMissing."""
    permissions.require(permissions.can_use_desk(by))
    content = orjson.dumps({name: list(values) for name, values in fields.items()})
    if len(content) > LARGEST_BYTES:
        raise TextTooLong
    kind, _sep, rest = form.partition(":")
    number = rest.partition(":")[0]
    values = {
        "subject_type": kind,
        "subject_id": int(number) if number.isdigit() else None,
        "ciphertext": _encrypted(form, content.decode()),
        "saved_at": timezone.now(),
    }
    with transaction.atomic():
        UnsavedText.objects.update_or_create(user=by, form=form, page=page, defaults=values)
        spare = list(UnsavedText.objects.of(by, form).values_list("pk", flat=True)[MOST_PAGES:])
        UnsavedText.objects.filter(pk__in=spare).delete()


def kept(form: str, *, by: User) -> list[Kept]:
    """What this member left in a form, newest first; what no key opens any more is left out."""
    rows = [(row, _decrypted(form, bytes(row.ciphertext))) for row in UnsavedText.objects.of(by, form)]
    return [Kept(str(row.page), row.saved_at, orjson.loads(text)) for row, text in rows if text is not None]


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
