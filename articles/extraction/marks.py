"""What stands around the words of a line and is not said: bullets, list marks, markdown, hashtags, emoji, addresses."""

import re

from articles.extraction.results import Span

_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f"
BULLET = rf"[・･•‣◦●○〇◯◎◇◆■□▪▫▼▽▲△★☆※＊*→⇒⇨➡►▶☞✓✔☑⬛⬜◼◻{_EMOJI}]"
NUMBER = (
    r"(?:[①-⑳❶-❿㋐-㋾]|[（(\[【〔](?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[ア-ンa-zA-Z])[)）\]】〕]"
    r"|(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[ア-ンa-zA-Z])(?:[)）.．](?![0-9０-９])|、(?![0-9０-９一二三四五六七八九十]))"
    r"|(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[ア-ン])[　 ]+(?=[^\s0-9０-９a-zA-Z])(?![十百千万億兆円人年月日時分秒件名社％%])"
    r"|(?:[0-9０-９]{1,2})[　 ]+(?![GMTKPgmtkＧＭＴＫ](?:[BWＢＷ]|[Hh]z))(?=[A-ZＡ-Ｚ][A-Za-zＡ-Ｚａ-ｚ]{1,11}[ぁ-んァ-ヴー一-龯々])"
    r"|(?:第|その|約束|公約|提案)[0-9０-９一二三四五六七八九十]{1,3}(?:[　 :：]+|$))"
)
_LEADING = re.compile(
    rf"(?>{BULLET}[ 　]*|(?:[-－*+]|[#＃]{{1,6}})[ 　]+|[>＞|｜]+[ 　]*|[-－–—](?=[^\s\d０-９.—–-])|\*\*|__|{NUMBER}[　 ]*)++"
)
_DIFFERENCE = re.compile(r"[△▲][ 　]*[0-9０-９]")  # a minus sign, not a bullet
_PLACEHOLDER = re.compile(r"[〇○◯●]{2,4}(?:[都道府県市区町村党氏社]|さん|大学|議員|大臣|知事|病院|高校|会社|選手)")
"""〇〇県知事 of a post that names nobody: no bullets."""
_TAG = r"[#＃][^\s#＃、。]+"
_URL = r"(?:https?://|www\.)[!-~]+"
_TRAILING = re.compile(
    rf"(?>[ 　]*(?:{_TAG}|{_URL}(?:[ 　]+[(（]?[0-9]{{1,2}}/[0-9]{{1,2}}[)）]?(?=[ 　]*$))?|[←↑↓][^。]{{0,20}}|\*\*|__|[{_EMOJI}★☆♪♡♥◇◆|｜]|(?<=[ぁ-んァ-ヴー一-龯])[ｗw]+(?![A-Za-z])))++[ 　]*$"
)
_REPOST = re.compile(r"(?:RT|QT|ＲＴ)[ 　]+[@＠][A-Za-z0-9_]{1,30}[:：]?[ 　]*")
FLASH = re.compile(r"【(?:速報|緊急|号外|独自|悲報|朗報|衝撃|驚愕|閲覧注意|拡散希望|拡散|超?重要)】[ 　]*(?=\S)")
_LEADING_TAGS = re.compile(rf"(?>{_TAG}[ 　]+|{_URL}[ 　]+)++")
_LONGEST_TAIL = 300


def said(text: str, start: int, end: int) -> Span:
    """`text[start:end]` without the marks before and after what it says; as it is where nothing would be left."""
    first = start
    while match := next(
        (m for p in (_LEADING, _LEADING_TAGS, _REPOST, FLASH) if (m := p.match(text, first, end)) and m.end() > first),
        None,
    ):
        if _is_said(text, match.start(), end):
            break
        first = match.end()
    last = end
    tail = max(first, end - _LONGEST_TAIL)
    if match := _TRAILING.search(text[tail:end]):
        last = tail + match.start()
    piece = text[first:last]
    if not re.search(r"\w", piece):
        return Span(start, end)
    return Span(first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip()))


def leading(line: str) -> str:
    """The marks that `line` begins with."""
    match = _LEADING.match(line)
    return match[0] if match and not _is_said(line, 0, len(line)) else ""


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether what looks like a mark belongs to what is said."""
    return any(pattern.match(text, start, end) for pattern in (_DIFFERENCE, _PLACEHOLDER))
