"""Search over publications: lexemes made by Sudachi, on both sides, handed to PostgreSQL ready-made."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, F, Func, TextField, Value

from articles.japanese.terms import query_terms, search_terms

MAX_QUERY = 200  # code points; longer than any question, short enough to tokenise for every request


def vector(text: str) -> Func:
    """An expression for the tsvector of a text. array_to_tsvector keeps 1,000 and COVID-19 whole; to_tsvector does not."""
    return Func(
        Value(search_terms(text), output_field=ArrayField(TextField())),
        function="array_to_tsvector",
        output_field=SearchVectorField(),
    )


def terms(query: str) -> list[str]:
    """What a reader's query asks for, from its first `MAX_QUERY` characters; [] where there is no word in it.

    Control characters and surrogates count as spaces: PostgreSQL refuses the one, Sudachi the other.
    """
    return query_terms("".join(c if c.isprintable() else " " for c in query[:MAX_QUERY]))


def matches(wanted: Iterable[str]) -> Func:
    """A condition on `search_vector`: all `wanted` terms are in it.

    Cast instead of to_tsquery(), which would parse the terms again and split them.
    """
    return Func(
        F("search_vector"),
        Func(Value(_tsquery(wanted)), template="%(expressions)s::tsquery"),
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def _tsquery(wanted: Iterable[str]) -> str:
    return " & ".join("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in wanted)
