"""Lengths of time, frequencies and recurring days, which look like dates: 5日に及ぶ, 10日に1回, 1日8時間, 毎月10日."""

import re

from articles.extraction.dates.grammar import Parts, Words

_BEHIND = re.compile(
    r"間|目|連続|以[上内]|ぶり|分|より(?:[長短早遅多少]|も)|程度|ほど|後|前|未満|余|あまり|超|おき|ごと|ずつ|毎(?!日|月)|がかり|足らず|近く|弱|強(?![い化])|続|遅|[長短]|早[いくま]|かか|掛か|かけ"
    r"|中(?![国東南部学高等小央日止断盤])|[をがも](?:[早遅続]|費やし|要|過ぎ|超|切|かか|かけ|たっ|た[たつち]|経[ちつた])|に(?:及|わた[りるっ]|渡[りるっ]|なる|満た)|で(?![あすし])"
    r"|に(?:約)?[1一](?:[回度人件台本便隻日枚個](?!目)|[人つ])|の(?:日程|休[暇みん]|猶予|期間|遅れ|差|旅|余裕|有給|連休|短縮|延長|行程|滞在|入院|懲[戒役]|停職|営業停止|工期|自宅|拘留|勾留)"
    r"|[~-]?[0-9]+(?:回|時間|食|人|便|本)|(?:も|さえ|しか)(?:続|か|遅|前|後|たた|経|ない|な[いく])|と(?:[0-9]+時間|半)|半"
)
_OF_ONE_DAY = re.compile(
    r"約?[0-9数一二三四五六七八九十百千]|当|あた|平均|に(?:約|およそ|つき|最大|平均|[0-9数一二三四五六七八九十百千])|だけ|限り|も|を|最大|延べ|のべ|がかり|より|あれば|単位"
    r"|の(?!会見|記者|閣議|定例|会合|会談|本会議|委員会|理事会|市議|県議|都議|議会|講演|演説|取材|討論|夜|朝|昼|夕|午[前後]|未明|早朝|深夜|東京|ニューヨーク|市場|取引|終値|声明|発表|段階|時点|参[院議]|衆[院議]|施行|開[会幕業]|式|投[開]?票|公[示布]|告示)"
)
_BEFORE = (
    "約", "およそ", "計", "わずか", "丸", "まる", "たった", "もう", "あと", "残り", "平均", "最大", "最長", "最短", "最低", "最高", "少なくとも", "過去",
    "直近", "連続", "停職", "有給", "年", "年間", "週", "月", "泊", "中", "第", "実働", "稼働", "営業", "各", "毎月", "毎", "丸々", "延べ", "数", "何",
    "半", "千", "百", "万", "ほぼ", "生後", "発売", "全", "向こう", "今後", "入院", "猶予", "ここ", "この", "工期は", "期間は", "日数は",
)  # fmt: skip
_OF_ANOTHER = (
    "年前の",
    "月前の",
    "週間前の",
    "日前の",
    "年後の",
    "月後の",
    "その月の",
    "前の月の",
    "次の月の",
    "毎月の",
)
_RECURRING = ("毎年の", "例年の", "毎月", "毎年", "例年", "毎年、", "例年、", "毎月、", "各年", "毎週")
_MORE = re.compile(r"(?:から|~|-|、|か|ないし)[0-9]{1,2}日")


def is_length(source: str, words: Words) -> bool:
    """Whether what reads like a date is a length of time, a frequency or a day of every year."""
    before = source[max(0, words.start - 6) : words.start]
    if words.first.relative is None and words.first.back is None and before.endswith(_RECURRING):
        return True
    if before.endswith(_OF_ANOTHER) and (words.first.relative or _is_day_alone(words.first)):
        return True  # 10年前の今日
    if _is_day_alone(words.first):
        return _is_days(source, words, before)
    return _is_years(source, words)


def _is_day_alone(parts: Parts) -> bool:
    return parts == Parts(day=parts.day, weekday=parts.weekday) and not parts.weekday


def _is_days(source: str, words: Words, before: str) -> bool:
    end = words.end
    if words.last and not _is_day_alone(words.last):
        return False
    if (before.endswith(_BEFORE) and not before.endswith(("中", "全"))) or before.endswith(("・", ".", ",")):
        return True
    if words.listed and words.last and (words.first.day or 0) < 10 and source[end - 2] != "両":
        return True  # 2、3日
    if more := _MORE.match(source, end):  # 2日か3日かかる
        end = more.end()
    if _BEHIND.match(source, end):
        return True
    return words.last is None and words.first.day == 1 and bool(_OF_ONE_DAY.match(source, end))


_YEARS_LONG = re.compile(
    r"前|後(?!半)|以上|余|ほど|続|ぶり|間|にわた|に及|の歴史|を超え|近く|あまり|かけ|かか|先|物|もの"
)


def _is_years(source: str, words: Words) -> bool:
    """1000年前, 2000年以上: a count of years that looks like a year."""
    first, length = words.first, source[words.start : words.end]
    if words.last or first.year is None or not length[:4].isdigit() or not length.endswith("年"):
        return False
    return bool(_YEARS_LONG.match(source, words.end))
