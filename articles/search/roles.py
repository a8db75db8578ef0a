"""For another reason, or the other way round: 建て替えのため beside 医師不足のため, 児童が担任を beside 担任が児童を."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, NOUN, Alignment, Held, crossing
from articles.search.differences import Difference

_KANJI = re.compile("[一-龯]")


def roles_apart(of: Alignment) -> Iterator[Difference]:
    """Who does it to whom, and why."""
    yield from _for_another_reason(of)
    yield from _the_other_way_round(of)


_CAUSE = re.compile(r"(?:ため|せい|おかげ|お陰|が原因|原因で|影響|ので|不足で|足りず)(?!に(?:は|も)?なら)")
_REASON = re.compile(
    r"ため|せい|おかげ|お陰|が原因|の影響|ので|から(?=だ|で[すはなしょ]|や|[。、!]|$|って|らし|に|な|じゃ|み|と)|って理由|が理由|のは(?=[^。]{2,20}$)"
)
_REACH = 16
"""Code points before its mark among which a reason stands."""
_MOSTLY_LOST = 0.34


def _for_another_reason(of: Alignment) -> Iterator[Difference]:
    """医師不足のため beside 建て替えのため."""
    if not _KANJI.search(of.statement.text):
        return
    mark, reason = _CAUSE.search(of.claim.text), _reason(of)
    cause = _clause(of.claim.text, of.ours, mark.end()) if mark else list(of.ours[:-1])
    nouns = [each for each in cause if each.word.weight >= NOUN] or (cause if mark else [])
    lost = [each for each in nouns if each.near < MET]
    if mark and nouns and len(lost) >= (1 - _MOSTLY_LOST) * len(nouns):
        other = reason or next((each for each in of.theirs if each.near < MET and each.word.weight >= NOUN), None)
    else:
        other = None if mark else reason
    if lost and other and not (other.word.is_name and mark is None):
        yield Difference("name", lost[0].word.surface, other.word.surface)


def _reason(of: Alignment) -> Held | None:
    """A noun of the statement's own reason that the claim has not."""
    for mark in _REASON.finditer(of.statement.text):
        for each in _clause(of.statement.text, of.theirs, mark.end()):
            if each.near < MET and each.word.weight >= _VERB and not _is_mere_mark(each.word.surface):
                return each
    return None


_VERB = 0.7
_SHORTEST = 2
_MERE_MARK = re.compile("せい|おかげ|お陰|ため|原因|理由|影響|結果")
"""牧原市長のおかげ: the mark of a reason, and none itself."""


def _is_mere_mark(surface: str) -> bool:
    return len(surface) < _SHORTEST or bool(_MERE_MARK.fullmatch(surface))


def _clause(text: str, held: tuple[Held, ...], end: int) -> list[Held]:
    """Words of the clause that ends there, from its topic on."""
    start = max(text.rfind(sign, 0, end - 2) for sign in "、は。")
    start = max(start, end - _REACH)
    return [each for each in held if start < each.word.start and each.word.end <= end]


def _the_other_way_round(of: Alignment) -> Iterator[Difference]:
    """児童が担任を beside 担任が児童を, and 60代が10代を上回る."""
    if found := crossing(of):
        yield Difference("name", *found)
    if found := _done_to(of):
        yield Difference("name", *found)
    ours, theirs = _persons(of.claim.text), _persons(of.statement.text)
    for one in ours.keys() & theirs.keys():
        for other in ours.keys() & theirs.keys():
            if one < other and ours[one] != ours[other] and (ours[one], ours[other]) == (theirs[other], theirs[one]):
                yield Difference("name", one, other)
    said, heard = _OVER.search(of.claim.text), _OVER.search(of.statement.text)
    if said and heard and (said[1], said[2]) == (heard[2], heard[1]) and said[1] != said[2]:
        yield Difference("name", said[1], heard[1])


_OVER = re.compile(
    r"([0-9]{1,3}[代歳人票割%])[^。、0-9]{0,8}[がは][^。、0-9]{0,4}([0-9]{1,3}[代歳人票割%])[^。0-9]{0,6}(?:を|より)"
)
_PERSON = re.compile(
    "(市長|町長|村長|区長|知事|首相|総理|大臣|社長|会長|組合長|理事長|院長|校長|教頭|教諭|担任|教員|先生|生徒|児童|園児|学生|保護者|議員|市議|県議|議長|記者|警察官|警官|職員|業者|会社|社員|住民|市民|患者|医師|看護師|客|店員|店長|選手|監督|夫|妻|父|母|息子|娘|(?<![一-龯])(?:国|県|市|町|村|政府|警察))"
    "(?:さん|ら|たち|側)?(が|は|も|を|に|から|へ)"
)


def _persons(text: str) -> dict[str, str]:
    """Who does it and to whom: the particle behind each; は, が and も are one."""
    return {found[1]: "は" if found[2] in "がも" else found[2] for found in _PERSON.finditer(text)}


_UNDERGOES = re.compile("れ(?:た|て|る|い|ま)|もら|受け|くれ|いただ|頂")


def _done_to(of: Alignment) -> tuple[str, str] | None:
    """Whom the claim says it was done to does it in the statement: 国に報告, 国が報告."""
    if of.ours[-1].part < 1 or _UNDERGOES.search(of.statement.text) or _UNDERGOES.search(of.claim.text):
        return None
    ours, theirs = _persons(of.claim.text), _persons(of.statement.text)
    return next(
        (
            (one, one + "が")
            for one, role in ours.items()
            if role in "をにへ" and theirs.get(one) == "は" and f"{one}が" in of.statement.text
        ),
        None,
    )
