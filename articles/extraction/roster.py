"""Who a document's labels name: offices, persons and askers, each in the fullest form the document gives."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction.mentions.persons import FOREIGN_NAME
from articles.extraction.mentions.tables import OFFICE
from articles.extraction.results import Span
from articles.japanese.words import Word, words


class Sort(StrEnum):
    """What kind of word a label is."""

    ASKER = "asker"
    """記者, 問, 参加者: one of many, who asks."""
    ANSWER = "answer"
    """答, A: whoever is asked."""
    CHAIR = "chair"
    OFFICE = "office"
    NAME = "name"
    UNKNOWN = "unknown"
    """Neither a person by its form nor a thing: a nickname, SPEAKER_1."""
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Who:
    """A label read: `name` without spaces, honorific and title, `office` as it stands, either may be missing."""

    sort: Sort
    name: str | None
    office: str
    is_member: bool = False
    """Sits in an assembly, and asks there: 12番, 議員, 委員, or a bare name with 君."""

    @property
    def is_person(self) -> bool:
        return self.sort not in (Sort.UNKNOWN, Sort.THING)


_HONORIFIC = re.compile(r"(?<=.)(?:君|さん|氏|様|さま|くん|殿|ちゃん|先生|候補者?|選手)$")
_ASKER = re.compile(
    r"(?:記者|幹事社|聞き手|インタビュアー|インタビュー|パーソナリティー?|ナビゲーター|[MＭ][CＣ]|質問者?|参加者|来場者|出席者|聴講者|受講者|聴衆|会場|フロア|市民|住民|町民|村民|県民|区民|都民|"
    r"保護者|視聴者|読者|傍聴者?|発言者|編集部|編集者|本紙|本誌|取材班|株主|投資家|アナリスト)[0-9０-９A-ZＡ-Ｚ一二三四五①-⑳]{0,2}(?:さん|の声)?$|"
    r"^(?:問|質|質疑|[QＱ])[0-9０-９]{0,3}$|(?:新聞|通信社?|テレビ|放送|新報|日報|タイムズ|ＮＨＫ|NHK)(?:社|記者)?$"
)
_ASKS_BY_FORM = re.compile(r"記者|参加者|^[問質QＱ]")
_REPORTS = re.compile(
    r"(?:[^\s・]{0,12}(?:新聞社?|通信社?|テレビ|放送|新報|日報|タイムズ)|ＮＨＫ|NHK|フリー(?:ランス|ライター|ジャーナリスト)?|聞き手|インタビュアー|質問者|記者)[・ 　/／＝=][^・]"
)
"""フリー・早瀬, みなと新聞・早瀬: who asks at a press conference, by whom they work for."""
_ANSWER = re.compile(r"^(?:答|答え|答弁|回答者?|[AＡ])[0-9０-９]{0,3}$")
_CHAIR = re.compile(r"議長|委員長|座長|司会|進行|モデレーター|ファシリテーター|コーディネーター|事務局$|^議事")
_MEMBER = re.compile(r"(?:議員|委員)$|^[0-9０-９一二三四五六七八九十〇]{1,3}番")
_SEAT = re.compile(r"[0-9０-９一二三四五六七八九十〇]{1,3}番[ 　]*(?:議員|委員)?")
_PERSON_END = re.compile(
    rf"(?:{OFFICE}|[^\s]{{1,12}}[長官員者監士師相臣役]|参考人|証人|公述人|代表|担当|司会|進行|弁護団|[^\s]*(?:男性|女性|主婦|学生|生徒|児童|店主|農家|漁師|客|住民|"
    rf"父|母|祖父|祖母|夫|妻|ママ|パパ|友人|同僚|近所の人|家|人|側|アナ|アナウンサー|キャスター|リポーター|ナレーター|ナレーション|ゲスト|リーダー|スタッフ|コーチ|監督|主将|講師|先生|医|生))$"
)
_NOT_PERSON = re.compile(
    r"(?:対象|該当|応募|利用|死亡|感染|負傷|行方不明|死|患)者$|(?:定|満|増|減|動|全)員$|(?:法|成|個|求|本|別|他|各|万|何)人$|(?:延|成|身|特|波|冗|助|増|最|全)長$|"
    r"(?:組|見|国|作|実用|専門)家$|(?:先|衛|発|派|再|誕)生$|(?:裏|内|外|両|右|左|片|反対)側$|"
    r"^(?:日時|場所|対象|期間|主催|共催|後援|監督|脚本|主演|出演|司会者?紹介|写真|撮影|取材|文|構成|文責|担当課?|問い?合わ?せ先?|連絡先|提供|出典|参考|注|備考|"
    r"訂正|解説|論説|速報|特報|連載|関連|資料|新人|現職|新顔|元職|無所属|外国人|日本人)$|"
    r"^[0-9０-９]+$|[0-9０-９](?:日|月|年|時|分|円|人|回|章|条|節|号|番|[%％]|割|倍|つ|点|か所|カ所|件)|[県市町村区]$|[都道府県省庁市区町村]内$"
)
_MAYOR = re.compile(
    r"^(?:市長|町長|村長|区長|知事|副市長|副町長|副村長|副区長|副知事|市議|県議|都議|市議会|県議会|府知事|都知事|県知事|市議会議長|県議会議長|署長|駅長|支店長|支社長|支局長)"
)
_KANJI_NAME = re.compile(r"[一-龯々ヶ〆ぁ-んァ-ヴーゝ]+")


def unspaced(word: str) -> str:
    """町　長 → 町長, 山　村　勇 → 山村勇, 大石 実 → 大石実; spaces in Latin names stay."""
    word = word.strip(" 　\t")
    together = re.sub(r"[ 　]+", "", word)
    return together if _KANJI_NAME.fullmatch(together) else word


def read_label(who: str, beside: str) -> Who:
    """What a label says: the word itself and what stands in brackets with it."""
    word = COMMENT.sub("", unspaced(_joined_brackets(who)))
    if _ANSWER.match(word):
        return Who(Sort.ANSWER, named_in(beside), word)
    seat = _SEAT.match(word)
    if seat:
        named = named_in(word[seat.end() :]) or named_in(beside)
        return Who(Sort.NAME if named else Sort.OFFICE, named, seat[0].strip(" 　"), True)
    if asks := _reporter(who.strip()):
        return Who(Sort.ASKER, asks, "")
    name, office = _behind_title(who) or split(word)
    if beside and (other := split(unspaced(beside))) and other[0] and (name is None or _is_longer(other[0], name)):
        name, office = other[0], word if name is None else office
    elif name is None and _is_office(word):
        name = _held_by(unspaced(beside))
    is_member = bool(_MEMBER.search(office)) or (word.endswith("君") and not office)
    return Who(_sort(word, name, office), name, office or ("" if name else word), is_member)


_RARE_GIVEN = re.compile("[一-龯々]{1,3}")


def _held_by(beside: str) -> str | None:
    """大和田进 in 市長（大和田进）: a family name before a given name that the dictionary does not know; not 市長（当時）."""
    family = words(beside)[0].text if beside else ""
    given = beside[len(family) :]
    is_name = bool(_RARE_GIVEN.fullmatch(given)) and 1 < len(family) <= _LONGEST_FAMILY and is_family(family)
    return beside if is_name and not _is_office(given) else None


COMMENT = re.compile(r"(?<=..)の?(?:コメント|談話)$")


def _reporter(who: str) -> str | None:
    """早瀬 of みなと通信 早瀬, whom unspaced the dictionary does not tell from the agency."""
    agency = _REPORTS.match(who)
    name, office = split(unspaced(who[agency.end() - 1 :])) if agency else (None, "")
    return name if office in ("", "記者") else None


def _behind_title(who: str) -> tuple[str, str] | None:
    """工場長　早瀬: a family name apart from the title before it."""
    parts = re.split(r"[ 　]+", who.strip())
    if len(parts) != 2 or not _is_office(parts[0]) or "人名" in words(parts[0])[0].tag:
        return None
    return (parts[1], parts[0]) if is_family(parts[1]) else None


def _sort(word: str, name: str | None, office: str) -> Sort:
    plain = office or word
    if _ASKER.search(plain) and (name is None or _ASKS_BY_FORM.search(plain)):
        return Sort.ASKER
    if name and not office and _REPORTS.match(word):
        return Sort.ASKER
    if _CHAIR.search(plain) and not (name and not office):
        return Sort.CHAIR
    if name:
        return Sort.NAME
    if _NOT_PERSON.search(word):
        return Sort.THING
    if _PERSON_END.search(word) or _BODY_END.search(word):
        return Sort.OFFICE
    return _by_dictionary(word)


_BODY_END = re.compile(r"(?:委員会|協議会|協会|組合|教委|連盟|会議所|労組)$")


def _by_dictionary(word: str) -> Sort:
    """A word that is no person by its form: known to the dictionary as a thing, or not known at all."""
    found = words(word)
    if all(_is_thing(each) for each in found) or len(word) > _LONGEST_NAME or found[-1].tag.startswith(_GRAMMAR):
        return Sort.THING
    return Sort.UNKNOWN


_LONGEST_NAME = 16
_GRAMMAR = ("助詞", "助動詞", "動詞", "形容詞", "接続詞")


def _is_thing(word: Word) -> bool:
    return word.tag.startswith(
        ("名詞-普通名詞", "名詞-数詞", "補助記号", "接頭辞", "接尾辞", "助詞", "連体詞", "記号")
    ) and not re.fullmatch("[A-Za-zＡ-Ｚａ-ｚぁ-ん]{1,12}", word.text)


def _joined_brackets(who: str) -> str:
    """早瀬（直）委員 → 早瀬直委員: a given name in brackets tells two of one family name apart."""
    return re.sub(r"^(\S{1,6})[（(](\S{1,4})[）)](?=.)", r"\1\2", who)


def _is_longer(one: str, other: str) -> bool:
    return len(one) > len(other) and one.startswith(other)


def named_in(word: str) -> str | None:
    """The personal name a short phrase holds, without honorific or title."""
    return split(unspaced(word))[0] if word else None


def split(word: str) -> tuple[str | None, str]:
    """Name and office: 北野建設部長 → 北野, 建設部長; 立憲・西田実議員 → 西田実, 議員; 国務大臣 → None, 国務大臣."""
    bare = word if re.fullmatch("[A-ZＡ-Ｚ]氏|[A-ZＡ-Ｚ]さん", word) else _HONORIFIC.sub("", word)
    is_called = bare != word
    parts = [part for part in re.split(r"[・ 　\t=＝/／、]", bare) if part]
    if FOREIGN_NAME.fullmatch(bare) or _LATIN_NAME.fullmatch(bare):
        return bare, ""
    if len(parts) > 1 and is_full(parts[0]) and not is_full((_split_part(parts[-1]) or ("",))[0]):
        return parts[0], parts[-1] if _PERSON_END.search(parts[-1]) else ""
    for part in reversed(parts) if len(parts) > 1 else parts:
        if part != parts[-1] and not _is_title_alone(parts[-1]):
            continue
        if found := _split_part(part) or (len(parts) > 1 and _titled_abroad(part)):
            beside = "".join(other for other in parts if other != part and _PERSON_END.search(other))
            return found[0], found[1] or beside
    if is_called and len(parts) == 1 and not bare.endswith(_POSTS) and _may_be_called(bare):
        return bare, ""
    return None, word


_LATIN_NAME = re.compile("[A-Z][a-z]{1,14}(?: [A-Z][a-z.]{0,14}){1,2}")
_TITLED_ABROAD = re.compile(r"(?P<who>[ァ-ヴー]{2,10})(?P<office>監督|主将|大統領|首相|外相|教授|議員)")
_POSTS = ("教頭", "校長", "園長", "担任", "顧問")


def _may_be_called(bare: str) -> bool:
    """みっちー of みっちーさん; not 司会 of 司会さん."""
    return len(bare) <= _LONGEST_NAME and not _PERSON_END.search(bare) and not _ASKER.search(bare)


def _split_part(part: str) -> tuple[str, str] | None:
    for length in _name_lengths(part):
        rest = part[length:]
        is_university = part[:length].endswith("大") and _TEACHES.fullmatch(rest)
        if not is_university and (not rest or _is_office(rest)):
            return part[:length], rest
    return _behind_office(part)


def _titled_abroad(part: str) -> tuple[str, str] | None:
    """ソリアノ監督 behind a club or a party: a name in katakana that the dictionary does not know."""
    found = _TITLED_ABROAD.fullmatch(part)
    return (found["who"], found["office"]) if found else None


_TEACHES = re.compile("(?:特任|名誉|客員)?(?:教授|准教授|講師|助教|学長|研究員)")


def _is_title_alone(part: str) -> bool:
    """部長, but not ソリアノ監督."""
    return _is_office(part) and not _TITLED_ABROAD.fullmatch(part)


def _is_office(rest: str) -> bool:
    return bool(_PERSON_END.fullmatch(_HONORIFIC.sub("", rest) or "員")) or bool(re.fullmatch(OFFICE, rest))


def _name_lengths(part: str) -> list[int]:
    """How much of a word may be a name at its beginning, the likeliest first."""
    found = words(part)
    if not found:
        return []
    first = found[0]
    if "人名" in first.tag:
        return _from_family(found)
    rest = part[len(first.text) :]
    if len(first.text) <= _LONGEST_FAMILY and is_family(first.text):
        has_given = len(found) > 1 and "人名" in found[1].tag
        is_place = bool(_MAYOR.match(rest)) and first.text in _PREFECTURES
        return _from_family(found) if has_given else [] if is_place else [len(first.text)]
    if first.tag.startswith("名詞-固有名詞") and "地名" not in first.tag:
        return [
            n for n in (2, 3, 1) if n < len(part) and "人名-姓" in words(part[:n])[0].tag and len(words(part[:n])) == 1
        ]
    if len(found) > 1 and "人名-名" in found[1].tag and len(first.text) <= 3:
        return _from_family(found)
    return _in_kana(found)


def _in_kana(found: tuple[Word, ...]) -> list[int]:
    """はやせ直人: a family name in kana, which the dictionary takes apart."""
    length = 0
    for word in found:
        length += len(word.text)
        if length > len(word.text) and "人名-名" in word.tag:
            return [length]
        if not re.fullmatch("[ぁ-んー]+", word.text):
            break
    whole = _KANA_FAMILY.match("".join(word.text for word in found))
    return [whole.end()] if whole else []


_KANA_FAMILY = re.compile(
    r"[ぁ-ん]{2,5}[一-龯々]{2}(?=議員|委員|候補|市議|県議|町議|村議|区議|市長|知事|町長|村長|さん|氏|君|$)"
)


def is_family(word: str) -> bool:
    """Whether a word may be a family name, though the dictionary has it as a place (三隅) or a thing (早瀬), too."""
    called = words(word + "さん")
    return called[0].text == word and "人名-姓" in called[0].tag


_LONGEST_FAMILY = 4
_PREFECTURES = frozenset(  # one string reads better than 47
    [
        "青森",
        "岩手",
        "宮城",
        "秋田",
        "山形",
        "福島",
        "茨城",
        "栃木",
        "群馬",
        "埼玉",
        "千葉",
        "神奈川",
        "新潟",
        "富山",
        "石川",
        "福井",
        "山梨",
        "長野",
        "岐阜",
        "静岡",
        "愛知",
        "三重",
        "滋賀",
        "兵庫",
        "奈良",
        "和歌山",
        "鳥取",
        "島根",
        "岡山",
        "広島",
        "山口",
        "徳島",
        "香川",
        "愛媛",
        "高知",
        "福岡",
        "佐賀",
        "長崎",
        "熊本",
        "大分",
        "宮崎",
        "鹿児島",
        "沖縄",
    ]
)
"""Before 知事 the prefecture rather than a person of that name."""


def _from_family(found: tuple[Word, ...]) -> list[int]:
    length = len(found[0].text)
    whole = [length]
    for word in found[1:]:
        if "人名" not in word.tag and (len(whole) > 1 or not _may_be_given(word)):
            break
        length += len(word.text)
        whole.insert(0, length)
    return whole


def _may_be_given(word: Word) -> bool:
    """A given name the dictionary has as a common word (実) or not at all; 国務 and 建設 are none."""
    is_common = len(word.text) > 1 and word.tag.startswith("名詞-普通名詞")
    return len(word.text) <= _LONGEST_GIVEN and not is_common and not _is_office(word.text)


_LONGEST_GIVEN = 3


def _behind_office(part: str) -> tuple[str, str] | None:
    """国務大臣坂本花子, 公明党西田実議員: the name behind an office or a party."""
    found = words(part)
    at = 0
    for index, word in enumerate(found):
        if index and "人名-姓" in word.tag:
            for length in _from_family(found[index:]):
                rest = part[at + length :]
                if (not rest and length > len(word.text)) or (rest and _is_office(rest)):
                    return part[at : at + length], rest or (part[:at] if _is_office(part[:at]) else "")
        at += len(word.text)
    return None


def is_full(name: str) -> bool:
    """Whether a name has its given name, as far as the dictionary knows."""
    found = words(name)
    return len(found) > 1 and "人名-姓" in found[0].tag and "人名-名" in found[-1].tag


_MOST_ASKED = 300  # different words to look up in a document; each costs a search of the text
_MOST_PLACES = 40
_RUN = re.compile(r"(?P<space>[ 　]{0,3})(?P<run>[一-龯々](?:[ 　]?[一-龯々]){0,7}|[ぁ-ん]{2,6}|[ァ-ヴー]{2,6})")
_ENDS_NAME = re.compile(
    rf"[ 　]{{0,3}}(?:君|さん|氏|様|候補|議員|委員|(?:{OFFICE})|[（(、。，,\n\r：:／/・）)」】]|です|でご|と申|$)"
)
_BEFORE_NAME = re.compile(r"[長員相官者臣人士授事表師監役補]$")


class Roster:
    """Full names by family name and by office; what the labels give comes first, then the rest of the document."""

    def __init__(self, text: str, labels: Sequence[Span] = ()) -> None:
        self.text = text
        self._labels = labels
        self.offices: dict[str, list[tuple[int, str]]] = {}
        self._shorter: dict[str, set[str]] = {}  # names of labels by each of their beginnings
        self._ends: dict[str, set[str]] = {}  # offices of labels by each of their ends
        self._full: dict[str, str] = {}
        self._held: dict[str, str | None] = {}

    def add(self, who: Who, position: int) -> None:
        if who.name is None:
            return
        self.note(who.name)
        if who.office:
            self.offices.setdefault(who.office, []).append((position, who.name))
            for start in range(1, len(who.office) - 1):
                self._ends.setdefault(who.office[start:], set()).add(who.office)

    def note(self, name: str) -> None:
        """A name the document gives, to be found by its beginning."""
        for length in range(max(1, len(name) - _LONGEST_GIVEN), len(name)):
            self._shorter.setdefault(name[:length], set()).add(name)

    def beginning_with(self, family: str) -> str | None:
        """The only longer name of the labels that begins so."""
        longer = self._shorter.get(family, set())
        return next(iter(longer)) if len(longer) == 1 else None

    def full(self, name: str) -> str:
        """The fullest form of a name."""
        if is_full(name):
            return name
        if name not in self._full:
            self._full[name] = self.beginning_with(name) or self._in_text(name) or name
        return self._full[name]

    def _in_text(self, name: str) -> str | None:
        if len(self._full) >= _MOST_ASKED or not _KANJI_NAME.fullmatch(name):
            return None
        found: Counter[str] = Counter()
        apart = re.compile("[ 　]{0,3}".join(map(re.escape, name)))
        for _, at in zip(range(_MOST_PLACES), apart.finditer(self.text), strict=False):
            if _follows_kanji(self.text, at.start()) or self._is_label(at.end()):
                continue
            if given := _given(self.text, at.end(), name):
                found[name + given] += 1
        return found.most_common(1)[0][0] if found else None

    def _is_label(self, position: int) -> bool:
        """Whether speech rather than a given name may follow: 塚原　春までは…."""
        index = bisect_right(self._labels, position, key=lambda span: span.start) - 1
        return index >= 0 and self._labels[index].end - position in range(2)

    def holder(self, office: str, position: int) -> str | None:
        """Who holds an office: as a label near `position` says, else the document."""
        if rows := self.offices.get(office) or self._like(office):
            before = [name for at, name in rows if at <= position]
            return self.full(before[-1] if before else rows[0][1])
        if office not in self._held:
            self._held[office] = None if len(self._held) >= _MOST_ASKED else self._named_with(office)
        return self._held[office]

    def _like(self, office: str) -> list[tuple[int, str]]:
        """国務大臣 for 大臣, where only one is like it."""
        like = self._ends.get(office, set()) if len(office) > 1 else set()
        rows = self.offices[next(iter(like))] if len(like) == 1 else []
        return rows if len({name for _, name in rows}) == 1 else []

    def _named_with(self, office: str) -> str | None:
        """A full name right before or behind an office anywhere: 大石隆志市長, 市長の大石隆志です, 市長　大石　隆志."""
        for _, at in zip(range(_MOST_PLACES), re.finditer(re.escape(office), self.text), strict=False):
            before = None if _SEAT.fullmatch(office) else _name_before(self.text, at.start())
            behind = _name_behind(self.text, at.end()) if before is None else None
            if name := before or behind:
                return name
        return None


_NOT_GIVEN = ("君", "様", "氏", "殿")


def _follows_kanji(text: str, position: int) -> bool:
    before = text[max(0, position - 2) : position]
    return bool(re.search("[一-龯々ァ-ヴー]$", before)) and not _BEFORE_NAME.search(before)


def _given(text: str, position: int, family: str) -> str | None:
    """The given name behind a family name where one stands there: by the dictionary, else by what closes it."""
    found = _RUN.match(text, position, position + 16)
    if found is None:
        return None
    run = re.sub("[ 　]", "", found["run"])
    known = words(family + run)
    if known[0].text == family and len(known) > 1 and "人名-名" in known[1].tag:
        return known[1].text
    return _closed_given(text, position, bool(found["space"]))


def _closed_given(text: str, position: int, apart: bool) -> str | None:
    """A given name the dictionary does not know: 昌平 of 鳥居　昌平君, 実 of 西田 実（…."""
    for length in (3, 2, 1):
        given = re.match(rf"[ 　]{{0,3}}((?:[一-龯々][ 　]?){{{length}}})", text[position : position + 12])
        if given is None or not _ENDS_NAME.match(text, position + given.end(), position + given.end() + 12):
            continue
        word = re.sub("[ 　]", "", given[1])
        is_thing = len(word) > 1 and all(_is_thing(each) for each in words(word))
        if (
            word in _NOT_GIVEN
            or word[-1] in _NOT_GIVEN
            or _is_office(word)
            or word[0] in "市町村県区都府党省副元前"
            or (is_thing and not apart)
        ):
            continue
        return word
    return None


def _name_before(text: str, end: int) -> str | None:
    run = re.search(r"[一-龯々ヶぁ-んァ-ヴー 　]{1,11}[一-龯々ヶぁ-んァ-ヴー]$", text[max(0, end - 12) : end])
    if run is None:
        return None
    parts = words(run[0])
    for index in range(len(parts)):
        if "人名-姓" in parts[index].tag and len(parts) - index > 1:
            rest = [word for word in parts[index + 1 :] if word.text.strip()]
            name = parts[index].text + "".join(word.text for word in rest)
            if 1 <= len(rest) <= 2 and "人名-名" in rest[-1].tag:
                return name
    return None


_JOINT = re.compile(r"(?:の|：|:|・|、|は|が|を務める|[ 　]){0,3}")


def _name_behind(text: str, start: int) -> str | None:
    joint = _JOINT.match(text, start, start + 6)
    begin = joint.end() if joint else start
    run = re.match(
        r"[一-龯々ヶぁ-んァ-ヴー]{1,8}(?:[ 　]{1,3}[一-龯々ぁ-んァ-ヴー]{1,6}){0,4}", text[begin : begin + 16]
    )
    if run is None:
        return None
    together = re.sub("[ 　]", "", run[0])
    parts = words(together)
    if "人名-姓" not in parts[0].tag or len(parts) < 2 or "人名-名" not in parts[1].tag:
        return None
    return parts[0].text + parts[1].text
