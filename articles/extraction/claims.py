"""The passages to propose from a sentence."""

import re
from collections.abc import Iterator, Sequence

from articles.extraction import brackets, wording
from articles.extraction.findings import Findings
from articles.extraction.results import ClaimSpan, Span
from articles.extraction.structure import Kind
from articles.extraction.wording import openings

_SHORTEST = 8  # code points of a claim below the sentence

_FULL_STOP = re.compile(r"[。！？!?]+")
_TOPIC = re.compile(r"[^、。はでに「」]{2,25}は(?!、)")
# A clause that opens so measures what the clause before it has named.
_DEPENDS = re.compile(
    r"(?:この|その)?(?:うち|ほか|他|内訳|内の|残り|半数|半分|大半|多く|過半|割合|比率|差|合計|平均)|[こそ]れ|[こそ]の|[こそ]こ"
    r"|同|両|前者|後者|いずれ|全員|全体"
)
_SHARE = re.compile(r"割合|比率|内訳|うち")
_NO_STATEMENT = re.compile(
    r"(?:か|たい|ほしい|べきだ|べきである|ください|ましょう|思う|思います|ありがとう.{0,6}|しかない)[。！？!?]*$"
)
_STATEMENT_ENDS = re.compile(r"(?:た|だ|る|ない|です|ます|ません|でした)[。！!]*$")
_ABOUT = re.compile(r"[はがも]")
_TAIL = 16  # code points that tell how a sentence ends
_MOSTLY_QUOTED = 0.4  # of a sentence: else what stands around the quotation may be the claim
MOST = 4
"""Claims of one piece: an editor reads them all."""

# 売り上げは１０億円で、純利益は…   …１２人だったが、今年は…
_BETWEEN_CLAUSES = re.compile(
    r"(?<=[^、])(?:で|だったが|したが|だが|であり|となり|となったが|に上り|に達し|し|ており)、"
)
# …は条約に違反しており言語道断だ: the fact is worth checking, what the speaker thinks of it is not.
_VERDICT_ON_A_FACT = re.compile(
    r"(?:て|で)(?:おり|いて|いるのは)、?(?:[^、。「」]{0,12})?"
    r"(?:言語道断|許せない|許されない|許しがたい|許し難い|遺憾|残念|不当|無責任|情けない|恥ずかしい|信じられない|けしからん|ひどい)[^。」]{0,8}(?=[。」]|$)"
)


def claims(context: wording.Context, index: int, found: Findings, *, first: bool) -> tuple[ClaimSpan, ...]:
    """The claims of a piece in text order, without overlap; `first` where a dateline may open the sentence.

    A quotation of several sentences is a claim for each that states something, and two clauses that each measure something
    of their own are two; of a fact with a verdict on it the fact is the claim. Else the sentence is one. Of more than
    `MOST` the ones that measure something stay.
    """
    text, body = context.text, context.outline.pieces[index].body
    sentence = Span(_begin(text, body, first), body.end)
    spans = _spans(text, sentence, found)
    return tuple(_claim(context, index, span, found) for span in _best(text, spans, found))


def _begin(text: str, body: Span, first: bool) -> int:
    """Behind a dateline: of any form where the article opens, else one that names its agency, where a line begins."""
    if first:
        return openings.behind_dateline(text, body)
    begins_line = text[body.start - 1 : body.start] == "\n"
    return openings.behind_agency(text, body) if begins_line else body.start


def _claim(context: wording.Context, index: int, span: Span, found: Findings) -> ClaimSpan:
    restated = wording.restated(context, index, span, found)
    return ClaimSpan(span.start, span.end, context.text[span.start : span.end], restated.words, restated.incomplete)


def _best(text: str, spans: Sequence[Span], found: Findings) -> list[Span]:
    ranked = sorted(spans, key=lambda span: (not _measures(text, span, found), -_weight(span, found), span.start))
    return sorted(ranked[:MOST], key=lambda span: span.start)


def _weight(span: Span, found: Findings) -> int:
    """Amounts and names in a claim: what there is to look up."""
    marks = [(q.start, q.end) for q in found.quantities] + [(e.start, e.end) for e in found.entities]
    return sum(span.start <= start and end <= span.end for start, end in marks)


def opening(findings: Sequence[Findings]) -> int:
    """The index of the first sentence of an article, where its dateline stands; headlines come before it."""
    return next((index for index, found in enumerate(findings) if found.kind is Kind.SENTENCE), 0)


def _spans(text: str, sentence: Span, found: Findings) -> list[Span]:
    if len(quoted := _quoted_claims(text, sentence, found)) > 1:
        return quoted
    if verdict := _VERDICT_ON_A_FACT.search(text, sentence.start, sentence.end):
        begins = max(text.rfind(mark, sentence.start, verdict.start()) + 1 for mark in "「。")
        fact = Span(begins or sentence.start, verdict.start() + 1)
        if fact.end - fact.start >= _SHORTEST:
            return [fact]
    return _measuring_clauses(text, sentence, found) or [sentence]


def _quoted_claims(text: str, sentence: Span, found: Findings) -> list[Span]:
    """The sentences of a quotation that make up a sentence, where several of them state something; else none."""
    outer = [
        pair for pair in brackets.outermost(brackets.pairs(text, sentence.start, sentence.end)) if text[pair[0]] == "「"
    ]
    if len(outer) != 1 or outer[0][1] - outer[0][0] < _MOSTLY_QUOTED * (sentence.end - sentence.start):
        return []
    parts = list(_cut(text, Span(outer[0][0] + 1, outer[0][1])))
    return [part for part in parts if _states(text, part, found)] if len(parts) > 1 else []


def _cut(text: str, quotation: Span) -> Iterator[Span]:
    start = quotation.start
    for stop in _FULL_STOP.finditer(text, quotation.start, quotation.end):
        yield Span(start, stop.end())
        start = stop.end()
    if start < quotation.end:
        yield Span(start, quotation.end)


def _states(text: str, part: Span, found: Findings) -> bool:
    """Whether a quoted sentence says something to check: a figure or a date, or a plain statement about something."""
    words = text[part.start : part.end]
    if part.end - part.start < _SHORTEST or _NO_STATEMENT.search(words[-_TAIL:]):
        return False
    return _measures(text, part, found) or bool(_ABOUT.search(words) and _STATEMENT_ENDS.search(words[-_TAIL:]))


def _measures(text: str, part: Span, found: Findings) -> bool:
    marks = [(q.start, q.end) for q in found.quantities] + [(d.start, d.end) for d in found.dates]
    return any(part.start <= start and end <= part.end for start, end in marks)


def _measuring_clauses(text: str, sentence: Span, found: Findings) -> list[Span]:
    """Two clauses of a narrated sentence, each opening with a topic and saying how much; else none.

    What stands before a topic (試算では、…  71例のうち、…) may hold for both clauses, so that neither is a claim alone.
    """
    if found.voice.quote != "none" or found.voice.attributions:
        return []
    for joint in _BETWEEN_CLAUSES.finditer(text, sentence.start, sentence.end):
        clauses = [Span(sentence.start, joint.end() - 1), Span(joint.end(), sentence.end)]
        if all(_says_how_much(text, clause, found) for clause in clauses) and _is_outside(text, sentence, joint.end()):
            return clauses
    return []


def _says_how_much(text: str, clause: Span, found: Findings) -> bool:
    amounts = [q for q in found.quantities if clause.start <= q.start and q.end <= clause.end]
    topic = _TOPIC.match(text, clause.start, clause.end)
    if topic is None or _DEPENDS.match(text, clause.start, clause.end) or _SHARE.search(topic[0]):
        return False
    return bool(amounts) and clause.end - clause.start >= _SHORTEST


def _is_outside(text: str, sentence: Span, position: int) -> bool:
    """Not within quotation marks or brackets."""
    return not any(o < position <= c for o, c in brackets.pairs(text, sentence.start, sentence.end))
