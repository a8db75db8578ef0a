"""Polite and spoken endings in the plain form of a news sentence: 減りました → 減った, 高いんですよ → 高い."""

import re
from collections.abc import Iterator, Sequence

from articles.extraction.results import Span
from articles.extraction.wording.edits import Edit
from articles.japanese.parsing import Token

_TO_A = str.maketrans("うくぐすつぬぶむる", "わかがさたなばまら")
_TO_TA = {
    "う": "った", "つ": "った", "る": "った", "く": "いた", "ぐ": "いだ", "す": "した", "ぬ": "んだ", "ぶ": "んだ", "む": "んだ",
}  # fmt: skip
_TO_I = str.maketrans("うくぐすつぬぶむる", "いきぎしちにびみり")
_PLAINER = {"おる": "いる", "ござる": "ある", "いたす": "する", "致す": "する", "まいる": "いく"}
_IRREGULAR = {
    "する": ("する", "した", "しない", "しなかった", "し"),
    "来る": ("来る", "来た", "来ない", "来なかった", "来て"),
    "くる": ("くる", "きた", "こない", "こなかった", "きて"),
    "ある": ("ある", "あった", "ない", "なかった", "あり"),
    "行く": ("行く", "行った", "行かない", "行かなかった", "行って"),
    "いく": ("いく", "いった", "いかない", "いかなかった", "いって"),
}
_IRREGULAR_IRU = ("いる", "いた", "いない", "いなかった", "いて")
_PRESENT, _PAST, _NEGATIVE, _NEGATIVE_PAST, _GOES_ON = range(5)
_COPULA = ("である", "だった", "ではない", "ではなかった", "で")
_SPOKEN = ("よ", "わ", "ぞ", "さ", "もの", "もん")
"""Particles that only stress a statement; か, ね and な ask for the hearer's view."""


def edits(tokens: Sequence[Token], span: Span) -> Iterator[Edit]:
    """The edits that make the endings of the tokens within `span` plain."""
    inside = [token for token in tokens if span.start <= token.start and token.end <= span.end]
    for sentence in _sentences(inside):
        if not _is_left(sentence):
            yield from _of_sentence(sentence)


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for index, token in enumerate(tokens, 1):
        if token.tag == "補助記号-句点" or index == len(tokens):
            yield tokens[start:index]
            start = index


_TAIL = 6  # tokens
_REASONS = ("から", "けど")
_GREETING = re.compile(r"ありがと|おめでと|よろしく|お願い(?:申|致|いた|し)|申し訳|お疲れ|失礼(?:いた|致|し)")


def _is_left(sentence: Sequence[Token]) -> bool:
    """A greeting, a question or an appeal (…ますね): in the plain form it would be another."""
    words = [token for token in sentence[-_TAIL:] if not token.tag.startswith("補助記号")]
    if not words or any(token.text in ("？", "?") for token in sentence[-2:]):
        return True
    asks = words[-1].tag == "助詞-終助詞" and words[-1].text not in _SPOKEN
    if asks and not (len(words) > 1 and _is_reason(words[-2], words[-1])):
        return True
    return bool(_GREETING.search("".join(token.text for token in sentence)))


def _is_reason(before: Token, last: Token) -> bool:
    """…ますからね tells, unlike …ますね."""
    return before.text in _REASONS and last.text in ("ね", "な")


def _of_sentence(inside: Sequence[Token]) -> Iterator[Edit]:
    index = 0
    while index < len(inside):
        token = inside[index]
        if token.lemma == "ます" and token.pos == "AUX" and index:
            form, end = _form(inside, index)
            if form is not None and (edit := _verb(inside, index, form, end)):
                yield edit
            index = max(end, index + 1)
        elif token.lemma == "です" and token.pos == "AUX" and index:
            form, end = _form(inside, index)
            if form is not None:
                yield _copula(inside, index, form, end)
            index = max(end, index + 1)
        else:
            if token.text == "てる" and token.pos == "AUX":
                yield Edit(token.start, token.end, "ている")
            index += 1
    yield from _spoken_end(inside)


def _form(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """What ます or です at `index` is inflected for, and the first token behind it; None for ましょう and ませ."""
    words = [token.text for token in tokens[index : index + 4]]
    if words[0] in ("ます", "です"):
        return _PRESENT, index + 1
    if words[:2] in (["まし", "た"], ["でし", "た"]):
        return _PAST, index + 2
    if words == ["ませ", "ん", "でし", "た"]:
        return _NEGATIVE_PAST, index + 4
    if words[:2] == ["ませ", "ん"]:
        return _NEGATIVE, index + 2
    if words[:2] == ["まし", "て"]:
        return _GOES_ON, index + 2
    return None, index + 1


def _verb(tokens: Sequence[Token], index: int, form: int, end: int) -> Edit | None:
    verb = tokens[index - 1]
    before = tokens[index - 2] if index >= 2 else None
    if verb.lemma in ("ござる", "ある") and before is not None and before.text == "で" and before.lemma in ("だ", "で"):
        return Edit(before.start, tokens[end - 1].end, _COPULA[form])
    if verb.lemma == "ござる" and before is not None and not before.tag.startswith(("助詞", "助動詞")):
        return None  # 早うございます
    plain = inflected(verb, form)
    return Edit(verb.start, tokens[end - 1].end, plain) if plain else None


def inflected(verb: Token, form: int) -> str | None:
    """A verb that stands before ます, in another form; None where its kind cannot be told."""
    lemma = _PLAINER.get(verb.lemma, verb.lemma)
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma][form]
    if lemma in ("てる", "でる"):
        return lemma[0] + _IRREGULAR_IRU[form]
    if lemma.endswith("する") and verb.text == lemma[:-2] + "し":
        return lemma[:-2] + _IRREGULAR["する"][form]
    if lemma != verb.lemma or verb.text == lemma[:-1]:
        stem = lemma[:-1]  # 増え|る
        return (lemma, stem + "た", stem + "ない", stem + "なかった", stem)[form]
    if not lemma or lemma[-1] not in _TO_TA or verb.text != lemma[:-1] + lemma[-1].translate(_TO_I):
        return None
    negative = lemma[:-1] + lemma[-1].translate(_TO_A)
    return (lemma, lemma[:-1] + _TO_TA[lemma[-1]], negative + "ない", negative + "なかった", verb.text)[form]


def _copula(tokens: Sequence[Token], index: int, form: int, end: int) -> Edit:
    """です behind a noun is である; behind an adjective, た or ない it falls away, as does the の of のです."""
    first, before = index, tokens[index - 1]
    if before.text in ("の", "ん") and before.tag == "助詞-準体助詞" and index >= 2:
        if tokens[index - 2].text == "な":
            return Edit(tokens[index - 2].start, tokens[end - 1].end, _COPULA[form])
        first, before = index - 1, tokens[index - 2]
    start, stop = tokens[first].start, tokens[end - 1].end
    if before.tag.startswith("形容詞") or before.text in ("た", "だ", "ない", "たい", "る") or (first < index):
        return Edit(start, stop, {_PRESENT: "", _PAST: "た"}.get(form, ""))
    behind = tokens[end] if end < len(tokens) else None
    if form == _PRESENT and behind is not None and behind.text in ("が", "から", "けど", "けれど", "けれども", "し"):
        return Edit(start, stop, "だ")
    if form == _PRESENT and behind is not None and behind.text == "の":
        return Edit(start, stop, "な")
    return Edit(start, stop, _COPULA[form])


def _spoken_end(tokens: Sequence[Token]) -> Iterator[Edit]:
    """よ and the like at the end, から before them; わけです is left to what it says."""
    end = len(tokens)
    while end and tokens[end - 1].tag.startswith("補助記号"):
        end -= 1
    first = end
    if end > 1 and _is_reason(tokens[end - 2], tokens[end - 1]):
        first -= 1
    while first and tokens[first - 1].tag == "助詞-終助詞" and tokens[first - 1].text in _SPOKEN:
        first -= 1
    if first and first < end and tokens[first - 1].text in _REASONS:
        first -= 1
    if 0 < first < end:
        yield Edit(tokens[first].start, tokens[end - 1].end)
