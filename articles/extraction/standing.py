"""How a name stands in a document: how often it is named, whose words are given elsewhere, who the sentences are about."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from articles.extraction import subjects
from articles.extraction.clause import Clause
from articles.extraction.mentions import Register, outlets
from articles.extraction.scene_signs import NO_WHO, Signs
from articles.extraction.scenes import Phrase, Scene, Sort

_MOST = 4  # counts above are alike
_MAIN = 2
_HUMAN = re.compile(r"(?:たち|ら|達|者|人|員|家|官|士|師|長|相|男|女|男性|女性|選手)$")
_GROUND = re.compile(r"[県市町村区州国都府道省庁署党社会局院校軍隊団]$")


class Standing:
    """What a document shows of each name as a whole; `name` finds whom a phrase names."""

    def __init__(
        self,
        text: str,
        register: Register,
        scenes: Sequence[Scene | None],
        name: Callable[[Phrase, Clause], str | None],
    ) -> None:
        self.text = text
        self.register = register
        self.says: defaultdict[str, list[int]] = defaultdict(list)
        """The sentences in which a name is the source of a cue."""
        self.leads: defaultdict[str, list[int]] = defaultdict(list)
        """The sentences in which it is subject."""
        self._mentions: dict[str, int] = {}
        self._alone: dict[str, bool] = {}
        self._kinds: dict[str, str] = {}
        self.prominence = self._prominence()
        self.main = list(self.prominence)[:_MAIN]
        """The persons named most."""
        for index, current in enumerate(scenes):
            if current is not None:
                self._note(index, current, name)

    def _prominence(self) -> dict[str, int]:
        """The persons of the document by how often they are named, 0 first."""
        counts = Counter(self.register.full_name(name) for _, name in self.register.persons)
        ordered = sorted(counts, key=lambda name: (-counts[name], name))
        return {name: rank for rank, name in enumerate(ordered)}

    def _note(self, index: int, current: Scene, name: Callable[[Phrase, Clause], str | None]) -> None:
        sources = {cue.source.end for cue in current.cues if cue.source and cue.strength >= 2}
        for phrase in current.phrases:
            is_source = phrase.span.end in sources
            if not (is_source or phrase.is_subject) or (found := name(phrase, current.clause)) is None:
                continue
            if is_source:
                self.says[found].append(index)
            if phrase.is_subject:
                self.leads[found].append(index)

    def mentions(self, name: str) -> int:
        """How often a name stands in the document, at most `_MOST`."""
        if name not in self._mentions:
            self._mentions[name] = min(self.text.count(name), _MOST)
        return self._mentions[name]

    def is_alone(self, name: str) -> bool:
        """Whether it stands anywhere without an owner before it."""
        if name not in self._alone:
            self._alone[name] = re.search(f"(?<!の){re.escape(name)}", self.text) is not None
        return self._alone[name]

    def rank(self, name: str) -> int:
        """0 for the person named most."""
        return min(self.prominence.get(name, _MOST), _MOST)

    def kind(self, name: str) -> str:
        """What sort of speaker a name may be."""
        if name not in self._kinds:
            self._kinds[name] = self._kind(name)
        return self._kinds[name]

    def _kind(self, name: str) -> str:
        if self.register.is_person(name):
            return "person"
        if "、" in name:
            return "several"
        if outlets.outlets(name, self.text, self.register.outlets) is not None:
            return "outlet"
        if _HUMAN.search(name):
            return "human"
        if ground := _GROUND.search(name):
            return f"ground {ground[0]}"
        if subjects.looks_like_source(name):
            return "body"
        return "known" if self.register.is_body(name) else "thing"

    def signs(self, lead: str, name: str, index: int) -> Signs:
        """How a name stands outside the sentence `index`."""
        kind = self.kind(name).split(" ")[0]
        says, leads = _elsewhere(self.says.get(name, ()), index), _elsewhere(self.leads.get(name, ()), index)
        before = min(bisect_left(self.says.get(name, ()), index), 2)
        return (
            f"{lead}:kind={self.kind(name)}",
            f"{lead}:says={says},kind={kind}",
            f"{lead}:leads={leads},says={min(says, 1)}",
            f"{lead}:said_before={before},later={min(says, 3) > before}",
            f"{lead}:rank={self.rank(name)},kind={kind}",
            f"{lead}:mentions={self.mentions(name)},kind={kind}",
        )


def _elsewhere(places: Sequence[int], index: int) -> int:
    """How many places are not the sentence itself, at most three."""
    own = bisect_left(places, index)
    return min(len(places) - (own < len(places) and places[own] == index), 3)


def is_who(phrase: Phrase) -> bool:
    """Whether the words of a phrase may be somebody."""
    return phrase.sort not in NO_WHO and phrase.sort is not Sort.THING
