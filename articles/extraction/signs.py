"""Signs that are read as others: what does not show, radicals, half-width kana, square units, quotation marks, spaces of OCR.

Each function gives edits of the text: (start, end, replacement), in order. Names stay as they are written: compatibility
ideographs and variants (髙, 﨑, U+FA19) are not folded.
"""

import re
import unicodedata
from collections.abc import Iterator

# C0 controls but for white space; soft hyphen, zero-width signs, bidi marks. The joiner of an emoji family belongs to it.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
    r"|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
_PRESENTATION = re.compile(r"([^\s])[\ufe0e\ufe0f]+")


def hidden(text: str) -> Iterator[tuple[int, int, str]]:
    """Characters that do not show are left out; how an emoji is shown goes with the emoji."""
    if text.isascii():
        return
    yield from sorted(
        [(match.start(), match.end(), "") for match in _HIDDEN.finditer(text)]
        + [
            (match.start(), match.end(), match[1])
            for match in _PRESENTATION.finditer(text)
            if not _HIDDEN.match(match[1])
        ]
    )


# Radicals of the supplement that Unicode's EquivalentUnifiedIdeograph gives a plain ideograph used in Japanese.
_RADICALS = dict(
    zip(
        "⺃⺄⺌⺎⺒⺓⺛⺝⺟⺠⺢⺩⺮⺯⺶⺷⺻⺼⺽⻁⻃⻄⻆⻑⻗⻘⻝⻞⻣⻤⻨⻩⻫⻭⻯⻲⻳",
        "乚乙小兀巳幺旡月母民水王竹糸羊羊聿肉臼虎覀西角長雨青食食骨鬼麦黄斉歯竜亀龜",
        strict=True,
    )
)
_SQUARES = {"㎡": "平方メートル", "㎢": "平方キロメートル", "㎥": "立方メートル", "㏊": "ヘクタール", "㎜": "mm"}
_INCORPORATED = {"㈱": "株式会社", "㈲": "有限会社", "㈳": "社団法人", "㈶": "財団法人", "㍿": "株式会社"}
_SPELT = re.compile(
    r"[\u2e80-\u2fd5]"
    r"|[\u3300-\u33ff\u32c0-\u32cb\u32ff㈱㈲㈳㈶]"
    r"|[\uff66-\uff9d][\uff9e\uff9f]?|[\uff61-\uff65]"
    # ， and ． are punctuation unless they stand in a number, a list mark (1．概要) or a name (Ｊ．Ｄ．, ドット．コム).
    # A number may be broken at its ， by the end of a line.
    r"|(?<![0-9０-９])，|，(?![0-9０-９]|[ 　]{0,8}\n[ 　]{0,8}[0-9０-９]{3}(?![0-9０-９]))"
    r"|(?<=[ぁ-ん一-龯々」』）)％%])．(?![A-Za-zＡ-Ｚａ-ｚ．]|(?<=[〇一二三四五六七八九]．)[〇一二三四五六七八九])"
    r"|(?<=[ァ-ヴー])．(?![ァ-ヴA-Za-zＡ-Ｚａ-ｚ．])|(?<=[0-9０-９])．(?=[ 　]*(?:\n|\Z))"
)


def spelt(text: str) -> Iterator[tuple[int, int, str]]:
    """Radicals as ideographs, half-width kana in full width, square units in full, ，． as 、。."""
    if text.isascii():
        return
    for match in _SPELT.finditer(text):
        sign = match[0]
        if (plain := _plain(sign)) != sign and not _lists(text, match.start(), sign):
            yield match.start(), match.end(), plain


def _plain(sign: str) -> str:
    if sign in "，．":
        return "、" if sign == "，" else "。"
    for table in (_RADICALS, _SQUARES, _INCORPORATED):
        if sign in table:
            return table[sign]
    return unicodedata.normalize("NFKC", sign)


def _lists(text: str, position: int, sign: str) -> bool:
    """Whether ． ends a list mark: 一．概要, （３）．"""
    line = text.rfind("\n", max(0, position - 8), position) + 1 or max(0, position - 8)
    return sign == "．" and bool(_LIST_MARK.fullmatch(text[line:position]))


_LIST_MARK = re.compile(r"\s*[（(]?(?:第?[一二三四五六七八九十]{1,3}|[ア-ン])[）)]?")

_SPACED = re.compile(
    r"(?<=[ぁ-んァ-ヴー一-龯々0-9０-９、。「」（）％])[ 　](?=[ぁ-んァ-ヴー一-龯々0-9０-９、。「」（）％])"
)
_CLOSE = re.compile(r"[ぁ-んァ-ヴー一-龯々0-9０-９](?=[ぁ-んァ-ヴー一-龯々0-9０-９])")
_FEWEST_SPACES = 5


def spaced(text: str) -> Iterator[tuple[int, int, str]]:
    """Spaces that OCR sets between characters, in lines where most characters are set apart."""
    start = 0
    for line in text.split("\n"):
        spaces = line.count(" ") + line.count("　")
        if spaces >= _FEWEST_SPACES and spaces * 4 > len(line):
            gaps = list(_SPACED.finditer(line))
            if len(gaps) >= _FEWEST_SPACES and len(gaps) > 1.5 * len(_CLOSE.findall(line)):
                yield from ((start + gap.start(), start + gap.end(), "") for gap in gaps)
        start += len(line) + 1


_GLOSS = re.compile(
    r"(?<=[0-9０-９一二三四五六七八九十百千万億兆])(?:[（(][ぁ-んー・ 　]{1,20}[）)]|《[ぁ-んー・]{1,20}》)"
    r"(?=[0-9０-９十百千万億兆円人年月日時分秒個本件歳才名％%割倍]|パーセント|ドル|キロ|メートル|トン)"
)


def glosses(text: str) -> Iterator[tuple[int, int, str]]:
    """How a figure is read aloud, set inside the figure: 12（じゅうに）億円."""
    for match in _GLOSS.finditer(text):
        yield match.start(), match.end(), ""


_KANA = re.compile("[ぁ-んァ-ヴ一-龯]")
_MARKS = re.compile(r'["＂“”〝〟„‟″]')
_OPENING, _CLOSING = "“〝„‟", '”〟″"'
_INCHES = re.compile(r"[0-9]$")
_LONGEST_QUOTE = 400


def quotation_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Other quotation marks around Japanese as 「」, within 「」 as 『』."""
    if not _MARKS.search(text):
        return
    start = 0
    for line in text.split("\n"):
        opened: re.Match[str] | None = None
        for mark in _MARKS.finditer(line):
            if opened and mark[0] not in _OPENING and _closes(opened[0], mark[0]):
                if _quotes(line, opened, mark):
                    left, right = _japanese_marks(line, opened.start())
                    yield start + opened.start(), start + opened.end(), left
                    yield start + mark.start(), start + mark.end(), right
                opened = None
            elif mark[0] not in "”〟″" and not _INCHES.search(line[max(0, mark.start() - 1) : mark.start()]):
                opened = mark
        start += len(line) + 1


def _closes(opener: str, mark: str) -> bool:
    return mark in _CLOSING if opener in _OPENING else mark == opener


def _quotes(line: str, opened: re.Match[str], closed: re.Match[str]) -> bool:
    return closed.start() - opened.end() <= _LONGEST_QUOTE and bool(_KANA.search(line, opened.end(), closed.start()))


def _japanese_marks(line: str, position: int) -> tuple[str, str]:
    """「」, or 『』 where a 「 is still open."""
    before = line[max(0, position - _LONGEST_QUOTE) : position]
    return ("『", "』") if before.rfind("「") > before.rfind("」") else ("「", "」")
