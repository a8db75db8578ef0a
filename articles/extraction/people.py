"""Who is who in an article: full names for family names, persons for titles, bodies for 同社 and 同省."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from articles.extraction import names
from articles.extraction.names import COUNTRY, FOREIGN_NAME, HONORIFIC, KATAKANA_NAME, OFFICE, ROLE, ROLE_ALONE
from articles.extraction.units import ParsedSentence


def _parts(name: str) -> list[str]:
    parts = re.split(r"[・＝=･\s　]", name)
    return [name, *(part for part in parts if len(part) > 1)] if len(parts) > 1 else [name]


_COMPANY = re.compile(
    r"(?:企業|会社|メーカー|大手|商社|運営する|事業者|チェーン|の親会社|スーパー)の?[「、]?(?P<name>(?:[ァ-ヴー]{2}[ァ-ヴー・A-Za-z]*|[一-龯々ァ-ヴーA-Za-zＡ-Ｚａ-ｚ・]{2,16}?))(?=[」はがのをにと、（(＝]|社|は)"
)
_COMPANY_NAME = re.compile(
    r"[一-龯ァ-ヴー々ヶA-Za-z]{2,10}(?:電力|製薬|食品|工業|製作所|電機|精機|冷食|発条|ホールディングス)(?![一-龯ァ-ヴー])"
)
_COUNTED = re.compile(r"同|両|各|大手|関連会社|[0-9０-９一二三四五六七八九十数]+[社市県町村党省人]")
_BODIES_BACK = 200  # names; a body further back is not what 同社 means
IS_COMPANY = "\x1f社"
_SAME = re.compile(
    r"^(?:同|両)(?P<kind>氏|社長|社|省|庁|党|市|県|町|村|区|国|局|委員会(?!長)|委|会|紙|協会|団体|大学|大|校|病院|法人|署|署員|研究所|機構|連盟|銀行|行|准教授|教授|首相|大統領|議員|知事|市長|容疑者|被告|代表|候補)"
)
_BODY_END = {
    "裁": "地裁|高裁|最高裁|裁判所|小法廷",
    "社": "社|会社|ホールディングス|グループ|工業|製作所|電機|自動車|製薬|食品|商事|建設|不動産|銀行|証券|ジャパン|精機|電力|フーズ|ファーム|運輸|航空|鉄道|ソフト|システムズ|メディカル|化学|産業|電子|製菓|薬品|水産|物産|通運|重工|テック|サービス",
    "省": "省",
    "庁": "庁",
    "党": "党|会",
    "市": "市",
    "県": "県",
    "町": "町",
    "村": "村",
    "区": "区",
    "国": "国",
    "局": "局",
    "委": "委員会",
    "委員会": "委員会",
    "会": "会",
    "紙": "新聞|紙|タイムズ|ポスト",
    "協会": "協会",
    "団体": "会|団体|連盟|連合",
    "大学": "大学|大",
    "大": "大学|大",
    "校": "校",
    "病院": "病院",
    "法人": "法人",
    "署": "署",
    "研究所": "研究所",
    "機構": "機構",
    "連盟": "連盟",
    "銀行": "銀行",
    "行": "銀行",
}


@dataclass
class Register:
    """The persons and bodies an article has named so far, by position; filled from its parse in one pass."""

    full_names: dict[str, str] = field(default_factory=dict)
    by_role: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    beginning: dict[str, set[str]] = field(default_factory=dict)
    persons: list[tuple[int, str]] = field(default_factory=list)
    bodies: list[tuple[int, str]] = field(default_factory=list)
    longest: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def add_person(self, position: int, name: str, role: str, *, family: str = "") -> None:
        self.persons.append((position, name))
        for part in [*_parts(name), *([family] if len(family) > 1 else [])]:
            if len(name) > len(self.full_names.get(part, "")):
                self.full_names[part] = name
        for length in (1, 2):
            self.beginning.setdefault(name[:length], set()).add(name)
        for office in re.findall(f"{OFFICE}|被告|容疑者|候補|選手|監督", role)[-1:]:
            self.by_role.setdefault(office, []).append((position, name))

    def full_name(self, name: str) -> str:
        """The longest form of a name in the article."""
        if self.full_names.get(name, name) != name:
            return self.full_names[name]
        longer = [full for full in self.beginning.get(name[:2], ()) if full != name and _abbreviates(name, full)]
        return max(sorted(longer), key=len, default=name)

    def is_person(self, name: str) -> bool:
        return name in self.full_names

    def run_before(self, kind: str, position: int) -> str | None:
        """The last noun before `position` that ends in a word (気象台), with the nouns joined to it."""
        floor = max(0, position - _REACH)
        end = self.text.rfind(kind, floor, position)
        while end >= 0:
            run = _RUN_BEFORE.search(self.text, max(floor, end - 24), end)
            if run and not run[0].startswith("同"):
                return run[0] + kind
            end = self.text.rfind(kind, floor, end)
        return None

    def quoted_before(self, kind: str, position: int) -> str | None:
        """The name in quotation marks last before `position` that ends in a word: 「里山の水を守る会」 for 守る会."""
        found = re.findall(
            rf"「([^「」、。]{{0,24}}{re.escape(kind)})」", self.text[max(0, position - _REACH) : position]
        )
        return found[-1] if found else None

    def author(self, position: int) -> str | None:
        """The body last said before `position` to have written a report."""
        found = list(_AUTHOR.finditer(self.text, max(0, position - _REACH), position))
        return found[-1]["who"] if found else None

    def longest_run(self, name: str) -> str | None:
        """The longest form in the article of the name of a branch: 県警高山署 for 高山署."""
        if not _PART_OF_LONGER.fullmatch(name):
            return None
        if name not in self.longest:
            runs = re.findall(rf"(?<![一-龯ァ-ヴー])[一-龯ァ-ヴー]{{1,12}}{re.escape(name)}", self.text)
            self.longest[name] = max((run for run in runs if run[0] not in "同両各"), key=len, default=name)
        return self.longest[name]

    def family(self, name: str) -> list[str]:
        """Full names that begin with a family name, also one of a single character (陳 → 陳水扁)."""
        known = self.beginning.get(name[:2], ())
        return sorted(full for full in known if full.startswith(name) and 2 <= len(full) <= len(name) + 3)

    def in_office(self, office: str, position: int) -> str | None:
        """The person last named with this office before `position`, else the first one named with it at all."""
        nearest: list[tuple[int, str]] = []
        for rows in (rows for known, rows in self.by_role.items() if known.endswith(office)):
            nearest.append(rows[max(0, bisect_left(rows, (position, "")) - 1)])
        before = [row for row in nearest if row[0] < position]
        chosen = max(before, default=None) or min(nearest, default=None)
        return self.full_name(chosen[1]) if chosen else None

    def persons_before(self, position: int, count: int) -> list[str]:
        """The last `count` different persons named before `position`, in the order of the text."""
        names: list[str] = []
        for index in range(bisect_left(self.persons, (position, "")) - 1, -1, -1):
            full = self.full_name(self.persons[index][1])
            if full not in names:
                names.append(full)
                if len(names) == count:
                    break
        return names[::-1]

    def body_before(self, kind: str, position: int) -> str | None:
        """The body that 同社 or 同省 at `position` points back to."""
        return next(iter(self.bodies_before(kind, position, 1)), None)

    def bodies_before(self, kind: str, position: int, count: int) -> list[str]:
        """The last `count` different bodies of a kind named before `position`, in the order of the text."""
        ending = re.compile(f"(?:{_BODY_END.get(kind, kind)})$")
        last = bisect_left(self.bodies, (position, "")) - 1
        found: list[str] = []
        for index in range(last, max(-1, last - _BODIES_BACK), -1):
            name = self.bodies[index][1]
            if (
                ending.search(name)
                and not name.endswith(("支社", "本社"))
                and (body := name.removesuffix(IS_COMPANY)) not in found
            ):
                found.append(body)
                if len(found) == count:
                    break
        return found[::-1]


def register(text: str, sentences: Iterable[ParsedSentence]) -> Register:
    """Read all names of an article, in text order."""
    found = Register(text=text)
    known = names.called(text)
    for sentence in sentences:
        for mention in names.person_mentions(text, sentence, known):
            found.add_person(mention.start, mention.name, mention.role, family=mention.family)
        for company in _COMPANY.finditer(text, sentence.span.start, sentence.span.end):
            found.bodies.append((company.start("name"), company["name"] + IS_COMPANY))
        for company in _COMPANY_NAME.finditer(text, sentence.span.start, sentence.span.end):
            if not _COUNTED.match(company[0]):
                found.bodies.append((company.start(), company[0]))
        for entity in sentence.entities:
            name = text[entity.start : entity.end]
            if re.search(r"[一-龯ァ-ヴA-Za-zＡ-Ｚ]", name) and not _COUNTED.match(name):
                found.bodies.append((entity.start, name))
    found.persons.sort()
    found.bodies.sort()
    found.aliases = _aliases(text)
    return found


_SHORT_FORMS = {
    "厚労省": "厚生労働省", "文科省": "文部科学省", "経産省": "経済産業省", "国交省": "国土交通省", "農水省": "農林水産省",
    "公取委": "公正取引委員会", "選管": "選挙管理委員会", "日銀": "日本銀行", "東電": "東京電力", "都": "東京都",
    "関西テレビ": "関西テレビ放送", "北朝鮮": "朝鮮民主主義人民共和国", "NHK": "日本放送協会", "TBS": "東京放送", "東証": "東京証券取引所", "WHO": "世界保健機関", "総選管": "選挙管理委員会", "日弁連": "日本弁護士連合会", "高体連": "全国高校体育連盟", "中国": "中華人民共和国",
    "ユネスコ": "国連教育科学文化機関", "IAEA": "国際原子力機関", "IMF": "国際通貨基金", "国連": "国際連合", "最高検": "最高検察庁", "CIA": "アメリカ中央情報局", "JAXA": "宇宙航空研究開発機構", "最高裁": "最高裁判所",
}  # fmt: skip
_NAMED_TWICE = re.compile(
    r"(?P<full>[一-龯ァ-ヴー・]{4,20})[（(](?P<short>[A-ZＡ-Ｚ]{2,8})[）)]|(?P<short2>[A-ZＡ-Ｚ]{2,8})[=＝](?P<full2>[一-龯ァ-ヴー・]{3,20})"
)


_SHORT_ENDS = {
    "地方検察庁": "地検", "地方検察院": "地検", "地方裁判所": "地裁", "高等裁判所": "高裁", "県警察": "県警", "警察署": "署",
}  # fmt: skip
_WITH_LONG_END = re.compile(
    r"([ァ-ヴー一-龯々A-Za-z]{2,16}?)(地方検察庁|地方検察院|地方裁判所|高等裁判所|県警察|警察署|(?<=...)(?:放送|グループ|証券取引所|株式会社))(?![一-龯ァ-ヴー])"
)
_INCORPORATED = re.compile(r"株式会社([ァ-ヴー一-龯A-Za-z]{3,16})")


def _aliases(text: str) -> dict[str, str]:
    """Short names of bodies to the full ones, where the article has both."""
    found = {short: full for short, full in _SHORT_FORMS.items() if full in text}
    for match in _WITH_LONG_END.finditer(text):
        name, end = match.groups()
        found[name + _SHORT_ENDS.get(end, "")] = name + end
    for match in _INCORPORATED.finditer(text):
        found[match[1]] = match[0]
    for match in _NAMED_TWICE.finditer(text):
        found[match["short"] or match["short2"]] = match["full"] or match["full2"]
    return found


def _abbreviates(name: str, full: str) -> bool:
    """折原 for 折原千景: a family name in kanji, which the full name begins with and goes on in two or three characters."""
    return len(name) >= 2 and full.startswith(name) and len(full) - len(name) <= 4 and not re.search("[ァ-ヴ]", name)


_TWO_IN_OFFICE = re.compile(r"(?P<one>[^と]{3,30})と、?(?P<other>[^と]{3,30})")
_LISTED_BOTH = re.compile(r"(?P<second>[^の、]{2,10})の両氏")  # 八重樫、能見の両氏
_LISTED_FIRST = re.compile(r"(?P<first>[^\s、。「」はがをに]{2,10})、$")
_BOTH = re.compile(r"(?:^|の)(?:両|[2２二])(?:氏|人|名|容疑者|被告|選手|議員|候補)$")


def is_company(name: str) -> bool:
    """Whether a name ends as those of companies do (青浜電力, ミナトソフト)."""
    return re.search(f"(?:{_BODY_END['社']})$", name) is not None


_SAME_BODY = re.compile(r"^同(?P<kind>[一-龯ァ-ヴー]{1,6})$")
_SHORT_BODY = re.compile(
    r"企業団|研究班|[調検]?[査証]?委員会|調査会|協議会|審議会|検証グループ|守る会|考える会|実行委|事務局|高裁|地裁|家裁|小法廷|研究所|機構|連盟|協会|組合|財団|支社|支部|捜査本部|特捜部"
)
_PART_OF_LONGER = re.compile(r"[一-龯ァ-ヴー]{2,8}(?:署|支部|隊|審査会|捜査本部|事務所|支社|分室)")
_RUN_BEFORE = re.compile(r"[一-龯々ヶァ-ヴーA-Za-zＡ-Ｚａ-ｚ0-9]{2,24}$")
_REACH = 4_000  # code points; what 同課 means stands nearer
_DESCRIBED = re.compile(
    r"^.*(?:(?<!株式)会社|企業|団体|大手|生産国|島国|メーカー|政党|法人|紙|アプリ|組織|業者|財団)(?:の)?(?:「(?P<quoted>[^」]{2,})」|(?P<name>[ァ-ヴー]{2}[ァ-ヴー・＝=A-Za-z]*))$"
)
_DESCRIPTION = re.compile(
    r"^(?:[一二12]審|民間|業界団体|[^の]{0,8}(?:業者|会社|団体|大手|企業|メーカー))の(?=.{3,})|^[A-ZＡ-Ｚ]{2,8}[=＝・](?=.{3,})"
)
_PREFECTURE = re.compile(r"^[一-龯]{2,3}[都道府県](?=[一-龯]{1,8}[市町村区]$)")
_COUNTRYS_MINISTRY = re.compile(
    r"^(?:日本|米国|英国|中国|韓国|大韓民国|ロシア|フランス|ドイツ|アメリカ|アメリカ合衆国|[一-龯]{2,4}[都道府県市])の(?=[^の]{2,}(?:省|庁|院|銀行|委員会|協会|連盟|研究所|機構|株式会社)$)"
    r"|^(?:与党|野党|原告|被告|地元|現地|同国|最大野党|米|英)の?(?=[^の]{2,}党$|[A-Za-z]{3,}$)"
    r"|^[^の]*(?:製造元|製造販売|外交官|検索|運営元|(?<!株式)会社|大手|親会社|第三セクター|メーカー|企業|団体|位|サービス)(?:の|・)?(?=[ァ-ヴーA-Za-z][ァ-ヴーA-Za-z・]{3,}$)"
)
_PAPER = re.compile(
    r"(?:(?P<owner>.{2,30})の)?(?:(?:中間|最終|年次|総括|調査)?(?:報告書?|文書|リポート|声明)|[^の]{0,14}(?:ガイドライン|指針|提言|総括文書))"
)
_AUTHOR = re.compile(
    r"(?P<who>[一-龯ァ-ヴーA-Za-z]{3,20}?)(?:[（(][^（）()]{0,30}[）)])?(?:の(?:中間|最終|調査)?報告書|(?:が|は)[^。]{0,60}?(?:報告書?|リポート|声明)[^。、]{0,12}?(?:まとめ|公表|発表|提出|公開|出し|で、))"
)
_TELLING = re.compile(
    r"(?<=..)の(?:話|説明|調べ|発表|まとめ|コメント|談話)$"
    r"|(?<=..)(?:の|の?公式|の?(?=ウェブ|ホーム|プレス))(?:ウェブサイト|ホームページ|サイト|ページ|プレスリリース)(?:の.{2,8})?$"
)
_LEADING = re.compile(
    r"^(?:後の|今回の|同(?=(?:当局|関係|担当)者$)|(?:[^・]*・)*[^・]*(?:メーカー|大手|団体|企業|会社|業者|製造元)・(?=.{2,})"
    r"|(?:アメリカ|ロシア|韓国|中国|日本|フランス|イギリス|ドイツ)・(?=.{2,}))"
    r"|^[^の]{2,8}の(?=[^の]{5,}(?:大使館|総領事館|球団|アカデミー|保険|証券|地質調査所)$)"
)
_DATED = re.compile(r"^(?:[0-9０-９]+(?:年|月|日|時|分)|午前|午後|現在|付|時点)+で?の")
_TAIL = re.compile(r"(?<=.{2})(?:(?<!弁護)(?<!検察)(?<!原告)(?<!被告)(?<!会社)側|等|ら|たち|など|ほか|他)$")
_INITIAL = re.compile(r"[A-ZＡ-Ｚ](?:氏|さん|選手|容疑者|被告)")
_LONG_ROLE = re.compile(r"[^のはがを、。]{2,24}[官長員者相家士]")
_PLACE_OFFICE = re.compile(r"(?:州|市|県|府|軍|国|党|省|共和国|連邦|政府|大使館|[^・]{0,6}社)")


def resolve(phrase: str, position: int, register: Register) -> str | None:
    """The speaker a source phrase stands for, without honorific or title; None for a pronoun nobody answers to.

    `phrase` is the noun phrase as it stands (共進党の折原千景代表, 同社, 首相); `position` its start in the text.
    """
    name = _resolved(phrase, position, register)
    is_plural_noun = phrase == f"{name}ら" and not register.is_person(name or "")
    return phrase if is_plural_noun else name


def _resolved(phrase: str, position: int, register: Register) -> str | None:
    phrase = re.sub(r"[（(][^（）()]*[）)]", "", phrase).strip(" 　、・")
    phrase = _LEADING.sub("", _TELLING.sub("", phrase))
    phrase = _COUNTRYS_MINISTRY.sub("", re.sub(r"(?:自身|本人|ら|たち|など)$", "", phrase))
    phrase = _DATED.sub("", _TAIL.sub("", re.sub(r"(?<!の)(?:約?[0-9０-９]+人)$", "", phrase)))
    if phrase in ("それ", "これ", "以上") or phrase.endswith("ところ"):
        return None
    if joint := re.fullmatch(r"([^とのや、]{2,})(?:と|や|および|及び)([^とのや、]{2,})", phrase):
        return "、".join(resolve(part, position, register) or part for part in joint.groups())
    if (two := _TWO_IN_OFFICE.fullmatch(phrase)) and names.is_role(two["one"]) and names.is_role(two["other"]):
        return "、".join(resolve(part, position, register) or part for part in two.groups())
    phrase = _DESCRIPTION.sub("", phrase)
    phrase = register.aliases.get(phrase, phrase)
    if described := _DESCRIBED.match(phrase):
        return described["quoted"] or described["name"]
    if (listed := _LISTED_BOTH.fullmatch(phrase)) and (first := _LISTED_FIRST.search(register.text, 0, position)):
        return "、".join(register.full_name(name) for name in (first["first"], listed["second"]))
    if both := _BOTH.search(phrase):
        persons = register.persons_before(position + both.start(), 2)
        return "、".join(persons) if len(persons) == 2 else None
    whole = _SAME_BODY.match(phrase)
    is_whole = whole and whole["kind"] not in _BODY_END and len(whole["kind"]) > 1 and not names.is_role(phrase)
    if whole and is_whole and (longer := register.run_before(whole["kind"], position)):
        return longer  # 同国税局 is no 国
    if same := _SAME.match(phrase):
        return _same(phrase, same["kind"], position, register)
    if whole and (
        body := register.body_before(whole["kind"], position) or register.run_before(whole["kind"], position)
    ):
        return body
    if phrase in ("市", "県", "町", "村", "区", "党", "会"):
        return register.body_before(phrase, position) or register.run_before(phrase, position) or phrase
    if _SHORT_BODY.fullmatch(phrase):
        return register.quoted_before(phrase, position) or register.run_before(phrase, position) or phrase
    if longer := register.longest_run(phrase):
        return longer
    if (document := _PAPER.fullmatch(phrase)) and (owner := document["owner"] or register.author(position)):
        return _resolved(owner, position, register)
    if phrase.endswith("判決") or phrase in ("一審", "二審", "1審", "2審"):
        return register.body_before("裁", position)
    if phrase in ("会社", "会社側", "運営会社", "運営会社側", "本社"):
        return register.body_before("社", position) or phrase
    phrase = _PREFECTURE.sub("", phrase)
    parts = phrase.split("・")
    if len(parts) == 2 and len({part[-1:] for part in parts}) == 1 and not _is_katakana(phrase[-1]):
        return "、".join(parts)
    owner, _, last = phrase.rpartition("の")
    last = last.strip("「」『』")
    if name := person_name(last, register):
        return register.full_name(name)
    if ROLE_ALONE.match(last):
        return _official(owner, last, phrase, position, register)
    return phrase or None


def _same(phrase: str, kind: str, position: int, register: Register) -> str | None:
    pronoun = 1 + len(kind)
    if phrase.startswith("両"):
        both = register.bodies_before(kind, position, 2) if kind in _BODY_END else register.persons_before(position, 2)
        return "、".join(both) if len(both) == 2 else None
    if kind in _BODY_END:
        body = register.body_before(kind, position)
        rest = phrase[pronoun:]
        if rest and (name := person_name(rest.lstrip("の"), register)):
            return register.full_name(name)
        return _PREFECTURE.sub("", register.aliases.get(body, body)) + rest if body else None
    if kind != "氏" and (name := register.in_office(kind, position)):
        return name
    return next(iter(register.persons_before(position, 1)), None)


def _official(owner: str, role: str, phrase: str, position: int, register: Register) -> str | None:
    office = re.search(rf"(?:{OFFICE}|被告|容疑者|候補)$", role)
    assert office is not None
    return register.in_office(office[0], position) or (phrase if owner else role)


def _is_katakana(character: str) -> bool:
    return "ァ" <= character <= "ヴ" or character == "ー"


def _is_rest_of_name(words: str) -> bool:
    if words.startswith("・") and names.is_role(words):
        return True  # 森慧・青浜大学附属病院院長
    words = words.lstrip("・＝= 　")
    return not words or bool(ROLE.fullmatch(words))


def person_name(words: str, register: Register) -> str | None:
    """The name in 折原千景代表, トランプ米大統領, 小沢一郎・民主党代表; None where the words do not end in a role."""
    if _INITIAL.fullmatch(words):
        return words
    words = re.sub(rf"^(?:{COUNTRY})(?=[ァ-ヴ])", "", words)
    match = KATAKANA_NAME.match(words)
    if match and (match.end() == len(words)) and words in register.full_names:
        return words
    role = words[match.end() :].lstrip("・＝=") if match else ""
    if (
        match
        and FOREIGN_NAME.fullmatch(match[0])
        and (role.startswith(("州知事", "州首相")) or (match[0] in register.full_names and _LONG_ROLE.fullmatch(role)))
    ):
        return match[0]
    if match and ROLE.fullmatch(role) and not _PLACE_OFFICE.match(role):
        return match[0].strip("・＝=")
    for start in range(min(len(words), 40)):
        if start and _is_katakana(words[start - 1]) and _is_katakana(words[start]):
            continue
        for end in range(min(len(words), start + 20), start + 1, -1):
            if words[start:end] in register.full_names and _is_rest_of_name(words[end:]):
                return words[start:end]
    if len(words) > 1 and ROLE.fullmatch(words[1:]) and len(known := register.family(words[:1])) == 1:
        return known[0]
    for end in range(2, min(4, len(words))):
        if register.full_name(words[:end]) != words[:end] and ROLE.fullmatch(words[end:]):
            return words[:end]
    bare = re.fullmatch(rf"([一-龯々ヶぁ-んァ-ヴー]{{1,7}}?)(?:{HONORIFIC})", words)
    return bare[1] if bare else None
