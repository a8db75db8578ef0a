"""Quotations whose verb no lexicon knows, whose source stands in brackets or whose cue stands inside."""

import re
from collections.abc import Iterator

from articles.extraction.attribution import contents, forms
from articles.extraction.attribution.cue import Cue, verb_cue
from articles.extraction.attribution.particles import has_predicate
from articles.extraction.clause import Clause
from articles.extraction.lexicon import QUOTING
from articles.extraction.results import Span
from articles.extraction.subjects import is_person, subject

_PARENTHETIC = re.compile(r"」[（(](?P<who>[^（）()0-9０-９「」。]{2,24})[）)]")


def parenthetic(clause: Clause) -> Iterator[Cue]:
    """「…」（政府関係者）: the source in brackets after what was said."""
    for match in _PARENTHETIC.finditer(clause.text, clause.span.start, clause.span.end):
        opener = clause.quotations.get(match.start())
        if opener is None or match.start() - opener < _MIN_STATEMENT or not is_person(match["who"]):
            continue
        index = clause.token_ending_at(match.end("who"))
        cue = Span(match.end() - 1, match.end())
        source = Span(*match.span("who"))
        yield Cue(source, cue, Span(opener, match.start() + 1), "direct", match["who"], index or 0, 3)


_NAMES_ONLY = re.compile(
    r"(?:いう|いった|の|なる|する[^。、]|題|書かれ|書いた|名付|名づけ|呼ば|呼ぶ|呼ん|称され|表示|記され|並|同じ|は|も(?:いう|呼)|と)"
)


_MIN_STATEMENT = 10  # code points in the quotation: shorter ones are names and catchwords


def quoted(clause: Clause, used: set[int]) -> Iterator[Cue]:
    """A quotation with と before a verb no lexicon knows (…と声を落とした): who it belongs to decides."""
    for index, token in enumerate(clause.tokens):
        opener = clause.quotations.get(token.start - 1)
        if token.text != "と" or opener is None or token.start in used or clause.inside[index]:
            continue
        if token.start - opener < _MIN_STATEMENT or _NAMES_ONLY.match(clause.text, token.end, clause.span.end):
            continue
        verb = _next_verb(clause, index)
        source = subject(clause, verb, index) if verb is not None else None
        if verb is not None and source is not None:
            yield verb_cue(clause, source, clause.tokens[verb], Span(opener, token.start), "direct", verb, 3, False)


def _next_verb(clause: Clause, index: int) -> int | None:
    following = range(index + 1, min(index + 15, len(clause.tokens)))
    return next((i for i in following if clause.tokens[i].pos == "VERB" and not clause.inside[i]), None)


def nested(clause: Clause) -> Iterator[Cue]:
    """「…と思っている」と述べた: what somebody says that they think."""
    for verb, token in enumerate(clause.tokens):
        if clause.inside[verb] and clause.lemmas[verb] in QUOTING and _quotes_inside(clause, verb):
            content = contents.between(clause, None, _first_inside(clause, verb), clause.tokens[verb - 1].start)
            if content:
                yield verb_cue(clause, None, token, content, "indirect", verb, 0, forms.is_passive(clause, verb))


def _quotes_inside(clause: Clause, verb: int) -> bool:
    if verb < 2 or clause.tokens[verb - 1].text not in ("と", "って", "とも") or not has_predicate(clause, verb - 1):
        return False
    return clause.lemmas[verb] not in ("言う", "いう") or forms.is_inflected(clause, verb)


def _first_inside(clause: Clause, verb: int) -> int:
    """The first token of what is said in the innermost quotation around a verb, after the particle's head in the tree."""
    head = clause.tokens[verb - 1].head
    first = clause.left[head] if head < verb else verb - 2
    position = clause.tokens[verb].start
    opener = max((o for c, o in clause.quotations.items() if o < position < c), default=clause.span.start - 1)
    while first < verb and clause.tokens[first].start <= opener:
        first += 1
    return first
