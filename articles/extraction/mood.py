"""Form of quotation, modality and whether a figure is the point: learned decisions over what the rules found.

Multinomial logistic regressions over the same named signs: how the sentence and what it reports end, its predicates from
the end inward, its cues and quotation marks, its amounts, its neighbours and its document, with the answers of the rules
among them; and over the word vectors of its innermost predicate and of its words, since 見事だ is an opinion as 素晴らしい is.
The first asks whether somebody's statement is reported at all; how likely that is counts, together with the predicates,
among the signs of the others, because という is hearsay only where nobody is named. `bench/learn_mood.py` learns the
weights; reading needs NumPy alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import pairwise

import numpy as np

from articles.extraction import predicates
from articles.extraction.clause import Clause
from articles.extraction.features import CONTENT
from articles.extraction.findings import Findings
from articles.extraction.outline import Outline
from articles.extraction.packing import unpacked
from articles.extraction.predicates import Predicate
from articles.extraction.results import Attribution, Quantity, Span
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence
from articles.extraction.worthiness import Floats
from articles.japanese.offsets import narrow
from articles.japanese.parsing import Token
from articles.japanese.vectors import DIMENSIONS, word_vector

QUOTES = ("none", "direct", "indirect", "mixed")
MODALITIES = ("asserted", "hearsay", "inference", "future", "opinion", "other")
NUMERIC = ("false", "true")
CLASSES = {"quote": QUOTES, "modality": MODALITIES, "numeric": NUMERIC}
"""The answers to each question, in the order of the columns of its weights."""
REPORTED = "reported"
"""The question asked first: whether a person or body is named whose statement the sentence reports."""
COLUMNS = CLASSES | {REPORTED: ("false", "true")}

_ENDING = 8  # words of a predicate that its signs reach back
_CHAIN = 5
_AROUND = 3  # words beside an amount
_GRAMS = 30  # code points at the end of which all pairs and triples are signs
_SUFFIX = 4  # code points of a core's inflection that are read together with what stands outside it
_LEVELS = 3  # predicates, from the end
_TURNING = ("core:", "outer:", "predicates:", "hearsay:", "rule:quote", "rule:modality")
"""Signs that mean another thing where somebody's statement is reported."""
_HEARSAY = {
    "という": re.compile(r"という$"),
    "模様": re.compile(r"(?:模様|もよう)(?:だ|である|です)?$"),
    "とされる": re.compile(r"とされ(?:る|ている|ていた|た)$"),
    "と伝えられる": re.compile(r"とも?(?:伝え|報じ|言わ|いわ)(?:ら)?れ(?:る|ている|た|ていた)$"),
    "とのこと": re.compile(r"とのこと(?:だ|である|です)?$"),
    "らしい": re.compile(r"らしい$"),
    "とみられる": re.compile(r"[み見]られ(?:る|ている|ていた)$"),
    "としている": re.compile(r"と(?:している|していた|した|する)$"),
}
_SECTIONS = {
    "promise": re.compile(r"約束|公約|政策|重点|プラン|ビジョン|取り?組|目指|めざ|今後|方針|予定|提案|実現"),
    "record": re.compile(r"実績|実行力|成果|略歴|経歴|プロフィール|これまで|要因|経緯|内訳|概要"),
}
"""Headings that tell what stands under them: what is to be done, what was."""
_QUESTION = re.compile(r"(?:か|かね|でしょうか|ますか|ですか)[。」]*$|[?？][。」]*$")
_CLOSING = "。｡.！？!?」』”）)" + "".join(filter(str.isspace, map(chr, range(0x3001))))
_POLITE = re.compile(r"(?:です|ます|ました|ません|でした|でしょう)(?:[。」！？!?かねよが]|$)")


@dataclass(frozen=True, slots=True)
class Mood:
    """`quote` is one of `QUOTES`, `modality` one of `MODALITIES`."""

    quote: str
    modality: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Judgement(Findings):
    """What is said of a sentence in the end: the learned mood in the place of the rules', the rest as they found it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Rows by sign; the columns of each question are its `CLASSES`."""

    rows: Mapping[str, int]
    weights: Mapping[str, Floats]
    biases: Mapping[str, Floats]
    centre: Floats
    """What is taken from the vectors of a sentence first. (2 * DIMENSIONS,)"""
    vectors: Mapping[str, Floats]
    """Weights of the coordinates that remain. (2 * DIMENSIONS, classes)"""


def moods(
    outline: Outline,
    parses: Sequence[ParsedSentence],
    findings: Sequence[Findings],
    weights: Weights | None = None,
) -> list[Mood]:
    """One mood for each piece of an article, by the package's own weights; headings, captions and the like have none."""
    known = weights or load()
    pieces = zip(findings, signs(outline, parses, findings), vectors(parses) - known.centre, strict=True)
    return [
        _mood(found, _Read(present, vector), known)
        if found.kind is Kind.SENTENCE
        else Mood("none", "other", numeric=False)
        for found, present, vector in pieces
    ]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the models see of a sentence."""

    signs: Mapping[str, float]
    vector: Floats


def _mood(found: Findings, read: _Read, weights: Weights) -> Mood:
    against, for_it = _scores(read, [REPORTED], weights)[REPORTED]
    told = _Read(conditioned(read.signs, float(1 / (1 + np.exp(against - for_it)))), read.vector)
    scores = _scores(told, CLASSES, weights)
    answers = {question: classes[int(np.argmax(scores[question]))] for question, classes in CLASSES.items()}
    quote = "direct" if is_turn(found) else answers["quote"]
    return Mood(quote, answers["modality"], answers["numeric"] == "true")


def _scores(read: _Read, questions: Iterable[str], weights: Weights) -> dict[str, Floats]:
    known = [(row, value) for sign, value in read.signs.items() if (row := weights.rows.get(sign)) is not None]
    rows, values = np.array([row for row, _ in known], dtype=np.intp), np.array([value for _, value in known])
    return {
        question: weights.biases[question]
        + values @ weights.weights[question][rows]
        + read.vector @ weights.vectors[question]
        for question in questions
    }


def vectors(parses: Sequence[ParsedSentence]) -> Floats:
    """The vector of the innermost predicate, then the mean of those of the content words. (n, 2 * DIMENSIONS)"""
    return np.array([np.concatenate([_core_vector(p.tokens), _mean_vector(p.tokens)]) for p in parses]).reshape(
        -1, 2 * DIMENSIONS
    )


def _core_vector(tokens: Sequence[Token]) -> Floats:
    found = predicates.chain(tokens)
    vector = word_vector(predicates.core(found).lemma) if found else None
    return np.zeros(DIMENSIONS) if vector is None else vector


def _mean_vector(tokens: Sequence[Token]) -> Floats:
    words = [_word_vector(token) for token in tokens if token.pos in CONTENT]
    known = [vector for vector in words if vector is not None]
    return np.mean(known, axis=0) if known else np.zeros(DIMENSIONS)


def _word_vector(token: Token) -> Floats | None:
    vector = word_vector(_narrow(token.lemma))
    return word_vector(token.text) if vector is None else vector


def conditioned(present: Mapping[str, float], reported: float) -> dict[str, float]:
    """The signs, and once more those that turn on whether a statement is reported, with that probability and its rest."""
    turning = [sign for sign in present if sign.startswith(_TURNING)]
    told = {f"reported:{sign}": reported for sign in turning} | {"reported": reported}
    return {**present, **told, **{f"unreported:{sign}": 1 - reported for sign in turning}}


def judged(found: Findings, mood: Mood) -> Judgement:
    fields = {name: getattr(found, name) for name in Findings.__slots__}
    fields["voice"] = found.voice if found.voice.held else replace(found.voice, quote=mood.quote)
    return Judgement(**fields | {"modality": mood.modality, "numeric": mood.numeric})


def is_turn(found: Findings) -> bool:
    """A turn of a transcript (市長：…): its speaker's own words by its form, whatever stands in them."""
    voice = found.voice
    return voice.quote == "direct" and not voice.attributions and not found.words.startswith(("「", "“"))


def signs(outline: Outline, parses: Sequence[ParsedSentence], findings: Sequence[Findings]) -> list[dict[str, float]]:
    """The signs of every piece of an article, by name; absent ones are 0."""
    text, headings = outline.text, _headings(findings)
    polite = sum(bool(_POLITE.search(found.words)) for found in findings) / len(findings)
    described = []
    for index, (parsed, found) in enumerate(zip(parses, findings, strict=True)):
        clause = Clause(text, parsed)
        present = set(_of_rules(found)) | set(_of_words(parsed.tokens)) | set(_of_end(clause, found))
        present |= set(_of_predicates(parsed.tokens)) | set(_of_hearsay(found))
        present |= {
            f"speaker={found.voice.speaker is not None},{sign}" for sign in present if sign.startswith(_TURNING)
        }
        present |= set(_of_report(clause, found)) | set(_of_quotation(clause, found))
        present |= set(_of_amounts(clause, found)) | set(_of_neighbours(index, findings))
        present |= set(_of_document(outline, index, found, headings[index], _last(parsed.tokens)))
        described.append(dict.fromkeys(sorted(present), 1.0) | {"article:polite": polite})
    return described


def _closed(words: str) -> str:
    """The words without the marks and spaces at their end."""
    return words.rstrip(_CLOSING)


def _of_rules(found: Findings) -> Iterator[str]:
    voice = found.voice
    yield f"rule:quote={voice.quote}"
    yield f"rule:modality={found.modality}"
    yield f"rule:numeric={found.numeric}"
    yield f"rule:quote={voice.quote},modality={found.modality}"
    yield f"rule:speaker={voice.speaker is not None},quote={voice.quote}"
    yield f"rule:speaker={voice.speaker is not None},via={voice.via is not None},hearsay={voice.hearsay}"
    yield f"rule:length={min(len(found.words) // 20, 6)}"
    yield f"rule:place={int(found.place * 4)}"
    yield f"rule:first={found.place == 0}"
    yield f"rule:dates={min(len(found.dates), 2)}"


def _of_words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield f"word:{_form(token)}"
    for one, two in pairwise(tokens):
        if two.pos in ("AUX", "PART", "SCONJ", "ADP", "CCONJ"):
            yield f"pair:{_form(one)} {_form(two)}"


def _of_end(clause: Clause, found: Findings) -> Iterator[str]:
    end = clause.span.end - len(found.words) + len(_closed(found.words))
    yield from _ending("end", [token for token in clause.tokens if token.end <= end])
    yield f"end:stop={found.words[-1]}"
    yield from _tail("end", found.words)


def _ending(name: str, tokens: Sequence[Token]) -> Iterator[str]:
    """How a predicate ends: its last words as a chain from the end, and each of them."""
    last = [_form(token) for token in tokens[-_ENDING:]]
    for length in range(1, min(_CHAIN, len(last)) + 1):
        yield f"{name}:chain={' '.join(last[-length:])}"
    for word in last:
        yield f"{name}:has={word}"
    for one, two in pairwise(last):
        yield f"{name}:has={one} {two}"
    verb = next((token for token in reversed(tokens[-_ENDING:]) if token.pos in ("VERB", "ADJ", "NOUN", "PROPN")), None)
    if verb:
        yield f"{name}:head={verb.lemma}"
        yield f"{name}:head={verb.pos}"


def _tail(name: str, words: str) -> Iterator[str]:
    tail = re.sub(r"\d", "0", narrow(_closed(words)[-_GRAMS:]))
    for length in (2, 3):
        for start in range(len(tail) - length + 1):
            yield f"{name}:gram={tail[start : start + length]}"


def _of_predicates(tokens: Sequence[Token]) -> Iterator[str]:
    """What is said at the end, what inside of that, and how one leads to the other."""
    found = predicates.chain(tokens)
    if not found:
        return
    for level, predicate in enumerate(found[:_LEVELS]):
        yield f"level{level}:{predicate.link} {predicate.lemma}"
        yield f"level{level}:{predicate.link} suffix={predicate.suffix}"
        yield f"level{level}:{predicate.lemma}{predicate.suffix}"
    for predicate in found:
        yield f"level:{predicate.lemma}"
    yield from _of_core(found[0], predicates.core(found))
    path = predicates.path(found)
    yield f"predicates:path={path}"
    yield f"predicates:path={path},outer={found[0].lemma}"


def _of_core(outer: Predicate, core: Predicate) -> Iterator[str]:
    yield f"outer:{outer.lemma}"
    yield f"outer:{outer.lemma}{outer.suffix}"
    yield f"core:{core.lemma}"
    yield f"core:{core.lemma}{core.suffix}"
    yield f"core:suffix={core.suffix}"
    yield f"core:quoted={core.quoted}"
    yield f"core:quoted={core.quoted},suffix={core.suffix[-_SUFFIX:]}"
    yield f"predicates:outer={outer.lemma},suffix={core.suffix[-_SUFFIX:]}"
    yield f"predicates:outer={outer.lemma},quoted={core.quoted}"


def _of_hearsay(found: Findings) -> Iterator[str]:
    words = _closed(found.words)
    yield f"hearsay:via={found.voice.via is not None}"
    for name, ending in _HEARSAY.items():
        if ending.search(words):
            yield f"hearsay:{name}"
            yield f"hearsay:{name},via={found.voice.via is not None}"


def _form(token: Token) -> str:
    """Dictionary form with the marks of inflection; every number is 0."""
    if token.pos == "NUM":
        return "0"
    if token.pos in ("AUX", "PART", "SCONJ"):
        return _narrow(token.text)
    return _narrow(token.lemma or token.text)


_narrow = lru_cache(maxsize=16_384)(narrow)  # the same few thousand words come again and again


def _of_report(clause: Clause, found: Findings) -> Iterator[str]:
    """What is reported, apart from who reports it: the end of each content, its cue and its form."""
    reports = found.voice.attributions
    yield f"report:count={min(len(reports), 3)}"
    for report in reports:
        cue = clause.text[report.cue.start : report.cue.end]
        yield f"report:cue={cue}"
        yield f"report:form={report.form},source={report.source is not None},speaker={report.speaker is not None}"
        yield f"report:cue={cue},speaker={report.speaker is not None}"
        yield f"report:covers={int(4 * (report.content.end - report.content.start) / len(found.words))}"
        yield from _ending("content", _inside(clause, report.content))
        yield from _tail("content", clause.text[report.content.start : report.content.end])
    if main := _main(reports):
        cue = clause.text[main.cue.start : main.cue.end]
        yield f"report:last={cue},form={main.form}"
        yield f"report:after={narrow(clause.text[main.cue.end : min(main.cue.end + 4, clause.span.end)])}"


def _main(reports: Sequence[Attribution]) -> Attribution | None:
    """The report that stands last, and so governs the sentence as a rule."""
    return max(reports, key=lambda report: report.cue.start, default=None)


def _inside(clause: Clause, span: Span) -> list[Token]:
    end = span.start + len(_closed(clause.text[span.start : span.end]))
    return [token for token in clause.tokens if token.start >= span.start and token.end <= end]


def _of_quotation(clause: Clause, found: Findings) -> Iterator[str]:
    lengths = [closer - opener - 1 for opener, closer in clause.outer]
    share = sum(lengths) / len(found.words)
    yield f"quoted:count={min(len(lengths), 3)}"
    yield f"quoted:share={int(share * 8)}"
    yield f"quoted:share={int(share * 4)},quote={found.voice.quote}"
    yield f"quoted:longest={min(max(lengths, default=0) // 8, 6)}"
    yield f"quoted:longest={min(max(lengths, default=0) // 8, 6)},speaker={found.voice.speaker is not None}"
    yield f"quoted:opens={found.words[0] in '「“『'},closes={_closes(found.words)}"
    for opener, closer in clause.outer:
        size = min((closer - opener) // 10, 4)
        after = narrow(clause.text[closer + 1 : min(closer + 4, clause.span.end)])
        before = clause.text[max(opener - 1, clause.span.start) : opener]
        yield f"quoted:size={size},after={after[:1]}"
        yield f"quoted:after={after}"
        yield f"quoted:size={size},before={before}"
        yield from _ending("quoted", _inside(clause, Span(opener + 1, closer)) if closer > opener + 1 else [])
    unquoted = len(found.words) - sum(length + 2 for length in lengths)
    yield f"quoted:outside={min(unquoted // 10, 6)},any={bool(lengths)}"


def _closes(words: str) -> bool:
    return words.rstrip("。. 　\n")[-1:] in ("」", "”", "』")


def _of_amounts(clause: Clause, found: Findings) -> Iterator[str]:
    amounts = found.quantities
    yield f"amount:count={min(len(amounts), 4)}"
    yield f"amount:count={min(len(amounts), 4)},numeric={found.numeric}"
    yield f"amount:density={min(int(len(amounts) * 60 / max(20, len(found.words))), 6)}"
    for amount in amounts:
        yield f"amount:unit={amount.unit}"
        yield f"amount:unit={amount.unit},alone={len(amounts) == 1}"
        yield f"amount:bounded={amount.lower != amount.upper}"
        yield f"amount:magnitude={_magnitude(amount)}"
        yield f"amount:unit={amount.unit},magnitude={_magnitude(amount)}"
        yield f"amount:from_end={min((clause.span.end - amount.end) // 8, 5)}"
        yield from _beside(clause, amount)


def _magnitude(amount: Quantity) -> int:
    return len(str(int(abs(amount.value))))


def _beside(clause: Clause, amount: Quantity) -> Iterator[str]:
    after = [_form(token) for token in clause.tokens if token.start >= amount.end][:_AROUND]
    before = [_form(token) for token in clause.tokens if token.end <= amount.start][-_AROUND:]
    for number, word in enumerate(after):
        yield f"amount:after={word}"
        yield f"amount:after{number}={word},unit={amount.unit}"
    for word in before:
        yield f"amount:before={word}"
    head = next((token for token in clause.tokens if token.start < amount.end <= token.end), None)
    if head:
        governor = clause.tokens[head.head]
        yield f"amount:dep={head.dep}"
        yield f"amount:governor={_form(governor)}"
        yield f"amount:to_root={governor.dep == 'ROOT' or head.dep == 'ROOT'}"


def _of_neighbours(index: int, findings: Sequence[Findings]) -> Iterator[str]:
    own = findings[index].voice
    for side, neighbour in (("before", index - 1), ("after", index + 1)):
        if not 0 <= neighbour < len(findings):
            yield f"{side}:nothing"
            continue
        other = findings[neighbour]
        yield f"{side}:kind={other.kind}"
        yield f"{side}:quote={other.voice.quote},own={own.quote}"
        yield f"{side}:modality={other.modality}"
        yield f"{side}:modality={other.modality},own={findings[index].modality}"
        yield f"{side}:numeric={other.numeric}"
        same = own.speaker is not None and own.speaker == other.voice.speaker
        yield f"{side}:same_speaker={same}"


def _last(tokens: Sequence[Token]) -> str:
    """What the last word is: a noun where a leaflet leaves the verb out (授業料を無償化)."""
    return next((token.pos for token in reversed(tokens) if token.pos != "PUNCT"), "")


def _headings(findings: Sequence[Findings]) -> list[str]:
    """The words of the heading each piece stands under; none before the first."""
    under, words = [], ""
    for found in findings:
        words = found.words if found.kind is Kind.HEADING else words
        under.append(words)
    return under


def _of_document(outline: Outline, index: int, found: Findings, heading: str, last: str) -> Iterator[str]:
    """What kind of document it stands in, whose it is, and what its heading promises."""
    kind, turn = outline.source.kind or "news", outline.pieces[index].turn
    part = turn.part if turn else None
    ending = narrow(_closed(found.words))[-2:]
    issued = outline.source.speaker is not None and found.voice.speaker in (None, outline.source.speaker)
    issued = issued and kind not in ("news", "transcript", "proceedings")
    yield f"document:kind={kind}"
    yield f"document:kind={kind},end={ending}"
    yield f"document:kind={kind},last={last}"
    yield f"document:issued={issued},end={ending}"
    yield f"document:kind={kind},modality={found.modality}"
    yield f"document:turn={part}"
    yield f"document:turn={part},end={ending}"
    yield f"document:issued={issued}"
    yield f"document:question={bool(_QUESTION.search(found.words))}"
    under = next((name for name, pattern in _SECTIONS.items() if pattern.search(heading)), "none")
    yield f"document:section={under}"
    yield f"document:section={under},end={ending}"


@cache
def load() -> Weights:
    """The learned weights, from the package's own file."""
    with as_file(files("articles.extraction") / "weights" / "mood.npz") as path, np.load(path) as stored:
        return Weights(
            rows={sign: row for row, sign in enumerate(unpacked(stored["signs"]))},
            weights={question: stored[f"{question}_weights"].astype(np.float64) for question in COLUMNS},
            biases={question: stored[f"{question}_biases"].astype(np.float64) for question in COLUMNS},
            centre=stored["centre"].astype(np.float64),
            vectors={question: stored[f"{question}_vectors"].astype(np.float64) for question in COLUMNS},
        )
