"""What a sentence shows that may make it check-worthy: named features, its characters and its content words.

Features are named `group:feature`. The groups are what the weights file and the reasons speak of; `NOTES` says each in
an editor's words. Everything here is counted from what the rules found and from the parse; nothing is learned.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from articles.extraction import document_features, rule_features, wording_features
from articles.extraction.document_features import Document
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline
from articles.extraction.results import Quantity
from articles.extraction.units import ParsedSentence
from articles.japanese.offsets import narrow
from articles.japanese.parsing import Token

CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV"))

GROUP_NOTES = {
    "kind": "本文か見出し・写真説明か",
    "length": "文の長さ",
    "place": "記事の中での位置",
    "amount": "数量の多さ・大きさ",
    "unit": "数量の単位",
    "date": "日付の有無",
    "voice": "誰の発言・発表か",
    "around": "前後の文とのつながり",
    "article": "記事全体の文体",
    "grammar": "文の組み立て",
    "document": "文書の種類",
    "turn": "質疑の中での役割",
    "characters": "言葉づかい",
    "meaning": "話題",
    "article_meaning": "記事全体の話題",
}

TOPICS = {
    "rule:law": "法律・裁判",
    "rule:war": "安全保障・紛争",
    "rule:health": "健康・医療",
    "rule:safety": "災害・事故",
    "rule:politics": "選挙・政治",
    "rule:economy": "経済・財政",
    "rule:science": "調査・研究",
    "rule:wrongdoing": "不正・疑惑",
    "wording:crime": "事件・捜査",
    "wording:culture": "文化・芸能",
    "wording:nature": "気象・災害の観測",
    "wording:online": "ネット上の情報",
    "wording:rules": "法令・制度",
    "wording:sports": "スポーツ",
}
"""Subjects by the feature that tells them; the learner finds the word vectors that go with each."""

DETAILS = {
    "amount:any": "数量がある",
    "amount:beside_mean": "記事の他の文より数量が多いか",
    "amount:bounded": "「約」「以上」などの幅",
    "amount:hinge": "数量が要点",
    "amount:magnitude": "数量の大きさ",
    "around:after_claimed": "次の文に当事者の主張",
    "around:after_denial": "次の文に否定・反論",
    "around:after_same_speaker": "次の文も同じ発言者",
    "around:before_claimed": "前の文に当事者の主張",
    "around:before_denial": "前の文に否定・反論",
    "around:before_same_speaker": "前の文も同じ発言者",
    "length:beside_mean": "記事の他の文と比べた長さ",
    "length:over_100": "100字を超える",
    "length:over_70": "70字を超える",
    "length:under_15": "15字未満",
    "length:under_30": "30字未満",
    "place:alone": "文が一つだけ",
    "place:first": "最初の文",
    "place:last": "最後の文",
    "place:second": "2番目の文",
    "place:third": "冒頭の数文",
    "voice:all_quoted": "全体が引用",
    "voice:body": "団体・機関の発言",
    "voice:few_quoted": "一部が引用",
    "voice:first_word": "この人の最初の発言",
    "voice:interested": "政治家・官庁などの発言",
    "voice:main_speaker": "記事の中心人物の発言",
    "voice:mood_opinion": "意見・評価",
    "voice:mood_future": "予定・予測",
    "voice:mood_hearsay": "伝聞",
    "voice:mood_inference": "推量",
    "voice:narrated_amount": "地の文の数量",
    "voice:narrated_plain": "数量のない地の文",
    "voice:person": "個人の発言",
    "voice:quote_direct": "直接引用",
    "voice:quote_indirect": "間接引用",
    "voice:quote_none": "引用のない地の文",
    "voice:relayed": "他の媒体の報道",
    "voice:speaker": "発言者が分かる",
    "voice:speaker_and_amount": "発言の中の数量",
    "voice:speaker_asserts": "主張・批判・否定",
}
"""What stands behind the sum over a group, where an editor has a word for it."""

_REACH = wording_features.COMPILED["reach"]
_FOLLOWERS = frozenset(("人", "件"))

_NO_FUNCTION_WORD = re.compile(r"[^ぁ-ん。、?]+")

Words = tuple[tuple[str, str], ...]
"""Surface and dictionary form of content words, in order."""


@dataclass(frozen=True, slots=True)
class Described:
    """A sentence as the model sees it."""

    named: dict[str, float]
    """Values by `group:feature`; absent ones are 0."""
    characters: str
    """The sentence in half width, every digit a 0."""
    words: Words
    article: Words
    """The words of the whole article: one object that its sentences share."""


def note(feature: str, detail: str = "") -> str:
    """What a feature or a group means, in an editor's words, with what stands behind it in this sentence."""
    group, _, name = feature.partition(":")
    if group == "rule":
        return rule_features.NOTES[name]
    if group == "wording":
        return wording_features.NOTES[name]
    if group == "claim":
        return document_features.NOTES[name]
    if group == "meaning" and detail:
        return f"「{detail}」に近い話題"
    return GROUP_NOTES[group] + (f"（{detail}）" if detail else "")


def without_topic(sentence: Described) -> Described:
    """The sentence with only its hiragana and marks: how it is said, and nothing of what about."""
    return Described({}, _NO_FUNCTION_WORD.sub("*", sentence.characters), (), ())


def describe(outline: Outline, parses: Sequence[ParsedSentence], findings: Sequence[Findings]) -> list[Described]:
    """Every piece of an article; `findings` are those of `parses`, in text order."""
    findings = [_without_reach(parse, found) for parse, found in zip(parses, findings, strict=True)]
    rules = [rule_features.features(found) for found in findings]
    document = Document(outline, findings)
    words = [tuple((t.text, narrow(t.lemma)) for t in parse.tokens if t.pos in CONTENT) for parse in parses]
    of_article = tuple(chain.from_iterable(words))
    described = []
    for index, (parse, found) in enumerate(zip(parses, findings, strict=True)):
        characters = narrow(found.words)
        named = {f"rule:{name}": value for name, value in rules[index].items()}
        named |= {f"wording:{name}": 1.0 for name in wording_features.present(characters)}
        if _supposes_only(named, found):
            named["wording:bare_supposition"] = 1.0
        named[f"kind:{found.kind}"] = 1.0
        named |= document.features(index, rules) | _grammar(parse.tokens)
        named["place:starts_paragraph"] = float(_starts_line(outline.text, parse.span.start))
        described.append(Described(named, re.sub(r"\d", "0", characters), words[index], of_article))
    return described


def _supposes_only(named: Mapping[str, float], found: Findings) -> bool:
    """Whether the reporter says what would follow, and neither how much nor that it would be the first time."""
    tells = found.quantities or found.voice.quote != "none" or "rule:superlative" in named
    return "wording:if_then" in named and not tells


def _without_reach(parse: ParsedSentence, found: Findings) -> Findings:
    """The findings without counts of views and followers, which say how far a rumour got and not what it is about."""
    if not _REACH.search(found.words):
        return found
    counts = [amount for amount in found.quantities if _is_reach(amount, parse.span.start, found.words)]
    telling = tuple(amount for amount in found.quantities if amount not in counts)
    words = list(found.words)
    for count in counts:
        start, end = count.start - parse.span.start, count.end - parse.span.start
        words[start:end] = "*" * (end - start)
    return replace(found, words="".join(words), quantities=telling, numeric=found.numeric and bool(telling))


def _is_reach(amount: Quantity, offset: int, words: str) -> bool:
    """回 in a sentence on views; people in its clause on followers."""
    start = words.rfind("、", 0, amount.start - offset) + 1
    return amount.unit == "回" or (
        amount.unit in _FOLLOWERS and bool(_REACH.search(words, start, amount.start - offset))
    )


def _starts_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _grammar(tokens: Sequence[Token]) -> dict[str, float]:
    """Shares of parts of speech and relations, and what the root is and governs."""
    counts = Counter(_grammatical(tokens))
    per_word = 3 / max(1, len(tokens))
    named = {f"grammar:{name}": count * per_word for name, count in counts.items()}
    for index, token in enumerate(tokens):
        if token.head == index:
            named[f"grammar:root_{token.pos}"] = 1.0
        elif tokens[token.head].head == token.head:
            named[f"grammar:under_root_{token.dep}"] = 1.0
    return named


def _grammatical(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield f"pos_{token.pos}"
        yield f"dep_{token.dep}"
