from hypothesis import given
from hypothesis import strategies as st

from articles.desk.passages import Mark, Stretch, stretches
from articles.desk.quantities import described, figure

TEXT = "市長は「２倍」と述べた。"


def test_nested_marks_share_their_stretch() -> None:
    marks = [Mark(0, 12, "passage", "passage"), Mark(0, 2, "source"), Mark(8, 11, "cue")]

    assert list(stretches(TEXT, marks)) == [
        Stretch("市長", "passage source", "passage"),
        Stretch("は「２倍」と", "passage", ""),
        Stretch("述べた", "passage cue", ""),
        Stretch("。", "passage", ""),
    ]


def test_text_without_marks_is_one_stretch() -> None:
    assert list(stretches(TEXT, [])) == [Stretch(TEXT, "", "")]


@given(
    text=st.text(min_size=1, max_size=40),
    spans=st.lists(st.tuples(st.integers(0, 45), st.integers(1, 10)), max_size=6),
)
def test_stretches_are_the_text_and_each_anchor_stands_once(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(start, start + length, f"m{number}", f"a{number}") for number, (start, length) in enumerate(spans)]

    cut = list(stretches(text, marks))

    assert "".join(stretch.text for stretch in cut) == text
    anchors = [stretch.anchor for stretch in cut if stretch.anchor]
    assert len(anchors) == len(set(anchors))


def quantity(text: str, value: float, unit: str, **bounds: float | None) -> dict[str, object]:
    return {"text": text, "value": value, "unit": unit, **({"lower": value, "upper": value} | bounds)}


def test_quantity_is_explained_only_where_the_text_does_not_say_it_already() -> None:
    assert described(quantity("186億円", 18_600_000_000, "円")) == ("186億円", "")
    assert described(quantity("１，２００人", 1200, "人")) == ("１，２００人", "")
    assert described(quantity("約3割", 30, "％", lower=27, upper=33)) == ("約3割", "27％〜33％")
    assert described(quantity("半数以上", 50, "％", upper=None)) == ("半数以上", "50％ 以上")
    assert described(quantity("３分の１未満", 0.333333, "倍", lower=None)) == ("３分の１未満", "0.333333倍 以下")


def test_figures_are_written_by_myriads() -> None:
    assert figure(1_200_034_560_789, "円") == "1兆2,000億3,456万789円"
    assert figure(50_000, "人") == "5万人"
    assert figure(-1234, "人") == "−1,234人"
    assert figure(0, "件") == "0件"
    assert figure(2.4, "倍") == "2.4倍"
