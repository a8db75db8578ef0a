"""The particle that marks what is said: と, って, とも."""

import re

from articles.extraction.clause import Clause
from articles.extraction.lexicon import THINK


def quotative_particle(clause: Clause, verb: int, *, adjacent: bool) -> int | None:
    """The と that marks what is said, or None; beyond another verb only if the tree hands it to this one."""
    is_near = True
    for index in range(verb - 1, max(0, verb - _REACH), -1):
        token = clause.tokens[index]
        if _may_quote(clause, index, verb) and _quotes(clause, index, verb):
            return index if is_near or clause.tokens[token.head].head == verb else None
        if adjacent and token.text not in ("も", "は", "、"):
            return None
        if token.pos == "VERB" and not clause.inside[index] and token.dep not in ("fixed", "acl"):
            is_near = is_near and (token.head == verb or index == verb - 1)
    return None


_REACH = 25  # tokens


def _quotes(clause: Clause, particle: int, verb: int) -> bool:
    """Whether what stands before a と is said or thought rather than a person or thing beside another."""
    if particle and clause.tokens[particle - 1].tag.startswith("形状詞-タリ"):
        return False  # 漠然とした, 堂々と
    if clause.tokens[particle].start - 1 in clause.quotations or has_predicate(clause, particle):
        return True
    return verb - particle == 1 and (_declares(clause, verb) or clause.lemmas[verb] in THINK)


_TELLER = re.compile(r"[^、。「」，,]{1,14}[はがもに]$")


def _may_quote(clause: Clause, index: int, verb: int) -> bool:
    """と, って and とも; a と the parser takes for a conditional only with a short phrase before the verb: …と彼はいう."""
    token = clause.tokens[index]
    if clause.inside[index] or token.text not in ("と", "って", "とも") or not token.tag.startswith("助詞"):
        return False
    if token.text == "とも" or "接続" not in token.tag or (verb - index == 1 and clause.lemmas[verb] in _DECLARES):
        return True
    return _TELLER.fullmatch(clause.text[token.end : clause.tokens[verb].start]) is not None


_DECLARES = frozenset(
    ("発表", "公表", "認定", "判断", "説明", "表明", "明らか", "報告", "断定", "結論", "推定", "強調", "主張", "指摘")
)


def _declares(clause: Clause, verb: int) -> bool:
    """Verbs that quote a bare noun, too: 死者は１２人と発表した, 未定としている."""
    if clause.lemmas[verb] in _DECLARES:
        return True
    end = clause.tokens[verb].start
    following = clause.text[end : min(end + 6, clause.span.end)]
    return following.startswith(
        ("している。", "しています。", "しており", "見ている", "みている", "見てい", "みており")
    )


def has_predicate(clause: Clause, particle: int) -> bool:
    """と after a predicate quotes; と after a noun joins (A氏と話した)."""
    if particle == 0:
        return False
    last = particle - 1
    while last > 0 and clause.tokens[last].text in "、，,":
        last -= 1
    previous = clause.tokens[last]
    if previous.pos in ("VERB", "AUX", "ADJ", "SCONJ", "PART") or previous.tag.startswith(
        ("助動詞", "助詞-終助詞", "形容詞", "動詞", "形状詞")
    ):
        return True
    return clause.tokens[clause.tokens[particle].head].dep in ("ccomp", "advcl", "acl")
