from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.actions import events, fitness, notes, verdicts
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import Evidence, User, Verdict


class PrimaryEvidenceUnnamed(Refused):
    message = _("一次情報には、実名で公開できる発行者か取材相手の名前が必要です。")


class AnonymityUnexplained(Refused):
    message = _("匿名の根拠には、匿名とする理由が必要です。")


class EvidenceFull(Refused):
    message = _("根拠は100件までです。まとめられる根拠を一つにするか、要らない根拠を削除してください。")


MOST = 100  # of a verdict: what a page of readers, a form and one of its conflicts hold
# What could tell who an anonymous source is: kept in a confidential note, never in the evidence.
IDENTITY = ("source_name", "source_position")


def add(verdict: Verdict, *, by: User, **fields: Any) -> Evidence:
    """Attach a source to a draft; `fields` are those of Evidence. Who an anonymous source is goes into a note."""
    with verdicts.editing(verdict, by=by) as row:
        if row.evidence.count() >= MOST:
            raise EvidenceFull
        evidence = Evidence(verdict=row, **fields)
        fitness.refuse_unfit(Evidence, fields)
        _check(evidence)
        identity = _take_identity(evidence)
        evidence.save()
        events.record("evidence.added", row, by=by)
        _keep_identity(evidence, identity, by=by)
    return evidence


def edit(evidence: Evidence, *, by: User, **fields: Any) -> Evidence:
    """Change `fields` alone: what the form's copy has of the others may be older than the row."""
    with verdicts.editing(evidence.verdict, by=by) as row:
        evidence = Evidence.objects.get(pk=evidence.pk)
        for name, value in fields.items():
            setattr(evidence, name, value)
        fitness.refuse_unfit(Evidence, fields)
        _check(evidence)
        identity = _take_identity(evidence)
        evidence.save(update_fields=[*fields, *IDENTITY])
        events.record("evidence.edited", row, by=by, fields=tuple(fields))
        _keep_identity(evidence, identity, by=by)
    return evidence


def remove(evidence: Evidence, *, by: User) -> None:
    with verdicts.editing(evidence.verdict, by=by) as row:
        evidence.delete()
        events.record("evidence.removed", row, by=by)


def _take_identity(evidence: Evidence) -> list[str]:
    """Name and position of a source that is not on the record, taken off the unsaved row."""
    if evidence.is_on_record:
        return []
    identity = [getattr(evidence, name).strip() for name in IDENTITY]
    evidence.source_name = evidence.source_position = ""
    return identity if any(identity) else []


def _keep_identity(evidence: Evidence, identity: list[str], *, by: User) -> None:
    if identity:
        source, position = identity
        notes.write(evidence.verdict, by=by, source=source, text=position, evidence=evidence)


def _check(evidence: Evidence) -> None:
    if evidence.is_primary and not (evidence.is_on_record and is_readable(evidence.source_name)):
        raise PrimaryEvidenceUnnamed
    if not evidence.is_on_record and not is_readable(evidence.anonymity_reason):
        raise AnonymityUnexplained
