"""In the place of a noun another one: 国王が暗殺された, 首相が暗殺された; words alike in meaning are often the next of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, NOUN, Alignment, Held, slot
from articles.search.differences import Difference
from articles.search.stop_words import titles
from articles.search.synonyms import rows_of

_KANJI = re.compile("[一-龯]")
_MOST_OF_A_SLOT, _WHOLE_SLOT = 0.6, 1.0


def replaced(of: Alignment) -> Iterator[Difference]:
    """Between the same words and before the same particle; of one kind by its last sign (医学部, 法学部) two of these three do."""
    if not _KANJI.search(of.statement.text):
        return
    yield from _held_by_another(of.claim.text, of.statement.text)
    others = [(place, other) for place, other in enumerate(of.theirs) if _may_be_another(other)]
    for place, mine in enumerate(of.ours[:-1]):
        if not _may_be_another(mine):
            continue
        for other_place, other in others:
            least = _MOST_OF_A_SLOT if _is_next_of_kind(mine, other) else _WHOLE_SLOT
            is_another = _is_another(mine, other)
            if is_another and (
                _qualify_one_noun(of, place, other_place)
                or (_are_of_one_script(mine, other) and slot(of, place, other_place) >= least)
            ):
                yield Difference("name", mine.word.surface, other.word.surface)
                return


def _qualify_one_noun(of: Alignment, mine: int, other: int) -> bool:
    """Right before one and the same noun, with nothing between: 牛丼並盛, カレー並盛."""
    if other + 1 >= len(of.theirs) or of.ours[mine + 1].at != other + 1:
        return False
    own, heard = (held[at : at + 2] for held, at in ((of.ours, mine), (of.theirs, other)))
    is_joined = all(one.word.end == head.word.start for one, head in (own, heard))
    return is_joined and own[1].word.weight >= NOUN and own[0].near < MET and own[1].part >= MET


def _may_be_another(held: Held) -> bool:
    word = held.word
    is_noun = word.weight >= NOUN and not word.is_name and not _ANY.fullmatch(word.surface)
    return is_noun and held.part < MET


_ANY = re.compile(
    "普通|標準|通常|一般|すべて|全て|全部|ぜんぶ|ぜーんぶ|全員|皆|みんな|全体|日本|国内|全国|自分|今年|今度|今季|当初|最初|話|噂|件|人|方|者|家|金|お金|会社|噂話|記事|ニュース|本当"
)


def _is_next_of_kind(mine: Held, other: Held) -> bool:
    one, another = mine.word.surface, other.word.surface
    return min(len(one), len(another)) >= _SHORTEST and one[-1] == another[-1] and bool(_KANJI.match(one[-1]))


_SHORTEST = 2
_SCRIPTS = (re.compile("[A-Za-z0-9]*[一-龯々]+"), re.compile("[ァ-ヴー]+"))


def _are_of_one_script(mine: Held, other: Held) -> bool:
    """Who says it in everyday words writes them in kana: 食べ物 of 食料, メシ of 食事."""
    return any(each.fullmatch(mine.word.surface) and each.fullmatch(other.word.surface) for each in _SCRIPTS)


def _is_another(mine: Held, other: Held) -> bool:
    """No synonym, no short form (農水省), no other spelling."""
    one, another = mine.word, other.word
    if rows_of(one.form) & rows_of(another.form) or _is_short_for(one.surface, another.surface):
        return False
    return (
        bool(one.reading and another.reading)
        and one.reading not in another.reading
        and another.reading not in one.reading
    )


def _is_short_for(one: str, other: str) -> bool:
    """The signs of the shorter stand in the longer in their order: 農水省, 税 of 税金."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(sign in rest for sign in short)


_OF_SOMETHING = re.compile("([一-龯々ァ-ヴー]{2,12})の([一-龯々ァ-ヴー]{2,8})(?=[はがをにも、])")


def _held_by_another(ours: str, theirs: str) -> Iterator[Difference]:
    """王国の国王が, 王国の首相が: titles are no words that are compared, for a name tells mostly who is meant."""
    heard = dict(_OF_SOMETHING.findall(theirs))
    for whole, mine in _OF_SOMETHING.findall(ours):
        other = heard.get(whole, mine)
        is_title = mine in titles() or other in titles()
        if is_title and mine not in theirs and other not in ours and not rows_of(mine) & rows_of(other):
            yield Difference("name", mine, other)
            return
