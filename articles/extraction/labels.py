"""What may be a speaker's label at the beginning of a line, by its signs alone; whether it is one, `turns` decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.extraction.results import Span


@dataclass(frozen=True, slots=True)
class Label:
    """The beginning of a line that may say who speaks the rest.

    `shape` is alike for lines whose signs are alike (mark, brackets, what follows the word). `who` is the word itself,
    `beside` what stands in brackets behind or within it; `rest` is what follows on the line, None where nothing does.
    """

    shape: str
    span: Span
    who: str
    beside: str
    rest: Span | None
    timed: bool
    """A time of the recording stands before or behind the word."""


MARKS = "○◯〇◎●◆◇■□▲△▼▽☆★◉⦿⚫⚪🔴🔵＊▶►▷→⇒➡➔⇨↳└・•‣♦♢✦"
LONGEST = 60  # code points of a label without its time

PROFILE = re.compile(
    r"^[■●◆▼▽◇○★【〈《]?[ 　]?[^\s。、「」()]{1,12}(?:[ 　・][^\s。、「」()]{1,8})?(?:氏|さん)?[ 　]?(?:\([^()]{2,24}\))?[】〉》]?(?:[ 　:]+|(?<=\))|(?<=[】〉》]))(?:(?:19|20)\d\d年|(?:昭和|平成|大正)\S{1,3}年)[^。は]{0,20}(?:生まれ|生)(?:[。、]|$)"
)
"""まつの・けん　1968年生まれ。…: who the person interviewed is, in the paper's words and nobody's."""
_TIME = r"(?:\d{1,2}[:：])?\d{1,3}[:：]\d{2}(?:[.,]\d{1,3})?(?: ?[AaPp][Mm])?"
_LEAD = re.compile(
    rf"(?P<quote>[>＞]+[ 　]+)?(?P<list>[-*+][ \t]+|#{{1,6}}[ \t]+|[0-9０-９]{{1,3}}(?:[.．)）][ 　]*|[ 　]+)(?=[^\s0-9０-９番時:：]))?(?P<bold>\*\*|__)?"
    rf"(?P<time>[\[(（〔【<]?{_TIME}(?:\s*(?:-->|[-–~〜～])\s*{_TIME})?[\])）〕】>]?[ 　\t]*(?:[-–―|｜]+[ 　\t]*)?)?"
    rf"(?P<mark>[{MARKS}]{{1,2}}[ 　]?)?"
)
_C = r"[^\s。、，．！？!?「」『』（）()【】〈〉《》＜＞<>\[\]［］〔〕：:；;／/|｜＝=―—–──…‥→⇒»*\t@＠]"
_PAREN = r"[（(〔［\[](?!\d{1,2}[:：]\d\d)(?P<beside>[^（）()〔〕［］\[\]\n]{1,40})[）)〕］\]]"
_SPACED = rf"{_C}(?:[ 　]{{1,3}}{_C}){{1,7}}(?![^\s（(：:）)】〉》＞>「／/])"
_WORD = rf"(?:{_SPACED}|{_C}{{1,24}})"
_NAME = rf"{_C}{{1,12}}(?:[ 　・]{_C}{{1,12}}){{0,2}}"
_WHO = rf"(?P<who>{_SPACED}|{_NAME})"
_STAMP = rf"(?P<stamp>[ 　\t]*[\[(（〔]?{_TIME}[\])）〕]?)?"

_ENCLOSED = {"（": "）", "(": ")", "【": "】", "〈": "〉", "《": "》", "＜": "＞", "<": ">", "[": "]", "［": "］", "〔": "〕"}  # fmt: skip
_BASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("voice", re.compile(r"<v(?:\.[\w.]{1,20})?[ \t]+(?P<who>[^<>\n]{1,40})>")),
    *(
        (
            opener,
            re.compile(
                rf"{re.escape(opener)}[ 　]?(?P<who>[^\n。「」{re.escape(opener + closer)}]{{1,30}}?)(?:{_PAREN})?[ 　]?{re.escape(closer)}[ 　]*[:：]?"
            ),
        )
        for opener, closer in _ENCLOSED.items()
    ),
    ("lettered", re.compile(rf"(?P<who>[QAＱＡ問答])[0-9０-９]{{0,3}}[.．、:：)）・|｜ 　\t]{{0,3}}(?P<beside>{_C}{{1,14}})(?:[　\t：:]|[ ]{{2}})")),
    ("letter", re.compile(r"(?P<who>[QAＱＡ問答])[0-9０-９]{0,3}(?:[.．、:：)）・|｜]|[ 　\t]|$)[ 　\t]*(?:[（(〔［\[](?P<beside>[^（）()〔〕［］\[\]\n]{1,40})[）)〕］\]](?=.))?")),
    ("seat", re.compile(rf"(?P<who>[0-9０-９一二三四五六七八九十〇]{{1,3}}番[ 　]?(?:議員|委員)?(?:(?:[ 　]{{1,2}}{_C}(?=[ 　])){{2,6}}|(?:[ 　]{_C}{{1,4}}){{1,2}})(?:[ 　]?(?:議員|委員|君))?)(?=[ 　\t]|$)")),
    ("seat", re.compile(rf"(?P<who>[0-9０-９一二三四五六七八九十〇]{{1,3}}番[ 　]?(?:議員|委員)?)(?:{_PAREN})(?:議員|委員|君)?[:：]?(?=[ 　\t]|$)")),
    ("colon", re.compile(rf"{_WHO}[ 　]?(?:{_PAREN})?{_STAMP}[ 　]*[:：](?!//)")),
    ("inner", re.compile(rf"(?P<who>{_C}{{1,8}}[（(]{_C}{{1,4}}[）)]{_C}{{1,16}}?)(?P<beside>)(?=[ 　\t：:]|$)[:：]?")),
    ("alone", re.compile(rf"{_WHO}[ 　]?(?:{_PAREN})?{_STAMP}[ 　]*$")),
    ("closed", re.compile(rf"(?P<who>{_WORD})[ 　]?[）)〉》＞>】\]］]+")),
    ("parted", re.compile(rf"{_WHO}[ 　]?(?:{_PAREN})?[ 　]*(?:[／/|｜；;»＝=]|>>|＞＞|→|⇒|[●◆■]|…{{1,2}}|‥{{1,2}})")),
    ("dash", re.compile(rf"(?P<who>{_WORD})[ 　]?(?:{_PAREN})?[ 　]*(?:[―—–─－‐]{{1,3}}|[ 　]-{{1,2}}[ 　]|--)")),
    ("named", re.compile(rf"(?P<who>{_WORD}){_PAREN}[ 　\t]*(?=[^\s「『])")),
    ("quoted", re.compile(rf"{_WHO}[ 　]?(?:{_PAREN})?[ 　]?(?=[「『])")),
    ("tabbed", re.compile(r"(?P<who>[^\t\n。「」]{1,30})\t+")),
    ("spaced", re.compile(rf"{_WHO}(?:[　\t]|[ ]{{2,}})")),
)  # fmt: skip
_AFTER_MARK = ("marked", re.compile(rf"(?P<who>{_WORD})(?:{_PAREN})?[ 　\t]+"))
_FULL_NAME = ("fullname", re.compile(rf"(?P<who>{_C}{{1,4}}[ 　]{_C}{{1,4}})[ 　]+"))
_DASHES = re.compile(r"(?:[―—–─－]{1,4}|--+|ー{2,4})[ 　]*(?=[^\s―—–─－=＝-])")
_HANDLE = re.compile(
    r"(?P<who>[^@＠\n]{1,30}(?:@[^\s@＠\n]{1,12})?)[ 　]+[（(]?[@＠](?P<beside>[A-Za-z0-9_]{2,30})[）)]?(?P<tail>[ 　·・･.].{0,30})?$"
)


def labels(text: str) -> Iterator[tuple[Span, list[Label]]]:
    """Each line that is not blank with the labels it may begin with, the likeliest first; time is linear."""
    start = 0
    for line in text.splitlines(keepends=True):
        stripped = line.rstrip()
        begin = start + len(stripped) - len(stripped.lstrip())
        if stripped.strip():
            yield Span(begin, start + len(stripped)), list(_of_line(text, begin, start + len(stripped)))
        start += len(line)


def _of_line(text: str, start: int, end: int) -> Iterator[Label]:
    if dashes := _DASHES.match(text, start, end):
        yield _label("dashes", text, start, dashes, end, False)
        return
    lead = _LEAD.match(text, start, end)
    assert lead is not None  # every part of it may be missing
    begin, mark, timed = lead.end(), (lead["mark"] or "").strip(), bool(lead["time"])
    limit = min(end, begin + LONGEST)
    if end - begin <= LONGEST and (handle := _HANDLE.match(text, begin, end)):
        yield _label("handle", text, start, handle, end, timed)
    bases = [_FULL_NAME, *_BASES, _AFTER_MARK] if mark or timed else _BASES
    for name, pattern in bases:
        if name == "alone" and end > limit:
            continue
        if found := pattern.match(text, begin, limit):
            yield _label(f"{_kind(mark)}{name}", text, start, found, end, timed, bold=bool(lead["bold"]))


def _kind(mark: str) -> str:
    """Circles of all sorts are one mark: they change with OCR; other marks are told apart."""
    return "○" if mark[:1] in tuple("○◯〇◎●◉⦿⚫⚪◆◇＊") else mark[:1]


def _label(
    shape: str, text: str, start: int, found: re.Match[str], end: int, timed: bool, *, bold: bool = False
) -> Label:
    groups = found.groupdict()
    behind = found.end()
    if bold and text.startswith(("**", "__"), behind):
        behind += 2
    while behind < end and text[behind] in " 　\t:：":
        behind += 1
    stamped = timed or bool(groups.get("stamp"))
    rest = Span(behind, end) if behind < end else None
    return Label(
        shape, Span(start, behind), (groups.get("who") or "").strip(), groups.get("beside") or "", rest, stamped
    )
