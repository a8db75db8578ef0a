"""What the words of a date give, before anything is resolved: one pattern a construction.

Text is as `figures.key` gives it: narrow, ㍻ spelt out. A date is 先月（1月）31日, 令和6年（2024年）7月19日, R7.4.1, 4/5(土),
同20日, 昨年末, 来年度; a range is two of them, the second with what it does not share with the first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from articles.japanese import eras
from articles.japanese.numbers import parse_number

_DAYS = {
    "一昨日": -2, "おととい": -2, "昨日": -1, "きのう": -1, "昨夜": -1, "昨晩": -1, "昨夕": -1, "今日": 0, "本日": 0, "きょう": 0,
    "今朝": 0, "今夜": 0, "今晩": 0, "今夕": 0, "明日": 1, "あす": 1, "あした": 1, "明後日": 2, "あさって": 2, "しあさって": 3,
}  # fmt: skip
_WEEKS = {"先々週": -2, "先週": -1, "今週": 0, "来週": 1, "再来週": 2}
_MONTHS = {"先々月": -2, "先月": -1, "今月": 0, "再来月": 2, "来月": 1}
_YEAR_WORDS = {
    "一昨年": -2,
    "おととし": -2,
    "昨年": -1,
    "去年": -1,
    "今年": 0,
    "ことし": 0,
    "本年": 0,
    "再来年": 2,
    "さ来年": 2,
    "来年": 1,
}
_SEASON_YEARS = {"昨": -1, "今": 0, "来": 1}
_BACK_DAYS = {"同日": 0, "前日": -1, "翌日": 1, "翌々日": 2}
_BACK_MONTHS = {"同月": 0, "前月": -1, "翌月": 1}
_BACK_YEARS = {"同年": 0, "前年": -1, "翌年": 1}
_OF_MONTH = "上旬|中旬|下旬|初旬|前半|後半|末|中(?![旬国東南部学高等小央止断])"
_OF_YEAR = "前半|後半|上半期|下半期|上期|下期|末|[春夏秋冬](?!闘|場所|期|季)|初め|初頭"

_DIGITS = "〇一二三四五六七八九"
_N2 = "(?:[0-9]{1,2}|[一二三四五六七八九十〇]{1,3})(?![0-9一二三四五六七八九十〇百千])"
_KANJI_YEAR = "[一二][〇零一二三四五六七八九]{3}|[千二][一二三四五六七八九千百十]{2,7}"
_ERA_NUMBER = "[0-9]{1,3}|元|[一二三四五六七八九十]{1,3}"


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_ERAS = _one_of(eras.NAMES)
_SHORT_ERAS = "(?<![A-Za-z])[MTSHR]|(?<![一-龯])[明大昭平令]"
_WEEKDAY = r"(?: ?\((?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・/、]?(?:祝日?|振休|振替休日|休日?))?\))?"

_YEAR = (
    rf"(?:(?P<era>{_ERAS})(?P<era_number>{_ERA_NUMBER})|(?P<short_era>{_SHORT_ERAS}) ?(?P<short_number>[0-9]{{1,2}}|元)(?=年|\([0-9]{{4}}\)年)"
    rf"|(?P<year>[0-9]{{4}}|{_KANJI_YEAR})(?=年|[(]))"
    rf"(?P<open>年(?:度)?)?(?: ?\((?:西暦)?(?:(?P<gloss_era>{_ERAS}|[MTSHR])(?P<gloss_number>{_ERA_NUMBER})|(?P<gloss_year>[0-9]{{4}}|{_KANJI_YEAR}))(?P<gloss_end>年(?:度)?)?\))?(?P<close>年(?:度)?)?"
)
_RELATIVE_YEAR = (
    rf"(?:(?P<relative_year>{_one_of(_YEAR_WORDS)})|(?P<back_year>{'|'.join(_BACK_YEARS)}))(?P<relative_fiscal>度)?+"
    rf"(?:\((?:(?P<gloss_era>{_ERAS}|[MTSHR])(?P<gloss_number>{_ERA_NUMBER})|(?P<gloss_year>[0-9]{{4}}))年?度?\))?+(?!(?<=年)比|(?<=前年度)比|同|代|齢|輩|配|選)"
)
_SHORT_YEAR = r"(?P<short_year>[0-9]{2})年"
_MONTH_DAY = rf"(?P<month>{_N2})月(?![間雨病賞晴])(?:[ の]?(?P<day>{_N2})日(?!間|目|連続|以[内上]|前|後|ぶり|がかり){_WEEKDAY}|(?P<of_month>{_OF_MONTH}))?"
_IN_YEAR = rf"(?:[の ]?(?:{_MONTH_DAY})|の?(?P<of_year>{_OF_YEAR}))?"
_QUARTER = r"(?:の?第(?P<quarter>[1-4一二三四])四半期)?"

_CALENDAR = re.compile(rf"{_YEAR}{_QUARTER}{_IN_YEAR}(?![間代])", re.ASCII)
_RELATIVE = re.compile(rf"{_RELATIVE_YEAR}{_QUARTER}{_IN_YEAR}", re.ASCII)
_SHORT = re.compile(rf"(?<![約第前後]){_SHORT_YEAR}(?=[0-9]{{1,2}}月|度)(?P<close>度)?{_IN_YEAR}(?!間)", re.ASCII)
# Two digits alone are a year only where an event says so: 15年に開業, 15年の判決では, not 15年に及ぶ, 15年の刑.
_EVENTS = (
    "開業 開設 設立 創業 創設 発足 就任 当選 初当選 再選 入社 入庁 入省 生まれ 死去 亡くな 発生 起き 始ま 始め 開始 施行 制定 改正 導入 完成 "
    "開通 閉鎖 廃止 発表 公表 成立 結成 結婚 出版 刊行 発売 発覚 着工 竣工 合併 統合 移転 改称 締結 調印 卒業 入学 移住 逮捕 起訴 提訴 "
    "開校 閉校 開館 閉館 廃校 策定 建て 建設 署名 批准 加盟 独立 返還 実施 開催 開か 開い 閉店 開店 運行 改装 倒産 破綻 上場 買収"
)
_OCCASIONS = "総選挙 衆院選 参院選 知事選 市長選 町長選 村長選 区長選 県議選 市議選 都議選 統一地方選 国勢調査 法改正 大地震 地震 豪雨 噴火 五輪 W杯 万博"
_SHORT_ALONE = re.compile(
    rf"(?<![^はがもにでの、。「( ])(?P<short_year>[0-9]{{2}})年"
    rf"(?=に(?:は|も)?(?!及|わた|渡|短縮|延|縮|な[るっ]|達|満|[1一]度|相当|引き)[^、。「」0-9]{{0,12}}(?:{_one_of(_EVENTS.split())})(?!まで)"
    rf"|から(?:続[くいけ]|始ま|運用|実施|導入|務め)|の(?:[^、。「」0-9のをがは]{{0,8}}(?:{_one_of(_OCCASIONS.split())})|判決では))",
    re.ASCII,
)
_BARE_MONTH = re.compile(rf"{_MONTH_DAY}(?!(?<=月)(?:期|決算|生まれ))", re.ASCII)
_NUMERIC = re.compile(
    rf"(?:(?P<year>[0-9]{{4}})|(?P<short_era>{_SHORT_ERAS}|{_ERAS})(?P<short_number>[0-9]{{1,2}}|元))(?P<mark> ?[./-] ?)(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}}){_WEEKDAY}(?![0-9/-]|\.[0-9])",
    re.ASCII,
)
_SLASHED = re.compile(
    r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2}) ?\((?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・/、]?(?:祝日?|振休|振替休日|休日?))?\)",
    re.ASCII,
)
_RELATIVE_MONTH = re.compile(
    rf"(?:(?P<relative_month>{_one_of(_MONTHS)})|(?P<back_month>{'|'.join(_BACK_MONTHS)}))(?:\((?P<month>{_N2})月\))?"
    rf"(?:の?(?P<day>{_N2})日(?!間|目|連続|以[内上]|前|後|ぶり){_WEEKDAY}|の?(?P<of_month>{_OF_MONTH}))?(?!比|同|例|次|曜)",
    re.ASCII,
)
_SAME_DAY = re.compile(rf"(?P<same>[同翌])(?P<day>{_N2})日(?!間|目|連続|以[内上]|前|後|ぶり){_WEEKDAY}", re.ASCII)
_SAME_YEAR = re.compile(
    rf"同(?P<same_year_month>{_N2})月(?!間)(?:(?P<day>{_N2})日(?!間){_WEEKDAY}|(?P<of_month>{_OF_MONTH}))?", re.ASCII
)
_BACK_DAY = re.compile(rf"(?P<back_day>{_one_of(_BACK_DAYS)})(?!比|選|程|投)")
_RELATIVE_DAY = re.compile(
    rf"(?P<relative_day>{_one_of(_DAYS)})(?:(?P<bracket>\()?(?:(?P<month>{_N2})月)?(?P<day>{_N2})日(?!間|目|連続|以|ぶり|分)(?(bracket)\)))?",
    re.ASCII,
)
_WEEK = re.compile(rf"(?P<week>{_one_of(_WEEKS)})(?!末)(?:の?(?P<on>[月火水木金土日])曜日?)?", re.ASCII)
_SEASON = re.compile(rf"(?P<season_year>{'|'.join(_SEASON_YEARS)})(?P<of_year>[春夏秋])(?!闘|場所|季|期)")
_DECADE = re.compile(
    r"(?:(?P<era>昭和)(?P<era_number>[1-6]0)|(?P<decade>[0-9]{3}0|[5-9]0))年代(?P<half>前半|後半)?", re.ASCII
)
_BARE_DAY = re.compile(rf"(?P<day>(?:3[01]|[12][0-9]|0?[1-9]))日{_WEEKDAY}", re.ASCII)

_JOINT = "[~、・/―—-]"
_YEARS = re.compile(
    rf"(?:(?P<era>{_ERAS}|{_SHORT_ERAS})(?P<era_number>[0-9]{{1,2}}|元)|(?P<year>[0-9]{{4}}))(?:年度?)?(?P<joint>{_JOINT})(?:{_ERAS})?(?P<last_year>[0-9]{{4}}|[0-9]{{1,2}})両?年(?P<close>度)?(?!間|代|[0-9])",
    re.ASCII,
)
_DECADES = re.compile(
    rf"(?P<first>[0-9]{{3}}0|[5-9]0)(?:年代)?(?P<joint>{_JOINT})(?P<last>[0-9]{{3}}0|[5-9]0)年代", re.ASCII
)
_MONTHS_RUN = re.compile(rf"の?(?P<first>{_N2})月?(?P<joint>{_JOINT})(?P<last>{_N2})月期?(?!間|[0-9])", re.ASCII)
_DAYS_RUN = re.compile(
    rf"(?:の?(?P<month>{_N2})月|の)?(?P<first>{_N2})(?P<joint>{_JOINT})(?P<last>{_N2})(?P<both>両)?日(?!間|目)",
    re.ASCII,
)
_YEAR_ALONE = re.compile(_YEAR, re.ASCII)
_RELATIVE_YEAR_ALONE = re.compile(_RELATIVE_YEAR, re.ASCII)
_RELATIVE_MONTH_ALONE = re.compile(rf"(?P<relative_month>{_one_of(_MONTHS)})|(?P<back_month>{'|'.join(_BACK_MONTHS)})")
_PORTION_LAST = re.compile("(?P<of_month>上旬|中旬|下旬)")
_SHORT_LAST = re.compile(rf"(?P<short_year>[0-9]{{1,2}})年(?P<close>度)?{_IN_YEAR}(?!間)", re.ASCII)
_TIME = r"(?:(?:午前|午後|正午|未明|早朝|朝|昼|夕方|夕|夜|深夜)?(?:[0-9]{1,2}(?:時(?:[0-9]{1,2}分|半)?|:[0-9]{2}))?(?:ごろ|頃)?)"
_FROM = re.compile(rf"{_TIME}(?:(?P<dash>[~―—-])|から、?|より)")
_TO = re.compile(rf"{_TIME}(?:まで|にかけて?)|(?<=月)期|(?=の(?!変更|延期|予定)|にお[いけ]|にわた|[)\n]|$)")

# What a word must not be part of: 説明日程, 以前日本, 日本年金, 共同年, 過去年.
_NOT_BEFORE = {
    "明": "一-龯", "前": "以直午事目従年昨", "本": "日", "同": "共合協会大一混賛異", "来": "以従本将未旧古年", "去": "過", "先": "優",
    "今": "昨", "昨": "一", "翌": "一-龯",
}  # fmt: skip
_KANA = re.compile(
    r"(?<![ぁ-ゖ])(?:きのう|きょう|あす|あした|しあさって|あさって|おととい|おととし|ことし)(?=[^ぁ-ゖ]|[のはにもが]|から|まで|より|$)"
)
_NOWADAYS = re.compile(
    r"(?:今日|明日)(?:本|の(?!午|夜|朝|夕|会|試|夕)|では|に至|まで|的|において|を担|への)|今日[一-龯]{0,1}語"
)
_PARTED = re.compile("(?<![0-9:/.※注])[0-9] (?=[0-9]{1,2}(?![0-9]))")  # 1 1月, as a scanned page has it


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words of a date give. Years are Gregorian; `relative` counts from publication, `back` from a date named before."""

    year: int | None = None
    short_year: int | None = None
    era: str | None = None
    month: int | None = None
    day: int | None = None
    fiscal: bool = False
    portion: str = ""
    weekday: str = ""
    relative: tuple[str, int] | None = None
    back: tuple[str, int] | None = None
    gloss: int | None = None
    quarter: int | None = None
    decade: int | None = None
    impossible: bool = False
    """The words contradict themselves: 令和6年（2023年）."""


@dataclass(frozen=True, slots=True)
class Words:
    """A date or range in a text: `text[start:end]`; `last` begins at `last_start`."""

    start: int
    end: int
    first: Parts
    last: Parts | None = None
    last_start: int = 0
    listed: bool = False
    """15、16日: a run only if they follow each other."""
    is_run: bool = False
    """4〜6月, 15、16日: the ends share month or year, or their unit."""


def words(source: str, at: int) -> Words | None:
    """The date or range that begins at `source[at]`, if one does."""
    if _is_in_number(source, at):
        return None
    run = _years_run(source, at) or _decades_run(source, at) or _run(source, at)
    if run:
        return run
    first = point(source, at)
    return first and (_range(source, at, *first) or Words(at, first[0], first[1]))


def _is_in_number(source: str, at: int) -> bool:
    if source[at] not in "0123456789" or at == 0:
        return False
    return source[at - 1] in "0123456789.,/第" or (at > 1 and bool(_PARTED.match(source, at - 2)))


def _years_run(source: str, at: int) -> Words | None:
    """2019〜23年, 令和6〜8年度, 2024、25年度."""
    match = _YEARS.match(source, at)
    if match is None or (first := _named_year(match.groupdict())) is None:
        return None
    fiscal = bool(match["close"])
    last = Parts(short_year=int(match["last_year"]), fiscal=fiscal)
    if len(match["last_year"]) == 4:
        last = Parts(year=int(match["last_year"]), fiscal=fiscal)
    listed = match["joint"] in "、・"
    return Words(
        at,
        match.end(),
        Parts(year=first, era=match["era"], fiscal=fiscal),
        last,
        match.start("last_year"),
        listed,
        is_run=True,
    )


def _decades_run(source: str, at: int) -> Words | None:
    """1960〜70年代."""
    match = _DECADES.match(source, at)
    if match is None:
        return None
    ends = [Parts(decade=_full_decade(int(match[name]))) for name in ("first", "last")]
    return Words(at, match.end(), ends[0], ends[1], match.start("last"), match["joint"] in "、・", is_run=True)


def _full_decade(decade: int) -> int:
    return decade + 1900 if decade < 100 else decade


def _run(source: str, at: int) -> Words | None:
    """4〜6月, 4月1〜3日, 15、16両日, and the same behind a year or month: 2025年4〜6月期, 先月10〜12日."""
    begin, shared = at, Parts()
    for pattern in (_YEAR_ALONE, _RELATIVE_YEAR_ALONE, _RELATIVE_MONTH_ALONE):
        match = pattern.match(source, at)
        if match and (parts := _parts(match)) and not _is_inside(source, at, match) and not parts.fiscal:
            begin, shared = match.end(), parts
    if match := _MONTHS_RUN.match(source, begin):
        first, last = replace(shared, month=_number(match["first"])), Parts(month=_number(match["last"]))
    elif match := _DAYS_RUN.match(source, begin):
        first = replace(shared, month=_number(match["month"]) or shared.month, day=_number(match["first"]))
        last = Parts(day=_number(match["last"]))
        if first == Parts(day=first.day) and match["joint"] in "/-":
            return None
    else:
        return None
    if first.month is None and first.day is None:
        return None
    return Words(at, match.end(), first, last, match.start("last"), match["joint"] in "、・", is_run=True)


def _range(source: str, at: int, end: int, first: Parts) -> Words | None:
    """4月1日から9月末まで, 28日〜5月6日."""
    joint = _FROM.match(source, end)
    if joint is None:
        return None
    last_start = joint.end()
    last = _shared_last(source, last_start, first) or point(source, last_start)
    if last is None:
        return None
    until = _TO.match(source, last[0])
    if until is None and not joint["dash"]:
        return None
    return Words(at, until.end() if until else last[0], first, last[1], last_start)


def _shared_last(source: str, at: int, first: Parts) -> tuple[int, Parts] | None:
    """23年 behind 2019年, 8年度 behind 令和6年度, 中旬 behind 3月上旬."""
    pattern = _SHORT_LAST if first.year or first.short_year else None
    if first.month and first.portion:
        pattern = _PORTION_LAST
    match = pattern.match(source, at) if pattern else None
    parts = _parts(match) if match else None
    return (match.end(), parts) if match and parts else None


def point(source: str, at: int) -> tuple[int, Parts] | None:
    """The end and the parts of the date that begins at `source[at]`, if one does."""
    if at >= len(source):
        return None
    first = source[at]
    for pattern in _patterns(first):
        match = pattern.match(source, at)
        if match and (parts := _parts(match)) and not _is_inside(source, at, match):
            return match.end(), parts
    return None


def _patterns(first: str) -> tuple[re.Pattern[str], ...]:
    if first.isascii():
        return (_NUMERIC, _CALENDAR, _DECADE, _SHORT, _SHORT_ALONE, _SLASHED, _BARE_MONTH, _BARE_DAY)
    if first in "〇零一二三四五六七八九十千":
        return (_CALENDAR, _RELATIVE, _BARE_MONTH, _RELATIVE_DAY)
    return (
        _RELATIVE,
        _CALENDAR,
        _NUMERIC,
        _RELATIVE_MONTH,
        _BACK_DAY,
        _SAME_DAY,
        _SAME_YEAR,
        _RELATIVE_DAY,
        _WEEK,
        _SEASON,
        _DECADE,
    )


def _is_inside(source: str, at: int, match: re.Match[str]) -> bool:
    """Whether the words belong to a longer one."""
    before, first = source[at - 1 : at], source[at]
    if "ぁ" <= first <= "ゖ":
        return not _KANA.match(source, at) and not source.startswith("さ来年", at)
    if first in _NOT_BEFORE and re.match(f"[{_NOT_BEFORE[first]}]", before):
        return True
    if first in "一二三四五六七八九十〇" and re.match("[0-9〇一二三四五六七八九十百千第]", before):
        return True
    if match.re is _RELATIVE_DAY and _NOWADAYS.match(source, at):
        return True
    return before == "第"


def _parts(match: re.Match[str]) -> Parts | None:
    """The parts of a match; None where a bracket or unit is missing that makes it a date."""
    got = match.groupdict()
    parts = Parts(
        month=_number(got.get("month") or got.get("same_year_month")),
        day=_number(got.get("day")),
        portion=got.get("of_month") or got.get("of_year") or got.get("half") or "",
        weekday=got.get("weekday") or got.get("on") or "",
        quarter=_number(got.get("quarter")),
    )
    if match.re in (_CALENDAR, _YEAR_ALONE):
        return _calendar(got, parts)
    if match.re in (_RELATIVE, _RELATIVE_YEAR_ALONE):
        return _relative_year(got, parts)
    if match.re is _DECADE:
        return _decade(got, parts)
    return _other(got, parts)


def _calendar(got: Mapping[str, str | None], parts: Parts) -> Parts | None:
    ends = [end for end in (got["open"], got["close"], got["gloss_end"]) if end]
    if not ends or (got["open"] and got["close"]):
        return None
    gloss = _gloss(got)
    written = _named_year(got)
    if written is None:
        return None
    fiscal = any(end.endswith("度") for end in ends)
    era = got["era"] or got["short_era"]
    return replace(parts, year=written, era=era, fiscal=fiscal, impossible=gloss is not None and gloss != written)


def _named_year(got: Mapping[str, str | None]) -> int | None:
    era, number = got.get("era") or got.get("short_era"), got.get("era_number") or got.get("short_number")
    if era is None:
        return _number(got.get("year"))
    in_era = eras.parse_year(number or "")
    return None if in_era is None else eras.gregorian_year(eras.full_name(era), in_era)


def _gloss(got: Mapping[str, str | None]) -> int | None:
    if got.get("gloss_era"):
        number = eras.parse_year(got["gloss_number"] or "")
        return None if number is None else eras.gregorian_year(eras.full_name(got["gloss_era"] or ""), number)
    return _number(got.get("gloss_year"))


def _relative_year(got: Mapping[str, str | None], parts: Parts) -> Parts:
    unit = "fiscal" if got["relative_fiscal"] else "year"
    parts = replace(parts, gloss=_gloss(got), fiscal=bool(got["relative_fiscal"]))
    if got["relative_year"]:
        return replace(parts, relative=(unit, _YEAR_WORDS[got["relative_year"]]))
    return replace(parts, back=(unit, _BACK_YEARS[got["back_year"] or ""]))


def _decade(got: Mapping[str, str | None], parts: Parts) -> Parts:
    if got["era"]:
        return replace(parts, decade=eras.gregorian_year(got["era"], int(got["era_number"] or 0)))
    decade = int(got["decade"] or 0)
    # The 2000s may be a decade or a century.
    return replace(parts, decade=_full_decade(decade), impossible=decade >= 100 and decade % 100 == 0)


def _other(got: Mapping[str, str | None], parts: Parts) -> Parts:
    if got.get("short_year"):
        return replace(parts, short_year=_number(got["short_year"]), fiscal=bool(got.get("close")))
    for name, unit, words in _RELATIVE_WORDS:
        if got.get(name):
            return replace(parts, relative=(unit, words[got[name] or ""]))
    for name, unit, words in _BACK_WORDS:
        if got.get(name):
            return replace(parts, back=(unit, words[got[name] or ""]))
    if got.get("same") or got.get("same_year_month"):
        return replace(parts, back=("next" if got.get("same") == "翌" else "same", 0))
    return replace(parts, year=_named_year(got), era=got.get("short_era"))


_RELATIVE_WORDS = (
    ("relative_month", "month", _MONTHS),
    ("relative_day", "day", _DAYS),
    ("week", "week", _WEEKS),
    ("season_year", "year", _SEASON_YEARS),
)
_BACK_WORDS = (("back_month", "month", _BACK_MONTHS), ("back_day", "day", _BACK_DAYS))


def _number(written: str | None) -> int | None:
    """三一 is 31 here, which of people would be three or one."""
    if written and len(written) == 2 and all(digit in _DIGITS for digit in written):
        return _DIGITS.index(written[0]) * 10 + _DIGITS.index(written[1])
    number = parse_number(written) if written else None
    return None if number is None else int(number)
