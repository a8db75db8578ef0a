"""Who speaks: the noun phrase a verb of saying has as its subject, from the tree or, where that is broken, the topic."""

import re
from bisect import bisect_left

from articles.extraction.clause import Clause
from articles.extraction.mentions import is_role

_SUBJECT = frozenset(("nsubj", "obl", "dislocated", "csubj"))
_PERSON_WORD = re.compile(
    r"(?:判決|決定|男性|女性|私|僕|筆者|若者|住民|市民|学生|生徒|児童|父|母|親|夫|妻|息子|娘|家族|遺族|関係者|幹部|担当|選手|客|店主|農家|業者|人|人物|社員|職員|首脳|与党|野党|自民|民主|公明|共産|政権|陣営|軍|隊|筋|派|専門家|側近|スタッフ|メンバー|代理人|被害者|容疑者|同氏|両氏|知事|首相|[者員]たち|[者員]達|[一-龯](?:員|官|士|師|兵|生))$"
)
_BEGINNING = 14  # tokens
_KATAKANA = re.compile(r"[ァ-ヴー・]{3,}$|[A-ZＡ-Ｚ]{2,}$")
_NOT_WHO = re.compile(
    r"(?:死者|感染者|負傷者|けが人|死亡者|不明者|有権者|利用者|受給者|参加者|回答者|在庫|対策|ファイル|ソフト|こと|もの|の|点|ため|理由|結果|原因|背景|場合|とき|時|今後|今回|現在|当時|これ|それ|今|昨年|今年|日|月|年|件|額|率|割合|数|金額|事件|事故|問題|影響|状況|法|法案|案|予算|価格|発言|報道|質問|取材|"
    r"会見|会談|会議|調査|計画|方針|措置|制度|攻撃|多く|一部|ほか|他|一方|なか|中|うち|上|下|ところ|場|席|際|後|前|間|午後|午前|夜|朝|夕|以上|以下|可能性|見方|声|意見|批判|理由|目的|費|税|車|機)$"
)
_SOURCE_WORD = re.compile(
    r"(?:省|庁|局|府|都|道|県|市|町|村|区|署|党|会|社|委|所|院|校|大|部|課|室|団体|[一-龯]団|会議|機構|連盟|連合|協会|銀行|政府|当局|新聞|通信|放送|グループ|チーム|氏|さん|者|側|"
    r"県警|府警|道警|市警|航空|電鉄|鉄道|電力|ガス|建設|生命|証券|工業|製薬|自動車|官邸|検察|検察庁|選管|教委|労組|総連|財団|学会|球団|学園|病院|店|商事|製作所|報告書|機関|総研|研究所|センター|組合|教授|大学|国連|警察|地検|地裁|高裁|最高裁|消防|気象台|[一-龯][館堂]|[一-龯]誌|基金|法人|ＮＰＯ|NPO|[A-Z]{2,}|[Ａ-Ｚ]{2,}|[ァ-ヴー]{3,})$"
)


def subject(clause: Clause, verb: int, before: int) -> tuple[int, int] | None:
    """The noun phrase of who speaks: the verb's subject, that of a verb it is coordinated with, else the topic."""
    found = _told_last(clause, verb, before)
    if found is None:
        found = _governed_subject(clause, verb)
    if found is None:
        found = _own_subject(clause, verb)
    if found is None and not _is_attribute(clause, verb, before):
        found = _topic(clause, before)
        if found is None:
            found = _leading_topic(clause, verb, before)
    if found is None:
        return None
    return _without_clause_noise(clause, *clause.noun_phrase(_earlier_topic(clause, found, before)))


_REACH = 400  # code points; what is further back is the topic of another clause
_NEXT_CLAUSE = re.compile(r"(?:[るたいだす]が|ものの|一方で?|おり|[たる]ほか|[摘張明]|し|る)、")
_CREDITED = re.compile(r"によ(?:る|れ|ります)(?:と|ば)")


def _earlier_topic(clause: Clause, found: int, before: int) -> int:
    """The first topic behind a credit: in 地検は被告も関与したと認定した it is the outer one who speaks.

    Who stands right before a quotation or between what is said and its verb stays.
    """
    end = clause.tokens[found].end
    if found > before or re.match("[はがも][、，]?「", clause.text[end : end + 3]):
        return found
    floor = max(clause.span.start, end - _REACH)
    credit = max((m.end() for m in _CREDITED.finditer(clause.text, floor, end)), default=floor)
    marked = who(clause)
    for index in marked[bisect_left(marked, credit, key=lambda index: clause.tokens[index].start) :]:
        end = clause.tokens[index].end
        if clause.text[end : end + 1] in ("は", "も"):
            between = clause.text[end : clause.tokens[found].start]
            is_ruling = clause.tokens[index].text == "判決"
            return min(index, found) if is_ruling or not _NEXT_CLAUSE.search(between) else found
    return found


_FORMAL_NOUN = frozenset(
    ("模様", "こと", "事", "もの", "様子", "ため", "の", "上", "うえ", "一方", "ほか", "際", "後", "経緯")
)


_PROCLAIMS = frozenset(("うたう", "謳う", "掲げる", "称する", "題する", "銘打つ"))
"""Verbs that tell what a thing calls itself, before that thing: 「…」とうたった商品."""


def _is_attribute(clause: Clause, verb: int, before: int) -> bool:
    """Whether a verb describes a noun (…と話す男性); …と話した模様だ and a verb after a quotation report all the same."""
    token = clause.tokens[verb]
    if token.dep != "acl":
        return False
    is_quoted = clause.tokens[before].start - 1 in clause.outer_closers
    if clause.lemmas[verb] in _PROCLAIMS:
        return True
    return not is_quoted and clause.tokens[token.head].lemma not in _FORMAL_NOUN


def _told_last(clause: Clause, verb: int, before: int) -> int | None:
    """Whoever stands between what is said and the verb, name or not: …と彼はいう."""
    after = (c for c in clause.children[verb] if before < c < verb and clause.tokens[c].dep == "nsubj")
    return next((c for c in after if _is_subject(clause, c) and not _is_quoted(clause, c)), None)


def _governed_subject(clause: Clause, verb: int) -> int | None:
    governor = verb
    for _ in range(4):
        subjects = [
            c
            for c in clause.children[governor]
            if c < verb
            and clause.tokens[c].dep in _SUBJECT
            and _is_subject(clause, c)
            and _is_who(clause, c)
            and not _is_quoted(clause, c)
        ]
        if subjects:
            return subjects[-1]
        token = clause.tokens[governor]
        if token.head <= governor or token.dep not in ("advcl", "conj", "compound", "obl", "dep"):
            return None
        governor = token.head
    return None


def _topic(clause: Clause, before: int) -> int | None:
    """The last person or body with は before the content, else the first with が: trees break at 。 inside quotations."""
    start = _content_start(clause, before)
    marked = who(clause)
    marked = marked[: bisect_left(marked, before)]
    topics = [i for i in marked if any(clause.tokens[c].text in ("は", "も", "では") for c in clause.case(i))]
    leading = [i for i in topics if clause.tokens[i].end <= start]
    return next(reversed(leading), None) if leading else next(iter(topics or marked), None)


def _own_subject(clause: Clause, verb: int) -> int | None:
    """The subject the tree gives the verb itself, whatever it names: 灯台守は…と述べた."""
    own = (c for c in reversed(clause.children[verb]) if c < verb and clause.tokens[c].dep == "nsubj")
    return next((c for c in own if _is_subject(clause, c) and not _is_quoted(clause, c)), None)


def named_right_before(clause: Clause, position: int) -> tuple[int, int] | None:
    """The person or body with は, も or が that ends right before a position."""
    particle = bisect_left(clause.tokens, position, key=lambda token: token.start) - 1
    if particle > 0 and clause.tokens[particle].text in "、，,":
        particle -= 1
    head = clause.tokens[particle].head if particle > 0 else particle
    if head >= particle or clause.tokens[particle].text not in ("は", "も", "が"):
        return None
    marked = who(clause)
    place = bisect_left(marked, head)
    return clause.noun_phrase(head) if marked[place : place + 1] == [head] else None


_PAUSE = re.compile(r"[、，「]|[0-9０-９]{1,4}[年月日]")
_TIME_WORD = re.compile(r"[0-9０-９一二三四五六七八九十]|(?:年|月|日|時|頃|ごろ|間|中|後|前|上|点|面)$")


def _leading_topic(clause: Clause, verb: int, before: int) -> int | None:
    """A noun of any kind with は that begins the sentence, where the verb is its own or a quotation or comma follows."""
    start = _content_start(clause, before)
    for index in range(min(_BEGINNING, before, len(clause.tokens))):
        token = clause.tokens[index]
        if clause.inside[index] or token.end > start or not _is_subject(clause, index):
            continue
        if not any(clause.tokens[c].text in ("は", "も") for c in clause.case(index)):
            continue
        if _TIME_WORD.search(token.text) or token.tag.startswith("代名詞"):
            continue
        follows = _PAUSE.match(clause.text, token.end + 1)
        return index if token.head == verb or follows else None
    return None


def who(clause: Clause) -> list[int]:
    """Heads of phrases outside quotations that name a person or body as subject or topic; found once per clause."""
    if clause.who is None:
        candidates = (index for index in range(len(clause.tokens)) if not _is_quoted(clause, index))
        clause.who = [index for index in candidates if _is_subject(clause, index) and _is_who(clause, index)]
    return clause.who


def _is_quoted(clause: Clause, index: int) -> bool:
    """Inside a quotation, and not the whole of a name in quotation marks."""
    return clause.inside[index] and clause.tokens[index].end not in clause.outer_closers


def _content_start(clause: Clause, before: int) -> int:
    """Where the quotation before a particle opens, or the position of the particle."""
    end = clause.tokens[before].start
    return clause.quotations.get(end - 1, end)


def _is_who(clause: Clause, index: int) -> bool:
    first, last = clause.noun_phrase(index)
    phrase = clause.phrase(first, last)
    return (
        looks_like_source(phrase)
        or _PERSON_WORD.search(phrase) is not None
        or "固有名詞" in clause.tokens[last].tag
        or bool(_KATAKANA.search(phrase))
        or is_role(phrase)
    )


def is_person(phrase: str) -> bool:
    """Whether a noun phrase names a person by role or kind (市長, 関係者, 住民)."""
    return is_role(phrase) or bool(_PERSON_WORD.search(phrase))


def looks_like_source(phrase: str) -> bool:
    return bool(_SOURCE_WORD.search(re.sub(r"[（(][^（）()]*[）)]", "", phrase)))


def _is_subject(clause: Clause, index: int) -> bool:
    """Whether a word's particles make it one who speaks: は, が, も, では (a body), and not a thing or a time."""
    particles = "".join(clause.tokens[c].text for c in clause.case(index) if clause.tokens[c].tag.startswith("助詞"))
    word = clause.tokens[index]
    if not word.tag.startswith(("名詞", "接尾辞", "代名詞")) or word.text.endswith("的") or word.text in ("何", "誰", "どこ"):
        return False
    if particles not in ("は", "が", "も", "では", "でも", "側は", "らは", "らが", "からは", "は、") and not (
        particles == "" and clause.text[word.end : word.end + 1] == "、" and word.dep == "nsubj"
    ):
        return False
    if particles in ("では", "でも", "からは") and not looks_like_source(word.text):
        return False
    if particles == "" and not looks_like_source(word.text):
        return False
    return not _NOT_WHO.search(word.text) or (looks_like_source(word.text) and word.text[-1] in "氏側")


def _without_clause_noise(clause: Clause, first: int, last: int) -> tuple[int, int]:
    while first < last and clause.tokens[first].tag.startswith(("補助記号", "空白", "接続詞")):
        first += 1
    return first, last
