"""Amounts, counts, rates and lengths of time, normalised: １兆２千億円, 約3割, 10〜20％, 前年比2倍."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from articles.extraction.results import Quantity, Span
from articles.japanese import eras
from articles.japanese.numbers import PATTERN, parse_number
from articles.japanese.offsets import narrow

_RATES = {"割": Decimal(10), "分": Decimal(1), "厘": Decimal("0.1")}
_LARGE = "万億兆"

_UNITS = (
    "% パーセント ポイント 円 ドル ユーロ ウォン 元 ルーブル ポンド "
    "人 名 世帯 戸 社 店 件 例 回 票 議席 席 本 枚 個 袋 箱 品目 品 頭 羽 匹 台 両 機 隻 床 棟 軒 校 園 団体 組 点 "
    "[かカヵヶ箇]所 [かカヵヶ]国 倍 割 位 期 番目 年目 "
    "連続 年連続 [かカヵヶ箇]月連続 日連続 年ぶり [かカヵヶ箇]月ぶり 日ぶり "
    "年間 年半 [かカヵヶ箇]月 週間 日間 時間 分間 秒 "
    "ギガワット メガワット キロワット キロワット時 キロメートル キログラム ミリメートル センチメートル センチ ミリ キロ メートル グラム トン "
    "リットル ヘクタール 平方メートル 平方キロメートル 平方キロ 立方メートル "
    "マイクロシーベルト ミリシーベルト シーベルト ベクレル ヘクトパスカル カイリ バレル 度 km kg cm mm m g t kWh kW MW GW ppm dB"
)
# Longer ones first: ミリシーベルト begins with ミリ.
_UNIT = "|".join(sorted(_UNITS.split(), key=lambda unit: (-len(unit), unit)))
_CANONICAL = {"%": "％", "パーセント": "％", "割": "％"}
_NUMBER = rf"(?:{PATTERN})"

_ABOUT = r"約|およそ|ほぼ|おおむね|推定|推計|ざっと"
_LEAST = r"少なくとも|最低(?:でも)?"
_MOST = r"(?<!過去)最[大長多高](?:でも|で)?|多くても"
_NEGATIVE = r"マイナス|[▲△−-](?=[0-9.,・]{1,12}[万億兆]?(?:%|パーセント|ポイント|度|円))"
_NEIGHBOURS = [pair for digits in ("123456789", "一二三四五六七八九") for pair in pairwise(digits)]
_NEAR = "|".join(f"{low}[、,](?={high}(?![0-9〇一二三四五六七八九十百千]))" for low, high in _NEIGHBOURS)
"""2、3人 and 二、三人: two counts that follow each other."""
_IN_PRISON = "|".join(f"(?<={word})" for word in ("懲役", "禁錮", "禁固", "拘禁刑", "執行猶予"))

_ABOVE = r"以上|を?超え(?!党派)る?|を超す|超(?![党過大音])|を上回[るりっ]?|を突破|余り(?!に)|あまり(?!に)|余(?![計地裕波剰儀震命韻])"
_BELOW = r"以下|以内|未満|足らず|を下回[るりっ]?|を割り込[むみん]?|に満たない?|に届か(?:ない)?"
_AROUND = r"前後|程度|ほど|ぐらい|くらい|規模|内外"
_SOMEWHAT_BELOW = r"弱(?![いくさ点者小体化])|近く"
_SOMEWHAT_ABOVE = r"強(?![いくさ化制調])"

_QUANTITY = re.compile(
    rf"(?P<least>{_LEAST})?(?P<most>{_MOST})?(?P<about>{_ABOUT})?(?P<negative>(?<![0-9A-Za-z%)~]){_NEGATIVE})?"
    rf"(?:(?P<denominator>{_NUMBER})分の(?P<numerator>{_NUMBER})"
    rf"|(?P<of>{_NUMBER})(?P<of_unit>人|社|世帯|校|軒)に(?P<some>{_NUMBER})(?P=of_unit)"
    rf"|(?P<wari>[0-9〇一二三四五六七八九十]{{1,3}})割(?P<bu>[0-9一二三四五六七八九])分(?:(?P<rin>[0-9一二三四五六七八九])厘)?"
    rf"|(?P<era>{'|'.join(eras.NAMES)})(?P<era_year>[0-9]{{1,2}}|元)年(?!度|間)"
    rf"|(?:{_IN_PRISON})(?P<years>{_NUMBER})年(?:(?P<months>{_NUMBER})(?:[かカヵヶ箇]月|月))?"
    rf"|(?:(?<![一-龯])|(?P<tens>{_NUMBER}))数(?P<place>[十百千]?[万億兆]?)(?P<several>{_UNIT})"
    rf"|(?:(?P<low>{_NUMBER})(?:{_UNIT})?[~ー―-]|(?<![0-9,])(?P<near>{_NEAR}))?"
    rf"(?P<figure>{_NUMBER})(?P<unit>{_UNIT})(?P<ordinal>目(?![標的安前立指]))?(?![くつ々])"
    rf"(?:(?P<half>半(?![一-龯]))|(?<=時間)(?P<minutes>[0-9]{{1,2}})分(?![のか]))?)"
    rf"(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?P<around>{_AROUND})|(?P<weak>{_SOMEWHAT_BELOW})|(?P<strong>{_SOMEWHAT_ABOVE})|(?P<band>台))?"
)

_Bounds = tuple[Decimal | None, Decimal | None]


def quantities(text: str, sentence: Span) -> Iterator[Quantity]:
    """The quantities of `text[sentence]` in order; ages, times of day and bare numbers are none, 令和7年 is the year 2025.

    Of a range the value is its upper end, of 数十人 its lower: `lower` and `upper` say how far it goes. A rounded figure
    (約, 程度) is bounded by half the place of its last significant digit, a tenth where that is a single 1; 弱 and 近く
    lie below it by as much, 強 above. 以上 and 超, 以下 and 未満 leave one side open.
    """
    source = narrow(text[sentence.start : sentence.end])
    for match in _QUANTITY.finditer(source):
        if quantity := _quantity(match, text, sentence.start):
            yield quantity


def _quantity(match: re.Match[str], text: str, offset: int) -> Quantity | None:
    measured = _measure(match)
    if measured is None:
        return None
    value, unit, (lower, upper) = measured
    if match["negative"]:
        value, lower, upper = -value, _negated(upper), _negated(lower)
    start, end = match.start() + offset, match.end() + offset
    return Quantity(start, end, text[start:end], _plain(value), unit, _plain_or_none(lower), _plain_or_none(upper))


def _negated(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else -bound


def _measure(match: re.Match[str]) -> tuple[Decimal, str, _Bounds] | None:
    """Value, unit and bounds; None where the words turn out not to be a quantity."""
    if match["several"]:
        return _several(match)
    exact = _special(match) if match["figure"] is None else _figure(match)
    if exact is None:
        return None
    value, unit = exact
    return value, unit, _bounds(match, value)


def _several(match: re.Match[str]) -> tuple[Decimal, str, _Bounds] | None:
    """数十人: two to nine tens; 十数人 and 10数人: eleven to nineteen."""
    place = parse_number(match["place"] if match["place"][:1] in ("十", "百", "千") else f"1{match['place']}")
    tens = parse_number(match["tens"]) if match["tens"] else None
    if place is None or (match["tens"] and tens is None):
        return None
    lower, upper = (2 * place, 9 * place) if tens is None else (tens + place, tens + 9 * place)
    scale = _RATES.get(match["several"], Decimal(1))
    open_ended = match["least"] or match["above"]
    return lower * scale, _unit(match["several"]), (lower * scale, None if open_ended else upper * scale)


def _special(match: re.Match[str]) -> tuple[Decimal, str] | None:
    if match["denominator"]:
        return _fraction(match["denominator"], match["numerator"])
    if match["of"]:
        return _fraction(match["of"], match["some"])
    if match["wari"]:
        parts = zip(_RATES.values(), match.group("wari", "bu", "rin"), strict=True)
        return sum((rate * (parse_number(part or "") or 0) for rate, part in parts), Decimal(0)), "％"
    if match["era"]:
        number = 1 if match["era_year"] == "元" else int(match["era_year"])
        return Decimal(eras.gregorian_year(match["era"], number)), "年"
    years, months = parse_number(match["years"]), parse_number(match["months"] or "0")
    return None if years is None or months is None else (round(years + months / 12, 6), "年")


def _figure(match: re.Match[str]) -> tuple[Decimal, str] | None:
    value, unit = parse_number(match["figure"]), match["unit"]
    if value is None or _is_kanji_word(match["figure"], unit):
        return None
    if unit == "割":
        return value * _RATES["割"], "％"
    if unit == "年半":
        return value + Decimal("0.5"), "年間"
    if match["half"]:
        value += Decimal("0.5")
    if match["minutes"]:
        value = round(value + Decimal(match["minutes"]) / 60, 6)
    return value, _unit(unit) + (match["ordinal"] or "")


def _unit(written: str) -> str:
    """One spelling for each unit: ％ for パーセント, カ for か, ヵ, ヶ and 箇."""
    return re.sub(r"[かカヵヶ箇](?=[所国月])", "カ", _CANONICAL.get(written, written))


def _fraction(denominator: str, numerator: str) -> tuple[Decimal, str] | None:
    below, above = parse_number(denominator), parse_number(numerator)
    if not below or above is None:
        return None
    return round(above / below, 6), "倍"


_AFTER_WORDS = frozenset((*"人回度位点本個元組台期", "連続"))


def _is_kanji_word(figure: str, unit: str) -> bool:
    """一人, 一部, 十分 and the like: a single kanji numeral before a counter is as a rule a word, not a count."""
    return figure in ("一", "〇", "千", "百") and unit in _AFTER_WORDS


def _bounds(match: re.Match[str], value: Decimal) -> _Bounds:
    if match["low"] or match["near"]:
        return _range_start(match), value
    if match["least"] or match["above"]:
        return value, None
    if match["below"] or (match["most"] and not match["around"]):
        return None, value
    is_rounded = match["about"] or match["around"] or match["weak"] or match["strong"]
    if is_rounded and (match["denominator"] or match["of"]):
        return None, None
    if match["band"]:
        return value, _end_of_band(match["figure"] or "", value)
    half = _half_place(value)
    lower = value if match["strong"] or not is_rounded else value - half
    upper = value if match["weak"] or not is_rounded else value + half
    return lower, upper


def _range_start(match: re.Match[str]) -> Decimal | None:
    """The lower end of a range; in 1〜2万円 the 万 belongs to both ends."""
    figure = match["low"] or match["near"][0]
    if figure[-1] not in _LARGE and match["figure"][-1] in _LARGE:
        figure += match["figure"][-1]
    low = parse_number(figure)
    return low * _RATES["割"] if low is not None and match["unit"] == "割" else low


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
