"""Search over publications: lexemes made by Sudachi, on both sides, handed to PostgreSQL ready-made."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, TextField, Value

from articles.japanese.terms import search_terms


def vector(text: str) -> Func:
    """An expression for the tsvector of a text. array_to_tsvector keeps 1,000 and COVID-19 whole; to_tsvector does not."""
    return Func(
        Value(search_terms(text), output_field=ArrayField(TextField())),
        function="array_to_tsvector",
        output_field=SearchVectorField(),
    )
