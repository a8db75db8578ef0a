"""Whether what is told of a date has happened or is planned: 31日に開くと発表した, 約束は4月だったはずだ."""

import re
from dataclasses import dataclass

from articles.extraction.dates.grammar import Words

_N_PAST = r"[一-龯](?<!盛)[いん]だ"  # 死んだ, 継いだ
_PAST_VERB = re.compile(
    rf"[っしれいんきけめえべせてじみちげぎり]た(?![いくめちりるら])|だった|でした|{_N_PAST}(?=[。、が」]|$)"
)
_ENDS_PAST = re.compile(rf"(?:た|{_N_PAST})$")
_AHEAD = re.compile(
    r"と(?:[発述表明決し伝語話言]|の|も|み)|予定|方針|計画|見通し|見込|よう|ため|こと|意向|向け|まで|控え|はず|[「」]"
)
_PLANNED = re.compile(r"(?<!の)(?:方針(?!演説|転換)|計画)|予定(?!価格|地|表)|見通し|見込|たい(?:考え|意向|とし)|つもり")
# In 31日に開くと発表した the past is not that of the day; in 31日に開いたと発表した it is.
_ONCE_PLANNED = re.compile(r"予定(?:だった|でした|して(?:い)?た|されて(?:い)?た)|はず(?:だった|でした)")
_MOVED_TO = re.compile(r"[にへ](?:延期|先送り|前倒し|変更|繰り[上延下]|ずれ込|持ち越)")
_OF_A_PLAN = re.compile(
    r"の[^、。「」]{0,12}(?:を目指|が決|[をが](?:予定|計画|見込|控え|検討|決め|決定|延期|中止|断念|見送|提案|申請))"
)
_OF_THE_REPORT = re.compile(r"(?:夜|朝|午[前後]|未明|夕)?(?:、|の(?:記者|定例)?会見)")
_SPOKEN_AT = re.compile(r"の[^、。「」はがを]{0,16}(?:演説|講演|答弁|談話|所信表明|インタビュー|取材|番組|会見)で")
_TO_SPEAK = re.compile(
    r"[^、。「」]{0,24}(?:表明|説明|発表|公表|明らかに|示|述べ|語|話|訴え|報告|言及|触れ|打ち出|問|答え)[^、。「」]{0,2}[すうる]"
    r"(?:と|こと|方針|考え|予定|意向|つもり)"
)
_TO_BE = re.compile(r"(?:に|から|まで)[^、。「」]{0,20}[うくすつぬむるぐぶ](?:と|の|こと|[一-龯ァ-ヶ])")
# Not 対する, よる, ある, which are of no time, nor an adverb in く before the verb.
_TO_BE_OF = re.compile(
    r"(?:に|から|まで)[^、。「」]{0,20}(?:(?<![対関属適類面置])する|(?<![すよあいけたゆ])る|[一-龯](?:ける|[すつぬむぐぶう]))(?:と|の|こと|[一-龯ァ-ヶ])"
)
_NOT_PAST_END = re.compile(r"(?:[うくすつぬむるぐぶ]|予定|方針|計画|見通し|見込み)$")
_STATE_END = re.compile(r"[てで](?:い|お|あ)(?:る|り?ます)$")
_UNTIL = re.compile("までは?(?!の)")
_FINITE = re.compile(
    r"と(?:い|み|さ|の|語|話|述|伝|報|説|言|聞)|はず|よう|らし|の(?:だ|で|は)|から|ばかり|が|け[れど]|もの[のだ]|し|、|。|[」)]|$"
)
_CLOSE = re.compile(r"(?:に(?:は|も)?|の|から|は)?[^をがはへに]{0,12}")
_STOP = re.compile(r"[、。「」\n]")
_CLOSING = "。｡」』)\n "
_WINDOW = 200  # code points behind a date in which its verb is looked for: reading stays linear
_CLAUSE = 40


def is_past(source: str) -> bool:
    """Whether a sentence ends in the past."""
    return bool(_ENDS_PAST.search(source.rstrip(_CLOSING)[-4:]))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a sentence a date stands."""

    source: str
    words: Words
    is_past: bool
    between: str | None
    """What stands between the date before it in the sentence and this one; None if it is the first."""

    @property
    def happened(self) -> bool:
        """Whether the first past verb behind the date is that of the date."""
        if not self.is_past:
            return self._clause_happened
        if self._is_of_the_report or self._is_spoken_at:
            return True
        verb = _PAST_VERB.search(self.source, self.words.end, self._end(_WINDOW))
        if any(pattern.match(self.source, self.words.end) for pattern in (_TO_BE_OF, _MOVED_TO, _OF_A_PLAN)):
            return False
        return not _AHEAD.search(self.source, self.words.end, verb.end() if verb else self._end(_WINDOW))

    @property
    def is_of_the_past(self) -> bool:
        """Whether the sentence is told in the past, or the clause of the date: 1月に開いた店は来年も続ける."""
        if self.is_past:
            return not self.is_planned
        verb, begin = self._clause_verb, self.words.end
        return bool(
            verb and not _AHEAD.search(self.source, begin, verb.end()) and not _TO_BE_OF.match(self.source, begin)
        )

    @property
    def is_planned(self) -> bool:
        """Whether the date is said to be that of a plan: 31日に開くと発表した, 12月に開く."""
        if self._is_of_the_report or _ONCE_PLANNED.search(self.source, self.words.end, self._end(_CLAUSE)):
            return False
        planned = _PLANNED.search(self.source, self.words.end, self._end(_WINDOW))
        return bool(self._ends_planned or planned or _TO_BE.match(self.source, self.words.end))

    @property
    def is_until(self) -> bool:
        """4月までは何も決まらない."""
        return bool(_UNTIL.match(self.source, self.words.end))

    @property
    def _ends_planned(self) -> bool:
        tail = self.source.rstrip(_CLOSING)[-8:]
        return bool(not self.is_past and _NOT_PAST_END.search(tail) and not _STATE_END.search(tail))

    @property
    def _is_of_the_report(self) -> bool:
        report = _OF_THE_REPORT.match(self.source, self.words.end)
        return bool(report) and not self._is_to_be_spoken_at

    @property
    def _is_to_be_spoken_at(self) -> bool:
        spoken = _SPOKEN_AT.match(self.source, self.words.end)
        return bool(spoken and _TO_SPEAK.match(self.source, spoken.end()))

    @property
    def _is_spoken_at(self) -> bool:
        """1月の演説で成長を図ると言った, but not 1月の会見で説明すると言った."""
        return bool(_SPOKEN_AT.match(self.source, self.words.end)) and not self._is_to_be_spoken_at

    @property
    def _clause_happened(self) -> bool:
        """4月だったはずだ, 4月に決めたが; 4月に開いた店 where no plan is told of the shop."""
        verb, begin = self._clause_verb, self.words.end
        if verb is None or _AHEAD.search(self.source, begin, verb.end()) or _TO_BE_OF.match(self.source, begin):
            return False
        if _FINITE.match(self.source, verb.end()):
            return True
        return bool(_CLOSE.fullmatch(self.source, begin, verb.start())) and not self.is_planned

    @property
    def _clause_verb(self) -> re.Match[str] | None:
        stop = _STOP.search(self.source, self.words.end, self._end(_CLAUSE))
        return _PAST_VERB.search(self.source, self.words.end, stop.start() if stop else self._end(_CLAUSE))

    def _end(self, length: int) -> int:
        return min(len(self.source), self.words.end + length)
