"""Rows of the publication log as partners get them, by `changes/` and by webhooks: a notice says what holds now, never what was said."""

from __future__ import annotations

from typing import Any

import orjson

from articles.api.read import bodies, representations
from articles.api.read.shapes import Change
from articles.models import Publication, PublishedVerdict
from articles.public import people
from articles.public.people import Named


def of_rows(rows: list[Publication]) -> list[Change]:
    """`rows` come from `with_json()`."""
    notices = [row.verdict_number for row in rows if row.kind in Publication.NOTICES]
    current = PublishedVerdict.objects.with_json().in_bulk(notices) if notices else {}
    named = people.named()
    return [_change(row, current, named) for row in rows]


def _change(row: Publication, current: dict[int, PublishedVerdict], named: Named) -> Change:
    """A notice carries what its verdict's own URL shows now, so that applying rows in order ends right."""
    if row.kind not in Publication.NOTICES:
        return representations.change(row, versions=[row.version], body=fragment(bodies.of_publication(row, named)))
    verdict = current[row.verdict_number]
    body = None if verdict.state == PublishedVerdict.State.HIDDEN else bodies.of_row(verdict, named)
    versions: list[int] = row.named_versions  # type: ignore[attr-defined]  # annotated by with_json
    return representations.change(row, versions=versions, body=fragment(body))


def fragment(body: bytes | None) -> Any:
    """A body that goes into another as the bytes it is: what `shapes.Kept` takes in the place of a shape."""
    return None if body is None else orjson.Fragment(body)
