"""Whom a pronoun, a title or an office of a sentence may point back to, and how well they agree."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from articles.extraction import subjects
from articles.extraction.memory import Memory
from articles.extraction.mentions import Register
from articles.extraction.naming import Names
from articles.extraction.scene_signs import Signs, phrase_signs
from articles.extraction.scenes import Phrase, Scene, Sort
from articles.extraction.standing import Standing

_MOST_POINTED = 10
_MOST_SUBJECTS = 2
_FIRST_SIGNS = 9  # of a phrase that points: those of its sort, particle, cue and place
_BODIES_BACK = 12
_TITLE_ALONE = re.compile(r"[一-龯ァ-ヴー]{1,6}?(?:長|相|官|員|者|督|手|事|授|表|領|将|師|役|裁|使)$")
_POINTERS = frozenset(
    (Sort.PRONOUN, Sort.GENERIC, Sort.POINTING, Sort.OFFICE, Sort.ROLE, Sort.SELF, Sort.DOCUMENT, Sort.HUMAN)
)


class Pointers:
    """The pointers of a document; each antecedent comes with its signs."""

    def __init__(self, register: Register, names: Names, standing: Standing) -> None:
        self.register = register
        self.names = names
        self.standing = standing
        self._offices: dict[str, frozenset[str]] = {}

    def antecedents(self, current: Scene, memory: Memory) -> Iterator[tuple[str, Signs]]:
        for number, phrase in enumerate(current.phrases):
            if phrase.sort not in _POINTERS:
                continue
            signs = phrase_signs(current, phrase, number)[:_FIRST_SIGNS]
            for rank, (name, where) in enumerate(self._recent(phrase.span.start, memory)):
                kind = self.standing.kind(name)
                if phrase.sort is Sort.PRONOUN and kind != "person" and subjects.looks_like_source(name):
                    continue
                yield (
                    name,
                    (
                        *(f"ptr {sign}" for sign in signs),
                        *self._pointer_signs(phrase, name, where, rank),
                    ),
                )

    def _pointer_signs(self, phrase: Phrase, name: str, where: str, rank: int) -> Signs:
        """How a pointer and the name it may mean agree."""
        kind = self.standing.kind(name)
        kind_only = kind.split(" ")[0]
        same = "same" if phrase.words[-1] == name[-1] else "differs"
        lead = f"ptr:{phrase.sort}"
        return (
            f"{lead},{where},{kind_only}",
            f"{lead},{kind_only},{same}",
            f"ptr:{phrase.words},{kind_only}",
            f"ptr:{phrase.words[-1]},{kind}",
            f"ptr:{phrase.words[-1]},{kind_only}",
            f"{lead},rank={rank},{kind_only}",
            f"ptr:{where},rank={rank}",
            f"{lead},prominence={self.standing.rank(name)}",
            f"ptr:{where},prominence={self.standing.rank(name)}",
            f"{lead},office={self._office(phrase, name)}",
        )

    def _office(self, phrase: Phrase, name: str) -> str:
        """Whether a title alone is that of this person: held, by another, or nobody's."""
        title = _TITLE_ALONE.search(phrase.words)
        if title is None:
            return "none"
        if title[0] not in self._offices:
            self._offices[title[0]] = frozenset(
                self.register.full_name(one)
                for role, rows in self.register.by_role.items()
                if role.endswith(title[0]) or title[0].endswith(role)
                for _, one in rows
            )
        held = self._offices[title[0]]
        return "held" if name in held else ("others" if held else "nobody")

    def _recent(self, position: int, memory: Memory) -> list[tuple[str, str]]:
        """Who may be meant by a pointer: who spoke, who was the topic, who was named; with how they are known."""
        found: dict[str, str] = {}
        if memory.spoke:
            found[memory.spoke[-1]] = f"spoke{min(memory.age, 4)}"
        if memory.topic:
            found[memory.topic] = found.get(memory.topic, "") + "topic"
        elif memory.about:
            found.setdefault(memory.about, "about")
        for name in reversed(self.register.persons_before(position, 3)):
            found.setdefault(name, "named")
        for name in self._bodies_before(position):
            found.setdefault(name, "body")
        for name in memory.subjects[:_MOST_SUBJECTS]:
            found.setdefault(name, "subject")
        for name in self.standing.main:
            found.setdefault(name, "main")
        for name in reversed(memory.spoke[-3:-1]):
            found.setdefault(name, "earlier")
        return list(found.items())[:_MOST_POINTED]

    def _bodies_before(self, position: int) -> list[str]:
        """The last two bodies named before a position, nearest first."""
        last = bisect_left(self.register.bodies, (position, "", ""))
        rows = self.register.bodies[max(0, last - _BODIES_BACK) : last]
        named = [self.names.full(name) for _, name, _ in rows]
        return list(dict.fromkeys(name for name in reversed(named) if subjects.looks_like_source(name)))[:2]
