"""Words that may stand for one another in what is claimed: 破綻 and 倒産, 最も低い and 最低. The first of a row is what is meant."""

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("synonyms.tsv")


@cache
def _meant() -> dict[str, frozenset[int]]:
    """Rows by word: 上がる is in those of 値上げ and of 上昇."""
    found: dict[str, set[int]] = {}
    for row, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines()):
        for word in line.split():
            found.setdefault(word, set()).add(row)
    return {word: frozenset(rows) for word, rows in found.items()}


@cache
def _heads() -> dict[str, frozenset[int]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    heads: dict[str, set[int]] = {}
    for row, line in enumerate(lines):
        heads.setdefault(line.split()[0], set()).add(row)
    return {word: frozenset(rows) for word, rows in heads.items()}


def are_synonyms(one: str, other: str) -> bool:
    """Forms as `words.Word.form` has them; one of the two has to be what a row is about."""
    none: frozenset[int] = frozenset()
    rows, others = _meant().get(one, none), _meant().get(other, none)
    return bool(_heads().get(one, none) & others or _heads().get(other, none) & rows)
