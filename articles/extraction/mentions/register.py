"""The persons and bodies of a document, by position, with the short forms it uses for them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from articles.extraction.mentions import persons, tables
from articles.extraction.units import ParsedSentence

_RUN = "[一-龯々ヶァ-ヴーA-Za-zＡ-Ｚａ-ｚ]"
_DESCRIBED_COMPANY = re.compile(
    r"(?:企業|会社|メーカー|大手|商社|運営する|事業者|チェーン|の親会社|スーパー|ブランド|ベンチャー|プラットフォーマー|小売り|製造元|販売元)の?[「、]?"
    r"(?P<name>(?:[ァ-ヴー]{2}[ァ-ヴー・A-Za-z]*|[一-龯々ァ-ヴーA-Za-zＡ-Ｚａ-ｚ・]{2,16}?))(?=[」はがをのにと、（(＝]|社|は)"
)
_COMPANY_BY_ENDING = re.compile(
    r"[一-龯ァ-ヴー々ヶA-Za-z]{2,10}(?:電力|製薬|食品|工業|製作所|電機|精機|発条|航空|鉄道|銀行|ホールディングス|(?<!研究)(?<!検証)(?<!調査)(?<!作業)グループ|自動車|建設|重機)(?![一-龯ァ-ヴー])"
    rf"|(?<![A-Za-z])(?:JR|ＪＲ)(?:東日本|西日本|東海|北海道|四国|九州|貨物)|{_RUN}{{1,16}}株式会社|株式会社{_RUN}{{2,16}}|(?<=[^ァ-ヴーA-Za-z])[ァ-ヴーA-Za-z・]{{3,20}}(?=社(?![ァ-ヴー一-龯]))"
)
_NOT_MEANT = re.compile(
    r".*(?:支社|本社|系|製|役所)|(?:通信|放送|新聞|航空|鉄道|電力|保険|運送|親|子|運営|製薬|食品|建設|大手|関連|地元|外国|海外|国営|民間|株式|有限|証券|出版|映画|旅行|格安|国際|全国|民間|検証|研究|調査|作業|専門家|犯罪|企業)*(?:社|会社|大手|グループ|銀行|航空|鉄道|電力|建設|食品|自動車|工業|証券)"
)
_COUNTED = re.compile(r"同|両|各|大手|関連会社|[0-9０-９一二三四五六七八九十数]+[社市県町村党省人]")
_BODIES_BACK = 200  # names; a body further back is not what 同社 means
_REACH = 4_000  # code points; what 同課 means stands nearer
_RUN_BEFORE = re.compile(r"[一-龯々ヶァ-ヴーA-Za-zＡ-Ｚａ-ｚ0-9]{2,24}$")
_BRANCH = re.compile(r"[一-龯ァ-ヴー]{2,8}(?:署|支部|隊|審査会|捜査本部|事務所|支社|分室)")
_AUTHOR = re.compile(
    r"(?P<who>[一-龯ァ-ヴーA-Za-z]{3,20}?)(?:[（(][^（）()]{0,30}[）)])?(?:の(?:中間|最終|調査)?報告書|(?:が|は)[^。]{0,60}?(?:報告書?|リポート|声明)[^。、]{0,12}?(?:まとめ|公表|発表|提出|公開|出し|で、))"
)
_LABELS = {"Company": "社", "Corporation_Other": "社", "Company_Group": "社", "Country": "国"}
_NO_BODY = frozenset(("Person", "Position_Vocation", "Date", "Time", "Title_Other"))
_NO_COMPANY = re.compile(
    r"(?:[省庁党市県町村区国局課委紙署省裁院軍団隊州]|大学|工場|政府|空港|議会|協会|連盟|委員会|機構)$"
)
_WHAT_IT_IS = re.compile(r"^[^、。]*(?:会社|大手|メーカー|企業|チェーン)(?=(?:[ァ-ヴー]{2}|[A-ZＡ-Ｚ]{2}))")
_ENDINGS = {kind: re.compile(f"(?:{ending})$") for kind, ending in tables.BODY_ENDINGS.items()}


@dataclass
class Register:
    """Who a document has named, by position; filled from its parse in one pass."""

    text: str = ""
    outlets: frozenset[str] = frozenset()
    """Outlets beside those of the table."""
    sentences: Sequence[ParsedSentence] = ()
    persons: list[tuple[int, str]] = field(default_factory=list)
    bodies: list[tuple[int, str, str]] = field(default_factory=list)
    """Start, name and, where the parse or the words around it tell, the kind: 社 or 国."""
    full_names: dict[str, str] = field(default_factory=dict)
    by_role: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    beginning: dict[str, set[str]] = field(default_factory=dict)
    openings: set[str] = field(default_factory=set)
    """The first two characters of every name in `full_names`."""
    branches: dict[str, str] = field(default_factory=dict)

    def add_person(self, position: int, name: str, role: str, *, family: str = "") -> None:
        self.persons.append((position, name))
        for part in [*_parts(name), *([family] if len(family) > 1 else [])]:
            if len(name) > len(self.full_names.get(part, "")):
                self.full_names[part] = name
                self.openings.add(part[:2])
        for length in (1, 2):
            self.beginning.setdefault(name[:length], set()).add(name)
        for office in _OFFICES.findall(role)[-1:]:
            self.by_role.setdefault(office, []).append((position, name))

    def full_name(self, name: str) -> str:
        """The longest form of a person's name in the document."""
        if self.full_names.get(name, name) != name:
            return self.full_names[name]
        longer = [full for full in self.beginning.get(name[:2], ()) if full != name and _abbreviates(name, full)]
        return max(sorted(longer), key=len, default=name)

    def is_person(self, name: str) -> bool:
        return name in self.full_names

    def is_body(self, name: str) -> bool:
        return name in self.body_names

    @property
    def body_names(self) -> frozenset[str]:
        if self._body_names is None:
            self._body_names = frozenset(name for _, name, _ in self.bodies)
        return self._body_names

    _body_names: frozenset[str] | None = None

    def family(self, name: str) -> list[str]:
        """Full names that begin with a family name, also one of a single character (陳 → 陳青波)."""
        known = self.beginning.get(name[:2], ())
        return sorted(full for full in known if full.startswith(name) and 2 <= len(full) <= len(name) + 3)

    def in_office(self, office: str, position: int, owner: str = "") -> str | None:
        """The person last named with this office before `position`, else the first one named with it at all.

        With an owner (米国 for 米国の大統領) only a person beside whose name that one stands.
        """
        nearest: list[tuple[int, str]] = []
        for rows in (rows for known, rows in self.by_role.items() if known.endswith(office)):
            held = [row for row in rows if self._is_of(row, owner)] if owner else rows
            if held:
                nearest.append(held[max(0, bisect_left(held, (position, "")) - 1)])
        before = [row for row in nearest if row[0] < position]
        chosen = max(before, default=None) or min(nearest, default=None)
        return self.full_name(chosen[1]) if chosen else None

    def _is_of(self, row: tuple[int, str], owner: str) -> bool:
        beside = self.text[max(0, row[0] - len(owner) - 12) : row[0] + len(row[1]) + 12]
        short = next((short for short, names in tables.COUNTRIES.items() if owner in names), owner)
        return owner in beside or short in beside

    def holders(self, office: str) -> set[str]:
        """Who is named with an office anywhere in the document, by full name."""
        return {self.full_name(name) for _, name in self.by_role.get(office, ())}

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

    def bodies_before(self, kind: str, position: int, count: int = 1) -> list[str]:
        """The last `count` different bodies of a kind (社, 省, 市) named before `position`, in the order of the text."""
        last = bisect_left(self.bodies, (position, "", ""))
        rows = self.bodies[max(0, last - _BODIES_BACK) : last][::-1]
        named = list(dict.fromkeys(name for _, name, told in rows if self._is_kind(kind, name, told)))
        return named[:count][::-1]

    def _is_kind(self, kind: str, name: str, told: str) -> bool:
        ending = (_ENDINGS.get(kind) or re.compile(f"{re.escape(kind)}$")).search(name)
        fits = ending.start() > 0 if ending else kind == told
        is_person = self.is_person(name) or (len(name) > 4 and self.is_person(name[:-1]))
        is_outlet = kind == "社" and not name.endswith("社") and tables.folded(name) in tables.outlets()
        return fits and not (is_person or is_outlet or _NOT_MEANT.fullmatch(name))

    def run_before(self, kind: str, position: int) -> str | None:
        """The last noun before `position` that ends in a word (気象台), with the nouns joined to it."""
        floor = max(0, position - _REACH)
        end = self.text.rfind(kind, floor, position)
        while end >= 0:
            run = _RUN_BEFORE.search(self.text, max(floor, end - 24), end)
            if run and not self.is_person(run[0]) and not run[0].startswith(("同", "両", "各", "この", "その")):
                return run[0] + kind
            end = self.text.rfind(kind, floor, end)
        return None

    def quoted_before(self, kind: str, position: int) -> str | None:
        """The name in quotation marks last before `position` that ends in a word: 「里山の水を守る会」 for 守る会."""
        found = re.findall(
            rf"「([^「」、。]{{0,24}}{re.escape(kind)})」", self.text[max(0, position - _REACH) : position]
        )
        return found[-1] if found else None

    def unnamed_before(self, noun: str, position: int) -> str | None:
        """The unnamed person last called by a noun before `position`, with what tells them apart: 市の担当者 for この担当者."""
        runs = re.findall(
            rf"[^\s、。「」『』（）()はがをにでも]{{1,24}}{noun}", self.text[max(0, position - _REACH) : position]
        )
        return next((run for run in reversed(runs) if not run.startswith(("この", "その", "同"))), None)

    def author(self, position: int) -> str | None:
        """The body last said before `position` to have written a report."""
        found = list(_AUTHOR.finditer(self.text, max(0, position - _REACH), position))
        return found[-1]["who"] if found else None

    def branch(self, name: str) -> str | None:
        """The longest form in the document of the name of a branch: 県警高山署 for 高山署."""
        if not _BRANCH.fullmatch(name):
            return None
        if name not in self.branches:
            runs = re.findall(rf"(?<![一-龯ァ-ヴー])[一-龯ァ-ヴー]{{1,12}}{re.escape(name)}", self.text)
            self.branches[name] = max((run for run in runs if run[0] not in "同両各"), key=len, default=name)
        return self.branches[name]

    def tags(self, start: int, end: int) -> list[str]:
        """The tags of the tokens that begin in `text[start:end]`."""
        index = bisect_right(self.sentences, start, key=lambda sentence: sentence.span.start) - 1
        if index < 0:
            return []
        tokens = self.sentences[index].tokens
        first = bisect_left(tokens, start, key=lambda token: token.start)
        last = bisect_left(tokens, end, key=lambda token: token.start)
        return [token.tag for token in tokens[first:last]]


_OFFICES = re.compile(f"{tables.OFFICE}|被告|容疑者|候補|選手|監督")


def register(text: str, sentences: Iterable[ParsedSentence], outlets: frozenset[str] = frozenset()) -> Register:
    """Read all names of a document, in text order."""
    found = Register(text=text, outlets=outlets, sentences=tuple(sentences))
    known = persons.called(text)
    for mention in persons.named_in_full(text, known):
        found.add_person(mention.start, mention.name, mention.role, family=mention.family)
    companies = {match.start("name"): match["name"] for match in _DESCRIBED_COMPANY.finditer(text)}
    company_names = set(companies.values())
    for sentence in found.sentences:
        for mention in persons.person_mentions(text, sentence, known):
            if mention.name in company_names and not mention.role:
                continue
            found.add_person(mention.start, mention.name, mention.role, family=mention.family)
        for entity in sentence.entities:
            name = text[entity.start : entity.end]
            if (
                re.search(r"[一-龯ァ-ヴA-Za-zＡ-Ｚ]", name)
                and not _COUNTED.match(name)
                and entity.label not in _NO_BODY
            ):
                told = "" if _NO_COMPANY.search(name) else _LABELS.get(entity.label, "")
                found.bodies.append((entity.start, _WHAT_IT_IS.sub("", name), told))
    found.bodies += [(start, name, "社") for start, name in companies.items()]
    for company in _COMPANY_BY_ENDING.finditer(text):
        if not _COUNTED.match(company[0]):
            found.bodies.append((company.start(), company[0], "社"))
    found.persons.sort()
    found.bodies.sort()
    for rows in found.by_role.values():
        rows.sort()
    found.aliases = _aliases(text)
    return found


def is_company(name: str) -> bool:
    """Whether a name ends as those of companies do (青浜電力, ミナトソフト)."""
    return _ENDINGS["社"].search(name) is not None


def _parts(name: str) -> list[str]:
    parts = re.split(r"[・＝=･\s　]", name)
    return [name, *(part for part in parts if len(part) > 1)] if len(parts) > 1 else [name]


def _abbreviates(name: str, full: str) -> bool:
    """折原 for 折原千景: a family name in kanji, which the full name begins with and goes on in two or three characters."""
    return len(name) >= 2 and full.startswith(name) and len(full) - len(name) <= 4 and not re.search("[ァ-ヴ]", name)


_NAMED_TWICE = re.compile(
    r"(?P<full>[一-龯ァ-ヴー・]{4,20})[（(](?:以下[、，]?)?[「『]?(?P<short>[A-ZＡ-Ｚ]{2,8})[」』]?(?:[）)]|[、，=＝])"
    r"|(?P<full2>[一-龯ァ-ヴーA-Za-z・]{4,24})[（(]以下[、，]?[「『]?(?P<short2>[^「」『』（）()、。]{2,12})[」』]?(?:と(?:いう|する|略す)。?)?[）)]"
    r"|(?P<short3>[A-ZＡ-Ｚ]{2,8})[=＝](?P<full3>[一-龯ァ-ヴー・]{3,20})"
)
_LONG_FORMS = tables.any_of(full for fulls in tables.SHORT_FORMS.values() for full in fulls)
_SHORTER: dict[str, list[str]] = {}
for _short, _fulls in tables.SHORT_FORMS.items():
    for _full in _fulls:
        _SHORTER.setdefault(_full, []).append(_short)
_LONG_FORM = re.compile(
    rf"(?:{_LONG_FORMS}|(?<=[ァ-ヴー一-龯A-Za-z]{{3}})(?:放送|グループ|証券取引所|株式会社))(?![一-龯ァ-ヴー])"
)
_STEM = re.compile(r"[ァ-ヴー一-龯々A-Za-z]{2,16}$")
_INCORPORATED = re.compile(
    r"(?:株式会社|有限会社|合同会社|社会福祉法人|医療法人|NPO法人|一般社団法人)([ァ-ヴー一-龯A-Za-z]{3,16})"
)


def _aliases(text: str) -> dict[str, str]:
    """Short names of bodies to the full ones, where the document has both."""
    found: dict[str, str] = {}
    for match in _LONG_FORM.finditer(text):
        before = _STEM.search(text, max(0, match.start() - 16), match.start())
        stem, full = before[0] if before else "", match[0]
        for short in _SHORTER.get(full, ("",)):
            found.setdefault(stem + short, stem + full)
            if full in _SHORTER and len(full) > _GENERIC:
                found.setdefault(short, full)
    for match in _INCORPORATED.finditer(text):
        found[match[1]] = match[0]
    for match in _NAMED_TWICE.finditer(text):
        found[match["short"] or match["short2"] or match["short3"]] = match["full"] or match["full2"] or match["full3"]
    found.pop("", None)
    return found


_GENERIC = 4  # code points: 選挙管理委員会 is a body, 警察署 only the end of the name of one
