"""A mere name or topic, of which nothing is said: 上郷ダム, たまごの値上げ; ダム決壊 says something."""

from __future__ import annotations

import re

from articles.search.alignment import MET, Alignment
from articles.search.words import morphemes

_SAYS = frozenset(("動詞", "形容詞", "助動詞", "形状詞"))
_ASKS = re.compile("って|本当|ほんと|ホント|マジ|まじ|デマ|嘘|うそ|なし|ゼロ|じゃ|や[でろん]")
_KANJI = re.compile("[一-龯]")
_FEW = 3
"""Words of a topic; who writes more without a predicate writes a headline."""


def is_bare(of: Alignment) -> bool:
    """Whether the statement is a noun without a predicate, and none that names what the claim says of it."""
    statement = of.statement
    if not of.ours or not 0 < len(of.theirs) <= _FEW or statement.facts.numbers or not _KANJI.search(statement.text):
        return False
    if any(unit.part_of_speech()[0] in _SAYS for unit in morphemes(statement.text)):
        return False
    last, before = of.theirs[-1], statement.text[: of.theirs[-1].word.start]
    says_it = last.at == len(of.ours) - 1 and last.near >= MET and not before.endswith("の")
    return not says_it and not (of.predicate >= 0 and _ASKS.search(statement.text))
