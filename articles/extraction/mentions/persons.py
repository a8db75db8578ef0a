"""Personal names where they stand: by the dictionary, or by the title behind them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.extraction.mentions.tables import BODY_ENDINGS, COUNTRY, HONORIFIC, OFFICE
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

TITLE = f"(?:{HONORIFIC}|{OFFICE})"
_FORMERLY = r"(?:前|元|故|現|新|副|次期|第[0-9０-９一二三]+代)"
ROLE = re.compile(rf"{_FORMERLY}?(?:(?:{COUNTRY})(?=[^\s]{{2}}))?{_FORMERLY}?[^\sの、]{{0,12}}?{TITLE}(?:ら|たち)?$")
ROLE_ALONE = re.compile(rf"^(?:同|前|元|現|副)?(?:{COUNTRY})?(?:{OFFICE}|被告|容疑者|候補)$")
KATAKANA_NAME = re.compile(
    r"(?:[ァ-ヴ][ァ-ヴー]+|[ァ-ヴ](?=・)|[A-ZＡ-Ｚ][.．]?)(?:[・＝=･]?(?:[ァ-ヴ][ァ-ヴー]+|[A-ZＡ-Ｚ][.．]?))*"
)
FOREIGN_NAME = re.compile(
    r"(?:[ァ-ヴー]{2,}|[ァ-ヴ](?=・)|[A-ZＡ-Ｚ][.．]?)(?:[・＝=](?:[ァ-ヴー]{2,}|[A-ZＡ-Ｚ][.．]?)){1,4}"
)
_ROLE_END = re.compile(rf"{TITLE}(?:ら|たち)?$")
_ROLE_AFTER = re.compile(
    rf"[\s・=＝]?(?:[（(][^（）()]{{1,20}}[）)])?((?:{COUNTRY})?{_FORMERLY}?[^\s、。「」はがをにのでともへ（）()]{{0,10}}?{TITLE})"
)
_READING = r"(?:[（(][ぁ-んァ-ヴー・\s　]{2,20}[）)])?"
_ROLE_AT_ONCE = re.compile(
    rf"{_READING}(?:(?:{COUNTRY})?{_FORMERLY}?{TITLE}|[（(][0-9０-９]{{2}}(?:歳[）)]?|[）)]歳?))"
)
_ROLE_OF_BODY = re.compile(rf"{_READING}[一-龯ァ-ヴー]{{2,8}}?(?:{OFFICE})(?=[はがもらとの、])")
_NO_GIVEN_NAME = (
    rf"{COUNTRY}|さん|くん|ちゃん|さま|[前元現副新故両同氏]|内閣|官房|環境|総務|法務|外務|財務|文科|厚労|農水|経産|国交|防衛|復興|経済|金融|広報|営業|技術|企画|人事|経理|編集|販売|開発|事業|管理|製造|生産|品質|安全|危機|防災|教育|福祉|保健|健康|医療|都市|建設|土木|産業|商工|観光|農林|水産|市民|税務|経営|研究|情報|国際|地域|政策|首席|筆頭|共同|臨時|暫定|最高|常任|上級|主席|国務|国防"
    r"|.{0,2}[州県市町村区省庁党軍社部局課](?!長)"
)
GIVEN_NAME_IN_ROLE = re.compile(rf"(?!{_NO_GIVEN_NAME})([一-龯々]{{1,3}}|[ぁ-ん]{{2,4}})(?<![前元現副新]){TITLE}$")
_GIVEN_NAME_OF_MAYOR = re.compile(r"(?!前|元|副)([一-龯々]{1,3})(?:市長|知事|町長|村長|区長)$")
_CALLED = re.compile(r"[一-龯々]{2,4}(?=氏|さん|容疑者|被告|選手|監督|知事|首相|裁判官|裁判長|議員|教授)")
_IN_FULL = re.compile(
    rf"(?<![一-龯々ァ-ヴー])(?P<family>[一-龯々ヶ]{{2,3}})(?!{_NO_GIVEN_NAME})(?P<given>[一-龯々]{{1,3}}|[ぁ-ん]{{2,4}})"
    rf"(?P<role>{TITLE}|[（(](?=[0-9０-９]{{2}}歳?[）)]))"
)
_OF_A_BODY = re.compile(
    r"[州県市町村区省庁都府道国立党軍社会部局課室署院校大学団員長官前元副両同各年月日数第本支店容疑被]|外務|総務|法務|財務|防衛|環境|経済|首席|主任|広報|内閣"
)
_PLACE_IN_NAME = re.compile(
    r"(?<=.{2})[市県町村区州都](?=(?:議|長|教委|役所))|(?<=.{2})大(?=学)|(?<=.{2})[元前現副](?=長|社長|会長|代表|市長|知事|首相|部長|大臣|議員|監督)"
)
_FAMILY_LIKE = ("人名-姓", "地名-一般", "人名-一般")
_GIVEN_TOKENS, _FULL_NAME = 3, range(3, 7)  # tokens; code points
_COMPANY = re.compile(f"(?:{BODY_ENDINGS['社']})$")
_NO_FAMILY_NAME = frozenset("後同元前現故氏各両第新旧")


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A personal name where it stands; `family` is its first part where the dictionary tells, else empty."""

    start: int
    name: str
    role: str
    family: str


def is_role(phrase: str) -> bool:
    """Whether a noun phrase ends in a title or honorific (折原千景代表, 首相)."""
    return bool(_ROLE_END.search(phrase))


def called(text: str) -> frozenset[str]:
    """Family names that the article uses with 氏 or さん."""
    return frozenset(_CALLED.findall(text))


def named_in_full(text: str, known: frozenset[str]) -> Iterator[PersonMention]:
    """松前幸成知事, where the article goes on with 松前知事: names the dictionary has neither part of."""
    for match in _IN_FULL.finditer(text):
        if match["family"] in known and not _OF_A_BODY.search(match["given"]):
            yield PersonMention(match.start(), match["family"] + match["given"], match["role"], match["family"])


def person_mentions(text: str, sentence: ParsedSentence, known: frozenset[str]) -> Iterator[PersonMention]:
    """The personal names of a sentence, by dictionary or by the title behind them; `known` is from `called`."""
    tokens = sentence.tokens
    for begin, last in _name_runs(tokens):
        if mention := _by_dictionary(text, sentence, _family_name(known, tokens, begin), last):
            yield mention
    for index in range(len(tokens)):
        if mention := _by_title(text, sentence, index):
            yield mention


def _by_dictionary(text: str, sentence: ParsedSentence, first: int, last: int) -> PersonMention | None:
    tokens = sentence.tokens
    start, end = tokens[first].start, tokens[last].end
    role = _role_after(text, sentence, end)
    name = _without_role(text[start:end].strip("・＝= 　"))
    if overlong := _PLACE_IN_NAME.search(name + text[end : end + 2]):
        name = name[: overlong.start()]  # 修市 + 議会議員, 修大 + 学院教授
    is_mayor = text[max(0, start - 2) : start] in ("市の", "県の", "町の", "村の", "区の", "都の", "府の")
    pattern = _GIVEN_NAME_OF_MAYOR if is_mayor else GIVEN_NAME_IN_ROLE
    if "人名-姓" in tokens[last].tag and (given := pattern.match(role)):
        name, role = name + given[1], role[given.end(1) :]
    is_foreign = FOREIGN_NAME.fullmatch(name) is not None
    if not name or (role.startswith("州") and not is_foreign) or (not role and _COMPANY.search(name)):
        return None  # クンドゥズ州知事 names no person
    if not (role or _is_full(tokens[first : last + 1]) or is_foreign):
        return None
    has_family = last > first and "人名-姓" in tokens[first].tag
    return PersonMention(start, name, role, tokens[first].text if has_family else "")


def _without_role(name: str) -> str:
    """ドナルド・トランプ for the dictionary's one word トランプ大統領; readings in brackets go, too."""
    name = re.sub(r"[（(][^（）()]*[）)]", "", name)
    return re.sub(rf"(?<=[^・]{{2}})(?:{HONORIFIC}|大統領|首相|総統|国王|女王)$", "", name)


def _by_title(text: str, sentence: ParsedSentence, index: int) -> PersonMention | None:
    """穂高礼二社長: a family name the dictionary has as a place, a given name it does not have, and a title."""
    tokens = sentence.tokens
    family = tokens[index]
    if not family.tag.endswith(_FAMILY_LIKE) or not re.fullmatch("[一-龯々ヶ]{1,3}", family.text):
        return None
    before = text[family.start - 1 : family.start]
    if index and tokens[index - 1].tag.startswith(("名詞", "接頭辞")) and re.match("[一-龯々]", before):
        return None
    for last in range(index + 1, min(index + 1 + _GIVEN_TOKENS, len(tokens))):
        given = re.sub(r"[（(][ぁ-んー]+[）)].?$", "", text[family.end : tokens[last].end])
        end = family.end + len(given)
        if not re.fullmatch(r"[一-龯々]{1,3}|[ぁ-ん]{2,4}", given) or _OF_A_BODY.search(given):
            return None
        if len(family.text + given) not in _FULL_NAME:
            continue
        role = _ROLE_AT_ONCE.match(text, end, min(end + 30, sentence.span.end))
        if role is None and len(given) == 1:
            role = _ROLE_OF_BODY.match(text, end, min(end + 30, sentence.span.end))
        if role:
            return PersonMention(family.start, family.text + given, role[0], family.text)
    return None


def _family_name(known: frozenset[str], tokens: Sequence[Token], first: int) -> int:
    """One token further left where a run begins with a given name: 御影浩二, with a family name the dictionary has as a place."""
    before = tokens[first - 1] if first else None
    if before is None or before.end != tokens[first].start or before.text in _NO_FAMILY_NAME:
        return first
    if "人名-名" not in tokens[first].tag:
        # 丹 + 羽田: one name if the article calls that person 丹羽田氏.
        return first - 1 if len(before.text) == 1 and before.text + tokens[first].text in known else first
    is_family = re.fullmatch("[一-龯々ヶ]{1,3}", before.text) and before.tag.startswith("名詞")
    return first - 1 if is_family else first


def _role_after(text: str, sentence: ParsedSentence, end: int) -> str:
    """The title or honorific that follows a name directly: 米大統領, ・民主党代表, さん; else nothing."""
    match = _ROLE_AFTER.match(text[end : min(end + 40, sentence.span.end)])
    return match[1] if match else ""


def _name_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of tokens that make a personal name, as first and last index."""
    i = 0
    while i < len(tokens):
        if not _is_name(tokens[i]):
            i += 1
            continue
        first = i
        while i + 1 < len(tokens) and (_continues(tokens, i + 1) or _joins(tokens, i + 1)):
            i += 1
        yield first, i
        i += 1


def _is_name(token: Token) -> bool:
    return "人名" in token.tag or (
        bool(KATAKANA_NAME.fullmatch(token.text))
        and token.tag.startswith("名詞")
        and "地名-国" not in token.tag  # ロシア・ウクライナ names two countries
        and len(token.text) > 1
        and not is_role(token.text)
    )


def _continues(tokens: Sequence[Token], i: int) -> bool:
    """Another part of the name; katakana behind a given name in kanji is a title (川端美緒シニアアナリスト)."""
    if not _is_name(tokens[i]):
        return False
    return "人名" in tokens[i].tag or "人名-名" not in tokens[i - 1].tag


def _joins(tokens: Sequence[Token], i: int) -> bool:
    """A dot or initial between two parts of a foreign name, a space between family and given name in kanji."""
    if i + 1 >= len(tokens):
        return False
    token = tokens[i]
    if token.text in "・＝=･":
        return (_is_name(tokens[i + 1]) and "人名-名" not in tokens[i - 1].tag) or _joins(tokens, i + 1)
    if re.fullmatch(r"[A-ZＡ-Ｚ][.．]?", token.text):
        return _is_name(tokens[i + 1]) or _joins(tokens, i + 1)
    is_family = "人名-姓" in tokens[i - 1].tag and not KATAKANA_NAME.fullmatch(tokens[i - 1].text)
    return token.text in " 　" and is_family and "人名" in tokens[i + 1].tag


def _is_full(run: Sequence[Token]) -> bool:
    tags = [token.tag for token in run]
    return len(tags) > 1 and any("人名-名" in tag for tag in tags)
