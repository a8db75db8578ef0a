"""Another place, school or company: 汐見湾 beside 帆崎湾, also where no dictionary has the name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, NOUN, Alignment
from articles.search.described import Description
from articles.search.differences import Difference
from articles.search.folding import small_ke
from articles.search.words import Word

_KINDS = (
    *("湾|海岸|浜|港|漁港|島|岬|沖", "山|岳|高原|峠|スキー場", "川", "湖|沼|池", "滝", "温泉"),
    *("小学校|小(?=[のではがにも、])", "中学校|中(?=[のではがにも、])", "高校|高等学校|高(?=[のではがにも、])"),
    *("大学", "幼稚園|保育園|こども園", "神社|大社|宮", "寺", "城", "ダム", "橋", "トンネル"),
    *("駅", "空港", "病院|医院|クリニック", "党", "まつり|祭り|祭", "公園", "団地"),
    "銀行|信金|信用金庫|証券|生命|薬局|薬品|製薬|食品|フーズ|飲料|乳業|牧場|酒造|電力|ガス|通信|モバイル|自動車|モーターズ|運輸|運送|急便|建設|工務店|工業|産業|製作所|商事|製パン|製菓|鉄道|航空|冷食|ホールディングス",
)
_NAME = "[一-龯ァ-ヴー々](?:[一-龯ァ-ヴー々]|[ヶケノが](?=[一-龯])){0,6}?"
_NAMED = tuple(re.compile(f"({_NAME})(?:{kind})(?![一-龯ァ-ヴー])") for kind in _KINDS)
_ANY = re.compile(
    "^(?:私立|公立|市立|県立|国立|町立|村立|都立|区立|民間|大手|地方|地元|各地?|全|同|女子|男子|新|旧|元|前|他|某|一部|近所|近く|輸入|冷凍|加工|健康|国産|生鮮|軽|普通|電気|水素|都市|次|観光|主要|基幹|林|畜|格安|携帯|移動|宅配|民営|市営|県営|国営|消費者|中央|植物|太平洋|日本海|世界|今日?|一日|年|月|日|午前|午後|期間|血液|空気|水|体|工事|停電|営業|選挙|作業|休み|最|総合|大|小|中|高|与|野|政|離|夏|秋|冬|春|市|町|村|県|国|都|府|区|市民|県民|国民|外国|日本|海外|世界|中央|本|支|副|最|標|新型|首|外|財務|児童|生徒|学校|先生|教員|お|この|その|あの|うちの|市の|町の|県の|国の|[市町村県区]立?)$"
)


def elsewhere(of: Alignment) -> Iterator[Difference]:
    """汐見湾 beside 帆崎湾, 夕凪中 beside 朝日中学校; and in the claim's place another: 岩清水の町長."""
    ours, theirs = of.claim, of.statement
    for pattern in _NAMED:
        said = _names(pattern, ours.text, theirs)
        heard = _names(pattern, theirs.text, ours)
        if said and heard and not _shared(pattern, ours.text, theirs.text):
            yield Difference("name", said[0], heard[0])
            return
    yield from _in_its_slot(of)
    yield from _at_the_end(of)


def _names(pattern: re.Pattern[str], text: str, other: Description) -> list[str]:
    known = small_ke(" ".join((other.text, *other.beside)))
    named = (found for found in pattern.finditer(text) if not _ANY.match(found[1]))
    return [found[0] for found in named if small_ke(found[1]) not in known]


def _shared(pattern: re.Pattern[str], one: str, other: str) -> bool:
    return bool(set(pattern.findall(one)) & set(pattern.findall(other)))


_JOINS = re.compile("(?:[市町村区県]|の|では|で|、|って|沖|だけ)*")
_NO_OTHER = re.compile(
    "地元|近所|隣|自分|今年|来年|去年|昨年|今回|最近|全国|日本|新|市|町|県|村|国|皆|話|噂|ニュース|記事|ネット"
)


def _in_its_slot(of: Alignment) -> Iterator[Difference]:
    """Before the same noun the claim has a place that the statement lacks, and the statement another word."""
    for place in of.claim.facts.places:
        if place[:-1] in of.statement.text or _sounds(place, of):
            continue
        at = next(
            (spot for spot, each in enumerate(of.ours) if of.claim.text.find(place) + len(place) <= each.word.start), -1
        )
        if at < 0 or of.ours[at].at < 1 or of.ours[at].near < MET:
            continue
        other, noun = of.theirs[of.ours[at].at - 1], of.theirs[of.ours[at].at]
        gap = of.statement.text[other.word.end : noun.word.start]
        if other.near < MET and other.word.weight >= NOUN and _JOINS.fullmatch(gap) and _may_be_place(other.word, gap):
            yield Difference("place", place, other.word.surface)
            return


_RUN = re.compile("[一-龯ァ-ヴーヶケ々]{1,8}$")
_IT_IS = re.compile("(?:の|ん|って|は|が)、?$")
_SAID_OF = re.compile("(?:での?|の)?(?:話|こと|事|件|方|ほう|出来事)?(?:だ|です|や|でしょ|じゃ|らし|みたい|の|$|[。!])")


def _at_the_end(of: Alignment) -> Iterator[Difference]:
    """…のは小槻の話: what is said at the end to be the place or the body, where the claim's own is not named."""
    lost = [each.word.surface for each in of.ours if each.word.is_name and each.near < MET]
    places = [
        place for place in of.claim.facts.places if place[:-1] not in of.statement.text and not _sounds(place, of)
    ]
    last = of.theirs[-1]
    before = _RUN.sub("", of.statement.text[: last.word.start])
    is_other = last.near < MET and last.word.weight >= NOUN
    is_said = bool(_IT_IS.search(before) and _SAID_OF.match(of.statement.text, last.word.end))
    if (places or lost) and is_other and is_said:
        yield Difference("place" if places else "name", [*places, *lost][0], last.word.surface)


def _sounds(place: str, of: Alignment) -> bool:
    return any(
        word.surface and word.surface in place and word.reading and word.reading in of.statement.reading
        for word in of.claim.words
    )


def _may_be_place(word: Word, gap: str) -> bool:
    return bool(gap) and not _NO_OTHER.fullmatch(word.surface) and not re.search("[ぁ-ん]$|年|月|日", word.surface)
