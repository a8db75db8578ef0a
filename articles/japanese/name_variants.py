"""Whether a text names somebody, however the name is written: spacing, width, kana, old forms of kanji, order, titles.

What is searched is folded to letters and digits in one form each; what was percent-encoded or set in markup is searched
undone as well. A name is read as people fill in such a field: with a reading, an age, a department or a title about it,
several people in one line. Where it is in doubt whether somebody is meant, somebody is.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from urllib.parse import unquote

# Forms of one kanji that families choose between, and those of before 1946. NFKC keeps them apart, as it must: they are
# names.
_FORMS = """
高髙 崎﨑嵜碕 辺邊邉 斉斎齊齋 沢澤 浜濱濵 島嶋嶌 広廣 国國圀 桜櫻 竜龍 滝瀧 関關 恵惠 実實 真眞 条條
栄榮 荘莊 富冨 峰峯 秋穐龝 館舘 桑桒 吉𠮷 土圡 柳栁 鉄鐵銕 円圓 会會 学學 寿壽 宝寳寶 徳德 恒恆
来來 松枩 梅楳 樹𣗳 歩步 渋澁澀 湾灣 瀬瀨 為爲 穂穗 経經 緑綠 船舩 芦蘆 蔵藏 薗園 薮藪籔 藤籐 蛍螢
豊豐 躰体 遥遙 郎郞 鉱鑛 静靜 頼賴 鶏鷄 麦麥 黒黑 亀龜 亜亞 伝傳 児兒 剣劍劔 勲勳 単單 即卽 厳嚴
双雙 塩鹽 奥奧 巌巖 帯帶 庁廳 弥彌 従從 応應 慎愼 戸戶 暁曉 曽曾 桧檜 検檢 楼樓 槙槇 氷冰 気氣
清淸 温溫 焼燒 献獻 産產 県縣 礼禮 絵繪 聡聰 万萬 彦彥 尭堯 巣巢 与與 予豫 写寫 点點 芸藝 覚覺
観觀 悪惡 圧壓 囲圍 医醫 壱壹 隠隱 営營 衛衞 駅驛 縁緣 艶艷 欧歐 殴毆 横橫 穏穩 仮假 価價 画畫
壊壞 懐懷 概槪 拡擴 殻殼 岳嶽 楽樂 渇渴 巻卷 陥陷 勧勸 寛寬 歓歡 帰歸 偽僞 戯戲 犠犧 旧舊 拠據
挙擧 虚虛 峡峽 挟挾 教敎 郷鄕 区區 駆驅駈 薫薰 群羣 径徑 掲揭 渓溪 継繼 茎莖 軽輕 撃擊 倹儉 圏圈
権權 研硏 険險 顕顯 験驗 効效 号號 済濟 砕碎 剤劑 雑雜 参參 惨慘 桟棧 蚕蠶 賛贊 残殘 糸絲 歯齒
辞辭 湿濕 舎舍 釈釋 収收 獣獸 縦縱 粛肅 処處 緒緖 叙敍 奨奬 将將 渉涉 称稱 証證 乗乘 剰剩 壌壤
嬢孃 浄淨 状狀 畳疊 譲讓 醸釀 嘱囑 触觸 寝寢 晋晉 尽盡 図圖 粋粹 酔醉 随隨 髄髓 枢樞 数數 声聲
青靑 摂攝 専專 戦戰 浅淺 潜潛 繊纖 践踐 銭錢 禅禪 壮壯 捜搜 挿插 争爭 窓窗 総總 装裝 騒騷 増增
臓臟 属屬 続續 堕墮 対對 滞滯 台臺 択擇 担擔 胆膽 団團 弾彈 断斷 痴癡 遅遲 昼晝 虫蟲 鋳鑄 聴聽
勅敕 鎮鎭 逓遞 転轉 党黨 盗盜 灯燈 当當 闘鬪 独獨 読讀 届屆 縄繩 弐貳 悩惱 脳腦 覇霸 廃廢 拝拜
売賣 発發 髪髮 抜拔 翻飜 蛮蠻 秘祕 瓶甁 払拂 仏佛 並竝 変變 弁辨瓣辯 舗舖 没沒 満滿 黙默 薬藥 訳譯
余餘 誉譽 揺搖 様樣 謡謠 乱亂 覧覽 両兩 猟獵 涙淚 塁壘 励勵 隷隸 霊靈 齢齡 暦曆 歴歷 恋戀 炉爐
労勞 禄祿 録錄 亘亙 瑶瑤 鴎鷗 渕淵渊 稲稻 磯礒 橋𣘺槗 槌鎚 諌諫 頬頰 麹麴 籠篭 蝋蠟 痩瘦 填塡 剥剝
呑吞 嘘噓 繋繫 蝉蟬 騨驒 侠俠 鶴靏靍 涛濤 壷壺 昇曻 兎兔菟 凛凜 煕熙凞 晃晄 皐皋 祢禰 穣穰 莱萊
鯵鰺 鴬鶯 麺麵 蘇蘓 裏裡 悦悅 税稅 説說 鋭銳 脱脫 閲閱 呉吳 娯娛 毎每 顔顏 隣鄰 略畧 栖棲 坂阪
杯盃 野埜 涼凉 沖冲 況况 撹攪 掻搔 掴摑 鹸鹼 屏屛 并幷 併倂 姉姊 荊荆 頚頸 砺礪 蛎蠣 厨廚 厩廐廄
体體 萌萠 欠缺 旨㫖 桝枡 靭靱 村邨 卯夘 喜㐂 煙烟 岡崗 奈柰
""".split()  # noqa: SIM905 - read and added to as a text


def _one_form() -> dict[int, str]:
    """Each form to the first of its group; groups that share a form are one."""
    first: dict[str, str] = {}
    for forms in _FORMS:
        chosen = next((first[form] for form in forms if form in first), forms[0])
        first.update(dict.fromkeys(forms, chosen))
    return {ord(form): chosen for form, chosen in first.items()}


_ONE_FORM = _one_form()
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
# Latin letters without their accents; kana keep their marks, which make them other letters.
_UNACCENTED = {
    code: unicodedata.normalize("NFKD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.decomposition(chr(code))
}
# Cyrillic letters to the Latin ones that they look like.
_LOOKS_LATIN = str.maketrans("авеѕіјкмнорстухԁԛԝһ", "abesijkmhopctyxdqwh")
# Signs that are not seen, and the marks of accents that no letter took up.
_UNSEEN = dict.fromkeys(
    [0xAD, *range(0x300, 0x370), 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_SEEN = {**_UNACCENTED, **_LOOKS_LATIN, **_UNSEEN}
_TURNS = "\u202e"  # what follows it is read from the right
_KANJI = "㐀-鿿々\U00020000-\U0003ffff"


def one_form(text: str) -> str:
    """The text with one form of each kanji that families choose between; as long as `text`."""
    return text.translate(_ONE_FORM)


def folded(text: str) -> str:
    """The text as names are compared in it: letters and digits only, hiragana, one form of each kanji."""
    return "".join(letter for letter in _plain(text) if letter.isalnum() or letter == "ー")


def _parted(text: str) -> str:
    """As `folded`, with a blank where anything else stood: for names so short that what stands before them counts."""
    letters = (letter if letter.isalnum() or letter == "ー" else " " for letter in _plain(text))
    return " ".join("".join(letters).split())


def _plain(text: str) -> str:
    one = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_FORM).translate(_KATAKANA).translate(_SMALL)
    return one if one.isascii() else one.translate(_SEEN)


class Searched:
    """Texts that names are looked for in, folded once for however many names. Each group is what stands together."""

    def __init__(self, *groups: Iterable[str]) -> None:
        self.groups = [[folded(text) for text in group] for group in groups]
        written = [text for group in groups for text in group]
        undone = [as_read for text in written if (as_read := _undone(text)) != text]
        undone += [text[::-1] for text in (*written, *undone) if _TURNS in text]
        self.texts = [text for group in self.groups for text in group] + [folded(text) for text in undone]
        self.parted = [_parted(text) for text in (*written, *undone)]


_TAG = re.compile(r"<[^<>]*>")


def _undone(text: str) -> str:
    """What a reader makes of it: without markup, and a URL with its letters."""
    return _TAG.sub("", html.unescape(unquote(unquote(text))))


_HONORIFICS = """
さん さま 様 氏 君 くん ちゃん 殿 先生 女史 嬢 翁 夫人 夫妻 夫婦 親子 一家 家 容疑者 被告 受刑者 アナ アナウンサー キャスター
""".split()  # noqa: SIM905 - read and added to as a text
_OFFICES = """
記者 議員 市長 町長 村長 区長 知事 教授 准教授 助教 講師 社長 部長 課長 係長 課長補佐 補佐 補佐官 主任 主事 主査 主幹 参事 参事官 次長 局長 室長
所長 署長 院長 園長 会長 頭取 会頭 館長 駅長 校長 教頭 学長 総長 団長 隊長 班長 店長 支店長 工場長 理事 理事長 専務 常務 取締役 監査役 顧問 相談役
代表 役員 委員 委員長 幹事 幹事長 議長 市議 県議 府議 都議 道議 町議 村議 区議 代議士 大臣 首相 総理 長官 次官 審議官 調査官 事務官 秘書 秘書官
書記 監督 コーチ 選手 職員 係員 課員 部員 局員 社員 店員 従業員 作業員 運転手 研究員 研究者 博士 医師 看護師 保健師 保育士 介護士 薬剤師 弁護士
税理士 司法書士 教諭 検事 判事 裁判官 刑事 警部 警部補 巡査 消防士 技師 技官 大使 領事 住職 神父 牧師 編集長 ディレクター プロデューサー カメラマン
""".split()  # noqa: SIM905 - read and added to as a text
_TITLES = tuple(folded(title) for title in (*_HONORIFICS, *_OFFICES))
_CALLED = "|".join(sorted(map(folded, _HONORIFICS), key=len, reverse=True))
_OFFICE = "|".join(sorted(map(folded, _OFFICES), key=len, reverse=True))
# 福田課長, 福田総務課長; 福田町の職員 is of a place.
_TITLED = f"(?: ?(?:{_CALLED}|{_OFFICE})| ?(?![市町村県区郡駅川山])[{_KANJI}]{{1,8}}?(?:{_OFFICE}))"
_ADDRESSED = f"(?: ?(?:{_CALLED}))"
_NOTHING = r"(?!)"
_ENGLISH_TITLES = "mr|mrs|ms|miss|dr|prof"
_ROMAN_HONORIFICS = "san|sama|shi|kun|chan|sensei"

_PEOPLE = re.compile(r"[、;；\n]+|(?<=[^\x00-\x7f])[,，]+")
_DIVIDERS = re.compile(r"[\s・･·•,，.．/／_＝=]+")
_BRACKETS = re.compile(r"[（(「『【\[]([^（(「『【\[）)」』】\]]*)[）)」』】\]]")
_SAID_OF_NAMES = re.compile(r"^(?:旧姓|本名|通称|芸名|筆名|ペンネーム|別名|仮名|読み|よみ|ふりがな)[：:は]?\s*")
_AGE = re.compile(r"^[0-9０-９]{1,3}(?:歳|才|代)?$")
_UNIT = "課|部|局|室|係|署|省|庁|社|店|所|院|校|学|会|組合|班|支部|本部|担当|出身|在住|市|町|村|県|区"
_DEPARTMENT = re.compile(rf"^.{{1,20}}(?:{_UNIT})(?:長|員|職員)?$")
_DEPARTMENT_BEFORE = re.compile(
    r"^.{1,16}?(?:課|係|署|省|庁|支店|支社|役所|役場|大学|会社|病院|(?:部|局|室)(?=長|員|職員))(?:長補佐|長|員|職員)?"
)


class Name:
    """A name as it was written down, and the forms under which a text would betray it.

    The full name is looked for in either order, also where it is spread over texts that stand together; its parts, where
    it was written with a space or a dot between them, with a title behind them: a family name alone is the name of many.
    """

    def __init__(self, written: str) -> None:
        people = [parts for person in _people(written) if (parts := _parts(person))]
        self.pairs = {pair for parts in people for pair in _pairs(parts)}
        wholes = {"".join(parts) for parts in people} | {_without_title(folded(_BRACKETS.sub("", written)))}
        self.wholes = {whole for whole in wholes if len(whole) > 1 and whole not in _TITLES}
        self.parts = sorted({part for parts in people for part in parts if part not in _TITLES})

    @cached_property
    def _titled(self) -> re.Pattern[str]:
        """Of the parts of two letters and more: what stands before them in a folded text does not count."""
        return re.compile("|".join(_titled(part) for part in self.parts if len(part) > 1) or _NOTHING)

    @cached_property
    def _short(self) -> re.Pattern[str]:
        """Of those of one: 林さん, and not 小林さん."""
        short = "|".join(_titled(part) for part in self.parts if len(part) == 1)
        return re.compile(f"(?<![{_KANJI}])(?:{short})" if short else _NOTHING)

    @cached_property
    def _roman(self) -> re.Pattern[str]:
        """Of the alphabet, with what comes after a name in English: Fukuda-san, Fukuda’s; and not Fukuda Station."""
        parts = "|".join(re.escape(part) for part in self.parts if part.isascii() and len(part) > 1)
        return re.compile(rf"(?<![a-z])(?:{parts})(?: ?(?:{_ROMAN_HONORIFICS})| s)(?![a-z])" if parts else _NOTHING)

    @property
    def forms(self) -> list[str]:
        """The full name, as it is looked for without a title."""
        return sorted(self.wholes | {"".join(pair) for pair in self.pairs})

    @cached_property
    def _full(self) -> re.Pattern[str]:
        """Family and given name, and longer words that may be both: what is hardly anybody else's.

        Of two letters only where no kanji stand around them: 林一, and not 山林一帯.
        """
        long = {whole for whole in self.wholes if len(whole) > 3} | {"".join(pair) for pair in self.pairs}
        bounded = (form if len(form) > 2 else f"(?<![{_KANJI}]){form}(?![{_KANJI}])" for form in sorted(long))
        return re.compile("|".join(bounded) or _NOTHING)

    def is_in(self, text: str | Searched) -> bool:
        searched = Searched([text]) if isinstance(text, str) else text
        return (
            any(form in text for text in searched.texts for form in self.forms)
            or self._is_titled_in(searched)
            or any(self._is_spread_over(group) for group in searched.groups)
        )

    def is_wholly_in(self, searched: Searched) -> bool:
        """Whether family and given name are there: where the family name may well be somebody else's."""
        return any(self._full.search(text) for text in (*searched.texts, *searched.parted)) or any(
            self._is_spread_over(group, shortest=3) for group in searched.groups
        )

    def _is_titled_in(self, searched: Searched) -> bool:
        return any(self._titled.search(text) for text in searched.texts) or any(
            self._short.search(text) or self._roman.search(text) for text in searched.parted
        )

    def _is_spread_over(self, group: list[str], *, shortest: int = 2) -> bool:
        """The family name at the end of one text, the given name at the start of another."""
        return any(
            any(text.endswith(first) for text in group) and any(text.startswith(second) for text in group)
            for first, second in self.pairs
            if len(first) + len(second) >= shortest
        )


def _people(written: str) -> Iterator[str]:
    """Each person as written, without what stands in brackets; what is in brackets, where it is a name."""
    for inside in _BRACKETS.findall(written):
        said = _SAID_OF_NAMES.sub("", inside.strip())
        if said and not _AGE.match(said) and not _DEPARTMENT.match(said) and folded(said) not in _TITLES:
            yield said
    for person in _PEOPLE.split(_BRACKETS.sub(" ", written)):
        yield person
        if (bare := _DEPARTMENT_BEFORE.sub("", person.strip(), count=1)) != person.strip():
            yield bare


def _parts(person: str) -> list[str]:
    """What a name is made of, in the order it was written, without ages, departments and titles."""
    words = [word for word in _DIVIDERS.split(person.strip()) if word and not _AGE.match(word)]
    kept = [word for word in words if not _is_of_an_office(word)] if len(words) > 1 else words
    if len(kept) == 1 and len(words) == 2:
        kept = [word for word in words if folded(word) not in _TITLES]  # 長谷部 誠 is no department
    return [part for part in (_without_title(folded(word)) for word in kept) if part]


def _is_of_an_office(word: str) -> bool:
    if folded(word) in _TITLES or (len(word) > 2 and bool(_DEPARTMENT.match(word))):
        return True
    return len(word) > 3 and any(folded(word).endswith(folded(office)) for office in _OFFICES)


def _pairs(parts: list[str]) -> Iterator[tuple[str, str]]:
    """Neighbours, and the first with the last, in either order: 田中健一, 健一田中, Kenichi B. Tanaka."""
    neighbours = {*pairwise(parts), *([(parts[0], parts[-1])] if len(parts) > 2 else [])}
    for first, second in neighbours:
        yield first, second
        yield second, first


def _titled(part: str) -> str:
    """A pattern of the part with a title behind it, or, where it is of the alphabet, before it."""
    if len(part) > 2 and _DEPARTMENT.match(part):
        return f"{re.escape(part)}{_ADDRESSED}"
    before = f"(?:{_ENGLISH_TITLES}){re.escape(part)}|" if part.isascii() and len(part) > 1 else ""
    return f"{before}{re.escape(part)}{_TITLED}"


def _without_title(name: str) -> str:
    longest = max(
        (title for title in _TITLES if name.endswith(title) and len(name) > len(title) + 1), key=len, default=""
    )
    bare = name.removesuffix(longest)
    return name if bare.endswith("の") else bare
