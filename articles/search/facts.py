"""What decides whether two wordings say the same: amounts, dates, places, persons, negation and direction."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from articles.extraction.dates import dates
from articles.extraction.quantities import quantities
from articles.extraction.results import Quantity, Span
from articles.japanese.numbers import parse_number
from articles.search.folding import hiragana
from articles.search.stop_words import titles
from articles.search.words import Word


@dataclass(frozen=True, slots=True)
class Number:
    """An amount in a unit: shares in ％ out of 100, ordinals in 位. `is_about`: 約, 余り, 近く, and bounds."""

    value: float
    unit: str
    is_about: bool
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date as exactly as it is known; a part that is not is None. `is_fiscal`: a year from April on."""

    year: int | None
    month: int | None
    day: int | None
    is_fiscal: bool
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    numbers: tuple[Number, ...] = ()
    days: tuple[Day, ...] = ()
    places: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    """Forms of the words that a negation follows."""
    ways: tuple[str, ...] = ()
    """Sides taken, as `directions.tsv` names them: 増, 減, 賛, 否, …"""


_SPELT = {
    **{"いち": "一", "いっ": "一", "さん": "三", "よん": "四", "ろく": "六", "ろっ": "六", "なな": "七", "はち": "八"},
    **{"はっ": "八", "きゅう": "九", "じゅう": "十", "じゅっ": "十", "ひゃく": "百", "びゃく": "百", "ぴゃく": "百"},
    **{"せん": "千", "ぜん": "千", "まん": "万", "おく": "億", "に": "二", "ご": "五"},
}
_SPELT_UNITS = {
    **{"わり": "割", "ばい": "倍", "ぱい": "杯", "ぱーせんと": "パーセント", "ぱー": "パーセント", "えん": "円"},
    **{"ぽいんと": "ポイント", "にん": "人", "ねん": "年", "まい": "枚", "とう": "頭"},
}
_SPELT_NUMBER = re.compile(
    f"((?:{'|'.join(sorted(_SPELT, key=len, reverse=True))}){{1,8}})({'|'.join(sorted(_SPELT_UNITS, key=len, reverse=True))})"
)


def spelt_out(text: str) -> str:
    """Amounts of a text in kana as others write them: ろくわり is 六割."""
    spelt = hiragana(text)
    found = _SPELT_NUMBER.sub(_written, spelt)
    for unit in ("ぱーせんと", "ぽいんと"):
        found = found.replace(unit, _SPELT_UNITS[unit])
    return text if found == spelt else found


def _written(found: re.Match[str]) -> str:
    numeral = re.sub("|".join(sorted(_SPELT, key=len, reverse=True)), lambda each: _SPELT[each[0]], found[1])
    return numeral + _SPELT_UNITS[found[2]] if parse_number(numeral) else found[0]


def facts(
    text: str, words: Sequence[Word], morphemes: Sequence[Any], day: date | None, today: date | None = None
) -> Facts:
    """Facts of a folded text; `day` is when it was said. Where that is not known 昨日 and 先月 count from `today`, years do not."""
    return Facts(
        numbers=tuple(_numbers(text if _KANJI.search(text) else spelt_out(text))),
        days=tuple(_days(text, day) if day or not today else _lately(text, today)),
        places=tuple(dict.fromkeys(_places(text))),
        persons=tuple(dict.fromkeys(_persons(morphemes))),
        denied=tuple(dict.fromkeys(_denied(morphemes))),
        ways=tuple(dict.fromkeys(_ways(words))),
    )


_KANJI = re.compile("[一-龯]")
_LONGEST_YEARS = 1000  # 2025年 is a date
_KANJI_NUMERALS = "〇一二三四五六七八九十百千"
_UNITS = {
    "年連続": "年",
    "番目": "位",
    "番": "位",
    "名": "人",
    "年間": "年",
    "カ月": "月間",
    "か月": "月間",
}
_WORDED = re.compile(
    "半減|半分|はんぶん|はんげん|半額|半数|(?<![0-9一二三四五六七八九十数何])倍増|(?<![0-9.一二三四五六七八九十数何])倍(?=[のにへまと])|ゼ[ロ口]|ぜろ|最も|もっとも|一番(?!目)|いちばん|ワースト|最(?=[高低多少大小悪](?!で?[0-9]))"
)
_WORDED_VALUES = {
    **{"半": (50.0, "％"), "は": (50.0, "％"), "倍": (2.0, "倍"), "ゼ": (0.0, ""), "ぜ": (0.0, "")},
    **dict.fromkeys("最もい一ワ", (1.0, "位")),
}
_COUNTED = re.compile(
    rf"(?<![0-9.,第{_KANJI_NUMERALS}])([0-9]{{1,7}}|[{_KANJI_NUMERALS}]{{1,4}})"
    r"(年(?![度月生代前後末])|[かカヶケ]月|週間|杯|枚|匹|頭|羽|台|分(?![のけかりほ])|秒|校(?![長門])|園|館(?![町市村長員])|社(?![長員])|軒|棟|階(?!段)|筆|回(?!答)|度(?![目外])|歳|才|代(?![表金理])|つ(?!目))"
)
_FEW = f"[0-9]{{1,3}}|[{_KANJI_NUMERALS}]{{1,3}}"
_SOME_OF = re.compile(
    rf"(?<![0-9.,{_KANJI_NUMERALS}])({_FEW})([人杯回本台件軒枚匹頭校社])(?:の?(?:うち|中)|中|に)、?({_FEW})\2"
)
"""5杯に3杯, 10人のうち7人; the extraction reads some of them too."""
_NAMED = re.compile("[館社校区][町市村郡]")
"""三館町 has no three of anything."""
_OFF = re.compile(rf"[0-9{_KANJI_NUMERALS}]{{1,3}}割引")
"""How much cheaper, and no share of anything."""
_ROUGHLY = re.compile(
    "ちょっと|ちょい|そこそこ|少々|くらい|ぐらい|ほど|近く|余り|あまり|以上|超|弱|強|前後|程度|とか|か(?!ら)"
)
_ERAS = frozenset(("令和", "平成", "昭和", "大正", "明治"))
_LARGE = re.compile("(?<![0-9.,])([0-9][0-9,]{0,6}(?:[.][0-9]{1,3})?)(万|億|兆)(?![0-9一-龯ァ-ヴー%])")
"""240億に膨らむ: an amount whose unit goes without saying."""
_SCALES = {"万": 1e4, "億": 1e8, "兆": 1e12}
_INTENSITY = re.compile("震度([0-7])(弱|強)?")
_STRENGTH = {"弱": -0.25, "強": 0.25, None: 0.0}
_HOUR = re.compile(r"(?<![0-9])([0-9]{1,2})時(?!間|代|点)")


def amount(found: Quantity) -> tuple[float, str]:
    """Value and unit as `Number` has them."""
    value, unit = float(found.value), _UNITS.get(found.unit, found.unit)
    return (round(value * 100, 1), "％") if unit == "倍" and value < 1 else (value, unit)  # 3分の1


def _numbers(text: str) -> Iterator[Number]:
    read: list[tuple[int, int]] = []
    for intensity in _INTENSITY.finditer(text):
        value = int(intensity[1]) + _STRENGTH[intensity[2]]
        yield Number(value, "震度", is_about=False, text=intensity[0])
        read.append(intensity.span())
    # Behind くらい the extraction reads no amount, behind ぐらい it does; both are as long.
    for found in quantities(text.replace("くらい", "ぐらい"), Span(0, len(text))):
        if found.unit == "年" and (
            found.value >= 1000 or text[max(0, found.start - 2) : found.start] in _ERAS
        ):  # 平成19年 is a date
            continue
        if (
            any(a < found.end and found.start < b for a, b in read)
            or _NAMED.match(text, found.end - 1)
            or _OFF.match(text, found.start)
        ):
            continue
        value, unit = amount(found)
        is_about = found.lower != found.upper or bool(_ROUGHLY.match(text, found.end))
        yield Number(value, unit, is_about, text[found.start : found.end])
        read.append((found.start, found.end))
    for counted in _COUNTED.finditer(text):
        value_found = parse_number(counted[1])
        if (
            value_found is None
            or (value_found > _LONGEST_YEARS and counted[2] != "筆")
            or counted[0] in ("十分", "一分", "千歳")
            or text[max(0, counted.start() - 2) : counted.start()] in _ERAS
            or any(a < counted.end() and counted.start() < b for a, b in read)
        ):
            continue
        is_about = bool(_ROUGHLY.match(text, counted.end()))
        yield Number(float(value_found), _UNITS.get(counted[2], counted[2]), is_about, counted[0])
    for large in _LARGE.finditer(text):
        if not any(a < large.end() and large.start() < b for a, b in read):
            is_about = bool(_ROUGHLY.match(text, large.end()))
            yield Number(float(large[1].replace(",", "")) * _SCALES[large[2]], "", is_about, large[0])
    for worded in _WORDED.finditer(text):
        is_about = worded[0][0] in "半は倍" and bool(_ROUGHLY.match(text, worded.end()))
        yield Number(*_WORDED_VALUES[worded[0][0]], is_about, worded[0])
    for some in _SOME_OF.finditer(text):
        whole, part = parse_number(some[1]), parse_number(some[3])
        if whole and part is not None and 0 < part < whole:
            yield Number(round(float(part / whole) * 100, 1), "％", is_about=True, text=some[0])
    for hour in _HOUR.finditer(text):
        yield Number(float(hour[1]) % 12, "時", is_about=False, text=hour[0])


_NUMERAL = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_MONTH_AND_DAY = re.compile(rf"(?:({_NUMERAL})月)?(?:({_NUMERAL})日)?")
_FIRST_MONTH_OF_FISCAL_YEAR = 4
_FISCAL = re.compile("(?<![0-9])(20[0-9]{2})年度")
_SAYS_YEAR = re.compile("年|[昨今来去先前翌本同明]|ことし|おとと|きのう|きょう|あす|あした|[0-9]{4}")
"""Of a bare 11月1日 the year is only supposed."""


_SHORT_YEAR = re.compile(
    r"(?<![0-9.,第約])(2[0-9]|3[0-5])年(?:(度)|(?=[0-9]{1,2}月|の(?!間|歴史|月日|経験)|に(?!わた|渡|及|一度)|は|[夏春秋冬末]|現在|時点|分))"
)
_REIWA = re.compile(r"(?<![A-Za-z])[Rr]\.?([0-9]{1,2})年?(度)?(?![0-9a-z])")
_CENTURY, _REIWA_BEGINS = 2000, 2018


def _short_years(text: str) -> Iterator[Day]:
    """25年度, 25年夏, R7年度: years as offices and headlines write them."""
    for pattern, begins in ((_SHORT_YEAR, _CENTURY), (_REIWA, _REIWA_BEGINS)):
        for found in pattern.finditer(text):
            yield Day(begins + int(found[1]), None, None, bool(found[2]), found[0])


def _days(text: str, day: date | None) -> Iterator[Day]:
    yield from _short_years(text)
    for found in dates(text, Span(0, len(text)), day):
        day_named = _day(found.value or "", found.text)
        if day_named.year or day_named.month or day_named.day:
            yield day_named


LATELY = re.compile(
    "(?:一昨日|おととい|昨日|きのう|今日|本日|きょう|今朝|けさ|昨夜|昨晩|ゆうべ|今夜|今晩|明日|あす|先々?週|今週|先々?月|今月)(?![0-9])"
)
"""Days and months so near that whoever says them means those of now; a message of 今年 may be pasted years after."""


def _lately(text: str, today: date) -> Iterator[Day]:
    yield from (day for day in _days(text, None) if not LATELY.match(day.text))
    if LATELY.search(text):
        yield from (day for day in _days(text, today) if LATELY.match(day.text))


def _day(value: str, text: str) -> Day:
    """`value` is ISO 8601 or an interval; what it leaves open is taken from the words."""
    first, _, last = value.partition("/")
    year, month, day = ([int(part) for part in first.split("-")] + [0, 0, 0])[:3] if first else (0, 0, 0)
    fiscal = _FISCAL.search(text)
    if fiscal:
        return Day(int(fiscal[1]), None, None, True, text)
    is_fiscal = bool(last) and month == _FIRST_MONTH_OF_FISCAL_YEAR
    if last:
        same_month = last.startswith(first[:7])
        return Day(year or None, month if same_month and not is_fiscal else None, None, is_fiscal, text)
    if not _SAYS_YEAR.search(text):
        year = 0
    written = max(_MONTH_AND_DAY.finditer(text), key=lambda match: len(match[0]))
    return Day(year or None, month or _small(written[1]), day or _small(written[2]), is_fiscal, text)


def _small(numeral: str | None) -> int | None:
    value: Decimal | None = parse_number(numeral) if numeral else None
    return int(value) if value else None


_NO_PLACES = frozenset(
    (
        *(
            "都市",
            "同市",
            "本市",
            "各市",
            "全市",
            "他市",
            "地区",
            "学区",
            "選挙区",
            "校区",
            "同県",
            "本県",
            "各県",
            "他県",
            "全県",
        ),
        *(
            "同町",
            "本町",
            "下町",
            "港町",
            "城下町",
            "同村",
            "農村",
            "漁村",
            "首都",
            "道府県",
            "都道府県",
            "市町",
            "隣町",
            "隣県",
        ),
    )
)
_PLACE = re.compile(
    r"[一-龯々](?:[一-龯々ヶケノァ-ヴー]|が(?=[丘浜崎原島岳関谷峰池沢根瀬台峠])){0,4}?[市町村県区郡](?!場|況|価|販|街|境)|東京都|北海道|大阪府|京都府"
)


def _places(text: str) -> Iterator[str]:
    for match in _PLACE.finditer(text):
        if match[0] not in _NO_PLACES:
            yield match[0].replace("ケ", "ヶ").replace("が", "ヶ")


def _persons(morphemes: Sequence[Any]) -> Iterator[str]:
    """Names with a title behind them, and family names with a given one; the dictionary alone calls too much a name."""
    for position, morpheme in enumerate(morphemes):
        if not _is_name(morpheme):
            continue
        following = morphemes[position + 1 : position + 4]
        if any(unit.normalized_form() in titles() for unit in following[:1] or ()) or (
            following and _is_name(following[0])
        ):
            yield morpheme.surface()


def _is_name(morpheme: Any) -> bool:
    return morpheme.part_of_speech()[2] == "人名" and len(morpheme.surface()) > 1


_NEGATIONS = frozenset(("ない", "無い", "ず", "ぬ", "まい", "なし", "ん"))
_CONTENT = frozenset(("名詞", "動詞", "形容詞", "形状詞"))
_REACH = 9
_ASKED = re.compile("(?:の|ん)(?:で|じゃ)(?:は|も)?$")
_BARE = frozenset(("事", "こと", "訳", "筈", "物", "為る", "成る", "有る", "居る"))
_HOW_LITTLE = frozenset(("一切", "一度", "一回", "全く", "全然", "決して", "絶対", "絶対に", "一向"))
_COUNTS_TIME = frozenset(("年", "年間", "か月", "カ月", "ヶ月", "月間", "日間", "週間"))
_BEFORE_OWN = frozenset("をはがもに")
_OBLIGED = frozenset(("なけれ", "なきゃ", "ねば", "なけりゃ"))
_OBLIGES = re.compile("(?:なければ?|なきゃ|なけりゃ|ねば|ないと)(?:いけ|いか|なら|だめ|駄目|あか)$")
"""払わなければならない denies nothing."""
_NEVER_DENIED = frozenset(("知れる", "知る", "分かる", "違い無い"))
"""かもしれない, かも知らん."""


def _denied(morphemes: Sequence[Any]) -> Iterator[str]:
    """The word before each negation; のではない and じゃないか ask and deny nothing, かもしれない neither."""
    for position, morpheme in enumerate(morphemes):
        if morpheme.normalized_form() not in _NEGATIONS or morpheme.part_of_speech()[0] not in ("助動詞", "形容詞"):
            continue
        if morpheme.normalized_form() == "ん" and morpheme.surface() != "ん":
            continue
        before = morphemes[max(0, position - _REACH) : position]
        if any(unit.surface() in ("だけ", "のみ") for unit in before[-3:]):
            continue
        if any(_opens_no_denial(before, place) for place in range(max(0, len(before) - 4), len(before))) or any(
            u.surface() == "しか" for u in before
        ):
            continue
        if _ASKED.search("".join(unit.surface() for unit in before[-3:])):
            continue
        if before and before[-1].surface() == "は" and morpheme.surface() in ("なく", "なくて"):
            continue  # 飛行機雲ではなく…
        if morpheme.surface() in _OBLIGED or _OBLIGES.search("".join(unit.surface() for unit in before)):
            continue
        for place in range(len(before) - 1, -1, -1):
            if _is_content(before, place):
                if before[place].normalized_form() not in _NEVER_DENIED:
                    yield before[place].normalized_form().lower()
                break


def _opens_no_denial(units: Sequence[Any], place: int) -> bool:
    """かも, and じゃ of じゃないか; べきじゃない denies."""
    surface = units[place].surface()
    return surface == "かも" or (surface == "じゃ" and not (place and units[place - 1].surface() == "べき"))


def _is_content(units: Sequence[Any], place: int) -> bool:
    """No auxiliary: し of 廃止し, い of 使ってい, and no こと of 出たことはない; もらう says something of its own.

    Nor how often or how long it is not so: 値上げを一切していない, 値上げは20年間ない.
    """
    tags, form = units[place].part_of_speech(), units[place].normalized_form()
    if tags[0] not in _CONTENT or form in _BARE or form in _HOW_LITTLE:
        return False
    if units[place].surface() in _COUNTS_TIME or _counts_time(units, place):
        return False
    return tags[1] != "非自立可能" or (tags[0] == "動詞" and place > 0 and _is_own(units[place - 1]))


def _counts_time(units: Sequence[Any], place: int) -> bool:
    """A figure before such a unit."""
    if units[place].part_of_speech()[1] != "数詞":
        return False
    behind = next((unit for unit in units[place + 1 :] if unit.part_of_speech()[1] != "数詞"), None)
    return behind is not None and behind.surface() in _COUNTS_TIME


def _is_own(before: Any) -> bool:
    """Behind を or a noun of nothing that is done a verb says something itself: 病院かかれない, and not 廃止しない."""
    tags = before.part_of_speech()
    return before.surface() in _BEFORE_OWN or (tags[0] == "名詞" and tags[1] == "普通名詞" and tags[2] == "一般")


@cache
def _sides() -> dict[str, str]:
    """Side by word."""
    lines = Path(__file__).with_name("directions.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {word: side for side, _, words in rows for word in words.split()}


@cache
def opposites() -> dict[str, str]:
    """Opposite side by side."""
    lines = Path(__file__).with_name("directions.tsv").read_text(encoding="utf-8").splitlines()
    return {side: other for side, other, _ in (line.split("\t") for line in lines)}


def _ways(words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        for form in (word.form, *word.parts):
            if form in _sides():
                yield _sides()[form]
