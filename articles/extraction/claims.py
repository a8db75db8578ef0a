"""The passages to propose from a sentence, and their wording on their own."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from articles.extraction import brackets
from articles.extraction.findings import Findings
from articles.extraction.results import Attribution, ClaimSpan, DateMention, Span
from articles.extraction.structure import Kind

_SHORTEST = 8  # code points of a claim below the sentence

# ジュネーブ（みなと通信）　…  at the beginning of a wire report
_DATELINE = re.compile(r"[^\s。、「（(]{1,15}[（(][^）)。]{1,16}[）)][\s　]*")
_RELAY = re.compile(r"通信|放送|新聞|テレビ|ＣＮＮ|CNN|ロイター|共同|時事|ＡＦＰ|AFP|ＡＰ|AP|=|＝")
_PARTICLES = "はがのをにもとで、"  # after a name with its explanation in brackets, which is no dateline
_PRONOUN = re.compile(r"(?:同|両)(?:氏|社|省|庁|党|市|県|局|会|教授|署|大|行|被告|容疑者|市長|知事|首相|大統領)|彼女?")
_FULL_STOP = re.compile(r"[。！？!?]+")
_TOPIC = re.compile(r"[^、。はでに「」]{2,25}は(?!、)")
_NO_STATEMENT = re.compile(r"(?:か|たい|ほしい|べきだ|ください|ましょう)[。！？!?]*$")

# 売り上げは１０億円で、純利益は…   …１２人だったが、今年は…
_BETWEEN_CLAUSES = re.compile(
    r"(?<=[^、])(?:で|だったが|したが|だが|であり|となり|となったが|に上り|に達し|し|ており)、"
)
# …は条約に違反しており言語道断だ: the fact is worth checking, what the speaker thinks of it is not.
_VERDICT_ON_A_FACT = re.compile(
    r"(?:て|で)(?:おり|いて|いるのは)、?(?:[^、。「」]{0,12})?"
    r"(?:言語道断|許せない|許されない|許しがたい|許し難い|遺憾|残念|不当|無責任|情けない|恥ずかしい|信じられない|けしからん|ひどい)[^。」]{0,8}(?=[。」]|$)"
)


def claims(text: str, sentence: Span, found: Findings, *, first: bool) -> tuple[ClaimSpan, ...]:
    """The claims of a sentence in text order, without overlap; `first` where a dateline may open the sentence.

    A quotation of several sentences with something to measure or to date, and two clauses that each measure something
    of their own, are a claim each; of a fact with a verdict on it the fact is the claim. Else the sentence is one.
    """
    start = _after_dateline(text, sentence) if first else sentence.start
    return tuple(
        ClaimSpan(span.start, span.end, text[span.start : span.end], _standalone(text, span, found))
        for span in _spans(text, Span(start, sentence.end), found)
    )


def _after_dateline(text: str, sentence: Span) -> int:
    lead = _DATELINE.match(text, sentence.start, sentence.end)
    if lead is None or not _RELAY.search(lead[0]) or lead.end() == sentence.end or text[lead.end()] in _PARTICLES:
        return sentence.start
    return lead.end()


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
    """The sentences of a speaker's only quotation where each states something with an amount or a date; else none."""
    outer = [
        pair for pair in brackets.outermost(brackets.pairs(text, sentence.start, sentence.end)) if text[pair[0]] == "「"
    ]
    if len(outer) != 1 or found.voice.speaker is None:
        return []
    parts = list(_cut(text, Span(outer[0][0] + 1, outer[0][1])))
    return parts if all(_measures(text, part, found) for part in parts) else []


def _cut(text: str, quotation: Span) -> Iterator[Span]:
    start = quotation.start
    for stop in _FULL_STOP.finditer(text, quotation.start, quotation.end):
        yield Span(start, stop.end())
        start = stop.end()
    if start < quotation.end:
        yield Span(start, quotation.end)


def _measures(text: str, part: Span, found: Findings) -> bool:
    marks = [(q.start, q.end) for q in found.quantities] + [(d.start, d.end) for d in found.dates]
    if part.end - part.start < _SHORTEST or _NO_STATEMENT.search(text[part.start : part.end]):
        return False
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
    return bool(amounts and topic) and clause.end - clause.start >= _SHORTEST


def _is_outside(text: str, sentence: Span, position: int) -> bool:
    """Not within quotation marks or brackets."""
    return not any(o < position <= c for o, c in brackets.pairs(text, sentence.start, sentence.end))


def _standalone(text: str, span: Span, found: Findings) -> str:
    """The words with names for pronouns, days and years written out, and the speaker in front where none is named."""
    additions = [(d.end, d.end, f"（{exact}）") for d in found.dates if (exact := _written_out(d))]
    additions += [edit for report in found.voice.attributions if (edit := _named(text, report))]
    pieces, position = [], span.start
    for start, end, words in sorted(set(additions)):
        if position <= start and end <= span.end:
            pieces += [text[position:start], words]
            position = end
    restated = "".join([*pieces, text[position : span.end]])
    return _with_speaker(restated, found.voice.speaker, whole=text[span.start : span.end] == found.words)


def _named(text: str, report: Attribution) -> tuple[int, int, str] | None:
    """The speaker in the place of 同氏 and the like."""
    if report.source is None or report.speaker is None:
        return None
    is_pronoun = _PRONOUN.fullmatch(text, report.source.start, report.source.end)
    return (report.source.start, report.source.end, report.speaker) if is_pronoun else None


def _written_out(mention: DateMention) -> str | None:
    """Of a day, month or fiscal year what the reader of the article had to infer."""
    if mention.value is None or re.search(r"[0-9０-９]{4}", mention.text):
        return None
    first, _, last = mention.value.partition("/")
    if last:
        return f"{int(first[:4])}年度" if first.endswith("04-01") and last.endswith("03-31") else None
    if len(first) == 10:
        day = date.fromisoformat(first)
        return f"{day.year}年{day.month}月{day.day}日"
    year, _, month = first.partition("-")
    return f"{int(year)}年{int(month)}月" if month else f"{int(year)}年"


def _with_speaker(words: str, speaker: str | None, *, whole: bool) -> str:
    if speaker is None or speaker in words:
        return words
    return f"{speaker}{words}" if whole and words.startswith("「") else f"{speaker}：{words}"
