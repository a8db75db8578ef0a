"""Personal names from recorded-like tokens: what the dictionary knows and what only the title behind them tells."""

import pytest

from articles.extraction import mentions
from articles.extraction.mentions import persons
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

FAMILY, GIVEN, PLACE = "名詞-固有名詞-人名-姓", "名詞-固有名詞-人名-名", "名詞-固有名詞-地名-一般"
NOUN, PARTICLE, SUFFIX = "名詞-普通名詞-一般", "助詞-係助詞", "接尾辞-名詞的-一般"


def sentence(*words: tuple[str, str]) -> tuple[str, ParsedSentence]:
    """A text made of words with their tags, and its parse without a tree."""
    tokens, start = [], 0
    for index, (word, tag) in enumerate(words):
        tokens.append(Token(start, start + len(word), word, word, "NOUN", tag, "dep", index))
        start += len(word)
    text = "".join(word for word, _ in words)
    return text, ParsedSentence(Span(0, len(text)), tuple(tokens), ())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([("川端", FAMILY), ("美緒", GIVEN), ("シニア", NOUN), ("アナリスト", NOUN), ("は", PARTICLE)], "川端美緒"),
        ([("穂高", PLACE), ("礼", NOUN), ("二", "名詞-数詞"), ("社長", NOUN), ("は", PARTICLE)], "穂高礼二"),
        ([("古賀", FAMILY), ("祐", GIVEN), ("示", "動詞-一般"), ("会長", NOUN), ("も", PARTICLE)], "古賀祐示"),
        ([("古賀", FAMILY), ("修大", GIVEN), ("学院", NOUN), ("教授", NOUN), ("は", PARTICLE)], "古賀修"),
        ([("アンナ", NOUN), ("・", "補助記号-一般"), ("ミナト大統領", FAMILY), ("は", PARTICLE)], "アンナ・ミナト"),
    ],
)
def test_a_name_is_found_by_the_title_behind_it(words: list[tuple[str, str]], name: str) -> None:
    text, parsed = sentence(*words)
    assert name in {mention.name for mention in persons.person_mentions(text, parsed, frozenset())}


@pytest.mark.parametrize(
    "words",
    [
        [("青浜", PLACE), ("市長", NOUN), ("は", PARTICLE)],
        [("青浜", PLACE), ("支店", NOUN), ("長", SUFFIX), ("は", PARTICLE)],
        [("古賀", FAMILY), ("外務", NOUN), ("報道官", NOUN), ("は", PARTICLE)],
    ],
)
def test_a_place_or_an_office_is_no_name(words: list[tuple[str, str]]) -> None:
    text, parsed = sentence(*words)
    assert not [m for m in persons.person_mentions(text, parsed, frozenset()) if len(m.name) > 2]


def test_a_family_name_in_katakana_leads_to_the_full_name() -> None:
    words = [("ミナト", FAMILY), ("ジョー", "名詞-固有名詞-人名-一般"), ("氏", SUFFIX), ("は", PARTICLE)]
    text, parsed = sentence(*words)
    assert mentions.register(text, [parsed]).full_name("ミナト") == "ミナトジョー"


@pytest.mark.parametrize(
    ("text", "phrase", "name"),
    [
        ("県警白波署は調べている。白波署は", "白波署", "県警白波署"),
        ("「里山の水を守る会」は反対した。守る会は", "守る会", "里山の水を守る会"),
        ("白波調査委員会は報告書をまとめた。", "報告書", "白波調査委員会"),
        ("白波党の総括文書は", "白波党の総括文書", "白波党"),
        ("白波町教育長の話では", "教育長の話", "教育長"),
        ("Ａ氏は", "Ａ氏", "Ａ氏"),
    ],
)
def test_resolve_finds_the_body_behind_a_short_form_or_a_document(text: str, phrase: str, name: str) -> None:
    assert mentions.resolve(phrase, len(text), mentions.register(text, [])) == name
