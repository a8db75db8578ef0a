"""What sets a statement apart by how it is built, beside the facts of `differences`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import Alignment
from articles.search.bases import bases_apart
from articles.search.commands import commanded_otherwise
from articles.search.designations import designated_otherwise
from articles.search.differences import Difference, said_denied
from articles.search.elsewhere import elsewhere
from articles.search.narrowing import narrowings
from articles.search.replaced import replaced
from articles.search.restated import restated
from articles.search.roles import roles_apart
from articles.search.timing import timed_otherwise
from articles.search.unsettled import unsettled

_WAYS = (
    *(narrowings, unsettled, roles_apart, bases_apart, elsewhere, restated, timed_otherwise),
    *(designated_otherwise, commanded_otherwise, replaced),
)


def clauses_apart(of: Alignment) -> Iterator[Difference]:
    """As `differences.differences`, of the statement's clauses beside the claim's."""
    if not of.ours or not of.theirs:
        return
    for way in _WAYS:
        yield from way(of)
    yield from _denied_besides(of)


_KANJI = re.compile("[一-龯]")


def _both_ways(of: Alignment) -> str:
    """上がってないとか、普通に上がってる: what the statement denies and says, each once."""
    said = [each.word.form for each in of.theirs]
    denied = [form for form in of.statement.facts.denied if said.count(form) > 1]
    own = {each.word.form for each in of.ours[-_PREDICATE:]}
    return next((form for form in denied if form in own), "")


_PREDICATE = 2
_DENIED_AT_END = re.compile("(?:ない|なかった|ません|ませんでした)(?:よ|です|らしい|そうです|って)?[。!]?$")
_BENIGN = re.compile(
    "信じる|思う|言う|酷い|やばい|おかしい|怖い|可笑しい|凄い|堪る|仕方|しょうが|問題|間違い|勿体|許す|笑う|"
    "気|見る|聞く|良い|洒落|笑い事|他人事|冗談|関係|人事|いける|なる|構う|済む|変|危ない|まずい|えぐい|"
    "えげつない|きつい|高い|足りる|許せる|止まる|使い物|限る|納得|理解"
)
_LACKS = re.compile(
    "廃止|撤廃|中止|終了|防|免れ|避け|済|不|無(?!料|償|線)|未|非|失|足り|欠|ゼロ|ない|なく|ず[、にる]|ぬ|やめ|止め|禁|拒|断|しか"
)


def _denied_besides(of: Alignment) -> Iterator[Difference]:
    """The statement denies something, 警察なんか来ない, and the claim nothing at all."""
    if found := _both_ways(of):
        yield Difference("negation", found, said_denied(of.statement, found))
        return
    if of.claim.facts.denied or _LACKS.search(of.claim.text):
        return
    if not _KANJI.search(of.statement.text) and not _DENIED_AT_END.search(of.statement.text):
        return
    for word in of.statement.facts.denied:
        if not _BENIGN.fullmatch(word):
            yield Difference("negation", of.ours[-1].word.surface, said_denied(of.statement, word))
            return
