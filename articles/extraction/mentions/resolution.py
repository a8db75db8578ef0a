"""The speaker a noun phrase stands for, by the first rule that fits it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from articles.extraction.mentions import persons, tables
from articles.extraction.mentions.gate import is_speaker_name
from articles.extraction.mentions.persons import FOREIGN_NAME, KATAKANA_NAME, ROLE, ROLE_ALONE
from articles.extraction.mentions.register import Register


class Means(StrEnum):
    """What a phrase means by its construction."""

    TELLER = "whose words, findings or papers they are"
    TWO_BACK = "the two named last"
    JOINT = "several named together"
    NAMED_BODY_BACK = "同 with the kind of body that was named"
    UNNAMED_BACK = "この担当者: the unnamed person last called so"
    PERSON_BACK = "the person named last"
    BODY_BACK = "the body of a kind named last"
    NEAREST = "市, 委員会 or 会社 alone: the one named last"
    BRANCH = "a branch under its longer name"
    PERSON = "a personal name with its title"
    OFFICE = "an office: who holds it in the document"
    SHORT_FORM = "a short form the document explains"
    DESCRIBED = "a name behind what it is"
    ITSELF = "the phrase as it stands"


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrase without brackets, dates and plural endings, and where it stands."""

    phrase: str
    position: int
    register: Register
    plural: str = ""
    """ら or たち, where the phrase ended in it."""

    @property
    def owner(self) -> str:
        return self.phrase.rpartition("の")[0]

    @property
    def last(self) -> str:
        return self.phrase.rpartition("の")[2].strip("「」『』")

    def of(self, phrase: str) -> str | None:
        """Another phrase at the same place."""
        return resolve(phrase, self.position, self.register)


@dataclass(frozen=True, slots=True)
class Example:
    """What `phrase` resolves to at the end of `text`; `persons` are names with their roles, as a parse finds them."""

    text: str
    phrase: str
    name: str | None
    persons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """`fits` finds what `answer` needs, or None where the rule does not apply."""

    name: Means
    fits: Callable[[Asked], Any]
    answer: Callable[[Asked, Any], str | None]
    examples: tuple[Example, ...]


_LONGEST = 200  # code points of a phrase that may name speakers


def resolve(phrase: str, position: int, register: Register) -> str | None:
    """The speaker a source phrase stands for, without honorific or title; None where it is nobody or unsure.

    `phrase` is the noun phrase as it stands (共進党の折原千景代表, 同社, 首相); `position` its start in the text.
    """
    if len(phrase) > _LONGEST:
        return None
    asked = asked_about(phrase, position, register)
    return checked(asked, first_fitting(asked)[1])


def checked(asked: Asked, name: str | None) -> str | None:
    """A rule's answer, with the plural of the phrase where it stands as it is; None if that is no speaker's name."""
    if name is None or asked.register.is_person(name):
        return name
    name += asked.plural if name == asked.phrase else ""
    return name if is_speaker_name(name) else None


def asked_about(phrase: str, position: int, register: Register) -> Asked:
    """A phrase as the rules see it."""
    bare = _bare(phrase)
    trimmed = _trimmed(bare)
    plural = _PLURAL.search(bare)
    return Asked(trimmed, position, register, plural[0] if plural and trimmed + plural[0] == bare else "")


def first_fitting(asked: Asked) -> tuple[Means, str | None]:
    """The rule that applies, with its answer."""
    for rule in RULES:
        if (found := rule.fits(asked)) is not None:
            return rule.name, rule.answer(asked, found)
    return Means.ITSELF, asked.phrase


_PLURAL = re.compile(r"(?<=[一-龯ァ-ヴーんさ])(?:ら|たち)$|(?<=[人者員])達$")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_DATED = re.compile(r"^(?:[0-9０-９]+(?:年|月|日|時|分)|午前|午後|現在|付け?|時点|今年|昨年)+で?の")
_LEADING = re.compile(
    r"^(?:後の|今回の|当時の|当の|(?:[^・]*・)*[^・]*(?:メーカー|大手|団体|企業|会社|業者|製造元)・(?=.{2,})"
    rf"|(?:{tables.any_of(name for names in tables.COUNTRIES.values() for name in names)})・(?=.{{2,}}))"
)
_TRAILING = re.compile(
    r"(?:自身|本人|など|等|ほか|他|(?<=[一-龯ァ-ヴーんさ])(?:ら|たち)(?:[0-9０-９]+人)?|(?<=[人者員])達)+$"
)
_COUNT = re.compile(r"(?<=[一-龯])約?[0-9０-９]{2,}人$")
_SIDE = re.compile(r"(?<=[ァ-ヴーA-Za-z社省庁署党市県町村区局会校大院行家氏])側$")


def _bare(phrase: str) -> str:
    phrase = _BRACKETS.sub("", phrase).strip(" 　\t\n、・○◯●◎◆◇■□▽▼")
    return phrase if phrase.count("「") == phrase.count("」") else phrase.strip("「」")


def _trimmed(phrase: str) -> str:
    phrase = _LEADING.sub("", _DATED.sub("", phrase))
    if phrase.endswith("側") and _PLACE.fullmatch(phrase[:-1]):
        return phrase[:-1]
    shorter = _SIDE.sub("", _TRAILING.sub("", _COUNT.sub("", phrase)))
    return shorter if len(shorter) > 1 else phrase


# --- whose words, findings or papers --------------------------------------------------------------------------------

_TOLD = re.compile(
    r"(?P<owner>.{2,}?)(?:の(?:話|説明|調べ|発表|まとめ|コメント|談話|証言|見解|見方|主張|分析|報告)|(?:の公式|の|公式)?(?:ウェブサイト|ホームページ|サイト|ページ|プレスリリース|ツイッター|ブログ|公式発表)(?:の.{2,8})?)"
)
_PAPER = re.compile(
    r"(?:(?P<owner>.{2,30})の)?(?:(?:中間|最終|年次|総括|調査|事故調査)?(?:報告書?|文書|リポート|声明|白書)|[^の]{0,14}(?:ガイドライン|指針|提言|総括文書))"
)


def _told(asked: Asked) -> str | None:
    if match := _TOLD.fullmatch(asked.phrase) or _PAPER.fullmatch(asked.phrase):
        return match["owner"] or asked.register.author(asked.position)
    if asked.phrase.endswith("判決") or asked.phrase in ("一審", "二審", "1審", "2審"):
        courts = (asked.register.run_before(kind, asked.position) for kind in ("地裁", "高裁", "家裁", "最高裁"))
        return next(iter(asked.register.bodies_before("裁", asked.position)), None) or next(filter(None, courts), None)
    return None


# --- several --------------------------------------------------------------------------------------------------------

_BOTH = re.compile(
    r"(?:(?P<second>[^の、]{2,10})の)?(?:(?:両|[2２二])(?P<kind>氏|人|名|容疑者|被告|選手|議員|候補|首脳|社長|知事|市長|大臣|外相)|両(?P<body>[一-龯]{1,4}))"
)
_LISTED_FIRST = re.compile(r"(?P<first>[^\s、。「」はがをに]{2,10})、$")


def _two(asked: Asked) -> list[str] | None:
    match = _BOTH.fullmatch(asked.phrase) or _BOTH.fullmatch(asked.last)
    if match is None:
        return None
    register, position = asked.register, asked.position
    if match["second"] and (first := _LISTED_FIRST.search(register.text, 0, position)):
        return [register.full_name(first["first"]), register.full_name(match["second"])]  # 八重樫、能見の両氏
    if match["body"] and match["body"] not in tables.BODY_ENDINGS:
        return None
    start = position + asked.phrase.rfind(match[0])
    return register.bodies_before(match["body"], start, 2) if match["body"] else register.persons_before(start, 2)


def _pair(asked: Asked, found: list[str]) -> str | None:
    return "、".join(found) if len(found) == 2 else None


_JOINED = re.compile(
    r"(?P<one>[^とや、]+(?:[^とや、ぁ-ん]|さん|ちゃん|くん|さま|ら|など|たち))(?:と|や|および|及び|並びに|ならびに|、)、?(?P<other>[^とのや、]{2,})"
)
_JOINED_PERSONS = re.compile(r"(?P<one>[^と]{3,30})(?:と|、)、?(?P<other>[^と]{3,30})")
_SAME_KIND = re.compile(r"(?P<one>[^・]+)・(?P<other>[^・]+)")


def _several(asked: Asked) -> tuple[str, str] | None:
    name = person_name(asked.last, asked.register) or ""
    if asked.register.is_body(asked.phrase) or re.search("[とや]", name):
        return None  # 宮沢さやか課長 is one person
    joined = _JOINED.fullmatch(asked.phrase)
    if joined and joined["one"].count("「") == joined["one"].count("」"):
        return joined["one"], joined["other"]
    if (two := _JOINED_PERSONS.fullmatch(asked.phrase)) and all(map(persons.is_role, two.groups())):
        return two["one"], two["other"]
    listed = _SAME_KIND.fullmatch(asked.phrase)
    if listed and listed["one"][-1] == listed["other"][-1] and re.match("[一-龯]", listed["one"][-1]):
        return listed["one"], listed["other"]
    return None


def _each(asked: Asked, parts: tuple[str, str]) -> str | None:
    names = [asked.of(parts[0]), asked.of(parts[1] + asked.plural)]
    return "、".join(name for name in names if name) or None


# --- pointers -------------------------------------------------------------------------------------------------------

_SAME = re.compile(r"同(?P<kind>[一-龯ァ-ヴー]{1,8})")
_PERSON_KINDS = re.compile(rf"(?:{persons.TITLE})")
_KINDS = re.compile(rf"同(?P<kind>{tables.any_of(tables.BODY_ENDINGS)})(?P<rest>.*)")


def _named_body_back(asked: Asked) -> str | None:
    """同気象台, 同国税局: the last noun that ends in the same word."""
    same = _SAME.fullmatch(asked.phrase)
    if same is None or len(same["kind"]) < 2 or same["kind"] in tables.BODY_ENDINGS or persons.is_role(asked.phrase):
        return None
    return asked.register.run_before(same["kind"], asked.position)


def _person_back(asked: Asked) -> str | None:
    if asked.phrase in ("彼", "彼女", "同人", "同氏"):
        return "氏"
    same = _SAME.fullmatch(asked.phrase)
    return same["kind"] if same and _PERSON_KINDS.fullmatch(same["kind"]) else None


_UNNAMED = re.compile(rf"(?:同|この|その)(?P<noun>[^の]{{0,6}}?(?:{tables.PERSON_NOUN}))")


def _unnamed_back(asked: Asked) -> str | None:
    match = _UNNAMED.fullmatch(asked.phrase)
    return match["noun"] if match else None


def _last_unnamed(asked: Asked, noun: str) -> str | None:
    return asked.register.unnamed_before(noun, asked.position) or noun


def _last_person(asked: Asked, kind: str) -> str | None:
    if kind != "氏" and (name := asked.register.in_office(kind, asked.position)):
        return name
    return next(iter(asked.register.persons_before(asked.position, 1)), None)


def _body_back(asked: Asked) -> tuple[str, str] | None:
    match = _KINDS.fullmatch(asked.phrase)
    return (match["kind"], match["rest"]) if match else None


def _last_body(asked: Asked, found: tuple[str, str]) -> str | None:
    kind, rest = found
    if rest and (name := person_name(rest.lstrip("の"), asked.register)):
        return asked.register.full_name(name)
    body = next(iter(asked.register.bodies_before(kind, asked.position)), None)
    body = body or (
        asked.register.run_before(kind, asked.position) if len(kind) > 1 or kind in "署省庁局課市県町村区" else None
    )
    if body is None:
        return None
    body = _PREFECTURE.sub("", asked.register.branch(body) or asked.register.aliases.get(body, body))
    return (asked.of(body + rest) if rest.startswith("の") else body + rest.removeprefix("広報")) or body


_ALONE = re.compile("[都市県町村区党会省庁署課]")
_SHORT_BODY = re.compile(
    r"企業団|研究班|[調検]?[査証]?委員会|調査会|協議会|審議会|検証グループ|守る会|考える会|実行委|事務局|高裁|地裁|家裁|小法廷|研究所|機構|連盟|協会|組合|財団|支社|支部|捜査本部|特捜部|教委|選管|県警|地検|農協|漁協|商議所"
)


def _nearest(asked: Asked) -> str | None:
    phrase, register = asked.phrase, asked.register
    if _ALONE.fullmatch(phrase):
        bodies = register.bodies_before(phrase, asked.position)
        return (bodies[0] if bodies else register.run_before(phrase, asked.position)) or phrase
    if _SHORT_BODY.fullmatch(phrase):
        run = register.quoted_before(phrase, asked.position) or register.run_before(phrase, asked.position) or phrase
        return register.aliases.get(run, run)
    if re.fullmatch("(?:運営)?会社|本社", phrase):
        return next(iter(register.bodies_before("社", asked.position)), phrase)
    return None


# --- persons and offices --------------------------------------------------------------------------------------------


def _person(asked: Asked) -> str | None:
    return person_name(asked.last, asked.register)


def _office(asked: Asked) -> str | None:
    return asked.last if ROLE_ALONE.match(asked.last) else None


def _holder(asked: Asked, role: str) -> str:
    """Who holds an office alone; of a calling that many follow only the one person named with it."""
    stands = asked.phrase if asked.owner else role
    office = re.search(rf"(?:{tables.OFFICE}|被告|容疑者|候補)$", role)
    if office is None or asked.phrase.startswith(("ある", "別の", "元", "前")):
        return stands
    is_one = re.search(rf"(?:{tables.HEAD}|被告|容疑者|候補)$", role) is not None
    if not is_one and (asked.owner or len(asked.register.holders(office[0])) != 1):
        return stands
    owner = "" if re.match("同|この|その", asked.owner) else asked.owner
    return asked.register.in_office(office[0], asked.position, owner) or stands


_INITIAL = re.compile(r"[A-ZＡ-Ｚ](?:氏|さん|選手|容疑者|被告)")
_PLACE_OFFICE = re.compile(r"(?:州|市|県|府|軍|国|党(?!首)|省|共和国|連邦|政府|大使館|[^・]{0,6}社(?!長))")
_BODY_OFFICE = re.compile(r"(?:政府|軍|大使館|共和国|連邦|[^・]{0,6}社(?!長))")
_FOREIGN_BEHIND = re.compile(rf"[^ァ-ヴー・]*[一-龯](?:(?P<name>{FOREIGN_NAME.pattern})(?:{persons.TITLE}))")
_LONG_ROLE = re.compile(r"[^のはがを、。]{2,24}[官長員者相家士]")


def person_name(words: str, register: Register) -> str | None:
    """The name in 折原千景代表, トランプ米大統領, 小沢一郎・民主党代表; None where the words do not end in a role."""
    if _INITIAL.fullmatch(words):
        return words
    return (
        _foreign_name(words, register)
        or _known_name(words, register)
        or _short_name(words, register)
        or _with_honorific(words)
    )


def _known_name(words: str, register: Register) -> str | None:
    """The longest name of the register that only a role follows."""
    for start in range(min(len(words), 40)):
        is_within = start and _is_katakana(words[start - 1]) and _is_katakana(words[start])
        if is_within or words[start : start + 2] not in register.openings:
            continue
        for end in range(min(len(words), start + 24), start + 1, -1):
            name, rest = words[start:end], words[end:]
            if name in register.full_names and _is_rest_of_name(rest):
                given = persons.GIVEN_NAME_IN_ROLE.match(rest)
                return name + given[1] if given and register.full_name(name) != name else name
    return None


def _foreign_name(words: str, register: Register) -> str | None:
    words = re.sub(rf"^(?:{tables.COUNTRY})(?=[ァ-ヴ])", "", words)
    if behind := _FOREIGN_BEHIND.fullmatch(words):
        return behind["name"]
    match = KATAKANA_NAME.match(words)
    if match is None:
        return None
    name, role = match[0].strip("・＝="), words[match.end() :].lstrip("・＝=")
    if FOREIGN_NAME.fullmatch(name) and role.startswith(("州知事", "州首相")):
        return name
    if FOREIGN_NAME.fullmatch(name) and name in register.full_names and _LONG_ROLE.fullmatch(role):
        return name
    return name if ROLE.fullmatch(role) and not _PLACE_OFFICE.match(role) else None


def _short_name(words: str, register: Register) -> str | None:
    """A family name, also of one character (陳総統), of somebody whose full name is known."""
    if re.match("[一-龯]", words) and ROLE.fullmatch(words[1:]) and len(known := register.family(words[:1])) == 1:
        return known[0]
    for end in range(2, min(4, len(words))):
        if register.full_name(words[:end]) != words[:end] and ROLE.fullmatch(words[end:]):
            return words[:end]
    return None


def _with_honorific(words: str) -> str | None:
    bare = re.fullmatch(rf"([一-龯々ヶぁ-んァ-ヴー]{{1,7}}?)(?:{tables.HONORIFIC})", words)
    return bare[1] if bare and bare[1] not in tables.NOBODY else None


def _is_katakana(character: str) -> bool:
    return "ァ" <= character <= "ヴ" or character == "ー"


def _is_rest_of_name(words: str) -> bool:
    if words.startswith("・") and persons.is_role(words):
        return True  # 森慧・青浜大学附属病院院長
    words = words.lstrip("・＝= 　")
    return not words or bool(ROLE.fullmatch(words) and not _BODY_OFFICE.match(words))


# --- bodies ---------------------------------------------------------------------------------------------------------

_WHAT_IT_IS = (
    r"(?:(?<!株式)会社|企業|団体|大手|生産国|島国|メーカー|政党|法人|[^の]紙|アプリ|組織|業者|財団|製造元|販売元|製造販売|運営元|親会社|第三セクター|テレビ局|放送局|通信社|チェーン|プロバイダー?"
    r"|サイト|サービス|ベンチャー|航空|銀行|商社|百貨店|スーパー|ブランド|シンクタンク|位)"
)
_DESCRIBED = re.compile(
    rf"^.*{_WHAT_IT_IS}の?(?:「(?P<quoted>[^」]{{2,}})」|(?P<name>(?:[ァ-ヴー]{{2}}|[A-ZＡ-Ｚ]{{2}})[ァ-ヴー・＝=A-Za-zＡ-Ｚａ-ｚ]*))$"
)
_DESCRIPTION = re.compile(
    r"^(?:[一二12]審|民間|業界団体|[^の]{0,8}(?:業者|会社|団体|大手|企業|メーカー))の(?=.{3,})|^[A-ZＡ-Ｚ]{2,8}[=＝・](?=.{3,})"
    rf"|^(?:{tables.COUNTRY})(?=[A-ZＡ-Ｚァ-ヴ][A-Za-zＡ-Ｚａ-ｚァ-ヴー・]{{2,}}$)"
    r"|^(?:与党|野党|原告|被告|地元|現地|最大野党|同国)の?(?=[^の]{2,}党$|[A-Za-z]{3,}$)"
)
_PREFECTURE = re.compile(r"^[一-龯]{2,3}[都道府県](?=[一-龯]{1,8}[市町村区]$)")
_PLACE = re.compile(
    rf"同?国|[一-龯]{{1,4}}[都道府県市]|{tables.any_of(name for names in tables.COUNTRIES.values() for name in names)}"
)
_NATIONAL = re.compile(
    r"[^の]{2,}(?:省|庁|院|銀行|委員会|協会|連盟|研究所|機構|株式会社|大使館|総領事館|アカデミー|保険|証券|党|球団)$"
)


def _short_form(asked: Asked) -> str | None:
    return asked.register.aliases.get(asked.phrase)


def _described(asked: Asked) -> str | None:
    if described := _DESCRIBED.match(asked.phrase):
        return described["quoted"] or described["name"]
    shorter = _PREFECTURE.sub("", _DESCRIPTION.sub("", asked.phrase))
    if shorter == asked.phrase and asked.owner and _names_body_alone(asked):
        shorter = asked.last
    return shorter if shorter != asked.phrase else None


_OF_A_BODY = re.compile(
    f"(?:{'|'.join(ending for kind, ending in tables.BODY_ENDINGS.items() if kind not in tuple('国市県町村区'))})$"
)


def _names_body_alone(asked: Asked) -> bool:
    """Whether what stands behind の is the whole name of a body: 日本の外務省, サッカーＪ１の名古屋."""
    if _OF_A_BODY.search(asked.owner):
        return False
    start = asked.register.text.find(asked.last, asked.position, asked.position + 80)
    tags = asked.register.tags(start, start + len(asked.last)) if start >= 0 else []
    if _NATIONAL.match(asked.last):
        return _PLACE.fullmatch(asked.owner) is not None or any("固有名詞" in tag for tag in tags)
    return bool(tags) and all("固有名詞" in tag for tag in tags) and not asked.owner.endswith(("県", "市", "府"))


def _branch(asked: Asked) -> str | None:
    longer = asked.register.branch(asked.phrase)
    return longer if longer != asked.phrase else None


def _as_found(_: Asked, name: str) -> str | None:
    return name


def _shortened(asked: Asked, name: str) -> str | None:
    return asked.register.aliases.get(name, name)


def _full(asked: Asked, name: str) -> str | None:
    return asked.register.full_name(name)


RULES = (
    Rule(Means.TWO_BACK, _two, _pair, (
        Example("浜口氏と大石氏は会談した。", "両氏", "浜口、大石", (("浜口", "氏"), ("大石", "氏"))),
        Example("浜口氏は会見した。", "両氏", None, (("浜口", "氏"),)),
        Example("白波精機と青浜電力は提携する。", "両社", "白波精機、青浜電力"),
    )),
    Rule(Means.TELLER, _told, lambda asked, owner: asked.of(owner), (
        Example("", "教育長の話", "教育長"),
        Example("", "白波党の総括文書", "白波党"),
        Example("白波調査委員会は報告書をまとめた。", "報告書", "白波調査委員会"),
    )),
    Rule(Means.JOINT, _several, _each, (
        Example("", "青浜市や白波消防本部", "青浜市、白波消防本部"),
        Example("", "青浜市・白波市", "青浜市、白波市"),
        Example("古賀美咲市長が来た。", "古賀市長と消防本部", "古賀美咲、消防本部", (("古賀美咲", "市長"),)),
    )),
    Rule(Means.NAMED_BODY_BACK, _named_body_back, _as_found, (
        Example("青浜臨海気象台は観測した。", "同気象台", "青浜臨海気象台"),
    )),
    Rule(Means.UNNAMED_BACK, _unnamed_back, _last_unnamed, (
        Example("青浜市の担当者は謝った。", "この担当者", "青浜市の担当者"),
        Example("", "その男性", "男性"),
    )),
    Rule(Means.PERSON_BACK, _person_back, _last_person, (
        Example("大石隆志氏は会見した。", "同氏", "大石隆志", (("大石隆志", "氏"),)),
        Example("大石隆志市長は浜口氏と話した。", "同市長", "大石隆志", (("大石隆志", "市長"), ("浜口", "氏"))),
    )),
    Rule(Means.BODY_BACK, _body_back, _last_body, (
        Example("青浜電力は値上げする。", "同社", "青浜電力"),
        Example("青浜電力は値上げする。", "同社の広報担当者", "青浜電力の広報担当者"),
        Example("", "同社", None),
    )),
    Rule(Means.NEAREST, _nearest, _as_found, (
        Example("青浜市と白波市は、", "市", "白波市"),
        Example("「里山の水を守る会」は反対した。", "守る会", "里山の水を守る会"),
    )),
    Rule(Means.BRANCH, _branch, _as_found, (Example("県警白波署は調べた。", "白波署", "県警白波署"),)),
    Rule(Means.PERSON, _person, _full, (
        Example("古賀美咲市長は、", "古賀市長", "古賀美咲", (("古賀美咲", "市長"),)),
        Example("アンナ・ミナト大統領は、", "米国のミナト大統領", "アンナ・ミナト", (("アンナ・ミナト", "大統領"),)),
        Example("", "さやかさん", "さやか"),
    )),
    Rule(Means.OFFICE, _office, _holder, (
        Example("古賀美咲市長は、", "市長", "古賀美咲", (("古賀美咲", "市長"),)),
        Example("", "首相", "首相"),
        Example("白波紙の古賀美咲記者と大石隆志記者は、", "青浜紙の記者", "青浜紙の記者", (("古賀美咲", "記者"), ("大石隆志", "記者"))),
    )),
    Rule(Means.SHORT_FORM, _short_form, _as_found, (
        Example("青浜地方検察庁は調べた。", "青浜地検", "青浜地方検察庁"),
        Example("株式会社ミナトソフトは、", "ミナトソフト", "株式会社ミナトソフト"),
        Example("青浜水産機構（以下「水機構」という）は、", "水機構", "青浜水産機構"),
    )),
    Rule(Means.DESCRIBED, _described, _shortened, (
        Example("", "製造元のルミエナ", "ルミエナ"),
        Example("", "運営会社「みなと座」", "みなと座"),
        Example("", "日本の外務省", "外務省"),
        Example("", "青浜県白波市", "白波市"),
    )),
)  # fmt: skip
