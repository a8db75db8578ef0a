"""GiNZA's parse as plain data: the seam where tests put recorded output in the place of the model."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from articles.japanese.loader import language_model

MAX_UNIT = 500
"""Longest text to parse at once, in code points: GiNZA's bunsetu recogniser is cubic in the length of a sentence."""

_BATCH = 32  # the model's own default of 1,000 is slower and holds gigabytes
_ATTRIBUTES = ["LEMMA", "POS", "TAG", "DEP", "SPACY"]
_BUNSETU = "_bunsetu"  # the parser's mark of a bunsetu's head, which ginza's bunsetu recogniser cuts off


@dataclass(frozen=True, slots=True)
class Token:
    """A word; `start`, `end` in code points, `head` the index of its governor (its own at a root)."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """A name as GiNZA labels it (Sekine's extended hierarchy); the labels are noisy on news."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Parse:
    """Tokens and names of one unit, offsets relative to the unit."""

    tokens: tuple[Token, ...]
    entities: tuple[NamedEntity, ...]


Parser = Callable[[Iterable[str]], Iterator[Parse]]
"""Units in, one parse each out."""


def parse(units: Iterable[str]) -> Iterator[Parse]:
    """Parse units of at most `MAX_UNIT` code points, in order and in batches; longer ones raise ValueError."""
    remaining = iter(_bounded(units))
    while batch := list(islice(remaining, _BATCH)):
        yield from map(parse_of, language_model().pipe(batch, batch_size=_BATCH))


def parse_of(document: Any) -> Parse:
    """What is read of a spaCy `Doc`."""
    return Parse(
        tokens=tuple(_tokens(document)),
        entities=tuple(NamedEntity(e.start_char, e.end_char, e.label_) for e in document.ents),
    )


def _bounded(units: Iterable[str]) -> Iterator[str]:
    for unit in units:
        if len(unit) > MAX_UNIT:
            raise ValueError(f"a unit of {len(unit)} characters; at most {MAX_UNIT} can be parsed at once")
        yield unit


def _tokens(document: Any) -> Iterator[Token]:
    """Attributes come as one array: asking token by token takes three times as long."""
    strings = document.vocab.strings
    start = 0
    heads = document.to_array("HEAD").astype(np.int64).tolist()  # relative, and unsigned as they come
    rows = document.to_array(_ATTRIBUTES).tolist()
    for index, (word, (lemma, pos, tag, dep, spaces), head) in enumerate(zip(document, rows, heads, strict=True)):
        text = word.text
        yield Token(
            start=start,
            end=start + len(text),
            text=text,
            lemma=_lemma(strings, lemma, text),
            pos=strings[pos],
            tag=strings[tag],
            dep=strings[dep].removesuffix(_BUNSETU),
            head=index + head,
        )
        start += len(text) + spaces


def _lemma(strings: Any, lemma: int, text: str) -> str:
    """The dictionary form; the surface where the string store has lost it, as it now and then has (E018)."""
    try:
        return str(strings[lemma])
    except KeyError:
        return text
