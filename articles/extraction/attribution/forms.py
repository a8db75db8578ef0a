"""Forms of verbs and verbal nouns that tell a report from a name, a plan or a denial."""

import re

from articles.extraction.clause import Clause


def is_passive(clause: Clause, verb: int) -> bool:
    return any(clause.tokens[c].lemma in ("れる", "られる") for c in clause.children[verb] if verb < c <= verb + 3)


def is_negated(clause: Clause, verb: int) -> bool:
    """明らかにしていない and 触れなかった report nothing."""
    end = clause.tokens[verb].end
    return bool(
        re.match(
            r"(?:し|れ|に|て|い|ら|[^。、]{0,2})*?(?:ない|なかっ|ず|ません)",
            clause.text[end : min(end + 8, clause.span.end)],
        )
    )


def is_inflected(clause: Clause, verb: int) -> bool:
    """言った, 言っている; a bare という before a noun only names something."""
    return any(clause.tokens[c].dep == "aux" for c in clause.children[verb]) or clause.tokens[verb].text not in (
        "いう",
        "言う",
    )


def inflection_end(clause: Clause, verb: int) -> int:
    """Where the endings of a verb stop: before のは in 訴えたのは."""
    match = re.compile(r"(?:し)?(?:た|て(?:い)?(?:る|た))?").match(
        clause.text, clause.tokens[verb].end, clause.span.end
    )
    return match.end() if match else clause.tokens[verb].end


def is_predicative(clause: Clause, noun: int) -> bool:
    """A verbal noun that ends its clause: …と発言。 …と強調、"""
    following = clause.text[clause.tokens[noun].end : clause.tokens[noun].end + 1]
    return following in ("", "。", "、", "，", ",", "」", "し", "す", "さ", "\n")


def is_report(clause: Clause, verb: int) -> bool:
    """とした、としている、とし、 report; として and とする before a noun do not."""
    start, end = clause.tokens[verb].start, clause.span.end
    return bool(
        re.match(
            r"(?:した|している|していた|しています|していました|しました|して(?=い)|する|し)(?:が|ものの|うえで|上で|一方|ほか|ため)?(?:[。、」，,]|$)",
            clause.text[start : min(end, start + 12)],
        )
    )
