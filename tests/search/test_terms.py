"""Which words meet: a verdict whose statement has the one is found by a query for the other."""

import pytest

from articles.search import public
from articles.search.sought import MAX_QUERY, sought
from tests import factories

pytestmark = pytest.mark.django_db


def found(query: str) -> int:
    return public.search(query, filters={}).total


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("県の選挙管理委員会が発表した", "選挙管理委員会"),
        ("県の選挙管理委員会が発表した", "委員会"),
        ("東京都選挙管理委員会が発表した", "選挙管理委員会"),
        ("引越しの費用は値上がりした", "引っ越し"),
        ("引っ越しの費用は値上がりした", "引越し"),
        ("参加者は１，０００人だった", "1,000"),
        ("参加者は1,000人だった", "１，０００"),
        ("参加者は1000人だった", "1,000"),
        ("ＣＯＶＩＤ－１９の患者が増えた", "covid-19"),
        ("COVID-19の患者が増えた", "ＣＯＶＩＤ－１９"),
        ("ｺﾝﾋﾟｭｰﾀを全員に配った", "コンピューター"),
        ("コンピュータを全員に配った", "ｺﾝﾋﾟｭｰﾀｰ"),
        ("新型コロナウイルスは弱毒化した", "新型コロナ"),
        ("市の施設が消えた　１.５倍の速さで", "1.5倍　施設"),
    ],
)
def test_words_meet_however_they_are_spelt(written: str, asked: str) -> None:
    factories.published_verdict(factories.claim(statement=written))

    assert found(asked) == 1


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("委員会が発表した", "選挙管理委員会"),
        ("県の選挙管理委員会が発表した", "農業委員会"),
        ("参加者は1,000人だった", "10,000"),
        ("体育館で図書を配った", "図書館長"),
    ],
)
def test_words_that_differ_do_not_meet(written: str, asked: str) -> None:
    content = dict.fromkeys(("headline", "reasoning", "selection_reason"), "本文。")
    factories.published_verdict(factories.claim(statement=written), summary="一。\n二。\n三。", **content)

    assert found(asked) == 0


@pytest.mark.parametrize("query", ["", " ", "%_\\\"'()", "\0", "を", "…", "\ud800", "' | 'x"[:3]])
def test_query_without_a_word_has_no_terms(query: str) -> None:
    assert sought(query) == []


@pytest.mark.parametrize("query", ["l'eau", "a\\b", "a' | 'b", "a:*", "!図書館", "x\0y", "<->", "＼図書館"])
def test_syntax_of_other_search_engines_is_only_text(query: str) -> None:
    factories.published_verdict(factories.claim(statement="橋は閉鎖される"), headline="橋の検証")

    assert found(f"{query} 橋") in (0, 1)


def test_long_query_is_read_up_to_its_limit() -> None:
    assert [word.surface for word in sought("図書館 " * 5000)] == ["図書館"]
    assert [word.surface for word in sought("あ" * MAX_QUERY + " 図書館")][-1:] != ["図書館"]
