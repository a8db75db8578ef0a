"""The predicates of a sentence from its end inward: 明らかにした, こと, 撤退する in 「撤退することを明らかにした」.

Read from the words in their order rather than from the tree, which long quotations mislead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.japanese.offsets import narrow
from articles.japanese.parsing import Token

MOST = 5
_REACH = 25  # words between a quotative と and the verb it belongs to
_INFLECTION = frozenset(("AUX", "SCONJ", "PART", "CCONJ"))
_CLAUSE_ENDS = frozenset(("AUX", "VERB", "ADJ", "SCONJ"))
_CASES = frozenset("をがにもはで")
_SAYING_NOUNS = frozenset(
    [
        "こと",
        "旨",
        "の",
        "もの",
        "ため",
        "事",
        "案",
        "形",
        "わけ",
        "はず",
        "つもり",
        "よう",
        "考え",
        "方針",
        "意向",
        "意思",
        "決意",
        "構え",
        "姿勢",
        "態度",
        "目標",
        "方向",
        "予定",
        "計画",
        "見通し",
        "見込み",
        "予測",
        "予想",
        "観測",
        "試算",
        "可能性",
        "疑い",
        "恐れ",
        "おそれ",
        "懸念",
        "危険",
        "危険性",
        "推測",
        "見方",
        "認識",
        "見解",
        "判断",
        "見立て",
        "結論",
        "指摘",
        "説明",
        "発表",
        "話",
        "発言",
        "コメント",
        "主張",
        "報告",
        "報道",
        "意見",
        "声",
        "批判",
        "不満",
        "反対",
        "賛成",
        "期待",
        "希望",
        "感謝",
        "異例",
        "模様",
        "様子",
        "状況",
        "理由",
        "原因",
        "要因",
        "結果",
        "意味",
        "必要",
        "必要性",
        "義務",
        "対象",
    ]
)
"""Nouns whose attribute is what is said, planned or thought."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """`lemma` and what is inflected or said behind it (`suffix`); `link` says how the one outside it takes it in:
    end (nothing outside), と, bare (と behind a noun), を and the like (a noun in that case), of (a noun's attribute)."""

    lemma: str
    suffix: str
    link: str
    quoted: bool

    @property
    def is_object(self) -> bool:
        """A noun in a case that says nothing by itself (撤退を決めた)."""
        return self.link in _CASES and self.lemma not in _SAYING_NOUNS


def chain(tokens: Sequence[Token]) -> list[Predicate]:
    """At most `MOST` predicates, the last of the sentence first; none in a sentence of marks alone."""
    found: list[Predicate] = []
    end, link, quoted = len(tokens), "end", False
    while len(found) < MOST:
        while end > 0 and tokens[end - 1].tag.startswith(("補助記号", "空白")):
            quoted = quoted or tokens[end - 1].text in "」』”"
            end -= 1
        if end == 0:
            break
        head = _head(tokens, end)
        suffix = "".join(narrow(token.text) for token in tokens[head + 1 : end])
        found.append(Predicate(narrow(tokens[head].lemma or tokens[head].text), suffix, link, quoted))
        inner = _complement(tokens, head) or _attribute(tokens, head)
        if inner is None:
            break
        link, end = inner
    return found


def core(predicates: Sequence[Predicate]) -> Predicate:
    """The innermost predicate, behind all that reports it."""
    innermost = predicates[0]
    for predicate in predicates[1:]:
        if predicate.is_object:
            break
        innermost = predicate
    return innermost


def path(predicates: Sequence[Predicate]) -> str:
    """By what links and nouns one comes from the end to the core: と of, を方針 of."""
    steps = []
    for predicate in predicates[1:]:
        if predicate.is_object:
            steps.append("object")
            break
        steps.append(f"{predicate.link}{predicate.lemma}" if predicate.link in _CASES else predicate.link)
    return " ".join(steps)


def _head(tokens: Sequence[Token], end: int) -> int:
    """The word that carries the predicate which ends before `end`; a verb behind と (とした) carries its own."""
    index = end - 1
    while index > 0 and _inflects(tokens[index]):
        if _is_quotative(tokens[index - 1]) and tokens[index].tag.startswith("動詞"):
            break
        index -= 1
    return index


def _inflects(token: Token) -> bool:
    inflected = token.pos in _INFLECTION or token.tag.startswith(("助詞", "助動詞", "接尾辞-形", "動詞-非自立"))
    return inflected and not token.tag.startswith("補助記号")


def _is_quotative(token: Token) -> bool:
    return token.text in ("と", "って") and token.tag == "助詞-格助詞"


def _complement(tokens: Sequence[Token], head: int) -> tuple[str, int] | None:
    """The link to what the predicate takes in and where that ends: a noun in a case, or better, a quotative と."""
    if head < 2:
        return None
    token, before = tokens[head - 1], tokens[head - 2]
    in_case = (token.text, head - 1) if _is_case_of_noun(token, before) else None
    if in_case and narrow(before.lemma or before.text) in _SAYING_NOUNS:
        return in_case
    return _quotative(tokens, head, beside=in_case is not None) or in_case


def _quotative(tokens: Sequence[Token], head: int, *, beside: bool) -> tuple[str, int] | None:
    """The nearest quotative と to the left, outside quotation marks; `beside` a noun in a case no verb may stand between."""
    depth = 0
    for index in range(head - 1, max(0, head - _REACH - 1), -1):
        token, before = tokens[index], tokens[index - 1]
        if token.text in "」』":
            depth += 1
        elif token.text in "「『":
            depth -= 1
            if depth < 0:
                return None
        elif depth == 0 and token.text in ("と", "って") and token.tag in ("助詞-格助詞", "助詞-副助詞"):
            if before.text in "」』”" or before.pos in _CLAUSE_ENDS | _INFLECTION:
                return "と", index
            if index == head - 1 or tokens[index + 1].text in ("の", "する", "し", "、"):
                return "bare", index
        elif beside and depth == 0 and token.pos in ("VERB", "SCONJ"):
            return None
    return None


def _is_case_of_noun(token: Token, before: Token) -> bool:
    in_case = token.text in _CASES and token.tag.startswith("助詞")
    return in_case and before.pos in ("NOUN", "PROPN", "SCONJ", "PRON")


def _attribute(tokens: Sequence[Token], head: int) -> tuple[str, int] | None:
    """A clause before a noun (撤退する方針), also by との."""
    if head == 0 or tokens[head].pos != "NOUN":
        return None
    if tokens[head - 1].pos in _CLAUSE_ENDS:
        return "of", head
    if head > 1 and tokens[head - 1].text == "の" and tokens[head - 2].text == "と":
        return "of", head - 2
    return None
