"""The blocks of an article as it stands: running text, headings, captions, bylines and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction import labels, lines, marks
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


_SENTENCE_END = re.compile(r"。[」』)”]*$")
_CAPTION = re.compile(
    r"^date \d{4}-\d\d-\d\d\b|^[【(]?(?:写真|画像|図|資料|動画)[】＝=:：／/]|Getty|/ ?AFP|/ ?Reuters|/ ?ロイター|/AP\b|写真提供|"
    r"(?:\d日|\d月|\d年)?[、,][^。]{0,20}[)]$|\d+日[^。]{0,14}[)]$|撮影[)]?$|提供[)]?$|=[^。]{1,20}(?:撮影|提供|で|市|町|村|区|室|館|前)$|"
    r"[(]\d*[^。()]{0,12}(?:撮影|提供|から|より)[)]$"
)
_CAPTION_MARK = re.compile(r"^[【(]?(?:写真|画像|動画)[】＝=:：／/]|^date \d{4}-\d\d-\d\d\b")
_BYLINE = re.compile(
    r"^[(【][^()。]{1,16}[)】]$|^(?:文|取材|記者|文・写真|構成)[・:／/=]|(?:特派員|記者|編集委員|支局長|論説委員|デスク)$|^[^\s。]{2,20}@[^\s]+$"
)
_OTHER = re.compile(
    r"^(?:注[):]|日時[:：]|出典[:：]?|参考[:：]|情報源|関連記事|https?://\S*$|出席者|議題|場所[:：]|開催[:：]|出演[:：]|登壇者?[:：]|発表者[:：]|返信先: @\S+$)|"
    r"ウィキニュース|ウィキペディアに|ウィキメディア|^『[^』]*』[^。]{0,20}$|^[\d:.,]+ --> [\d:.,]+|^WEBVTT|^(?:[#＃]\S+\s*)+$|^\[?\d{1,2}:\d\d\S*\s+\S*\s*\[(?:写真|スタンプ|動画|ファイル|画像)\]$"
)
_NOTE = re.compile(r"^[※＊*]")
_QUOTE_LINE = re.compile(r"^「[^「」。、]{1,14}」$")
_TURN = re.compile(
    r"^(?![^:]{0,12}(?:日時|者|主催|会場|期間|連絡先|電話|担当|発行|提供|文責|保存|リポート|https?|[Tt]el|TEL|FAX|[Mm]ail)[:：])[^\s。、「」()]{1,24}(?:[(][^()]{1,16}[)])?:(?=.)"
)
_WITHOUT_HEADLINES = ("social_post", "leaflet", "other", "transcript", "proceedings")


def blocks(text: str, kind: str | None = None) -> Iterator[Block]:
    """The lines of `text` that are not blank, in order, each with its kind; `kind` is what the text is as a whole."""
    spans, page = paged(text, kind)
    for index, span in enumerate(spans):
        yield Block(span, kind_of(text[span.start : span.end], page, index))


def paged(text: str, kind: str | None) -> tuple[list[Span], lines.Page]:
    """The lines of `text` that are not blank, and the page they make."""
    spans = list(_lines(text))
    ends = [0, *(span.end for span in spans)]
    gaps = [text.count("\n", end, span.start) > 1 for end, span in zip(ends, spans, strict=False)]
    return spans, lines.page(
        [text[span.start : min(span.end, span.start + lines.LONGEST)] for span in spans], gaps, kind
    )


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        if span := trimmed(text, start, start + len(line)):
            yield span
        start += len(line)


def kind_of(line: str, page: lines.Page, index: int) -> Kind:
    """What line `index` of a page is; `line` is all of it."""
    if len(line) > lines.LONGEST:
        return Kind.SENTENCE
    line = narrow(line)
    if (
        _OTHER.search(line)
        or _numbers_cue(line, page, index)
        or (page.kind != "leaflet" and labels.PROFILE.match(line))
    ):
        return Kind.OTHER
    is_post = page.kind == "social_post" or (page.kind is None and len(page.lines) == 1)
    opened = _REPOST.match(line) or (marks.FLASH.match(line) if is_post else None)
    if opened and len(line) - opened.end() >= _SHORTEST_POST:
        return Kind.SENTENCE
    if _NOTE.match(line) and (page.kind not in _WITHOUT_HEADLINES or not lines.is_statement(page, index)):
        return Kind.OTHER
    if _QUOTE_LINE.match(line) and page.kind != "social_post":
        return Kind.HEADING
    if _SENTENCE_END.search(line) or "。" in line:
        return Kind.SENTENCE
    return _without_full_stop(line, page, index)


_REPOST = re.compile(r"^(?:RT|QT) @\w{1,30}:? ?")
_SHORTEST_POST = 10  # code points: less is no statement
_GENRE = re.compile(
    r"^(?:分析|解析|解説|論説|社説|論点|焦点|評論|視点|特集|コラム|寄稿|連載|時評|論評|書評|アナリシス|オピニオン)[:：|｜]"
)


def _numbers_cue(line: str, page: lines.Page, index: int) -> bool:
    return line.isdecimal() and index + 1 < len(page.lines) and " --> " in page.lines[index + 1]


def _without_full_stop(line: str, page: lines.Page, index: int) -> Kind:
    if _GENRE.match(line) and page.kind not in ("social_post", "transcript", "proceedings"):
        return Kind.HEADING
    if _QUOTED.search(line):
        return Kind.SENTENCE
    if page.kind not in _WITHOUT_HEADLINES or _CAPTION_MARK.match(line):
        if _BYLINE.search(line):
            return Kind.BYLINE
        if _CAPTION.search(line):
            return Kind.CAPTION
    if page.kind in (None, "social_post") and _FELT.search(line):
        return Kind.SENTENCE
    if _TOLD.search(line) and (index or marks.leading(line)):
        return Kind.SENTENCE
    if _TURN.match(line) or _CALL.match(line) or lines.is_statement(page, index):
        return Kind.SENTENCE
    return Kind.BYLINE if _BYLINE.search(line) else Kind.HEADING


_FELT = re.compile("[0-9%]..{0,60}[\U0001f600-\U0001f64f]")
"""来月から35％値上げ😱: an amount, and what the writer feels about it."""
_TOLD = re.compile(r"[はがもを][^、。はがもを]{1,80}、と[^、。「」はがをに]{2,16}$")
"""再開は未定、と県幹部: somebody said so, which no headline gives in these words."""
_CALL = re.compile(r"^[^■◆◇▼▽●○★☆□▲△【<《#・―-].*[!?]$")
_QUOTED = re.compile(
    r"^「[^「」]{4,}」\((?:[^()]{0,16}(?:[長員者主民人家師相事官士]|さん|氏|男性|女性|学生|幹部|担当|代表|\d代|\d歳))\)$|"
    r"^(?:「[^「」]{12,}|[^「」]{1,30}「(?:[^「」、。]{6,}[、。][^「」]+|[^「」]{6,}(?:です|ます|ました|ません|った|ない|んだ|だ|よ|ね)))[」』](?:\([^()]{1,20}\))?$"
)
"""Words of somebody in a line of their own, with or without who says them."""


_REFERENCE = re.compile(
    r"ウィキニュース|ウィキペディアに|情報源|より翻訳|関連ニュース|^『[^』]+』。?$|『[^』]{8,}』。$|^asahi\.com「|関する記事があります|"
    r"[A-Za-z][A-Za-z ]{24,}|、\d{4}年\d{1,2}月\d{1,2}日(?:付|閲覧)?。?$"
)


_PLACE_IN_THREAD = re.compile(r"[(（]?[0-9]{1,2}/(?:[0-9]{1,2}|n|N)[)）]?")


def is_reference(sentence: str) -> bool:
    """Whether a sentence of running text is a source list, a credit, a pointer to another page or its number in a thread."""
    if _PLACE_IN_THREAD.fullmatch(narrow(sentence[:12])):
        return True
    return (
        bool(_REFERENCE.search(narrow(sentence[:400]))) and not re.search(r"(?:た|だ|る|です|ます)。$", sentence[-4:])
    ) or bool(re.search(r"ウィキニュース|ウィキペディアに|情報源としている|より翻訳", sentence[:400]))
