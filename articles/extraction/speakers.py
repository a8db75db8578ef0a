"""Speaker, relaying outlet and form of quotation of every sentence, in the context of the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.extraction import floor, outlets, people, subjects, told
from articles.extraction.attribution import Cue, cues
from articles.extraction.clause import Clause
from articles.extraction.outline import Outline
from articles.extraction.people import Register
from articles.extraction.results import Attribution, Span
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence

_CATCHWORD = 20  # code points: a shorter quotation at the end of a longer clause is part of it
_MEMORY = 30  # speakers
_DOCUMENT_AGE = 2  # sentences; 発表によると is the announcement of who spoke before
CARRIED_OVER = 3
"""Sentences through which an omitted subject is still the speaker named before."""

_WHOLE_QUOTATION = re.compile(r"^[「“][\s\S]*[」”](?:――)?。?$")

_THING = re.compile(
    r"(?:開院|予想|主張|返答|討論会|会見|会談|集会|持論|メール|電話|パーティー|計画|料|賞|高|計|いずれ|番組|手紙|憤り|理論|協議|選挙|結果|放送|サービス|機能|システム|効果|割合|数|額|率|件|量|値|価格|地域|場所|インフラ|アクセス)$"
)
_BODIES = "院庁署党会所局社委室課団班"  # 検査院 is 会計検査院 shortened; 大阪市 is not 東大阪市
_DESCRIBED = re.compile(r"[のたるうむぐくすつぶ代者人性]$")  # 市の before 担当者; not 東 before 大阪市
_GOES_ON = re.compile("その(?:上|うえ)で")
_EQUALS = ("＝", "=")
_SET_OFF = re.compile(
    r"(?P<who>[^\s、。「」『』（）()＝=はがをに]{2,20})(?:[（(][^（）()]{1,12}[）)])?[＝=][^＝=。]{0,40}$"
)
_MOST_LISTED = 6
_LISTED = re.compile(
    r"(?P<who>[^\s、。「」『』（）()はがをにでとや]{2,24})(?:[（(][^（）()]{0,20}[）)])?(?P<joint>、|(?:と|及び|および|ならびに|並びに)、?)(?:[^\s、。「」（）()はがをに]{2,16}の)?$"
)
_COMPANY_ITSELF = re.compile(r"(?:会社|運営会社|本社)側?")
_UNNAMED = re.compile(r"(?:男性|女性|男児|女児|知人|教諭|巡査|住民|父親|母親|遺族|[0-9０-９]人|研究チーム|グループ)$")
_TOLD_APART = re.compile(r".の(?<!代の).")  # 地元消防団の男性
_MET = re.compile(r"取材に|話を|である$|という$")  # says how the reporter met that person
_DESCRIBING = re.compile(
    r"(?<![^。、「」『』）)はがも　\n])[^。、「」『』（）()はがもてで　\n]{1,12}[でにをのと][^。、「」『』（）()はがも　\n]{0,14}(?:[たるぐむうくすつぶぬ]|などの)$"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in one sentence; `quote` is none, direct, indirect or mixed."""

    speaker: str | None
    via: str | None
    quote: str
    attributions: tuple[Attribution, ...]
    hearsay: bool
    held: bool = False
    """Whether the form of quotation follows from who holds the floor, whatever the wording."""


SILENT = Voice(None, None, "none", (), False)


def voices(outline: Outline, sentences: Sequence[ParsedSentence], register: Register) -> list[Voice]:
    """One voice per piece; in headings, captions and other units nobody speaks."""
    found: list[Voice] = []
    text = outline.text
    spoken = [piece.kind is Kind.SENTENCE for piece in outline.pieces]
    held = floor.holders(outline)
    reader = _Reader(text, register)
    for sentence, speaks, holder in zip(sentences, spoken, held, strict=True):
        found.append(_settled(reader.read(sentence), holder, text, sentence.span) if speaks else SILENT)
    free = [speaks and holder is None for speaks, holder in zip(spoken, held, strict=True)]
    _give_quotations_to_what_follows(text, sentences, free, found, reader)
    return found


_OWN = re.compile(
    r"(?:私|わたし|わたくし|当|弊|本|わが|我が|我々|小)(?:社|党|会|県|市|町|村|区|院|行|校|学|法人|団体|組合|庁|省|所|たち|ども)?$"
)


def _settled(voice: Voice, holder: floor.Holder | None, text: str, span: Span) -> Voice:
    """A piece on somebody's floor: theirs, unless it quotes another by name."""
    if holder is None:
        return voice
    is_other = voice.speaker is not None and any(found.source for found in voice.attributions)
    is_own = voice.speaker is not None and bool(_OWN.match(voice.speaker))
    if holder.in_turn:
        is_other = is_other and voice.quote == "direct"
    elif holder.speaker and text.startswith(holder.speaker, span.start):
        is_own = True
    if is_other and not is_own:
        return voice
    return Voice(holder.speaker, None, holder.quote, voice.attributions, False, held=True)


class _Reader:
    """Reads sentences in order and remembers who spoke last."""

    def __init__(self, text: str, register: Register) -> None:
        self.text = text
        self.register = register
        self.last: str | None = None
        self.age = 0
        self.heard: list[str] = []
        self.papers: list[str] = []

    def read(self, sentence: ParsedSentence) -> Voice:
        words = self.text[sentence.span.start : sentence.span.end]
        self.age += 1
        voice = self._quotation(sentence.span, words) or self._reported(sentence, words)
        if voice.speaker:
            self.last, self.age = voice.speaker, 0
        return voice

    def _quotation(self, span: Span, words: str) -> Voice | None:
        """A quotation as a sentence of its own: its speaker is the one before, unless the next sentence names one."""
        if not _WHOLE_QUOTATION.match(words) or len(words) < 8:
            return None
        return Voice(self.last if self.age <= CARRIED_OVER else None, None, "direct", (), False)

    def _reported(self, sentence: ParsedSentence, words: str) -> Voice:
        found = cues(self.text, sentence)
        clause = Clause(self.text, sentence)
        if not any(cue.strength == 3 and cue.source for cue in found):
            found += [
                cue
                for cue in told.cues(clause)
                if not any(other.source and _overlap(cue.cue, other.cue) for other in found)
            ]
        via = outlets.credited(words, self.text)
        self._note_papers(via)
        if not found and via is None:
            return SILENT
        named: list[tuple[Cue, str | None]] = []
        relays = [via] if via else []
        goes_on = _GOES_ON.match(words) is not None and self.last is not None
        for cue in found:
            if goes_on and cue.source and self.text[cue.source.end : cue.source.end + 1] == "が":
                cue = replace(cue, source=None, phrase=None)  # …が「合意する必要がある」と強調: part of what is said
            outlet = self._outlet(cue, sentence)
            if outlet and self._relays(cue):
                relays.append(outlet)
                named.append((cue, None))
            else:
                named.append((cue, self._whole(outlet) if outlet else self._resolve(cue) or self._topic(clause, cue)))
        speaker = self._speaker(named, relayed=bool(relays))
        attributions = tuple(self._attribution(cue, name, speaker) for cue, name in named)
        reports = [cue for cue, name in named if name or cue.strength != 2]
        is_reported = speaker is not None or any(self._stands_alone(cue, bool(relays)) for cue in reports)
        quote = self._quote(clause, reports) if is_reported else "none"
        hearsay = speaker is None and any(cue.strength == 1 for cue in found)
        names = dict.fromkeys(name for relay in relays for name in relay.split("、"))
        joined = "、".join(name for name in names if not outlets.is_group(name)) or None
        return Voice(speaker, joined, quote, attributions, hearsay)

    def _outlet(self, cue: Cue, sentence: ParsedSentence) -> str | None:
        """The outlets a cue names as its source; 両紙 are the two named last."""
        if cue.phrase is None or cue.source is None:
            return None
        if re.fullmatch(r"それ|これ|同(?:紙|通信社?|新聞社?|誌|記事|報道|サイト)(?:の.{2,6})?", cue.phrase):
            return self.papers[-1] if self.papers else None
        if re.match(r"両(?:紙|報道|新聞|社)", cue.phrase):
            return "、".join(self.papers[-2:]) if len(self.papers) >= 2 else None
        found = outlets.outlets(cue.phrase, self.text)
        if cue.form == "yoruto":
            found = outlets.before(self.text[sentence.span.start : cue.cue.start], self.text) or found
        self._note_papers(found)
        return found

    def _whole(self, outlet: str) -> str:
        """東京放送 for TBS where an outlet speaks for itself and the article has its full name."""
        return "、".join(self.register.aliases.get(name, name) for name in outlet.split("、"))

    def _note_papers(self, joined: str | None) -> None:
        """Remember outlets, the one named last at the end: 両紙 are two of them."""
        for name in joined.split("、") if joined else ():
            self.papers = [*(paper for paper in self.papers if paper != name), name][-_MEMORY:]

    def _relays(self, cue: Cue) -> bool:
        """An outlet relays by によると and 報じる; one that 批判する or surveys speaks for itself."""
        cue_words = self.text[cue.cue.start : cue.cue.end]
        if cue.strength == 2:
            return not re.search(r"調査|集計|分析|試算|まとめ|調べ|発表", cue_words)
        return cue_words.startswith(("伝え", "報じ", "報道"))

    def _resolve(self, cue: Cue) -> str | None:
        if cue.phrase is None or cue.source is None:
            return None
        if set_off := self._set_off(cue.source):
            return set_off
        name = self._told_apart(people.resolve(cue.phrase, cue.source.start, self.register), cue)
        if name and (others := self._listed_before(cue.source.start, name)):
            return "、".join(dict.fromkeys([*others, *name.split("、")]))
        if name is None and cue.phrase.startswith("同") and self.last and not self.register.is_person(self.last):
            return self.last
        if name and _COMPANY_ITSELF.fullmatch(name):
            name = next((heard for heard in reversed(self.heard) if people.is_company(heard)), name)
        return self._heard_before(name) if name else None

    def _topic(self, clause: Clause, cue: Cue) -> str | None:
        """Who else the sentence has as topic, where what stands as source cannot speak."""
        if cue.strength != 3 or cue.source is None:
            return None
        for index in subjects.who(clause):
            first, last = clause.noun_phrase(index)
            start, end = clause.tokens[first].start, clause.tokens[last].end
            if end < cue.cue.start and self.text[end : end + 1] in ("は", "も"):
                name = people.resolve(self.text[start:end], start, self.register)
                if name and not _THING.search(name):
                    return self._heard_before(name)
        return None

    def person_as_topic(self, sentence: ParsedSentence) -> str | None:
        """The named person a sentence is about: who said the quotation before it (…氏は語気を強めた)."""
        clause = Clause(self.text, sentence)
        for index in subjects.who(clause):
            first, last = clause.noun_phrase(index)
            name = people.resolve(clause.phrase(first, last), clause.tokens[first].start, self.register)
            if name and self.register.is_person(name):
                return name
        return None

    def _set_off(self, source: Span) -> str | None:
        """桐生大樹候補（４４）＝政治団体代表＝は: who stands before what the signs set off."""
        if self.text[source.end : source.end + 1] not in _EQUALS:
            return None
        who = _SET_OFF.search(self.text, max(0, source.start - 60), source.start)
        return people.resolve(who["who"], who.start("who"), self.register) if who else None

    def _listed_before(self, position: int, name: str) -> list[str]:
        """The speakers listed before the last of them: 白波銀行、青浜銀行が, 古賀氏と、森氏は."""
        found: list[str] = []
        while len(found) < _MOST_LISTED:
            item = _LISTED.search(self.text, max(0, position - 40), position)
            if item is None:
                break
            other = people.resolve(item["who"], item.start("who"), self.register)
            if other is None or outlets.outlets(other, self.text) or not self._are_alike(other, name, item["joint"]):
                break
            found.insert(0, other)
            position = item.start("who")
        return found

    def _are_alike(self, one: str, other: str, joint: str) -> bool:
        """Two persons, or two bodies; a mere comma joins only those of one kind."""
        if self.register.is_person(one) or self.register.is_person(other):
            return self.register.is_person(one) and self.register.is_person(other)
        if joint == "、":
            return one[-1] == other[-1] and subjects.looks_like_source(one)
        return subjects.looks_like_source(one) and subjects.looks_like_source(other)

    def _told_apart(self, name: str | None, cue: Cue) -> str | None:
        """None for a thing, which does not speak; an unnamed person with what tells them from others."""
        if name is None or cue.source is None or cue.phrase is None:
            return name
        if _THING.search(name) and not self.register.is_person(name):
            return None
        if _UNNAMED.search(name) and not _TOLD_APART.search(name):
            return self._clause_before(cue.source.start, cue.phrase) + name
        return name

    def _clause_before(self, position: int, phrase: str) -> str:
        """高松市で製麺所を営む before 男性: what tells an unnamed person from others."""
        lead = _DESCRIBING.search(self.text[max(0, position - 40) : position])
        is_vague = lead is None or phrase.startswith(("この", "その", "同")) or _MET.search(lead[0])
        return "" if lead is None or is_vague else lead[0]

    def _heard_before(self, name: str) -> str:
        """この担当者 is 市の担当者 if that one has spoken; a name heard is remembered."""
        bare = re.sub(r"^(?:この|その)", "", name)
        for earlier in reversed(self.heard[-_MEMORY:]):
            lead = earlier.removesuffix(bare)
            is_longer = len(bare) >= 2 and lead not in ("", earlier) and "、" not in earlier
            if is_longer and (bare[-1] in _BODIES or _DESCRIBED.search(lead)):
                return earlier
        self.heard.append(bare)
        return bare

    def _speaker(self, named: list[tuple[Cue, str | None]], *, relayed: bool) -> str | None:
        main = [(cue, name) for cue, name in named if cue.strength == 3]
        explicit = [name for _, name in main if name]
        if any(cue.strength == 2 and name for cue, name in named):
            explicit = [name for name in explicit if not outlets.outlets(name, self.text)]
        if explicit:
            return "、".join(dict.fromkeys(explicit))
        if found := [name for cue, name in named if cue.strength == 2 and name]:
            return found[-1]
        if not main and not relayed and self.age <= 1 and any(cue.kind == "hearsay" for cue, _ in named):
            return self.last
        unowned = any(cue.kind == "yoruto" and name is None for cue, name in named)
        if not main and not relayed and unowned and self.age <= _DOCUMENT_AGE:
            return self.last
        if main and not relayed and self.age <= CARRIED_OVER and not all(cue.passive for cue, _ in main):
            return self.last
        return None

    def _attribution(self, cue: Cue, name: str | None, speaker: str | None) -> Attribution:
        return Attribution(cue.source, cue.cue, cue.content, cue.form, name or (speaker if cue.strength == 3 else None))

    def _quote(self, clause: Clause, reports: list[Cue]) -> str:
        forms = {self._form(clause, cue) for cue in reports if cue.strength != 0} or {"none"}
        if "direct" in forms and forms <= {"direct"}:
            return "direct"
        if len(forms) > 1:
            return "mixed"
        return next(iter(forms))

    def _form(self, clause: Clause, cue: Cue) -> str:
        if cue.points_back:
            return "indirect"
        share = clause.quoted_share(cue.content)
        if share >= 0.6:
            return "mixed" if self._is_quoted_end(clause, cue) else "direct"
        quoted = [c - o for o, c in clause.outer if o >= cue.content.start and c < cue.content.end]
        return "mixed" if any(length > 8 for length in quoted) else "indirect"

    def _stands_alone(self, cue: Cue, relayed: bool) -> bool:
        """A report without a named speaker; という after 朝凪新聞によると only closes the credit."""
        return cue.strength == 3 or (cue.strength == 1 and (cue.passive or not relayed))

    def _is_quoted_end(self, clause: Clause, cue: Cue) -> bool:
        """…先送りしたことは「弁解の余地がない」と批判した: only the end of what is said stands in quotation marks."""
        opener = cue.content.start
        named_before = cue.source is not None and cue.source.end <= opener
        begin = cue.source.end if cue.source and named_before else clause.span.start
        unquoted = self.text[begin:opener].rstrip("、")
        is_short = cue.content.end - opener < _CATCHWORD
        return is_short and len(unquoted) >= _CATCHWORD and unquoted[-1:] in ("は", "が", "を", "に", "も", "で")


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _give_quotations_to_what_follows(
    text: str, sentences: Sequence[ParsedSentence], spoken: Sequence[bool], found: list[Voice], reader: _Reader
) -> None:
    """「…」。氏はそう述べた。 — a quotation belongs to the sentence after it where that points back."""
    for index in range(len(found) - 2, -1, -1):
        words = text[sentences[index].span.start : sentences[index].span.end]
        following = found[index + 1]
        if not _WHOLE_QUOTATION.match(words) or found[index].quote != "direct":
            continue
        if following.speaker is None:
            person = reader.person_as_topic(sentences[index + 1]) if spoken[index + 1] else None
            if person and found[index].speaker is None:
                found[index] = replace(found[index], speaker=person)
                found[index + 1] = replace(following, speaker=person, quote="indirect")
            continue
        back = re.search(
            r"(?:こう|そう)(?!い[うっ]|し[たて])", text[sentences[index + 1].span.start : sentences[index + 1].span.end]
        )
        if back or (following.quote == "direct" and found[index].speaker is None):
            found[index] = replace(found[index], speaker=following.speaker)
