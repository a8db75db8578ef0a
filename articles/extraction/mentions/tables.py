"""The word lists beside this module, read once."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[list[str]]:
    """The cells of each line of a table, by its name without .tsv."""
    for line in (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


def _by_kind(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, words in rows(name):
        found.setdefault(kind, []).extend(words.split(" "))
    return found


_OFFICES = _by_kind("offices")
HONORIFIC = any_of(_OFFICES["honorific"])
HEAD = any_of(_OFFICES["head"])
"""Offices that one person holds at a time (首相, 社長)."""
OFFICE = any_of([*_OFFICES["head"], *_OFFICES["rank"]]) + "|[一-龯ァ-ヴー]{1,8}相(?![一-龯])"
"""Offices and callings (首相, 教授), of one or of many."""
PERSON_NOUN = any_of(_OFFICES["noun"])
BODY_ENDINGS = {kind: any_of(words) for kind, words in _by_kind("bodies").items()}
"""How bodies end, by the noun that points back to them: 社 for 同社."""
COUNTRIES = {short: tuple(names.split(" ")) for short, names in rows("countries")}
COUNTRY = "|".join(COUNTRIES)
SHORT_FORMS: dict[str, tuple[str, ...]] = {}
for _short, _full in rows("short_forms"):
    SHORT_FORMS[_short] = (*SHORT_FORMS.get(_short, ()), _full)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A medium under its usual name; a spelling that is also a common word names it only beside others or 紙."""

    name: str
    kind: str
    spellings: tuple[str, ...]


@cache
def outlets() -> dict[str, tuple[Outlet, bool]]:
    """Every spelling, folded, with its outlet and whether it is also a common word."""
    found: dict[str, tuple[Outlet, bool]] = {}
    for kind, name, *others in rows("outlets"):
        spellings = (name, *(others[0].split("|") if others else ()))
        outlet = Outlet(name.rstrip("?"), kind, tuple(spelling.rstrip("?") for spelling in spellings))
        for spelling in spellings:
            found.setdefault(folded(spelling.rstrip("?")), (outlet, spelling.endswith("?")))
    return found


@cache
def outlet_lengths() -> dict[str, tuple[int, ...]]:
    """How long the spellings are that begin with two characters, the longest first: where to look in a running text."""
    found: dict[str, set[int]] = {}
    for outlet in {outlet for outlet, _ in outlets().values()}:
        for spelling in outlet.spellings:
            for written in (spelling, spelling.translate(_WIDE)):
                found.setdefault(written[:2], set()).add(len(written))
    return {opening: tuple(sorted(lengths, reverse=True)) for opening, lengths in found.items()}


_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name without width, case, spaces and middle dots."""
    return re.sub(r"[\s・･＝=]", "", unicodedata.normalize("NFKC", name)).casefold()


_THINGS = _by_kind("things")
THING = any_of([*_THINGS["thing"], *_THINGS["compound"]])
"""What does not speak, alone or behind の (動画, 研究)."""
COMPOUND_THING = any_of(_THINGS["compound"])
"""What does not speak as the end of a longer word either (再現動画)."""
NOBODY = frozenset(_THINGS["no"])
"""Words that stand for nobody when they stand alone (こと, うち)."""
