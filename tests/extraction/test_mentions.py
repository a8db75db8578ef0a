"""The rules that say whom a phrase stands for, each by its own examples; the gate; and what a noun phrase is."""

import pytest

from articles.extraction import mentions
from articles.extraction.clause import Clause
from articles.extraction.mentions import MentionKind, Register, outlets, resolution
from articles.extraction.mentions.resolution import RULES, Example, Means, Rule
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]


def register_of(example: Example) -> Register:
    found = mentions.register(example.text, [])
    for name, role in example.persons:
        found.add_person(example.text.find(name), name, role)
    return found


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.name.name} {e.phrase}" for r, e in EXAMPLES])
def test_example_resolves_as_its_rule_says(rule: Rule, example: Example) -> None:
    assert mentions.resolve(example.phrase, len(example.text), register_of(example)) == example.name


@pytest.mark.parametrize("rule", RULES, ids=[rule.name.name for rule in RULES])
def test_rule_is_the_first_to_fit_one_of_its_examples(rule: Rule) -> None:
    asked = [resolution.asked_about(e.phrase, len(e.text), register_of(e)) for e in rule.examples]

    assert rule.name in {resolution.first_fitting(each)[0] for each in asked}


@pytest.mark.parametrize(
    "name",
    [
        "浜口千景",
        "アンナ・ミナト",
        "青浜市の担当者",
        "60代の男性",
        "県警捜査1課",
        "となりの窓",
        "青浜市、白波消防本部",
        "研究員の１人",
    ],
)
def test_gate_lets_a_person_body_or_role_pass(name: str) -> None:
    assert mentions.is_speaker_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "計500～600人",
        "時速60キロ",
        "20:59\t青浜",
        "この動画",
        "製品",
        "調べたところ",
        "それ",
        "うち",
        "や政権関係者",
        "浜口大統領や",
        "【速報】青浜市",
        "「青浜市",
        "2千人",
        "",
    ],
)
def test_gate_stops_what_cannot_speak(name: str) -> None:
    assert not mentions.is_speaker_name(name)


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ([("青浜", "名詞-固有名詞-地名-一般"), ("市", "接尾辞-名詞的-一般")], MentionKind.BODY, "青浜市"),
        ([("同社", "名詞-普通名詞-一般")], MentionKind.POINTER, None),
        ([("買い物客", "名詞-普通名詞-一般")], MentionKind.ROLE, "買い物客"),
        ([("住民", "名詞-普通名詞-一般"), ("ら", "接尾辞-名詞的-一般")], MentionKind.GROUP, "住民ら"),
        ([("朝凪新聞", "名詞-固有名詞-一般")], MentionKind.OUTLET, "朝凪新聞"),
        ([("最終報告書", "名詞-普通名詞-一般")], MentionKind.DOCUMENT, "最終報告書"),
        ([("窓ガラス", "名詞-普通名詞-一般")], MentionKind.THING, "窓ガラス"),
        ([("浜口", "名詞-固有名詞-人名-姓"), ("市長", "名詞-普通名詞-一般")], MentionKind.PERSON, "浜口"),
    ],
)
def test_mention_tells_what_a_noun_phrase_is(words: list[tuple[str, str]], kind: MentionKind, name: str | None) -> None:
    tokens, start = [], 0
    for word, tag in [*words, ("は", "助詞-係助詞")]:
        last = len(words) - 1
        dep = "case" if word == "は" else "compound" if len(tokens) < last else "nsubj"
        tokens.append(Token(start, start + len(word), word, word, "NOUN", tag, dep, last))
        start += len(word)
    text = "".join(token.text for token in tokens)
    parsed = ParsedSentence(Span(0, start), tuple(tokens), ())

    found = mentions.mentions(Clause(text, parsed), mentions.register(text, [parsed]))

    assert [(each.kind, each.name) for each in found] == [(kind, name)]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "sign",
    [
        "あ",
        "同",
        "・",
        "、",
        "の",
        "と",
        "ア",
        "A",
        "「",
        "（",
        "会社",
        "新聞",
        "1",
        "青浜市や",
        "朝日新聞",
        "ると",
        "は漢",
        "NH",
        "米紙",
    ],
)
def test_resolve_and_register_are_linear_in_hostile_input(sign: str) -> None:
    text = sign * (200_000 // len(sign))

    found = mentions.register(text, [])
    mentions.resolve(text[:2_000], len(text), found)
    outlets.credited(f"{text}が報じた", text)
    outlets.outlets(text, text)


def test_means_are_used_once() -> None:
    assert sorted(rule.name for rule in RULES) == sorted(set(Means) - {Means.ITSELF})
