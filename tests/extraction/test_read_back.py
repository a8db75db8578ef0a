"""Amounts and dates written in every form by a generator, and read back."""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction.dates import DateReader, dates
from articles.extraction.quantities import quantities
from articles.extraction.results import Quantity, Span
from articles.japanese import eras

PUBLISHED = date(2025, 4, 10)
DIGITS = "〇一二三四五六七八九"
WEEKDAYS = "月火水木金土日"
DAYS = st.dates(date(1989, 1, 8), date(2040, 12, 31))
COUNTS = st.integers(0, 10**13)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def by_digits(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def by_places(number: int) -> str:
    """千二百三十四, below ten thousand."""
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += (DIGITS[digit] if digit > 1 or unit == 1 else "") + name
    return written or "〇"


def by_myriads(number: int, write: type[str] | object = str) -> str:
    written = ""
    for unit, name in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")):
        section, number = divmod(number, unit)
        if section:
            written += write(section) + name  # type: ignore[operator]
    return written or write(0)  # type: ignore[operator]


def hidden(text: str) -> str:
    return "\u200b".join(text)


def amount_forms(number: int) -> Iterator[str]:
    for plain in (str(number), f"{number:,}", by_myriads(number), by_myriads(number, lambda n: f"{n:,}")):
        yield from (plain, full_width(plain), hidden(plain))
    yield by_myriads(number, by_places)
    if len(str(number)) > 2:
        yield by_digits(number)
    groups = f"{number:,}".split(",")
    if len(groups) > 1 and not (len(groups) == 2 and groups[1].endswith("00")):
        yield "、".join(groups)
        yield "、".join("".join(DIGITS[int(d)] for d in group) for group in groups)


def amounts(words: str) -> list[Quantity]:
    return list(quantities(words, Span(0, len(words))))


@settings(deadline=None)
@given(COUNTS, st.data())
def test_amount_is_read_back(number: int, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(list(amount_forms(number))))

    read = [(q.text, q.value, q.lower, q.upper) for q in amounts(f"費用は{form}円だった。")]

    assert read == [(f"{form}円", number, number, number)]


@settings(deadline=None)
@given(st.integers(0, 999), st.integers(1, 99), st.data())
def test_decimal_is_read_back(whole: int, decimals: int, data: st.DataObject) -> None:
    written = str(decimals)
    forms = [
        f"{whole}.{written}",
        full_width(f"{whole}.{written}"),
        f"{whole}・{written}",
        f"{by_digits(whole)}・{by_digits(decimals)}",
    ]
    form = data.draw(st.sampled_from(forms))

    read = [(q.text, q.value) for q in amounts(f"率は{form}％だった。")]

    assert read == [(f"{form}％", float(f"{whole}.{written}"))]


@settings(deadline=None)
@given(
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.sampled_from("〜～~-－―"),
    st.sampled_from(["", "万", "億"]),
    st.booleans(),
)
def test_range_of_amounts_is_read_back(one: int, other: int, dash: str, place: str, twice: bool) -> None:
    low, high = sorted((one, other))
    words = f"{low}{place}{'円' if twice else ''}{dash}{high}{place}円"
    unit = {"": 1, "万": 10**4, "億": 10**8}[place]

    read = [(q.text, q.value, q.lower, q.upper) for q in amounts(f"費用は{words}だった。")]

    assert read == [(words, high * unit, low * unit, high * unit)]


def year_forms(year: int) -> Iterator[str]:
    name, initial, number = ("令和", "R", year - 2018) if year >= 2020 else ("平成", "H", year - 1988)
    if year == 2019:
        name, initial, number = "平成", "H", 31
    assert eras.gregorian_year(name, number) == year
    yield from (
        f"{year}年",
        full_width(f"{year}年"),
        f"{by_digits(year)}年",
        f"{name}{number}年",
        f"{name}{by_places(number)}年",
    )
    yield from (f"{initial}{number}年", full_width(f"{initial}{number}年"))
    yield from (
        f"{year}年（{name}{number}年）",
        f"{name}{number}年（{year}年）",
        f"{year}（{name}{number}）年",
        f"{name}{number}({year})年",
    )


def day_forms(day: date) -> Iterator[str]:
    weekday = WEEKDAYS[day.weekday()]
    months = (
        f"{day.month}月{day.day}日",
        full_width(f"{day.month}月{day.day}日"),
        f"{by_places(day.month)}月{by_places(day.day)}日",
    )
    for year in year_forms(day.year):
        for month in months:
            yield year + month
            yield f"{year}{month}（{weekday}）"
    for mark in "./-":
        yield f"{day.year}{mark}{day.month}{mark}{day.day}"
        yield f"{day.year}{mark}{day.month:02}{mark}{day.day:02}"


def mentions(words: str) -> list[tuple[str, str | None]]:
    return [(m.text, m.value) for m in dates(words, Span(0, len(words)), PUBLISHED)]


@settings(deadline=None)
@given(DAYS, st.data())
def test_day_is_read_back(day: date, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(list(day_forms(day))))

    assert mentions(f"市は{form}に開いた。") == [(form, day.isoformat())]
    assert mentions(f"市は{hidden(form)}に開いた。") == [(hidden(form), day.isoformat())]


@settings(deadline=None)
@given(DAYS, st.integers(1, 700), st.data())
def test_range_of_days_is_read_back(first: date, length: int, data: st.DataObject) -> None:
    last = first + timedelta(days=length)
    end = f"{last.month}月{last.day}日"
    if (last.month, last.day) <= (first.month, first.day) or last.year != first.year:
        end = f"{last.year}年{end}"
    begin = data.draw(st.sampled_from([f"{year}{first.month}月{first.day}日" for year in year_forms(first.year)]))
    words = data.draw(
        st.sampled_from(
            [f"{begin}〜{end}", f"{begin}～{end}", f"{begin}から{end}まで", f"{begin}午前9時から{end}午後5時まで"]
        )
    )

    assert mentions(f"市は{words}開いた。") == [(words, f"{first}/{last}")]


@settings(deadline=None)
@given(st.dates(date(2024, 10, 1), date(2025, 10, 1)), st.data())
def test_bare_day_is_the_one_meant_or_none(day: date, data: st.DataObject) -> None:
    form = data.draw(
        st.sampled_from([f"{day.month}月{day.day}日", f"{day.month}/{day.day}({WEEKDAYS[day.weekday()]})"])
    )
    ((text, value),) = mentions(f"市は{form}に{'開いた' if day <= PUBLISHED else '開く'}。")

    assert text == form
    assert value in (day.isoformat(), None)


@settings(deadline=None)
@given(DAYS, st.data())
def test_fiscal_year_is_read_back(day: date, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([f"{year}度" for year in year_forms(day.year) if not year.endswith("）")]))

    assert mentions(f"{form}の予算だ。") == [(form, f"{day.year}-04-01/{day.year + 1}-03-31")]


WORDS = st.lists(
    st.sampled_from(
        [*"0123456789０９一二十百千万億兆数〇.,・、。〜~-/（）()「」年月日度割分人円％%同翌前昨今来先末約の日月年は", "から", "まで", "令和", "平成", "昨年", "先月",
         "4月", "15日", "2025年", "R7", "㍻", "㎡", "マイナス", "▲", "以上", "カ月", "時間", "\u200b", "\n", " ", "期", "(月)", "第", "間", "代", "に1回"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(WORDS)
def test_amounts_of_any_words_are_exact_ordered_and_bounded(words: str) -> None:
    end = 0
    for q in amounts(words):
        assert q.start >= end
        assert words[q.start : q.end] == q.text
        assert q.lower is None or q.lower <= q.value
        assert q.upper is None or q.value <= q.upper
        end = q.end


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=3), st.sampled_from([PUBLISHED, None, date(1, 1, 1), date(9999, 12, 31)]))
def test_dates_of_any_words_are_exact_ordered_and_run_forward(sentences: list[str], published: date | None) -> None:
    reader = DateReader(published)
    for words in sentences:
        end = 0
        for mention in reader.read(words, Span(0, len(words))):
            assert mention.start >= end
            assert words[mention.start : mention.end] == mention.text
            first, _, last = (mention.value or "").partition("/")
            assert not last or first <= last
            end = mention.end
