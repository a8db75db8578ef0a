"""Words of a published verdict as lists find it, and of a question that is typed into a search box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.extraction.quantities import quantities
from articles.extraction.results import Quantity, Span
from articles.search.described import SHORTEST_READING, Keys, hashed, pairs
from articles.search.facts import amount
from articles.search.folding import LONGEST, folded, hiragana, letters, readable
from articles.search.links import MAX_LINK, link_key, links_in
from articles.search.words import Word, compound_readings, morphemes, words

MAX_QUERY = 200
"""Code points of a question that are read; a pasted message has a page of its own."""
MAX_WORDS = 20

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_RUN = re.compile(r"[一-龯々ァ-ヴー]{2,}")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_BREAK = re.compile(r"[\n。、 ]")


@dataclass(frozen=True)
class Sought:
    """One word of a question. A document has it that holds all keys of one way; `claim_ways` count in the claim alone."""

    surface: str
    ways: tuple[Keys, ...]
    claim_ways: tuple[Keys, ...] = ()
    """Pairs of characters, for names the dictionary does not know; amounts, however they are written."""
    forms: frozenset[str] = frozenset()
    """Any of these in a text, or its `surface`, or the `reading`, is what the question meant."""
    reading: str = ""


def word_keys(texts: Iterable[str], links: Iterable[str]) -> Keys:
    """Hashes of all that a list finds a verdict by: words of its texts and the addresses of where the claim was found and of what was cited."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_lookups(text)))
    found.update(dict.fromkeys(f"u:{key}" for link in links if (key := link_key(link))))
    return hashed(found)


def sought(query: str) -> list[Sought]:
    """Words of a question, without repeats; [] where there is none. An address is one word."""
    plain = readable(query[:MAX_LINK])
    links = links_in(plain)
    for link in links:
        plain = plain.replace(link, " ")
    found = [_link(link) for link in links]
    for token in folded(plain[:MAX_QUERY]).split():
        found += [_reading(token)] if _is_reading(token) else _in_token(token)
    found = found or list(_bare(plain[:MAX_QUERY]))
    return list({each.surface: each for each in found}.values())[:MAX_WORDS]


def _bare(plain: str) -> Iterator[Sought]:
    """Nouns that say too little beside others, where there are no others: 市長, as it stands in claims."""
    return (Sought(run, (), (hashed(f"b:{pair}" for pair in pairs(run)),)) for run in _RUN.findall(folded(plain)))


def _lookups(text: str) -> Iterator[str]:
    for piece in _pieces(text):
        plain = folded(piece)
        units = morphemes(plain)
        yield from (f"r:{reading}" for _, _, reading in compound_readings(units) if len(reading) >= SHORTEST_READING)
        for word in words(units):
            for form in (word.form, *word.parts):
                yield from (f"w:{each}" for each in dict.fromkeys((form, *_halves(form))))
            if len(word.reading) >= SHORTEST_READING:
                yield f"r:{word.reading}"
        yield from (f"d:{number}" for number in _numbers(unicodedata.normalize("NFKC", piece)))
        yield from (_amount_key(each) for each in quantities(plain, Span(0, len(plain))))


def _pieces(text: str) -> Iterator[str]:
    """Pieces that are folded whole, cut after a break where there is one in their second half."""
    start, longest = 0, LONGEST // 2  # NFKC may lengthen what it folds
    while start < len(text):
        end = start + longest
        if end < len(text):
            breaks = [found.end() for found in _BREAK.finditer(text, end - longest // 2, end)]
            end = breaks[-1] if breaks else end
        yield text[start:end]
        start = end


def _halves(form: str) -> list[str]:
    """Sudachi takes COVID-19 for one word or for two, depending on what follows; here it is always two."""
    return [half for half in form.split("-") if half]


def _numbers(text: str) -> Iterator[str]:
    return (found[0].replace(",", "").rstrip(".") for found in _NUMBER.finditer(text))


def _in_token(token: str) -> Iterator[Sought]:
    """Amounts, bare numbers and words of a stretch without a space."""
    rest = token
    for each in quantities(token, Span(0, len(token))):
        yield Sought(each.text, (hashed([_amount_key(each)]),))
        rest = rest[: each.start] + " " * (each.end - each.start) + rest[each.end :]
    yield from (Sought(number, (hashed([f"d:{number}"]),)) for number in _numbers(rest))
    yield from (_word(rest, group) for group in _groups(rest, words(morphemes(rest))))


def _groups(text: str, found: list[Word]) -> Iterator[list[Word]]:
    """Neighbours of which one is a single kanji stand together: a name that the dictionary does not know."""
    group: list[Word] = []
    for word in found:
        if group and not _belong_together(text, group[-1], word):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _belong_together(text: str, one: Word, other: Word) -> bool:
    """津 and 久田; 鶴 and 浜 in 鶴が浜."""
    singles = (len(one.surface) == 1) + (len(other.surface) == 1)
    between = text[one.end : other.start]
    return (not between and singles > 0) or (between in ("が", "ヶ", "ケ", "ガ", "ヵ") and singles == 2)


def _is_reading(token: str) -> bool:
    return len(token) >= SHORTEST_READING and _KANA.fullmatch(token) is not None


def _reading(token: str) -> Sought:
    """Kana only: a word as it is read, or the word itself."""
    spelt = [_word(token, [word]) for word in words(morphemes(token)) if word.surface == token]
    reading = hiragana(token)
    ways = (hashed([f"r:{reading}"]), *(way for each in spelt for way in each.ways))  # つくだ is no つく
    return Sought(token, ways, forms=frozenset(form for each in spelt for form in each.forms), reading=reading)


def _word(text: str, group: list[Word]) -> Sought:
    surface = text[group[0].start : group[-1].end]
    forms = [[form for word in group for form in _halves(word.form) or [word.form]]]
    if any(word.parts for word in group):
        forms.append([part for word in group for part in (word.parts or (word.form,))])
    near = list(pairs(letters(surface)))
    return Sought(
        surface,
        tuple(hashed(f"w:{form}" for form in way) for way in forms),
        (hashed(f"b:{pair}" for pair in near),) if near and not _KANA.fullmatch(surface) else (),
        forms=frozenset(form for way in forms for form in way if len(form) > 1 or len(group) == 1),
    )


def _amount_key(found: Quantity) -> str:
    """One for 3割, 三割 and 30％, and none for 3人: descriptions of claims have the same."""
    value, unit = amount(found)
    return f"n:{value:g}{unit}"


def _link(link: str) -> Sought:
    return Sought(link, (hashed([f"u:{link_key(link)}"]),))
