"""Said of a part alone, or of one of two: 通行止めになるのは下りだけ, beside a claim that says it of all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, NOUN, Alignment
from articles.search.described import Description
from articles.search.differences import Difference


def narrowings(of: Alignment) -> Iterator[Difference]:
    """Either side may say it of less than the other."""
    yield from _of_a_part(of)
    yield from _of_one_of_two(of)
    yield from _of_more(of)


_ONLY = re.compile(
    r"(?:だけ(?![どれあ]|に(?!限))|のみ(?![なたま])|オンリー|限定|しか(?![もし])(?=[^。、]{0,12}(?:ない|なかった|ません|ず)))"
)
_LIMITED = re.compile(r"に限(?:って|り|る|ら|定|った)|を除(?:く|い|き)|以外(?!に?も)|は対象外|に過ぎない")
_UNCHANGED = re.compile(
    r"は(?:今|いま|これ|現状|従来|元|もと)(?:まで|の)?(?:ど(?:お|う)り|通り|のまま|まま)|は(?:据え置|変わらず|変更な|そのまま)"
)
_SAYS_ONLY = re.compile(r"だけ(?!ど)|のみ|限定|しか|に限|除く|除い|以外|一部")
_MORE = re.compile(r"(?:では|じゃ|で)?(?:は|も)?な(?:く|い)")
"""だけでなく narrows nothing."""
_SELF = re.compile(
    r"(?:これ|それ|あれ|どれ|ここ|そこ|私|わたし|俺|おれ|僕|ぼく|自分|うち|できる|なる|ただ|今|いま|みた|見た|聞いた|た|る|う|く|す|む|い|ん|の)$"
)
_COUNT = re.compile(
    r"[0-9〇一二三四五六七八九十百千万億]+[^0-9はがをにで、]{0,4}$|(?:割|%|パーセント|半分|少し|ちょっと|一度|一回)分?$"
)
_GROUP = re.compile(r"(?:以降|以後|以上|以下|以内|未満|[0-9]歳|[0-9]年生|[0-9]級|[0-9]代)$")
"""第3子以降だけ is of a group, 2割だけ is an amount."""


def _of_a_part(of: Alignment) -> Iterator[Difference]:
    """通行止めになるのは下りだけ, 井戸水の地区に限って: the claim says it of all."""
    text = of.statement.text
    if _SAYS_ONLY.search(of.claim.text):
        return
    limited = _LIMITED.search(text) or _UNCHANGED.search(text) or next(_only(text), None)
    if limited:
        yield Difference("number", "すべて", _with_noun(of.statement, limited))


def _only(text: str) -> Iterator[re.Match[str]]:
    for found in _ONLY.finditer(text):
        before = re.sub("(?:に|で|から|へ|まで)$", "", text[max(0, found.start() - 12) : found.start()])
        is_share = _COUNT.search(before) and not _GROUP.search(before)
        if not before or _SELF.search(before) or is_share or _MORE.match(text, found.end()):
            continue
        yield found


def _with_noun(of: Description, found: re.Match[str]) -> str:
    return _noun_before(of, found) + found[0].lstrip("はにを")


def _noun_before(of: Description, found: re.Match[str]) -> str:
    before = [word for word in of.words if word.end <= found.start() and found.start() - word.end <= _NEAR]
    return before[-1].surface if before else ""


_NEAR = 3
"""Code points between a word and what marks its part."""
_BOTH = re.compile(
    r"両方|どちらも|どっちも|ともに|双方|いずれも|共に|[一-龯ァ-ヴー]{1,8}も、?[一-龯ァ-ヴーぁ-ん]{1,8}?も(?!う|っと|と|の|し)"
)
_BESIDE = 18
_KANJI = re.compile("[一-龯]")


def _of_one_of_two(of: Alignment) -> Iterator[Difference]:
    """倉庫も岸壁も beside one that names the 倉庫 alone."""
    if not _KANJI.search(of.statement.text):
        return
    sides = ((of.claim, of.ours, of.statement), (of.statement, of.theirs, of.claim))
    for place, (text, held, other) in enumerate(sides):
        both = _BOTH.search(text.text)
        if both is None or _BOTH.search(other.text):
            continue
        lost = [
            each.word.surface
            for each in held
            if both.start() - _BESIDE <= each.word.start < both.end() and each.near < MET and each.word.weight >= NOUN
        ]
        if lost:
            yield Difference("number", *((lost[0], "その一方") if place == 0 else ("その一方", lost[0])))
            return


_ALONE = re.compile(
    r"(?:に|で|から|へ|まで|の)?(?:だけ(?![どれ]|で(?![、すは]|あ[るりっ]|し[たょ])|あ)|のみ(?!なら|[たま])|オンリー|限定(?!的)|専用"
    r"|しか(?=[^。、]{1,24}?(?:ない|なかった|なく|ません|ず))|に(?:限(?:って|り|る|ら[れず]|定|った)|絞))"
)
_BUT_FOR = re.compile(r"以外(?:は|に?は|の[^。、はがも]{1,8}は)(?=[^。]{1,24}?(?:ない|なかった|ません|ず|禁|対象外))")
_ONLY_ANYHOW = re.compile(
    r"だけ(?!ど|で(?:は|も|は?な)|じゃ|と(?:は)?限)|のみ(?!なら)|オンリー|限(?:定|り|る|って|られ|った)|専用|しか|に絞|ばかり|対象外|除[くいき]"
    r"|以外(?!に?も|の[^。、]{1,8}も)|(?:で|じゃ)ないと|で?なけれ|で?なきゃ|のほかは|(?:いま|今|これ)まで(?:ど(?:お|う)り|通り)|(?:独占|単独)"
)
_TOO = re.compile(
    r"(?:だけ|のみ)(?:で|じゃ)は?な[くい]|(?:だけ|のみ)(?:で|じゃ)は?あり?ま|のみならず|(?:だけ|のみ)(?:と|に)は?限ら|に限ら(?:ない|ず|れな)|を?はじめ(?:、|と|全)|以外(?:に?|の[^。、]{1,8})も"
)
_ALSO = re.compile("[一-龯]{0,2}(?:に|で|から|へ)?も")


def _of_more(of: Alignment) -> Iterator[Difference]:
    """外国籍の世帯も beside one that says it of them alone; who leaves that out says another thing as well."""
    text = of.statement.text
    alone = _BUT_FOR.search(of.claim.text) or next(_alone(of.claim.text), None)
    if alone is None:
        return
    too = _TOO.search(text)
    if too or not _ONLY_ANYHOW.search(text):
        heard = _noun_before(of.statement, too) + too[0] if too else _also(of, alone.start())
        yield Difference("number", _noun_before(of.claim, alone) + alone[0], heard, is_essential=True)


def _alone(text: str) -> Iterator[re.Match[str]]:
    for found in _ALONE.finditer(text):
        before = text[max(0, found.start() - _REACH) : found.start()]
        is_share = _COUNT.search(before) and not _GROUP.search(before)
        if _THING.search(before) and not is_share and not _MORE.match(text, found.end()):
            yield found


_REACH = 12
_THING = re.compile("[一-龯々ァ-ヴーA-Za-z0-9」』]$")


def _also(of: Alignment, end: int) -> str:
    """第3子以降も: the claim's own group as the statement has it."""
    for each in of.theirs:
        found = _ALSO.match(of.statement.text, each.word.end)
        if found and each.at >= 0 and of.ours[each.at].word.end <= end:
            return each.word.surface + found[0]
    return ""
