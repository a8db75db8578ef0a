"""What an editor typed about a candidate and has not decided yet, kept for when they come back to it.

There is one text of each member and candidate, the newest; a second tab takes it up and goes on with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from articles.actions import unsaved_texts
from articles.models import Candidate, User

FIELDS = (
    *("statement", "rating_reason", "date_certainty", "claimed_date"),
    *("claimant", "new_name", "new_kind", "new_affiliation", "note"),
)
PAGE = uuid.UUID(int=0)  # one for all tabs


class Left(NamedTuple):
    saved_at: datetime
    fields: dict[str, str]


def form_of(candidate: Candidate) -> str:
    return f"candidate:{candidate.pk}"


def left(candidate: Candidate, *, by: User) -> Left | None:
    kept = next(iter(unsaved_texts.kept(form_of(candidate), by=by)), None)
    if kept is None or candidate.is_decided:
        return None
    return Left(kept.saved_at, {name: kept.fields.get(name, [""])[-1] for name in FIELDS})


def keep(candidate: Candidate, typed: Mapping[str, str], initial: Mapping[str, str], *, by: User) -> None:
    """Keep what differs from what the page had filled in itself; with nothing of one's own there is nothing to keep."""
    fields = {name: typed.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    if candidate.redacted_at is None and any(fields[name].strip() != initial.get(name, "").strip() for name in FIELDS):
        unsaved_texts.keep(form_of(candidate), PAGE, {name: [text] for name, text in fields.items()}, by=by)


def discard(candidate: Candidate, *, by: User) -> None:
    unsaved_texts.discard(form_of(candidate), [PAGE], by=by)
