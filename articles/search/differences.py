"""Which facts set a statement apart from a claim: amounts, dates, places, names, negation and direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from articles.search.contrasts import is_set_aside, terms_apart
from articles.search.described import Description
from articles.search.facts import Day, Number, opposites
from articles.search.folding import letters, small_ke
from articles.search.measures import are_one_measure
from articles.search.opposed import kinds_apart, sides_apart
from articles.search.stances import DENYING
from articles.search.synonyms import are_synonyms
from articles.search.traits import Traits

_NEARLY = 0.12
"""Two amounts are the same if one is said to be about so much and they differ by no more than this share."""


Kind = Literal["number", "name", "place", "date", "negation", "certainty"]


@dataclass(frozen=True)
class Difference:
    """Which part differs: `ours` as the claim has it, `theirs` as the message does, "" where one side is silent.

    `certainty`: one says that it is so, the other that it may come, is considered, wanted or supposed.
    """

    kind: Kind
    ours: str
    theirs: str
    is_essential: bool = False
    """An amount of the claim about which the message is silent, and every other amount of the claim as well; a place of
    the message that a claim about no place does not have."""

    @property
    def sets_apart(self) -> bool:
        """Whatever the score, who says this does not say the claim."""
        return self.is_contradiction or self.loses_nothing or self.is_essential

    @property
    def is_contradiction(self) -> bool:
        return bool(self.ours and self.theirs) or self.kind in ("negation", "certainty")

    @property
    def loses_nothing(self) -> bool:
        """The claim says that there is none, and the message is silent about how many."""
        return self.kind == "number" and self.ours in ("ゼロ", "ぜろ") and not self.theirs


def differences(asked: Traits, known: Traits) -> list[Difference]:
    """Contradictions first, then what only one side says."""
    theirs, ours = asked.of, known.of
    found = [
        *_numbers(theirs, ours),
        *_bounds(theirs.text, ours.text),
        *_shares(theirs.text, ours.text),
        *_days(theirs, ours),
        *_years_from_then(theirs, ours),
        *_places(theirs, ours),
        *_persons(theirs, ours),
        *_parties(theirs.text, ours.text),
        *_quoted_names(theirs, ours),
        *_kinds(asked, known),
        *_origins(theirs.text, ours.text),
        *_negations(asked, known),
        *_stances(asked, known),
        *_rejections(asked, known),
        *_withdrawals(asked, known),
        *_terms(theirs.text, ours.text),
    ]
    return sorted(found, key=lambda difference: not difference.is_contradiction)


def _numbers(theirs: Description, ours: Description) -> Iterator[Difference]:
    heard = [number for number in theirs.facts.numbers if not is_set_aside(number.text, theirs.text)]
    mine = [number for number in ours.facts.numbers if not any(agree(number, other) for other in heard)]
    others = [other for other in heard if not any(agree(number, other) for number in ours.facts.numbers)]
    if theirs.facts.denied or _NOT_ONE.search(theirs.text):
        mine = [number for number in mine if number.value]
    is_silent = len(mine) == len(ours.facts.numbers)
    for number in mine:
        opposed = next((other for other in others if _are_of_one_kind(number, other)), None)
        if opposed:
            others.remove(opposed)
        is_essential = is_silent and _is_amount(number) and not _is_written(number, theirs.text)
        yield Difference("number", number.text, opposed.text if opposed else _whole(number, theirs), is_essential)
    yield from (Difference("number", _whole(other, ours), other.text) for other in others)


_NO_AMOUNTS = frozenset(
    ("震度", "位", "時", "度", "歳", "階", *("秒", "分", "時間", "日", "日間"), *("週間", "月間", "年"))
)
"""How long, how old and which: a claim is seldom about these alone."""
_DIGITS = re.compile("[0-9][0-9,.]*[0-9]|[0-9]")


def _is_amount(number: Number) -> bool:
    """1人あたり, 1杯 and 一度 only say of what."""
    return number.unit not in _NO_AMOUNTS and (number.value != 1 or number.unit in ("％", "倍"))


def _is_written(number: Number, text: str) -> bool:
    """The figure stands there in a unit that is not read, or is mistyped: 18表 for 18票."""
    figure = _DIGITS.search(number.text)
    written = _DIGITS.findall(text)
    return (figure is not None and figure[0] in written) or f"{number.value:g}" in written


_NOT_ONE = re.compile("[一1][一-龯つ]も|[無な]し|済[むみん]|すむ")
_WHOLE = re.compile("すべて|全て|全部|全員|残らず|軒並み")


def _whole(share: Number, text: Description) -> str:
    """What the text says of all where the other names a share of them: 3割 against すべて."""
    found = _WHOLE.search(text.text) if share.unit == "％" and share.value < 100 else None
    return found[0] if found else ""


_FIGURE = re.compile("[0-9][0-9.,]*[万億千割%]*")
_BELOW = re.compile(
    "(?<![0-9.])[0-9][0-9.,a-zA-Z%円人万億千百年点票ポイント割]{0,12}(?:未満|以下|に満たな|を下回|を切)"
)
_ABOVE = re.compile("(?<![0-9.])[0-9][0-9.,a-zA-Z%円人万億千百年点票ポイント割]{0,12}(?:以上|超|を超え|を上回|余り)")


def _bounds(theirs: str, ours: str) -> Iterator[Difference]:
    """30万円を超える against 30万円未満."""
    for bound, other in ((_BELOW, _ABOVE), (_ABOVE, _BELOW)):
        said, heard = bound.search(ours), other.search(theirs)
        if said and heard and not other.search(ours) and not bound.search(theirs):
            yield Difference("number", said[0], heard[0])
    below = _BELOW.search(theirs)
    exact = _FIGURE.match(below[0]) if below else None
    if below and exact and exact[0] in ours and not _BOUND.search(ours):
        yield Difference("number", exact[0], below[0])


_BOUND = re.compile(f"{_BELOW.pattern}|{_ABOVE.pattern}|割った|割り込|下回|満た")
_PART = re.compile(
    "(?:ごく)?一部|一つ(?![残も])|ひとつ(?![残も])|いくつか|半分|半数|大半|ほとんど|過半|多く|何割|数割|部分的|限られた|特定の|中には"
    "|[数何](?:店|校|園|社|館|か所|カ所|人|台|路線)|ところもある|人もいる"
)
_ALL = re.compile(
    "すべて|全て|全部|ぜー?んぶ|全員|残らず|軒並み|一律|例外なく|あらゆる|[ど何](?:の[一-龯ァ-ヴー]{1,6}|こ|れ)[でに]?も|誰(?:でも|もが)"
    "|全(?=[0-9]|車|品|校|戸|員|店|社|館|園|線|区間|路線|国民|世帯|量|額|域|土|種|学年|学校|職員|社員|住民|市民|議員|会員|商品|施設|地区|列車)|全国(?!平均|最|大会|紙|ワースト|1|一)"
)
_ALWAYS = re.compile("毎回|毎度|必ず|いつも|常に|絶対|例外なく")
_SOMETIMES = re.compile(
    "たまに|時々|ときどき|時折|まれに|マレに|稀に|(?<![のたるい])(?:時|とき)には|場合によ|(?:こと|場合|とき|時)[がもは]あ[るりっ]"
)


def _shares(theirs: str, ours: str) -> Iterator[Difference]:
    """All of it against a part of it, always against sometimes."""
    for one, other in ((_ALL, _PART), (_PART, _ALL), (_ALWAYS, _SOMETIMES), (_SOMETIMES, _ALWAYS)):
        said, heard = one.search(ours), other.search(theirs)
        if said and heard and not other.search(ours) and not one.search(theirs):
            yield Difference("number", said[0], heard[0])
    for all_of, some in ((ours, theirs), (theirs, ours)):
        whole, few = _ALL.search(all_of), _SOME.search(some)
        if whole and few and few[0] not in all_of and not _ALL.search(some):
            yield Difference("number", *((whole[0], few[0]) if all_of is ours else (few[0], whole[0])))


_SOME = re.compile(
    "(?<![0-9第全])(?:[0-9]{1,3}|[一二三四五六七八九十]{1,2})(?:店舗?|校|園|社|館|[かカヶケ箇]所|施設|路線|駅|棟|県|品目|車種|地区)(?![一-龯])"
)


_GROWTH = ({"％", "倍"}, {"％", "ポイント"})


_COUNTERS = frozenset(("", "つ", "個", "件", "か所", "カ所"))
_SECONDS = {"秒": 1, "分": 60, "時間": 3600}


def _are_of_one_kind(one: Number, other: Number) -> bool:
    """Also the same figure of another thing: 20件 and 20人."""
    if one.unit == other.unit or {one.unit, other.unit} in _GROWTH or {one.unit, other.unit} <= _COUNTERS:
        return True
    if one.unit in _SECONDS and other.unit in _SECONDS:
        return one.value * _SECONDS[one.unit] != other.value * _SECONDS[other.unit]
    return bool(one.unit and other.unit) and one.value == other.value > 1


def agree(one: Number, other: Number) -> bool:
    """The same amount; a unit that only one names (2万, 2万票) does not part them, another unit does."""
    is_counted = not (one.unit and other.unit) or {one.unit, other.unit} <= _COUNTERS
    if not is_counted and not are_one_measure(one.unit, other.unit):
        return False
    most = max(abs(one.value), abs(other.value))
    apart = abs(one.value - other.value)
    return apart <= (_NEARLY if one.is_about or other.is_about else 1e-9) * most or (
        one.unit == "％" and apart < 0.5 and one.value != int(one.value) and most < 50 and apart / most < 0.02
    )


def _days(theirs: Description, ours: Description) -> Iterator[Difference]:
    """Without the day of a message 今年度 is whatever year the claim's 今年度 is."""
    mine, others = _unlike(ours.facts.days, theirs), _unlike(theirs.facts.days, ours)
    apart = [(day, other) for day in mine for other in others if exclude(day, other)]
    if apart:
        yield Difference("date", *_told(*apart[0]))
    else:
        yield from (Difference("date", day.text, "") for day in mine[:1])
        yield from (Difference("date", "", day.text) for day in others[:1])


def _told(day: Day, other: Day) -> tuple[str, str]:
    """Each with its year where both say 来年, with its day where both say 昨日."""
    if day.text != other.text:
        return day.text, other.text
    if day.year == other.year and day.month and other.month:
        return f"{day.text}({_calendar(day)})", f"{other.text}({_calendar(other)})"
    return f"{day.text}({day.year}年)", f"{other.text}({other.year}年)"


def _calendar(day: Day) -> str:
    return f"{day.month}月{day.day}日" if day.day else f"{day.month}月"


def _unlike(days: Sequence[Day], other: Description) -> list[Day]:
    known = [day for day in days if not any(may_be_one(day, each) for each in other.facts.days)]
    return [day for day in known if not _is_counted_alike(day, other)]


def _is_counted_alike(day: Day, other: Description) -> bool:
    """Both say 来年, and of one of the two it is not known from when it counts."""
    same = [each for each in other.facts.days if _offsets(each.text) & _offsets(day.text)]
    is_known = bool(day.year and same and all(each.year for each in same))
    return bool(_RELATIVE.search(day.text)) and not is_known and bool(_offsets(day.text) & _offsets(other.text))


def may_be_one(one: Day, other: Day) -> bool:
    """No part that both know differs, and one part at least is known to both."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(known) and all(a == b for a, b in known)


def exclude(one: Day, other: Day) -> bool:
    """A part that both know differs; 2025年 and the 17th do not."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return any(a is not None and b is not None and a != b for a, b in pairs)


_FROM_THEN = {
    **dict.fromkeys(("一昨年", "おととし"), -2),
    **dict.fromkeys(("去年", "昨年", "昨年度", "前年", "前年度"), -1),
    **dict.fromkeys(("今年", "本年", "ことし", "今年度", "本年度"), 0),
    **dict.fromkeys(("来年", "翌年", "来年度", "翌年度"), 1),
    **dict.fromkeys(("再来年", "再来年度", "さらいねん"), 2),
}
_LATER = {"前": -1, "後": 1}
_RELATIVE = re.compile("|".join(sorted(_FROM_THEN, key=len, reverse=True)) + "|([0-9]{1,3})年(前|後)(?!半|期|後)")


def _offsets(text: str) -> set[int]:
    """Years from now that a text names."""
    return {
        int(found[1]) * _LATER[found[2]] if found[1] else _FROM_THEN[found[0]] for found in _RELATIVE.finditer(text)
    }


def _years_from_then(theirs: Description, ours: Description) -> Iterator[Difference]:
    """再来年 against 来年; where both days are known, they decide, for who repeats a claim does so later."""
    said, heard = _RELATIVE.search(ours.text), _RELATIVE.search(theirs.text)
    if said is None or heard is None or _offsets(ours.text) & _offsets(theirs.text):
        return
    years = [{day.year for day in text.facts.days if day.year} for text in (ours, theirs)]
    if not (years[0] & years[1]):
        yield Difference("date", said[0], heard[0])


_LEVELS = {**dict.fromkeys("市町村区郡", 0), **dict.fromkeys("県都府道", 1)}


def _places(theirs: Description, ours: Description) -> Iterator[Difference]:
    said = " ".join((ours.text, *ours.beside)).replace("ケ", "ヶ").replace("が", "ヶ")
    heard = theirs.text.replace("ケ", "ヶ").replace("が", "ヶ")
    mine = [place for place in ours.facts.places if place[:-1] not in heard and not _is_person(place, ours)]
    others = [place for place in theirs.facts.places if place[:-1] not in said and not _is_person(place, theirs)]
    for place in mine:
        opposed = next((other for other in others if _LEVELS[other[-1]] == _LEVELS[place[-1]]), "")
        yield Difference("place", place, opposed, not opposed and _is_of_some_other(place, theirs, ours))
    if not mine:
        is_of_none = not _names_a_place(said)
        yield from (Difference("place", "", other, is_of_none and _is_where(other, theirs.text)) for other in others)
        if is_of_none and (local := _LOCAL.search(theirs.text)):
            yield Difference("place", "", local[0], is_essential=True)


def _is_of_some_other(place: str, theirs: Description, ours: Description) -> bool:
    """市の負担は…, of whichever city: the claim's is not named, and little else of what the claim is about."""
    if not re.search(f"(?<![一-龯々ァ-ヶ]){place[-1]}(?=[のはがもにでを、]|長|議|民|役)", theirs.text):
        return False
    said = {form for word in theirs.words for form in (word.form, *word.parts)}
    own = [word for word in ours.words if word.weight >= 1 and word.surface not in place]
    return sum(word.form not in said and word.surface not in theirs.text for word in own) > 1


def _is_person(place: str, text: Description) -> bool:
    """The 牧原 of 牧原市長 is a person, where no 牧原市 is named besides."""
    return place[:-1] in text.facts.persons and place not in text.text.replace(f"{place}長", "")


def _names_a_place(text: str) -> bool:
    return bool(_LOCAL.search(text) or _OF_A_PLACE.search(text))


def _is_where(place: str, text: str) -> bool:
    """It is said of that place, not by somebody from there."""
    return re.search(f"{re.escape(place)}(?:内|民)?(?:で(?!す)|は|も|では|の)(?!者|もの|人間)", text) is not None


_OF_A_PLACE = re.compile("[一-龯々ヶ][市県町村区](?!場|況|価|販|街|境)|東京都|北海道|大阪府|京都府")
_LOCAL = re.compile(
    "[市県町村区](?:内|民の)|うちの(?:地元|[市県町村区])|この(?:地元|[市県町村区])(?![一-龯])|ここいら|地元で"
)


def _persons(theirs: Description, ours: Description) -> Iterator[Difference]:
    said = " ".join((ours.text, *ours.beside))
    mine = [person for person in (*ours.facts.persons,) if person not in theirs.text]
    others = [person for person in theirs.facts.persons if person not in said]
    shared = any(person in said for person in theirs.facts.persons)
    if others and not shared:
        yield Difference("name", mine[0] if mine else next(iter(ours.beside), ""), others[0])
    elif mine:
        yield Difference("name", mine[0], "")
    yield from _opposed_names(theirs, ours)


def _opposed_names(theirs: Description, ours: Description) -> Iterator[Difference]:
    """上郷ダム and 下郷ダム: a name that only the one has where the other has another; places and persons are told above."""
    mine, others = _only_in(ours, theirs), _only_in(theirs, ours)
    for name in mine[:1]:
        yield from (Difference("name", name, other) for other in others[:1] if not is_mistyped(name, other))


_PARTY = re.compile(
    "([一-龯々ァ-ヴーぁ-ん]{1,8}[一-龯々ァ-ヴーぁ-ん](?<![与野同政両各新全他本悪徒甘辛])党)(?![首内員派費是])"
)
_TAIL = 3
"""The signs of a party's name that tell it: what stands before it may be the sentence."""


def _parties(theirs: str, ours: str) -> Iterator[Difference]:
    """そよ風の党 against ひかり党: parties are often named with words that are no names elsewhere."""
    said, heard = ({name[-_TAIL:]: name for name in _PARTY.findall(text)} for text in (ours, theirs))
    if said and heard and said.keys().isdisjoint(heard):
        yield Difference("name", next(iter(said.values())), next(iter(heard.values())))


LONG_NAME = 5


def is_mistyped(one: str, other: str) -> bool:
    """モンタバル for モンタルバ: the same signs of a long name in another order."""
    return len(one) >= LONG_NAME and one[0] == other[0] and sorted(one) == sorted(other)


_QUOTED = re.compile('[「『"]([^「」『』"]{2,14})[」』"]')
_VERB = re.compile("[ぁ-ん][。!?]?$|[0-9]")


def _quoted_names(theirs: Description, ours: Description) -> Iterator[Difference]:
    """「ナマズ予報」 and 「イワシ予報」: what is named between quotation marks, if it is no sentence."""
    said, heard = _named_in(ours.text, theirs.text), _named_in(theirs.text, ours.text)
    if said and heard:
        yield Difference("name", said[0], heard[0])
    elif said and not _TERM.search(said[0]) and not any(person in theirs.text for person in ours.facts.persons):
        yield Difference("name", said[0], "", is_essential=True)  # of a chain's price, without the chain


_TERM = re.compile("[税法券金党会]$|制度$|条例$|予報$")
"""What such a name means can be said without it: 犬を飼うと年5000円の税金."""


def _named_in(text: str, other: str) -> list[str]:
    plain = letters(other)
    return [name for name in _QUOTED.findall(text) if not _VERB.search(name) and letters(name) not in plain]


def _only_in(one: Description, other: Description) -> list[str]:
    known = [*one.facts.places, *one.facts.persons]
    texts = (other.text, small_ke(other.text), *other.beside)
    return [
        word.surface
        for word in one.words
        if word.is_name
        and len(word.surface) > 1
        and not any(word.surface in place for place in known)
        and not any(word.surface in text or word.form in text or small_ke(word.surface) in text for text in texts)
        and word.reading not in other.reading
    ]


def _negations(asked: Traits, known: Traits) -> Iterator[Difference]:
    theirs, ours = asked.of, known.of
    if "ゼロ" in theirs.facts.denied and _has_zero(ours):
        yield Difference("negation", "ゼロ", "ゼロではない")
        return
    for word in theirs.facts.denied:
        if word not in ours.facts.denied and _asserts(ours, theirs, word) and not _says_as_much(theirs, ours, word):
            yield Difference("negation", word, said_denied(theirs, word))
            return
    for word in () if _has_zero(theirs) else ours.facts.denied:
        if word not in theirs.facts.denied and _asserts(theirs, ours, word) and not _is_without(theirs, word):
            yield Difference("negation", said_denied(ours, word), word)
            return
    for way in ours.facts.ways:
        other = opposites()[way]
        if other in theirs.facts.ways and way not in theirs.facts.ways and other not in ours.facts.ways:
            yield Difference("negation", way, other)
            return
    if found := sides_apart(asked.of.sides, known.of.sides):
        yield Difference("negation", *found)
        return
    if not (_has_zero(ours) or _has_zero(theirs)):
        yield from _denied_otherwise(theirs, ours)


_TO_NO = re.compile("[ぁ-ん]{0,9}?(?:なかった|ない|ませんでした|ません|なし|なく(?:な[っるり]|す)?|ずに|ず|ぬ|ん)")
_WITHOUT = re.compile(
    "(?:は|が|も|の|を)?(?:ここ|過去)?(?:[0-9一二三四五六七八九十数]{1,4}(?:年|[かカヵヶケ]月|日)間?|一切|一度も|一回も|全く|まったく|ずっと)?(?:、|で|も)?"
    "(?:なし|無し|ナシ|せず|しとら|してへん|ゼロ)"
)


def said_denied(text: Description, form: str) -> str:
    """決壊していない, as the text has it."""
    found = next((word for word in text.words if word.form == form), None)
    start, end = (found.start, found.end) if found else (text.text.find(form), text.text.find(form) + len(form))
    ending = _TO_NO.match(text.text, end) if start >= 0 else None
    return text.text[start : ending.end()] if ending else f"{found.surface if found else form}ではない"


_GOES = re.compile("[一-龯]?(?:は|が|も|って)?なく(?:な|す|し)")
_GONE = re.compile("廃止|撤廃|中止|終了|閉鎖|閉校|なくな")
_NONE_OF = re.compile("(?:は|が|も)?(?:一切|全く|まったく)?(?:ない|なし|ありません|無い|ゼロ)")


def _says_as_much(theirs: Description, ours: Description, form: str) -> bool:
    """内申点がなくなる of 内申点が廃止される, 負担はない of 負担はゼロ."""
    ends = [word.end for word in theirs.words if word.form == form]
    goes = any(_GOES.match(theirs.text, end) for end in ends) and bool(_GONE.search(ours.text))
    return goes or (_has_zero(ours) and any(_NONE_OF.match(theirs.text, end) for end in ends))


def _is_without(text: Description, form: str) -> bool:
    """値上げなし denies as well as 値上げしない."""
    return any(word.form == form and _WITHOUT.match(text.text, word.end) for word in text.words)


def _asserts(text: Description, denying: Description, form: str) -> bool:
    """Whether the text has the word. カードがない人 is カードを持たない人: where both deny something, what is not there does not tell."""
    both_deny = bool(set(text.facts.denied) - set(denying.facts.denied))
    return any(word.form == form for word in text.words) and not (both_deny and _is_thing(denying, form))


def _is_thing(text: Description, form: str) -> bool:
    """A noun that nobody does: カードがない, and not 破綻していない."""
    found = next((word for word in text.words if word.form == form), None)
    return found is not None and found.weight >= 1 and text.text[found.end : found.end + 1] not in _DONE


_DONE = tuple("しさすせ")


def _denied_otherwise(theirs: Description, ours: Description) -> Iterator[Difference]:
    """What is said at the end of the claim is denied on one side, in another word: 廃止される, なくならない."""
    if theirs.facts.denied and _DENIED_AT_END.search(ours.text):
        return
    for mine in ours.words[-_PREDICATE:]:
        for other in theirs.words:
            is_denied = mine.form in ours.facts.denied
            is_denied_there = other.form in theirs.facts.denied or _is_without(theirs, other.form)
            if is_denied != is_denied_there and are_synonyms(mine.form, other.form):
                yield Difference(
                    "negation",
                    said_denied(ours, mine.form) if is_denied else mine.surface,
                    said_denied(theirs, other.form) if is_denied_there else other.surface,
                )
                return


_DENIED_AT_END = re.compile("防い?[だぐ]|免れ|(?:ない|なくな[るっ]た?|なかった|ません|れず|せず)[。！!]?$")


def _kinds(asked: Traits, known: Traits) -> Iterator[Difference]:
    """小学校 and 中学校, 社長 and 専務; who spoke may stand beside the claim."""
    beside = " ".join(known.of.beside)
    for said, heard in kinds_apart(asked.of.kinds, known.of.kinds):
        if heard not in beside:
            yield Difference("name", said, heard)


_ORIGIN = re.compile("([一-龯々]{2,4}|[ァ-ヴー]{2,12})(?:産|製)(?![業品造物出地卵油量法薬])")


def _origins(theirs: str, ours: str) -> Iterator[Difference]:
    """日本産 against モンタルバ産."""
    said, heard = set(_ORIGIN.findall(ours)), set(_ORIGIN.findall(theirs))
    if (
        said
        and heard
        and not any(one in other or other in one or is_mistyped(one, other) for one in said for other in heard)
    ):
        yield Difference("name", min(said) + "産", min(heard) + "産")


_ORDER = (*DENYING, "feared", "considered", "wanted", "supposed")


def _stances(asked: Traits, known: Traits) -> Iterator[Difference]:
    """A denial of the claim, or of what might have come true, is not the claim."""
    theirs, ours, said, heard = asked.of, known.of, known.of.stances, asked.of.stances
    predicate = ours.words[-1].surface if ours.words else ""
    # Both say that it is not so, whichever word says it: いない, いらっしゃいません.
    both = (
        frozenset(("none", "averted") if _has_zero(ours) else ("none",))
        if _ends_denied(ours) or _has_zero(ours) or "false" in said
        else frozenset()
    )
    for stance in sorted(heard.keys() - said.keys() - both, key=_ORDER.index):
        yield Difference("negation" if stance in DENYING else "certainty", predicate, _word_of(heard[stance]))
        return
    for stance in sorted(said.keys() - heard.keys() - {"false", "none"}, key=_ORDER.index):
        kind: Kind = "negation" if stance in DENYING else "certainty"
        yield Difference(kind, _word_of(said[stance]), theirs.words[-1].surface if theirs.words else "")
        return


def _ends_denied(text: Description) -> bool:
    """転送しない人を削除する denies nothing at its end."""
    return any(word.form in text.facts.denied for word in text.words[-_PREDICATE:])


def _rejections(asked: Traits, known: Traits) -> Iterator[Difference]:
    """What the claim says is set aside for something else: 卸売業者ではなく猛暑のせい."""
    for form, said in asked.rejected.items():
        if (
            form not in known.rejected
            and not _is_own_topic(asked.of, known.of, form)
            and (form in known.held or (len(said) > 1 and said in known.of.text))
        ):
            yield Difference("negation", said, f"{said}ではない")
            return


def _is_own_topic(statement: Description, claim: Description, form: str) -> bool:
    """Who says 飛行機雲じゃなくて薬剤 of the claim that 飛行機雲は薬剤 says the claim, if it is of nothing else before that."""
    before = next((statement.text[: word.start] for word in statement.words if word.form == form), "")
    is_topic = any(word.form == form and _TOPIC.match(claim.text, word.end) for word in claim.words)
    return is_topic and not _OF_ANOTHER.search(before)


_TOPIC = re.compile("[一-龯]{0,2}は")
_OF_ANOTHER = re.compile("[はが]")


def _withdrawals(asked: Traits, known: Traits) -> Iterator[Difference]:
    if asked.of.withdrawn and known.of.words:
        yield Difference("negation", known.of.words[-1].surface, asked.of.withdrawn)


def _terms(theirs: str, ours: str) -> Iterator[Difference]:
    """市長 against 前の市長."""
    if found := terms_apart(theirs, ours):
        yield Difference("name", *found)


_STANCE = re.compile("[一-龯]{2,4}|かも|しそう|べき|もし|案|声")
_WHOLE_WORDS = {"かも": "かもしれない"}


def _word_of(stance: str) -> str:
    """恐れ of 恐れがあ; who says that there is none says it whole."""
    if _SAYS_NONE.search(stance):
        return stance.lstrip("はがも")
    found = _STANCE.match(stance)
    return _WHOLE_WORDS.get(found[0], found[0]) if found else stance


_SAYS_NONE = re.compile("(?:ない|なかった|ません|せんでした)$")

_PREDICATE = 2
"""Words at the end of a statement among which its predicate is."""


def _has_zero(text: Description) -> bool:
    return any(number.value == 0 for number in text.facts.numbers) and "ゼロ" not in text.facts.denied
