"""Units of amounts: how they are written, their one spelling, and the words that only look like a count."""

import re

_COUNTERS = (
    "人 名 世帯 戸 社 店 件 例 回 本塁打 票 議席 席 本 枚 個 袋 箱 品目 品 頭 羽 匹 台 両 機 基 隻 床 棟 軒 校 園 団体 組 点 冊 "
    "都道府県 市町村 自治体 施設 種類 カ所 カ国 カ村 位 期 番目 年目 "
    "事業所 事業者 企業 法人 店舗 病院 診療所 工場 農家 路線 項目 文字 チーム パック ケース セット ダース "
    "連続 年連続 カ月連続 日連続 年ぶり カ月ぶり 日ぶり"
)
_MEASURES = (
    "% パーセント %ポイント ポイント ベーシスポイント bp 円 ドル ユーロ ウォン 元 ルーブル ポンド 倍 割 "
    "年間 年半 カ月間 カ月 週間 日間 時間 分間 秒間 秒 "
    "ギガワット メガワット キロワット キロワット時 メガワット時 ギガワット時 キロメートル キログラム ミリメートル センチメートル センチ ミリ キロ メートル グラム ミリグラム マイクログラム ナノグラム ピコグラム ナノメートル マイクロメートル トン "
    "リットル ミリリットル キロリットル ヘクタール アール 平方メートル 平方キロメートル 平方キロ 平方センチ 立方メートル カロリー キロカロリー "
    "マイクロシーベルト ミリシーベルト シーベルト ベクレル ヘクトパスカル デシベル カイリ バレル 度 "
    "km kg cm mm mg m g t kWh kW MW GW MWh GWh ppm dB ha kcal km/h m/s km2 m2 m3 cm2 km² m² m³"
)
_KA = "[かカヵヶケ箇]"
_SPELLINGS = {
    "%": "％", "パーセント": "％", "割": "％", "店舗": "店", "%ポイント": "ポイント", "カ月間": "カ月", "秒間": "秒",
    "m2": "平方メートル", "m²": "平方メートル", "km2": "平方キロメートル", "km²": "平方キロメートル", "m3": "立方メートル",
    "m³": "立方メートル", "平方キロ": "平方キロメートル", "cm2": "平方センチ",
}  # fmt: skip

# 3社長, 2回戦, 3機関: of another word.
_LONGER_WORDS = {
    "回": "戦忌生裏表", "社": "長員説", "店": "長", "校": "長舎庭", "組": "合織", "本": "部社", "両": "日者国側党院氏親論輪",
    "機": "関器能構", "台": "風湾", "点": "検滴字", "個": "人別室", "元": "首年日号", "度": "外数", "品": "種質", "羽": "田根",
    "企業": "長内間別", "病院": "長", "農家": "民", "工場": "長", "パック": "ご", "床": "下上", "名": "前古", "期": "生", "園": "長児", "箱": "根", "倍": "増", "頭": "部取", "基": "本準地金", "割": "合",
}  # fmt: skip


def _pattern(unit: str) -> str:
    written = re.sub(r"カ(?=[所国月村])", _KA, re.escape(unit))
    if unit in _LONGER_WORDS:
        written += f"(?![{_LONGER_WORDS[unit]}])"
    return written + "(?![A-Za-z0-9/²³])" if unit[-1].isascii() and unit[-1].isalnum() else written


_LOAN_NOUN = r"(?<=[万億兆])[ァ-ヶー]{2,12}(?=[のをがはにでもとへ、。)」]|から|まで|以[上下]|余り|$)"
"""Whatever is counted in tens of thousands: 50万ダウンロード."""

# Longer ones first: ミリシーベルト begins with ミリ. Atomic: 5キロメートル20 is not 5キロ.
UNIT = (
    "(?>"
    + "|".join(
        _pattern(unit) for unit in sorted([*_COUNTERS.split(), *_MEASURES.split()], key=lambda unit: (-len(unit), unit))
    )
    + f"|{_LOAN_NOUN})"
)
"""A unit as a text writes it."""

_DIVISIBLE = frozenset(_MEASURES.split())
_WORDS_WITH_ONE = frozenset(
    (
        *"人回度位点本個元組台期",
        *["連続", "企業", "事業者", "事業所", "法人", "病院", "工場", "農家", "店舗", "チーム", "項目", "路線", "文字"],
    )
)
_SHORT_COUNTERS = frozenset("戸頭両元度本校席羽期園品組台点位円")


def canonical(written: str) -> str:
    """One spelling for each unit: ％ for パーセント, カ for か, ヵ, ヶ and 箇."""
    unit = re.sub(rf"{_KA}(?=[所国月村])", "カ", written)
    return _SPELLINGS.get(unit, unit)


def is_divisible(written: str) -> bool:
    """Whether there are parts of it (1.5倍, 2・6％): no half of a person, 1・2位 are two ranks."""
    return re.sub(rf"{_KA}(?=[所国月村])", "カ", written) in _DIVISIBLE


def is_word(before: str, figure: str, unit: str, after: str) -> bool:
    """一人, 十分, 関東一円, 二元代表制: with a single kanji numeral as a rule a word, not a count."""
    if figure in ("一", "〇", "千", "百") and unit in _WORDS_WITH_ONE:
        return True
    if figure + unit == "十両":  # a rank in sumo
        return True
    if len(figure) > 1 or figure.isascii() or unit not in _SHORT_COUNTERS:
        return False
    if unit in ("戸", "頭"):  # 八戸, 八頭 are places
        return unit == "戸" or not "ぁ" <= after <= "ゖ"
    return _is_kanji(before) or (_is_kanji(after) and after not in "以未前程弱強余超増減分")


def _is_kanji(character: str) -> bool:
    return "一" <= character <= "龯"
