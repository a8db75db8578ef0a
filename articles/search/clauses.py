"""What sets a statement apart by how it is built: of a part alone, on a condition, for another reason, the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, Alignment, Held, crossing
from articles.search.described import Description
from articles.search.differences import Difference
from articles.search.words import Word

_NOUN = 1.0
"""Weight of a word from which on it is a noun or a name."""


def clauses_apart(of: Alignment) -> Iterator[Difference]:
    """As `differences.differences`, of the statement's clauses beside the claim's."""
    if not of.ours or not of.theirs:
        return
    yield from _of_a_part(of)
    yield from _of_one_of_two(of)
    yield from _on_condition(of)
    yield from _requested(of)
    yield from _for_another_reason(of)
    yield from _the_other_way_round(of)
    yield from _at_another_time(of)
    yield from _beside_another(of)
    yield from _elsewhere(of)
    yield from _denied_besides(of)


_ONLY = re.compile(r"(?:だけ(?![どれあ]|に(?!限))|のみ(?![なたま])|オンリー|限定|しか(?![もし]))")
_LIMITED = re.compile(r"に限(?:って|り|る|ら|定|った)|を除(?:く|い|き)|以外(?:は|の|に)|は対象外|に過ぎない")
_UNCHANGED = re.compile(
    r"は(?:今|いま|これ|現状|従来|元|もと)(?:まで|の)?(?:ど(?:お|う)り|通り|のまま|まま)|は(?:据え置|変わらず|変更な|そのまま)"
)
_SAYS_ONLY = re.compile(r"だけ(?!ど)|のみ|限定|しか|に限|除く|除い|以外|一部")
_MORE = re.compile(r"(?:では|じゃ|で)?(?:は|も)?な(?:く|い)")
"""だけでなく narrows nothing."""
_SELF = re.compile(
    r"(?:これ|それ|あれ|どれ|ここ|そこ|私|わたし|俺|おれ|僕|ぼく|自分|うち|できる|なる|ただ|今|いま|みた|見た|聞いた|た|る|う|く|す|む|い|ん|の)$"
)
_COUNT = re.compile(r"[0-9〇一二三四五六七八九十百千万億]+[^0-9はがをにで、]{0,4}$|(?:割|%|パーセント|半分|少し|ちょっと|一度|一回)分?$")


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
        if not before or _SELF.search(before) or _COUNT.search(before) or _MORE.match(text, found.end()):
            continue
        yield found


def _with_noun(of: Description, found: re.Match[str]) -> str:
    before = [word for word in of.words if word.end <= found.start() and found.start() - word.end <= _NEAR]
    return (before[-1].surface if before else "") + found[0].lstrip("はにを")


_NEAR = 3
"""Code points between a word and what marks its part."""
_BOTH = re.compile(
    r"両方|どちらも|どっちも|ともに|双方|いずれも|共に|[一-龯ァ-ヴー]{1,8}も、?[一-龯ァ-ヴーぁ-ん]{1,8}?も(?!う|っと|と|の|し)"
)
_BESIDE = 18


def _of_one_of_two(of: Alignment) -> Iterator[Difference]:
    """倉庫も岸壁も beside one that names the 倉庫 alone."""
    sides = ((of.claim, of.ours, of.statement), (of.statement, of.theirs, of.claim))
    for place, (text, held, other) in enumerate(sides):
        both = _BOTH.search(text.text)
        if both is None or _BOTH.search(other.text):
            continue
        lost = [
            each.word.surface
            for each in held
            if both.start() - _BESIDE <= each.word.start < both.end() and each.near < MET and each.word.weight >= _NOUN
        ]
        if lost:
            yield Difference("number", *((lost[0], "その一方") if place == 0 else ("その一方", lost[0])))
            return


_IF = re.compile(r"(?:たら(?![しず])|れば|なら(?![なんずすびべ]|[いう]?う)(?:ば)?|場合(?:は|に|、)|となれば|(?<=[るい])限りは?|条件で)")


def _on_condition(of: Alignment) -> Iterator[Difference]:
    """与党が負けたら上がる: what the claim says without a condition, or on another."""
    for found in _IF.finditer(of.statement.text):
        before = _before(of.theirs, found.start(), _FORMS)
        if before is not None and before.near < MET:
            yield Difference("certainty", of.ours[-1].word.surface, f"{before.word.surface}{found[0]}")
            return


_FORMS = 6
"""Code points of endings between a verb's stem and what follows it: 降ら なかっ たら."""


def _before(held: tuple[Held, ...], at: int, reach: int) -> Held | None:
    """The last word that ends before that place, if it is near."""
    found = [each for each in held if each.word.end <= at]
    return found[-1] if found and at - found[-1].word.end <= reach else None


_ASKED_FOR = re.compile(
    r"(?:て|で)(?:くれ(?!て|た[。んのらよっ!]|たと|たそ)|ください|下さい|ちょうだい|もらい|もらえ|いただき|頂き|いただけ)|ないで(?=くだ|下|くれ|ほし|[。!]|$)"
    r"|(?:たら|れば|と)(?:いい|良い|よい|ええ)(?:のに|な[あぁ]?|です|と思)|を(?:お願い|求め|要望|要求)"
)


def _requested(of: Alignment) -> Iterator[Difference]:
    """無償にしてくれ, 売らないでください: wanted of what the claim says has been done."""
    for found in _ASKED_FOR.finditer(of.statement.text):
        before = _before(of.theirs, found.start(), _FORMS)
        if before is not None and before.near >= MET and not _ASKED_FOR.search(of.claim.text):
            yield Difference("certainty", of.ours[-1].word.surface, f"{before.word.surface}{found[0]}")
            return


_CAUSE = re.compile(r"(?:ため|せい|おかげ|お陰|が原因|原因で|影響|ので|不足で|足りず)(?!に(?:は|も)?なら)")
_REASON = re.compile(
    r"ため|せい|おかげ|お陰|が原因|の影響|ので|から(?=だ|で[すはなしょ]|や|[。、!]|$|って|らし|に|な|じゃ|み|と)|って理由|が理由|のは(?=[^。]{2,20}$)"
)
_REACH = 16
"""Code points before its mark among which a reason stands."""
_MOSTLY_LOST = 0.34


def _for_another_reason(of: Alignment) -> Iterator[Difference]:
    """医師不足のため beside 建て替えのため."""
    mark = _CAUSE.search(of.claim.text)
    reason = _reason(of)
    if mark is None or reason is None:
        return
    cause = _clause(of.claim.text, of.ours, mark.end())
    nouns = [each for each in cause if each.word.weight >= _NOUN] or cause
    if nouns and sum(each.near >= MET for each in nouns) <= _MOSTLY_LOST * len(nouns):
        yield Difference("name", nouns[0].word.surface, reason.word.surface)


def _reason(of: Alignment) -> Held | None:
    """A noun of the statement's own reason that the claim has not."""
    for mark in _REASON.finditer(of.statement.text):
        for each in _clause(of.statement.text, of.theirs, mark.end()):
            if each.near < MET and each.word.weight >= _VERB:
                return each
    return None


_VERB = 0.7


def _clause(text: str, held: tuple[Held, ...], end: int) -> list[Held]:
    """Words of the clause that ends there, from its topic on."""
    start = max(text.rfind(sign, 0, end - 2) for sign in "、は。")
    start = max(start, end - _REACH)
    return [each for each in held if start < each.word.start and each.word.end <= end]


def _the_other_way_round(of: Alignment) -> Iterator[Difference]:
    """児童が担任を beside 担任が児童を, and 60代が10代を上回る."""
    if found := crossing(of):
        yield Difference("name", *found)
    said, heard = _OVER.search(of.claim.text), _OVER.search(of.statement.text)
    if said and heard and (said[1], said[2]) == (heard[2], heard[1]) and said[1] != said[2]:
        yield Difference("name", said[1], heard[1])


_OVER = re.compile(r"([0-9]{1,3}[代歳人票割%])[^。、0-9]{0,8}[がは][^。、0-9]{0,4}([0-9]{1,3}[代歳人票割%])[^。0-9]{0,6}(?:を|より)")
_PAST = re.compile(r"(?:た|だ)$")
_TO_COME = re.compile(
    r"(?:予定|見込み?|見通し|方針|つもり|計画|予測|試算|見積もり)(?:だ|で|らし|と|って|みたい|、|。|!|$|も|なん)|(?:る|う|く|す|つ|む|ぶ)(?:こと|よう)に(?:なりそう|なるだろう)|ていく(?:だろう|見|と見)"
)
_ALREADY = re.compile(
    r"(?:もう|とっくに|とうに|すでに|既に|とうの昔に)[^。]{0,40}(?:た|済み?|て(?:い)?る|でる|でいる)(?:らし|って|よ|ん|と|そう|。|!|$|の|わ|み|だ)|済みだ"
)


def _at_another_time(of: Alignment) -> Iterator[Difference]:
    """What has come, told as what is planned; what is planned, told as done long since."""
    claim, text = of.claim.text, of.statement.text
    if _PAST.search(claim):
        planned = _TO_COME.search(text)
        if planned and not _TO_COME.search(claim) and planned[0][:2] not in claim:
            yield Difference("certainty", of.ours[-1].word.surface, planned[0].rstrip("だでと、。!もって"))
    elif (done := _ALREADY.search(text)) and not _ALREADY.search(claim):
        yield Difference("date", of.ours[-1].word.surface, done[0][:4])


_BASIS = re.compile(
    r"([0-9]{1,3}年前|前の年度?|前年度?|去年|昨年|前回|前々回|前月|先月|前期|予想|想定|目標|計画|当初|平均|戦前|戦後|コロナ前|ピーク時?|一昨年|おととし)"
    r"(?:の同じ?(?:月|時期|期)|同[月期])?(?:より|比|と比べ|に比べ|を(?:上|下)回|から(?=[0-9])|の(?=[0-9.]+倍))"
)
_LAST_YEAR = re.compile("前の年度?|前年度?|去年|昨年")


def _beside_another(of: Alignment) -> Iterator[Difference]:
    """前の年より beside 10年前より."""
    said, heard = _bases(of.claim.text), _bases(of.statement.text)
    if said and heard and not said & heard:
        yield Difference("date", min(said), min(heard))


def _bases(text: str) -> set[str]:
    return {_LAST_YEAR.sub("前年", found[1]) for found in _BASIS.finditer(text)}


_KINDS = (
    *("湾|海岸|浜", "港|漁港", "山|岳|高原", "峠", "川", "島", "岬", "湖|沼|池", "滝", "温泉", "スキー場"),
    *("小学校|小", "中学校|中", "高校|高等学校|高", "大学", "幼稚園|保育園|こども園", "神社|大社|宮", "寺", "城", "ダム", "橋", "トンネル"),
    *("駅", "空港", "銀行|信金|信用金庫", "証券", "病院|医院|クリニック", "薬局|薬品|製薬", "食品|フーズ", "飲料|乳業|牧場|酒造", "電力|ガス"),
    *("通信|モバイル", "自動車|モーターズ", "運輸|運送|急便", "建設|工務店", "工業|産業|製作所", "党", "まつり|祭り|祭", "公園", "団地", "大臣|相"),
)
_NAME = "[一-龯ァ-ヴー々](?:[一-龯ァ-ヴー々]|[ヶケノがの](?=[一-龯])|[ぁ-ん]{2,4}(?=[一-龯])){0,6}?"
_NAMED = tuple(re.compile(f"({_NAME})(?:{kind})(?![一-龯ァ-ヴー])") for kind in _KINDS)
_ANY = re.compile(
    "^(?:私立|公立|市立|県立|国立|町立|村立|都立|区立|民間|大手|地方|地元|各地?|全|同|女子|男子|新|旧|元|前|他|某|一部|近所|近く|総合|大|小|中|高|与|野|政|離|夏|秋|冬|春|市|町|村|県|国|都|府|区|市民|県民|国民|外国|日本|海外|世界|中央|本|支|副|最|標|新型|首|外|財務|児童|生徒|学校|先生|教員|お|この|その|あの|うちの|市の|町の|県の|国の|[市町村県区]立?)$"
)


def _elsewhere(of: Alignment) -> Iterator[Difference]:
    """汐見湾 beside 帆崎湾, 夕凪中 beside 朝日中学校; and in the claim's place another: 岩清水の町長."""
    ours, theirs = of.claim, of.statement
    for pattern in _NAMED:
        said = _names(pattern, ours.text, theirs)
        heard = _names(pattern, theirs.text, ours)
        if said and heard and not _shared(pattern, ours.text, theirs.text):
            yield Difference("name", said[0], heard[0])
            return
    yield from _in_its_slot(of)


def _names(pattern: re.Pattern[str], text: str, other: Description) -> list[str]:
    known = " ".join((other.text, *other.beside))
    return [found[0] for found in pattern.finditer(text) if not _ANY.match(found[1]) and found[1] not in known]


def _shared(pattern: re.Pattern[str], one: str, other: str) -> bool:
    return bool(set(pattern.findall(one)) & set(pattern.findall(other)))


_JOINS = re.compile("(?:[市町村区県]|の|では|で|、|って|沖|だけ)*")
_NO_OTHER = frozenset(
    ("地元", "近所", "隣", "自分", "今年", "来年", "去年", "昨年", "今回", "最近", "全国", "日本", "新", "市", "町", "県", "村", "国", "皆", "話", "噂", "ニュース", "記事", "ネット")
)


def _in_its_slot(of: Alignment) -> Iterator[Difference]:
    """Before the same noun the claim has a place that the statement lacks, and the statement another word."""
    for place in of.claim.facts.places:
        if place[:-1] in of.statement.text or _sounds(place, of):
            continue
        at = next((spot for spot, each in enumerate(of.ours) if of.claim.text.find(place) + len(place) <= each.word.start), -1)
        if at < 0 or of.ours[at].at < 1 or of.ours[at].near < MET:
            continue
        other, noun = of.theirs[of.ours[at].at - 1], of.theirs[of.ours[at].at]
        gap = of.statement.text[other.word.end : noun.word.start]
        if other.near < MET and other.word.weight >= _NOUN and _JOINS.fullmatch(gap) and _may_be_place(other.word, gap):
            yield Difference("place", place, other.word.surface)
            return


def _sounds(place: str, of: Alignment) -> bool:
    return any(word.surface and word.surface in place and word.reading and word.reading in of.statement.reading for word in of.claim.words)


def _may_be_place(word: Word, gap: str) -> bool:
    return bool(gap) and word.surface not in _NO_OTHER and not re.search("[ぁ-ん]$|年|月|日", word.surface)


_BENIGN = frozenset(
    ("信じる", "思う", "言う", "酷い", "やばい", "おかしい", "怖い", "可笑しい", "凄い", "堪る", "仕方", "しょうが", "問題", "間違い", "勿体", "許す", "笑う", "気", "見る", "聞く", "良い", "洒落", "笑い事", "他人事", "冗談", "関係", "人事", "いける", "なる", "構う", "済む", "変", "危ない", "まずい", "えぐい", "えげつない", "きつい", "高い", "足りる", "許せる", "止まる", "使い物", "限る", "納得", "理解")
)
_LACKS = re.compile("不|無(?!料|償|線)|未|非|失|足り|欠|ゼロ|ない|なく|ず[、にる]|ぬ|やめ|止め|禁|拒|断|しか")


def _denied_besides(of: Alignment) -> Iterator[Difference]:
    """The statement denies something, 警察なんか来ない, and the claim nothing at all."""
    if of.claim.facts.denied or _LACKS.search(of.claim.text):
        return
    for word in of.statement.facts.denied:
        if word not in _BENIGN:
            yield Difference("negation", of.ours[-1].word.surface, f"{word}ない")
            return
