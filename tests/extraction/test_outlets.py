import pytest

from articles.extraction.mentions import outlets


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("朝凪新聞", "朝凪新聞"),
        ("朝凪新聞の別の記事", "朝凪新聞"),
        ("朝凪新聞の７月２４日付けの記事", "朝凪新聞"),
        ("朝凪新聞とみなと通信", "朝凪新聞、みなと通信"),
        ("朝凪新聞・白波新聞", "朝凪新聞、白波新聞"),
        ("３月２３日付朝凪新聞", "朝凪新聞"),
        ("青浜市の発表", None),
        ("古賀美咲市長は朝凪新聞", "朝凪新聞"),
    ],
)
def test_outlets_names_each_outlet_without_its_article(phrase: str, names: str | None) -> None:
    assert outlets.outlets(phrase, "") == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("朝凪新聞などが伝えた。", "朝凪新聞"),
        ("計画は朝凪新聞と白波新聞の報道によって明らかになった。", "朝凪新聞、白波新聞"),
        ("健康上の理由から（白波新聞）陸路で移動する。", "白波新聞"),
        ("青浜（みなと通信）　市長は１５日、辞任した。", None),
        ("市長は朝凪新聞を読んだ。", None),
    ],
)
def test_credited_finds_outlets_that_relay(sentence: str, names: str | None) -> None:
    assert outlets.credited(sentence, sentence) == names


@pytest.mark.parametrize(("name", "is_group"), [("報道各社", True), ("両紙", True), ("朝凪新聞", False)])
def test_is_group_tells_unnamed_outlets_from_named_ones(name: str, *, is_group: bool) -> None:
    assert outlets.is_group(name) is is_group
