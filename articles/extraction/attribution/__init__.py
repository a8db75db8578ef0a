"""Who says what, sentence by sentence, from the dependency parse: source, cue and content in PARC's terms."""

from collections.abc import Iterator
from dataclasses import replace

from articles.extraction.attribution.backward import backward
from articles.extraction.attribution.credits import announced, surveys, yoruto
from articles.extraction.attribution.cue import Cue
from articles.extraction.attribution.quotations import nested, parenthetic, quoted
from articles.extraction.attribution.quotative import quotative
from articles.extraction.attribution.statements import requested, revealed, view
from articles.extraction.attribution.unnamed import hearsay, nouns
from articles.extraction.clause import Clause

__all__ = ["Cue", "cues"]

_OF_SENTENCE = (yoruto, surveys, hearsay, nouns, parenthetic, nested)
_OF_VERB = (quotative, view, revealed, backward, requested, announced)
"""In this order: a verb is the cue of one attribution."""


def cues(clause: Clause) -> list[Cue]:
    """All attributions of one sentence, in the order of their cues."""
    if not clause.tokens:
        return []
    found = [replace(cue, kind=find.__name__) for find in _OF_SENTENCE for cue in find(clause)]
    found += _of_verbs(clause)
    found += [replace(cue, kind="quoted") for cue in quoted(clause, {cue.content.end for cue in found})]
    unique: dict[tuple[int, int], Cue] = {}
    for cue in sorted(found, key=lambda cue: (cue.cue.start, -cue.strength)):
        unique.setdefault((cue.cue.start, cue.cue.end), cue)
    return list(unique.values())


def _of_verbs(clause: Clause) -> Iterator[Cue]:
    for index, token in enumerate(clause.tokens):
        if clause.inside[index] or token.pos not in ("VERB", "NOUN", "ADJ", "AUX"):
            continue
        for find in _OF_VERB:
            if cue := find(clause, index):
                yield replace(cue, kind=find.__name__)
                break
