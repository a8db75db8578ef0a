"""Who may be the speaker of a sentence: its noun phrases, who spoke before, who is named after; each with its signs.

A sign is a short text (`src=3=quotative`); `choice.py` has learned what each counts. Nothing here decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction import mentions, subjects
from articles.extraction.clause import Clause
from articles.extraction.memory import Memory
from articles.extraction.mentions import Register, outlets
from articles.extraction.naming import PROPER, Names, only_points
from articles.extraction.pointers import Pointers
from articles.extraction.results import Span
from articles.extraction.scene_signs import (
    NO_WHO,
    Signs,
    following_signs,
    kinds_of,
    phrase_signs,
    quoted_words,
    sentence_signs,
)
from articles.extraction.scenes import PAPER, Phrase, Scene, Sort, sort_of
from articles.extraction.standing import Standing, is_who
from articles.japanese.words import words

_MOST_FOLLOWING = 6  # phrases of the sentence after a quotation
_MOST_SUBJECTS = 2
_FURTHER = 3  # quotations that one speaker may say in a row
_LAST = "last0"

_SHORTEST_AUTHOR = 3  # code points
_FAMILY_NAME = 3  # code points that tell a person in a quotation
_POINTS = re.compile(r"(?:彼女?(?:ら|たち)?|氏|本人|自身|自分|両者|双方)$|[同両]|この|その")

_AROUND = re.compile("(?:周辺|筋|側|陣営|派|内部|現場|近所|工場|原発|世論|[一-龯][界主屋店館園宿児])$")
"""首相周辺 may speak."""
_NAMES_ALONE = PROPER | {Sort.BODY_PROPER, Sort.OUTLET}


class How(StrEnum):
    """How a candidate comes to stand for a speaker."""

    PHRASE = "phrase"
    """A noun phrase of the sentence, as the article names it in full."""
    TAIL = "tail"
    """The same without what describes it, or the author of the paper it is."""
    RULED = "ruled"
    """Whom the rules of `reports.py` name."""
    POINTED = "pointed"
    """Whom a pronoun or title of the sentence may point back to."""
    CARRIED = "carried"
    """Who spoke before, where the sentence leaves out its subject."""
    FOLLOWING = "following"
    """Who is named in the next sentence."""
    JOINT = "joint"
    """Several phrases together."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible speaker; several may have the same name."""

    name: str
    how: How
    signs: Signs


class Cast:
    """The candidates of a document's sentences. `ruled` is whom the rules name in each; `scenes` None where nobody speaks."""

    def __init__(
        self, text: str, register: Register, scenes: Sequence[Scene | None], ruled: Sequence[str | None]
    ) -> None:
        self.text = text
        self.register = register
        self.scenes = scenes
        self.ruled = ruled
        self.names = Names(text, register)
        self.standing = Standing(text, register, scenes, self.names.of)
        self.pointers = Pointers(register, self.names, self.standing)

    def candidates(self, index: int, memory: Memory) -> list[Candidate]:
        """All candidates of a sentence, given what came before it."""
        current = self.scenes[index]
        if current is None:
            return []
        found = [*self._of_phrases(current), *self._joint(current)]
        found += (Candidate(name, How.POINTED, signs) for name, signs in self.pointers.antecedents(current, memory))
        found += self._carried(current, memory)
        found += self._following(index, memory)
        quoted = quoted_words(current)
        return [
            self._placed(one, index, memory, quoted)
            for one in self._with_ruled(found, index, memory)
            if self.register.is_person(one.name) or mentions.is_speaker_name(one.name)
        ]

    def _placed(self, one: Candidate, index: int, memory: Memory, quoted: str) -> Candidate:
        """With how that name stands in the document, before this sentence and in what it quotes."""
        signs = (*one.signs, *self.standing.signs(one.how, one.name, index), *memory.signs(one.how, one.name))
        if quoted:
            is_quoted = (
                one.name.rpartition("・")[2][:_FAMILY_NAME] in quoted
                if self.register.is_person(one.name)
                else one.name in quoted
            )
            signs = (*signs, f"{one.how}:in_quotation={is_quoted}")
        return Candidate(one.name, one.how, signs)

    def is_thing(self, name: str) -> bool:
        """Whether a name is made of common nouns and none that persons or bodies are called: 水深, 新型."""
        if self.standing.kind(name) != "thing" or subjects.is_person(name) or mentions.is_role(name):
            return False
        is_common = all(word.tag.startswith(("名詞-普通名詞", "接頭辞", "接尾辞")) for word in words(name))
        return is_common and not _AROUND.search(name) and len(name) > 1

    def named(self, index: int) -> list[tuple[str, bool]]:
        """Whom the phrases of a sentence name, each with whether as its subject."""
        current = self.scenes[index]
        found: list[tuple[str, bool]] = []
        for phrase in current.phrases if current else ():
            name = self.names.of(phrase, current.clause) if current and is_who(phrase) else None
            if name and not only_points(phrase, name):
                found.append((name, phrase.is_subject))
        return found

    def topic(self, index: int, memory: Memory) -> str | None:
        """The person or body a sentence is about: its first phrase with は, a pronoun being who spoke last."""
        current = self.scenes[index]
        for phrase in current.phrases if current else ():
            if phrase.particle in ("は", "も") and phrase.sort not in (Sort.THING, Sort.DOCUMENT, Sort.PLACE):
                name = self.names.of(phrase, current.clause) if current else None
                if name and only_points(phrase, name):
                    return memory.spoke[-1] if memory.spoke else memory.topic
                return name
        return None

    def _of_phrases(self, current: Scene) -> Iterator[Candidate]:
        subjects_before = 0
        for phrase in current.phrases:
            name = self.names.of(phrase, current.clause)
            signs = phrase_signs(current, phrase, subjects_before)
            subjects_before += phrase.is_subject
            if name and not only_points(phrase, name) and not _is_act(current.clause, phrase):
                yield Candidate(name, How.PHRASE, signs)
            if name and (tail := self._tail(current.clause, phrase, name, signs)):
                yield tail
            if author := self._author(phrase, signs):
                yield author

    def _author(self, phrase: Phrase, signs: Signs) -> Candidate | None:
        """青浜協会 in 青浜協会報告書によると."""
        paper = PAPER.search(phrase.words) if phrase.sort is Sort.DOCUMENT else None
        owner = phrase.words[: paper.start()].removesuffix("の") if paper else ""
        if len(owner) < _SHORTEST_AUTHOR or not subjects.looks_like_source(owner):
            return None
        found = mentions.resolve(owner, phrase.span.start, self.register)
        name = self.names.full(found) if found else None
        return Candidate(name, How.TAIL, tuple(f"author {sign}" for sign in signs)) if name else None

    def _tail(self, clause: Clause, phrase: Phrase, name: str, signs: Signs) -> Candidate | None:
        words = phrase.words.rpartition("の")[2]
        if words == phrase.words or len(words) < 2:
            return None
        if sort_of(clause, phrase.last, phrase.last, words, self.register) not in _NAMES_ALONE:
            return None  # 県の幹部 is nobody in particular without the prefecture
        found = mentions.resolve(words, phrase.span.end - len(words), self.register)
        bare = self.names.full(found) if found else None
        if bare is None or bare == name:
            return None
        own = self._tail_signs(clause, phrase, words, bare)
        return Candidate(bare, How.TAIL, (*(f"tail {sign}" for sign in signs), *own))

    def _tail_signs(self, clause: Clause, phrase: Phrase, words: str, name: str) -> Signs:
        sort = sort_of(clause, phrase.last, phrase.last, words, self.register)
        owner = phrase.words[: -len(words) - 1]
        owner_tag = clause.tokens[max(phrase.first, phrase.last - 2)].tag.split("-")[:3]
        return (
            f"tail:sort={sort}",
            f"tail:sort={sort},last={owner[-1:]}",
            f"tail:tag={'-'.join(clause.tokens[phrase.last].tag.split('-')[:3])}",
            f"tail:owner={'-'.join(owner_tag)},sort={sort}",
            f"tail:owner_tail={owner[-2:]}",
            f"tail:alone={self.standing.is_alone(name)},sort={sort}",
        )

    def _joint(self, current: Scene) -> Iterator[Candidate]:
        """Several sources of one sentence, each of a cue of its own."""
        named: dict[str, None] = {}
        for cue in current.cues:
            if cue.strength == 3 and cue.phrase and cue.source:
                name = mentions.resolve(cue.phrase, cue.source.start, self.register)
                if name and not self._is_thing(current, cue.source):
                    named[self.names.full(name)] = None
        if len(named) > 1:
            kinds = ",".join(sorted(cue.kind for cue in current.cues if cue.strength == 3))
            yield Candidate("、".join(named), How.JOINT, (f"joint={len(named)}", f"joint:{kinds}"))

    def _is_thing(self, current: Scene, source: Span) -> bool:
        return any(
            phrase.span.end == source.end and phrase.sort in (Sort.THING, Sort.DOCUMENT) for phrase in current.phrases
        )

    def _carried(self, current: Scene, memory: Memory) -> Iterator[Candidate]:
        recent = self._continuing(memory)
        state = sentence_signs(current) if recent else ()
        age = min(memory.age, 5)
        for name, where in recent.items():
            lead = f"carry:{where}"
            yield Candidate(
                name,
                How.CARRIED,
                (
                    lead,
                    f"{lead},age={age}",
                    f"{lead},age={age},whole={current.is_quotation},after_whole={memory.was_quotation}",
                    f"{lead},person={self.register.is_person(name)},whole={current.is_quotation}",
                    f"{lead},para={current.begins_paragraph},age={min(age, 2)}",
                    f"{lead},prominence={self.standing.rank(name)},whole={current.is_quotation}",
                    f"{lead},paragraphs={min(memory.paragraphs, 3)},whole={current.is_quotation}",
                    *(f"{lead},{sign}" for sign in state),
                    *(f"{lead},age={min(age, 2)},{sign}" for sign in state if where == _LAST),
                ),
            )

    def _continuing(self, memory: Memory) -> dict[str, str]:
        """Who may go on to speak where a sentence has no subject, with how they are known."""
        found = {name: f"last{rank}" for rank, name in enumerate(reversed(memory.spoke[-2:]))}
        if memory.about:
            found.setdefault(memory.about, f"topic{min(memory.about_age, 3)}")
        for name in memory.subjects[:_MOST_SUBJECTS]:
            found.setdefault(name, "subject")
        for name in () if memory.is_at_opening else self.standing.main[:1]:
            found.setdefault(name, "main")  # not where the document has named nobody yet
        return found

    def _following(self, index: int, memory: Memory) -> Iterator[Candidate]:
        """「…」。氏はそう述べた。 — the sentence after a quotation, or after several, says whose it is."""
        current = self.scenes[index]
        if current is None or not current.clause.outer:
            return
        distance, following = self._next(index)
        if following is None or following.begins_another_quotation:
            return
        for number, phrase in enumerate(following.phrases[:_MOST_FOLLOWING]):
            if phrase.particle in ("は", "が", "も", "の", "。", "に"):
                name = self.names.of(phrase, following.clause)
                if name and not only_points(phrase, name):
                    signs = following_signs(current, following, phrase, number)
                    spoke = f"next:spoke={memory.spoke[-1:] == [name]},age={min(memory.age, 3)}"
                    yield Candidate(
                        name, How.FOLLOWING, (*signs, spoke, f"next:distance={distance},spoke={bool(memory.spoke)}")
                    )

    def _next(self, index: int) -> tuple[int, Scene | None]:
        """The next sentence that is more than a quotation, and how far on."""
        for distance in range(1, _FURTHER + 1):
            following = self.scenes[index + distance] if index + distance < len(self.scenes) else None
            if following is None or not following.is_quotation:
                return distance, following
        return _FURTHER, None

    def _with_ruled(self, found: list[Candidate], index: int, memory: Memory) -> list[Candidate]:
        """The candidates with whom the rules name, and marked where they are the same."""
        current, name = self.scenes[index], self._ruled_name(index, found)
        if current is None or name is None or _POINTS.match(name):
            return found
        kinds = kinds_of(current)
        best = max(kinds, key=lambda kind: kind[-2:], default="")
        marked = [
            Candidate(c.name, c.how, (*c.signs, "is_rule", f"is_rule:{c.how}", f"is_rule:{best}"))
            if c.name == name
            else c
            for c in found
        ]
        signs = (
            "rule",
            f"rule:person={self.register.is_person(name)}",
            *(f"rule:{kind}" for kind in kinds),
            f"rule:whole={current.is_quotation},age={min(memory.age, 3)}",
            f"rule:joint={'、' in name}",
            f"rule:spoke={memory.spoke[-1:] == [name]},age={min(memory.age, 3)}",
            f"rule:last={name[-1]}",
            f"rule:kinds={'|'.join(kinds)}",
        )
        return [*marked, Candidate(name, How.RULED, signs)]

    def _ruled_name(self, index: int, found: Sequence[Candidate]) -> str | None:
        ruled = self.ruled[index]
        if ruled is None or any(one.name == ruled for one in found):
            return ruled
        named_alone = (one.name for one in found if one.how is How.TAIL or self.register.is_person(one.name))
        return next((name for name in named_alone if ruled.endswith("の" + name)), self.names.full(ruled))

    def nobody(self, index: int, memory: Memory, kind: str | None) -> Signs:
        """The signs that nobody speaks in a sentence: narration."""
        current = self.scenes[index]
        if current is None:
            return ()
        clause = current.clause
        best = max((cue.strength for cue in current.cues), default=-1)
        sourced = any(cue.source for cue in current.cues if cue.strength >= 2)
        human = any(phrase.is_subject and phrase.sort not in NO_WHO for phrase in current.phrases)
        relayed = (
            outlets.credited(clause.text[clause.span.start : clause.span.end], clause.text, self.register.outlets)
            is not None
        )
        ruled = self.ruled[index] is not None
        state = sentence_signs(current)
        return (
            "nobody",
            f"nobody:cue={best},sourced={sourced}",
            f"nobody:cue={best},human={human}",
            f"nobody:age={min(memory.age, 5)},cue={best}",
            f"nobody:age={min(memory.age, 3)},whole={current.is_quotation}",
            f"nobody:via={relayed},cue={best}",
            f"nobody:kind={kind}",
            f"nobody:rule={ruled}",
            f"nobody:rule={ruled},cue={best}",
            f"nobody:rule={ruled},whole={current.is_quotation}",
            *(f"nobody:{sign}" for sign in state),
            *(f"nobody:cue={best},{sign}" for sign in state),
        )


def _is_act(clause: Clause, phrase: Phrase) -> bool:
    """発表, 確認: what is done, and nobody who does it."""
    is_alone = phrase.first == phrase.last and phrase.sort is Sort.DOCUMENT
    return (phrase.sort is Sort.THING or is_alone) and "サ変可能" in clause.tokens[phrase.last].tag
