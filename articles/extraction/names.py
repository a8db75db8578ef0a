"""Personal names in an article: which words are one, and the title or honorific that follows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

COUNTRY = "米|英|仏|独|露|中|韓|伊|加|豪|印|比|タイ|日"
HONORIFIC = "氏|さん|君|くん|ちゃん|様|さま|先生|殿|夫人|夫妻|容疑者|被告|元被告|受刑者|候補|選手|監督|メンバー"
OFFICE = (
    "首相|総理大臣|総理|大統領|国家主席|主席|総書記|書記長|国王|女王|皇太子|天皇|陛下|殿下|議長|副議長|大臣|長官|次官|政務官|事務総長|"
    "外相|財務相|防衛相|経産相|厚労相|文科相|総務相|法相|環境相|国交相|農水相|官房長官|[一-龯]{1,4}相|報道官|大使|特使|代表|副代表|共同代表|"
    "幹事長|書記局長|委員長|委員|政調会長|会長|副会長|会頭|頭取|代表幹事|高等弁務官|総領事|警部|警視|理事長|理事|総裁|副総裁|社長|副社長|専務|常務|取締役|執行役員|最高経営責任者|企業長|企業団長|"
    "CEO|ＣＥＯ|(?:グループ|フライト)?ディレクター|マネジャー|マネージャー|オーナー|スポークスマン|スポークスウーマン|キャスター|ジャーナリスト|プロデューサー|会長兼社長|貫主|党首|総統|国務長官|財務長官|最高責任者|責任者|知事|副知事|市長|副市長|町長|村長|区長|議員|弁護士|裁判官|裁判長|判事|検事|検事正|教授|准教授|助教|講師|名誉教授|"
    "研究員|主任研究員|研究部長|エコノミスト|アナリスト|ストラテジスト|(?:シニア|チーフ)(?:アナリスト|エコノミスト|ストラテジスト)|医師|院長|所長|局長|部長|課長|室長|署長|"
    "組長|市議|県議|都議|座長|総支配人|支配人|管財人|予報官|担当官|補佐官|特別補佐|首席補佐|報道担当|参事官|監察官|団長|隊長|船長|機長|次長|顧問|相談役|事務局長|総長|主将|コーチ|塾長|教育長|調整官|広報官|"
    "本部長|支部長|支局長|館長|学長|校長|園長|店長|組合長|住職|司令官|大将|中将|少将|大佐|中佐|少佐|記者|編集長|博士|棋士|力士|名人|牧師|司教|枢機卿|教皇|法王"
)
ROLE = re.compile(
    rf"(?:前|元|故|現|新|副|第[一二三]?)?(?:(?:{COUNTRY})(?=[^\s]{{2}}))?[^\sの、]{{0,12}}?(?:{HONORIFIC}|{OFFICE})(?:ら|たち)?$"
)
ROLE_ALONE = re.compile(rf"^(?:同|前|元|現|副)?(?:{COUNTRY})?(?:{OFFICE}|被告|容疑者|候補)$")
KATAKANA_NAME = re.compile(
    r"(?:[ァ-ヴ][ァ-ヴー]+|[A-ZＡ-Ｚ][.．]?)(?:[・＝=･]?(?:[ァ-ヴ][ァ-ヴー]+|[A-ZＡ-Ｚ][.．]?))*"
)
FOREIGN_NAME = re.compile(r"[ァ-ヴー]{2,}(?:[・＝=][ァ-ヴー]{2,}){1,3}")
_ROLE_END = re.compile(rf"(?:{HONORIFIC}|{OFFICE})(?:ら|たち)?$")
_ROLE_AFTER = re.compile(
    rf"[\s・=＝]?(?:[（(][^（）()]{{1,20}}[）)])?((?:{COUNTRY})?(?:前|元|現|副|新)?[^\s、。「」はがをにのでともへ（）()]{{0,10}}?(?:{OFFICE}|{HONORIFIC}))"
)
_READING = r"(?:[（(][ぁ-んァ-ヴー・\s　]{2,20}[）)])?"
_ROLE_AT_ONCE = re.compile(
    rf"{_READING}(?:(?:{COUNTRY})?(?:前|元|現|副|新)?(?:{OFFICE}|{HONORIFIC})|[（(][0-9０-９]{{2}}[）)歳])"
)
_ROLE_OF_BODY = re.compile(rf"{_READING}[一-龯ァ-ヴー]{{2,8}}?(?:{OFFICE})(?=[はがもらとの、])")
_UNKNOWN_GIVEN_NAME = re.compile(
    rf"(?!{COUNTRY}|[前元現副新故]|環境|総務|法務|外務|財務|文科|厚労|農水|経産|国交|防衛|復興|経済|金融|首席|筆頭|共同|臨時|暫定|最高|常任|上級|主席|国務|国防|"
    rf"両|同|.{{0,2}}[州県市町村区省庁党軍社会部局課])([一-龯々]{{1,3}}|[ぁ-ん]{{2,4}})(?:{OFFICE}|{HONORIFIC})$"
)
_GIVEN_NAME_OF_MAYOR = re.compile(r"(?!前|元|副)([一-龯々]{1,3})(?:市長|知事|町長|村長|区長)$")
_CALLED = re.compile(r"[一-龯々]{2,4}(?=氏|さん)")
_OF_A_BODY = re.compile(
    r"[州県市町村区省庁都府道国立党軍社会部局課室署院校大学団員長官前元副両同各年月日数第本支店容疑被]|外務|総務|法務|財務|防衛|環境|経済|首席|主任|広報"
)
_FAMILY_LIKE = ("人名-姓", "地名-一般", "人名-一般")
_GIVEN_TOKENS, _FULL_NAME = 3, range(3, 7)  # tokens; code points


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
    role = _role_after(text, sentence, last)
    name = _without_role(text[start:end].strip("・＝= 　"))
    if name.endswith("大") and text[end : end + 3] == "学院教":
        name = name[:-1]  # 修大 + 学院教授
    if name.endswith(("市", "県", "町")) and text[end : end + 2] == "議会":
        name = name[:-1]  # 修市 + 議会議員
    is_mayor = text[max(0, start - 2) : start] in ("市の", "県の", "町の", "村の", "区の", "都の", "府の")
    pattern = _GIVEN_NAME_OF_MAYOR if is_mayor else _UNKNOWN_GIVEN_NAME
    if "人名-姓" in tokens[last].tag and (given := pattern.match(role)):
        name, role = name + given[1], role[given.end(1) :]
    if role.startswith("州") or not name:
        return None  # クンドゥズ州知事 names no person
    if not (role or _is_full(tokens[first : last + 1]) or FOREIGN_NAME.fullmatch(name)):
        return None
    has_family = last > first and "人名-姓" in tokens[first].tag
    return PersonMention(start, name, role, tokens[first].text if has_family else "")


def _without_role(name: str) -> str:
    """ドナルド・トランプ for the dictionary's one word トランプ大統領; readings in brackets go, too."""
    name = re.sub(r"[（(][^（）()]*[）)]", "", name)
    return re.sub(rf"(?<=[^・]{{2}})(?:{HONORIFIC}|大統領|首相|総統|国王|女王|容疑者|被告)$", "", name)


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
    if first == 0:
        return first
    before = tokens[first - 1]
    if "人名-名" not in tokens[first].tag:
        # 丹 + 羽田: one name if the article calls that person 丹羽田氏.
        is_cut = re.fullmatch("[一-龯]", before.text) and before.end == tokens[first].start
        whole = before.text + tokens[first].text
        return first - 1 if is_cut and whole in known else first
    is_family = (
        bool(re.fullmatch("[一-龯々ヶ]{1,3}", before.text))
        and before.tag.startswith("名詞")
        and before.end == tokens[first].start
    )
    return first - 1 if is_family else first


def _role_after(text: str, sentence: ParsedSentence, last: int) -> str:
    """The title or honorific that follows a name directly: 米大統領, ・民主党代表, さん; else nothing."""
    end = sentence.tokens[last].end
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
    """A dot or initial between two parts of a foreign name, a space between family and given name."""
    if i + 1 >= len(tokens):
        return False
    token = tokens[i]
    if token.text in "・＝=･":
        return (_is_name(tokens[i + 1]) and "人名-名" not in tokens[i - 1].tag) or _joins(tokens, i + 1)
    if re.fullmatch(r"[A-ZＡ-Ｚ][.．]?", token.text):
        return _is_name(tokens[i + 1]) or _joins(tokens, i + 1)
    return token.text in " 　" and "人名-姓" in tokens[i - 1].tag and "人名" in tokens[i + 1].tag


def _is_full(run: Sequence[Token]) -> bool:
    tags = [token.tag for token in run]
    return len(tags) > 1 and any("人名-名" in tag for tag in tags)
