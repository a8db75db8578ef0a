"""GiNZA's parse as plain data: the seam where tests put recorded output in the place of the model."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from articles.japanese.loader import language_model

MAX_UNIT = 500
"""Longest text to parse at once, in code points: GiNZA's bunsetu recogniser is cubic in the length of a sentence."""

_BATCH = 32  # the model's own default of 1,000 is slower and holds gigabytes


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
    for document in language_model().pipe(_bounded(units), batch_size=_BATCH):
        yield Parse(
            tokens=tuple(_token(token) for token in document),
            entities=tuple(NamedEntity(e.start_char, e.end_char, e.label_) for e in document.ents),
        )


def _bounded(units: Iterable[str]) -> Iterator[str]:
    for unit in units:
        if len(unit) > MAX_UNIT:
            raise ValueError(f"a unit of {len(unit)} characters; at most {MAX_UNIT} can be parsed at once")
        yield unit


def _token(token: Any) -> Token:
    return Token(
        start=token.idx,
        end=token.idx + len(token.text),
        text=token.text,
        lemma=_lemma(token),
        pos=token.pos_,
        tag=token.tag_,
        dep=token.dep_,
        head=token.head.i,
    )


def _lemma(token: Any) -> str:
    """The dictionary form; the surface where the string store has lost it, as it now and then has (E018)."""
    try:
        return str(token.lemma_)
    except KeyError:
        return str(token.text)
