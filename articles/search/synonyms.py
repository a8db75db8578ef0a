"""Words that may stand for one another in what is claimed: 破綻 and 倒産, 最も低い and 最低. The first of a row is what is meant."""

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("synonyms.tsv")
_NONE: frozenset[int] = frozenset()


@cache
def _table() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    """Rows by what they mean, and by each of their words: 上がる is in those of 値上げ and of 上昇."""
    heads: dict[str, set[int]] = {}
    rows: dict[str, set[int]] = {}
    for row, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines()):
        words = line.split()
        heads.setdefault(words[0], set()).add(row)
        for word in words:
            rows.setdefault(word, set()).add(row)
    return tuple({word: frozenset(found) for word, found in each.items()} for each in (heads, rows))  # type: ignore[return-value]  # of two


def heads_of(form: str) -> frozenset[int]:
    """Rows that mean this word; forms as `words.Word.form` has them."""
    return _table()[0].get(form, _NONE)


def rows_of(form: str) -> frozenset[int]:
    """Rows that the word stands in."""
    return _table()[1].get(form, _NONE)


def are_synonyms(one: str, other: str) -> bool:
    """One of the two has to be what a row means."""
    return bool(heads_of(one) & rows_of(other) or heads_of(other) & rows_of(one))
