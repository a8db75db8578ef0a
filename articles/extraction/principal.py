"""Whom a document is about: the minister whose press conference it is, the member whose questions it records."""

import re
from collections import Counter
from collections.abc import Sequence

from articles.extraction.mentions.tables import OFFICE
from articles.extraction.openings import Opening
from articles.extraction.roster import COMMENT, Roster, Sort, Who, split


class Places:
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


_CONFERENCE = re.compile(
    r"(?P<who>(?:[^\s「」（）()、。・【】\[\]]{2,12}・)?[^\s「」（）()、。・【】\[\]]{2,24}?)(?:閣議後|就任|退任|年頭|年末|新春|定例|臨時|緊急|共同|囲み|ぶら下がり|による|の)*"
    r"(?:記者会見|会見|懇談会?|インタビュー|質疑|討論|一般質問|代表質問|(?:施政方針|所信表明|所信)?演説|所信表明|施政方針|答弁|講演|式辞|祝辞|訓示|挨拶|あいさつ|談話|に(?:話を)?聞[くい]|の発言|の説明)"
)
_INTRODUCED = re.compile(
    r"(?P<office>[^\s。、「」のはがを]{2,16})の(?P<who>[^\s。、「」の]{2,10})(?:です|でござい|と申し)"
)
_IN_BRACKETS = re.compile(
    r"[（(](?P<who>[^（）()\d・:：]{2,14}(?:議員|委員|大臣|知事|市長|町長|村長|区長|社長|君))[）)]"
)
_ADDRESSED = re.compile(
    r"(?:総理|大臣|長官|知事|市長|町長|村長|区長|社長|会長|理事長|学長|総裁|監督)(?=[^一-龯]|として|自身)"
)
_ASKER_WORD = re.compile(r"記者|質問|質疑")
_SELF_IN_OFFICE = re.compile(rf"私(?:が|は|も|自身)、?(?P<office>(?:{OFFICE}))(?:に就任|として|の立場)")
_TITLE_END = re.compile(rf"(?:{OFFICE})$")
_HEADING_LINES = 8
_LONGEST_HEADING = 2_000  # code points


class Principal:
    """Whom the document is about: who answers, and speaks where no label stands."""

    def __init__(
        self, text: str, kind: str | None, places: Places, roster: Roster, openings: Sequence[Opening]
    ) -> None:
        self.roster, self.places, self.kind = roster, places, kind
        self.name: str | None = None
        self.office = ""
        self.is_member = False
        """Asks in an assembly."""
        whos = [opening.who for opening in openings if not COMMENT.search(opening.label.who)]
        # What labels say is no heading: the first (福祉課長) does not answer everything.
        before = min(_LONGEST_HEADING, openings[0].label.span.start) if openings else _LONGEST_HEADING
        head = "\n".join(text[:before].split("\n")[:_HEADING_LINES])
        self._head = re.sub("[ 　]", "", head)
        self._from_heading(head)
        self._from_labels(whos)
        self._from_introduction(text)
        if not self.name and not self.office:
            asked = [o.said for o in openings if o.who.sort is Sort.ASKER or o.base == "dashes"]
            self._from_address(text, asked)
        self._answering = {o.label.beside for o in openings if o.who.sort is Sort.ANSWER and o.label.beside}

    def resolved(self, position: int) -> tuple[str | None, bool]:
        """The name where the document has one, else the office; where several answer by turns, only whom its head names."""
        holder = self.roster.full(self.name) if self.name else None
        if holder is None and self.office:
            holder = self.roster.holder(self.office, position)
        if len(self._answering) > 1 and (holder is None or holder not in self._head):
            return None, False
        return holder or self.office or None, holder is not None

    def _from_address(self, text: str, asked: Sequence[str]) -> None:
        """私が町長に就任 of a speaker whom nobody names, 大臣のお考え in what they are asked."""
        if own := _SELF_IN_OFFICE.search(text):
            self.office = own["office"]
        elif addressed := Counter(found for each in asked for found in _ADDRESSED.findall(each)).most_common(1):
            self.office = addressed[0][0]

    def _from_heading(self, head: str) -> None:
        """葉山環境大臣閣議後会見, 一般質問（早瀬直人議員）; a heading with a name before one with an office alone."""
        found = [(*split(at["who"]), at[0]) for at in (*_CONFERENCE.finditer(head), *_IN_BRACKETS.finditer(head))]
        # A debate has several, whom 党首討論 does not tell.
        held = [
            (name, office)
            for name, office, phrase in found
            if not _ASKER_WORD.search(office) and (name or not phrase.endswith("討論"))
        ]
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
