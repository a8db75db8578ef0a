"""Who may be the speaker of a sentence: its noun phrases, who spoke before, who is named after; each with its signs.

A sign is a short text (`src=3=quotative`); `choice.py` has learned what each counts. Nothing here decides.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from articles.extraction import mentions, subjects
from articles.extraction.clause import Clause
from articles.extraction.lexicon import REVEAL, SAY, SHOW, THINK, VIEW
from articles.extraction.mentions import Register, outlets
from articles.extraction.results import Span
from articles.extraction.scenes import Phrase, Scene, Sort, overlap, sort_of

Signs = tuple[str, ...]

_MOST_POINTED = 7
_MOST_FOLLOWING = 6  # phrases of the next sentence
_FIRST_SIGNS = 9  # of a phrase that points: those of its sort, particle, cue and place
_BODIES_BACK = 12
_LONG_QUOTATION = 8  # code points
_ACT = re.compile(
    r"ツイート|投稿|あいさつ|挨拶|コメント|エール|太鼓判|笑顔|苦笑|感慨|胸を張|手応え|意気込|喜|悔し|うなず|振り返|呼び掛|呼びかけ|つづ|綴|記|書い|添え|補足|続け|締めくく|打ち明け"
)
"""What people do who say something: 「…」と太鼓判を押した."""
_ACT_REACH = 16  # code points before the end

_PROPER = frozenset((Sort.PERSON, Sort.NAMED, Sort.NAME, Sort.PROPER, Sort.PLACE, Sort.KATAKANA))
_NAMES_ALONE = _PROPER | {Sort.BODY_PROPER, Sort.OUTLET}
_NO_WHO = frozenset((Sort.THING, Sort.PLACE, Sort.DOCUMENT, Sort.KATAKANA))
_POINTERS = frozenset(
    (Sort.PRONOUN, Sort.GENERIC, Sort.POINTING, Sort.OFFICE, Sort.ROLE, Sort.SELF, Sort.DOCUMENT, Sort.HUMAN)
)
_POINTS = re.compile(r"(?:彼女?(?:ら|たち)?|氏|本人|自身|自分|両者|双方)$|[同両]|この|その")


class How(StrEnum):
    """How a candidate comes to stand for a speaker."""

    PHRASE = "phrase"
    """A noun phrase of the sentence, as the article names it in full."""
    TAIL = "tail"
    """The same without what describes it."""
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


@dataclass(slots=True)
class Memory:
    """What a reader remembers of the sentences before."""

    spoke: list[str] = field(default_factory=list)
    """Speakers in order, the last at the end, without direct repetition."""
    counts: Counter[str] = field(default_factory=Counter)
    age: int = 99
    """Sentences since somebody spoke."""
    topic: str | None = None
    """Who the sentence before was about."""
    was_quotation: bool = False

    def note(self, name: str | None, current: Scene, topic: str | None) -> None:
        """Remember a sentence just read."""
        self.was_quotation = current.is_quotation
        self.topic = topic
        if name is None:
            return
        self.age = 0
        self.counts[name] += 1
        if self.spoke[-1:] != [name]:
            self.spoke.append(name)


class Cast:
    """The candidates of a document's sentences. `ruled` is whom the rules name in each; `scenes` None where nobody speaks."""

    def __init__(
        self, text: str, register: Register, scenes: Sequence[Scene | None], ruled: Sequence[str | None]
    ) -> None:
        self.text = text
        self.register = register
        self.scenes = scenes
        self.ruled = ruled
        self.prominence = self._prominence()
        self._names: dict[tuple[int, int], str | None] = {}
        self._fullest: dict[str, str] = {}

    def _prominence(self) -> dict[str, int]:
        """The persons of the document by how often they are named, 0 first."""
        counts = Counter(self.register.full_name(name) for _, name in self.register.persons)
        ordered = sorted(counts, key=lambda name: (-counts[name], name))
        return {name: rank for rank, name in enumerate(ordered)}

    def candidates(self, index: int, memory: Memory) -> list[Candidate]:
        """All candidates of a sentence, given what came before it."""
        current = self.scenes[index]
        if current is None:
            return []
        found = [_remembered(one, memory) for one in (*self._of_phrases(current), *self._joint(current))]
        found += self._pointed(current, memory)
        found += self._carried(current, memory)
        found += self._following(index, memory)
        return self._with_ruled(found, index, memory)

    def topic(self, index: int, memory: Memory) -> str | None:
        """The person or body a sentence is about: its first phrase with は, a pronoun being who spoke last."""
        current = self.scenes[index]
        for phrase in current.phrases if current else ():
            if phrase.particle in ("は", "も") and phrase.sort not in (Sort.THING, Sort.DOCUMENT, Sort.PLACE):
                name = self.name(phrase, current.clause) if current else None
                if name and _only_points(phrase, name):
                    return memory.spoke[-1] if memory.spoke else memory.topic
                return name
        return None

    def name(self, phrase: Phrase, clause: Clause) -> str | None:
        """Whom a phrase names, in the fullest form of the document."""
        key = (phrase.span.start, phrase.span.end)
        if key not in self._names:
            found = mentions.resolve(self._bare(phrase, clause), phrase.span.start, self.register)
            self._names[key] = self.full(found) if found else None
        return self._names[key]

    def full(self, name: str) -> str:
        """The fullest form of a name, also of a part of a foreign one without a title."""
        if "、" in name:
            return "、".join(self.full(part) for part in name.split("、"))
        if self.register.is_person(name):
            name = self.register.full_name(name)
        if name not in self._fullest:
            self._fullest[name] = self._longest_foreign(name)
        return self._fullest[name]

    def _longest_foreign(self, name: str) -> str:
        """シヴラ・シン・チョハン for チョハン, wherever the document has it."""
        if not re.fullmatch("[ァ-ヴー]{2,}", name):
            return name
        whole = rf"(?<![ァ-ヴー・＝=])(?:[ァ-ヴー]+[・＝=])+{name}(?![ァ-ヴー・＝=])|(?<![ァ-ヴー・＝=]){name}(?:[・＝=][ァ-ヴー]+)+(?![ァ-ヴー])"
        found = Counter(re.findall(whole, self.text))
        return max(sorted(found), key=lambda one: (found[one], len(one)), default=name)

    def _bare(self, phrase: Phrase, clause: Clause) -> str:
        """The words of a phrase without what only describes a proper name: 格安航空のイージー航空."""
        tail = phrase.words.rpartition("の")[2]
        if tail == phrase.words or len(tail) < 2:
            return phrase.words
        sort = sort_of(clause, phrase.last, phrase.last, tail, self.register)
        return tail if sort in _PROPER else phrase.words

    def _of_phrases(self, current: Scene) -> Iterator[Candidate]:
        subjects_before = 0
        for phrase in current.phrases:
            name = self.name(phrase, current.clause)
            signs = phrase_signs(current, phrase, subjects_before)
            subjects_before += phrase.is_subject
            if name and not _only_points(phrase, name) and not _is_act(current.clause, phrase):
                yield Candidate(name, How.PHRASE, (*signs, *self._name_signs(name, How.PHRASE)))
            if name and (tail := self._tail(current.clause, phrase, name, signs)):
                yield tail

    def _tail(self, clause: Clause, phrase: Phrase, name: str, signs: Signs) -> Candidate | None:
        words = phrase.words.rpartition("の")[2]
        if words == phrase.words or len(words) < 2:
            return None
        if sort_of(clause, phrase.last, phrase.last, words, self.register) not in _NAMES_ALONE:
            return None  # 県の幹部 is nobody in particular without the prefecture
        found = mentions.resolve(words, phrase.span.end - len(words), self.register)
        bare = self.full(found) if found else None
        if bare is None or bare == name:
            return None
        own = self._tail_signs(clause, phrase, words, bare)
        return Candidate(bare, How.TAIL, (*(f"tail {sign}" for sign in signs), *own))

    def _name_signs(self, name: str, how: How) -> Signs:
        mentions = min(self.text.count(name), 4)
        return (f"{how}:mentions={mentions}", f"{how}:person={self.register.is_person(name)}")

    def _tail_signs(self, clause: Clause, phrase: Phrase, words: str, name: str) -> Signs:
        sort = sort_of(clause, phrase.last, phrase.last, words, self.register)
        owner = phrase.words[: -len(words) - 1]
        owner_tag = clause.tokens[max(phrase.first, phrase.last - 2)].tag.split("-")[:3]
        alone = re.search(f"(?<!の){re.escape(name)}", self.text) is not None
        return (
            f"tail:sort={sort}",
            f"tail:sort={sort},last={owner[-1:]}",
            f"tail:tag={'-'.join(clause.tokens[phrase.last].tag.split('-')[:3])}",
            f"tail:owner={'-'.join(owner_tag)},sort={sort}",
            f"tail:owner_tail={owner[-2:]}",
            f"tail:alone={alone},sort={sort}",
            *self._name_signs(name, How.TAIL),
        )

    def _joint(self, current: Scene) -> Iterator[Candidate]:
        """Several sources of one sentence, each of a cue of its own."""
        named: dict[str, None] = {}
        for cue in current.cues:
            if cue.strength == 3 and cue.phrase and cue.source:
                name = mentions.resolve(cue.phrase, cue.source.start, self.register)
                if name and not self._is_thing(current, cue.source):
                    named[self.full(name)] = None
        if len(named) > 1:
            kinds = ",".join(sorted(cue.kind for cue in current.cues if cue.strength == 3))
            yield Candidate("、".join(named), How.JOINT, (f"joint={len(named)}", f"joint:{kinds}"))

    def _is_thing(self, current: Scene, source: Span) -> bool:
        return any(
            phrase.span.end == source.end and phrase.sort in (Sort.THING, Sort.DOCUMENT) for phrase in current.phrases
        )

    def _pointed(self, current: Scene, memory: Memory) -> Iterator[Candidate]:
        for number, phrase in enumerate(current.phrases):
            if phrase.sort not in _POINTERS:
                continue
            signs = phrase_signs(current, phrase, number)[:_FIRST_SIGNS]
            for rank, (name, where) in enumerate(self._recent(phrase.span.start, memory)):
                kind = "person" if self.register.is_person(name) else "other"
                if phrase.sort is Sort.PRONOUN and kind == "other" and subjects.looks_like_source(name):
                    continue
                same = "same" if phrase.words[-1] == name[-1] else "differs"
                yield Candidate(
                    name,
                    How.POINTED,
                    (
                        *(f"ptr {sign}" for sign in signs),
                        f"ptr:{phrase.sort},{where},{kind}",
                        f"ptr:{phrase.sort},{kind},{same}",
                        f"ptr:{phrase.words},{kind}",
                        f"ptr:{phrase.sort},rank={rank},{kind}",
                        f"ptr:{where},rank={rank}",
                        f"ptr:{phrase.sort},prominence={min(self.prominence.get(name, 4), 4)}",
                        f"ptr:{where},prominence={min(self.prominence.get(name, 4), 4)}",
                    ),
                )

    def _recent(self, position: int, memory: Memory) -> list[tuple[str, str]]:
        """Who may be meant by a pointer: who spoke, who was the topic, who was named; with how they are known."""
        found: dict[str, str] = {}
        if memory.spoke:
            found[memory.spoke[-1]] = f"spoke{min(memory.age, 4)}"
        if memory.topic:
            found[memory.topic] = found.get(memory.topic, "") + "topic"
        for name in reversed(self.register.persons_before(position, 3)):
            found.setdefault(name, "named")
        for name in self._bodies_before(position):
            found.setdefault(name, "body")
        for name in list(self.prominence)[:1]:
            found.setdefault(name, "main")
        for name in reversed(memory.spoke[-3:-1]):
            found.setdefault(name, "earlier")
        return list(found.items())[:_MOST_POINTED]

    def _bodies_before(self, position: int) -> list[str]:
        """The last two bodies named before a position, nearest first."""
        last = bisect_left(self.register.bodies, (position, "", ""))
        rows = self.register.bodies[max(0, last - _BODIES_BACK) : last]
        named = [self.full(name) for _, name, _ in rows]
        return list(dict.fromkeys(name for name in reversed(named) if subjects.looks_like_source(name)))[:2]

    def _carried(self, current: Scene, memory: Memory) -> Iterator[Candidate]:
        recent = [(name, f"last{rank}") for rank, name in enumerate(reversed(memory.spoke[-2:]))]
        if memory.topic and memory.topic not in memory.spoke[-1:]:
            recent.append((memory.topic, "topic"))
        state = sentence_signs(current) if recent else ()
        age = min(memory.age, 5)
        for name, where in recent:
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
                    f"{lead},prominence={min(self.prominence.get(name, 4), 4)},whole={current.is_quotation}",
                    *(f"{lead},{sign}" for sign in state),
                    *(f"{lead},age={min(age, 2)},{sign}" for sign in state),
                ),
            )

    def _following(self, index: int, memory: Memory) -> Iterator[Candidate]:
        """「…」。氏はそう述べた。 — the next sentence says whose the quotation is."""
        current = self.scenes[index]
        following = self.scenes[index + 1] if index + 1 < len(self.scenes) else None
        if current is None or following is None or not current.clause.outer or following.begins_another_quotation:
            return
        for number, phrase in enumerate(following.phrases[:_MOST_FOLLOWING]):
            if phrase.particle in ("は", "が", "も", "の", "。", "に"):
                name = self.name(phrase, following.clause)
                if name and not _only_points(phrase, name):
                    signs = _following_signs(current, following, phrase, number)
                    spoke = f"next:spoke={memory.spoke[-1:] == [name]},age={min(memory.age, 3)}"
                    yield Candidate(name, How.FOLLOWING, (*signs, spoke))

    def _with_ruled(self, found: list[Candidate], index: int, memory: Memory) -> list[Candidate]:
        """The candidates with whom the rules name, and marked where they are the same."""
        current, name = self.scenes[index], self._ruled_name(index, found)
        if current is None or name is None or _POINTS.match(name):
            return found
        kinds = _kinds(current)
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
        return next((one.name for one in found if ruled.endswith("の" + one.name)), self.full(ruled))

    def nobody(self, index: int, memory: Memory, kind: str | None) -> Signs:
        """The signs that nobody speaks in a sentence: narration."""
        current = self.scenes[index]
        if current is None:
            return ()
        clause = current.clause
        best = max((cue.strength for cue in current.cues), default=-1)
        sourced = any(cue.source for cue in current.cues if cue.strength >= 2)
        human = any(phrase.is_subject and phrase.sort not in _NO_WHO for phrase in current.phrases)
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


def phrase_signs(current: Scene, phrase: Phrase, subjects_before: int) -> Signs:
    """What a phrase shows; the same for all who may be meant by it."""
    clause = current.clause
    token = clause.tokens[phrase.last]
    governor, lemma = clause.tokens[token.head], clause.lemmas[token.head]
    particle, sort = phrase.particle, phrase.sort
    source, relation = _source(current, phrase), _relation(current, phrase)
    embedded = _embedding(clause, phrase.last)
    return (
        f"sort={sort}",
        f"particle={particle}",
        f"particle={particle},sort={sort}",
        f"src={source}",
        f"src={source},sort={sort}",
        f"src={source},particle={particle}",
        f"rel={relation}",
        f"rel={relation},particle={particle}",
        f"rel={relation},sort={sort},src={source[:9]}",
        f"rel={relation},particle={particle},who={sort not in _NO_WHO}",
        f"dep={token.dep},particle={particle}",
        f"emb={embedded},particle={particle}",
        f"emb={embedded},src={source[:9]}",
        f"n={min(subjects_before, 3)},particle={particle}",
        f"first={phrase.first <= 1},particle={particle}",
        f"gov={_verb_class(lemma)},particle={particle}",
        f"gov={lemma},particle={particle}",
        f"tail={token.lemma or token.text}",
        f"char={phrase.words[-1]}",
        f"root={governor.dep == 'ROOT'},particle={particle},rel={relation}",
        f"after={clause.text[phrase.span.end : phrase.span.end + 2]}",
    )


def sentence_signs(current: Scene) -> Signs:
    """What a sentence shows as a whole."""
    clause = current.clause
    text = clause.text[clause.span.start : clause.span.end]
    lengths = [closer - opener for opener, closer in clause.outer]
    longest = max(lengths, default=0)
    lemma = _root_lemma(clause)
    kinds = _kinds(current)
    has_topic = any(phrase.particle == "は" and phrase.sort is not Sort.THING for phrase in current.phrases)
    has_subject = any(phrase.is_subject for phrase in current.phrases)
    bare = text.rstrip("。 　")
    return (
        f"quoted={int(sum(lengths) * 4 / max(1, len(text)))}",
        f"longest={min(longest // 10, 4)},topic={has_topic}",
        f"root={lemma}",
        f"rootclass={_verb_class(lemma)},subject={has_subject}",
        f"cues={'|'.join(kinds)}",
        *(f"cue={kind}" for kind in kinds),
        *(f"lemma={clause.text[cue.cue.start : cue.cue.end]}" for cue in current.cues),
        f"end={bare[-2:]}",
        f"end4={bare[-4:]}",
        f"act={_ACT.search(text[-_ACT_REACH:]) is not None},quoted={longest > _LONG_QUOTATION}",
        f"subject={has_subject},topic={has_topic}",
    )


def _remembered(candidate: Candidate, memory: Memory) -> Candidate:
    """With what is remembered of that name."""
    signs = []
    if memory.spoke and memory.spoke[-1] == candidate.name:
        signs.append(f"{candidate.how}:spoke_last,{min(memory.age, 4)}")
    elif memory.counts[candidate.name]:
        signs.append(f"{candidate.how}:spoke")
    if memory.topic == candidate.name:
        signs.append(f"{candidate.how}:was_topic")
    return Candidate(candidate.name, candidate.how, (*candidate.signs, *signs)) if signs else candidate


def _following_signs(current: Scene, following: Scene, phrase: Phrase, number: int) -> Signs:
    state = "whole" if current.is_quotation else "part"
    source = _source(following, phrase)
    back = any(cue.points_back for cue in following.cues)
    clause = following.clause
    opens = bool(clause.outer) and clause.outer[0][0] - clause.span.start < 2
    return (
        f"next:{state}",
        f"next:{state},src={source},back={back}",
        f"next:{state},sort={phrase.sort},particle={phrase.particle},n={number}",
        f"next:{state},back={back},para={following.begins_paragraph}",
        f"next:{state},opens={opens},quotes={min(len(clause.outer), 2)},src={source[:3]}",
        f"next:{state},own={bool(current.cues)}",
    )


def _is_act(clause: Clause, phrase: Phrase) -> bool:
    """発表, 確認: what is done, and nobody who does it."""
    return phrase.sort is Sort.THING and "サ変可能" in clause.tokens[phrase.last].tag


def _only_points(phrase: Phrase, name: str) -> bool:
    """Whether what was found for a pronoun is still the pronoun."""
    if phrase.sort in (Sort.PRONOUN, Sort.SELF):
        return name == phrase.words
    return phrase.sort is Sort.POINTING and name.startswith(("同", "この", "その", "両"))


def _source(current: Scene, phrase: Phrase) -> str:
    """Of which cue the rules take this phrase as the source, the strongest first; = where it is all of it."""
    marks = [
        f"{cue.strength}{'=' if cue.source.end == phrase.span.end else '~'}{cue.kind}"
        for cue in current.cues
        if cue.source and overlap(cue.source, phrase.span)
    ]
    return max(marks, default="none")


def _relation(current: Scene, phrase: Phrase) -> str:
    """Where a phrase stands to the longest quotation and to the last verb of saying."""
    clause = current.clause
    found = "noquote"
    quote = max(clause.outer, key=lambda pair: pair[1] - pair[0], default=None)
    if quote and quote[1] - quote[0] > _LONG_QUOTATION:
        between = clause.text[phrase.span.end : quote[0]]
        if phrase.span.end <= quote[0]:
            found = "opens" if len(between) <= 2 else ("before" if len(between) < 30 else "far")
        else:
            between = clause.text[quote[1] + 1 : phrase.span.start]
            found = "closes" if between in ("と", "と、", "（", "", "、") else "after"
    says = [cue for cue in current.cues if cue.strength == 3]
    if not says:
        return found
    return found + (">" if phrase.span.start >= says[-1].cue.start else "<")


def _kinds(current: Scene) -> list[str]:
    return sorted({f"{cue.kind}{cue.strength}{'+' if cue.source else '-'}" for cue in current.cues})


def _root_lemma(clause: Clause) -> str:
    roots = (index for index in range(len(clause.tokens) - 1, -1, -1) if clause.tokens[index].dep == "ROOT")
    root = next(roots, None)
    return clause.lemmas[root] if root is not None else ""


def _verb_class(lemma: str) -> str:
    classes = (("say", SAY), ("think", THINK), ("show", REVEAL), ("show", SHOW), ("view", VIEW))
    return next((name for name, words in classes if lemma in words), "other")


def _embedding(clause: Clause, index: int) -> str:
    """The clauses a word stands in, from its governor up, at most three: acl, advcl, ccomp, ROOT."""
    path: list[str] = []
    for _ in range(6):
        head = clause.tokens[index].head
        if head == index or len(path) == 3:
            break
        index = head
        if clause.tokens[index].dep in ("acl", "advcl", "ccomp", "ROOT"):
            path.append(clause.tokens[index].dep)
    return ">".join(path)
