"""Lines that were broken to fit a width (PDF, mail, OCR, blogs), put together again.

A line break is no break of the text where what stands before it cannot end and what follows cannot begin, or where the
lines of running text all end at the same width. Signs for it and against it are added up (`_TOGETHER`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.extraction import brackets, broken_words

_MAIL = re.compile(r"^[ \t　]*(?:[>＞](?![>＞0-9０-９]*[0-9０-９])[ \t]?)+", re.MULTILINE)


def mail_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """The `>` of a mail's quoted lines, at any depth; >>12 of a board stays."""
    if ">" in text or "＞" in text:
        yield from ((match.start(), match.end(), "") for match in _MAIL.finditer(text))


_CUE = re.compile(r"[ \t]*(?:\d{1,3}:)?\d{1,3}:\d{2}[.,]\d{1,3}[ \t]+-->[ \t].{0,80}$")
_CUE_NUMBER = re.compile(r"\d{1,6}$")
_OPENS_CUE = re.compile(r"<v[ .]|[-‐－–—>＞]|[^\s。、「」]{1,24}[:：]")
"""A speaker at the beginning of a cue's words."""
_GOES_ON = 2.0


def cues(text: str) -> Iterator[tuple[int, int, str]]:
    """The times and numbers between two cues of subtitles (WebVTT, SRT) over which a sentence runs, and breaks within one."""
    if "-->" not in text:
        return
    lines = _lines(text)
    times = [bool(_CUE.match(line.text)) for line in lines]
    frames = [
        times[index] or (index + 1 < len(lines) and times[index + 1] and bool(_CUE_NUMBER.match(line.text)))
        for index, line in enumerate(lines)
    ]
    said: int | None = None
    for index, is_frame in enumerate(frames):
        if is_frame or index == 0 or not (times[index - 1] or said == index - 1):
            continue
        if said is not None and _runs_on(lines[said].text, lines[index].text):
            yield lines[said].end, lines[index].start, _gap(lines[said].text, lines[index].text)
        said = index


def _runs_on(before: str, after: str) -> bool:
    """Whether the words of a cue go on in the next line or cue."""
    if _ENDED.search(before) or _OPENS_CUE.match(after):
        return False
    ends, starts = _weighed(before, after)
    return max(ends, ends + starts) >= _GOES_ON


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it; `width` in full-width characters, with what stands before it."""

    start: int
    end: int
    text: str
    indent: int
    width: float


_TOGETHER = 2.0
_LONGEST = 120  # code points: nothing is wrapped wider
_WIDTH_VARIES = 2.5  # no line begins with 。 or ends with 「, and no figure is broken

_ENDED = re.compile(
    r"(?:[。｡！？!?…‼⁉♪☆★♡♥ｗ]|[。！？…][」』）)”]+|[)）]|\.{2,}|・・+|[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?)$"
)
_STOPPED = re.compile(r"。[」』）)”]*$")
_STRUCTURE = re.compile(
    r"[・･●○〇◯◎◇◆■□▼▽▲△★☆※＊*#＃→⇒⇨➡►▶✓✔☑✅❌〔〈《【＜<|｜@＠―—─–•‣◦]|[-－ー‐][\s　-－―]|https?:|www\."
    r"|[（(][^（()）。、0-9０-９]{1,16}[)）](?=\S)|[（(]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳ア-ンa-zA-Z])[)）.．、:：　]"
    r"|[①-⑳❶-❿]|第[0-9０-９一二三四五六七八九十]{1,3}[条章節項回部]?[　\s]|[QAＱＡ問答][.．:：　\s]"
    r"|[^\s。、「」（(]{1,24}(?:[（(][^（()）]{1,16}[)）])?[:：／]|\[?[0-9]{1,2}:[0-9]{2}|[^\s。、]{1,8}　"
    r"|(?:記|敬具|以上|拝啓)$|(?:令和|平成)?[0-9０-９元]{1,4}[年./-][0-9０-９]{1,2}[月./-][0-9０-９]{1,2}日?(?:[\s　(（]|$)"
)
_MARKED = re.compile(r"[・･●○◎◇◆■□★☆※＊*→•①-⑳-]|[（(]?[0-9０-９一二三四五六七八九十]{1,3}[)）.．、　]")
_TABLE = re.compile(r"[\t|｜]| {2,}|　{2,}")

_ENDS = (
    (3.0, re.compile(r"[、，「『（(【〈《“・っッ]$")),
    (
        -2.0,
        re.compile(
            r"(?:です|ます|ました|ません|でした|でしょう|ましょう|ください|である|だった|であった|のに|けど|けれど|たら|ので|から|なの|じゃん|だって|らしい|っけ|(?<!し)かな|よね)$"
        ),
    ),
    (
        2.0,
        re.compile(
            r"(?:[をがはのてで]|ては|では|には|とは|より|まで|という|による|ため|ことに|ように|として|について|における)$"
        ),
    ),
    (1.0, re.compile(r"(?:[にともへしりくずれきみせけげさえやばなお]|など|って|あり|おり)$")),
    (-1.0, re.compile(r"[たるだいうすんかよねわぞつむぶぬ]$")),
)
_STARTS = (
    (3.0, re.compile(r"[、。，．」』）)】〉》”・ーっッんンゃゅょャュョぁァ々％%]")),
    (
        -1.0,
        re.compile(
            r"(?:また|しかし|しかも|だが|だから|そして|そこで|その|それ|この|これ|ここ|こう|そう|どう|なお|ただ|まず|次に|一方|さらに|でも|もう|もし|もっと|とに|とて|とり|とき|ところ|はい|はじ|はず|がん|にぎ|にほ|のち|のど|やは|やっと|かな|から|なぜ|なに|なん[でと]|みな|みん|いま|あと|あの|うち|おか|おは|すべ|すで|すご|たと|ただ|たし|たく|りん|れい|つま|つい|つぎ|まあ|まさ|まる|ます[まは])"
        ),
    ),
    (
        2.0,
        re.compile(
            r"(?:言[うわっい]|いう|いわれ|を|が[、ぁ-ん一-龯]|は[、一-龯0-9０-９]|の[、ぁ-ん一-龯0-9０-９]|に[、一-龯ぁ-ん0-9０-９]|と[、いしのすなもは一-龯「]|で[、すしあき一-龯]|へ[、の一-龯]|も[、の一-龯]|や[、一-龯]"
            r"|から[、の一-龯]|まで[、の一-龯]|より[、も一-龯]|など|した|する|され|れ[たてる、]|ら[れ]|り[、ましの]|た[。、とめり]|て[いお、き]|る[。、とたこ]|い[。、たまてる]|す[。、る]|く[、な]|し[、たて]|ま[すしせ]|で[すしあ]|ない|なか|なん[だで]|なり|なっ|あり|ござ|おり)"
        ),
    ),
)
_FIGURE = re.compile(r"[0-9０-９一二三四五六七八九十百千万億兆,，.．]$")
_FIGURE_GOES_ON = re.compile(r"[0-9０-９万億兆円人年月日時分%％件歳倍割]|か月|カ月|ヶ月|か所|カ所")
_KANJI_END = re.compile(r"[一-龯々]$")
_OKURIGANA = re.compile(r"[えけめげせべぜてきみちびぎしじりっくすつぶむぐるわれらい]")
_OWN_TOPIC = re.compile(r"[^。、「]{1,14}(?:は|が|では|によると)[、一-龯「0-9０-９]")
_HEADING_END = re.compile(r"[にへもでか]$")


def _weighed(before: str, after: str) -> tuple[float, float]:
    """How much the end of a line and the beginning of the next say that it goes on there."""
    ends = next((weight for weight, pattern in _ENDS if pattern.search(before[-8:])), 0.0)
    starts = next((weight for weight, pattern in _STARTS if pattern.match(after)), 0.0)
    if not starts and _KANJI_END.search(before) and _OKURIGANA.match(after):
        starts = 1.0
    return ends, starts


def joins(text: str) -> Iterator[tuple[int, int, str]]:
    """The line breaks, with the white space around them, that are to be left out."""
    if "\n" not in text.strip():
        return
    lines = _lines(text)
    if all(_ENDED.search(first.text) for first, second in pairwise(lines) if _adjacent(text, first, second)) and (
        "「\n" not in text
    ):
        return
    quoted = _quoted(text, lines)
    signs = _Page(text, lines)
    for index, (first, second) in enumerate(pairwise(lines)):
        if _adjacent(text, first, second) and (index in quoted or signs.together(index)):
            yield first.end, second.start, _gap(first.text, second.text)


def _lines(text: str) -> list[_Line]:
    lines = []
    start = 0
    for raw in text.split("\n"):
        if line := raw.strip():
            indent = len(raw) - len(raw.lstrip())
            lines.append(_Line(start + indent, start + indent + len(line), line, indent, indent + _width(line)))
        start += len(raw) + 1
    return lines


def _width(line: str) -> float:
    if len(line) > 2 * _LONGEST:
        return float(len(line))
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in line)


def _adjacent(text: str, first: _Line, second: _Line) -> bool:
    return text.count("\n", first.end, second.start) == 1


def _gap(before: str, after: str) -> str:
    """Latin words stay apart."""
    return " " if re.match(r"[A-Za-z]", after) and re.search(r"[A-Za-z0-9,.]$", before) else ""


_LONGEST_QUOTATION = 600
_MOST_LINES = 15


def _quoted(text: str, lines: Sequence[_Line]) -> set[int]:
    """Indices of lines whose break stands inside a quotation that the sentence around it goes on from: は「…⏎…」と."""
    inside: set[int] = set()
    line = 0
    for opener, closer in sorted(brackets.pairs(text, 0, len(text))):
        while lines[line].end <= opener and line + 1 < len(lines):
            line += 1
        last = line
        if text[opener] not in "「『（(【" or closer - opener > _LONGEST_QUOTATION:
            continue
        while last + 1 < len(lines) and lines[last].end <= closer and last - line < _MOST_LINES:
            last += 1
        if (
            last > line
            and lines[last].start <= closer < lines[last].end
            and _encloses(text, lines, line, last, opener, closer)
        ):
            inside.update(range(line, last))
    return inside


def _encloses(text: str, lines: Sequence[_Line], line: int, last: int, opener: int, closer: int) -> bool:
    if any(_STRUCTURE.match(lines[index].text) and lines[index].start != opener for index in range(line + 1, last)):
        return False
    goes_on = bool(re.match(r"[」』）)]*(?:と|など|って|を|の|が|は|に|、)", text[closer + 1 : closer + 8]))
    return lines[line].end == opener + 1 or (goes_on and text[opener] in "「『")


def _surer(own: tuple[float, int] | None, whole: tuple[float, int] | None) -> tuple[float, int] | None:
    """The width of a paragraph, held by as many lines as the whole text holds it with."""
    if own and whole and abs(own[0] - whole[0]) <= 1:
        return own[0], max(own[1], whole[1])
    return own or whole


class _Page:
    """The lines of a text with the widths they are broken at."""

    def __init__(self, text: str, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.base = min(line.indent for line in lines)
        self.wide = [0.0] * len(lines)
        stopped = [bool(_STOPPED.search(line.text)) for line in lines]
        open_ = [not _ENDED.search(line.text) and not _TABLE.search(line.text) for line in lines]
        self.loose = max(line.width for line in lines) <= 45 and 0.15 * len(lines) <= sum(stopped) and sum(stopped) >= 2
        """Whether sentences end in 。 and lines are short: then an open end is a broken line, if it is no heading."""
        self.prose = "。" in text or "、" in text
        """Else it may be verse, or a list."""
        self._measure(text, open_)

    def _measure(self, text: str, open_: Sequence[bool]) -> None:
        """Give each line the share of the evidence that it reaches the width where the lines around it end."""
        whole = self._full_width(range(len(self.lines)), open_)
        start = 0
        for index in range(1, len(self.lines) + 1):
            if index == len(self.lines) or not _adjacent(text, self.lines[index - 1], self.lines[index]):
                own = self._full_width(range(start, index), open_)
                for line in range(start, index):
                    self.wide[line] = self._reaches(line, _surer(own, whole))
                start = index

    def _full_width(self, indices: range, open_: Sequence[bool]) -> tuple[float, int] | None:
        """The width at which lines of running text are broken, and how many are; None where they are of many lengths."""
        widths = sorted(self.lines[i].width for i in indices if open_[i] and i + 1 < len(self.lines))
        if len(widths) < 2 or not any("。" in self.lines[i].text for i in indices):
            return None
        best, count = 0.0, 0
        first = 0
        for last, width in enumerate(widths):
            while widths[first] < width - _WIDTH_VARIES:
                first += 1
            if last - first + 1 >= count:
                best, count = width, last - first + 1
        longer = sum(self.lines[i].width > best + 1.5 for i in indices)
        if count * 2 < len(widths) or count < 2 or longer * 8 > len(indices) or not 8 <= best <= _LONGEST:
            return None
        flowing = sum(self._open(i) > 0 for i in indices if open_[i] and i + 1 < len(self.lines))
        return (best, count) if flowing else None

    def _reaches(self, line: int, full: tuple[float, int] | None) -> float:
        if full is None:
            return 0.0
        width, count = full
        short = width - self.lines[line].width
        if short > _WIDTH_VARIES + 0.5:
            return -3.0 if count > 2 else 0.0
        return 0.0 if short > _WIDTH_VARIES or short < -1.5 else min(4.0, 0.5 + count / 2)

    def _open(self, index: int) -> float:
        """How much the words themselves say that line `index` goes on in the next."""
        before, after = self.lines[index].text, self.lines[index + 1].text
        if _FIGURE.search(before) and _FIGURE_GOES_ON.match(after):
            return 3.0
        ends, starts = _weighed(before, after)
        if _HEADING_END.search(before) and ends < 3 and _OWN_TOPIC.match(after):
            starts -= 1.0
        return ends + starts

    def together(self, index: int) -> bool:
        first, second = self.lines[index], self.lines[index + 1]
        if _CUE.match(first.text):
            return False
        closes = re.match(r"[」』）)】、。，]", second.text)
        if not closes and (_STRUCTURE.match(second.text) or self._indented(first, second) or _TABLE.search(first.text)):
            return False
        if (_ENDED.search(first.text) and not closes) or first.width > _LONGEST:
            return False
        open_ = self._open(index)
        if open_ >= 3 and first.text[-1] in "、，「（":
            return True
        broken = broken_words.weight(first.text, second.text)
        if broken == broken_words.SURE:
            return True
        if second.width > max(1.6 * first.width, first.width + 10):
            return False
        tail = first.text.rpartition("。")
        fragment = 1.5 if tail[1] and tail[2] and (self.loose or self.wide[index] > 0) else 0.0
        loose = 1.0 if self.loose and open_ > -2 and index and self.wide[index] == 0 else 0.0
        verse = 0.0 if self.prose else 1.0
        return open_ + broken + self.wide[index] + max(fragment, loose) - verse >= _TOGETHER

    def _indented(self, first: _Line, second: _Line) -> bool:
        """Whether a line is set in as the first of a paragraph is, and not as a list item goes on."""
        if second.indent <= self.base:
            return False
        return second.indent != first.indent and not (_MARKED.match(first.text) and second.indent > first.indent)
