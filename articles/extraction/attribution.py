"""Who says what, sentence by sentence, from the dependency parse: source, cue and content in PARC's terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from articles.extraction import brackets
from articles.extraction.people import is_role
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

SAY = frozenset(
    ["述べる", "語る", "話す", "言う", "いう", "主張", "発言", "強調", "説明", "指摘", "表明", "発表", "公表", "明言", "断言", "言明", "答弁", "答える", "訴える", "批判", "非難", "反論", "釈明", "弁明", "証言", "供述", "自供", "告白", "明かす", "伝える", "報じる", "報告", "回答", "応じる", "応える", "返答", "否定", "宣言", "約束", "呼び掛ける", "呼びかける", "警告", "示唆", "予測", "分析", "推測", "推定", "認める", "認定", "判断", "結論", "結論付ける", "断じる", "論じる", "提言", "提案", "要求", "求める", "要請", "要望", "嘆く", "憤る", "怒る", "喜ぶ", "笑う", "振り返る", "漏らす", "打ち明ける", "つぶやく", "叫ぶ", "投稿", "書き込む", "書く", "記す", "綴る", "つづる", "記載", "コメント", "切り出す", "声明", "批評", "評価", "評する", "語りかける", "語り掛ける", "皮肉る", "称賛", "歓迎", "擁護", "抗議", "謝罪", "弁護", "誓う", "言い切る", "胸を張る", "言い張る", "みる", "見る", "見込む", "予想", "試算", "推計", "算出", "通告", "通知", "通達", "勧告", "助言", "促す", "拒む", "拒否", "一蹴", "突っぱねる", "注文", "懸念", "期待", "質す", "ただす", "問う", "尋ねる", "主張", "力説", "アピール", "リポート", "解説", "補足", "付け加える", "続ける", "迫る", "牽制", "けん制", "たしなめる", "諭す", "首をかしげる", "首をひねる", "念を押す", "くぎを刺す", "声を掛ける", "声をかける", "名乗る", "見通す", "危惧", "結ぶ", "締めくくる", "返す", "打ち出す", "説く", "問いかける", "明らか", "吐露", "苦言", "釘を刺す", "悔やむ", "反発", "切り捨てる", "切る", "主張", "力をこめる", "力を込める", "言い放つ", "断定", "公言", "断る"]
)
THINK = frozenset(["思う", "考える", "信じる", "感じる", "受け止める"])
DOUBTFUL = frozenset(["言う", "いう", "みる", "見る", "求める", "続ける", "切る", "返す", "結ぶ", "笑う", "問う", "書く", "迫る", "怒る", "喜ぶ", "期待", "評価", "分析"])
"""Verbs that are cues only with a quotative と and a content of their own."""

VIEW = frozenset(
    ["見方", "見解", "考え", "認識", "方針", "見通し", "見込み", "意向", "意見", "姿勢", "立場", "声明", "コメント", "談話", "懸念", "期待", "報告", "主張", "指摘", "説明", "結論", "見立て", "分析", "予測", "推計", "結果", "試算", "判断", "批判", "不満", "反論", "持論", "警告", "疑念", "考え方", "意思", "意欲", "覚悟", "回答", "答弁", "発言", "声", "疑問", "認識", "感想", "計画", "構想", "可能性", "旨", "こと", "事実", "意図", "決意", "期待感", "危機感", "苦言", "異論", "理解", "要請", "謝意", "遺憾の意", "方向", "釈明", "談", "話"]
)
SHOW = frozenset(
    ["示す", "述べる", "表明", "明らか", "語る", "伝える", "発表", "公表", "出す", "寄せる", "漏らす", "話す", "強調", "主張", "固める", "にじませる", "繰り返す", "訴える", "説明", "指摘", "認める", "否定", "示唆", "報告", "持つ", "出る", "上がる", "ある", "広がる", "明かす", "披露", "通知", "挙げる", "まとめる", "見せる", "抱く", "崩す", "取る", "確認", "認定", "打ち出す", "公言", "明言", "聞く", "聞かれる", "表す", "続く", "言及", "約束"]
)
REVEAL = frozenset(
    ["明らか", "発表", "公表", "表明", "認める", "認定", "指摘", "主張", "強調", "否定", "訴える", "報告", "示唆", "説明", "確認", "明かす", "告白", "証言", "語る", "述べる", "伝える", "約束", "宣言", "明言", "公言", "言及", "批判", "非難", "予測", "推計", "試算", "提言", "挙げる", "判断", "発言", "供述"]
)
_FINDING_NOUN = "調査|統計|集計|資料|試算|推計|観測|まとめ|調べ|発表|分析|報告書?|速報値?|白書|推定|予測|見立て|話|説明|解説|証言|判決|決定|データ|記録|会見|声明|報道|記事|取材|情報|速報|速報値|計算|検証|研究|試算|通報|文書|論文|推計値|報告|談話|公告|ツイート|投稿|ブログ|サイト|ホームページ"
_YORUTO = re.compile(r"(?:に(?:より|拠り|依り)ますと|に(?:よる|拠る|依る|よります)と|に(?:よれ|拠れ|依れ)ば)")
_FINDING = re.compile(rf"(?:の|が[^、。「]{{2,40}}?)(?P<noun>[^の、。「」はがをに]{{0,8}}(?:{_FINDING_NOUN}))(?:では|でも|から|として|で)(?=[、一-龯ァ-ヴ「0-9０-９])")
_HEARSAY = re.compile(r"(?:という|とのこと(?:だ|です|である)?|ということ(?:だ|です|である)|とされる|とされている|とされた|とされています|といわれ(?:る|ている|ています)|と言われ(?:る|ている|ています)|とも(?:いう|される|言われる|いわれています|言われている)|そうだ|との(?:声|見方|指摘|意見|批判)も?(?:が)?(?:ある|出ている|上がっている|広がっている|強い)(?:という)?|と伝えられ(?:る|ている)|と報じられ(?:た|ている))[。」]*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """An attribution before its source is resolved; `phrase` is the source as it stands, `form` as in results."""

    source: Span | None
    cue: Span
    content: Span
    form: str
    phrase: str | None
    token: int
    strength: int
    """3 for a cue that stands on its own, 2 for によると, 1 for hearsay without a source, 0 for doubtful ones."""
    passive: bool = False
    points_back: bool = False


class Clause:
    """A parsed sentence with its tree turned round: children by head, spans of phrases."""

    def __init__(self, text: str, parsed: ParsedSentence) -> None:
        self.text = text
        self.span = parsed.span
        self.tokens = parsed.tokens
        self.children: list[list[int]] = [[] for _ in parsed.tokens]
        for index, token in enumerate(parsed.tokens):
            if token.head != index:
                self.children[token.head].append(index)
        self.pairs = brackets.pairs(text, parsed.span.start, parsed.span.end)
        self.quotations = {closer: opener for opener, closer in self.pairs if text[opener] in brackets.QUOTES}
        self.left = self._left_edges()
        self.outer = [(o, c) for o, c in brackets.outermost(self.pairs) if text[o] in brackets.QUOTES]
        self.inside = self._quoted_tokens()

    def _left_edges(self) -> list[int]:
        """For each token the first token of its subtree; a head before its child does not extend to the left."""
        left = list(range(len(self.tokens)))
        for index, token in enumerate(self.tokens):
            if token.head > index:
                left[token.head] = min(left[token.head], left[index])
        return left

    def _quoted_tokens(self) -> list[bool]:
        flags = [False] * len(self.tokens)
        number = 0
        for index, token in enumerate(self.tokens):
            while number < len(self.outer) and self.outer[number][1] < token.start:
                number += 1
            flags[index] = number < len(self.outer) and self.outer[number][0] < token.start
        return flags

    def case(self, index: int) -> list[int]:
        """The particles of a word, in order."""
        return [c for c in self.children[index] if c > index and self.tokens[c].dep in ("case", "mark", "fixed")]

    def noun_phrase(self, head: int) -> tuple[int, int]:
        """First token and last token of the noun phrase around its head: compounds and の-attributes, no clauses."""
        first = head
        for index in range(head - 1, max(-1, head - 40), -1):
            token = self.tokens[index]
            if token.text in _PHRASE_ENDS or token.tag == "補助記号-読点":
                break
            if first <= token.head <= head and token.dep in _ATTRIBUTES or self._is_compound_part(index, first):
                first = index
            elif not (token.dep in ("case", "punct", "fixed", "cc") and token.head < index):
                break
        return first, head

    def _is_compound_part(self, index: int, first: int) -> bool:
        """A noun right before a noun belongs to it however the parser attached it; ある幹部 counts as one, too."""
        token = self.tokens[index]
        if index != first - 1:
            return False
        if token.text == "ある":
            return True
        if token.text in "・＝=":
            return True
        return token.tag.startswith(("名詞", "接尾辞", "接頭辞")) and "副詞可能" not in token.tag and "数詞" not in token.tag

    def phrase(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last].end]


_PHRASE_ENDS = frozenset("、，,。はがをもに")
_ATTRIBUTES = frozenset(("compound", "nmod", "det", "nummod", "amod", "punct", "dep", "appos"))


def cues(text: str, parsed: ParsedSentence) -> list[Cue]:
    """All attributions of one sentence, in the order of their cues."""
    if not parsed.tokens:
        return []
    clause = Clause(text, parsed)
    found = [*_yoruto(clause), *_findings(clause), *_verbs(clause), *_hearsay(clause)]
    unique: dict[tuple[int, int], Cue] = {}
    for cue in sorted(found, key=lambda cue: (cue.cue.start, -cue.strength)):
        unique.setdefault((cue.cue.start, cue.cue.end), cue)
    return list(unique.values())


def _yoruto(clause: Clause) -> Iterator[Cue]:
    for match in _YORUTO.finditer(clause.text, clause.span.start, clause.span.end):
        index = _token_ending_at(clause, match.start())
        if index is None or clause.inside[index]:
            continue
        first, last = clause.noun_phrase(index)
        first = _owner(clause, first, last)
        content = _rest_of_clause(clause, match.end())
        source = Span(clause.tokens[first].start, clause.tokens[last].end)
        if content:
            yield Cue(source, Span(*match.span()), content, "yoruto", _document_owner(clause, first, last), index, 2)


def _findings(clause: Clause) -> Iterator[Cue]:
    """XXの調査では、…: the body whose figures these are."""
    for match in _FINDING.finditer(clause.text, clause.span.start, clause.span.end):
        index = _token_ending_at(clause, match.end("noun"))
        if index is None or clause.inside[index]:
            continue
        first, last = clause.noun_phrase(index)
        phrase = _document_owner(clause, first, last)
        content = _rest_of_clause(clause, match.end())
        if content and phrase and _looks_like_source(phrase):
            source = Span(clause.tokens[first].start, clause.tokens[last].end)
            yield Cue(source, Span(match.start("noun"), match.end()), content, "yoruto", phrase, index, 2)


def _owner(clause: Clause, first: int, last: int) -> int:
    """Where the phrase begins once a clause in front names the body: 厚生労働省が５日公表した統計によると."""
    for child in clause.children[last]:
        if clause.tokens[child].dep == "acl" and child < last:
            for subject in clause.children[child]:
                if clause.tokens[subject].dep == "nsubj":
                    return min(first, clause.noun_phrase(subject)[0])
    return first


_DOCUMENT = re.compile(rf"(?:{_FINDING_NOUN}|計画|条例|要綱|規定|指針|基準|予想|調書|目録|名簿|電子版|関係筋の話)$")


def _document_owner(clause: Clause, first: int, last: int) -> str | None:
    """The body behind a document: 厚生労働省 for 厚生労働省の毎月勤労統計; the phrase itself if it is no document."""
    phrase = clause.phrase(first, last)
    if not _DOCUMENT.search(phrase):
        return phrase
    for child in clause.children[last]:
        if clause.tokens[child].dep == "acl" and child < last:
            for subject in clause.children[child]:
                if clause.tokens[subject].dep == "nsubj":
                    return clause.phrase(*clause.noun_phrase(subject))
    owner, found, _ = phrase.rpartition("の")
    while found and _DOCUMENT.search(owner) and "の" in owner:
        owner, found, _ = owner.rpartition("の")
    subject_match = re.match(r"(.{2,30}?)が", owner or phrase)
    if subject_match:
        return subject_match[1]
    return owner or None


_SOURCE_WORD = re.compile(
    r"(?:省|庁|局|府|都|道|県|市|町|村|区|署|党|会|社|委|所|院|校|大|部|課|室|団体|機構|連盟|連合|協会|銀行|政府|当局|新聞|通信|放送|グループ|チーム|氏|さん|者|側|"
    r"機関|総研|研究所|センター|組合|教授|大学|国連|警察|地検|地裁|高裁|最高裁|消防|気象台|基金|法人|ＮＰＯ|NPO|[A-Z]{2,}|[Ａ-Ｚ]{2,}|[ァ-ヴー]{3,})$"
)


def _looks_like_source(phrase: str) -> bool:
    return bool(_SOURCE_WORD.search(re.sub(r"[（(][^（）()]*[）)]", "", phrase)))


def _rest_of_clause(clause: Clause, start: int) -> Span | None:
    """From a によると to the end of its sentence, without comma before and full stop and という behind."""
    end = clause.span.end
    piece = clause.text[start:end]
    lead = len(piece) - len(piece.lstrip("、，, 　"))
    tail = re.search(r"(?:という)?[。｡.！？!?]*$", piece)
    stop = start + tail.start() if tail else end
    return Span(start + lead, stop) if start + lead < stop else None


def _token_ending_at(clause: Clause, position: int) -> int | None:
    return next((i for i, token in enumerate(clause.tokens) if token.end == position), None)


def _verbs(clause: Clause) -> Iterator[Cue]:
    for index, token in enumerate(clause.tokens):
        if clause.inside[index] or token.pos not in ("VERB", "NOUN", "ADJ", "AUX"):
            continue
        if cue := _quotative(clause, index) or _view(clause, index) or _revealed(clause, index) or _backward(clause, index):
            yield cue


def _quotative(clause: Clause, verb: int) -> Cue | None:
    """…と述べた, 「…」と発言。, …としている."""
    token = clause.tokens[verb]
    lemma = token.lemma
    is_say = lemma in SAY or lemma in THINK
    is_suru = lemma == "する" and token.pos in ("VERB", "AUX")
    if not (is_say or is_suru):
        return None
    if token.pos == "NOUN" and not _predicative(clause, verb):
        return None
    particle = _quotative_particle(clause, verb, adjacent=is_suru)
    if particle is None:
        return None
    if is_suru and not _reports(clause, verb):
        return None
    passive = _is_passive(clause, verb)
    if lemma in ("言う", "いう") and clause.text[token.end : token.end + 1] not in ("", "。", "、", "」", "，", ",") and not _inflected(clause, verb):
        return None
    source = None if passive else _subject(clause, verb, particle)
    content = _content(clause, particle, source)
    if content is None:
        return None
    form = "direct" if _is_quotation(clause, content) else "indirect"
    hearsay = lemma in ("言う", "いう") and source is None and form == "indirect"
    strength = 1 if hearsay or passive else 0 if lemma in THINK else 3
    return _cue(clause, source, token, content, form, verb, strength, passive)


def _backward(clause: Clause, verb: int) -> Cue | None:
    """そう述べた, こう話す〜氏は: what is said stands in another sentence; the content is the pointing word."""
    token = clause.tokens[verb]
    if token.lemma not in SAY:
        return None
    pointer = next((c for c in clause.children[verb] if c < verb and clause.tokens[c].text in ("そう", "こう")), None)
    if pointer is None:
        return None
    source = _subject(clause, verb, verb)
    if source is None and token.dep == "acl" and clause.tokens[token.head].pos in ("NOUN", "PROPN"):
        first, last = clause.noun_phrase(token.head)
        source = max(first, verb + 1), last
    pointed = clause.tokens[pointer]
    cue = _cue(clause, source, token, Span(pointed.start, pointed.end), "direct", verb, 3, False)
    return replace(cue, points_back=True)


def _inflected(clause: Clause, verb: int) -> bool:
    """言った, 言っている; a bare という before a noun only names something."""
    return any(clause.tokens[c].dep == "aux" for c in clause.children[verb]) or clause.tokens[verb].text not in ("いう", "言う")


def _reports(clause: Clause, verb: int) -> bool:
    """とした、としている、とし、 report; として and とする before a noun do not."""
    start, end = clause.tokens[verb].start, clause.span.end
    return bool(re.match(r"(?:した|している|していた|しています|していました|しました|して(?=い)|する|し)(?:が|ものの|うえで|上で|一方|ほか|ため)?(?:[。、」，,]|$)", clause.text[start : min(end, start + 12)]))


def _predicative(clause: Clause, noun: int) -> bool:
    """A verbal noun that ends its clause: …と発言。 …と強調、"""
    following = clause.text[clause.tokens[noun].end : clause.tokens[noun].end + 1]
    return following in ("", "。", "、", "，", ",", "」", "し", "す", "さ", "\n")


def _quotative_particle(clause: Clause, verb: int, *, adjacent: bool) -> int | None:
    """The と that marks what is said, or None."""
    for index in range(verb - 1, max(-1, verb - 25), -1):
        token = clause.tokens[index]
        if token.text in ("と", "って", "とも") and token.tag.startswith("助詞") and (token.text == "とも" or "接続" not in token.tag) and not clause.inside[index]:
            governor = clause.tokens[token.head].head if token.head != index else verb
            quoted = index > 0 and clause.text[clause.tokens[index - 1].end - 1] in "」』”〟"
            if governor == verb or quoted or verb - index <= 2:
                return index if _has_predicate(clause, index) or quoted else None
            return None
        if adjacent and token.text not in ("も", "は", "、"):
            return None
        if token.pos == "VERB" and not clause.inside[index] and token.head != verb and index < verb - 1 and token.dep != "fixed":
            return None
    return None


def _has_predicate(clause: Clause, particle: int) -> bool:
    """と after a predicate quotes; と after a noun joins (A氏と話した)."""
    if particle == 0:
        return False
    previous = clause.tokens[particle - 1]
    if previous.pos in ("VERB", "AUX", "ADJ", "SCONJ", "PART") or previous.tag.startswith(("助動詞", "助詞-終助詞", "形容詞", "動詞", "形状詞")):
        return True
    return clause.tokens[clause.tokens[particle].head].dep in ("ccomp", "advcl", "acl")


def _view(clause: Clause, verb: int) -> Cue | None:
    """…との見方を示した, …する方針を明らかにした, …との声が上がる."""
    if clause.tokens[verb].lemma not in SHOW:
        return None
    for noun in clause.children[verb]:
        if noun > verb or clause.tokens[noun].dep not in ("obj", "nsubj", "obl") or clause.tokens[noun].lemma not in VIEW:
            continue
        if clause.inside[noun] or clause.tokens[noun].lemma in ("こと", "結果", "事実"):
            continue
        clausal = [c for c in clause.children[noun] if c < noun and clause.tokens[c].dep in ("acl", "nmod", "ccomp", "advcl")]
        if not clausal:
            continue
        if clause.tokens[verb].lemma in ("ある", "出る", "上がる", "広がる", "続く", "聞く") :
            return _view_cue(clause, verb, noun, None, 1)
        source = None if _is_passive(clause, verb) else _subject(clause, verb, noun)
        return _view_cue(clause, verb, noun, source, 3)
    return None


def _view_cue(clause: Clause, verb: int, noun: int, source: tuple[int, int] | None, strength: int) -> Cue | None:
    end_token = noun - 1
    while end_token > 0 and clause.tokens[end_token].text in ("の", "と", "いう", "する", "いっ", "た", "、"):
        if clause.tokens[end_token].text in ("する", "た") and clause.tokens[end_token - 1].text not in ("と", "いっ"):
            break
        end_token -= 1
    content = _between(clause, source, clause.left[noun], clause.tokens[end_token].end)
    if content is None:
        return None
    form = "direct" if _is_quotation(clause, content) else "indirect"
    return _cue(clause, source, clause.tokens[noun], content, form, verb, strength, False)


def _revealed(clause: Clause, verb: int) -> Cue | None:
    """…ことを明らかにした, …を発表した, …を否定した: only with a source or as the main verb."""
    token = clause.tokens[verb]
    if token.lemma not in REVEAL or _is_passive(clause, verb):
        return None
    if token.pos == "NOUN" and not _predicative(clause, verb):
        return None
    obj = next((c for c in clause.children[verb] if clause.tokens[c].dep == "obj" and c < verb), None)
    if obj is None or clause.tokens[verb].dep in ("acl",):
        return None
    source = _subject(clause, verb, obj)
    if source is None and clause.tokens[verb].dep != "ROOT":
        return None
    particle = next(iter(clause.case(obj)), obj + 1)
    end = clause.tokens[min(particle, len(clause.tokens) - 1)].start
    content = _between(clause, source, clause.left[obj], end)
    if content is None or content.end - content.start < 3:
        return None
    return _cue(clause, source, token, content, "indirect", verb, 3, False)


def _cue(clause: Clause, source: tuple[int, int] | None, cue: Token, content: Span, form: str, verb: int, strength: int, passive: bool) -> Cue:
    span = Span(clause.tokens[source[0]].start, clause.tokens[source[1]].end) if source else None
    phrase = clause.phrase(*source) if source else None
    return Cue(span, Span(cue.start, cue.end), content, form, phrase, verb, strength, passive)


def _is_passive(clause: Clause, verb: int) -> bool:
    return any(clause.tokens[c].lemma in ("れる", "られる") for c in clause.children[verb] if verb < c <= verb + 3)


def _subject(clause: Clause, verb: int, before: int) -> tuple[int, int] | None:
    """The noun phrase of who speaks: the verb's subject, that of a verb it is coordinated with, else the topic."""
    subject = _governed_subject(clause, verb)
    if subject is None and clause.tokens[verb].dep != "acl":
        subject = _topic(clause, before)
    if subject is None:
        return None
    return _without_clause_noise(clause, *clause.noun_phrase(subject))


def _governed_subject(clause: Clause, verb: int) -> int | None:
    governor = verb
    for _ in range(4):
        subjects = [c for c in clause.children[governor] if c < verb and clause.tokens[c].dep in _SUBJECT and _is_subject(clause, c)]
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
    marked = [i for i in range(before) if not clause.inside[i] and _is_subject(clause, i) and _is_who(clause, i)]
    topics = [i for i in marked if any(clause.tokens[c].text in ("は", "も", "では") for c in clause.case(i))]
    leading = [i for i in topics if clause.tokens[i].end <= start]
    return next(reversed(leading), None) if leading else next(iter(topics or marked), None)


def _content_start(clause: Clause, before: int) -> int:
    """Where the quotation before a particle opens, or the position of the particle."""
    end = clause.tokens[before].start
    return clause.quotations.get(end - 1, end)


def _is_who(clause: Clause, index: int) -> bool:
    first, last = clause.noun_phrase(index)
    phrase = clause.phrase(first, last)
    return _looks_like_source(phrase) or _PERSON_WORD.search(phrase) is not None or "人名" in clause.tokens[last].tag or is_role(phrase)


_SUBJECT = frozenset(("nsubj", "obl", "dislocated", "csubj"))
_PERSON_WORD = re.compile(r"(?:男性|女性|住民|市民|学生|生徒|児童|父|母|親|夫|妻|息子|娘|家族|遺族|関係者|幹部|担当|選手|客|店主|農家|業者|人|人物|社員|職員|首脳|与党|野党|自民|民主|公明|共産|政権|陣営|軍|隊|筋|派|専門家|側近|スタッフ|メンバー|代理人|被害者|容疑者|同氏|両氏|知事|首相)$")


def _without_clause_noise(clause: Clause, first: int, last: int) -> tuple[int, int]:
    while first < last and clause.tokens[first].tag.startswith(("補助記号", "空白", "接続詞")):
        first += 1
    return first, last


_NOT_WHO = re.compile(
    r"(?:こと|もの|の|点|ため|理由|結果|原因|背景|場合|とき|時|今後|今回|現在|当時|これ|それ|今|昨年|今年|日|月|年|件|額|率|割合|数|金額|事件|事故|問題|影響|状況|法|法案|案|予算|価格|発言|報道|質問|取材|"
    r"会見|会談|会議|調査|決定|判決|計画|方針|措置|制度|攻撃|多く|一部|ほか|他|一方|なか|中|うち|上|下|ところ|場|席|際|後|前|間|午後|午前|夜|朝|夕|以上|以下|可能性|見方|声|意見|批判|理由|目的|費|税|車|機)$"
)


def _is_subject(clause: Clause, index: int) -> bool:
    """Whether a word's particles make it one who speaks: は, が, も, では (a body), and not a thing or a time."""
    particles = "".join(clause.tokens[c].text for c in clause.case(index) if clause.tokens[c].tag.startswith("助詞"))
    word = clause.tokens[index]
    if not word.tag.startswith(("名詞", "接尾辞", "代名詞")):
        return False
    if particles not in ("は", "が", "も", "では", "でも", "側は", "らは", "らが", "からは", "は、") and not (particles == "" and clause.text[word.end : word.end + 1] == "、" and word.dep == "nsubj"):
        return False
    if particles in ("では", "でも", "からは") and not _looks_like_source(word.text):
        return False
    if particles == "" and not _looks_like_source(word.text):
        return False
    return not _NOT_WHO.search(word.text) or (_looks_like_source(word.text) and word.text[-1] in "氏者側")


def _content(clause: Clause, particle: int, source: tuple[int, int] | None) -> Span | None:
    end = clause.tokens[particle].start
    closer = end - 1
    if closer in clause.quotations:
        return Span(clause.quotations[closer], end)
    head = clause.tokens[particle].head
    first = clause.left[head] if head < particle else 0
    return _between(clause, source, first, end)


def _between(clause: Clause, source: tuple[int, int] | None, first: int, end: int) -> Span | None:
    """The content from token `first` to position `end`, beginning after the source if that stands inside."""
    if source and source[1] >= first and clause.tokens[source[1]].end < end:
        first = source[1] + 1
        while first < len(clause.tokens) and clause.tokens[first].dep == "case":
            first += 1
    while first < len(clause.tokens) and (clause.tokens[first].text in "、，,。 　" or clause.tokens[first].pos == "CCONJ" or (clause.tokens[first].dep == "case" and clause.tokens[first].text in ("は", "が", "も"))):
        first += 1
    if first >= len(clause.tokens) or clause.tokens[first].start >= end:
        return None
    return Span(clause.tokens[first].start, end)


def _is_quotation(clause: Clause, content: Span) -> bool:
    return quoted_share(clause, content) >= 0.6


def quoted_share(clause: Clause, content: Span) -> float:
    """How much of a span stands in quotation marks, 0..1."""
    quoted = sum(max(0, min(c + 1, content.end) - max(o, content.start)) for o, c in clause.outer)
    return quoted / (content.end - content.start)


def _hearsay(clause: Clause) -> Iterator[Cue]:
    """A sentence that ends in という, とされる or the like, without saying by whom."""
    match = _HEARSAY.search(clause.text, max(clause.span.start, clause.span.end - 40), clause.span.end)
    if match is None or match.start() <= clause.span.start:
        return
    start = clause.span.start
    if clause.tokens[0].pos == "CCONJ" and clause.tokens[0].end < match.start():
        start = clause.tokens[0].end
        start += len(clause.text[start : match.start()]) - len(clause.text[start : match.start()].lstrip("、，, 　"))
    if start >= match.start():
        return
    cue_start = match.start() + (1 if match[0].startswith("と") else 0)
    end = cue_start + len(re.match(r"[^。」]+", clause.text[cue_start : match.end()] + "x")[0])
    yield Cue(None, Span(cue_start, min(end, clause.span.end)), Span(start, match.start()), "indirect", None, len(clause.tokens) - 1, 1)
