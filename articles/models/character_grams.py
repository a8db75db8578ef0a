"""Words found anywhere in a text by an index: characters and pairs of neighbours, by an SQL function that any table may index.

Japanese has no spaces to cut words at, and a LIKE that begins with % reads the whole table.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import StrIndex

# Of the first 2,000 characters, full width and capitals folded; NULL of an empty text.
CREATE = """
CREATE FUNCTION character_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_agg(DISTINCT gram) FROM (
        SELECT sign, sign || lead(sign) OVER (ORDER BY place) AS pair
        FROM unnest(string_to_array(left(lower(normalize(words, NFKC)), 2000), NULL)) WITH ORDINALITY AS signs(sign, place)
    ) AS signs, LATERAL (VALUES (sign), (pair)) AS grams(gram) WHERE gram IS NOT NULL
$$
"""
DROP = "DROP FUNCTION character_grams(text)"


class CharacterGrams(Func):
    function = "character_grams"
    arity = 1
    output_field = ArrayField(models.TextField())


class Folded(Func):
    """SQL: a text as `character_grams` reads it."""

    template = "LOWER(NORMALIZE(%(expressions)s, NFKC))"
    arity = 1
    output_field = models.TextField()


def saying(rows: models.QuerySet[Any, Any], column: str, words: str) -> models.QuerySet[Any, Any]:
    """Those whose text holds the words as they are. What a text says after its first 2,000 characters is not found."""
    found: models.QuerySet[Any, Any] = rows.alias(
        said_at=StrIndex(Folded(column), Folded(Value(words))), grams=CharacterGrams(column)
    )
    return found.filter(said_at__gt=0, grams__contains=CharacterGrams(Value(words)))
