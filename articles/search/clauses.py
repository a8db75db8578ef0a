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


_ONLY = re.compile(r"(?:だけ(?![どれあ]|に(?!限))|のみ(?![なたま])|オンリー|限定|しか(?![もし])(?=[^。、]{0,12}(?:ない|なかった|ません|ず)))")
_LIMITED = re.compile(r"に限(?:って|り|る|ら|定|った)|を除(?:く|い|き)|以外(?!に?も)|は対象外|に過ぎない")
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
_KANJI = re.compile("[一-龯]")


def _of_one_of_two(of: Alignment) -> Iterator[Difference]:
    """倉庫も岸壁も beside one that names the 倉庫 alone."""
    if not _KANJI.search(of.statement.text):
        return
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
    if _AFTER.search(of.statement.text):
        return
    for found in _IF.finditer(of.statement.text):
        if _VIEWED.search(of.statement.text[max(0, found.start() - 4) : found.end()]):
            continue
        before = _before(of.theirs, found.start(), _FORMS)
        if before is not None and (before.near < MET or (before.at == len(of.ours) - 1 and not _IF.search(of.claim.text))):
            yield Difference("certainty", of.ours[-1].word.surface, f"{before.word.surface}{found[0]}")
            return


_AFTER = re.compile("たら[^。]{0,40}た(?:らし|って|ん|と|そう|よ|。|!|$|の|わ|み)")
"""対策を取ったら下がった: it has come already."""
_VIEWED = re.compile("(?:よ|依|考え|見|み|言え|いえ|比べ|聞け|とす|す)れば|(?:聞い|調べ|見|考え|し)たら")
_FORMS = 6
"""Code points of endings between a verb's stem and what follows it: 降ら なかっ たら."""


def _before(held: tuple[Held, ...], at: int, reach: int) -> Held | None:
    """The last word that ends before that place, if it is near."""
    found = [each for each in held if each.word.end <= at]
    return found[-1] if found and at - found[-1].word.end <= reach else None


_ASKED_FOR = re.compile(
    r"(?:て|で)(?:くれ(?!て|た[。んのらよっ!]|たと|たそ|る)|ください|下さい|ちょうだい|もら(?:いた|えませ|えない(?:か|でしょ))|(?:いただ|頂)(?:きた|けませ|けない(?:か|でしょ)))|ないで(?=くだ|下|くれ|ほし|[。!]|$)"
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
    if not _KANJI.search(of.statement.text):
        return
    mark, reason = _CAUSE.search(of.claim.text), _reason(of)
    cause = _clause(of.claim.text, of.ours, mark.end()) if mark else list(of.ours[:-1])
    nouns = [each for each in cause if each.word.weight >= _NOUN] or (cause if mark else [])
    lost = [each for each in nouns if each.near < MET]
    if mark and nouns and len(lost) >= (1 - _MOSTLY_LOST) * len(nouns):
        other = reason or next((each for each in of.theirs if each.near < MET and each.word.weight >= _NOUN), None)
    else:
        other = None if mark else reason
    if lost and other and not (other.word.is_name and mark is None):
        yield Difference("name", lost[0].word.surface, other.word.surface)


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
    if found := _done_to(of):
        yield Difference("name", *found)
    ours, theirs = _persons(of.claim.text), _persons(of.statement.text)
    for one in ours.keys() & theirs.keys():
        for other in ours.keys() & theirs.keys():
            if one < other and ours[one] != ours[other] and (ours[one], ours[other]) == (theirs[other], theirs[one]):
                yield Difference("name", one, other)
    said, heard = _OVER.search(of.claim.text), _OVER.search(of.statement.text)
    if said and heard and (said[1], said[2]) == (heard[2], heard[1]) and said[1] != said[2]:
        yield Difference("name", said[1], heard[1])


_OVER = re.compile(r"([0-9]{1,3}[代歳人票割%])[^。、0-9]{0,8}[がは][^。、0-9]{0,4}([0-9]{1,3}[代歳人票割%])[^。0-9]{0,6}(?:を|より)")
_PERSON = re.compile(
    "(市長|町長|村長|区長|知事|首相|総理|大臣|社長|会長|組合長|理事長|院長|校長|教頭|教諭|担任|教員|先生|生徒|児童|園児|学生|保護者|議員|市議|県議|議長|記者|警察官|警官|職員|業者|会社|社員|住民|市民|患者|医師|看護師|客|店員|店長|選手|監督|夫|妻|父|母|息子|娘|(?<![一-龯])(?:国|県|市|町|村|政府|警察))"
    "(?:さん|ら|たち|側)?(が|は|も|を|に|から|へ)"
)


def _persons(text: str) -> dict[str, str]:
    """Who does it and to whom: the particle behind each; は, が and も are one."""
    return {found[1]: "は" if found[2] in "がも" else found[2] for found in _PERSON.finditer(text)}


_UNDERGOES = re.compile("れ(?:た|て|る|い|ま)|もら|受け|くれ|いただ|頂")


def _done_to(of: Alignment) -> tuple[str, str] | None:
    """Whom the claim says it was done to does it in the statement: 国に報告, 国が報告."""
    if of.ours[-1].part < 1 or _UNDERGOES.search(of.statement.text) or _UNDERGOES.search(of.claim.text):
        return None
    ours, theirs = _persons(of.claim.text), _persons(of.statement.text)
    return next(((one, one + "が") for one, role in ours.items() if role in "をにへ" and theirs.get(one) == "は" and f"{one}が" in of.statement.text), None)


_PAST = re.compile(r"(?:た|だ)$")
_TO_COME = re.compile(
    r"(?:予定|見込み?|見通し|方針|つもり|計画|予測|試算|見積もり)(?:だ|で|らし|と|って|みたい|、|。|!|$|も|なん)|(?:る|う|く|す|つ|む|ぶ)(?:こと|よう)に(?:なりそう|なるだろう)|ていく(?:だろう|見|と見)"
)
_SOON = re.compile("今度の|これから|この先|今後|近いうち|来年|来月|来週|明日|あす|再来年|来春|来秋|来夏|来季")
_OF_LATER = re.compile("る(?:こと|の)?[がをと]|予定")
_HAS_COME = re.compile("(?:た|だ)(?:らし|って|と|そう|よ|ん|の|わ|で|が|けど|ぞ|し|。|!|、|$)|て(?:い)?る|でいる|でる")
_ALREADY = re.compile(
    r"(?:もう|とっくに|とうに|すでに|既に|とうの昔に)[^。]{0,40}(?:た|済み?|て(?:い)?る|でる|でいる)(?:らし|って|よ|ん|と|そう|。|!|$|の|わ|み|だ|で|が|けど|ぞ|し|、|ば)|済みだ"
)


def _at_another_time(of: Alignment) -> Iterator[Difference]:
    """What has come, told as what is planned; what is planned, told as done long since."""
    claim, text = of.claim.text, of.statement.text
    if _PAST.search(claim):
        planned = _TO_COME.search(text) or (_SOON.search(text) if not _HAS_COME.search(text) and not _OF_LATER.search(claim) else None)
        if planned and not _TO_COME.search(claim) and planned[0][:2] not in claim:
            yield Difference("certainty", of.ours[-1].word.surface, planned[0].rstrip("だでと、。!もって"))
    elif (done := _ALREADY.search(text)) and not _ALREADY.search(claim):
        yield Difference("date", of.ours[-1].word.surface, done[0][:4])


_BASIS = re.compile(
    r"([0-9]{1,3}年前|前の年度?|前年度?|去年|昨年|前回|前々回|前月|先月|前期|予想|想定|目標|計画|当初|平均|戦前|戦後|コロナ前|ピーク時?|一昨年|おととし)"
    r"(?:の同じ?(?:月|時期|期)|同[月期])?(?:より|比|と比べ|に比べ|を(?:上|下)回|から(?=[0-9])|の(?=[0-9.]+倍))"
)
_MOST = re.compile("過去最?|戦後最?|史上最?|最も|一番|最[高低多少]")
_MOST_IN = re.compile(r"(?:この|ここ|過去)?((?<![0-9])[0-9]{1,3}年)間?(?:で|の(?:中|うち)で)[^。、]{0,4}(?:最|一番|いちばん|もっとも)")
_SINCE = re.compile("(戦後|平成|昭和|令和|今世紀|震災|統計|観測)(?:以降|以来|以後|から|を(?:取り)?始め|で?、?最|で?一番)")
_LAST_YEAR = re.compile("前の年度?|前年度?|去年|昨年")


def _beside_another(of: Alignment) -> Iterator[Difference]:
    """前の年より beside 10年前より."""
    span = _MOST_IN.search(of.statement.text)
    if span and span[1] not in of.claim.text:
        yield Difference("date", _MOST.search(of.claim.text)[0] if _MOST.search(of.claim.text) else "", span[0])
    since, heard_since = _SINCE.search(of.claim.text), _SINCE.search(of.statement.text)
    if since and heard_since and since[1] != heard_since[1]:
        yield Difference("date", since[1], heard_since[1])
    said, heard = _bases(of.claim.text), _bases(of.statement.text)
    if said and heard and not said & heard:
        yield Difference("date", min(said), min(heard))


def _bases(text: str) -> set[str]:
    return {_LAST_YEAR.sub("前年", found[1]) for found in _BASIS.finditer(text)}


_KINDS = (
    *("湾|海岸|浜|港|漁港|島|岬|沖", "山|岳|高原|峠|スキー場", "川", "湖|沼|池", "滝", "温泉"),
    *("小学校|小(?=[のではがにも、])", "中学校|中(?=[のではがにも、])", "高校|高等学校|高(?=[のではがにも、])"),
    *("大学", "幼稚園|保育園|こども園", "神社|大社|宮", "寺", "城", "ダム", "橋", "トンネル"),
    *("駅", "空港", "病院|医院|クリニック", "党", "まつり|祭り|祭", "公園", "団地", "大臣|相"),
    "銀行|信金|信用金庫|証券|生命|薬局|薬品|製薬|食品|フーズ|飲料|乳業|牧場|酒造|電力|ガス|通信|モバイル|自動車|モーターズ|運輸|運送|急便|建設|工務店|工業|産業|製作所|商事|製パン|製菓|鉄道|航空|冷食|ホールディングス",
)
_NAME = "[一-龯ァ-ヴー々](?:[一-龯ァ-ヴー々]|[ヶケノが](?=[一-龯])){0,6}?"
_NAMED = tuple(re.compile(f"({_NAME})(?:{kind})(?![一-龯ァ-ヴー])") for kind in _KINDS)
_ANY = re.compile(
    "^(?:私立|公立|市立|県立|国立|町立|村立|都立|区立|民間|大手|地方|地元|各地?|全|同|女子|男子|新|旧|元|前|他|某|一部|近所|近く|輸入|冷凍|加工|健康|国産|生鮮|軽|普通|電気|水素|都市|次|観光|主要|基幹|林|畜|格安|携帯|移動|宅配|民営|市営|県営|国営|消費者|中央|植物|太平洋|日本海|世界|今日?|一日|年|月|日|午前|午後|期間|血液|空気|水|体|工事|停電|営業|選挙|作業|休み|最|総合|大|小|中|高|与|野|政|離|夏|秋|冬|春|市|町|村|県|国|都|府|区|市民|県民|国民|外国|日本|海外|世界|中央|本|支|副|最|標|新型|首|外|財務|児童|生徒|学校|先生|教員|お|この|その|あの|うちの|市の|町の|県の|国の|[市町村県区]立?)$"
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
    yield from _at_the_end(of)


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


_RUN = re.compile("[一-龯ァ-ヴーヶケ々]{1,8}$")
_IT_IS = re.compile("(?:の|ん|って|は|が)、?$")
_SAID_OF = re.compile("(?:での?|の)?(?:話|こと|事|件|方|ほう|出来事)?(?:だ|です|や|でしょ|じゃ|らし|みたい|の|$|[。!])")


def _at_the_end(of: Alignment) -> Iterator[Difference]:
    """…のは小槻の話: what is said at the end to be the place or the body, where the claim's own is not named."""
    lost = [each.word.surface for each in of.ours if each.word.is_name and each.near < MET]
    places = [place for place in of.claim.facts.places if place[:-1] not in of.statement.text and not _sounds(place, of)]
    last = of.theirs[-1]
    before = _RUN.sub("", of.statement.text[: last.word.start])
    if (places or lost) and last.near < MET and last.word.weight >= _NOUN and _IT_IS.search(before):
        if _SAID_OF.match(of.statement.text, last.word.end):
            yield Difference("place" if places else "name", [*places, *lost][0], last.word.surface)


def _sounds(place: str, of: Alignment) -> bool:
    return any(word.surface and word.surface in place and word.reading and word.reading in of.statement.reading for word in of.claim.words)


def _may_be_place(word: Word, gap: str) -> bool:
    return bool(gap) and word.surface not in _NO_OTHER and not re.search("[ぁ-ん]$|年|月|日", word.surface)




def _both_ways(of: Alignment) -> str:
    """上がってないとか、普通に上がってる: what the statement denies and says, each once."""
    said = [each.word.form for each in of.theirs]
    denied = [form for form in of.statement.facts.denied if said.count(form) > 1]
    own = {each.word.form for each in of.ours[-_PREDICATE:]}
    return next((form for form in denied if form in own), "")


_PREDICATE = 2
_DENIED_AT_END = re.compile("(?:ない|なかった|ません|ませんでした)(?:よ|です|らしい|そうです|って)?[。!]?$")
_BENIGN = frozenset(
    ("信じる", "思う", "言う", "酷い", "やばい", "おかしい", "怖い", "可笑しい", "凄い", "堪る", "仕方", "しょうが", "問題", "間違い", "勿体", "許す", "笑う", "気", "見る", "聞く", "良い", "洒落", "笑い事", "他人事", "冗談", "関係", "人事", "いける", "なる", "構う", "済む", "変", "危ない", "まずい", "えぐい", "えげつない", "きつい", "高い", "足りる", "許せる", "止まる", "使い物", "限る", "納得", "理解")
)
_LACKS = re.compile("防|免れ|避け|済|不|無(?!料|償|線)|未|非|失|足り|欠|ゼロ|ない|なく|ず[、にる]|ぬ|やめ|止め|禁|拒|断|しか")


def _denied_besides(of: Alignment) -> Iterator[Difference]:
    """The statement denies something, 警察なんか来ない, and the claim nothing at all."""
    if found := _both_ways(of):
        yield Difference("negation", found, f"{found}ない")
        return
    if of.claim.facts.denied or _LACKS.search(of.claim.text):
        return
    if not _KANJI.search(of.statement.text) and not _DENIED_AT_END.search(of.statement.text):
        return
    for word in of.statement.facts.denied:
        if word not in _BENIGN:
            yield Difference("negation", of.ours[-1].word.surface, f"{word}ない")
            return
