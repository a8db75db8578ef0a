"""Whom the phrases of a document name, in the fullest form it has for them."""

import re
from collections import Counter

from articles.extraction import mentions
from articles.extraction.clause import Clause
from articles.extraction.mentions import Register
from articles.extraction.scenes import Phrase, Sort, sort_of

PROPER = frozenset((Sort.PERSON, Sort.NAMED, Sort.NAME, Sort.PROPER, Sort.PLACE, Sort.KATAKANA))


class Names:
    """Names found once for each phrase."""

    def __init__(self, text: str, register: Register) -> None:
        self.text = text
        self.register = register
        self._names: dict[tuple[int, int], str | None] = {}
        self._fullest: dict[str, str] = {}

    def of(self, phrase: Phrase, clause: Clause) -> str | None:
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
        return tail if sort in PROPER else phrase.words


def only_points(phrase: Phrase, name: str) -> bool:
    """Whether what was found for a pronoun is still the pronoun."""
    if phrase.sort in (Sort.PRONOUN, Sort.SELF):
        return name == phrase.words
    return phrase.sort is Sort.POINTING and name.startswith(("同", "この", "その", "両"))
