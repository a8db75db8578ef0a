"""…と述べた: what is said or thought, marked by と, before its verb."""

import re

from articles.extraction.attribution import contents, forms
from articles.extraction.attribution.cue import Cue, verb_cue
from articles.extraction.attribution.particles import quotative_particle
from articles.extraction.attribution.starts import Frame
from articles.extraction.clause import Clause
from articles.extraction.lexicon import QUOTING, THINK
from articles.extraction.mentions import outlets
from articles.extraction.subjects import is_person, subject

_IU = ("言う", "いう")
_SAYS = "言う"
"""Written so it is who speaks that says it; in kana it may be hearsay."""


def quotative(clause: Clause, verb: int) -> Cue | None:
    """…と述べた, 「…」と発言。, …としている."""
    token, lemma = clause.tokens[verb], clause.lemmas[verb]
    is_suru = lemma == "する" and token.pos in ("VERB", "AUX")
    if not is_suru and (lemma not in QUOTING or (token.pos == "NOUN" and not forms.is_predicative(clause, verb))):
        return None
    particle = quotative_particle(clause, verb, adjacent=is_suru)
    if particle is None or (is_suru and not forms.is_report(clause, verb)) or _only_names(clause, verb, particle):
        return None
    if lemma in _ANSWERS and _COUNTED.match(clause.text, token.end, min(token.end + _FAR, clause.span.end)):
        return None
    passive = forms.is_passive(clause, verb)
    source = None if passive else _source(clause, verb, particle)
    if source is None and _closes_hearsay(clause, verb):
        return None
    frame = Frame(particle, verb, report_sort(lemma, passive=passive), clause.span_of(source))
    content = contents.before_particle(clause, frame)
    form = "direct" if contents.is_quotation(clause, content) else "indirect"
    strength = _strength(clause, verb, named=source is not None, form=form, passive=passive)
    return verb_cue(clause, source, token, content, form, verb, strength, passive)


_ANSWERS = frozenset(("答える", "回答", "応える", "訴える", "感じる"))
_COUNTED = re.compile(
    r"(?:し)?た(?:の|人|割合|世帯|企業|会社|者|学生|児童|生徒|社員|職員)[はがも](?:[^。、」]{0,16}の)?(?:約|およそ|わずか)?[0-9０-９一二三四五六七八九十]"
)
_FAR = 40
"""「断られた経験がある」と答えたのは27.9%: how many of those asked said so, whom nobody names."""


def _is_bare(clause: Clause, verb: int) -> bool:
    """という and nothing else: it may report, name or close a hearsay."""
    return clause.lemmas[verb] in _IU and not forms.is_inflected(clause, verb)


def _following(clause: Clause, verb: int) -> str:
    end = clause.tokens[verb].end
    return clause.text[end : min(end + 2, clause.span.end)]


def _is_closed(clause: Clause, verb: int) -> bool:
    return _following(clause, verb)[:1] in ("", *"。、」，,かと")


_SUCH_AS = re.compile(r"いった(?=[^。、」「])")  # 「…」といった書き込み names a kind
_VAGUE = frozenset(("らし", "よう", "だけ", "くら", "ぐら", "ほど"))
"""How what follows という begins where somebody is quoted all the same: 帰れというだけで."""


def _only_names(clause: Clause, verb: int, particle: int) -> bool:
    """という before a noun says what something is called; 「…」と言う人 quotes."""
    if _SUCH_AS.match(clause.text, clause.tokens[verb].start, clause.span.end):
        return True
    if not _is_bare(clause, verb) or _is_closed(clause, verb) or _following(clause, verb) in _VAGUE:
        return False
    is_quoted = clause.tokens[particle].start - 1 in clause.quotations
    return not (is_quoted and clause.tokens[verb].text == "言う")


def _closes_hearsay(clause: Clause, verb: int) -> bool:
    """という at the end of a sentence, which `unnamed.hearsay` reads."""
    return _is_bare(clause, verb) and clause.lemmas[verb] == "いう" and not _following(clause, verb).strip("。」")


def _source(clause: Clause, verb: int, particle: int) -> tuple[int, int] | None:
    """Who says it, or None where the subject found is not who does."""
    source = subject(clause, verb, particle)
    if source is None:
        return None
    lemma = clause.lemmas[verb]
    is_before = clause.tokens[source[1]].end < clause.tokens[particle].start
    if _is_bare(clause, verb) and is_before and clause.tokens[verb].text != _SAYS:
        return None  # the topic of the sentence, with a という of hearsay at its end; 彼はいう has its subject behind
    if lemma in _RELAYS and not _relays(clause, source, particle):
        return None
    if lemma in THINK and not _thinks(clause, verb, clause.phrase(*source)):
        return None
    if lemma in _HEARS and not _is_told_by(clause, source, particle):
        return None
    return source


def _strength(clause: Clause, verb: int, *, named: bool, form: str, passive: bool) -> int:
    """As `Cue.strength` has it."""
    lemma = clause.lemmas[verb]
    is_vague = _is_bare(clause, verb) and (not _is_closed(clause, verb) or _following(clause, verb)[:1] in ("か", "と"))
    if lemma in THINK or is_vague:
        return 0
    is_hearsay = not named and (lemma in _RELAYS or (lemma in _IU and form == "indirect"))
    return 1 if is_hearsay or passive else 3


def report_sort(lemma: str, *, passive: bool) -> str:
    """How the verb reports, as `starts.Frame` has it."""
    if passive:
        return "passive"
    if lemma in THINK:
        return "think"
    return "iu" if lemma in _IU else "say"


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


_HEARS = frozenset(("聞く", "聴く", "伺う", "聞き及ぶ", "耳にする"))


def _is_told_by(clause: Clause, source: tuple[int, int], particle: int) -> bool:
    """Whether the source of 聞く is who tells (友人から…と聞いた) or asks (「…」と聞いた), and not who hears."""
    last = clause.tokens[source[1]].end
    is_asked = clause.tokens[particle].start - 1 in clause.quotations
    return is_asked or clause.text[last : last + 1] not in ("は", "が", "も")


_SELF = re.compile(r"(?:私|わたし|僕|俺|筆者|記者|我々|われわれ)(?:たち|達|ら)?$")


_TOLD_THOUGHT = re.compile(r"[^。、]{0,3}?(?:た|て(?:い|お)(?:る|た|ます|り))")


def _thinks(clause: Clause, verb: int, phrase: str) -> bool:
    """Whether the subject of 思う is who thinks: 女性は…と思います is what the writer thinks of women."""
    if _SELF.search(phrase):
        return True
    end = clause.tokens[verb].end
    return is_person(phrase) and _TOLD_THOUGHT.match(clause.text, end, min(end + 8, clause.span.end)) is not None
