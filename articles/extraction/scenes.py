"""A sentence with all that may tell who speaks in it: its cues, and its noun phrases outside quotations by sort."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction import mentions, subjects, told
from articles.extraction.attribution import Cue, cues
from articles.extraction.clause import Clause
from articles.extraction.mentions import Register, outlets
from articles.extraction.mentions.persons import ROLE_ALONE
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence

_NOMINAL = ("名詞", "接尾辞", "代名詞")
_NO_HEAD = ("数詞", "副詞可能", "助数詞")
_COUNTERS = frozenset(("歳", "才", "円", "％", "割", "年", "月", "日", "時", "分"))
_PARTICLE = re.compile(
    r"(?:に(?:より|拠り|依り)ますと|に(?:よる|拠る|依る|よります)と|に(?:よれ|拠れ|依れ)ば|によって|からは|では|でも|とは|"
    r"側は|らは|らが|[はがもをにのとでやへ]|から|、|。|」|）|$)"
)
_LONGEST_PARTICLE = 8
_PRONOUN = re.compile(r"(?:彼女?(?:ら|たち)?|氏|本人|自身|自分|両者|双方|二人|2人|２人)")
_FIRST_PERSON = re.compile(r"(?:私|わたし|僕|俺|我々|われわれ|私たち|僕たち|筆者|記者|弊社|当社|当方)")
_POINTING = re.compile(r"[同両当本前]|この|その")
PAPER = re.compile(
    r"(?:報告書?|調査|統計|声明|発表|文書|通達|論文|資料|データ|数字|白書|試算|推計|判決|決定|研究|記事|書簡|サイト|ツイート|投稿|決算書?|予報|公報)$"
)
_GENERIC = frozenset(
    [
        "男性",
        "女性",
        "男",
        "女",
        "少年",
        "少女",
        "選手",
        "容疑者",
        "被告",
        "指揮官",
        "司令官",
        "本人",
        "社長",
        "会長",
        "監督",
        "担当者",
        "広報担当者",
    ]
)
_HUMANS = re.compile(
    r"(?:[一-龯ァ-ヴーん](?:たち|達|ら)|人々|議員|[動治門論義想作画楽説漫説]家|参加者|市民|住民|[一-龯]民)$"
)
_WHOLE = re.compile(r"[「“][\s\S]*[」”](?:――)?\s*。?")


class Sort(StrEnum):
    """What a noun phrase is, as far as its words tell."""

    PERSON = "person"
    NAMED = "named"
    """With an honorific or title, but not known otherwise."""
    NAME = "name"
    OFFICE = "office"
    ROLE = "role"
    HUMAN = "human"
    BODY = "body"
    BODY_PROPER = "body_proper"
    OUTLET = "outlet"
    DOCUMENT = "document"
    PRONOUN = "pronoun"
    SELF = "self"
    POINTING = "pointing"
    GENERIC = "generic"
    PLACE = "place"
    PROPER = "proper"
    KATAKANA = "katakana"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase outside quotations: first and last token, with the particle behind it."""

    first: int
    last: int
    span: Span
    words: str
    particle: str
    sort: Sort

    @property
    def is_subject(self) -> bool:
        return self.particle in ("は", "が", "も")


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence; `cues` with those of `told` where no verb of quoting has a source."""

    clause: Clause
    cues: tuple[Cue, ...]
    phrases: tuple[Phrase, ...]
    is_quotation: bool
    """A quotation and nothing else."""
    begins_paragraph: bool

    @property
    def begins_another_quotation(self) -> bool:
        """「…」 with a sentence of its own behind it: what that says is not said of the quotation before."""
        opener, closer = self.clause.outer[0] if self.clause.outer else (-1, -1)
        after = self.clause.text[closer + 1 : min(closer + 2, self.clause.span.end)]
        return opener == self.clause.span.start and after not in ("", "と", "、", "。", "な")


def scene(text: str, sentence: ParsedSentence, register: Register) -> Scene:
    """What a sentence shows."""
    clause = Clause(text, sentence)
    before = text[max(0, sentence.span.start - 2) : sentence.span.start]
    return Scene(
        clause=clause,
        cues=tuple(_cues(clause)),
        phrases=tuple(_phrases(clause, register)),
        is_quotation=_WHOLE.fullmatch(text, sentence.span.start, sentence.span.end) is not None,
        begins_paragraph=sentence.span.start == 0 or "\n" in before,
    )


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end


def _cues(clause: Clause) -> Iterator[Cue]:
    quoting = cues(clause)
    yield from quoting
    if any(cue.strength == 3 and cue.source for cue in quoting):
        return
    sourced = [cue.cue for cue in quoting if cue.source]
    yield from (cue for cue in told.cues(clause) if not any(overlap(cue.cue, other) for other in sourced))


def _phrases(clause: Clause, register: Register) -> Iterator[Phrase]:
    seen: set[tuple[int, int]] = set()
    for index in range(len(clause.tokens)):
        if not _heads(clause, index) or (edges := clause.noun_phrase(index)) in seen:
            continue
        seen.add(edges)
        first, last = edges
        words = clause.phrase(first, last)
        span = Span(clause.tokens[first].start, clause.tokens[last].end)
        particle = _particle(clause, span.end)
        yield Phrase(first, last, span, words, particle, sort_of(clause, first, last, words, register))


def _heads(clause: Clause, index: int) -> bool:
    """Whether a token is the last noun of a phrase outside quotations, or of a name in quotation marks."""
    token = clause.tokens[index]
    if not token.tag.startswith(_NOMINAL) or any(part in token.tag for part in _NO_HEAD) or token.text in _COUNTERS:
        return False
    if clause.inside[index] and token.end not in clause.outer_closers:
        return False
    if index + 1 == len(clause.tokens):
        return True
    following = clause.tokens[index + 1]
    return following.start != token.end or not following.tag.startswith(("名詞", "接尾辞"))


def _particle(clause: Clause, end: int) -> str:
    """What follows a phrase, behind its closing quotation mark and a bracket that explains it."""
    if end in clause.outer_closers:
        end += 1
    closer = clause.bracket_opened_at.get(end)
    if closer is not None:
        end = closer + 1
    match = _PARTICLE.match(clause.text, end, min(end + _LONGEST_PARTICLE, clause.span.end))
    return match[0] if match else "他"


def sort_of(clause: Clause, first: int, last: int, words: str, register: Register) -> Sort:
    """The sort of the noun phrase from token `first` to `last`."""
    if _PRONOUN.fullmatch(words):
        return Sort.PRONOUN
    if _FIRST_PERSON.fullmatch(words):
        return Sort.SELF
    name = mentions.person_name(words.rpartition("の")[2], register)
    is_known = name is not None and register.is_person(name)
    if _POINTING.match(words) and not is_known:
        return Sort.POINTING
    if name:
        return Sort.PERSON if is_known else Sort.NAMED
    return _unnamed_sort(clause, first, last, words, register)


def _unnamed_sort(clause: Clause, first: int, last: int, words: str, register: Register) -> Sort:
    tag = clause.tokens[last].tag
    is_proper = any("固有名詞" in clause.tokens[index].tag for index in range(first, last + 1))
    signs = (
        (Sort.GENERIC, words in _GENERIC),
        (Sort.OUTLET, outlets.outlets(words, clause.text, register.outlets) is not None),
        (Sort.DOCUMENT, PAPER.search(words) is not None),
        (Sort.OFFICE, ROLE_ALONE.match(words) is not None),
        (Sort.ROLE, mentions.is_role(words)),
        (Sort.NAME, "人名" in tag),
        (Sort.BODY_PROPER, is_proper and subjects.looks_like_source(words)),
        (Sort.BODY, subjects.looks_like_source(words)),
        (Sort.HUMAN, subjects.is_person(words) or _HUMANS.search(words) is not None),
        (Sort.PLACE, "地名" in tag),
        (Sort.PROPER, "固有名詞" in tag),
        (Sort.KATAKANA, re.search("[ァ-ヴー]{3,}$", words) is not None),
    )
    return next((sort for sort, shows in signs if shows), Sort.THING)
