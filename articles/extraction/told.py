"""Sources named without a verb of quoting: who investigated, published, judged, or was asked."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from articles.extraction.attribution import Cue
from articles.extraction.clause import Clause
from articles.extraction.mentions import is_role
from articles.extraction.results import Span
from articles.extraction.subjects import is_person, looks_like_source

_MASK = "＃"
_SHORT_NAME = 14  # code points in quotation marks: a name, not what is said
_GROUP = re.compile(r"(?:班|部|係|本部|窓口|陣営|関係者|当局)$")
_SUFFIX = r"(?:[（(][^（）()]{0,40}[）)])?(?:ら|など|ほか|側|自身|たち|等)?(?:[（(][^（）()]{0,40}[）)])?"
_DATE = r"(?:は|が)?(?:、)?(?:[0-9０-９一二三四五六七八九十/／]{1,5}(?:年|月|日|時)){0,3}(?:朝|夜|夕|午前|午後|付|まで)?(?:に|、|の(?:記者)?会見で、?)?"
_DOCUMENT = r"(?:調査|統計|集計|試算|推計|観測|まとめ|調べ|発表|分析|報告書?|速報値?|白書|予測|説明|資料|記録|会見|声明|指標|決算|概要|結果|指針|ガイドライン|計画|提言|見通し|データ|展望|目録|調書|要綱)"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The group `who` begins where the source ends, `cue` is the cue; `anyone` where any noun there is who speaks."""

    kind: str
    pattern: re.Pattern[str]
    anyone: bool = False


_PATTERNS = (
    _Pattern(
        "asked",
        re.compile(
            rf"(?P<who>{_SUFFIX}(?:へ|に対する)の(?:電話|聞き取り|単独)?(?:取材|インタビュー|聞き取り))(?:で|から|により)[^。]{{0,30}}?(?P<cue>分か|わか|判明|明らか|判っ)"
        ),
    ),
    _Pattern("asked", re.compile(rf"(?P<who>{_SUFFIX}に)(?P<cue>(?:電話)?(?:取材|インタビュー|質問)した)ところ")),
    _Pattern(
        "investigated",
        re.compile(
            rf"(?P<who>{_SUFFIX}が)[^。が]{{0,60}}?(?P<cue>(?:調べ|調査し|集計し|確認し|分析し|検索し|試算し|計算し|まとめ|調査を行っ|検査し)た)(?:ところ|結果)、"
        ),
    ),
    _Pattern("investigated", re.compile(rf"(?P<who>{_SUFFIX}が)[^。]{{0,40}}?(?P<cue>検索する|確認する|調べる)と、")),
    _Pattern(
        "published",
        re.compile(
            rf"(?P<who>{_SUFFIX}が){_DATE}[^。、はが]{{0,14}}?(?P<cue>(?:発表|公表|公開|実施|作成|提出)した|まとめた|出した|行った)[^。、はが]{{0,30}}?{_DOCUMENT}[^。、はが]{{0,8}}?(?:によると|によれば|では|は、|には)"
        ),
        anyone=True,
    ),
    _Pattern(
        "published",
        re.compile(
            rf"と(?:する|の|いう)[^。、はが]{{0,20}}を、?[^。、＃]{{2,24}}?(?P<who>{_SUFFIX}が){_DATE}(?P<cue>まとめ|発表し|公表し|公開し|出し|明らかにし)た。?$"
        ),
        anyone=True,
    ),
    _Pattern(
        "published",
        re.compile(
            rf"(?P<who>{_SUFFIX}(?:は|が)){_DATE}[^。＃]{{2,200}}?との(?P<cue>{_DOCUMENT})[^。、はが]{{0,6}}を(?:まとめ|公表し|発表し|公開し|明らかにし)た。?$"
        ),
        anyone=True,
    ),
    _Pattern(
        "holds",
        re.compile(
            rf"(?P<who>{_SUFFIX}(?:は|も))[^。]{{2,200}}?との(?P<cue>見解|考え|認識|立場|見方|姿勢)(?:だ|です|である)。?$"
        ),
    ),
    _Pattern(
        "document",
        re.compile(
            rf"(?P<who>{_SUFFIX}の)[^。、はがをに]{{0,16}}?(?P<cue>{_DOCUMENT})(?:結果)?(?:では|には|でも|から)[、＃一-龯0-9０-９]"
        ),
    ),
    _Pattern(
        "document",
        re.compile(r"(?P<who>)(?P<cue>発表|調べ|調査|まとめ|集計)(?:では[、＃一-龯0-9０-９]|でわか|で分か)"),
    ),
    _Pattern(
        "found",
        re.compile(
            rf"(?P<who>{_SUFFIX}による)[^。、はがを]{{0,14}}?(?P<cue>まとめ|調査|発表|解析|分析|試算|集計|鑑定|解剖)(?:の結果)?(?:で|では|から|、)"
        ),
    ),
    _Pattern(
        "parenthetic", re.compile(r"＃[（(][^（）()＃]{2,24}(?P<who>)(?P<cue>[）)])(?:など|との|といった)"), anyone=True
    ),
    _Pattern(
        "bare",
        re.compile(rf"(?P<who>{_SUFFIX}(?:が|は)){_DATE}、?(?P<cue>明らかに|発表|公表|表明)した。?$"),
        anyone=True,
    ),
    _Pattern(
        "found",
        re.compile(
            rf"(?P<who>{_SUFFIX}の)[^。、はがをに]{{0,8}}?(?:調べ|調査|発表|説明|まとめ|話|証言|解析|捜査|分析|集計)(?:で|により|から)[^。]{{0,40}}?(?P<cue>分か|わか|判明|明らか|判っ)"
        ),
    ),
    _Pattern(
        "voices",
        re.compile(
            rf"(?P<who>{_SUFFIX}から(?:は|も)?)[^。]{{0,80}}?(?P<cue>声|批判|意見|指摘|反発|異論|不満|懸念|疑問|苦情)(?:が|も)[^。、]{{0,16}}。?$"
        ),
    ),
    _Pattern("voices", re.compile(rf"(?P<who>{_SUFFIX}の(?:話|証言|発言|発表|コメント|報道))(?P<cue>として)、?")),
    _Pattern(
        "judged",
        re.compile(
            rf"(?P<who>{_SUFFIX}(?:は|も))[^。]{{0,60}}?(?P<cue>＃に分類|＃と判定|＃と(?:慎重|冷ややか|懐疑的|手厳し|不満げ|前向き|強気|否定的))[^。]{{0,6}}。?$"
        ),
    ),
)


def cues(clause: Clause) -> Iterator[Cue]:
    """At most one cue of each pattern; the content is what follows the source, or the sentence before it."""
    if not clause.tokens:
        return
    masked = _masked(clause)
    for rule in _PATTERNS:
        for match in rule.pattern.finditer(masked):
            found = next(
                filter(None, (_who_before(clause, place, anyone=rule.anyone) for place in _places(clause, match))), None
            )
            if found is None:
                continue
            source = Span(clause.tokens[found[0]].start, clause.tokens[found[1]].end)
            cue = Span(clause.span.start + match.start("cue"), clause.span.start + match.end("cue"))
            content = _content(clause, clause.span.start + match.end("who"), cue)
            if content is not None:
                yield Cue(source, cue, content, "indirect", clause.phrase(*found), found[1], 2, kind=rule.kind)
            break


def _places(clause: Clause, match: re.Match[str]) -> Iterator[int]:
    """Where the source may end: before the の nearest to the document, else before the first of them."""
    begin, end = match.start("who"), match.start("cue")
    if match["who"].endswith("の"):
        for index in range(end - 1, match.end("who") - 1, -1):
            if match.string[index] == "の":
                yield clause.span.start + index
    yield clause.span.start + begin


def _masked(clause: Clause) -> str:
    """The sentence with what stands in quotation marks made unreadable; names in them stay."""
    characters = list(clause.text[clause.span.start : clause.span.end])
    for opener, closer in clause.outer:
        is_name = closer - opener <= _SHORT_NAME and clause.text[closer + 1 : closer + 2] != "と"
        if not is_name:
            first, last = opener - clause.span.start, closer - clause.span.start
            characters[first : last + 1] = [_MASK] * (last + 1 - first)
    return "".join(characters)


def _who_before(clause: Clause, position: int, *, anyone: bool) -> tuple[int, int] | None:
    """The noun phrase that ends at a position, where it names a person or body; first and last token."""
    is_named = position - 1 in clause.outer_closers
    end = position - 1 if is_named else position
    last = bisect_left(clause.tokens, end, key=lambda token: token.end)
    if (
        last == len(clause.tokens)
        or clause.tokens[last].end != end
        or not clause.tokens[last].tag.startswith(("名詞", "接尾辞"))
    ):
        return None
    first, last = clause.noun_phrase(last)
    phrase = clause.phrase(first, last)
    is_who = (
        anyone
        or is_named
        or _GROUP.search(phrase)
        or looks_like_source(phrase)
        or is_person(phrase)
        or is_role(phrase)
        or "固有名詞" in clause.tokens[last].tag
    )
    return (first, last) if is_who else None


def _content(clause: Clause, start: int, cue: Span) -> Span | None:
    text = clause.text
    end = clause.span.end
    while end > start and text[end - 1] in "。 　\n":
        end -= 1
    if text[cue.end : cue.end + 1] in ("。", "") or cue.end >= end:
        end = cue.start
    start = next((i for i in range(start, end) if text[i] not in "、，, 　"), end)
    return Span(start, end) if start < end else None
