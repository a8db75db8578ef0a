import pytest

from articles.extraction import predicates
from articles.extraction.predicates import Predicate
from articles.japanese.parsing import parse


def predicates_of(words: str) -> list[Predicate]:
    (parsed,) = parse([words])
    return predicates.chain(parsed.tokens)


def test_no_words_have_no_predicates() -> None:
    assert predicates.chain(()) == []


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "lemmas", "path"),
    [
        ("市は施設を閉鎖する方針を明らかにした。", ["明らか", "方針", "閉鎖"], "を方針 of object"),
        ("橋は来年完成するという。", ["いう", "完成"], "と"),
        ("市長は「増税はしない」と記者団に語った。", ["語る", "増税"], "と"),
        ("会社は工場を閉じた。", ["閉じる", "工場"], "object"),
    ],
)
def test_predicates_from_the_end_inward(words: str, lemmas: list[str], path: str) -> None:
    found = predicates_of(words)

    assert ([predicate.lemma for predicate in found][: len(lemmas)], predicates.path(found)) == (lemmas, path)


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("words", "core"),
    [
        ("橋は来年完成するという。", Predicate("完成", "する", "と", quoted=False)),
        ("会社は工場を閉じた。", Predicate("閉じる", "た", "end", quoted=False)),
        ("知事は「増税は許されない」と批判した。", Predicate("許す", "れない", "と", quoted=True)),
    ],
)
def test_core_is_the_innermost_predicate(words: str, core: Predicate) -> None:
    assert predicates.core(predicates_of(words)) == core


@pytest.mark.nlp
def test_chain_of_reports_is_cut() -> None:
    found = predicates_of("甲は" + "行くと" * 12 + "言った。")

    assert [predicate.lemma for predicate in found] == ["言う", "行く", "行く", "行く", "行く"]
