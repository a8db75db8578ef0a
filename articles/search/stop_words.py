"""Words that say nothing of what a message is about: titles, greetings, the asking itself, the begging to spread it."""

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("stop_words.tsv")


@cache
def stop_words() -> frozenset[str]:
    """Sudachi's normalised forms, in lower case. Who is meant by a title is told by the name beside it."""
    return frozenset(word for _, words in _rows() for word in words)


@cache
def titles() -> frozenset[str]:
    return frozenset(word for kind, words in _rows() for word in words if kind == "title")


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return tuple((kind, tuple(words.split())) for kind, words in rows)
