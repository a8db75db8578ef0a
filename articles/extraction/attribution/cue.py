"""What the constructions find: an attribution whose source is not yet resolved."""

from dataclasses import dataclass

from articles.extraction.clause import Clause
from articles.extraction.results import Span
from articles.japanese.parsing import Token


@dataclass(frozen=True, slots=True)
class Cue:
    """An attribution before its source is resolved; `phrase` is the source as it stands, `form` as in results."""

    source: Span | None
    cue: Span
    content: Span
    form: str
    phrase: str | None
    token: int
    strength: int
    """3 for a cue that stands on its own, 2 for によると, 1 for hearsay without a source, 0 for doubtful ones."""
    passive: bool = False
    points_back: bool = False
    kind: str = ""
    """Which construction it is, by the name of the function that finds it: yoruto, surveys, quotative, view …"""


def verb_cue(
    clause: Clause,
    source: tuple[int, int] | None,
    cue: Token,
    content: Span,
    form: str,
    verb: int,
    strength: int,
    passive: bool,
) -> Cue:
    phrase = clause.phrase(*source) if source else None
    return Cue(clause.span_of(source), Span(cue.start, cue.end), content, form, phrase, verb, strength, passive)
