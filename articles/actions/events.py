from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import models
from django.utils import timezone

from articles.models import Actor, ApiKey, Event, EventContent

SALT_BYTES = 32
ERASING = ".redacted"  # how the action of an event ends that says: what was told of this subject before is erased


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one byte form of plain data: sorted keys, UTF-8, no spaces."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def salted_hash(salt: bytes, content: Mapping[str, Any]) -> str:
    """SHA-256 of salt‖content in hexadecimal: without the salt nobody can test a guessed content against it."""
    return hashlib.sha256(salt + canonical(content)).hexdigest()


def record(action: str, subject: models.Model, *, by: Actor, reason: str = "", fields: tuple[str, ...] = ()) -> Event:
    """Write one audit row inside the caller's transaction. `fields` names what changed; `by=None` is the system."""
    (event,) = record_each(action, [subject], by=by, reason=reason, fields=fields)
    return event


def record_each(
    action: str, subjects: Sequence[models.Model], *, by: Actor, reason: str = "", fields: tuple[str, ...] = ()
) -> list[Event]:
    """One audit row for each of many subjects, in two statements however many there are."""
    content = {"actor": str(by) if by else "", "reason": reason, "fields": list(fields)}
    salts = [secrets.token_bytes(SALT_BYTES) for _subject in subjects]
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(
            at=now,
            actor_id=by.pk if by is not None and not isinstance(by, ApiKey) else None,
            key_id=by.pk if isinstance(by, ApiKey) else None,
            action=action,
            subject_type=subject._meta.model_name or "",
            subject_id=subject.pk,
            content_hash=salted_hash(salt, content),
        )
        for subject, salt in zip(subjects, salts, strict=True)
    )
    EventContent.objects.bulk_create(
        EventContent(event=event, salt=salt, content=content) for event, salt in zip(events, salts, strict=True)
    )
    return events


def erase_before(erasing: Sequence[Event]) -> int:
    """Blank the contents of all events about the same subjects before these, which say so; rows and hashes stay.

    The events are of one kind, as `record_each` returns them.
    """
    first = erasing[0]
    return EventContent.objects.filter(
        event__subject_type=first.subject_type,
        event__subject_id__in=[event.subject_id for event in erasing],
        event_id__lt=first.pk,
        redacted_at__isnull=True,
    ).update(salt=None, content=None, redacted_at=timezone.now())
