"""Where what is said begins and ends."""

import re

from articles.extraction.attribution import starts
from articles.extraction.clause import Clause
from articles.extraction.results import Span


def before_particle(clause: Clause, frame: starts.Frame) -> Span:
    """What is said before a と: the quotation that ends there, or else the statement."""
    end = clause.tokens[frame.end].start
    opener = clause.quotations.get(end - 1)
    return statement(clause, frame) if opener is None else Span(opener, end)


def statement(clause: Clause, frame: starts.Frame) -> Span:
    """What is said in so many words, from where it most probably begins."""
    start = starts.start(clause, frame)
    last = frame.end - 1
    while clause.tokens[last].text in "、，," and clause.tokens[last].start > start:
        last -= 1
    return Span(start, clause.tokens[last].end)


_ADDRESSEE = re.compile(
    r"[^、。「」“”]{1,24}?(?:に対し(?:て(?:は)?)?|に(?:よると|よれば)|[紙誌]に|において|(?:番組|席上|会見|文書|サイト|取材)(?:内|上)?で)[、，,]?"
)


def between(clause: Clause, source: tuple[int, int] | None, first: int, end: int) -> Span | None:
    """The content from token `first` to position `end`, beginning after the source if that stands inside."""
    if source and source[1] >= first and clause.tokens[source[1]].end < end:
        first = source[1] + 1
        while first < len(clause.tokens) and clause.tokens[first].dep == "case":
            first += 1
    while first < len(clause.tokens) and (
        clause.tokens[first].text in "、，,。 　"
        or clause.tokens[first].pos == "CCONJ"
        or (clause.tokens[first].dep == "case" and clause.tokens[first].text in ("は", "が", "も"))
    ):
        first += 1
    if first >= len(clause.tokens) or clause.tokens[first].start >= end:
        return None
    start = clause.tokens[first].start
    addressed = _ADDRESSEE.match(clause.text, start, end)
    return Span(addressed.end() if addressed and addressed.end() < end else start, end)


def rest_of_sentence(clause: Clause, start: int) -> Span | None:
    """From a によると to the end of its sentence, without comma before and full stop and という behind."""
    end = clause.span.end
    piece = clause.text[start:end]
    lead = len(piece) - len(piece.lstrip("、，, 　"))
    tail = re.search(r"(?:という)?[。｡.！？!?]*$", piece)
    stop = start + tail.start() if tail else end
    return Span(start + lead, stop) if start + lead < stop else None


def is_quotation(clause: Clause, content: Span) -> bool:
    return clause.quoted_share(content) >= 0.6
