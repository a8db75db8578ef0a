"""Whose words a sentence is by its form alone, without a verb of quoting: 「…」と山口氏。 …、と県幹部 「…」（県の担当者）"""

import re
from collections.abc import Sequence

from articles.extraction import mentions, subjects
from articles.extraction.clause import Clause
from articles.extraction.mentions import Register
from articles.extraction.results import Span
from articles.extraction.scenes import Scene

_BESIDE = r"(?:[（(][^（）()]{1,16}[）)])?"
_BEHIND = re.compile(
    rf"(?P<mark>[」』、])(?:と(?:は|も)?+、?|(?<=[」』])[ 　]?[―—–─－-]{{1,3}}[ 　]?)"
    rf"(?P<who>[^。、，「」『』（）()はがをにへで\n]{{1,24}}(?:「[^「」、。]{{2,20}}」)?){_BESIDE}。?$"
)
"""「もう限界だった」と元院長の水谷彰さん（64）。 …は未定、と県幹部 「3割減った」――市の幹部"""
_SIGNED = re.compile(r"[・●]?[「『][^「『]{1,400}?(?P<mark>[」』])[（(](?P<who>[^（）()「」、。]{2,24})[）)]。?$")
"""「病院に行けない」（民生委員の畑中ふみさん）。"""
_TOLD = re.compile(r"(?:^|、)(?P<who>[^。、，「」『』（）()はがをに\n]{1,24})[はが]$")
"""別の職員は before 「もっと多い」とも。"""
_NAMED = re.compile(rf"(?P<who>[^。、，「」『』（）()はがをに：:\n]{{2,16}}){_BESIDE}[：:]?[ 　]?$")
"""農相 before 「夏には下がる」 and nothing else."""
_NOTHING_ELSE = re.compile(r"(?P<quoting>と[もは]?)?。?$")
_WINDOW = 80  # code points

_STATES = re.compile(r"[はがを][0-9０-９一-龯ァ-ヴー]|[たるいうくすつぬむぐぶだねよかなんせ][。！？!?]?$")
_LONG_ENOUGH = 12  # code points of a quotation that is no name
_HAS_PARTICLE = re.compile(r"[^、。「」][はがもをにで][^、。「」]*$")
"""A clause before 、と: a list (農家、漁師、と市民) has no particle before its last comma."""

_AGED = re.compile(r"^[0-9０-９]{1,3}(?:歳|才|代)の?|^(?:見る|みる|言う|いう|語る|話す|訴える|嘆く|憤る|喜ぶ|する)")
_OF = re.compile(
    r"の(?:弁|言|言葉|話|談|主張|説明|言い分|見立て|見方|見解|指摘|分析|評|証言|コメント|声|口癖|持論|認識|発言)$"
)
"""「…」とは水道局の弁: whose words they are, before what kind of words they are."""


def speakers(scenes: Sequence[Scene | None], register: Register) -> dict[int, str]:
    """Who speaks in the sentences whose form says so, by index."""
    found = ((index, _speaker(current, register)) for index, current in enumerate(scenes) if current)
    return {index: name for index, name in found if name}


def _speaker(current: Scene, register: Register) -> str | None:
    if any(cue.strength == 3 and cue.source and cue.kind != "parenthetic" for cue in current.cues):
        return None  # a verb of quoting has its own source
    who = _behind(current.clause) or _before(current.clause)
    return _name(current.clause.text[who.start : who.end], who.start, register) if who else None


def _behind(clause: Clause) -> Span | None:
    """Who stands behind what is said."""
    begin = max(clause.span.start, clause.span.end - _WINDOW)
    for found in (
        _BEHIND.search(clause.text, begin, clause.span.end),
        _SIGNED.match(clause.text, clause.span.start, clause.span.end),
    ):
        if found and _is_said(clause, found.start("mark")):
            return Span(*found.span("who"))
    return None


def _is_said(clause: Clause, mark: int) -> bool:
    """Whether a statement rather than a name or a list ends with the mark at a position."""
    if clause.text[mark] == "、":
        return bool(_HAS_PARTICLE.search(clause.text, max(clause.span.start, mark - _WINDOW), mark))
    opener = clause.quotations.get(mark)
    return opener is not None and _is_statement(clause.text[opener + 1 : mark])


def _is_statement(words: str) -> bool:
    return len(words) >= _LONG_ENOUGH or bool(_STATES.search(words[1:]))


def _before(clause: Clause) -> Span | None:
    """Who stands before a quotation that the sentence ends with."""
    opener, closer = clause.outer[-1] if clause.outer else (0, 0)
    rest = _NOTHING_ELSE.match(clause.text, closer + 1, clause.span.end) if closer else None
    if rest is None or not _is_statement(clause.text[opener + 1 : closer]):
        return None
    begin = max(clause.span.start, opener - _WINDOW)
    words = clause.text[begin:opener]
    found = _TOLD.search(words) if rest["quoting"] else _NAMED.match(words)
    return Span(begin + found.start("who"), begin + found.end("who")) if found else None


def _name(words: str, start: int, register: Register) -> str | None:
    """The person, role or body that a phrase names; None for a thing."""
    phrase = _AGED.sub("", _OF.sub("", words))
    name = mentions.resolve(phrase, start + words.find(phrase), register) if phrase else None
    if name is None:
        return None
    last = name.rpartition("の")[2]
    is_who = mentions.is_role(last) or subjects.is_person(last) or subjects.looks_like_source(last)
    return name if is_who or register.is_person(name) else None
