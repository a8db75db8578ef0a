"""What a sentence shows that may make it check-worthy: named features, its characters and its content words.

Features are named `group:feature`; `reasons.py` says them in an editor's words. Everything here is counted from what the
rules found and from the parse; nothing is learned.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from articles.extraction import rule_features, wording_features
from articles.extraction.document_features import Document
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline
from articles.extraction.results import Quantity
from articles.extraction.units import ParsedSentence
from articles.japanese.offsets import narrow
from articles.japanese.parsing import Token

CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV"))

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
