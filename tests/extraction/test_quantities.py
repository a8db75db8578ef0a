import pytest

from articles.extraction.quantities import quantities
from articles.extraction.results import Span


def found(words: str) -> list[tuple[str, float | int, str, float | int | None, float | int | None]]:
    return [(q.text, q.value, q.unit, q.lower, q.upper) for q in quantities(words, Span(0, len(words)))]


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("１兆２千億円", 1_200_000_000_000, "円"),
        ("1兆2,345億円", 1_234_500_000_000, "円"),
        ("３億5000万ドル", 350_000_000, "ドル"),
        ("4万7千人", 47_000, "人"),
        ("三千五百万円", 35_000_000, "円"),
        ("二〇二五人", 2025, "人"),
        ("５・８％", 5.8, "％"),
        ("３．５パーセント", 3.5, "％"),
        ("2.5ポイント", 2.5, "ポイント"),
        ("3割5分", 35, "％"),
        ("3割2分1厘", 32.1, "％"),
        ("九割", 90, "％"),
        ("3分の1", 0.333333, "倍"),
        ("１０人に１人", 0.1, "倍"),
        ("1.5倍", 1.5, "倍"),
        ("3ヶ国", 3, "カ国"),
        ("３か月連続", 3, "カ月連続"),
        ("１０年ぶり", 10, "年ぶり"),
        ("1年半", 1.5, "年間"),
        ("1時間半", 1.5, "時間"),
        ("５時間３０分", 5.5, "時間"),
        ("0.05ミリシーベルト", 0.05, "ミリシーベルト"),
        ("6500万立方メートル", 65_000_000, "立方メートル"),
        ("300キロワット時", 300, "キロワット時"),
        ("2人目", 2, "人目"),
        ("0件", 0, "件"),
        ("令和7年", 2025, "年"),
        ("平成元年", 1989, "年"),
    ],
)
def test_quantity_is_normalised_exactly(words: str, value: float, unit: str) -> None:
    assert found(f"それは{words}だった。") == [(words, value, unit, value, value)]


@pytest.mark.parametrize("sign", ["マイナス", "▲", "△", "-", "−"])
def test_quantity_below_zero_has_a_sign(sign: str) -> None:
    assert found(f"伸び率は{sign}0.3％だった。") == [(f"{sign}0.3％", -0.3, "％", -0.3, -0.3)]


def test_quantity_after_a_list_mark_has_no_sign() -> None:
    assert found("▲3人を採用") == [("3人", 3, "人", 3, 3)]


@pytest.mark.parametrize(
    ("words", "value", "lower", "upper"),
    [
        ("約3割", 30, 25, 35),
        ("４割強", 40, 40, 45),
        ("３割弱", 30, 25, 30),
        ("3割台", 30, 30, 40),
        ("約1200人", 1200, 1150, 1250),
        ("約100人", 100, 90, 110),
        ("100人近く", 100, 90, 100),
        ("100人以上", 100, 100, None),
        ("100人超", 100, 100, None),
        ("100人を超える", 100, 100, None),
        ("100人を上回る", 100, 100, None),
        ("100人余り", 100, 100, None),
        ("100トン余", 100, 100, None),
        ("約300人以上", 300, 300, None),
        ("少なくとも４７回", 47, 47, None),
        ("100人以下", 100, None, 100),
        ("100人未満", 100, None, 100),
        ("100人を下回る", 100, None, 100),
        ("100人に満たない", 100, None, 100),
        ("最大で30％", 30, None, 30),
        ("300人程度", 300, 250, 350),
        ("3分の2以上", 0.666667, 0.666667, None),
        ("約3分の1", 0.333333, None, None),
        ("1200円台", 1200, 1200, 1300),
        ("120円台", 120, 120, None),
        ("約マイナス2度", -2, -2.5, -1.5),
    ],
)
def test_quantity_has_the_bounds_its_words_give(
    words: str, value: float, lower: float | None, upper: float | None
) -> None:
    ((text, *numbers),) = found(f"それは{words}だった。")

    assert (text, numbers[0], numbers[2:]) == (words, value, [lower, upper])


@pytest.mark.parametrize(
    ("words", "lower", "upper"),
    [
        ("10〜20％", 10, 20),
        ("10％～20％", 10, 20),
        ("1〜2割", 10, 20),
        ("1〜2万円", 10_000, 20_000),
        ("約４０万～５０万円", 400_000, 500_000),
        ("2、3人", 2, 3),
        ("二、三回", 2, 3),
    ],
)
def test_range_has_both_ends_and_its_upper_one_as_value(words: str, lower: float, upper: float) -> None:
    ((text, value, _, *bounds),) = found(f"それは{words}だった。")

    assert (text, value, bounds) == (words, upper, [lower, upper])


@pytest.mark.parametrize(
    ("words", "lower", "upper"),
    [
        ("数十人", 20, 90),
        ("数千万円", 20_000_000, 90_000_000),
        ("数億円", 200_000_000, 900_000_000),
        ("数％", 2, 9),
        ("十数人", 11, 19),
        ("20数件", 21, 29),
        ("少なくとも数十人", 20, None),
    ],
)
def test_several_is_bounded_and_has_its_lower_end_as_value(words: str, lower: float, upper: float | None) -> None:
    ((text, value, _, *bounds),) = found(f"それは{words}だった。")

    assert (text, value, bounds) == (words, lower, [lower, upper])


def test_change_from_one_rate_to_another_is_two_quantities() -> None:
    assert [q[:3] for q in found("10％から20％に上がった。")] == [("10％", 10, "％"), ("20％", 20, "％")]


def test_prison_term_is_a_length_in_years() -> None:
    assert found("懲役3年6カ月、執行猶予5年の判決") == [("3年6カ月", 3.5, "年", 3.5, 3.5), ("5年", 5, "年", 5, 5)]


@pytest.mark.parametrize(
    "words",
    [
        "一人で",
        "十分な",
        "2025年4月1日",
        "午後3時",
        "20代の",
        "人数は",
        "一部の",
        "超党派の3",
        "三つの",
        "第2次案",
        "6歳",
    ],
)
def test_dates_ages_and_words_with_numerals_are_no_quantities(words: str) -> None:
    assert found(words) == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["1", "1万", "数", "約", "1,", "1〜", "十", "懲役", "2、"])
def test_quantities_take_time_linear_in_the_text(piece: str) -> None:
    found(piece * 300_000)
