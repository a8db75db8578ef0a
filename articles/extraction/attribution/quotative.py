"""…と述べた: what is said or thought, marked by と, before its verb."""

import re

from articles.extraction import outlets
from articles.extraction.attribution import contents, forms
from articles.extraction.attribution.cue import Cue, verb_cue
from articles.extraction.attribution.particles import quotative_particle
from articles.extraction.attribution.starts import Frame
from articles.extraction.clause import Clause
from articles.extraction.lexicon import SAY, THINK
from articles.extraction.subjects import is_person, subject


def quotative(clause: Clause, verb: int) -> Cue | None:
    """…と述べた, 「…」と発言。, …としている."""
    token = clause.tokens[verb]
    lemma = clause.lemmas[verb]
    is_say = lemma in SAY or lemma in THINK
    is_suru = lemma == "する" and token.pos in ("VERB", "AUX")
    if not (is_say or is_suru):
        return None
    if token.pos == "NOUN" and not forms.is_predicative(clause, verb):
        return None
    particle = quotative_particle(clause, verb, adjacent=is_suru)
    if particle is None:
        return None
    if is_suru and not forms.is_report(clause, verb):
        return None
    passive = forms.is_passive(clause, verb)
    if _SUCH_AS.match(clause.text, token.start, clause.span.end):
        return None
    is_bare = lemma in ("言う", "いう") and not forms.is_inflected(clause, verb)
    following = clause.text[token.end : min(token.end + 2, clause.span.end)]
    is_quoted = clause.tokens[particle].start - 1 in clause.quotations
    is_closed = following[:1] in ("", *"。、」，,かと")
    if is_bare and not is_closed and following not in _VAGUE and not (is_quoted and token.text == "言う"):
        return None
    source = None if passive else subject(clause, verb, particle)
    if is_bare and source is not None and clause.tokens[source[1]].end < clause.tokens[particle].start - _FAR:
        source = None  # the topic of the sentence, with a という of hearsay at its end
    if is_bare and source is None and not following.strip("。」") and lemma == "いう":
        return None  # hearsay, see below
    if source and lemma in _RELAYS and not _relays(clause, source, particle):
        source = None
    if lemma in THINK and source and not _thinks(clause, verb, clause.phrase(*source)):
        source = None
    frame = Frame(particle, verb, report_sort(lemma, passive=passive), clause.span_of(source))
    content = contents.before_particle(clause, frame)
    form = "direct" if contents.is_quotation(clause, content) else "indirect"
    hearsay = lemma in ("言う", "いう") and source is None and form == "indirect"
    if lemma in _RELAYS and source is None:
        hearsay = True
    doubtful = lemma in THINK or (is_bare and (not is_closed or following[:1] in ("か", "と")))
    strength = 0 if doubtful else 1 if hearsay or passive else 3
    return verb_cue(clause, source, token, content, form, verb, strength, passive)


def report_sort(lemma: str, *, passive: bool) -> str:
    """How the verb reports, as `starts.Frame` has it."""
    if passive:
        return "passive"
    if lemma in THINK:
        return "think"
    return "iu" if lemma in ("言う", "いう") else "say"


_VAGUE = frozenset(("らし", "よう", "だけ", "くら", "ぐら", "ほど"))
"""How what follows という begins where somebody is quoted all the same: 帰れというだけで."""


_RELAYS = frozenset(("伝える", "報じる", "報ずる", "報道"))


def _relays(clause: Clause, source: tuple[int, int], particle: int) -> bool:
    """Whether the subject of 伝える is who tells: the topic, or what stands right before it; outlets are left out often."""
    last = clause.tokens[source[1]].end
    if outlets.outlets(clause.phrase(*source), clause.text) or last > clause.tokens[particle].end:
        return True
    first, _ = source
    return (
        clause.lemmas[particle + 1 : particle + 2] == ["伝える"]
        and clause.text[last : last + 1] in ("は", "も")
        and first < 3
    )


_SUCH_AS = re.compile(r"いった(?=[^。、」「])")  # 「…」といった書き込み names a kind


_SELF = re.compile(r"(?:私|わたし|僕|俺|筆者|記者|我々|われわれ)(?:たち|達|ら)?$")


_TOLD_THOUGHT = re.compile(r"[^。、]{0,3}?(?:た|て(?:い|お)(?:る|た|ます|り))")


def _thinks(clause: Clause, verb: int, phrase: str) -> bool:
    """Whether the subject of 思う is who thinks: 女性は…と思います is what the writer thinks of women."""
    if _SELF.search(phrase):
        return True
    end = clause.tokens[verb].end
    return is_person(phrase) and _TOLD_THOUGHT.match(clause.text, end, min(end + 8, clause.span.end)) is not None


_FAR = 0  # code points; 彼はいう has its subject behind what is said
