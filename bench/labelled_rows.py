"""Every labelled sentence with what is found in it, read once for all that is learned and scored; and the folds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from labelled import Article, articles, parsed, source

from articles.extraction.findings import Findings, findings_of
from articles.extraction.outline import Outline
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Parser

LEARNED = ("news.train", "news.world.train", "news.ours", "documents.ours")
DEV = ("news.dev", "news.world.dev", "public.dev")
"""Never learned from."""
OWN = ("news.ours", "documents.ours")
"""Of our own: many styles with few texts each. Folds leave a style out."""
COUNT_FOR = {"news.world.train": 2.0, "news.ours": 2.0, "documents.ours": 2.0}
"""How much a row counts beside one of news.train, the largest set and all of one style."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Document:
    """A labelled article as it is read."""

    set: str
    row: Article
    outline: Outline
    parses: Sequence[ParsedSentence]
    findings: Sequence[Findings]

    @property
    def group(self) -> str:
        return f"{self.set}/{self.row['article']}"

    @property
    def style(self) -> str:
        """What a fold leaves out whole: a style of our own, else the set."""
        return f"{self.set}: {self.row['style']}" if self.set in OWN else self.set

    @property
    def fold(self) -> int:
        """By style in sets of our own, else by article; as `learn_speakers` cuts them."""
        return sum(map(ord, self.row.get("style") or self.row["article"])) % FOLDS

    def labels(self) -> Iterator[tuple[dict[str, Any], int]]:
        """Each labelled sentence and the piece that shares most characters with it."""
        spans = [self.outline.reading.span(piece.span.start, piece.span.end) for piece in self.outline.pieces]
        starts, ends = np.array([span.start for span in spans]), np.array([span.end for span in spans])
        for label in self.row["sentences"]:
            shared = np.minimum(label["end"], ends) - np.maximum(label["start"], starts)
            yield label, int(np.argmax(shared))


def documents(names: Iterable[str], parser: Parser) -> list[Document]:
    """The articles of the sets named, in file order."""
    found = []
    for name in names:
        rows = articles(name)
        for row, (current, parses) in zip(rows, parsed(map(source, rows), parser), strict=True):
            found.append(Document(name, row, current, parses, findings_of(current, parses)))
    return found
