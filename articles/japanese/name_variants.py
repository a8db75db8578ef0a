"""Whether a text names somebody, however the name is written: spacing, width, kana, old forms of kanji, honorifics."""

import re
import unicodedata

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
    *("礼禮", "絵繪", "聡聰", "万萬", "彦彥", "尭堯", "巣巢", "与與", "予豫", "写寫", "点點", "芸藝", "覚覺", "観觀"),
)
_ONE_FORM = {ord(form): forms[0] for forms in _FORMS for form in forms}
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
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
)


def one_form(text: str) -> str:
    """The text with one form of each kanji that families choose between; as long as `text`."""
    return text.translate(_ONE_FORM)


def folded(text: str) -> str:
    """The text as names are compared in it: letters and digits only, hiragana, one form of each kanji."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_FORM).translate(_KATAKANA).translate(_SMALL)
    return "".join(letter for letter in plain if letter.isalnum() or letter == "ー")


class Name:
    """A name as it was written down, and the forms under which a text would betray it.

    The whole name is looked for as it is; its parts, where it was written with a space or a dot between them, only with
    a title behind them: a family name alone is the name of many.
    """

    def __init__(self, written: str) -> None:
        whole = _without_title(folded(written))
        parts = [_without_title(folded(part)) for part in _DIVIDERS.split(written.strip())]
        self.forms = frozenset({whole} if len(whole) > 1 and whole not in _TITLES else ()) | frozenset(
            f"{part}{title}" for part in parts if part and part != whole for title in _TITLES
        )

    def is_in(self, text: str) -> bool:
        haystack = folded(text)
        return any(form in haystack for form in self.forms)


_TITLES = tuple(folded(title) for title in _HONORIFICS)


def _without_title(name: str) -> str:
    longest = max(
        (title for title in _TITLES if name.endswith(title) and len(name) > len(title) + 1), key=len, default=""
    )
    return name.removesuffix(longest)
