"""The blocks of an article as it stands: running text, headings, captions, bylines and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction.results import Span
from articles.extraction.sentences import trimmed
from articles.japanese.offsets import narrow


class Kind(StrEnum):
    SENTENCE = "sentence"
    HEADING = "heading"
    CAPTION = "caption"
    BYLINE = "byline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the text. Only blocks of kind SENTENCE hold sentences; the others are units of their own."""

    span: Span
    kind: Kind


MAX_HEADING = 45  # code points
_SENTENCE_END = re.compile(r"[。｡！？!?」』”…]$|[。｡][）)]$")
_CAPTION = re.compile(
    r"^date \d{4}-\d\d-\d\d\b|^【?(?:写真|画像|図|資料|動画)[】＝=:：／/]|Getty|/ ?AFP|/ ?Reuters|/ ?ロイター|/AP\b|写真提供|"
    r"(?:\d日|\d月|\d年)?[、,][^。]{0,20}[)]$|\d+日[^。]{0,14}[)]$|撮影[)]?$|提供[)]?$|=[^。]{1,20}(?:撮影|提供|で|市|町|村|区|室|館|前)$|"
    r"[(]\d*[^。()]{0,12}(?:撮影|提供|から|より)[)]$"
)
_BYLINE = re.compile(
    r"^[(【][^()。]{1,16}[)】]$|^(?:文|取材|記者|文・写真|構成)[・:／/=]|(?:特派員|記者|編集委員|支局長|論説委員|デスク)$|^[^\s。]{2,20}@[^\s]+$"
)
_OTHER = re.compile(
    r"^(?:※|注[):]|＊|\*|日時[:：]|出典[:：]?|参考[:：]|情報源|関連記事|https?://|出席者|議題|場所[:：]|開催[:：]|出演[:：])|"
    r"ウィキニュース|ウィキペディアに|ウィキメディア|^『[^』]*』[^。]{0,20}$"
)
_HEADING_MARK = re.compile(r"^[■◆◇▼▽●○★☆□▲△【<《#・―-]")
_QUOTE_LINE = re.compile(r"^「[^「」。、]{1,14}」$")
_TURN = re.compile(r"^[^\s。、「」]{1,24}(?:[(][^()]{1,16}[)])?(?:[:：]|「)")


def blocks(text: str) -> Iterator[Block]:
    """The lines of `text` that are not blank, in order, each with its kind."""
    start = 0
    for line in text.splitlines(keepends=True):
        if span := trimmed(text, start, start + len(line)):
            yield Block(span, kind_of(text[span.start : span.end]))
        start += len(line)


def kind_of(line: str) -> Kind:
    """What a line is, judged by itself."""
    line = narrow(line)
    if _OTHER.search(line[:200]) and len(line) <= 200:
        return Kind.OTHER
    if _SENTENCE_END.search(line):
        return Kind.HEADING if _QUOTE_LINE.match(line) or _marked_heading(line) else Kind.SENTENCE
    if len(line) > 200:
        return Kind.SENTENCE
    if _BYLINE.search(line):
        return Kind.BYLINE
    if _CAPTION.search(line):
        return Kind.CAPTION
    if len(line) <= MAX_HEADING and not _TURN.match(line):
        return Kind.HEADING
    return Kind.SENTENCE


_REFERENCE = re.compile(
    r"ウィキニュース|ウィキペディアに|情報源|より翻訳|関連ニュース|^『[^』]+』。?$|『[^』]{8,}』。$|^asahi\.com「|関する記事があります|"
    r"[A-Za-z][A-Za-z ]{24,}|、\d{4}年\d{1,2}月\d{1,2}日(?:付|閲覧)?。?$"
)


def is_reference(sentence: str) -> bool:
    """Whether a sentence of running text is a source list, a credit or a pointer to another page."""
    return (
        bool(_REFERENCE.search(narrow(sentence[:400]))) and not re.search(r"(?:た|だ|る|です|ます)。$", sentence[-4:])
    ) or bool(re.search(r"ウィキニュース|ウィキペディアに|情報源としている|より翻訳", sentence[:400]))


def _marked_heading(line: str) -> bool:
    return bool(_HEADING_MARK.match(line)) and len(line) <= MAX_HEADING and "。" not in line
