"""Keyed hashes of what is derived from the publication log: who writes into those tables by hand has not the key.

The key is Django's SECRET_KEY. After a change of it name the old one in SECRET_KEY_FALLBACKS, or derive everything anew
with `rebuild_public_index`: nothing that cannot be made again hangs on these seals.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db import DataError
from django.db.models import BinaryField, Func, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.crypto import salted_hmac

from articles.models import (
    PublicationRendering,
    PublishedArticle,
    PublishedClaimant,
    PublishedCredit,
    PublishedRendition,
    PublishedSearch,
    PublishedVerdict,
)

Row = Sequence[Any]
# What reading raises of times out of Python's range, and of JSON that is nested too deeply.
UNREADABLE = (DataError, RecursionError, ValueError)
RENDERING = ("publication_id", "html", "json", "claim_review")
VERDICT = tuple(
    field.attname for field in PublishedVerdict._meta.concrete_fields if field.attname not in ("seal", "verdict_number")
)
PARTS = tuple(
    (
        model,
        tuple(f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "verdict_number")),
    )
    for model in (PublishedClaimant, PublishedArticle, PublishedCredit, PublishedRendition)
)
SEARCH = ("state", "described_by", "rating", "claimant", "topics", "outlets")


class IndexRows(NamedTuple):
    """All index rows of one verdict, as plain values."""

    number: int
    seal: str
    sequence: int
    values: tuple[Any, ...]

    @property
    def is_sealed(self) -> bool:
        try:
            return matches(self.seal, "index", self.values)
        except orjson.JSONEncodeError:  # values that we cannot have written
            return False


def of_rendering(rendering: PublicationRendering) -> str:
    return seal("rendering", [getattr(rendering, name) for name in RENDERING])


def seal(kind: str, values: Row, *, key: str | bytes | None = None) -> str:
    """An HMAC over plain values. `kind` keeps the seal of one table from passing in another."""
    return salted_hmac(f"articles.{kind}", orjson.dumps(values), secret=key, algorithm="sha256").hexdigest()


def matches(found: str, kind: str, values: Row) -> bool:
    """Whether a seal is that of the values, under the key or one of its predecessors."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return bool(found) and any(
        hmac.compare_digest(found.encode(), seal(kind, values, key=key).encode()) for key in keys
    )


def index_rows(number: int | None = None) -> Iterable[IndexRows]:
    """The index rows of one verdict, or of all in the order of their numbers."""
    wanted = {} if number is None else {"verdict_number": number}
    parts = [_searched(wanted), *(_parts(model, names, wanted) for model, names in PARTS)]
    verdicts = PublishedVerdict.objects.filter(**wanted).order_by("verdict_number")
    rows = verdicts.values_list("verdict_number", "seal", "sequence", *VERDICT)
    for found, mark, sequence, *values in rows.iterator(chunk_size=2000):
        yield IndexRows(found, mark, sequence, (found, values, *(part.get(found, []) for part in parts)))


def legible_rows() -> Iterator[tuple[int, IndexRows | None]]:
    """The number of each verdict in the index with its rows; None where they hold what Python cannot read."""
    read = 0
    try:
        for rows in index_rows():
            yield rows.number, rows
            read = rows.number
    except UNREADABLE:
        rest = PublishedVerdict.objects.filter(verdict_number__gt=read).order_by("verdict_number")
        for number in rest.values_list("verdict_number", flat=True):
            yield number, _legible(number)


def _legible(number: int) -> IndexRows | None:
    try:
        return next(iter(index_rows(number)), None)
    except UNREADABLE:
        return None


def _parts(model: Any, names: tuple[str, ...], wanted: dict[str, int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    rows = model.objects.filter(**wanted).order_by("verdict_number", *names)
    for number, *values in rows.values_list("verdict_number", *names):
        found.setdefault(number, []).append(values)
    return found


def _searched(wanted: dict[str, int]) -> dict[int, list[Row]]:
    """What search keeps, its long columns as one hash that the database takes."""
    digest = Func(
        Func(
            Coalesce(Cast("description", TextField()), Value("")),
            template="convert_to(%(expressions)s, 'UTF8')",
            output_field=BinaryField(),
        ),
        *("vector", "keys", "words"),
        template="encode(sha256(%(expressions)s), 'hex')",
        arg_joiner=" || ",
        output_field=TextField(),
    )
    rows = PublishedSearch.objects.filter(**wanted).annotate(digest=digest)
    return {number: [values] for number, *values in rows.values_list("verdict_number", *SEARCH, "digest")}
