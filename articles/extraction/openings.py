"""Which of the labels that lines may begin with do open a turn.

A label is one because lines with the same signs recur or the kind of document expects them, and because its word is a
person, an office or an asker (`roster`), followed by speech; never because its wording is in a list.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from articles.extraction import labels
from articles.extraction.labels import Label
from articles.extraction.results import Span
from articles.extraction.roster import Sort, Who, is_full, named_in, read_label
from articles.japanese.offsets import narrow

EXPECTING = ("transcript", "proceedings")
"""Kinds of documents in which somebody speaks."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A label that may open a turn, on line `line` of the text; `said` is what stands behind it."""

    line: int
    label: Label
    who: Who
    said: str

    @property
    def base(self) -> str:
        """Its shape without the mark before it."""
        return base(self.label.shape)

    @property
    def is_spoken(self) -> bool:
        return self.label.timed or self.base == "voice" or bool(_SPEECH.search(self.said[-_LONGEST_END:]))


SURE = ("voice", "handle", "tabbed")
"""Shapes of subtitles, posts and chats, which need no word that names a person."""

_LOOSE = ("dash", "spaced", "alone", "quoted", "named", "inner", "parted")
_LETTERS = ("letter", "lettered")
_SPEECH = re.compile(r"[。！？!?]|(?:です|ます|せん|した|[たんいるだかねよなぞわし]|って|さい|けど|が|は|」)$")
_LONGEST_END = 200  # code points
SAID = re.compile(
    r"です|ます|ました|ません|でし[たょ]|ございま|ください|ましょう|願い|んだ|んです|いただ|たい[。！!]|[よねかな][。！？!?]|[？?]|私|我々|じゃ|^[「『]|^(?:はい|いいえ|いや|ええ|そう|えー)"
)
"""Signs of somebody who speaks to others."""

_QUESTION = re.compile(
    r"か[。？?」]?|[？?]|[はがのをと]。|(?:ください|でしょう|ですが|ますが|伺います|お願いします)。?$"
)
_SHORTEST_QUOTED = 10  # code points of 「…」 for a single 店長「…」
_OPENING_LINES = 3  # a single label stands near the beginning
_FEWEST_UNKNOWN = 3
_BEGINNING = 400  # code points of what is said


def openings(text: str, kind: str | None) -> tuple[list[Span], list[Opening]]:
    """The lines of a text that are not blank, and of their labels those that open a turn, at most one a line."""
    lines = list(labels.labels(text))
    candidates = [list(_candidates(text, lines, index)) for index in range(len(lines))]
    groups: dict[str, list[Opening]] = {}
    for opening in (each for line in candidates for each in line):
        groups.setdefault(opening.label.shape, []).append(opening)
    held = {shape for shape, group in groups.items() if _holds(base(shape), group, kind)}
    if "dashes" in held:
        asked = {opening.line for opening in groups["dashes"]}
        held |= {shape for shape, group in groups.items() if _answer(shape, group, asked)}
    chosen = (next((o for o in line if o.label.shape in held and _fits(o, kind)), None) for line in candidates)
    return [span for span, _ in lines], [opening for opening in chosen if opening]


def _candidates(text: str, lines: Sequence[tuple[Span, list[Label]]], index: int) -> Iterable[Opening]:
    span, found = lines[index]
    if is_credit(text, span) or labels.PROFILE.match(
        narrow(text[span.start : min(span.end, span.start + _LONGEST_END)])
    ):
        return
    for label in found:
        said = _said(text, lines, index, label)
        asks_or_answers = read_label(label.who, "").sort in (Sort.ASKER, Sort.ANSWER)
        if asks_or_answers and not label.beside and (signed := _SIGNED.search(said[-_LONGEST_SIGNATURE:])):
            label = replace(label, beside=signed["who"])
        yield Opening(index, label, read_label(label.who, label.beside), said)


_CREDIT = re.compile(
    r"[（(【［〔]?(?:聞き手|ききて|インタビュアー|取材|構成|文責|撮影|写真|文)(?:[・／/](?:聞き手|取材|構成|写真|撮影|文))*(?P<joint>は|[・:：＝=／/　 ]+)(?P<who>[^、。？?！!「」（）()]{1,24})[）)】］〕]?。?"
)
"""(聞き手・早瀬直人): who asked and wrote it down, in a line of its own."""
_SIGNED = re.compile(r"[。？?！!」][ 　]*[（(〔［\[](?P<who>[^（）()〔〕［］\[\]\d]{1,20})[）)〕］\]]$")
"""高齢化率は４割である。(福祉課長): the name at the end of what is said."""
_LONGEST_SIGNATURE = 26


def is_credit(text: str, line: Span) -> bool:
    """Whether a line only says who asked, wrote or photographed."""
    found = _CREDIT.fullmatch(text, line.start, min(line.end, line.start + _LONGEST_END))
    if found is None or found.end() < line.end:
        return False
    return bool(text[line.start] in "（(【［〔" or re.fullmatch(r"[一-龯々ァ-ヴー・ 　]+", found["who"])) or (
        named_in(found["who"]) is not None
    )


def is_unread(text: str) -> bool:
    """Whether several people seem to be named beside what they say in ways that `openings` does not accept."""
    named = set()
    for span, found in labels.labels(text):
        line = text[span.start : span.end]
        if signed := _SIGNED.search(line[-_LONGEST_SIGNATURE:]):
            named.add(signed["who"])
        named.update(label.who for label in found if label.rest and read_label(label.who, label.beside).is_person)
    return len(named) > 1


def _said(text: str, lines: Sequence[tuple[Span, list[Label]]], index: int, label: Label) -> str:
    """The rest of the label's line, else the next line where that is no label itself."""
    if label.rest:
        return text[label.rest.start : label.rest.end]
    if index + 1 == len(lines):
        return ""
    span, following = lines[index + 1]
    is_label = any(other.shape == label.shape and other.rest is None for other in following)
    return "" if is_label else text[span.start : span.end]


def base(shape: str) -> str:
    """A shape without the mark before it; what is a mark alone stays."""
    return shape.lstrip(labels.MARKS) if len(shape) > 1 else shape


def _holds(shape: str, group: Sequence[Opening], kind: str | None) -> bool:
    """Whether lines with these signs are the turns of the document."""
    if shape == "dashes":
        return _are_questions(group, kind)
    spoken = [opening for opening in group if opening.is_spoken]
    timed = [opening for opening in group if opening.label.timed]
    if shape in SURE or len(timed) * 2 > len(group):
        return _are_recorded(shape, spoken)
    if shape == "alone" and len(timed) > 1:
        return _are_recorded(shape, [opening for opening in timed if opening.is_spoken])
    if shape in _LETTERS:
        sorts = {opening.who.sort for opening in spoken}
        return sorts >= {Sort.ASKER, Sort.ANSWER} or (kind in EXPECTING and bool(spoken))
    persons = [opening for opening in spoken if opening.who.is_person]
    if shape == "quoted":
        return any(_is_whole_quotation(opening) for opening in persons)
    return _are_persons(shape, persons, kind) or _recur(shape, spoken, kind)


def _are_questions(group: Sequence[Opening], kind: str | None) -> bool:
    asked = sum(bool(_QUESTION.search(opening.said)) for opening in group)
    return asked * 2 >= len(group) and (len(group) > 1 or kind in EXPECTING or "「" in group[0].said)


def _answer(shape: str, group: Sequence[Opening], asked: Container[int]) -> bool:
    """三宅社長　… on the line behind ――…: persons who are told apart from the question by a space."""
    persons = [opening for opening in group if opening.who.is_person and opening.is_spoken]
    behind = sum(opening.line - 1 in asked for opening in persons)
    return base(shape) == "spaced" and behind * 2 >= len(persons) > 0


def _are_recorded(shape: str, spoken: Sequence[Opening]) -> bool:
    """Labels with a time, of subtitles, posts and chats: two at least, and not of different things each."""
    if len(spoken) < 2 or (shape == "tabbed" and not any(opening.label.timed for opening in spoken)):
        return False
    recurs = len({opening.label.who for opening in spoken}) < len(spoken)
    return shape == "handle" or recurs or any(opening.who.is_person for opening in spoken)


def _are_persons(shape: str, persons: Sequence[Opening], kind: str | None) -> bool:
    """Persons and offices before what they say to others; a lone label must open the text."""
    if not persons:
        return False
    if kind in EXPECTING and shape not in ("alone", "spaced"):
        return True
    if shape == "spaced" and kind in (None, *EXPECTING) and _take_turns(persons):
        return True
    addressing = sum(bool(SAID.search(opening.said[:_BEGINNING])) for opening in persons)
    if shape in _LOOSE or kind == "news":
        return len(persons) > 1 and addressing * 2 >= len(persons)
    is_marked = any(opening.label.rest is None or opening.label.shape[0] == "○" for opening in persons)
    return (len(persons) > 1 or persons[0].line <= _OPENING_LINES) and (addressing > 0 or is_marked)


def _take_turns(persons: Sequence[Opening]) -> bool:
    """Two or more persons of whom one comes back, each before whole sentences."""
    counted = Counter(opening.label.who for opening in persons)
    ends = all(_SENTENCE.fullmatch(opening.said[-_LONGEST_END:]) for opening in persons)
    return ends and len(persons) >= _FEWEST_TURNS and 1 < len(counted) < len(persons)


_SENTENCE = re.compile(r"(?=.{8})[^ぁ-ん]*[ぁ-ん].*[。？?！!」][）)]?")
_FEWEST_TURNS = 3


def _recur(shape: str, spoken: Sequence[Opening], kind: str | None) -> bool:
    """Nicknames and the like: a few words that come back again and again before what is said."""
    if shape in _LOOSE or kind == "news":
        return False
    unknown = Counter(opening.label.who for opening in spoken if opening.who.sort is Sort.UNKNOWN)
    words = {opening.label.who for opening in spoken}
    return unknown.total() >= _FEWEST_UNKNOWN and unknown.total() > len(unknown) and len(words) > 1


def _is_whole_quotation(opening: Opening) -> bool:
    """店長「…」 up to the end of its line."""
    is_long = opening.label.rest is not None and len(opening.said) > _SHORTEST_QUOTED
    return is_long and bool(re.search(r"[」』][。）)]?$", opening.said[-2:]))


def _fits(opening: Opening, kind: str | None) -> bool:
    """Whether a line of a shape that holds begins a turn itself."""
    who, shape = opening.who, opening.base
    if shape == "dashes" or shape in SURE or (opening.label.timed and shape != "fullname"):
        return True
    if shape == "quoted":
        return who.is_person and _is_whole_quotation(opening)
    if not opening.said or who.sort is Sort.THING:
        return False
    if shape == "lettered":
        return read_label(opening.label.beside, "").sort in (Sort.NAME, Sort.OFFICE, Sort.CHAIR)
    if shape == "fullname":
        return who.name is not None and is_full(who.name)
    if shape in ("alone", "spaced") and not who.is_person:
        return False
    return opening.is_spoken or kind in EXPECTING
