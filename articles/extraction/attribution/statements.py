"""Statements as objects: …との見方を示した, …ことを明らかにした, …するよう求めた."""

import re

from articles.extraction.attribution import contents, forms
from articles.extraction.attribution.cue import Cue, verb_cue
from articles.extraction.attribution.starts import Frame
from articles.extraction.clause import Clause
from articles.extraction.lexicon import REVEAL, SHOW, VIEW
from articles.extraction.results import Span
from articles.extraction.subjects import subject

_GIVES_UP = frozenset(("崩す", "変える", "譲る", "捨てる"))
"""Verbs that hold a view where they are denied: …との見解を崩していない."""


def view(clause: Clause, verb: int) -> Cue | None:
    """…との見方を示した, …する方針を明らかにした, …との声が上がる."""
    is_denied = forms.is_negated(clause, verb) and clause.lemmas[verb] not in _GIVES_UP
    if clause.lemmas[verb] not in SHOW or is_denied:
        return None
    for noun in clause.children[verb]:
        if (
            noun > verb
            or clause.tokens[noun].dep not in ("obj", "nsubj", "obl")
            or clause.tokens[noun].lemma not in VIEW
        ):
            continue
        if clause.inside[noun] or clause.tokens[noun].lemma in ("こと", "結果", "事実"):
            continue
        clausal = [
            c for c in clause.children[noun] if c < noun and clause.tokens[c].dep in ("acl", "nmod", "ccomp", "advcl")
        ]
        if not clausal:
            continue
        if clause.lemmas[verb] in ("ある", "出る", "上がる", "広がる", "続く", "聞く"):
            return _view_cue(clause, verb, noun, None, 1)
        source = None if forms.is_passive(clause, verb) else subject(clause, verb, noun)
        return _view_cue(clause, verb, noun, source, 3)
    return None


def _view_cue(clause: Clause, verb: int, noun: int, source: tuple[int, int] | None, strength: int) -> Cue | None:
    end_token = noun - 1
    while end_token > 0 and clause.tokens[end_token].text in ("の", "と", "いう", "する", "いっ", "た", "、"):
        if clause.tokens[end_token].text in ("する", "た") and clause.tokens[end_token - 1].text not in ("と", "いっ"):
            break
        end_token -= 1
    content: Span | None
    if clause.tokens[end_token + 1].text == "と":
        frame = Frame(end_token + 1, verb, "say" if source else "noun", clause.span_of(source))
        content = contents.before_particle(clause, frame)
    else:
        content = contents.between(clause, source, clause.left[noun], clause.tokens[end_token].end)
    if content is None:
        return None
    form = "direct" if contents.is_quotation(clause, content) else "indirect"
    return verb_cue(clause, source, clause.tokens[noun], content, form, verb, strength, False)


def revealed(clause: Clause, verb: int) -> Cue | None:
    """…ことを明らかにした, …を発表した, …を否定した: only with a source or as the main verb."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in REVEAL or forms.is_passive(clause, verb) or forms.is_negated(clause, verb):
        return None
    if token.pos == "NOUN" and not forms.is_predicative(clause, verb):
        return None
    obj = next((c for c in clause.children[verb] if c < verb and _is_object(clause, c, clause.lemmas[verb])), None)
    if obj is None or clause.tokens[verb].dep in ("acl",):
        return None
    if clause.lemmas[verb] in _ACTS and clause.tokens[obj].lemma not in _SAID_OBJECTS:
        return None
    source = subject(clause, verb, obj)
    if source is None and clause.tokens[verb].dep != "ROOT":
        return None
    particle = next(iter(clause.case(obj)), obj + 1)
    end = clause.tokens[min(particle, len(clause.tokens) - 1)].start
    content = contents.between(clause, source, clause.left[obj], end)
    if content is None or content.end - content.start < 2:
        return None
    return verb_cue(clause, source, token, content, "indirect", verb, 3, False)


def _is_object(clause: Clause, index: int, lemma: str) -> bool:
    """…を; …ことも where も hides the を; …に for verbs that take what they are about with に."""
    token = clause.tokens[index]
    particles = [clause.tokens[c].text for c in clause.case(index)]
    if token.dep == "obj":
        return True
    if token.lemma == "こと" and particles[:1] == ["も"]:
        return True
    return lemma in _ABOUT and particles[:1] == ["に"]


_ACTS = frozenset(("求める", "要求", "報告", "認める", "挙げる"))


_SAID_OBJECTS = frozenset(("こと", "事実", "責任", "容疑", "関与", "非", "誤り", "ミス", "理由", "例"))
"""What makes an act a statement: …ことを認めた, not 契約を認めた."""


_ABOUT = frozenset(("抗議", "言及", "触れる", "反論"))


def requested(clause: Clause, verb: int) -> Cue | None:
    """…するよう求めた, …しないよう呼びかけている."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in _REQUESTS or token.dep == "acl" or forms.is_passive(clause, verb):
        return None
    before = clause.text[clause.span.start : token.start]
    if not re.search(r"よう(?:に)?$", before) or verb < 2:
        return None
    source = subject(clause, verb, verb)
    content = contents.between(clause, source, clause.left[verb], token.start)
    if source is None or content is None:
        return None
    return verb_cue(clause, source, token, content, "indirect", verb, 3, False)


_REQUESTS = frozenset(("要望", "求める", "呼び掛ける", "呼びかける", "訴える", "要請", "要求", "促す", "指示", "主張"))
