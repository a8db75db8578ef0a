"""News outlets: who relays a statement, as against who makes it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from articles.extraction.mentions import tables

_NONE: frozenset[str] = frozenset()
_END = "新聞社?|通信社?|放送局?|テレビ局?|ラジオ|タイムズ|タイムス|ポスト|ニュース|ジャーナル|トリビューン|ガゼット|クロニクル|ヘラルド|オンライン|日報|新報|時報|民報|日日|スポーツ|[^の]紙|誌|電子版"
_ENDS = re.compile(rf"[^、。「」はがを]{{1,20}}(?:{_END})")
_GROUP = re.compile(
    r"(?:報道|新聞|放送|テレビ|通信|国内外|海外|複数|地元|現地|国営|国内|外国|[^のは、]{1,8}の|[一-龯ァ-ヴー]{0,8})?(?:各社|各紙|各局|両紙|両誌|両報道|両新聞|マスコミ|メディア|報道機関|報道陣|報道)"
)
_BRACKETS = re.compile(r"[（(「『][^（）()「」『』]*[）)」』]")
_LEADING = re.compile(
    r"^(?:.*(?:[えじ]る|による|より|によって)(?=[^ぁ-ん]{2})|(?:また|なお|一方で?|しかし(?:ながら)?|ただし?|さらに|更に|そして|その後|このほか|これは|ちなみに|加えて|上記|脚注|別の|既出の|[(（])、?"
    r"|[0-9０-９]+(?:月|日)(?:[0-9０-９]+日)?(?:付け?|付け?の|の|発売の)?|.*[たるだ]と(?=[^ぁ-ん]{2})|.*[はがもに](?=[^ぁ-ん]{2,}(?:新聞|通信|放送|テレビ))|.*\.(?:JPG|jpg|png|svg))+"
)
_COUNTRIES = tables.any_of(name for names in tables.COUNTRIES.values() for name in names)
_SORT = (
    r"(?:(?:国営|民放|民間|独立系|地元|現地|有力|左派系?|右派系?|保守系?|リベラル系?|公共|政府系|衛星|英字|地方|大衆|機関|科学|医学|専門|業界|[^の]{1,8}党機関)+"
    r"(?:紙|誌|通信社?|テレビ局?|放送局?|ラジオ局?|新聞|メディア|ニュースサイト|サイト)"
    r"|(?:経済|日刊|夕刊|週刊|月刊|ネット|インターネット)?[紙誌]|テレビ局|放送局|通信社|ニュースサイト|(?:ネット|インターネット)メディア|民放)"
)
_DESCRIPTION = re.compile(
    rf"^(?:[^、。「」はがを]*の)?(?:(?:{tables.COUNTRY}|{_COUNTRIES})の?)?{_SORT}(?:大手)?の?[・「『]?(?=.{{2}})"
)
_OF_A_PLACE = re.compile(rf"^(?:(?:{_COUNTRIES})の|[^の、]{{1,6}}の(?=.{{2,}}(?:紙|新聞|時報|通信|放送)))")
_TRAILING = re.compile(
    r"(?:・[^・]{2,5}発)?(?:の両(?:紙|報道|新聞))?(?:の?[0-9０-９]+月[0-9０-９]+日(?:付け?)?|の別)*(?:(?:など|等|ほか)(?:各社|各紙)?)?(?:の|が)?(?:(?:別の|報道|記事|取材|インターネット|伝で|電|調べ|観測|報じたところ|紹介したところ|電子版|ウェブサイト|ウェブ版|サイト|ニュースサイト|配信|伝えたところ|日付|朝刊|夕刊|独自|公式|速報|特集|社説|番組)(?:など|等)?の?)*$"
)
_OWNED = re.compile(rf"(?:{_COUNTRIES}|{tables.COUNTRY}|台湾|国営|公共放送|民放)")
_QUOTED = re.compile(r"[^「『、。はが]*[「『](?P<name>[^「」『』、。]{2,20})[」』](?P<sort>紙|誌|放送|テレビ)")
_JOINTS = (
    re.compile(r"[、，,/／・=＝]|と(?!通信)|や|および|及び|並びに|ならびに"),
    re.compile(r"[、，,]|(?<=新聞|通信|放送)[とや]|(?<=テレビ)[とや]|(?<=[日売経])と|および|及び|ならびに"),
)
_CREDITING = re.compile(
    r"社?(?:[（(][^（）()]{0,12}[）)])?(?:の(?:取材|インタビュー|単独取材|単独インタビュー|番組|電話取材)(?:に|で|の中|から|など)|の報道(?:によって|により|で|から)"
    r"|(?:が|は)[^。]{0,60}?(?:取材した|伝える|伝えている|報じている)ところ|(?:など|ほか|他|等)?(?:が|も|は)[^。]{0,160}?(?:報じ|紹介したところ|伝えた|伝えている|報道し|スクープ)|などが報じ)"
)
_MAY_CREDIT = re.compile("取材|インタビュー|番組|報道|報じ|伝え|紹介|スクープ")
_NAME_IN_TEXT = re.compile(rf"[^\s、。「」はがをにの（）()：:・]{{1,14}}(?:{_END})")
# A space follows a dateline, which credits nobody: 青浜（みなと通信）　市長は…
_IN_BRACKETS = re.compile(r"[（(]([^（）()、。]{2,12}(?:新聞|日報|通信))[）)](?!記者|[ 　])")


_REACH = 120  # code points; outlets named further back belong to something else


def is_group(name: str) -> bool:
    """Whether a name stands for outlets without saying which (報道各社)."""
    return re.search(r"(?:各社|各紙|各局|両紙|両報道|両新聞|マスコミ|メディア|報道機関)$", name) is not None


def before(words: str, article: str, desk: frozenset[str] = _NONE) -> str | None:
    """The outlets named right before a によると, also several joined with 、; None if another source is named there."""
    names: list[str] = []
    for part in reversed(re.split(r"[、，,]", words[-_REACH:])):
        found = outlets(part, article, desk)
        if found is None:
            break
        names.insert(0, found)
    return "、".join(names) or None


def outlets(phrase: str, article: str, desk: frozenset[str] = _NONE) -> str | None:
    """The outlets a source phrase names, joined with 、 (朝日・毎日両紙 → 朝日新聞、毎日新聞); None if it names another source.

    `desk` are further names that count, of the outlets the desk knows.
    """
    phrase = phrase[-_REACH:]
    quoted = _QUOTED.fullmatch(phrase)
    phrase = quoted["name"] + quoted["sort"] if quoted else _BRACKETS.sub("", phrase).strip()
    phrase = _bare(_LEADING.sub("", phrase))
    if _known(_core(phrase), desk) or _is_abbreviated(phrase, article):
        return _named(phrase, article)
    for joint in _JOINTS:
        parts = [_bare(_LEADING.sub("", part)) for part in joint.split(phrase) if part]
        if parts and _are_outlets(parts, desk):
            return "、".join(_named(part, article) for part in parts)
    return None


def credited(sentence: str, article: str, desk: frozenset[str] = _NONE) -> str | None:
    """Outlets a sentence credits other than by によると: …の取材に, …が報じた."""
    found = []
    if _MAY_CREDIT.search(sentence):
        for start, end in _places(sentence, desk):
            if _CREDITING.match(sentence, end):
                found.append(before(sentence[:end], article, desk) or outlets(sentence[start:end], article, desk))
    found += [outlets(match[1], article, desk) for match in _IN_BRACKETS.finditer(sentence)]
    names = [name for joined in found if joined for name in joined.split("、")]
    return "、".join(dict.fromkeys(names)) or None


def _bare(name: str) -> str:
    return _TRAILING.sub("", name).strip("　 、・")


def _places(sentence: str, desk: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where outlets stand in a running text, in its order."""
    places = {match.end(): match.start() for match in _NAME_IN_TEXT.finditer(sentence)}  # end to start
    position = 0
    while position < len(sentence):
        lengths = tables.outlet_lengths().get(sentence[position : position + 2], ())
        ends = (position + length for length in lengths if position + length <= len(sentence))
        end = next((end for end in ends if _stands_alone(sentence, position, end)), None)
        if end:
            places[end] = min(position, places.get(end, position))
        position = end or position + 1
    for name in desk:
        places |= {match.end(): match.start() for match in re.finditer(re.escape(name), sentence)}
    return ((start, end) for end, start in sorted(places.items()))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a known outlet and no part of a longer word."""
    return _known(text[start:end], _NONE) and not any(
        re.fullmatch("[A-Za-z]{2}|[ァ-ヴー]{2}", text[max(0, at - 1) : at + 1]) for at in (start, end)
    )


def _known(name: str, desk: frozenset[str]) -> bool:
    if name in desk:
        return True
    row = tables.outlets().get(tables.folded(name))
    return row is not None and not row[1]


def _is_abbreviated(name: str, article: str) -> bool:
    """Whether a common word shortens an outlet that the article names: 東京 for 東京新聞."""
    outlet, is_word = tables.outlets().get(tables.folded(name), (None, False))
    return outlet is not None and is_word and outlet.name in article


def _are_outlets(parts: list[str], desk: frozenset[str]) -> bool:
    """Whether all are outlets; a common word is one where it is listed with an outlet or a word for one stands by it."""
    words = [tables.outlets().get(tables.folded(_core(part)), (None, False)) for part in parts]
    sure = [_known(part, desk) or _is_worded(part) for part in parts]
    return all(certain or outlet for certain, (outlet, _) in zip(sure, words, strict=True)) and (
        any(sure) or parts[0] in _BIG
    )


_BIG = ("朝日", "毎日", "読売", "産経", "時事", "共同")


def _is_worded(name: str) -> bool:
    """Whether the name itself says that it is an outlet."""
    return not _POINTER.match(name) and any(pattern.fullmatch(name) for pattern in (_ENDS, _GROUP, _WORDED))


_WORDED = re.compile(
    rf"[^、。「」はがを]{{2,20}}(?:両新聞|両報道|各紙|[紙誌])|{_DESCRIPTION.pattern}[^、。「」はがを]+"
)
_POINTER = re.compile(r"同(?:新聞|通信|紙|誌|局|放送|社)|(?:新聞|通信|放送)社?$")
_MARKS = "「」『』　 ・"


def _core(name: str) -> str:
    """The name without what it is: 米紙ニューヨーク・タイムズ, 朝日両紙, サン紙, 国営新華社通信."""
    if tables.folded(name) in tables.outlets():
        return name
    core = _OF_A_PLACE.sub("", _DESCRIPTION.sub("", name))
    core = re.sub(r"(?<=.{2})(?:両紙|両新聞|各紙|[紙誌])$", "", core).strip(_MARKS)
    owned = _OWNED.match(core)
    return core[owned.end() :] if owned and tables.folded(core[owned.end() :]) in tables.outlets() else core


@lru_cache(maxsize=4096)
def _named(name: str, article: str) -> str:
    """The fullest form that the article has, or the usual one for a short form that is also a common word."""
    core = _core(name)
    outlet, is_word = tables.outlets().get(tables.folded(core), (None, False))
    if outlet is None or _ENDS.fullmatch(core):
        return core
    if is_word:
        return outlet.name
    longer = (
        full
        for full in outlet.spellings
        if _WHOLE.fullmatch(full, len(core)) and full.startswith(core) and full in article
    )
    is_short = len(outlet.name) > len(core) and _is_within(core, outlet.name) and outlet.name in article
    return next(longer, outlet.name if is_short else core)


_WHOLE = re.compile("新聞|通信|放送|テレビ")


def _is_within(short: str, name: str) -> bool:
    """Whether a name has all characters of a short form in their order: 日経 in 日本経済新聞."""
    characters = iter(name)
    return all(character in characters for character in short)
