"""Sentences of a block. 「…。…」 and （…） are never cut, unless what they hold is too long to be one sentence."""

import re
from collections.abc import Iterator

from articles.extraction import brackets
from articles.extraction.results import Span

MAX_SENTENCE = 2_000
"""Longest sentence, in code points: what is longer is a text without 。 and gets cut at the next best place."""

# A full-width point or an ASCII mark ends a sentence only before a space: ５３．６％, Yahoo!ニュース.
_EMOJI = "[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\u200d\u2600-\u27bf\U0001f000-\U0001faff]*"
_END = re.compile(
    r"(?:[。｡]|[！？‼⁉❗❓](?![とのにはがをもで、，」』）)])|(?:[!?]|(?<!\d)．)(?=\s|$)"
    # まで下がりました😱市は… — an emoji ends what reads as ended.
    rf"|(?<=[たすねよだんう]){_EMOJI}(?![とのにはがをもでけ、，」』）)！？!?。])"
    # 35％値上げ😱 隣の市は…
    rf"|(?<=[一-龯ぁ-んァ-ヴー％%！？!?]){_EMOJI}(?=[ 　][一-龯ぁ-んァ-ヴー])"
    rf")(?:[。｡！？!?‼⁉❗❓]*[」』）)”]*(?:[ 　]?{_EMOJI})?)"
)
_INTERJECTION = re.compile(r"(?:^|[\s:：）)」])[ぁ-んァ-ンー]{1,2}$")
"""え？まじ？ is one."""
# 「…」幹事長はこう述べた。 「…」「…」 — a quotation of this length that nothing grammatical follows is complete.
_MIN_QUOTATION = 20
_NAME = re.compile(r"[^\s「」。、はがのとをに]{1,16}(?=「)")
"""森社長「…」「…」: who speaks, and two sentences."""
_STARTS_AFRESH = re.compile(r"「|(?:こう|そう)[^い]|[一-龯々ァ-ヴーＡ-Ｚ０-９A-Z0-9][^。]{0,160}?(?:は|が|では)[、「]?")
# ■記録に「空白」「樋門が…  【優良誤認とは】商品の… — a heading that lost its line break.
_HEADING_QUOTE = re.compile(
    r"[■◆◇▼●◎][^。「」]{0,30}「[^」。]{1,15}」(?=「)|(?:【[^】。]{1,20}とは】|《[^》。]{1,20}》)(?=\S)"
)
_SOFT_BREAKS = ("。", "、", "，", " ", "　")


def split(text: str, block: Span) -> Iterator[Span]:
    """Sentence spans of `text[block]` in order, without surrounding white space; they cover all else of the block."""
    start = block.start
    for end in [*_ends(text, block), block.end]:
        yield from _bounded(text, start, end)
        start = end


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space around it, or None where nothing is left."""
    piece = text[start:end]
    if not piece.strip():
        return None
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def _ends(text: str, block: Span) -> Iterator[int]:
    closed = brackets.outermost(brackets.pairs(text, block.start, block.end))
    quotations = {opener: closer for opener, closer in closed if text[opener] == "「"}
    protected = 0
    sentence = block.start
    if heading := _HEADING_QUOTE.match(text, block.start, block.end):
        sentence = heading.end()
        yield sentence
    for match in _END.finditer(text, block.start, block.end):
        while protected < len(closed) and closed[protected][1] < match.start():
            protected += 1
        if protected < len(closed) and match.start() >= closed[protected][0]:
            continue
        if not _interjects(text, sentence, match.start()):
            yield from _quotation_end(text, sentence, match.end(), quotations)
            yield match.end()
            sentence = match.end()
    yield from _quotation_end(text, sentence, block.end, quotations)


def _interjects(text: str, start: int, end: int) -> bool:
    return text[end] in "！？!?" and bool(_INTERJECTION.search(text[max(start, end - 3) : end]))


def _quotation_end(text: str, start: int, end: int, quotations: dict[int, int]) -> Iterator[int]:
    """Where inside `text[start:end]` a quotation ends that is a sentence of its own, several for 「…」「…」。"""
    opener = start
    if label := _NAME.match(text, start, end):
        opener = label.end()
    while (closer := quotations.get(opener)) and closer + 1 < end:
        if closer - opener < _MIN_QUOTATION and text[closer - 1] not in "。?？":
            return
        if not _ends_at(text, closer, end, named=bool(label)):
            return
        opener = closer + 1
        yield opener


def _ends_at(text: str, closer: int, end: int, *, named: bool) -> bool:
    if text[closer + 1] == "「":
        return True
    # A translator who writes 「…。」 goes on with the same sentence: 「…。」大統領は言った。
    return not named and text[closer - 1] not in "。?？" and bool(_STARTS_AFRESH.match(text, closer + 1, end))


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE:
        cut = soft_break(text, start, start + MAX_SENTENCE)
        if piece := trimmed(text, start, cut):
            yield piece
        start = cut
    if piece := trimmed(text, start, end):
        yield piece


def soft_break(text: str, start: int, end: int) -> int:
    """The best place to cut in the second half of `text[start:end]`: after 。, else after 、 or a space, else `end`."""
    middle = (start + end) // 2
    for mark in _SOFT_BREAKS:
        if (position := text.rfind(mark, middle, end)) >= 0:
            return position + 1
    return end
