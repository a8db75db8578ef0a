"""Names in the place of words that point outside the claim: 同氏, 私, 当社, 本市, 同国, 15日."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from articles.extraction import brackets, dates
from articles.extraction.findings import Findings
from articles.extraction.results import Attribution, DateMention, Span
from articles.extraction.wording.context import Context
from articles.extraction.wording.edits import Edit

_SHORTEST_NAME = 2
_MOST_POINTERS = 8  # of one claim; each is looked for in the pieces before
_PRONOUN = re.compile(
    r"(?:同|両)(?:氏|社|省|庁|党|市|県|局|会|教授|准教授|署|大|行|被告|容疑者|社長|市長|知事|首相|大統領)|彼女?"
)
_OPENING_PRONOUN = re.compile(rf"(?:{_PRONOUN.pattern})(?=[はがも])")
_OFFICE = re.compile(
    r"首相|大統領|(?:副?市|副?町|副?村|区|社|会|議|院|学|総|校|局|部|課|委員|裁判)長|副?知事|大臣|[一-龯]{1,2}相|長官|総裁|代表|報道官"
)
_WEEKDAY = re.compile(r"[（(][^（）()]*[）)]$")  # 15日(水曜日)
_OWN_YEAR = re.compile(r"[0-9０-９]{4}|昭和|平成|令和|[〇一二三四五六七八九]{4}")

_RELATIVE_WORD = re.compile(r"昨|今|来|去|先|本|明|おととい|きのう|きょう|あす|あさって|おととし")
_SAME_DAY = re.compile(r"同日|前日|翌日|当日")
_DAY = 10  # code points of 2026-04-20
_BARE_DAY = re.compile(r"[0-9０-９]{1,2}日")
_MYSELF = re.compile(r"(?<![一-龯])(?:私|わたし|わたくし|僕|俺)(?:自身)?(?=[はがもの])(?!の?ほう)")
_OWN_BODY = re.compile(
    r"(?<![一-龯])(?:当|弊|本|小|我が|わが)(?P<kind>社|庁|省|院|会|行|学|大学|校|党|局|園|団体|法人|機構|研究所|協会|組合)(?=[はがものにでを、])(?!議)"
)
_OWN_PLACE = re.compile(r"(?<![一-龯])(?:本|当|我が|わが)(?P<kind>市|県|町|村|区|都|府|道)(?![一-龯])")
_BARE_PLACE = re.compile(r"(?:^|(?<=[、。「はがをにで\s　（]))(?P<kind>市|県|町|村)(?=[はがものにをでとへ])")
_SAME_PLACE = re.compile(r"同(?P<kind>国|市|県|州|町|村|区|社|省|庁|党|署|院|局)(?=[はがものにをでと、]|では|には)")
_COMPANY = ("社", "会社", "グループ", "ホールディングス", "電装", "鉄道", "電鉄", "銀行")


def edits(context: Context, index: int, span: Span, found: Findings) -> Iterator[Edit]:
    """What in `text[span]` can be named with certainty."""
    text = context.text
    yield from _days(context, index, span, found)
    named = [edit for report in found.voice.attributions if (edit := _named(text, report))]
    yield from named
    opening = _OPENING_PRONOUN.match(text, span.start, span.end)
    if (
        opening
        and found.voice.speaker
        and _can_be(opening[0], found.voice.speaker)
        and not any(edit.start == opening.start() for edit in named)
    ):
        yield Edit(opening.start(), opening.end(), found.voice.speaker)
    yield from _own(context, span, found)
    yield from _places(context, index, span)


def _days(context: Context, index: int, span: Span, found: Findings) -> Iterator[Edit]:
    """Days and years written out; inside a quotation that stays, in brackets behind them."""
    text, issued = context.text, context.issued(index)
    quoted = [Span(o, c) for o, c in brackets.pairs(text, span.start, span.end) if text[o] in "「『"]
    for mention in found.dates:
        exact = _written_out(mention)
        if (
            exact is None
            or (issued and not _agrees(mention, issued, context.outline.source.published_date))
            or text[mention.start - 1 : mention.start] in tuple("年月日同前翌第約(")
        ):
            continue
        if any(q.start <= mention.start < q.end for q in quoted):
            yield Edit(mention.end, mention.end, f"（{exact}）")
        else:
            yield Edit(mention.start, mention.end, exact)


_OFFSETS = (
    (re.compile("本日|今日|きょう"), 0),
    (re.compile("一昨日|おととい"), -2),
    (re.compile("昨日|きのう|昨夜|昨晩"), -1),
    (re.compile("明後日|あさって"), 2),
    (re.compile("明日|あす|あした"), 1),
)


def _agrees(mention: DateMention, issued: date, published: date | None) -> bool:
    """Whether a day read from the day of publication is the same from the one the document gives itself."""
    for pattern, days in _OFFSETS:
        if pattern.match(mention.text):
            return mention.value == (issued + timedelta(days)).isoformat()
    return published is None or (issued.year, issued.month) == (published.year, published.month)


def _written_out(mention: DateMention) -> str | None:
    """A day, month, year or fiscal year that the reader of the article had to infer, in full."""
    words = _WEEKDAY.sub("", mention.text)
    if _SAME_DAY.fullmatch(words) and mention.value and len(mention.value) == _DAY:
        day = date.fromisoformat(mention.value)
        return f"{day.year}年{day.month}月{day.day}日"
    if not _RELATIVE_WORD.search(words) and not _BARE_DAY.fullmatch(words):
        return None  # 7月28日 says enough
    return dates.written_out(mention)


def _named(text: str, report: Attribution) -> Edit | None:
    """The speaker's full name in the place of 同氏 and of a part of the name."""
    if report.source is None or report.speaker is None:
        return None
    start, end = report.source.start, report.source.end
    source, speaker = text[start:end], report.speaker
    if speaker in source:
        return None
    if _PRONOUN.fullmatch(source) and not _can_be(source, speaker):
        return None
    if _PRONOUN.fullmatch(source) or (source.startswith("同") and speaker.endswith(source[2:] or source)):
        return Edit(start, end, speaker)
    if _OFFICE.fullmatch(source) and "、" not in speaker and source not in speaker:
        return Edit(start, start, speaker)
    part = max((part for part in _parts_of_name(speaker) if source.startswith(part)), key=len, default=None)
    return Edit(start, start + len(part), speaker) if part else None


_BODIES = "社省庁党市県局会署大行"
_UNNAMED = re.compile(r"(?:者|幹部|筋|人|員|氏|さん)$")


def _can_be(pronoun: str, speaker: str) -> bool:
    """両社 is several, 同社 is nobody's description (関係者)."""
    if pronoun.startswith("両") and "、" not in speaker:
        return False
    return not (pronoun[-1] in _BODIES and _UNNAMED.search(speaker))


def _parts_of_name(speaker: str) -> set[str]:
    """What a news text may call somebody: the beginning of a Japanese name, a part of a foreign one."""
    parts = {speaker[:length] for length in range(_SHORTEST_NAME, len(speaker))} | set(re.split("[・=＝]", speaker))
    return {part for part in parts if len(part) >= _SHORTEST_NAME}


def _own(context: Context, span: Span, found: Findings) -> Iterator[Edit]:
    """私 is who speaks, 当社 the document's own body or the body that speaks."""
    text, speaker = context.text, found.voice.speaker
    if speaker and "、" not in speaker:
        for match in _MYSELF.finditer(text, span.start, span.end):
            yield Edit(match.start(), match.end(), speaker)
    for match in _OWN_BODY.finditer(text, span.start, span.end):
        if name := own_body(context, match["kind"], speaker):
            yield Edit(match.start(), match.end(), name)


def own_body(context: Context, kind: str, speaker: str | None) -> str | None:
    """The body that 当社 stands for; None where the document's own is no such body."""
    ends = _COMPANY if kind == "社" else ("大学", "学園") if kind == "学" else (kind,)
    for name in (context.issuer, speaker):
        if name and (name.endswith(ends) or (kind == "社" and name.startswith("株式会社"))):
            return name
    return None


def _places(context: Context, index: int, span: Span) -> Iterator[Edit]:
    text = context.text
    for match in _OWN_PLACE.finditer(text, span.start, span.end):
        if name := context.called(match["kind"]):
            yield Edit(match.start(), match.end(), name)
    for match in _BARE_PLACE.finditer(text, span.start, span.end):
        name = None if context.is_elsewhere[index] else context.called(match["kind"])
        if name := name or context.only(match["kind"], match.start()):
            yield Edit(match.start(), match.end(), name)
    for match in islice(_SAME_PLACE.finditer(text, span.start, span.end), _MOST_POINTERS):
        if name := context.named_before(match["kind"], index, match.start()):
            yield Edit(match.start(), match.end(), name)


_UNNAMED_PLACE = re.compile(
    r"(?<![一-龯ァ-ヴー々])(?:(?:市|県|町|村|区)(?=[はがものにをで])|(?:本|当|わが|我が)(?:市|県)(?!場)"
    r"|(?:本|当|わが|我が)(?:町|村|区|都|府|道)(?![一-龯0-9０-９]))"
)
_LEFT_POINTER = re.compile(
    r"(?<![一-龯])(?:これ|それ|この|その|こう(?:した|いう)|そう(?:した|いう)|あの|ここ|そこ|彼女?|両者|両氏|両国|私(?:たち|ども)?|我々|われわれ|(?:当|弊|我が|わが)(?:社|庁|省|院|会|行|校|党|局|団体|国)|うち(?=[はのが])|同(?:氏|社|国|省|庁|市|県|州|党|法|地|行|館|署))(?!ため|後|結果|ほか|他|うえ|上で|間|[一-龯]|まま)"
)
_RELATIVE_DAY = re.compile(
    r"(?:昨|今|来|本|去|前)年度?|(?:先|今|来|前)[月週]|昨日|今日|明日|本日(?!は.{0,12}ありがと)|昨夜|今夜|きのう|きょう(?!だい)|あす(?!か)|(?:同|前|翌|当)日|[月火水木金土日]曜"
)
_EXPLAINED = re.compile(r"（[0-9]{4}年")
_NO_YEAR = re.compile(r"(?<![0-9０-９月年])[0-9０-９]{1,2}日(?!間|連続|以)|(?<![0-9０-９年])[0-9０-９]{1,2}月(?!期)")


def _is_share(words: str, pointer: re.Match[str]) -> bool:
    """Whether うち is of an amount named right before: 180人で、うち6割は…"""
    return words.startswith(_OF_THESE, pointer.start()) and bool(
        _AMOUNT.search(words[max(0, pointer.start() - 16) : pointer.start()])
    )


_OF_THESE = ("うち", "このうち", "そのうち")
_AMOUNT = re.compile(r"[0-9０-９][^。]{0,12}、$")


def left(words: str, found: Sequence[DateMention], span: Span) -> Iterator[str]:
    """The codes of what in a finished wording still points elsewhere: subject, place, date."""
    if any(not _is_share(words, match) for match in _LEFT_POINTER.finditer(words)):
        yield "subject"
    if _UNNAMED_PLACE.search(words):
        yield "place"
    unresolved = any(
        span.start <= mention.start < span.end
        and mention.value is None
        and (_RELATIVE_DAY.search(mention.text) or _NO_YEAR.search(mention.text))
        for mention in found
    )
    points = (match for match in _RELATIVE_DAY.finditer(words) if not _EXPLAINED.match(words, match.end()))
    if unresolved or (not _OWN_YEAR.search(words) and any(points)):
        yield "date"
