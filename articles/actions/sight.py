"""What somebody who takes a step on a verdict had before them: a step is refused once any of it is another by then.

An edit is held by the version of one row (edits.py). A step answers for all that readers would see, whatever row it hangs
on, and for the versions that are public: the page brings a seal of that, the action compares it under the lock.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from articles.actions import seals, snapshots
from articles.actions.errors import Refused
from articles.models import PublicationContent, Redaction, Verdict
from articles.models.snapshot import Snapshot


class ChangedSinceSeen(Refused):
    message = _(
        "この画面を開いたあとに、内容か公開版が変わりました。まだ何もしていません。いまの内容を読んでから、もう一度選んでください。"
    )


def of_verdict(verdict: Verdict, proof: Snapshot | None = None) -> str:
    """A seal of the verdict as it is; `proof` is its snapshot (snapshots.proof) where the caller has it already."""
    if proof is None and verdict.rating_id is not None:
        proof = snapshots.proof(verdict)
    versions = PublicationContent.objects.filter(publication__verdict_number=verdict.number).order_by("pk")
    public = list(versions.values_list("publication_id", "hidden_at", "redacted_at"))
    said = (verdict.pk, verdict.version, verdict.state, verdict.round, verdict.published_version)
    return seals.seal("sight", [said, verdict.claim.version, public, proof])


def of_redaction(redaction: Redaction) -> str:
    return seals.seal("sight", [redaction.pk, redaction.state, redaction.versions, of_verdict(redaction.verdict)])


def of_copies(numbers: Iterable[int]) -> str:
    """A seal of the articles that somebody chose from."""
    return seals.seal("sight", sorted(numbers))


def refuse_other(seen: str | None, now: str, refusal: type[ChangedSinceSeen] = ChangedSinceSeen) -> None:
    """Raise the refusal unless both are one. None: nobody looked, as in a command."""
    if seen is not None and seen != now:
        raise refusal
