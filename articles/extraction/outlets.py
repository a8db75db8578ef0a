"""News outlets: who relays a statement, as against who makes it."""

import re

_END = (
    "新聞|新聞社|通信|通信社|放送|放送局|テレビ|ラジオ|タイムズ|・?ポスト|ニュース|ジャーナル|ガーディアン|トリビューン|日報|新報|時報|タイムス|スポーツ|スポニチ|"
    "関西版|九州版|紙|誌|電子版|メディア|マスコミ|週刊[^\\s、。]{1,6}|文春|新潮|報道|各社|両紙|両報道"
)
_NAMED = (
    "NHK|BBC|CNN|AP|AFP|UPI|ABC|CBS|NBC|FOX|TBS|RKB|MBS|FNN|ANN|JNN|NNN|CNET|ITmedia|ITmediaニュース|ロイター|ブルームバーグ|時事|共同|共同通信|時事通信|"
    "夕刊フジ|自由時報|東京|河北|神奈川|デイリースポーツ|朝日|毎日|読売|産経|日経|日本経済新聞|東京新聞|中日|西日本|ル・モンド|フィガロ|新華社|タス|インタファクス|インテルファクス|イタル・タス|聯合ニュース|聯合|朝鮮中央通信|"
    "スポーツニッポン|中スポ|47NEWS|台湾UDN|朝日新聞デジタル|フジサンケイビジネスアイ|ビジネスアイ|日本放送協会|テレビ朝日|ITMedia|ITMediaNews|ITmediaNews|時事ドットコム|ADNクロノス|Reuters|日経BP社?|知財情報局|Response\\.?|レスポンス|"
    "南アフリカ放送協会|サーチナ|アイリッシュ・イグザミナー|アイリッシュ・イクザミナー|ラジオ・フリー・ヨーロッパ|Nepalnews|日テレNEWS24|日テレニュース24|窓の杜|INTERNETWatch|ラジオ・オーストラリア|BBCNews|IRIN|"
    "インディペンデント・オンライン|CNETJapan|ITpro|ITPro|Nikkeinet|ZDF|ARD|アルフッラ|アフリキャスト|KBS|MBC|SBS|紀伊民報|サンデー・インディペンデント|オブザーバー|RTE|アイルランド・オンライン|インディペンデント|"
    "カナディアン・プレス|朝日新聞デジタル|毎日jp|カナロコ|タイムズ・オンライン|秋田さきがけ|ファイナンシャルミラー|Expatica|テレビ大分|Javno|B92|Sapa-dpa|JakartaPost|スイスインフォ|Yahoo!シンガポール|"
    "ウエストオーストラリアン|UDN|ThePanamaNews|TBSニュースバード|(?:英語版|日本語版)?ウィキペディア(?:日本語版|英語版)?|ウィキニュース(?:日本語版|日本版)?|ニュー・?ヨーク・?タイムズ|日刊|サンケイスポーツ|"
    "INTERNET Watch|GIGAZINE|BARKS|ナタリー|オリコン|ライブドア|J-CAST|ZDNet|PCWatch|Impress|カナダ放送協会|オーストラリア放送協会|DPA|EFE|ANSA|PTI|VOA|RFI|NPR|WSJ|FT|AFPBB|Bloomberg|ガーディアン|シュピーゲル|"
    "サンスポ|スポーツ報知|日刊スポーツ|スポーツナビ|Yahoo!ニュース|ヤフーニュース|人民日報|環球時報|アルジャジーラ|アサヒ・コム|asahi\\.com|MSN産経ニュース|河北新報|Techcrunch"
)
_OUTLET = re.compile(
    rf"(?:[^、。「」はがを]{{0,20}}(?:{_END})|(?:{_NAMED})(?:通信)?)(?:社)?(?:の報道|の記事|の取材|のサイト|の電子版|のウェブサイト|が報じたところ)?"
)
_TRAILING = re.compile(
    r"(?:・[^・]{2,5}発)?(?:の?[0-9０-９]+月[0-9０-９]+日(?:付け?)?|の別)*(?:など|等)?(?:の|が)?(?:(?:別の|報道|記事|インターネット|伝で|電|調べ|観測|報じたところ|紹介したところ|電子版|ウェブサイト|サイト|ニュースサイト|配信|伝えたところ|日付|朝刊|夕刊|独自)(?:など|等)?の?)*$"
)
_CREDITS = re.compile(
    rf"((?:[^\s、。「」はがをにの（）()：:]{{1,14}}(?:新聞|通信|放送|テレビ|タイムズ|ポスト|ニュース|日報|新報|タイムス)|{_NAMED}))(?:社)?"
    r"(?:の(?:取材|インタビュー|単独取材|番組|電話取材)(?:に|で|の中|から|など)|の報道(?:によって|により|で|から)|(?:が|は)[^。]{0,60}?(?:取材した|伝える|伝えている|報じている)ところ|(?:など|ほか|他)?(?:が|も|は)[^。]{0,160}?(?:報じ|紹介したところ|伝えた|伝えている|報道し)|などが報じ)"
)
# A space follows a dateline, which credits nobody: 青浜（みなと通信）　市長は…
_IN_BRACKETS = re.compile(r"[（(]([^（）()、。]{2,12}(?:新聞|日報|通信))[）)](?!記者|[ 　])")
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
    "スポニチ": "スポーツニッポン",
    "日刊": "日刊スポーツ",
    "ビジネスアイ": "フジサンケイビジネスアイ",
    "ロイター": "ロイター通信",
    "聯合": "聯合ニュース",
}
_NO_DESCRIPTION = re.compile(
    r"^(?:.*(?:の)?(?:独立系紙|地元紙|現地紙|英字紙|地方紙|経済紙|有力紙|大衆紙|機関紙|夕刊紙|週刊誌|月刊誌|科学誌|医学誌|国営通信|国営テレビ|民放|公共放送|米紙|英紙|仏紙|独紙|韓国紙|中国紙|米誌|英誌|放送局|通信社の)|(?:日本|米国|英国|フランス|ドイツ|韓国|中国|ロシア)の)(?=.{2})"
)


_SPLIT = re.compile(
    r"[、，,]|(?<=新聞)と|(?<=通信)と|(?<=放送)と|(?<=テレビ)と|(?<=朝日)と|(?<=毎日)と|(?<=読売)と|(?<=産経)と|(?<=日経)と|(?<=中日)と|および|及び|ならびに|(?<=新聞)や|(?<=通信)や|(?<=放送)や"
)
_ANY_JOINT = re.compile(r"[、，,/／・=＝]|と(?!通信)|や|および|及び|並びに|ならびに")
_LEAD = re.compile(
    r"^(?:また|なお|一方で?|しかし|ただし?|さらに|更に|そして|その後|これは|ちなみに|加えて|[0-9０-９]+日の?|脚注|別の|[^の、]{1,6}の(?=.{3,}(?:紙|新聞|時報|通信|放送)))"
)


_LEADING = re.compile(
    r"^(?:また|なお|一方で?|さらに|このほか|上記|[(（]|[0-9０-９]+(?:月|日)(?:[0-9０-９]+日)?(?:付け?)?の?|.*[たるだ]と(?=[^ぁ-ん]{2})|.*[はがもに](?=[^ぁ-ん]{2,}(?:新聞|通信|放送|テレビ))|.*\.(?:JPG|jpg|png|svg)|既出の|しかしながら)+"
)
_GROUP = re.compile(r"(?:各社|各紙|両紙|両報道|両新聞|マスコミ|メディア|報道機関)$")


def is_group(name: str) -> bool:
    """Whether a name stands for outlets without saying which (報道各社)."""
    return _GROUP.search(name) is not None


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
    phrase = _LEADING.sub("", phrase)
    phrase = _TRAILING.sub("", re.sub(r"[（(「『][^（）()」』]*[）)」』]", "", phrase).strip())
    for joint in (_ANY_JOINT, _SPLIT):
        parts = [_LEADING.sub("", part) for part in joint.split(phrase) if part]
        if parts and all(_is_outlet(part) for part in parts):
            break
    else:
        parts = [phrase]
    if not all(_is_outlet(part) for part in parts):
        return None
    return "、".join(_named(part, article) for part in parts)


def credited(sentence: str, article: str) -> str | None:
    """Outlets a sentence credits other than by によると: …の取材に, …が報じた."""
    found = [
        before(sentence[: match.end(1)], article) or outlets(_LEAD.sub("", match[1]), article)
        for match in _CREDITS.finditer(sentence)
    ]
    found += [outlets(match[1], article) for match in _IN_BRACKETS.finditer(sentence)]
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
    if name.endswith("紙") and len(name) > 4:
        name = name[:-1]
    longer = _LONG.get(name, name)
    return longer if longer in article or name in _PAPERS else name
