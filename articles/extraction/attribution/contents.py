"""Where what is said begins and ends."""

import re

from articles.extraction.clause import Clause
from articles.extraction.results import Span


def before_particle(clause: Clause, particle: int, source: tuple[int, int] | None) -> Span | None:
    end = clause.tokens[particle].start
    closer = end - 1
    if closer in clause.quotations:
        return Span(clause.quotations[closer], end)
    head = clause.tokens[particle].head
    first = clause.left[head] if head < particle else 0
    return between(clause, source, first, end)


_ADDRESSEE = re.compile(
    r"[^、。「」“”]{1,24}?(?:に対し(?:て(?:は)?)?|に(?:よると|よれば)|[紙誌]に|において|(?:番組|席上|会見|文書|サイト|取材)(?:内|上)?で)[、，,]?"
)


_NOT_THOUGHT = re.compile(
    r".*(?:によると|によれば|と(?:思|考え|感じ|言|い[うっ])[^。]{0,4}?(?:が|けど|けれど)|のみならず|個人的には|やっぱり|やはり|一般に)[、,，]?|[^、,，]{0,6}(?:しかし|また|そして|さらに|なお)[、,，]?"
)


def whole_thought(clause: Clause, content: Span) -> Span:
    """From the beginning of the sentence: trees cut what somebody thinks at its first comma, thoughts rarely end there."""
    before = clause.text[clause.span.start : content.start]
    other = _NOT_THOUGHT.match(before)
    start = clause.span.start + (other.end() if other else 0)
    if clause.tokens[0].pos == "CCONJ":
        start = max(start, clause.tokens[0].end)
    start += len(clause.text[start : content.start]) - len(clause.text[start : content.start].lstrip("、，, 　。"))
    return Span(start, content.end) if start < content.start else content


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
