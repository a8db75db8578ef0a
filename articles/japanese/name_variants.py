"""Whether a text names somebody, however the name is written: spacing, width, kana, old forms of kanji, honorifics."""

import itertools
import re
import unicodedata
from urllib.parse import unquote

# Forms of one kanji that families choose between. NFKC keeps them apart, as it must: they are names.
_FORMS = (
    *(
        "高髙",
        "崎﨑嵜碕",
        "辺邊邉",
        "斉斎齊齋",
        "沢澤",
        "浜濱濵",
        "島嶋嶌",
        "広廣",
        "国國圀",
        "桜櫻",
        "竜龍",
        "滝瀧",
        "関關",
        "恵惠",
    ),
    *(
        "実實",
        "真眞",
        "条條",
        "栄榮",
        "荘莊",
        "富冨",
        "峰峯",
        "秋穐龝",
        "館舘",
        "桑桒",
        "吉𠮷",
        "土圡",
        "柳栁",
        "鉄鐵銕",
    ),
    *(
        "円圓",
        "会會",
        "学學",
        "寿壽",
        "宝寳寶",
        "徳德",
        "恒恆",
        "来來",
        "松枩",
        "梅楳",
        "樹𣗳",
        "歩步",
        "渋澁澀",
        "湾灣",
    ),
    *("瀬瀨", "為爲", "穂穗", "経經", "緑綠", "船舩", "芦蘆", "蔵藏", "薗園", "薮藪籔", "藤籐", "蛍螢", "豊豐", "躰体"),
    *("遥遙", "郎郞", "鉱鑛", "静靜", "頼賴", "鶏鷄", "麦麥", "黒黑", "亀龜", "亜亞", "伝傳", "児兒", "剣劍劔", "勲勳"),
    *("単單", "即卽", "厳嚴", "双雙", "塩鹽", "奥奧", "巌巖", "帯帶", "庁廳", "弥彌", "従從", "応應", "慎愼", "戸戶"),
    *("暁曉", "曽曾", "桧檜", "検檢", "楼樓", "槙槇", "氷冰", "気氣", "清淸", "温溫", "焼燒", "献獻", "産產", "県縣"),
    *("稲稻", "淵渕渊", "浅淺", "寛寬", "薫薰", "当當", "鴎鷗", "晋晉", "磯礒", "凛凜", "涼凉", "青靑", "浄淨", "壱壹"),
    *(
        "禄祿",
        "祷禱",
        "穣穰",
        "郷鄕",
        "錬鍊",
        "鯵鰺",
        "麹麴",
        "麺麵",
        "焔焰",
        "穎頴",
        "籠篭",
        "頬頰",
        "鴬鶯",
        "鶴靏",
        "野埜",
    ),
    *("竜龍", "渓溪", "蝉蟬", "繁緐", "祢禰", "餅餠", "騨驒", "姫姬", "教敎", "鉤鈎", "桝枡", "潟瀉", "霊靈", "圭珪"),
    *("礼禮", "絵繪", "聡聰", "万萬", "彦彥", "尭堯", "巣巢", "与與", "予豫", "写寫", "点點", "芸藝", "覚覺", "観觀"),
)
_ONE_FORM = {ord(form): forms[0] for forms in _FORMS for form in forms}
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_LISTED = re.compile(r"[、；;\n]+")
_BRACKETS = re.compile(r"[(（\[［〔【][^()（）\[\]［］〔〕【】]{0,100}[)）\]］〕】]")
_READING = re.compile(r".[ぁ-ゖァ-ヺー・\s　]+.")
_TAGS = re.compile(r"<[^<>]{0,200}>")
_OFFICES = ("課", "部", "局", "室", "係", "所", "社", "庁", "省", "署", "院", "校", "党", "会")
_DIVIDERS = re.compile(r"[\s・･·•,，、.．/／_＝=]+")
_HONORIFICS = (
    *(
        "さん",
        "さま",
        "様",
        "氏",
        "君",
        "くん",
        "ちゃん",
        "殿",
        "先生",
        "記者",
        "議員",
        "市長",
        "知事",
        "教授",
        "准教授",
    ),
    *(
        "社長",
        "部長",
        "課長",
        "係長",
        "課長補佐",
        "主任",
        "主事",
        "次長",
        "局長",
        "室長",
        "所長",
        "院長",
        "会長",
        "理事",
    ),
    *("職員", "容疑者", "被告", "夫妻", "家", "医師", "弁護士", "教諭", "校長"),
    *("補佐", "委員", "委員長", "市議", "県議", "町議", "村議", "区議", "都議", "夫人", "参事", "主査", "長官", "大臣"),
    *("町長", "村長", "区長", "社員", "店長", "支店長", "支部長", "警部", "巡査", "看護師", "住職", "監督", "選手"),
)


def folded(text: str) -> str:
    """The text as names are compared in it: letters and digits only, hiragana, one form of each kanji."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_FORM).translate(_KATAKANA).translate(_SMALL)
    return "".join(letter for letter in plain if letter.isalnum() or letter == "ー")


class Name:
    """A name as it was written down, and the forms under which a text would betray it.

    The whole name is looked for as it is, and so are two parts that stand beside each other, in either order; a part alone
    only with a title behind it, at most with an office between them: a family name alone is the name of many. In brackets a
    reading may stand; an age or an office there is no name.
    """

    def __init__(self, written: str) -> None:
        self.forms: set[str] = set()
        followed: set[str] = set()  # by a title
        for name in _names(written):
            written_parts = [part for part in map(folded, _DIVIDERS.split(name)) if part]
            parts = [_without_title(part) for part in written_parts]
            wholes = ["".join(parts), *("".join(pair) for pair in _pairs(parts))]
            self.forms |= {whole for whole in wholes if len(whole) > 1 and whole not in _TITLES}
            has_office = len(parts) > 2 and (parts[0] != written_parts[0] or parts[0].endswith(_OFFICES))
            followed |= set(parts[1:] if has_office else parts) - {*_TITLES}
        self.forms |= {f"{part}{title}" for part in followed for title in _TITLES}
        longer = "|".join(re.escape(part) for part in sorted(followed) if len(part) > 1)
        self._with_office = re.compile(f"(?:{longer})[一-龯]{{1,4}}(?:{'|'.join(_TITLES)})") if longer else None

    def is_in(self, text: str) -> bool:
        return any(self._is_in(folded(spelling)) for spelling in _spellings(text))

    def _is_in(self, haystack: str) -> bool:
        if any(form in haystack for form in self.forms):
            return True
        return self._with_office is not None and self._with_office.search(haystack) is not None


def _names(written: str) -> list[str]:
    """The names of a list, each apart, and their readings in brackets."""
    names = [name for part in _BRACKETS.split(written) for name in _LISTED.split(part)]
    readings = [inside for inside in _BRACKETS.findall(written) if _READING.fullmatch(inside)]
    return [
        name.strip()
        for name in (*names, *(inside.strip("()（）[]［］〔〕【】") for inside in readings))
        if name.strip()
    ]


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    beside = list(itertools.pairwise(parts))
    return [*beside, *((second, first) for first, second in beside)]


def _spellings(text: str) -> list[str]:
    """The text, and as it reads without markup and without the escapes of addresses."""
    plain = _TAGS.sub("", text)
    return list(dict.fromkeys([text, plain, unquote(text) if "%" in text else text]))


_TITLES = tuple(folded(title) for title in _HONORIFICS)


def _without_title(name: str) -> str:
    longest = max(
        (title for title in _TITLES if name.endswith(title) and len(name) > len(title) + 1), key=len, default=""
    )
    return name.removesuffix(longest)
