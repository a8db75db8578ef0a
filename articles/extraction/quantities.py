"""Amounts, counts, rates and lengths of time, normalised: １兆２千億円, 約3割, 10〜20％, 前年比2倍."""

import re
from collections.abc import Iterator
from decimal import Decimal

from articles.extraction.results import Quantity, Span
from articles.japanese.numbers import PATTERN, parse_number
from articles.japanese.offsets import narrow

_RATES = {"割": Decimal(10), "分": Decimal(1), "厘": Decimal("0.1")}

_UNIT = (
    "%|パーセント|ポイント|万円|円|ドル|ユーロ|ウォン|元|ルーブル|ポンド|"
    "人|名|世帯|戸|社|店|件|例|回|票|議席|席|本|枚|個|袋|箱|品目|品|頭|羽|匹|台|両|機|隻|床|棟|軒|か所|カ所|ヵ所|箇所|ヶ所|校|園|団体|組|点|"
    "か国|カ国|ヵ国|ヶ国|倍|割|位|期|連続|年連続|か月連続|カ月連続|"
    "年間|年半|か月|カ月|ヵ月|ヶ月|箇月|週間|日間|時間|分間|秒|"
    "キロワット|キロメートル|キログラム|ミリメートル|センチ|ミリ|キロ|メートル|グラム|トン|リットル|ヘクタール|平方メートル|平方キロ|"
    "マイクロシーベルト|ミリシーベルト|シーベルト|ベクレル|カイリ|バレル|度|円台|ドル台|km|kg|cm|mm|m|g|t"
)
_NUMBER = rf"(?:{PATTERN})"
_ABOUT = r"約|およそ|ほぼ|おおむね|推定|推計|ざっと"
_QUANTITY = re.compile(
    rf"(?P<about>{_ABOUT})?(?P<least>少なくとも|最低(?:でも)?)?(?P<most>最大|最長|最高|最多)?"
    rf"(?:(?P<low>{_NUMBER})(?:{_UNIT})?[~ー―-])?"
    rf"(?:(?P<denominator>{_NUMBER})分の(?P<numerator>{_NUMBER})"
    rf"|(?P<wari>[0-9〇一二三四五六七八九十]{{1,3}})割(?P<bu>[0-9一二三四五六七八九])分(?:(?P<rin>[0-9一二三四五六七八九])厘)?"
    rf"|(?P<figure>{_NUMBER})(?P<unit>{_UNIT})(?![くつ々]))"
    r"(?P<bound>以上|超(?!え?党派)|を超え|を上回|余り|あまり|余(?=[のりがを、])|以下|以内|未満|弱|強(?![いくさ化制])|台|近く|前後|程度|ほど|ぐらい|くらい)?"
)


def quantities(text: str, sentence: Span) -> Iterator[Quantity]:
    """The quantities of `text[sentence]` in order; dates, ages, times of day and bare numbers are none.

    Of a range the value is its upper end. A rounded figure (約, 程度) is bounded by half its last significant digit.
    """
    source = narrow(text[sentence.start : sentence.end])
    for match in _QUANTITY.finditer(source):
        if quantity := _quantity(match, text, sentence.start):
            yield quantity


def _quantity(match: re.Match[str], text: str, offset: int) -> Quantity | None:
    measured = _measure(match)
    if measured is None:
        return None
    value, unit = measured
    lower, upper = _bounds(match, value)
    start, end = match.start() + offset, match.end() + offset
    return Quantity(start, end, text[start:end], _plain(value), unit, _plain_or_none(lower), _plain_or_none(upper))


def _measure(match: re.Match[str]) -> tuple[Decimal, str] | None:
    if match["denominator"]:
        return _fraction(match["denominator"], match["numerator"])
    if match["wari"]:
        parts = zip(_RATES.values(), match.group("wari", "bu", "rin"), strict=True)
        return sum((rate * (parse_number(part or "") or 0) for rate, part in parts), Decimal(0)), "％"
    value = parse_number(match["figure"])
    if value is None or _is_kanji_word(match["figure"], match["unit"]):
        return None
    if match["unit"] == "割":
        return value * _RATES["割"], "％"
    return value, {"%": "％", "パーセント": "％"}.get(match["unit"], match["unit"])


def _fraction(denominator: str, numerator: str) -> tuple[Decimal, str] | None:
    below, above = parse_number(denominator), parse_number(numerator)
    if not below or above is None:
        return None
    return round(above / below, 6), "倍"


def _is_kanji_word(figure: str, unit: str) -> bool:
    """一人, 一部, 十分 and the like: a single kanji numeral before a counter is as a rule a word, not a count."""
    return figure in ("一", "〇", "千", "百") and unit in (
        "人",
        "回",
        "度",
        "位",
        "点",
        "本",
        "個",
        "連続",
        "元",
        "組",
        "台",
        "期",
    )


def _bounds(match: re.Match[str], value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    bound = match["bound"] or ""
    if match["low"]:
        return _range_start(match), value
    if match["denominator"] and (match["about"] or bound in ("程度", "ほど", "前後")):
        return None, None
    if match["least"] or bound in ("以上", "超", "を超え", "を上回", "余り", "あまり", "余"):
        return value, None
    if match["most"] or bound in ("以下", "以内", "未満"):
        return None, value
    step = _step(value)
    if bound == "弱" or bound == "近く":
        return value - step, value
    if bound == "強":
        return value, value + step
    if bound == "台":
        return value, value + step
    if match["about"] or bound:
        return value - step / 2, value + step / 2
    return value, value


def _range_start(match: re.Match[str]) -> Decimal | None:
    """The lower end of a range; in 1〜2万円 the 万 belongs to both ends."""
    figure = match["low"]
    if figure[-1] not in "万億兆" and match["figure"] and match["figure"][-1] in "万億兆":
        figure += match["figure"][-1]
    low = parse_number(figure)
    return low * _RATES["割"] if low is not None and match["unit"] == "割" else low


def _step(value: Decimal) -> Decimal:
    """The place value of the last significant digit: how exactly a round figure is meant (約1200 → 100)."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _plain_or_none(value: Decimal | None) -> float | int | None:
    return None if value is None else _plain(value)


def _plain(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)
