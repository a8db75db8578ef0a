"""そう述べた: what is said stands in another sentence."""

import re
from dataclasses import replace

from articles.extraction.attribution import forms
from articles.extraction.attribution.cue import Cue, verb_cue
from articles.extraction.clause import Clause
from articles.extraction.lexicon import SAY
from articles.extraction.results import Span
from articles.extraction.subjects import is_person, subject


def backward(clause: Clause, verb: int) -> Cue | None:
    """そう述べた, こう話す〜氏は: what is said stands in another sentence; the content is the pointing word."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in SAY or (token.text == "いう" and not forms.is_inflected(clause, verb)):
        return None
    pointer = next((c for c in clause.children[verb] if c < verb and _points(clause, c)), None)
    if pointer is None:
        return None
    source = subject(clause, verb, verb)
    if source is None and token.dep == "acl" and clause.tokens[token.head].pos in ("NOUN", "PROPN"):
        first, last = clause.noun_phrase(token.head)
        source = max(first, verb + 1), last
    if source is None and clause.text.startswith("のは", forms.inflection_end(clause, verb)):
        source = _named_last(clause, verb)
    pointed = clause.tokens[pointer]
    cue = verb_cue(clause, source, token, Span(pointed.start, pointed.end), "direct", verb, 3, False)
    return replace(cue, points_back=True)


def _named_last(clause: Clause, verb: int) -> tuple[int, int] | None:
    """The person a sentence ends with: そう訴えたのは、農家の古賀さんだ."""
    for index in range(len(clause.tokens) - 1, verb, -1):
        if not clause.inside[index] and clause.tokens[index].tag.startswith(("名詞", "接尾辞")):
            first, last = clause.noun_phrase(index)
            if is_person(clause.phrase(first, last)):
                return max(first, verb + 1), last
    return None


def _points(clause: Clause, index: int) -> bool:
    """そう, こう, 次のように: a word for what is said in the sentence before or after."""
    if clause.tokens[index].text in ("そう", "こう"):
        return True
    first = clause.left[index]
    return bool(re.match(r"(?:次|以下)の(?:よう|通り|とおり)", clause.text[clause.tokens[first].start :][:8]))
