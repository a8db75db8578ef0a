"""Who may be the speaker of a sentence: its noun phrases, who spoke before, who is named after; each with its signs.

A sign is a short text (`cue=quotative:3`); `choice.py` has learned what each counts. Nothing here decides.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from articles.extraction import names, outlets, people, subjects, told
from articles.extraction.attribution import Cue, cues
from articles.extraction.clause import Clause
from articles.extraction.lexicon import REVEAL, SAY, SHOW, THINK, VIEW
from articles.extraction.people import Register
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence

_NOMINAL = ("名詞", "接尾辞", "代名詞")
_PARTICLE = re.compile(
    r"(?:に(?:より|拠り|依り)ますと|に(?:よる|拠る|依る|よります)と|に(?:よれ|拠れ|依れ)ば|によって|からは|では|でも|とは|"
    r"側は|らは|らが|[はがもをにのとでやへ]|から|、|。|」|）|$)"
)
_PRONOUN = re.compile(r"^(?:彼女?ら?|氏|本人|自身|自分|両者|双方|二人|2人|２人|彼女?たち)$")
_FIRST_PERSON = re.compile(r"^(?:私|わたし|僕|俺|我々|われわれ|私たち|僕たち|筆者|記者|弊社|当社|当方)$")
_POINTING = re.compile(r"^(?:同|両|この|その|当|本|前)")
_HUMAN = re.compile(
    r"(?:男性|女性|男|女|男児|女児|少年|少女|選手|司令官|指揮官|監督|被告|容疑者|社長|会長|首相|大統領|知事|市長|大臣|長官|議員|教授|博士|医師|弁護士|俳優|歌手|作家|"
    r"広報|担当者?|責任者|関係者|当局者|専門家|氏|さん|母親?|父親?|夫|妻|娘|息子|両親|家族|遺族|住民|市民|声明|通達|発表|報告書)(?:ら|たち)?$"
)
_DOCUMENT = re.compile(r"(?:報告書?|調査|統計|声明|発表|文書|通達|論文|資料|データ|数字|白書|試算|推計|判決|決定|研究|記事|書簡|サイト|ツイート|投稿|決算書?|予報|公報)$")
_SPEECH_ACT = re.compile(
    r"(?:ツイート|投稿|あいさつ|挨拶|コメント|エール|太鼓判|笑顔|苦笑|感慨|胸を張|手応え|意気込|喜|悔し|うなず|振り返|呼び掛|呼びかけ|つづ|綴|記|書い|添え|補足|続け|締めくく|打ち明け)"
)
_QUOTE_END = re.compile(r"[」”』](?P<after>[^「」。]{0,8})")
_WHOLE = re.compile(r"^[「“][\s\S]*[」”](?:――)?\s*。?$")
_MAX_POINTED = 7
_GENERIC = frozenset("男性 女性 男 女 少年 少女 選手 容疑者 被告 指揮官 司令官 本人 社長 会長 監督 担当者 広報担当者".split())


_PROPER = frozenset(("person", "named", "name", "proper", "place", "katakana"))
_NO_WHO = frozenset(("thing", "place", "document", "katakana"))


class How(StrEnum):
    """How a candidate comes to stand for a speaker."""

    PHRASE = "phrase"
    """A noun phrase of the sentence, as the article names it in full."""
    TAIL = "tail"
    """The same without what describes it: イージー航空 of 格安航空のイージー航空."""
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
    span: Span | None
    how: How
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase outside quotations: first and last token, with the particle behind it."""

    first: int
    last: int
    span: Span
    words: str
    particle: str
    sort: str


@dataclass(slots=True)
class Scene:
    """One sentence with what was found in it."""

    clause: Clause
    cues: list[Cue]
    phrases: list[Phrase]
    whole: bool
    """A quotation and nothing else."""
    begins_paragraph: bool
    line: int


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
    was_whole: bool = False


def scene(text: str, sentence: ParsedSentence, register: Register) -> Scene:
    """Read a sentence for candidates."""
    clause = Clause(text, sentence)
    found = cues(text, sentence)
    if not any(cue.strength == 3 and cue.source for cue in found):
        found += [c for c in told.cues(clause) if not any(o.source and _overlap(c.cue, o.cue) for o in found)]
    words = text[sentence.span.start : sentence.span.end]
    before = text[max(0, sentence.span.start - 2) : sentence.span.start]
    return Scene(
        clause=clause,
        cues=found,
        phrases=list(_phrases(clause, register)),
        whole=_WHOLE.match(words) is not None,
        begins_paragraph=sentence.span.start == 0 or "\n" in before,
        line=0,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _phrases(clause: Clause, register: Register) -> Iterator[Phrase]:
    tokens = clause.tokens
    seen: set[tuple[int, int]] = set()
    for index, token in enumerate(tokens):
        if not token.tag.startswith(_NOMINAL):
            continue
        if clause.inside[index] and token.end not in clause.outer_closers:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following and following.start == token.end and following.tag.startswith(("名詞", "接尾辞")):
            continue
        if "数詞" in token.tag or "副詞可能" in token.tag or "助数詞" in token.tag:
            continue
        first, last = clause.noun_phrase(index)
        if (first, last) in seen:
            continue
        seen.add((first, last))
        end = token.end
        close = clause.text[end : end + 1]
        if close in "」』" and end in clause.outer_closers:
            end += 1
        if (opener := end) in clause.brackets.values() and clause.text[opener : opener + 1] in "（(":
            closer = next(c for c, o in clause.brackets.items() if o == opener)
            end = closer + 1
        match = _PARTICLE.match(clause.text, end, min(end + 8, clause.span.end))
        particle = match[0] if match else "他"
        span = Span(tokens[first].start, token.end)
        words = clause.text[span.start : span.end]
        yield Phrase(first, last, span, words, particle, _sort(clause, first, last, words, register))


def _sort(clause: Clause, first: int, last: int, words: str, register: Register) -> str:
    tail = clause.tokens[last]
    if _PRONOUN.match(words):
        return "pronoun"
    if _FIRST_PERSON.match(words):
        return "self"
    name = people.person_name(words.rpartition("の")[2], register)
    if _POINTING.match(words) and not (name and register.is_person(name)):
        return "pointing"
    if name:
        return "person" if register.is_person(name) else "named"
    if words in _GENERIC:
        return "generic"
    if outlets.outlets(words, clause.text):
        return "outlet"
    if _DOCUMENT.search(words):
        return "document"
    if names.ROLE_ALONE.match(words):
        return "office"
    if names.is_role(words):
        return "role"
    if "人名" in tail.tag:
        return "name"
    is_proper = any("固有名詞" in clause.tokens[i].tag for i in range(first, last + 1))
    if subjects.looks_like_source(words):
        return "body_proper" if is_proper else "body"
    if subjects.is_person(words):
        return "human"
    if "地名" in tail.tag:
        return "place"
    if "固有名詞" in tail.tag:
        return "proper"
    return "katakana" if re.search("[ァ-ヴー]{3,}$", words) else "thing"


class Cast:
    """The candidates of a document's sentences, given who spoke before."""

    def __init__(self, text: str, register: Register, scenes: Sequence[Scene | None]) -> None:
        self.text = text
        self.register = register
        self.scenes = scenes
        self.rules: list[str | None] = [None] * len(scenes)
        self._names: dict[tuple[int, int], str | None] = {}
        self._fullest: dict[str, str] = {}
        self._static: dict[int, list[Candidate]] = {}

    def name(self, phrase: Phrase, clause: Clause) -> str | None:
        key = (phrase.span.start, phrase.span.end)
        if key not in self._names:
            found = people.resolve(self._bare(phrase, clause), phrase.span.start, self.register)
            self._names[key] = self.full(found) if found else None
        return self._names[key]

    def _bare(self, phrase: Phrase, clause: Clause) -> str:
        """The words of a phrase without what only describes a proper name: 格安航空のイージー航空."""
        tail = phrase.words.rpartition("の")[2]
        if tail == phrase.words or len(tail) < 2:
            return phrase.words
        return tail if _sort(clause, phrase.last, phrase.last, tail, self.register) in _PROPER else phrase.words

    def full(self, name: str) -> str:
        """The fullest form of a name, also of one part of a foreign name without a title."""
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
        whole = re.compile(rf"(?<![ァ-ヴー・＝=])(?:[ァ-ヴー]+[・＝=])+{name}(?![ァ-ヴー・＝=])|(?<![ァ-ヴー・＝=]){name}(?:[・＝=][ァ-ヴー]+)+(?![ァ-ヴー])")
        found = Counter(whole.findall(self.text))
        return max(sorted(found), key=lambda one: (found[one], len(one)), default=name)

    def candidates(self, index: int, memory: Memory) -> list[Candidate]:
        """All candidates of a sentence."""
        current = self.scenes[index]
        if current is None:
            return []
        if index not in self._static:
            self._static[index] = [*self._of_phrases(current), *self._of_rules(current)]
        found = [self._dated(c, memory) for c in self._static[index]]
        found += self._pointed(current, memory)
        found += self._carried(current, memory)
        found += self._following(index, memory)
        rule = self.rules[index]
        if rule and rule not in [c.name for c in found]:
            tails = [c.name for c in found if rule.endswith("の" + c.name)]
            rule = tails[0] if tails else self.full(rule)
        if rule and not _PRONOUN.match(rule) and not rule.startswith(("同", "この", "その")):
            kinds = sorted({f"{cue.kind}{cue.strength}{'+' if cue.source else '-'}" for cue in current.cues})
            best_cue = max(kinds, key=lambda k: (k[-2], k[-1]), default="")
            signs = ["rule", f"rule:person={self.register.is_person(rule)}", *(f"rule:{k}" for k in kinds), f"rule:whole={current.whole},age={min(memory.age,3)}",
                     f"rule:joint={'、' in rule}", f"rule:spoke={memory.spoke[-1:]==[rule]},age={min(memory.age,3)}", f"rule:last={rule[-1]}", f"rule:kinds={'|'.join(kinds)}"]
            found = [Candidate(c.name, c.span, c.how, (*c.signs, "is_rule", f"is_rule:{c.how}", f"is_rule:{best_cue}")) if c.name == rule else c for c in found]
            found.append(Candidate(rule, None, How.PHRASE, tuple(signs)))
        return found

    def _dated(self, candidate: Candidate, memory: Memory) -> Candidate:
        """With what is remembered of that name."""
        signs = []
        if memory.spoke and memory.spoke[-1] == candidate.name:
            signs.append(f"{candidate.how}:spoke_last,{min(memory.age, 4)}")
        elif memory.counts[candidate.name]:
            signs.append(f"{candidate.how}:spoke")
        if memory.topic == candidate.name:
            signs.append(f"{candidate.how}:was_topic")
        return Candidate(candidate.name, candidate.span, candidate.how, (*candidate.signs, *signs))

    def _of_phrases(self, current: Scene) -> Iterator[Candidate]:
        clause = current.clause
        subjects_before = 0
        for phrase in current.phrases:
            name = self.name(phrase, clause)
            signs = self.signs(current, phrase, subjects_before)
            if phrase.particle in ("は", "が", "も"):
                subjects_before += 1
            if name and not _points_only(phrase, name):
                yield Candidate(name, phrase.span, How.PHRASE, (*signs, *self._name_signs(name, How.PHRASE)))
            tail = phrase.words.rpartition("の")[2]
            if name and tail != phrase.words and len(tail) > 1:
                bare = people.resolve(tail, phrase.span.end - len(tail), self.register)
                bare = self.full(bare) if bare else None
                if bare and bare != name:
                    yield Candidate(
                        bare,
                        phrase.span,
                        How.TAIL,
                        tuple(f"tail {sign}" for sign in signs) + self._tail_signs(clause, phrase, tail, bare),
                    )

    def _name_signs(self, name: str, how: How) -> tuple[str, ...]:
        mentions = self.text.count(name)
        return (f"{how}:mentions={min(mentions, 4)}", f"{how}:person={self.register.is_person(name)}")

    def _tail_signs(self, clause: Clause, phrase: Phrase, tail: str, name: str) -> tuple[str, ...]:
        sort = _sort(clause, phrase.last, phrase.last, tail, self.register)
        owner = phrase.words[: -len(tail) - 1]
        owner_tag = clause.tokens[max(phrase.first, phrase.last - 2)].tag.split("-")[:3]
        return (
            f"tail:sort={sort}",
            f"tail:sort={sort},last={owner[-1:]}",
            f"tail:tag={'-'.join(clause.tokens[phrase.last].tag.split('-')[:3])}",
            f"tail:owner={'-'.join(owner_tag)},sort={sort}",
            f"tail:owner_tail={owner[-2:]}",
            f"tail:alone={len(re.findall(f'(?<!の){re.escape(name)}', self.text)) > 0},sort={sort}",
            *self._name_signs(name, How.TAIL),
        )

    def signs(self, current: Scene, phrase: Phrase, subjects_before: int) -> tuple[str, ...]:
        """What a phrase shows; the same for all who may be meant by it."""
        clause = current.clause
        token = clause.tokens[phrase.last]
        governor = clause.tokens[token.head]
        particle, sort = phrase.particle, phrase.sort
        source = self._source_sign(current, phrase)
        relation = self._relation(current, phrase)
        embedded = _embedding(clause, phrase.last)
        lemma = clause.lemmas[token.head]
        found = [
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
        ]
        return tuple(found)

    def _source_sign(self, current: Scene, phrase: Phrase) -> str:
        """Of which cue the rules take this phrase as the source."""
        best = "none"
        for cue in current.cues:
            if cue.source is not None and _overlap(cue.source, phrase.span):
                exact = cue.source.end == phrase.span.end
                best = max(best if best != "none" else "", f"{cue.strength}{'=' if exact else '~'}{cue.kind}")
        return best

    def _relation(self, current: Scene, phrase: Phrase) -> str:
        """Where a phrase stands to the quotation and to the last verb of saying."""
        clause = current.clause
        quote = max(clause.outer, key=lambda pair: pair[1] - pair[0], default=None)
        found = "noquote"
        if quote and quote[1] - quote[0] > 8:
            if phrase.span.end <= quote[0]:
                between = clause.text[phrase.span.end : quote[0]]
                found = "opens" if len(between) <= 2 else ("before" if len(between) < 30 else "far")
            else:
                between = clause.text[quote[1] + 1 : phrase.span.start]
                found = "closes" if between in ("と", "と、", "（", "", "、") else "after"
        says = [cue for cue in current.cues if cue.strength == 3]
        if says:
            found += ">" if phrase.span.start >= says[-1].cue.start else "<"
        return found

    def _of_rules(self, current: Scene) -> Iterator[Candidate]:
        """Joint speakers: several sources of one sentence, each the source of a cue of its own."""
        named: list[str] = []
        for cue in current.cues:
            if cue.strength != 3 or cue.phrase is None or cue.source is None:
                continue
            name = people.resolve(cue.phrase, cue.source.start, self.register)
            if name and name not in named:
                named.append(self.full(name))
        if len(named) > 1:
            kinds = ",".join(sorted(c.kind for c in current.cues if c.strength == 3))
            yield Candidate("、".join(dict.fromkeys(named)), None, How.JOINT, (f"joint={len(named)}", f"joint:{kinds}"))

    def _pointed(self, current: Scene, memory: Memory) -> Iterator[Candidate]:
        for number, phrase in enumerate(current.phrases):
            if phrase.sort not in ("pronoun", "generic", "pointing", "office", "role", "self", "document", "human"):
                continue
            signs = self.signs(current, phrase, number)
            for rank, (name, where) in enumerate(self._recent(phrase.span.start, memory)):
                kind = "person" if self.register.is_person(name) else "other"
                if phrase.sort == "pronoun" and kind == "other" and subjects.looks_like_source(name):
                    continue
                same = "same" if phrase.words[-1] == name[-1] else "differs"
                yield Candidate(
                    name,
                    phrase.span,
                    How.POINTED,
                    (
                        *(f"ptr {sign}" for sign in signs[:9]),
                        f"ptr:{phrase.sort},{where},{kind}",
                        f"ptr:{phrase.sort},{kind},{same}",
                        f"ptr:{phrase.words},{kind}",
                        f"ptr:{phrase.sort},rank={rank},{kind}",
                        f"ptr:{where},rank={rank}",
                    ),
                )

    def _recent(self, position: int, memory: Memory) -> list[tuple[str, str]]:
        """Who may be meant by a pronoun: who spoke, who was the topic, who was named."""
        found: dict[str, str] = {}
        if memory.spoke:
            found[memory.spoke[-1]] = f"spoke{min(memory.age, 4)}"
        if memory.topic:
            found[memory.topic] = found.get(memory.topic, "") + "topic"
        for name in reversed(self.register.persons_before(position, 3)):
            found.setdefault(name, "named")
        for name in self._bodies_before(position):
            found.setdefault(name, "body")
        for name in reversed(memory.spoke[-3:-1]):
            found.setdefault(name, "earlier")
        return list(found.items())[:_MAX_POINTED]

    def _bodies_before(self, position: int) -> list[str]:
        """The last bodies named before a position, nearest first."""
        last = bisect_left(self.register.bodies, (position, ""))
        names = [self.full(name.removesuffix(people.IS_COMPANY)) for _, name in self.register.bodies[max(0, last - 12) : last]]
        return list(dict.fromkeys(reversed([n for n in names if subjects.looks_like_source(n)])))[:2]

    def _carried(self, current: Scene, memory: Memory) -> Iterator[Candidate]:
        state = _sentence_state(current)
        recent = [(name, f"last{rank}") for rank, name in enumerate(reversed(memory.spoke[-2:]))]
        if memory.topic and memory.topic not in memory.spoke[-1:]:
            recent.append((memory.topic, "topic"))
        for name, where in recent:
            age = min(memory.age, 5)
            person = self.register.is_person(name)
            yield Candidate(
                name,
                None,
                How.CARRIED,
                (
                    f"carry:{where}",
                    f"carry:{where},age={age}",
                    f"carry:{where},age={age},whole={current.whole},after_whole={memory.was_whole}",
                    f"carry:{where},person={person},whole={current.whole}",
                    f"carry:{where},para={current.begins_paragraph},age={min(age, 2)}",
                    *(f"carry:{where},{sign}" for sign in state),
                    *(f"carry:{where},age={min(age, 2)},{sign}" for sign in state),
                ),
            )

    def _following(self, index: int, memory: Memory) -> Iterator[Candidate]:
        current = self.scenes[index]
        following = self.scenes[index + 1] if index + 1 < len(self.scenes) else None
        if current is None or following is None or not current.clause.outer:
            return
        state = "whole" if current.whole else "part"
        for number, phrase in enumerate(following.phrases[:6]):
            if phrase.particle not in ("は", "が", "も", "の", "。", "さん", "に"):
                continue
            name = self.name(phrase, following.clause)
            if not name:
                continue
            source = self._source_sign(following, phrase)
            back = any(cue.points_back for cue in following.cues)
            opens = bool(following.clause.outer) and following.clause.outer[0][0] - following.clause.span.start < 2
            yield Candidate(
                name,
                None,
                How.FOLLOWING,
                (
                    f"next:{state}",
                    f"next:{state},src={source},back={back}",
                    f"next:{state},sort={phrase.sort},particle={phrase.particle},n={number}",
                    f"next:{state},back={back},para={following.begins_paragraph}",
                    f"next:{state},opens={opens},quotes={min(len(following.clause.outer), 2)},src={source[:3]}",
                    f"next:{state},spoke={memory.spoke[-1:] == [name]},age={min(memory.age, 3)}",
                    f"next:{state},own={bool(current.cues)}",
                ),
            )

    def topic(self, index: int, memory: Memory) -> str | None:
        """The person or body a sentence is about: its first phrase with は."""
        current = self.scenes[index]
        if current is None:
            return None
        for phrase in current.phrases:
            if phrase.particle in ("は", "も") and phrase.sort not in ("thing", "document", "place"):
                name = self.name(phrase, current.clause)
                if name and _points_only(phrase, name):
                    return memory.spoke[-1] if memory.spoke else memory.topic
                return name
        return None


def _points_only(phrase: Phrase, name: str) -> bool:
    """Whether a name found for a pronoun is still the pronoun."""
    return phrase.sort in ("pronoun", "self") and name == phrase.words or (
        phrase.sort == "pointing" and name.startswith(("同", "この", "その", "両"))
    )


def nobody(current: Scene, memory: Memory, kind: str | None) -> tuple[str, ...]:
    """The signs that nobody speaks: narration."""
    state = _sentence_state(current)
    clause = current.clause
    best = max((cue.strength for cue in current.cues), default=-1)
    sourced = any(cue.source for cue in current.cues if cue.strength >= 2)
    human = any(p.particle in ("は", "が", "も") and p.sort not in ("thing", "place", "document") for p in current.phrases)
    credited = outlets.credited(clause.text[clause.span.start : clause.span.end], clause.text)
    return (
        "nobody",
        f"nobody:cue={best},sourced={sourced}",
        f"nobody:cue={best},human={human}",
        f"nobody:age={min(memory.age, 5)},cue={best}",
        f"nobody:age={min(memory.age, 3)},whole={current.whole}",
        f"nobody:via={credited is not None},cue={best}",
        f"nobody:kind={kind}",
        *(f"nobody:{sign}" for sign in state),
        *(f"nobody:cue={best},{sign}" for sign in state),
    )


def _sentence_state(current: Scene) -> list[str]:
    clause = current.clause
    text = clause.text[clause.span.start : clause.span.end]
    quoted = sum(c - o for o, c in clause.outer) / max(1, len(text))
    longest = max((c - o for o, c in clause.outer), default=0)
    root = next((i for i in range(len(clause.tokens) - 1, -1, -1) if clause.tokens[i].dep == "ROOT"), None)
    lemma = clause.lemmas[root] if root is not None else ""
    kinds = sorted({f"{cue.kind}{cue.strength}{'+' if cue.source else '-'}" for cue in current.cues})
    has_topic = any(p.particle == "は" and p.sort != "thing" for p in current.phrases)
    has_subject = any(p.particle in ("は", "が", "も") for p in current.phrases)
    return [
        f"quoted={int(quoted * 4)}",
        f"longest={min(longest // 10, 4)},topic={has_topic}",
        f"root={lemma}",
        f"rootclass={_verb_class(lemma)},subject={has_subject}",
        f"cues={'|'.join(kinds)}",
        *(f"cue={kind}" for kind in kinds),
        *(f"lemma={clause.text[cue.cue.start : cue.cue.end]}" for cue in current.cues),
        f"end={text.rstrip('。 　')[-2:]}",
        f"end4={text.rstrip('。 　')[-4:]}",
        f"act={_SPEECH_ACT.search(text[-16:]) is not None},quoted={longest > 8}",
        f"subject={has_subject},topic={has_topic}",
    ]


def _verb_class(lemma: str) -> str:
    if lemma in SAY:
        return "say"
    if lemma in THINK:
        return "think"
    if lemma in REVEAL or lemma in SHOW:
        return "show"
    return "view" if lemma in VIEW else "other"


def _embedding(clause: Clause, index: int) -> str:
    """The clauses a word stands in, from its governor up: acl, advcl, ccomp …, at most three."""
    path: list[str] = []
    token = clause.tokens[index]
    seen = index
    for _ in range(6):
        if token.head == seen:
            break
        seen, token = token.head, clause.tokens[token.head]
        if token.dep in ("acl", "advcl", "ccomp", "ROOT"):
            path.append(token.dep)
        if len(path) == 3:
            break
    return ">".join(path)
