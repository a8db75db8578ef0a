"""Amounts, counts, rates and lengths of time, normalised: １兆２千億円, 約3割, 10〜20％, 前年比2倍."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from articles.extraction import measures
from articles.extraction.measures import UNIT, canonical
from articles.extraction.results import Quantity, Span
from articles.japanese import eras, figures
from articles.japanese.numbers import FIGURE, START, Bounds, parse_bounds, parse_number

_RATES = {"割": Decimal(10), "分": Decimal(1), "厘": Decimal("0.1")}
_LARGE = "万億兆"

_ABOUT = r"約|およそ|ほぼ|おおむね|推定|推計|ざっと"
_LEAST = r"少なくとも|最低(?:でも)?"
_MOST = r"(?<!過去)最[大長多高](?:でも|で)?|多くても"
_SIGN = (
    r"(?<![0-9A-Za-z%)~/])-|−|[▲△](?=[0-9.,・、一二三四五六七八九〇十百千万億兆]{1,16}(?:円|%|パーセント|ポイント|度))"
)
_NEGATIVE = rf"(?<!プラス)マイナス|氷点下|{_SIGN}"
_RANGE = r"[~ー―—-]"
_NEIGHBOURS = [pair for digits in ("123456789", "一二三四五六七八九") for pair in pairwise(digits)]
_NEAR = "|".join(f"{low}[、,](?={high})(?!{high}[0-9〇一二三四五六七八九])" for low, high in _NEIGHBOURS)
"""2、3人 and 二、三十人: two counts that follow each other."""
_IN_PRISON = "|".join(f"(?<={word})" for word in ("懲役", "禁錮", "禁固", "拘禁刑", "執行猶予"))
_INDEX = "|".join(
    f"(?<={word}{particle})"
    for word in ("率", "指数", "倍率", "DI", "偏差値")
    for particle in ("", "は", "が", "を", "も")
)
_MONTHS = r"[かカヵヶヵケ箇]月(?:ぶり|連続|間)?+"
_NOT_INSIDE = (
    r"(?<![A-Za-z第歳±~$¥€£])(?<!± )(?<!/-)(?<!プラスマイナス)(?<!分の)(?<![0-9][~-])(?<![^ァ-ヺー]ー)"
    # A scanned page parts a number by spaces: 1 .4倍, 3億 500万円. Its end alone is another number.
    r"(?:(?<![0-9〇一二三四五六七八九十百千万億兆.,・] )|(?<=[※注][0-9] ))(?<![0-9.,・]  )(?<! [.,・])"
)
_CURRENCIES = {"$": "ドル", "¥": "円", "￥": "円", "€": "ユーロ", "£": "ポンド"}

_ABOVE = (
    r"以上(?!に)|を?超え(?!党派)る?|を超す|超(?![党過大音])|を上回[るりっ]?|を突破|余り(?!に)|あまり(?!に)|余(?![計地裕波剰儀震命韻])"
    r"|~(?![0-9数一二三四五六七八九十])"
)
_BELOW = r"以下|以内|未満|足らず|を下回[るりっ]?|を割り込[むみん]?|に満たない?|に届か(?:ない)?"
_AROUND = r"前後|程度|ほど|ぐらい|くらい|規模|内外"
_SOMEWHAT_BELOW = r"弱(?![いくさ点者小体化])|近く"
_SOMEWHAT_ABOVE = r"強(?![いくさ化制調])"

_NUMERAL = re.compile("[0-9〇一二三四五六七八九十百千数半元]")
_QUANTITY = re.compile(
    rf"(?P<least>{_LEAST})?(?P<most>{_MOST})?(?P<about>{_ABOUT})?(?P<negative>{_NEGATIVE})?(?P<positive>プラス|\+)?"
    rf"(?:(?<!過)(?<!定)(?P<share>半数)"
    rf"|(?P<currency>[$¥￥€£]) ?(?P<price>{FIGURE})(?![ -]?[0-9A-Za-z.])"
    rf"|{START}{_NOT_INSIDE}(?:"
    rf"(?<!時)(?P<denominator>{FIGURE})分の(?P<numerator>{FIGURE})(?!{UNIT})"
    rf"|(?P<of>{FIGURE})(?P<of_unit>人|社|世帯|校|軒|回|件)に(?P<some>{FIGURE})(?P=of_unit)(?!目)"
    rf"|(?P<wari>[0-9〇一二三四五六七八九十]{{1,3}})割(?P<bu>[0-9一二三四五六七八九])分(?:(?P<rin>[0-9一二三四五六七八九])厘)?"
    rf"|(?:{_IN_PRISON})(?P<years>{FIGURE})年(?:(?P<months>{FIGURE})(?:[かカヵヶケ箇]月|月))?"
    rf"|(?P<whole_years>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})年(?:と)?(?P<odd_months>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})(?P<month_unit>{_MONTHS})"
    rf"|(?P<decimal_years>(?:[0-9]{{1,3}}|[〇一二三四五六七八九]{{1,3}})[.・](?:[0-9]{{1,4}}|[〇一二三四五六七八九]{{1,4}}))年(?![度月半間代])"
    rf"|(?P<yen>{FIGURE})円(?P<sen>[0-9]{{1,2}})銭(?![0-9])"
    rf"|(?P<clock_minutes>[0-9]{{1,3}})分(?P<seconds>[0-9]{{1,2}})秒(?![0-9])"
    rf"|(?:(?P<low>{FIGURE})(?:(?P<low_unit>{UNIT})?(?:以上、?(?=[^~]{{1,24}}(?:未満|以下|以内))|{_RANGE})|から(?=[0-9数]))(?P<high_sign>マイナス|-)?"
    rf"|(?P<near>{_NEAR}))?"
    rf"(?P<figure>{FIGURE}) ?(?P<unit>{UNIT})(?P<ordinal>目(?![標的安前立指]))?(?![くつ々])(?! ?(?:±|\+/-|プラスマイナス))(?:(?<=時間)|(?![0-9]))(?!~[0-9])"
    rf"(?:(?P<half>半(?![一-龯]))|(?<=時間)(?P<minutes>[0-9]{{1,2}})分(?![のか])(?:(?P<minute_seconds>[0-9]{{1,2}})秒)?)?"
    rf"|(?<=[一-龯ァ-ヶー][がは])(?P<counted>[0-9]{{2,}}|[〇一二三四五六七八九十百千]{{2,}}+)(?=ある[。、」とがこも]|あり、|あった|あります)"
    rf"|(?:(?<=マイナス)|(?<=プラス)|(?:{_INDEX})(?=[0-9一二三四五六七八九〇]{{1,3}}[.・]))(?P<bare>{FIGURE})(?=[とにだでへまかのをはが、。)」\n ]|程度|前後|$)"
    rf")|(?P<era>{'|'.join(eras.NAMES)})(?P<era_year>[0-9]{{1,2}}|元|[一二三四五六七八九十]{{1,3}})年(?!度|間))"
    rf"(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?P<around>{_AROUND})|(?P<weak>{_SOMEWHAT_BELOW})|(?P<strong>{_SOMEWHAT_ABOVE})|(?P<band>台(?![数湾風])))?"
)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A value in a unit with its bounds, before the sign; a side without bound is None."""

    value: Decimal
    unit: str
    lower: Decimal | None
    upper: Decimal | None


def quantities(text: str, sentence: Span) -> Iterator[Quantity]:
    """The quantities of `text[sentence]` in order; ages, times of day and bare numbers are none, 令和7年 is the year 2025.

    Of a range the value is its upper end, of 数十人 its lower: `lower` and `upper` say how far it goes. A rounded figure
    (約, 程度) is bounded by half the place of its last significant digit, a tenth where that is a single 1; 弱 and 近く
    lie below it by as much, 強 above. 以上 and 超, 以下 and 未満 leave one side open. What may be read in two ways is none.
    """
    key = figures.key(text[sentence.start : sentence.end])
    if not _NUMERAL.search(key.text):
        return
    for match in _QUANTITY.finditer(key.text):
        measure = _measure(match)
        if measure is not None and (signed := _signed(match, measure)) is not None:
            start, end = key.original_span(match.start(), match.end())
            yield _quantity(text, start + sentence.start, end + sentence.start, signed)


def _quantity(text: str, start: int, end: int, measure: _Measure) -> Quantity:
    value, lower, upper = measure.value, measure.lower, measure.upper
    return Quantity(
        start, end, text[start:end], _plain(value), measure.unit, _plain_or_none(lower), _plain_or_none(upper)
    )


def _signed(match: re.Match[str], measure: _Measure) -> _Measure | None:
    """With its sign; None where it may belong to one end only, or ▲ begins a line and may be a list mark."""
    if match["negative"] is None:
        return None if match["high_sign"] else measure
    if match["low"] and not match["high_sign"]:
        return None
    if match["negative"] in "▲△" and match.string[: match.start("negative")].rpartition("\n")[2].strip() == "":
        return None
    value, lower, upper = -measure.value, _negated(measure.upper), _negated(measure.lower)
    if match["below"] == "以下":
        lower, upper = None, value
    elif match["above"] or match["below"]:
        lower, upper = None, None
    return _Measure(value, measure.unit, lower, upper)


def _negated(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else -bound


def _measure(match: re.Match[str]) -> _Measure | None:
    """Value, unit and bounds; None where the words turn out not to be a quantity or may mean two."""
    if match["figure"]:
        return _counted(match)
    exact = _special(match)
    if exact is None:
        return None
    value, unit = exact
    return _Measure(value, unit, *_bounds(match, value, match["whole_years"] or ""))


def _special(match: re.Match[str]) -> tuple[Decimal, str] | None:
    if match["share"]:
        return Decimal("0.5"), "倍"
    if match["denominator"]:
        return _fraction(match["denominator"], match["numerator"])
    if match["of"]:
        return _fraction(match["of"], match["some"])
    if match["wari"]:
        parts = zip(_RATES.values(), match.group("wari", "bu", "rin"), strict=True)
        return sum((rate * (parse_number(part or "") or 0) for rate, part in parts), Decimal(0)), "％"
    if match["yen"]:
        yen = parse_number(match["yen"])
        return None if yen is None or yen % 1 else (yen + Decimal(match["sen"]) / 100, "円")
    if written := match["price"] or match["counted"] or match["bare"]:
        value = parse_number(written)
        return None if value is None else (value, _CURRENCIES.get(match["currency"] or "", ""))
    return _era_year(match) if match["era"] else _length(match)


def _era_year(match: re.Match[str]) -> tuple[Decimal, str] | None:
    number = eras.parse_year(match["era_year"])
    return None if number is None else (Decimal(eras.gregorian_year(match["era"], number)), "年")


def _length(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """A length of time in two units: 4年8カ月 is 56 months, 3分20秒 200 seconds; a prison term is in years."""
    if match["clock_minutes"]:
        return Decimal(match["clock_minutes"]) * 60 + Decimal(match["seconds"]), "秒"
    if match["decimal_years"]:
        decimal = parse_number(match["decimal_years"])
        return None if decimal is None or decimal == decimal.to_integral_value() else (decimal, "年")
    years = parse_number(match["whole_years"] or match["years"])
    months = parse_number(match["odd_months"] or match["months"] or "0")
    if years is None or months is None:
        return None
    if match["whole_years"]:
        return years * 12 + months, canonical(match["month_unit"])
    return round(years + months / 12, 6), "年"


def _counted(match: re.Match[str]) -> _Measure | None:
    """A figure, or a range of figures, with its unit."""
    bounds, unit = parse_bounds(match["figure"]), match["unit"]
    if bounds is None or _is_no_count(match):
        return None
    unit, scale, more = _scaled(match)
    if match["low"] or match["near"]:
        low = _range_start(match)
        if low is None or (low.lower < bounds.upper if match["high_sign"] else low.upper > bounds.lower):
            return None
        least, most = min(low.lower, bounds.lower), max(low.upper, bounds.upper)
        return _Measure(bounds.upper * scale, unit, least * scale, most * scale)
    value = bounds.lower * scale + more
    if bounds.lower != bounds.upper:
        return _several(match, unit, value, bounds.upper * scale + more)
    return _Measure(value, unit, *_bounds(match, value, match["figure"]))


def _several(match: re.Match[str], unit: str, lower: Decimal, upper: Decimal) -> _Measure:
    if match["least"] or match["above"]:
        return _Measure(lower, unit, lower, None)
    return _Measure(lower, unit, None if match["below"] or match["most"] else lower, upper)


def _scaled(match: re.Match[str]) -> tuple[str, Decimal, Decimal]:
    """The unit in its one spelling, what a figure in it is multiplied by, and what 半 and 30分 behind it add."""
    if match["unit"] == "割":
        return "％", _RATES["割"], Decimal(0)
    if match["unit"] == "年半":
        return "年間", Decimal(1), Decimal("0.5")
    minutes = Decimal(match["minutes"] or 0) + Decimal(match["minute_seconds"] or 0) / 60
    more = Decimal("0.5") if match["half"] else round(minutes / 60, 6)
    return canonical(match["unit"]) + (match["ordinal"] or ""), Decimal(1), more


def _fraction(denominator: str, numerator: str) -> tuple[Decimal, str] | None:
    below, above = parse_number(denominator), parse_number(numerator)
    if not below or above is None:
        return None
    return round(above / below, 6), "倍"


def _is_no_count(match: re.Match[str]) -> bool:
    """A word with a numeral in it (一人, 関東一円, 二元代表制), or a list of two with a middle dot (1・2位)."""
    figure, unit = match["figure"], match["unit"]
    if "・" in figure and figure[-1] not in _LARGE and not measures.is_divisible(unit):
        return True
    before = match.string[match.start("figure") - 1 : match.start("figure")]
    return measures.is_word(before, figure, unit, match.string[match.end("unit") : match.end("unit") + 1])


def _bounds(match: re.Match[str], value: Decimal, figure: str) -> tuple[Decimal | None, Decimal | None]:
    if match["least"] or match["above"]:
        return value, None
    if match["below"] or (match["most"] and not match["around"]):
        return None, value
    is_rounded = match["about"] or match["around"] or match["weak"] or match["strong"]
    if is_rounded and (match["denominator"] or match["of"] or match["share"]):
        return None, None
    if match["band"]:
        return value, _end_of_band(figure, value)
    half = Decimal("0.5") if match["whole_years"] else _half_place(value)
    lower = value if match["strong"] or not is_rounded else value - half
    upper = value if match["weak"] or not is_rounded else value + half
    return lower, upper


def _range_start(match: re.Match[str]) -> Bounds | None:
    """The lower end of a range; in 1〜2万円 the 万 belongs to both ends, in 5000〜1万円 only to the upper."""
    figure = match["low"] or match["near"][0]
    written = match["low_unit"]
    if written and canonical(written) != canonical(match["unit"]):
        return None
    low = parse_bounds(figure)
    mantissa, place = _split(match["figure"])
    if written or not place or _split(figure)[1]:
        return low if match["low"] or mantissa == _split(figure)[0] + 1 else None
    of_high = parse_number(figure)
    if of_high is None or mantissa is None:
        return None
    if match["near"] and mantissa != of_high + 1:
        return None
    return parse_bounds(figure + place) if of_high <= mantissa else low


_SPLIT = re.compile(r"(?P<mantissa>[0-9,.・]+|[〇一二三四五六七八九]+|数)(?P<place>[十百千]?[万億兆京]?)")


def _split(figure: str) -> tuple[Decimal, str]:
    """2千万 → 2, 千万: a figure of one part, and the place that the lower end of a range may share."""
    match = _SPLIT.fullmatch(figure)
    number = parse_number(match["mantissa"]) if match else None
    return (Decimal(0), "?") if match is None or number is None else (number, match["place"])


def _end_of_band(figure: str, value: Decimal) -> Decimal | None:
    """3割台 ends at 40, 1200円台 at 1300; a round figure of up to three digits (10万円台, 120円台) may mean either."""
    digits = figure.rstrip(_LARGE)
    return None if not digits or (digits[-1] in "0十百" and len(digits) <= 3) else value + _place(value)


def _half_place(value: Decimal) -> Decimal:
    """Half the place value of the last significant digit: how exactly a round figure is meant (約1200 → 50)."""
    return value / 10 if value.normalize().as_tuple().digits == (1,) else _place(value) / 2


def _place(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _plain_or_none(value: Decimal | None) -> float | int | None:
    return None if value is None else _plain(value)


def _plain(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)
