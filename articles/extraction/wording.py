"""A claim restated to be understood alone, short enough for a list; for the editor to correct."""

import re
from itertools import chain

from articles.extraction import brackets
from articles.extraction.dates import written_out
from articles.extraction.findings import Findings
from articles.extraction.results import Attribution, Span

_QUOTED_SHARE = 0.4  # of a sentence: from here the quotation is the claim, and the rest says how it was made
_SHORTEST_QUOTATION = 12  # code points
_SHORTEST_NAME = 2

_CONNECTIVE = re.compile(
    r"(?:また|さらに|しかし|しかも|だが|ただ|ただし|なお|もっとも|ところが|とはいえ|それでも|(?:その)?一方で?|加えて|そして|このほか|そのほか)、"
    r"|(?:その上で|そこで)、?|【[^】]*】"
)
_RUBY = re.compile(r"[（(][ぁ-ゖー・]+[）)]")
_PRONOUN = re.compile(
    r"(?:同|両)(?:氏|社|省|庁|党|市|県|局|会|教授|准教授|署|大|行|被告|容疑者|社長|市長|知事|首相|大統領)|彼女?"
)
_OPENING_PRONOUN = re.compile(rf"(?:{_PRONOUN.pattern})(?=[はがも])")

_Edit = tuple[int, int, str]


def standalone(text: str, span: Span, found: Findings) -> str:
    """The claim at `text[span]` with days and years written out and its speaker named, without changing a quotation.

    A connective, the outlet that relays it and the reading of a name are left out. Of a sentence that is mostly its
    speaker's quotation only the quotation is kept: what was claimed, not how.
    """
    body = _without_opening(text, span, found)
    quotation = _quotation(text, body, found)
    restated = _edited(text, quotation or body, found)
    speaker = found.voice.speaker
    if quotation:
        return f"{speaker}「{restated}」"
    if speaker is None or _names(restated, speaker):
        return restated
    return f"{speaker}{restated}" if restated.startswith("「") else f"{speaker}：{restated}"


def _without_opening(text: str, span: Span, found: Findings) -> Span:
    """The span behind its connective and behind …によると, where a speaker or outlet known anyway stands before it."""
    start = span.start
    if connective := _CONNECTIVE.match(text, start, span.end):
        start = connective.end()
    for report in found.voice.attributions:
        opens = report.source is not None and report.source.start == start and report.form == "yoruto"
        if opens and _is_credit(text, report, found):
            start = report.cue.end + text.startswith("、", report.cue.end)
    return Span(start, span.end) if start < span.end else span


def _is_credit(text: str, report: Attribution, found: Findings) -> bool:
    """Whether nothing but a name stands before よると: a document or survey would be missed."""
    if report.speaker is None:
        return found.voice.via is not None
    if report.source is None or report.speaker != found.voice.speaker:
        return False
    return report.source.end == report.cue.start and "の" not in text[report.source.start : report.source.end]


def _quotation(text: str, body: Span, found: Findings) -> Span | None:
    """What stands inside the only quotation of the speaker, where it makes up most of the claim."""
    speaker = found.voice.speaker
    direct = [r for r in found.voice.attributions if r.form == "direct" and r.speaker == speaker]
    outer = [p for p in brackets.outermost(brackets.pairs(text, body.start, body.end)) if text[p[0]] == "「"]
    if speaker is None or not direct or len(outer) != 1:
        return None
    inside = Span(outer[0][0] + 1, outer[0][1])
    length = inside.end - inside.start
    reported = any(r.content.start < inside.end and inside.start < r.content.end for r in direct)
    is_claim = length >= max(_SHORTEST_QUOTATION, _QUOTED_SHARE * (body.end - body.start))
    return inside if reported and is_claim else None


def _edited(text: str, span: Span, found: Findings) -> str:
    pieces, position = [], span.start
    for start, end, words in sorted(set(_edits(text, span, found))):
        if position <= start and end <= span.end:
            pieces += [text[position:start], words]
            position = end
    return "".join([*pieces, text[position : span.end]])


def _edits(text: str, span: Span, found: Findings) -> list[_Edit]:
    quoted = _quoted(text, span, found)
    days = [
        (d.end, d.end, f"（{exact}）") if any(q.start <= d.start < q.end for q in quoted) else (d.start, d.end, exact)
        for d in found.dates
        if (exact := written_out(d))
    ]
    names = [edit for report in found.voice.attributions if (edit := _named(text, report))]
    readings = [(match.start(), match.end(), "") for match in _RUBY.finditer(text, span.start, span.end)]
    opening = _OPENING_PRONOUN.match(text, span.start, span.end)
    if opening and found.voice.speaker and not any(start == opening.start() for start, _, _ in names):
        names.append((opening.start(), opening.end(), found.voice.speaker))
    return list(chain(days, names, readings))


def _quoted(text: str, span: Span, found: Findings) -> list[Span]:
    """What are somebody's own words, which may be explained in brackets but not changed."""
    inside = [Span(o, c) for o, c in brackets.pairs(text, span.start, span.end) if text[o] in "「『"]
    return inside + [report.content for report in found.voice.attributions if report.form == "direct"]


def _named(text: str, report: Attribution) -> _Edit | None:
    """The speaker's full name in the place of 同氏 and of a part of the name."""
    if report.source is None or report.speaker is None:
        return None
    start, end = report.source.start, report.source.end
    source, speaker = text[start:end], report.speaker
    if speaker in source:
        return None
    if _PRONOUN.fullmatch(source) or (source.startswith("同") and speaker.endswith(source[2:] or source)):
        return (start, end, speaker)
    part = max((part for part in _parts_of_name(speaker) if source.startswith(part)), key=len, default=None)
    return (start, start + len(part), speaker) if part else None


def _parts_of_name(speaker: str) -> set[str]:
    """What a news text may call somebody: the beginning of a Japanese name, a part of a foreign one."""
    parts = {speaker[:length] for length in range(_SHORTEST_NAME, len(speaker))} | set(re.split("[・=＝]", speaker))
    return {part for part in parts if len(part) >= _SHORTEST_NAME}


def _names(words: str, speaker: str) -> bool:
    """Whether each of the speakers is named in full."""
    return all(name in words for name in speaker.split("、"))
