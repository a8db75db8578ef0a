"""What a statement does to the claim's own words: another share's whole, a prefix that turns a word, a narrower thing, a kin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, NOUN, Alignment, Held
from articles.search.differences import Difference, agree, may_be_one
from articles.search.synonyms import are_synonyms

_KANJI = re.compile("[一-龯]")


def restated(of: Alignment) -> Iterator[Difference]:
    yield from _turned(of)
    yield from _per_another(of)
    yield from _bounded_otherwise(of)
    yield from _of_another_whole(of)
    yield from _of_kin(of)
    yield from _other_head(of)
    yield from _of_other_people(of)
    yield from _of_other_towns(of)
    yield from _unnamed(of)
    if _KANJI.search(of.statement.text):
        yield from _narrower(of)
        yield from _part_of_it(of)
        yield from _somewhere_in_it(of)
        yield from _set_at(of)


_PREFIXED = re.compile("([非無未不反])(?=([一-龯]{2}))")


def _turned(of: Alignment) -> Iterator[Difference]:
    """非常勤 beside 常勤."""
    sides = ((of.claim.text, of.statement.text), (of.statement.text, of.claim.text))
    for place, (plain, prefixed) in enumerate(sides):
        for found in _PREFIXED.finditer(prefixed):
            word, whole = found[2], found[1] + found[2]
            if word in plain and whole not in plain and word not in prefixed.replace(whole, ""):
                yield Difference("negation", *((word, whole) if place == 0 else (whole, word)))
                return


_PER = re.compile("(人|世帯|家族|家庭|戸|件|校|社|台|回|日|月|年|か月|カ月|時間|票|杯)(?:当た?り|あたり|につき|ごと)")


def _per_another(of: Alignment) -> Iterator[Difference]:
    """1世帯あたり beside 1人あたり."""
    said, heard = _PER.search(of.claim.text), _PER.search(of.statement.text)
    if said and heard and said[1] != heard[1] and {said[1], heard[1]} not in _AS_GOOD:
        yield Difference("number", said[0], heard[0])


_AS_GOOD = ({"世帯", "家庭"}, {"か月", "カ月"}, {"月", "か月"}, {"月", "カ月"})
_MONTHLY = re.compile(
    "(?<![0-9元昨今来去同翌本先前両])(?:毎?[月年週日]|[月年日]額)(?=[0-9][0-9.,]{0,9}(?:万|億|千|円))"
)
_AT_MOST = re.compile("(?:最大|最高|最低|最小|少なくとも|多くとも)で?(?=[0-9])")
_ALMOST_ALL = re.compile("ほぼ(?:すべて|全て|全部|全員|全)|(?:すべて|全て|全部)に近い")
_WHOLLY = re.compile("(?<!ほぼ)(?:すべて|全て|全部|全員)(?!に近い)")


def _bounded_otherwise(of: Alignment) -> Iterator[Difference]:
    """最大91% beside 91%, 月30万円 beside 30万円, ほぼすべて beside すべて."""
    claim, text = of.claim.text, of.statement.text
    for pattern in (_MONTHLY, _AT_MOST):
        found = pattern.search(text)
        figure = _FIGURE.match(text, found.end()) if found else None
        if found and figure and figure[0] in claim and not pattern.search(claim):
            yield Difference("number", figure[0], found[0] + figure[0])
    said, heard = _WHOLLY.search(claim), _ALMOST_ALL.search(text)
    if said and heard and not _ALMOST_ALL.search(claim):
        yield Difference("number", said[0], heard[0])


_FIGURE = re.compile("[0-9][0-9.,]{0,9}(?:[万億千]?円|[%割])?")


def _of_another_whole(of: Alignment) -> Iterator[Difference]:
    """豆の6割はコーヒーに beside コーヒーの6割は豆: of what the share is told."""
    for number in of.claim.facts.numbers:
        if number.unit != "％":
            continue
        for other in of.statement.facts.numbers:
            mine, their = (
                _whole_of(of.claim.text, of.ours, number.text),
                _whole_of(of.statement.text, of.theirs, other.text),
            )
            if mine is None or their is None or other.unit != number.unit:
                continue
            at = of.claim.text.find(number.text)
            is_told_of = 0 <= their.at < len(of.ours) and of.ours[their.at].word.start > at
            if is_told_of and _is_told_later(of, at, of.statement.text.find(other.text)):
                yield Difference(
                    "number", mine.word.surface + "の" + number.text, their.word.surface + "の" + other.text
                )
                return


def _is_told_later(of: Alignment, ours: int, theirs: int) -> bool:
    """What the claim says before its share the statement says behind its own."""
    return any(each.word.start > theirs and each.at >= 0 and of.ours[each.at].word.start < ours for each in of.theirs)


def _whole_of(text: str, held: tuple[Held, ...], share: str) -> Held | None:
    at = text.find(share)
    return next((each for each in held if text[each.word.end : at] == "の" and each.word.end < at), None)


_OFFICE = "(?:市長|町長|村長|区長|知事|首相|総理|大統領|大臣|社長|会長|院長|校長|議員|市議|県議|党首|代表|氏|さん)"
_KIN = re.compile(
    "の((?:元)?(?:妻|夫|息子|娘|父親?|母親?|兄|弟|姉|妹|奥さん|両親|子ども|親戚|身内|側近|部下|友人|知人|運転手|対立候補|対抗馬|後援者|支持者|先輩|後輩|前任|後任|チームメート|チームメイト|同僚|元同僚|ライバル|恩師|教え子|コーチ|監督|マネー?ジャー|秘書|所属事務所|相方))(?![一-龯]{1,2}(?:会|長|選))"
)
_RACE = re.compile("([市町村区]長|知事|議員)選の?(?:挙の?)?(?:新人|候補|現職|対立候補|立候補者|落選者)")


def _of_kin(of: Alignment) -> Iterator[Difference]:
    """社長の妻 beside 社長, 市長選の新人 beside 市長."""
    text = of.statement.text
    for found in _KIN.finditer(text):
        whose = _whose(of, found.start())
        if whose and found[1] not in of.claim.text:
            yield Difference("name", whose, whose + found[0])
            break
    race = _RACE.search(text)
    if race and re.search(f"{race[1]}(?!選)", of.claim.text) and not re.search(f"{race[1]}(?!選)", text):
        yield Difference("name", race[1], race[0])


def _whose(of: Alignment, end: int) -> str:
    """The office or the name that ends there; a name has to be the claim's."""
    office = _OFFICE_BEFORE.search(of.statement.text, max(0, end - _LONGEST_OFFICE), end)
    if office:
        return office[0]
    named = (each.word.surface for each in of.theirs if each.word.end == end and each.word.is_name and each.part >= MET)
    return next(named, "")


_OFFICE_BEFORE = re.compile(f"{_OFFICE}$")
_LONGEST_OFFICE = 3


_HEADS = frozenset("力率税病酒油肉魚茶")


def _other_head(of: Alignment) -> Iterator[Difference]:
    """体力 beside 学力, 誤報率 beside 的中率: of one kind, and another."""
    for mine in of.ours:
        if (
            _ANY_RATE.fullmatch(mine.word.surface)
            or mine.part >= MET
            or mine.word.surface[-1] not in _HEADS
            or len(mine.word.surface) < _SHORTEST
        ):
            continue
        for other in of.theirs:
            if _ANY_RATE.fullmatch(other.word.surface):
                continue
            is_kind = (
                _with_suffix(of.statement.text, other)[-1] == mine.word.surface[-1]
                and len(_with_suffix(of.statement.text, other)) >= _SHORTEST
            )
            if is_kind and other.part < MET and not are_synonyms(mine.word.form, other.word.form):
                yield Difference("name", mine.word.surface, _with_suffix(of.statement.text, other))
                return


def _with_suffix(text: str, held: Held) -> str:
    """誤報率, of which the dictionary makes two words."""
    following = text[held.word.end : held.word.end + 1]
    return held.word.surface + (following if following in _HEADS else "")


_SHORTEST = 2
_ANY_RATE = re.compile("確率|比率|倍率|能力|実力")
_ALIKE = 0.75
_NO_NARROWER = re.compile(
    "話題|噂|うわさ|例|最近|最新|今回|今度|今年|来年|去年|昨年|昨日|一昨日|今日|本日|今朝|昨夜|昨晩|明日|先月|今月|先週|今週|近所|地元|うち|隣|全国|公共|お知らせ|通知|案内|全体|実際|本当|デマ|大量|全員|全部|一般|同じ|皆|みんな"
    "|通常|普通|当該|問題|該当|現在|当時|現職|現|同|某|各|全|新|大|巨大|緊急|速報|ニュース|情報|記事|投稿|動画|写真|有名|人気|地区|地域|市内|県内|国内|町内|日本"
    "|公立|市立|県立|国立|町立|子ども|子供|大人|人|方|者|自分|私|俺|僕|わたし|母|父|妻|夫|友人|友達|知人|ママ友|先生|会社|政府|行政|役所|市役所|県|市|町|村|国|若手|優秀|予定|為|事|物"
)


def _narrower(of: Alignment) -> Iterator[Difference]:
    """高級コーヒー, 体育の内申点: the statement says it of a kind, by a noun before the claim's own."""
    yield from _within_a_word(of)
    for one, other in zip(of.theirs, of.theirs[1:], strict=False):
        gap = of.statement.text[one.word.end : other.word.start]
        if gap not in ("", "の") or other.part < 1 or other.word.weight < NOUN or not _narrows(one):
            continue
        is_said_of_it = 0 <= other.at < len(of.ours) - 1 and not _stands_for_another(of, other.at)
        if _is_done(of.claim.text, of.ours[other.at]) or _OF_A_TIME.search(other.word.surface):
            continue
        if is_said_of_it and one.word.surface not in of.claim.text:
            yield Difference("name", other.word.surface, one.word.surface + gap + other.word.surface)
            return


def _is_done(text: str, held: Held) -> bool:
    """立往生した: the claim has it as a verb."""
    return text[held.word.end : held.word.end + 1] in ("し", "さ", "す")


def _stands_for_another(of: Alignment, at: int) -> bool:
    """Right before it the claim has a word that the statement lacks: AIドリル, 人工知能ドリル."""
    if not at or of.ours[at - 1].near >= MET:
        return False
    return of.claim.text[of.ours[at - 1].word.end : of.ours[at].word.start] in ("", "の")


def _within_a_word(of: Alignment) -> Iterator[Difference]:
    """インスタントコーヒー beside コーヒー, where the dictionary has one word."""
    for other in of.theirs:
        for place, mine in enumerate(of.ours[:-1]):
            if _stands_for_another(of, place) or _is_done(of.claim.text, mine):
                continue
            whole, head = other.word.surface, mine.word.surface
            kind = whole.removesuffix(head)
            if len(head) < _SHORTEST or kind == whole or len(kind) < _SHORTEST or mine.word.weight < NOUN:
                continue
            is_other = kind not in of.claim.text and head not in of.statement.text.replace(whole, "")
            if is_other and not _NO_NARROWER.fullmatch(kind) and kind[0] != "新":
                yield Difference("name", head, whole)
                return


def _narrows(held: Held) -> bool:
    word = held.word
    return (
        held.part < MET
        and held.near < _ALIKE
        and word.weight >= NOUN
        and not word.is_name
        and len(word.surface) >= _SHORTEST
        and word.surface[0] != "新"
        and not _NO_NARROWER.fullmatch(word.surface)
    )


_SUBJECT = re.compile("[一-龯]?[はがを]")
_OF_IT = re.compile("[一-龯]?の")
_SUBJECT_OR_NEXT = re.compile("[はがをも]")
_SAYS_NO_PART = re.compile(
    "[一-龯々ァ-ヴーの]{0,28}(?:正体|真相|額|量|数|率|値|値段|価格|料金|割合|話|件|方|ほう|こと|事|分|残高|水準|状況|状態|情報|噂|うわさ|動画|写真|ニュース|問題|実態|影響|結果|おかげ|せい|ため|本体|全体|すべて|全部)"
)


def _part_of_it(of: Alignment) -> Iterator[Difference]:
    """ダムの水門が beside ダムが: of a part or another thing of it."""
    for one, other in zip(of.theirs, of.theirs[1:], strict=False):
        gap = of.statement.text[one.word.end : other.word.start]
        if not _OF_IT.fullmatch(gap) or one.at < 0 or one.near < MET:
            continue
        mine = of.ours[one.at].word
        if _OF_A_TIME.search(mine.surface) or not _SUBJECT.match(of.claim.text, mine.end) or not _narrows(other):
            continue
        run = _RUN.match(of.statement.text, other.word.start)
        end = max(run.end() if run else 0, other.word.end)  # 手書き ends in kana
        whole = of.statement.text[other.word.start : end]
        if _SUBJECT_OR_NEXT.match(of.statement.text, end) and not _SAYS_NO_PART.fullmatch(whole):
            yield Difference("name", mine.surface, f"{one.word.surface}の{whole}")
            return


_WHERE = re.compile("([一-龯々ァ-ヴー]{2,8})で(?![すはもあ]|[^。]{0,3}ない)")
_ALL_OF_IT = re.compile(
    "国内|県内|市内|中|なか|各地|全土|全域|全国|どこか?|人|人たち|人々|方|ほう|間|あいだ|場合|多く|現場|世界"
)


def _somewhere_in_it(of: Alignment) -> Iterator[Difference]:
    """日本の喫茶店で飲まれる beside 日本で飲まれる."""
    for place in {found[1] for found in _WHERE.finditer(of.claim.text)}:
        narrower = re.search(f"{re.escape(place)}の([一-龯々ァ-ヴー]{{2,12}})で(?!す)", of.statement.text)
        is_said_of_all = f"{place}で" in of.statement.text
        if narrower and not is_said_of_all and narrower[1] not in of.claim.text and not _ALL_OF_IT.match(narrower[1]):
            yield Difference("place", place, f"{place}の{narrower[1]}")
            return


_SET_AT = re.compile(
    "([一-龯々ァ-ヴー]{2,12})を[^、。0-9]{0,12}?([0-9][0-9.,]{0,9}[割%倍]?)(?:に|まで|へ)(?:す|し|引|上|下|増|減|改|決|設|変|定)"
)


def _set_at(of: Alignment) -> Iterator[Difference]:
    """輸出税を6割にする beside a claim of which 6割 is a share: the figure is another thing's."""
    for found in _SET_AT.finditer(of.statement.text):
        thing, figure = found[1], found[2]
        share = re.search(f"([一-龯々ァ-ヴー]{{2,12}})の{re.escape(figure)}[はがを、]", of.claim.text)
        if share and thing not in of.claim.text and share[1] not in thing:
            yield Difference("name", share[0][:-1], f"{thing}を{figure}に")
            return


_OF_A_TIME = re.compile("[回年月日度期春夏秋冬朝夜]$")
_RUN = re.compile("[一-龯々ァ-ヴー]{1,12}(?:の[一-龯々ァ-ヴー]{1,12})?")


_PEOPLE = re.compile("[国県市町村区都府道島]民(?![営間家活法族宿権])")
_OLD_OR_NEW = re.compile("([新旧])([一-龯ァ-ヴー]{2,12})")


def _of_other_people(of: Alignment) -> Iterator[Difference]:
    """国民1人あたり beside 市民1人あたり, 市民の借金 beside 市の借金, 旧スタジアム beside 新スタジアム."""
    said, heard = set(_PEOPLE.findall(of.claim.text)), set(_PEOPLE.findall(of.statement.text))
    if said and heard and not said & heard:
        yield Difference("name", min(said), min(heard))
    for place in of.claim.facts.places:
        if f"{place}の" in of.claim.text and f"{place}民の" in of.statement.text and not said:
            yield Difference("name", place, f"{place}民")
    for age, name in _OLD_OR_NEW.findall(of.claim.text):
        other = ("旧" if age == "新" else "新") + name[:_SHORTEST]
        if other in of.statement.text and age + name[:_SHORTEST] not in of.statement.text:
            yield Difference("name", age + name, other + name[_SHORTEST:])


_TOWNS = re.compile("([0-9]{1,4})(市町村|市町|町村|市|町|村|区|都道府県|県|[かカヶ]国)(?![一-龯])")


def _of_other_towns(of: Alignment) -> Iterator[Difference]:
    """14町村 beside 14市."""
    heard = dict(_TOWNS.findall(of.statement.text))
    for figure, kind in _TOWNS.findall(of.claim.text):
        if figure in heard and heard[figure] != kind:
            yield Difference("name", figure + kind, figure + heard[figure])


def _unnamed(of: Alignment) -> Iterator[Difference]:
    """ダムが決壊した beside a claim of one dam: nothing in the statement says which."""
    names = [each for each in of.ours if each.word.is_name]
    if _shares_a_fact(of):
        return
    if any(each.near >= MET for each in names) or any(
        place[:-1] in of.statement.text for place in of.claim.facts.places
    ):
        return
    for one, other in zip(of.ours, of.ours[1:], strict=False):
        is_joined = one.word.is_name and one.word.end == other.word.start and other.word.weight >= NOUN
        if is_joined and other.part >= 1 and one.word.reading not in of.statement.reading:
            yield Difference("name", one.word.surface + other.word.surface, "", is_essential=True)
            return


def _shares_a_fact(of: Alignment) -> bool:
    """A date or an amount of the claim tells it as well as its name."""
    days = (may_be_one(day, other) for day in of.claim.facts.days for other in of.statement.facts.days)
    numbers = (agree(number, other) for number in of.claim.facts.numbers for other in of.statement.facts.numbers)
    return any(days) or any(numbers)
