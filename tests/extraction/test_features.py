import pytest

from articles.extraction.features import Described, describe, without_topic
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline, Piece, Source
from articles.extraction.quantities import quantities
from articles.extraction.reading import reading
from articles.extraction.results import Span
from articles.extraction.speakers import SILENT
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence


def described(words: str) -> Described:
    whole = Span(0, len(words))
    amounts = tuple(quantities(words, whole))
    found = Findings(words, Kind.SENTENCE, 0.5, SILENT, "asserted", bool(amounts), amounts, (), ())
    current = Outline(Source(words), reading(words), (Piece(whole, Kind.SENTENCE, (whole,), whole),))
    (only,) = describe(current, [ParsedSentence(whole, (), ())], [found])
    return only


def shown(words: str, group: str) -> set[str]:
    return {name for name, value in described(words).named.items() if name.startswith(f"{group}:") and value}


@pytest.mark.parametrize(
    "words",
    [
        "動画の再生数は３４０万回で、転載も含めれば５００万回だ。",
        "この人のフォロワーは２日で４千人から６万人に増えた。",
    ],
)
def test_count_of_views_or_followers_is_no_amount_to_check(words: str) -> None:
    assert shown(words, "unit") <= {"unit:日"}
    assert {"wording:reach", "wording:large_number"} & shown(words, "wording") == {"wording:reach"}
    assert "rule:people_count" not in shown(words, "rule")


def test_amount_beside_a_count_of_views_remains() -> None:
    words = "再生数が３４０万回に達した動画は、市の借金が来春までに５００億円を超えると言い張っている。"

    assert shown(words, "unit") == {"unit:円"}
    assert "rule:money" in shown(words, "rule")


@pytest.mark.parametrize(
    ("words", "is_supposition"),
    [
        ("合併が実現すれば、県内で最大の病院になる。", True),
        ("合併が実現したら、病床は減る。", True),
        ("朝凪新聞によれば、県内で最大の病院になる。", False),
        ("市の話に寄れば、病床は減る。", False),
        ("調べれば、病床は減っていた。", False),
    ],
)
def test_what_follows_from_a_supposition_is_told_from_a_credit(words: str, is_supposition: bool) -> None:
    assert ("wording:if_then" in shown(words, "wording")) is is_supposition


@pytest.mark.parametrize(
    ("words", "is_bare"),
    [
        ("合併が実現すれば、病床は減る。", True),
        ("合併が実現すれば、病床は２割減る。", False),
        ("合併が実現すれば、県内で初めての例になる。", False),
        ("合併が実現したため、病床は減る。", False),
    ],
)
def test_supposition_without_figure_or_first_is_bare(words: str, is_bare: bool) -> None:
    assert ("wording:bare_supposition" in shown(words, "wording")) is is_bare


@pytest.mark.parametrize("words", ["ダムは決壊していない。", "そのような規定はなかった。", "記録は見当たらない。"])
def test_absence_is_a_fact_of_its_own(words: str) -> None:
    assert "wording:absence" in shown(words, "wording")


def test_what_a_law_provides_is_told_from_what_somebody_did() -> None:
    assert "wording:statute" in shown("同法は、虚偽の広告を出した者に罰金を科すと定めている。", "wording")
    assert "wording:statute" not in shown("県警は、虚偽の広告を出した者を逮捕した。", "wording")


def test_without_topic_keeps_only_how_it_is_said() -> None:
    plain = without_topic(Described({"rule:number": 1.0}, "病床は00床減る。", (("病床", "病床"),), (("県", "県"),)))

    assert plain == Described({}, "*は*る。", (), ())
