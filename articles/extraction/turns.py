"""Who holds the floor: turns of press conferences, minutes, debates, interviews and subtitles, from their labels alone.

A line's beginning is a label because lines with the same signs recur or the kind of document expects them, and because
its word is a person, an office or an asker (`roster`), followed by speech; never because its wording is in a list.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction import labels
from articles.extraction.labels import Label
from articles.extraction.names import OFFICE
from articles.extraction.results import Span
from articles.extraction.roster import Roster, Sort, Who, is_full, read_label, split
from articles.japanese.words import words


class Part(StrEnum):
    """What the holder of the floor does in the document."""

    ASKS = "asks"
    """A questioner: speaks, but is not the claimant of what they merely ask or cite."""
    STATES = "states"
    CHAIRS = "chairs"
    """Calls others up, opens and closes."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of the reading view that one person speaks, from label to the next label.

    `label` is the label as it stands, with the signs and spaces around it; empty where an answer follows a question
    without one. The turn's words follow it, up to `end`. `name` is the fullest form that the document gives (森山智, else
    the office as it stands: 市長), without honorific or title; None where nothing names the speaker.
    """

    label: Span
    end: int
    name: str | None
    part: Part
    named: bool
    """Whether `name` is a person's and not an office or 記者."""


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    labels: Sequence[tuple[Label, Who]]


@dataclass(frozen=True, slots=True)
class _Opening:
    """An accepted label with the index of its line."""

    line: int
    label: Label
    who: Who


EXPECTING = ("transcript", "proceedings")
"""Kinds of documents in which somebody speaks."""

_SURE = ("voice", "handle", "tabbed")
_LOOSE = ("dash", "spaced", "alone", "quoted", "named", "inner", "parted")
_SPEECH = re.compile(r"[。！？!?]|(?:です|ます|せん|した|[たんいるだかねよなぞわし]|って|さい|けど|が|は|」)$")
_SAID = re.compile(
    r"です|ます|ました|ません|でし[たょ]|ございま|ください|ましょう|願い|んだ|んです|いただ|たい[。！!]|[よねかな][。！？!?]|[？?]|私|我々|じゃ|^[「『]|^(?:はい|いいえ|いや|ええ|そう|えー)"
)
_ASKS = re.compile(r"(?:か|の|は|が|ね|よ|を|と|て|て下さい|ください|たい|ます|です)?[。？?！…]*$")
_CLOSING = re.compile(
    r"[（(〔［]?(?:以上|終わり|おわり|了|完|閉会|散会|休憩)[）)〕］]?。?$|[-―─—=＝*＊・~～]{3,}$|[（(【［]?(?:文責|構成|取材・文|文・写真|文・構成|編集部|写真)[:：＝=・／/]|(?:関連記事|お?問い?合わ?せ)"
)
_SHORTEST_QUOTED = 8  # code points within 「」 for a single 店長「…」


def turns(text: str, kind: str | None, issuer: str | None = None) -> Sequence[Turn]:
    """The turns of a reading view in text order, without overlap; none where nobody's labels are found.

    `issuer` is whose document it is, as far as that is known: 市長 of 浜瀬市 is no person called 浜瀬.
    """
    lines = [
        _Line(span, [(label, read_label(label.who, label.beside)) for label in found])
        for span, found in labels.labels(text)
    ]
    openings = _openings(text, lines, kind)
    return _Floor(text, lines, openings, kind, issuer or "").turns() if openings or kind in EXPECTING else ()


def _openings(text: str, lines: Sequence[_Line], kind: str | None) -> list[_Opening]:
    """The labels that hold, at most one a line."""
    groups = _groups(text, lines)
    accepted = {shape for shape, group in groups.items() if _holds(text, lines, shape, group, kind)}
    found = []
    for index, line in enumerate(lines):
        fitting = (pair for pair in line.labels if pair[0].shape in accepted)
        for label, who in fitting:
            if _fits(text, lines, index, label, who, groups[label.shape], kind):
                found.append(_Opening(index, label, who))
                break
    return found


def _groups(text: str, lines: Sequence[_Line]) -> dict[str, list[tuple[int, Label, Who]]]:
    groups: dict[str, list[tuple[int, Label, Who]]] = {}
    for index, line in enumerate(lines):
        for label, who in line.labels:
            groups.setdefault(label.shape, []).append((index, label, who))
    return groups


def _words(text: str, lines: Sequence[_Line], index: int, label: Label) -> str:
    """What is said behind a label: the rest of its line, or the next line where that is no label itself."""
    if label.rest:
        return text[label.rest.start : label.rest.end]
    if index + 1 == len(lines):
        return ""
    following = lines[index + 1]
    words = text[following.span.start : following.span.end]
    is_label = any(other.shape == label.shape and other.rest is None for other, _ in following.labels)
    return "" if is_label else words


def _speaks(words: str) -> bool:
    return bool(_SPEECH.search(words[-200:]))


def _base(shape: str) -> str:
    return shape.lstrip("○□■△▲▼▽☆★▶►▷→⇒➡➔⇨↳└・•‣♦♢✦🔴🔵") if len(shape) > 1 else shape


def _holds(
    text: str, lines: Sequence[_Line], shape: str, group: list[tuple[int, Label, Who]], kind: str | None
) -> bool:
    """Whether lines with these signs are the turns of the document."""
    base = _base(shape)
    said = [_words(text, lines, index, label) for index, label, _ in group]
    if base == "dashes":
        return _are_questions(said, kind)
    spoken = [row for row, words in zip(group, said, strict=True) if _speaks(words) or row[1].timed or base == "voice"]
    persons = [row for row in spoken if row[2].is_person]
    whos = Counter(row[1].who for row in spoken)
    if base in _SURE or sum(row[1].timed for row in group) * 2 > len(group):
        recurs = base == "handle" or max(whos.values(), default=0) > 1 or bool(persons)
        return len(spoken) > 1 and recurs and (base != "tabbed" or _is_timed(group))
    if base in ("letter", "lettered"):
        return {row[2].sort for row in spoken} >= {Sort.ASKER, Sort.ANSWER} or (kind in EXPECTING and bool(spoken))
    polite = sum(bool(_SAID.search(_words(text, lines, index, label)[:400])) for index, label, _ in persons)
    if base == "quoted":
        return any(_is_whole_quotation(text, label) for _, label, _ in persons)
    return _are_persons(text, lines, base, persons, polite, kind) or _recur(base, spoken, whos, polite, kind)


def _is_timed(group: list[tuple[int, Label, Who]]) -> bool:
    return any(label.timed for _, label, _ in group)


_QUESTION = re.compile(
    r"か[。？?」]?|[？?]|[はがのをと]。|(?:ください|でしょう|ですが|ますが|伺います|お願いします)。?$"
)


def _are_questions(said: list[str], kind: str | None) -> bool:
    asked = sum(bool(_QUESTION.search(words)) for words in said)
    return asked * 2 > len(said) and (len(said) > 1 or kind in EXPECTING or "「" in said[0])


def _are_persons(
    text: str,
    lines: Sequence[_Line],
    base: str,
    persons: list[tuple[int, Label, Who]],
    polite: int,
    kind: str | None,
) -> bool:
    if not persons:
        return False
    is_spoken = polite * 2 >= len(persons)
    if kind in EXPECTING and base not in ("alone", "spaced"):
        return True
    if base in _LOOSE or kind == "news":
        return len(persons) > 1 and is_spoken
    opens = persons[0][0] <= _OPENING_LINES or len(persons) > 1
    return opens and (polite > 0 or any(label.rest is None or label.shape[0] == "○" for _, label, _ in persons))


_OPENING_LINES = 3
_FEWEST_UNKNOWN = 3


def _recur(base: str, spoken: list[tuple[int, Label, Who]], whos: Counter[str], polite: int, kind: str | None) -> bool:
    """Nicknames and the like: a few words that come back again and again before what is said."""
    unknown = [row for row in spoken if row[2].sort is Sort.UNKNOWN]
    if base in _LOOSE or kind == "news" or len(unknown) < _FEWEST_UNKNOWN:
        return False
    return len(whos) > 1 and len(unknown) - len({row[1].who for row in unknown}) >= 1


def _is_whole_quotation(text: str, label: Label) -> bool:
    """店長「…」 up to the end of its line."""
    if label.rest is None:
        return False
    words = text[label.rest.start : label.rest.end]
    return len(words) > _SHORTEST_QUOTED + 2 and bool(re.search(r"[」』][。）)]?$", words))


def _fits(
    text: str,
    lines: Sequence[_Line],
    index: int,
    label: Label,
    who: Who,
    group: list[tuple[int, Label, Who]],
    kind: str | None,
) -> bool:
    """Whether a line of an accepted shape begins a turn itself."""
    base = _base(label.shape)
    if base in ("dashes", *_SURE) or (label.timed and base != "fullname"):
        return True
    words = _words(text, lines, index, label)
    if base == "quoted":
        return who.is_person and _is_whole_quotation(text, label)
    if not words or who.sort is Sort.THING:
        return False
    if base == "lettered":
        return read_label(label.beside, "").sort in (Sort.NAME, Sort.OFFICE, Sort.CHAIR)
    if base == "fullname":
        return who.name is not None and is_full(who.name)
    if base in ("alone", "spaced") and not who.is_person:
        return False
    return _speaks(words) or kind in EXPECTING


class _Places:
    """The towns a document speaks of: where there is 浜瀬市, 浜瀬市長 is its mayor and nobody's name."""

    def __init__(self, text: str, issuer: str) -> None:
        self.text, self.issuer = text, issuer
        self._known: dict[str, bool] = {}

    def has(self, name: str, office: str) -> bool:
        """Whether a word before 市長 or 町議 is the town's name."""
        if not re.match("[市町村区]長|[市町村区]議|知事", office):
            return False
        town = name + ("県" if office.startswith("知事") else office[0])
        if town not in self._known and len(self._known) < _MOST_TOWNS:
            is_named = re.search(f"{re.escape(town)}(?![長議])", self.text)
            self._known[town] = bool(is_named) or town in self.issuer
        return self._known.get(town, False)


_MOST_TOWNS = 100  # each costs a search of the text


class _Floor:
    """Makes turns of accepted labels: where each ends and whose it is."""

    def __init__(
        self, text: str, lines: Sequence[_Line], openings: list[_Opening], kind: str | None, issuer: str
    ) -> None:
        self.text, self.lines, self.openings, self.kind = text, lines, openings, kind
        self.places = _Places(text, issuer)
        self.roster = Roster(text, [opening.label.span for opening in openings])
        for opening in openings:
            self.roster.add(opening.who, opening.label.span.start)
        self.introduced = self._introductions()
        self.principal = Principal(text, kind, self.places, self.roster, [opening.who for opening in openings])
        self.are_minutes = kind == "proceedings" or _are_minutes(openings)
        self.governs = any(_GOVERNS.search(opening.who.office) for opening in openings)
        self.answering: tuple[str | None, bool] = (None, False)

    def turns(self) -> list[Turn]:
        found = list(self._unlabelled())
        starts = [opening.label.span.start for opening in self.openings]
        for number, opening in enumerate(self.openings):
            follows = starts[number + 1] if number + 1 < len(starts) else len(self.text)
            found += self._of(opening, follows)
        return found

    def _introductions(self) -> dict[str, str]:
        """Names by label of those whom a machine numbered and who say who they are: SPEAKER_1, 話者Ａ."""
        found: dict[str, str] = {}
        for opening in self.openings:
            word, rest = opening.label.who, opening.label.rest
            if rest and word not in found and _NUMBERED.search(word):
                for said in _INTRODUCES.finditer(self.text, rest.start, min(rest.end, rest.start + _OPENING_WORDS)):
                    if name := split(said["who"])[0]:
                        found[word] = name
                        break
        return found

    def _unlabelled(self) -> Iterator[Turn]:
        """What is said before the first label, or in a record without any, by whom the record is about."""
        name, named = self.principal.resolved(0)
        if name is None or self.kind not in EXPECTING:
            return
        stop = self.openings[0].label.span.start if self.openings else len(self.text)
        for line in self.lines:
            if line.span.start >= stop:
                return
            words = self.text[line.span.start : line.span.end]
            if words.endswith("。") and _SAID.search(words) and not is_aside(words):
                start = line.span.start
                part = Part.ASKS if self.principal.is_member else Part.STATES
                yield Turn(Span(start, start), stop, name, part, named)
                return

    def _of(self, opening: _Opening, follows: int) -> Iterator[Turn]:
        end = self._end(opening, follows)
        if _base(opening.label.shape) == "dashes":
            yield from self._question(opening, end)
            return
        name, named = self._resolved(opening)
        named = named or bool(_ANYBODY.search(opening.who.office))
        part = self._part(opening.who)
        if part is Part.STATES:
            self.answering = (name, named)
        yield Turn(opening.label.span, end, name, part, named)

    def _end(self, opening: _Opening, follows: int) -> int:
        """The next label, or what closes the conversation before it."""
        line_end = self.lines[opening.line].span.end
        base = _base(opening.label.shape)
        if base == "quoted" or (self.kind == "news" and base != "dashes" and opening.label.rest):
            return line_end
        begins = opening.line + (1 if opening.label.rest else 2)
        for index in range(opening.line + 1, len(self.lines)):
            line = self.lines[index].span
            if line.start >= follows:
                break
            is_over = index >= begins and (self._narrates(opening, line) or self._is_apart(opening, index))
            if is_over or _CLOSING.match(self.text, line.start, line.end):
                return line.start
        return follows

    def _is_apart(self, opening: _Opening, index: int) -> bool:
        """Behind a blank line, or not indented, in a paper that is no record of what was said: the paper itself goes on."""
        if self.kind not in ("leaflet", "other"):
            return False
        between = self.text[self.lines[index - 1].span.end : self.lines[index].span.start]
        return between.count("\n") > 1 or (opening.label.rest is not None and between[-1] not in " 　\t")

    def _narrates(self, opening: _Opening, line: Span) -> bool:
        """A paragraph in the plain style behind what was said politely: the reporter goes on."""
        if (
            self.kind in EXPECTING
            or self.kind == "social_post"
            or opening.label.timed
            or _base(opening.label.shape) in _SURE
        ):
            return False
        said = self.text[opening.label.span.end : line.start]
        words = self.text[line.start : line.end]
        return bool(_POLITE.search(said) and _PLAIN_END.search(words[-20:]) and not _POLITE.search(words))

    def _question(self, opening: _Opening, end: int) -> Iterator[Turn]:
        """――…か。 and what answers it: 社長「…」 or 「…」 in the same paragraph, or the lines that follow."""
        line = self.lines[opening.line].span
        answer = _ANSWER_IN_LINE.search(self.text, opening.label.span.end, line.end)
        stop = answer.end() if answer and answer["who"] is None else answer.start("who") if answer else line.end
        yield Turn(opening.label.span, stop, None, Part.ASKS, False)
        if not self.text[stop:end].strip():
            return
        label = Span(stop, answer.end("who")) if answer and answer["who"] else Span(stop, stop)
        if answer and answer["who"]:
            self.answering = self._person(read_label(answer["who"], ""), stop)
        name, named = self.answering if self.answering[0] else self.principal.resolved(stop)
        yield Turn(label, end, name, Part.STATES, named)

    def _resolved(self, opening: _Opening) -> tuple[str | None, bool]:
        who, position = opening.who, opening.label.span.start
        if _base(opening.label.shape) in _SURE and not opening.label.shape.startswith("voice"):
            return opening.label.who, who.sort is not Sort.ASKER
        if name := self.introduced.get(opening.label.who):
            return self.roster.full(name), True
        if (
            who.sort is Sort.ANSWER
            and opening.label.beside
            and (beside := read_label(opening.label.beside, "")).is_person
        ):
            return self._person(beside, position)
        if who.sort is Sort.ANSWER and who.name is None:
            return self.principal.resolved(position)
        if who.sort is Sort.ASKER and who.name is None:
            return self._introduced(opening) or _plain(who.office), False
        return self._person(who, position)

    def _person(self, who: Who, position: int) -> tuple[str | None, bool]:
        if who.name and not self.places.has(who.name, who.office):
            return self.roster.full(who.name), True
        office = who.office or who.name or ""
        if who.sort is Sort.UNKNOWN:
            return self.roster.full(office), True
        if holder := self.roster.holder(office, position):
            return holder, True
        if self.principal.office and (name := self.principal.name) and self.principal.office.endswith(office):
            return name, True
        if longer := self._partly_named(office):
            return longer, True
        return (f"{who.name}{office}" if who.name else office), False

    def _partly_named(self, word: str) -> str | None:
        """東議長 where another label has 東和子: a family name that the dictionary takes for a common word."""
        first = words(word)[0].text
        if not _is_title(word[len(first) :]):
            return None
        full = self.roster.beginning_with(first) or self.roster.full(first)
        return full if full != first else None

    def _introduced(self, opening: _Opening) -> str | None:
        """みなと通信の村瀬です。"""
        if opening.label.rest is None:
            return None
        start = opening.label.rest.start
        for found in _INTRODUCES.finditer(self.text, start, min(opening.label.rest.end, start + _OPENING_WORDS)):
            if name := split(found["who"])[0]:
                return name
        return None

    def _part(self, who: Who) -> Part:
        if who.sort is Sort.ASKER or (who.is_member and self.are_minutes):
            return Part.ASKS
        is_anybody = who.name is None and self.governs and _ANYBODY.search(who.office)
        if is_anybody or (who.sort is Sort.UNKNOWN and _NUMBERED.search(who.office)):
            return Part.ASKS
        return Part.CHAIRS if who.sort is Sort.CHAIR else Part.STATES


_ANSWER_IN_LINE = re.compile(
    r"(?:[。？?…]|[かはが](?=「))(?P<who>[^\s。「」、？?かねはがを]{0,20})(?=「[^」]{4,})|(?:か|は|が|ね|ください)[。？?][ 　]+(?=\S)(?P<apart>)"
)
_INTRODUCES = re.compile(
    r"(?:(?<=の)|(?<=、)|(?<=[　 ])|(?<=。)|^)(?P<who>[^\s。、の「」]{2,10})(?:です|と申し|でござい)"
)


_GOVERNS = re.compile(r"(?:市長|町長|村長|区長|知事|大臣|長官|総理|部長|課長|局長|教育長|政務官|参考人)$")


def _are_minutes(openings: Sequence[_Opening]) -> bool:
    """Whether members of an assembly ask those who govern, under a chair or not."""
    has_chair = any(
        opening.who.office.startswith(("議長", "副議長", "委員長")) and opening.label.shape[0] == "○"
        for opening in openings
    )
    governs = any(_GOVERNS.search(opening.who.office) for opening in openings)
    return has_chair or (governs and any(opening.who.is_member for opening in openings))


_POLITE = re.compile(r"です|ます|ません|ました|でした|ございま|ください|でしょう")
_PLAIN_END = re.compile(r"[^すんだねよか！？!?]。$|[たい]のだ。$|だった。$")


_NUMBERED = re.compile(
    r"(?:SPEAKER|Speaker|speaker|スピーカー|話者|発言者|発話者|参加者)[ _-]?[0-9０-９A-ZＡ-Ｚa-z一二三四五①-⑳]{1,3}$"
)
_ANYBODY = re.compile(r"(?:男性|女性|主婦|学生|生徒|農家|会社員|自営業|団体職員|パート|年金生活者|[0-9０-９]{1,2}代)$")
_OPENING_WORDS = 120  # code points in which speakers say who they are


def _plain(office: str) -> str | None:
    """記者 of 幹事記者 stays as it stands; 問 and Q name nobody."""
    return None if re.fullmatch(r"[問質QＱ].{0,4}", office) else office


def _is_title(rest: str) -> bool:
    return bool(re.fullmatch(rf"(?:副|前|元)?[^\s]{{0,8}}?(?:{OFFICE}|参考人|君|さん|氏)", rest))


_CONFERENCE = re.compile(
    r"(?P<who>[^\s「」（）()、。・【】\[\]]{2,24}?)(?:閣議後|就任|退任|年頭|年末|新春|定例|臨時|緊急|共同|囲み|ぶら下がり|による|の)*"
    r"(?:記者会見|会見|懇談会?|インタビュー|質疑|討論|一般質問|代表質問|(?:施政方針|所信表明|所信)?演説|所信表明|施政方針|答弁|講演|式辞|祝辞|訓示|挨拶|あいさつ|談話|に(?:話を)?聞[くい]|の発言|の説明)"
)
_INTRODUCED = re.compile(
    r"(?P<office>[^\s。、「」のはがを]{2,16})の(?P<who>[^\s。、「」の]{2,10})(?:です|でござい|と申し)"
)
_IN_BRACKETS = re.compile(r"[（(](?P<who>[^（）()\d]{2,14}(?:議員|委員|大臣|知事|市長|町長|村長|区長|社長|君))[）)]")
_ADDRESSED = re.compile(
    r"(?:総理|大臣|長官|知事|市長|町長|村長|区長|社長|会長|理事長|学長|総裁|監督)(?=[^一-龯]|として|自身)"
)
_ASKER_WORD = re.compile(r"記者|質問|質疑")
_SELF_IN_OFFICE = re.compile(rf"私(?:が|は|も|自身)、?(?P<office>(?:{OFFICE}))(?:に就任|として|の立場)")
_TITLE_END = re.compile(rf"(?:{OFFICE})$")
_HEADING_LINES = 8


class Principal:
    """Whom the document is about: who answers, and speaks where no label stands."""

    def __init__(self, text: str, kind: str | None, places: "_Places", roster: Roster, whos: Sequence[Who]) -> None:
        self.roster, self.places, self.kind = roster, places, kind
        self.name: str | None = None
        self.office = ""
        self.is_member = False
        """Asks in an assembly."""
        head = "\n".join(text[:2_000].split("\n")[:_HEADING_LINES])
        self._from_heading(head)
        self._from_labels(whos)
        self._from_introduction(text)
        if not self.name and not self.office:
            self._from_address(text, any(who.sort in (Sort.ASKER, Sort.ANSWER) for who in whos))

    def resolved(self, position: int) -> tuple[str | None, bool]:
        """The name where the document has one, else the office."""
        if self.name:
            return self.roster.full(self.name), True
        if self.office and (holder := self.roster.holder(self.office, position)):
            return holder, True
        return self.office or None, False

    def _from_address(self, text: str, is_asked: bool) -> None:
        """私が総理に就任 of a speaker whom nobody names, 大臣のお考え in what they are asked."""
        if own := _SELF_IN_OFFICE.search(text):
            self.office = own["office"]
        elif is_asked and (addressed := Counter(_ADDRESSED.findall(text)).most_common(1)):
            self.office = addressed[0][0]

    def _from_heading(self, head: str) -> None:
        """村上総務大臣閣議後記者会見, 一般質問（西田実議員）; a heading with a name before one with an office alone."""
        found = [split(at["who"]) for at in (*_CONFERENCE.finditer(head), *_IN_BRACKETS.finditer(head))]
        held = [(name, office) for name, office in found if not _ASKER_WORD.search(office)]
        titled = [(name, office) for name, office in held if name or _TITLE_END.search(office)]
        if not titled:
            return
        name, office = next((each for each in titled if each[0]), titled[0])
        self.name = None if name and self.places.has(name, office) else name
        title = _TITLE_END.search(office)
        self.office = title[0] if title else office
        self.is_member = self.kind == "proceedings" and bool(re.search("(?:議員|委員)$", office))

    def _from_labels(self, whos: Sequence[Who]) -> None:
        """The only one who states anything."""
        stating = {who.name or who.office for who in whos if who.sort in (Sort.NAME, Sort.OFFICE)}
        if not self.name and not self.office and len(stating) == 1:
            only = next(who for who in whos if who.sort in (Sort.NAME, Sort.OFFICE))
            self.name, self.office = only.name, only.office

    def _from_introduction(self, text: str) -> None:
        """水土担当大臣の柏木宗一です, where the heading names that office or nobody."""
        for found in _INTRODUCED.finditer(text[:_INTRODUCTION]):
            name, _ = split(found["who"])
            title = _TITLE_END.search(found["office"])
            if name and title and (not self.office or self.office.endswith(title[0]) or title[0].endswith(self.office)):
                self.roster.note(name)
                self.name = name if not self.name or name.startswith(self.name) else self.name
                self.office = self.office or title[0]
                return


_INTRODUCTION = 4_000  # code points from the beginning


_ASIDE = re.compile(
    r"[（(〔［\[【＜<〈《][^（）()〔〕［］\[\]【】\n]{1,80}[）)〕］\]】＞>〉》]。?$|[\d:：.,，\s]+(?:-->[\d:：.,，\s]+.{0,40})?$|[-‐―─—–\s]{0,4}(?:[PＰpｐ]\.?\s?)?[0-9０-９]{1,4}(?:ページ|頁)?[-‐―─—–\s]{0,4}$|"
    r"\d{1,2}[:：]\d{2}\t|WEBVTT|(?:NOTE|STYLE|REGION)\b|[（(]?(?:拍手|笑い?|発言する者あり|登壇|降壇|休憩)[）)]?$|[#＃]|(?:[0-9０-９]{1,4}[年/.月]){1,2}[0-9０-９]{1,2}日?(?:[（(].[）)])?(?:[ 　]?[0-9０-９]{1,2}[:：][0-9０-９]{2})?(?:[ 　].{0,24})?$|→?(?:返信|リポスト|いいね|この(?:スレッド|ポスト))"
)
_SPOKEN_END = re.compile(
    r"(?:です|ます|せん|した|ください|さい|って|けど|けれど|[たるいねよかだんなぞわし])[😀-🙏🌀-🗿♪♡♥☆★ｗw笑！!？?。…ー~〜]*$"
)
_HEADED = re.compile(r"[■□◆◇▼▽●○◯★☆▲△【<《#＜〈・※]|[0-9０-９一二三四五六七八九十]{1,2}[ 　.．、)）]")
_RECORDED = re.compile(r"<v|[\[(（]?[0-9]{1,3}[:：]|.{1,40}[@＠]")  # a subtitle, a chat, a post


def is_aside(words: str) -> bool:
    """Stage directions, times, page numbers: within a turn, and said by nobody."""
    return bool(_ASIDE.match(words))


def is_speech(text: str, words: str, turn: Turn) -> bool:
    """Whether a line without 。 in somebody's turn is said: all of a subtitle's or post's, else what ends as a sentence does."""
    if _RECORDED.match(text, turn.label.start, turn.label.end):
        return True
    return bool(_SPOKEN_END.search(words[-40:])) and not _HEADED.match(words)
