"""Who holds the floor: turns of press conferences, minutes, debates, interviews and subtitles, from their labels alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction.mentions.tables import OFFICE
from articles.extraction.openings import EXPECTING, SAID, SURE, Opening, is_credit, is_unread, openings
from articles.extraction.principal import Places, Principal
from articles.extraction.results import Span
from articles.extraction.roster import Roster, Sort, Who, is_family, read_label, split
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


_CLOSING = re.compile(
    r"[（(〔［]?(?:以上|終わり|おわり|了|完|閉会|散会|休憩)[）)〕］]?。?$|[-―─—=＝*＊・~～]{3,}$|[（(【［]?(?:文責|構成|取材・文|文・写真|文・構成|編集部|写真)[:：＝=・／/]|(?:関連記事|お?問い?合わ?せ)"
)
_RECORD = re.compile(r"会見録|会見の?(?:概要|要旨|全文)|会議録|議事(?:録|概要|要旨)|書き起こし|文字起こし|質疑応答")
_HEAD = 200  # code points in which a record says that it is one


def turns(text: str, kind: str | None, issuer: str | None = None) -> Sequence[Turn]:
    """The turns of a reading view in text order, without overlap; none where nobody's labels are found.

    `issuer` is whose document it is, as far as that is known: 市長 of 浜瀬市 is no person called 浜瀬.
    """
    lines, opened = openings(text, kind)
    if kind is None and opened and _RECORD.search(text, 0, _HEAD):
        kind = "transcript"
        lines, opened = openings(text, kind)
    return _Floor(text, lines, opened, kind, issuer or "").turns() if opened or kind in EXPECTING else ()


class _Floor:
    """Makes turns of accepted labels: where each ends and whose it is."""

    def __init__(
        self, text: str, lines: Sequence[Span], openings: Sequence[Opening], kind: str | None, issuer: str
    ) -> None:
        self.text, self.lines, self.openings, self.kind = text, lines, openings, kind
        self.places = Places(text, issuer)
        self.roster = Roster(text, [opening.label.span for opening in openings])
        for opening in openings:
            self.roster.add(opening.who, opening.label.span.start)
        self.introduced = self._introductions()
        self.principal = Principal(text, kind, self.places, self.roster, openings)
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
            word = opening.label.who
            if word not in found and _NUMBERED.search(word) and (name := self._introduced(opening)):
                found[word] = name
        return found

    def _unlabelled(self) -> Iterator[Turn]:
        """What is said before the first label, or in a record without any, by whom the record is about."""
        name, named = self.principal.resolved(0)
        if name is None or self.kind not in EXPECTING or (not self.openings and is_unread(self.text)):
            return
        stop = self.openings[0].label.span.start if self.openings else len(self.text)
        for line in self.lines:
            if line.start >= stop:
                return
            words = self.text[line.start : line.end]
            if words.endswith("。") and SAID.search(words) and not is_aside(words):
                start = line.start
                part = Part.ASKS if self.principal.is_member else Part.STATES
                yield Turn(Span(start, start), stop, name, part, named)
                return

    def _of(self, opening: Opening, follows: int) -> Iterator[Turn]:
        end = self._end(opening, follows)
        if opening.base == "dashes":
            yield from self._question(opening, end)
            return
        name, named = self._resolved(opening)
        named = named or bool(_ANYBODY.search(opening.who.office))
        part = self._part(opening.who)
        if part is Part.STATES:
            self.answering = (name, named)
        yield Turn(opening.label.span, end, name, part, named)

    def _end(self, opening: Opening, follows: int) -> int:
        """The next label, or what closes the conversation before it."""
        line_end = self.lines[opening.line].end
        base = opening.base
        if base == "quoted" or (self.kind == "news" and base != "dashes" and opening.label.rest):
            return line_end
        begins = opening.line + (1 if opening.label.rest else 2)
        quotes = base in ("（", "(") and bool(_QUOTATION.fullmatch(opening.said))
        for index in range(opening.line + 1, len(self.lines)):
            line = self.lines[index]
            if line.start >= follows:
                break
            is_over = index >= begins and (self._narrates(opening, line) or self._is_apart(opening, index))
            is_over = is_over or (quotes and self.text[line.start] not in "「『")
            if is_over or is_credit(self.text, line) or _CLOSING.match(self.text, line.start, line.end):
                return line.start
        return follows

    def _is_apart(self, opening: Opening, index: int) -> bool:
        """Behind a blank line, or not indented, in a paper that is no record of what was said: the paper itself goes on."""
        if self.kind not in ("leaflet", "other"):
            return False
        between = self.text[self.lines[index - 1].end : self.lines[index].start]
        return between.count("\n") > 1 or (opening.label.rest is not None and between[-1] not in " 　\t")

    def _narrates(self, opening: Opening, line: Span) -> bool:
        """A paragraph in the plain style behind what was said politely: the reporter goes on."""
        if self.kind in (*EXPECTING, "social_post") or opening.label.timed or opening.base in SURE:
            return False
        begin = opening.label.span.end
        said = self.text[begin : min(line.start, begin + _BEGINNING)]
        ends = self.text[max(line.start, line.end - _LONGEST_END) : line.end]
        return bool(_POLITE.search(said) and _PLAIN_END.search(ends) and not _POLITE.search(ends))

    def _question(self, opening: Opening, end: int) -> Iterator[Turn]:
        """――…か。 and what answers it: 社長「…」 or 「…」 in the same paragraph, or the lines that follow."""
        line = self.lines[opening.line]
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

    def _resolved(self, opening: Opening) -> tuple[str | None, bool]:
        """The speaker's name, and whether it is a person's."""
        who, position = opening.who, opening.label.span.start
        if opening.base in SURE and opening.base != "voice":
            return opening.label.who, who.sort is not Sort.ASKER
        if name := self.introduced.get(opening.label.who):
            return self.roster.full(name), True
        if who.sort is Sort.ANSWER:
            beside = read_label(opening.label.beside, "")
            is_said = bool(opening.label.beside) and beside.is_person
            return self._person(beside, position) if is_said else self.principal.resolved(position)
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
        full = self.roster.beginning_with(first) or (self.roster.full(first) if is_family(first) else first)
        return full if full != first else None

    def _introduced(self, opening: Opening) -> str | None:
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


def _are_minutes(openings: Sequence[Opening]) -> bool:
    """Whether members of an assembly ask those who govern, under a chair or not."""
    has_chair = any(
        opening.who.office.startswith(("議長", "副議長", "委員長")) and opening.label.shape[0] == "○"
        for opening in openings
    )
    governs = any(_GOVERNS.search(opening.who.office) for opening in openings)
    return has_chair or (governs and any(opening.who.is_member for opening in openings))


_QUOTATION = re.compile(r"[「『][\s\S]*[」』]。?")
_BEGINNING, _LONGEST_END = 400, 100  # code points
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
