"""News outlets: who relays a statement, as against who makes it."""

import re

_END = (
    "新聞|新聞社|通信|通信社|放送|放送局|テレビ|ラジオ|タイムズ|・?ポスト|ニュース|ジャーナル|ガーディアン|トリビューン|日報|新報|時報|タイムス|スポーツ|スポニチ|"
    "紙|誌|電子版|メディア|マスコミ|週刊[^\\s、。]{1,6}|文春|新潮|報道|各社|両紙|両報道"
)
_NAMED = (
    "NHK|BBC|CNN|AP|AFP|UPI|ABC|CBS|NBC|FOX|TBS|RKB|MBS|FNN|ANN|JNN|NNN|CNET|ITmedia|ITmediaニュース|ロイター|ブルームバーグ|時事|共同|共同通信|時事通信|"
    "夕刊フジ|自由時報|東京|河北|神奈川|デイリースポーツ|朝日|毎日|読売|産経|日経|日本経済新聞|東京新聞|中日|西日本|ル・モンド|フィガロ|新華社|タス|インタファクス|インテルファクス|イタル・タス|聯合ニュース|聯合|朝鮮中央通信|"
    "サンスポ|スポーツ報知|日刊スポーツ|スポーツナビ|Yahoo!ニュース|ヤフーニュース|人民日報|環球時報|アルジャジーラ|アサヒ・コム|asahi\\.com|MSN産経ニュース|河北新報|Techcrunch"
)
_OUTLET = re.compile(
    rf"(?:[^、。「」]{{0,20}}(?:{_END})|(?:{_NAMED})(?:通信)?)(?:社)?(?:の報道|の記事|の取材|のサイト|の電子版|のウェブサイト|が報じたところ)?"
)
_TRAILING = re.compile(
    r"(?:など|等)?(?:の|が)?(?:(?:報道|記事|電子版|ウェブサイト|サイト|ニュースサイト|配信|伝えたところ|日付|朝刊|夕刊|独自)(?:など|等)?の?)*$"
)
_CREDITS = re.compile(
    rf"((?:[^\s、。「」はがをにの（）()：:]{{1,14}}(?:新聞|通信|放送|テレビ|タイムズ|ポスト|ニュース|日報|新報|タイムス)|{_NAMED}))(?:社)?"
    r"(?:の(?:取材|インタビュー|単独取材|番組|電話取材)(?:に|で|の中|から|など)|(?:が|も|は)[^。]{0,160}?(?:報じ|紹介したところ|伝えた|伝えている|報道し)|などが報じ)"
)
_LONG = {
    "朝日": "朝日新聞",
    "毎日": "毎日新聞",
    "読売": "読売新聞",
    "産経": "産経新聞",
    "時事": "時事通信",
    "共同": "共同通信",
    "東京": "東京新聞",
    "中日": "中日新聞",
    "河北": "河北新報",
    "日経": "日本経済新聞",
    "神奈川": "神奈川新聞",
    "AFP": "AFP通信",
}
_NO_DESCRIPTION = re.compile(
    r"^(?:.*(?:の)?(?:独立系紙|地元紙|現地紙|英字紙|地方紙|経済紙|有力紙|大衆紙|機関紙|夕刊紙|週刊誌|月刊誌|科学誌|医学誌|国営通信|国営テレビ|民放|公共放送|米紙|英紙|仏紙|独紙|韓国紙|中国紙|米誌|英誌|放送局|通信社の)|(?:日本|米国|英国|フランス|ドイツ|韓国|中国|ロシア)の)(?=.{2})"
)


_SPLIT = re.compile(
    r"[、，,・]|(?<=新聞)と|(?<=通信)と|(?<=放送)と|(?<=テレビ)と|(?<=朝日)と|(?<=毎日)と|(?<=読売)と|(?<=産経)と|(?<=日経)と|(?<=中日)と|および|及び|ならびに|(?<=新聞)や|(?<=通信)や|(?<=放送)や"
)
_LEAD = re.compile(
    r"^(?:また|なお|一方で?|しかし|ただし?|さらに|更に|そして|その後|これは|ちなみに|加えて|[0-9０-９]+日の?|脚注|別の|[^の、]{1,6}の(?=.{3,}(?:紙|新聞|時報|通信|放送)))"
)


def before(words: str, article: str) -> str | None:
    """The outlets named right before a によると, also several joined with 、; None if another source is named there."""
    names: list[str] = []
    for part in reversed(re.split(r"[、，,]", words[-120:])):
        found = outlets(_LEAD.sub("", part), article)
        if found is None:
            break
        names.insert(0, found)
    return "、".join(names) or None


def outlets(phrase: str, article: str) -> str | None:
    """The outlets a source phrase names, joined with 、 (朝日・毎日両紙 → 朝日新聞、毎日新聞); None if it names another source."""
    phrase = _TRAILING.sub("", re.sub(r"[（(「『][^（）()」』]*[）)」』]", "", phrase).strip())
    parts = [part for part in _SPLIT.split(phrase) if part]
    if not parts or not all(_is_outlet(part) for part in parts):
        parts = [phrase]
    if not all(_is_outlet(part) for part in parts):
        return None
    return "、".join(_named(part, article) for part in parts)


def credited(sentence: str, article: str) -> str | None:
    """Outlets a sentence credits other than by によると: …の取材に, …が報じた."""
    found = (outlets(_LEAD.sub("", match[1]), article) for match in _CREDITS.finditer(sentence))
    names = [name for joined in found if joined for name in joined.split("、")]
    return "、".join(dict.fromkeys(names)) or None


def _is_outlet(name: str) -> bool:
    bare = _TRAILING.sub("", name)
    return bool(
        _OUTLET.fullmatch(bare)
        or (
            _NO_DESCRIPTION.match(bare)
            and not bare.startswith(("日本の", "米国の", "英国の", "中国の", "韓国の", "ロシアの"))
        )
    )


_PAPERS = frozenset(("朝日", "毎日", "読売", "産経", "時事", "共同"))


def _named(name: str, article: str) -> str:
    name = _NO_DESCRIPTION.sub("", _TRAILING.sub("", name)).strip("　 ")
    longer = _LONG.get(name, name)
    return longer if longer in article or name in _PAPERS else name
