"""Who says what, sentence by sentence, from the dependency parse: source, cue and content in PARC's terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from articles.extraction import outlets
from articles.extraction.clause import Clause
from articles.extraction.lexicon import REVEAL, SAY, SHOW, THINK, VIEW
from articles.extraction.results import Span
from articles.extraction.subjects import is_person, looks_like_source, subject
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

_FINDING_NOUN = "予報|調査|統計|集計|資料|試算|推計|観測|まとめ|調べ|発表|分析|報告書?|速報値?|白書|推定|予測|見立て|話|説明|解説|証言|判決|決定|データ|記録|会見|声明|報道|記事|取材|情報|速報|速報値|計算|検証|研究|試算|通報|文書|論文|推計値|報告|談話|公告|ツイート|投稿|ブログ|サイト|ホームページ"
_YORUTO = re.compile(r"(?:に(?:より|拠り|依り)ますと|に(?:よる|拠る|依る|よります)と|に(?:よれ|拠れ|依れ)ば)")
_FINDING = re.compile(
    rf"(?:の|(?<=[省庁署会県市町社委警課])(?=発表|調べ|予報)|が[^、。「]{{2,40}}?)(?P<noun>[^の、。「」はがをに]{{0,8}}(?:{_FINDING_NOUN}))(?:では|でも|から|として|で)(?=[、一-龯ァ-ヴ「0-9０-９]|わか)"
)
_HEARSAY = re.compile(
    r"(?:という|とのこと(?:だ|です|である)?|ということ(?:だ|です|である)|とされる|とされている|とされた|とされています|といわれ(?:る|ている|ています)|と言われ(?:る|ている|ています)|とも(?:いう|される|言われる|いわれています|言われている)|そうだ|との(?:声|見方|指摘|意見|批判)も?(?:が)?(?:ある|出ている|上がっている|広がっている|強い)(?:という)?|と伝えられ(?:る|ている)|と報じられ(?:た|ている))[。」]*$"
)


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
    kind: str = ""
    """Which construction it is, by the name of the function that finds it: yoruto, findings, quotative, view …"""


def cues(text: str, parsed: ParsedSentence) -> list[Cue]:
    """All attributions of one sentence, in the order of their cues."""
    if not parsed.tokens:
        return []
    clause = Clause(text, parsed)
    found = [
        replace(cue, kind=find.__name__.lstrip("_")) for find in (_yoruto, _findings, _hearsay) for cue in find(clause)
    ]
    found += _verbs(clause)
    found += (replace(cue, kind="noun") for cue in _nouns(clause))
    found += (replace(cue, kind="parenthetic") for cue in _parenthetic(clause))
    found += (replace(cue, kind="nested") for cue in _nested(clause))
    found += [replace(cue, kind="quoted") for cue in _quoted(clause, {cue.content.end for cue in found})]
    unique: dict[tuple[int, int], Cue] = {}
    for cue in sorted(found, key=lambda cue: (cue.cue.start, -cue.strength)):
        unique.setdefault((cue.cue.start, cue.cue.end), cue)
    return list(unique.values())


# 読売新聞が関係者の話として伝えたところによると
_TOLD = re.compile(r"が「?(?P<who>[^、。「」が]{2,25}?)」?(?:など)?の(?:話|調べ|発表|情報)として[^、。]{0,12}ところ$")


def _yoruto(clause: Clause) -> Iterator[Cue]:
    for match in _YORUTO.finditer(clause.text, clause.span.start, clause.span.end):
        index = _token_ending_at(clause, match.start())
        if index is None or _is_said(clause, index):
            continue
        told = _TOLD.search(clause.text, clause.span.start, match.start())
        if told and (content := _rest_of_clause(clause, match.end())):
            yield Cue(Span(*told.span("who")), Span(*match.span()), content, "yoruto", told["who"], index, 2)
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
        if index is None or _is_said(clause, index):
            continue
        first, last = clause.noun_phrase(index)
        phrase = _document_owner(clause, first, last)
        content = _rest_of_clause(clause, match.end())
        if content and phrase and looks_like_source(phrase):
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
    teller, told, rest = phrase.partition("が")
    if told and rest and outlets.outlets(teller, clause.text):
        phrase = rest
    owner, found, _ = phrase.rpartition("の")
    while found and _DOCUMENT.search(owner) and "の" in owner:
        owner, found, _ = owner.rpartition("の")
    subject_match = re.match(r"(.{2,30}?)が", owner or phrase)
    if subject_match:
        return subject_match[1]
    return owner or None


def _rest_of_clause(clause: Clause, start: int) -> Span | None:
    """From a によると to the end of its sentence, without comma before and full stop and という behind."""
    end = clause.span.end
    piece = clause.text[start:end]
    lead = len(piece) - len(piece.lstrip("、，, 　"))
    tail = re.search(r"(?:という)?[。｡.！？!?]*$", piece)
    stop = start + tail.start() if tail else end
    return Span(start + lead, stop) if start + lead < stop else None


def _token_ending_at(clause: Clause, position: int) -> int | None:
    """The last word before a position; the one inside where a name in quotation marks stands there."""
    if (opener := clause.brackets.get(position - 1)) is not None and opener > clause.span.start:
        position = opener  # 米国地質研究所(USGS)によると
    if position - 1 in clause.quotations:
        position -= 1
    return next((i for i, token in enumerate(clause.tokens) if token.end == position), None)


def _is_said(clause: Clause, index: int) -> bool:
    """Inside a quotation of some length, so part of what somebody says."""
    return clause.inside[index] and clause.tokens[index].end not in clause.quotations


def _verbs(clause: Clause) -> Iterator[Cue]:
    for index, token in enumerate(clause.tokens):
        if clause.inside[index] or token.pos not in ("VERB", "NOUN", "ADJ", "AUX"):
            continue
        for find in (_quotative, _view, _revealed, _backward, _requested, _announced):
            if cue := find(clause, index):
                yield replace(cue, kind=find.__name__.lstrip("_"))
                break


def _quotative(clause: Clause, verb: int) -> Cue | None:
    """…と述べた, 「…」と発言。, …としている."""
    token = clause.tokens[verb]
    lemma = clause.lemmas[verb]
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
    if _SUCH_AS.match(clause.text, token.start, clause.span.end):
        return None
    is_bare = lemma in ("言う", "いう") and not _inflected(clause, verb)
    following = clause.text[token.end : min(token.end + 2, clause.span.end)]
    is_quoted = clause.tokens[particle].start - 1 in clause.quotations
    is_closed = following[:1] in ("", *"。、」，,かと")
    if is_bare and not is_closed and following not in _VAGUE and not (is_quoted and token.text == "言う"):
        return None
    source = None if passive else subject(clause, verb, particle)
    if is_bare and source is not None and clause.tokens[source[1]].end < clause.tokens[particle].start - _FAR:
        source = None  # the topic of the sentence, with a という of hearsay at its end
    if is_bare and source is None and not following.strip("。」") and lemma == "いう":
        return None  # hearsay, see below
    if source and lemma in _RELAYS and not _relays(clause, source, particle):
        source = None
    if lemma in THINK and source and not _thinks(clause, verb, clause.phrase(*source)):
        source = None
    content = _content(clause, particle, source)
    if content is None:
        return None
    form = "direct" if _is_quotation(clause, content) else "indirect"
    is_bare_noun = not _has_predicate(clause, particle)
    if form == "indirect" and source is None and (lemma in THINK or passive or is_bare_noun):
        content = _whole_thought(clause, content)
    hearsay = lemma in ("言う", "いう") and source is None and form == "indirect"
    if lemma in _RELAYS and source is None:
        hearsay = True
    doubtful = lemma in THINK or (is_bare and (not is_closed or following[:1] in ("か", "と")))
    strength = 0 if doubtful else 1 if hearsay or passive else 3
    return _cue(clause, source, token, content, form, verb, strength, passive)


_VAGUE = frozenset(("らし", "よう", "だけ", "くら", "ぐら", "ほど"))
"""How what follows という begins where somebody is quoted all the same: 帰れというだけで."""

_RELAYS = frozenset(("伝える", "報じる", "報ずる", "報道"))


def _relays(clause: Clause, source: tuple[int, int], particle: int) -> bool:
    """Whether the subject of 伝える is who tells: the topic, or what stands right before it; outlets are left out often."""
    last = clause.tokens[source[1]].end
    if outlets.outlets(clause.phrase(*source), clause.text) or last > clause.tokens[particle].end:
        return True
    first, _ = source
    return (
        clause.lemmas[particle + 1 : particle + 2] == ["伝える"]
        and clause.text[last : last + 1] in ("は", "も")
        and first < 3
    )


_SUCH_AS = re.compile(r"いった(?=[^。、」「])")  # 「…」といった書き込み names a kind
_SELF = re.compile(r"(?:私|わたし|僕|俺|筆者|記者|我々|われわれ)(?:たち|達|ら)?$")
_TOLD_THOUGHT = re.compile(r"[^。、]{0,3}?(?:た|て(?:い|お)(?:る|た|ます|り))")


def _thinks(clause: Clause, verb: int, phrase: str) -> bool:
    """Whether the subject of 思う is who thinks: 女性は…と思います is what the writer thinks of women."""
    if _SELF.search(phrase):
        return True
    end = clause.tokens[verb].end
    return is_person(phrase) and _TOLD_THOUGHT.match(clause.text, end, min(end + 8, clause.span.end)) is not None


_FAR = 0  # code points; 彼はいう has its subject behind what is said


def _backward(clause: Clause, verb: int) -> Cue | None:
    """そう述べた, こう話す〜氏は: what is said stands in another sentence; the content is the pointing word."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in SAY or (token.text == "いう" and not _inflected(clause, verb)):
        return None
    pointer = next((c for c in clause.children[verb] if c < verb and _points(clause, c)), None)
    if pointer is None:
        return None
    source = subject(clause, verb, verb)
    if source is None and token.dep == "acl" and clause.tokens[token.head].pos in ("NOUN", "PROPN"):
        first, last = clause.noun_phrase(token.head)
        source = max(first, verb + 1), last
    if source is None and clause.text.startswith("のは", _inflection_end(clause, verb)):
        source = _named_last(clause, verb)
    pointed = clause.tokens[pointer]
    cue = _cue(clause, source, token, Span(pointed.start, pointed.end), "direct", verb, 3, False)
    return replace(cue, points_back=True)


def _inflection_end(clause: Clause, verb: int) -> int:
    """Where the endings of a verb stop: before のは in 訴えたのは."""
    match = re.compile(r"(?:し)?(?:た|て(?:い)?(?:る|た))?").match(
        clause.text, clause.tokens[verb].end, clause.span.end
    )
    return match.end() if match else clause.tokens[verb].end


def _named_last(clause: Clause, verb: int) -> tuple[int, int] | None:
    """The person a sentence ends with: そう訴えたのは、農家の古賀さんだ."""
    for index in range(len(clause.tokens) - 1, verb, -1):
        if not clause.inside[index] and clause.tokens[index].tag.startswith(("名詞", "接尾辞")):
            first, last = clause.noun_phrase(index)
            if is_person(clause.phrase(first, last)):
                return max(first, verb + 1), last
    return None


def _requested(clause: Clause, verb: int) -> Cue | None:
    """…するよう求めた, …しないよう呼びかけている."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in _REQUESTS or token.dep == "acl" or _is_passive(clause, verb):
        return None
    before = clause.text[clause.span.start : token.start]
    if not re.search(r"よう(?:に)?$", before) or verb < 2:
        return None
    source = subject(clause, verb, verb)
    content = _between(clause, source, clause.left[verb], token.start)
    if source is None or content is None:
        return None
    return _cue(clause, source, token, content, "indirect", verb, 3, False)


_REQUESTS = frozenset(("要望", "求める", "呼び掛ける", "呼びかける", "訴える", "要請", "要求", "促す", "指示", "主張"))


def _announced(clause: Clause, verb: int) -> Cue | None:
    """総務省が２２日発表した物価指数は、…: figures with who published them."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in ("発表", "公表", "まとめる") or token.dep != "acl" or _is_passive(clause, verb):
        return None
    governed = [c for c in clause.children[verb] if c < verb and clause.tokens[c].dep == "nsubj"]
    if not governed:
        return None
    first, last = clause.noun_phrase(governed[-1])
    content = _rest_of_clause(clause, token.end)
    phrase = clause.phrase(first, last)
    if content is None or not looks_like_source(phrase):
        return None
    return _cue(clause, (first, last), token, content, "yoruto", verb, 2, False)


_SAID_NOUN = re.compile(
    r"(?P<lead>と(?:の|い[うっ](?:た)?))(?P<noun>懸念|認識|指摘|判断|認定|コメント|記述|決定|説明|見方|見解|主張|意見|批判|声|報道|情報|証言|発表|予測|観測|考え|期待|話|噂|うわさ|疑い|評価|感想|回答|説|理解|印象|予想|推測|推定|推計|警告|要望|訴え|結論|供述|連絡|通知|質問|疑問|問い|提案|提言|反論|不満|苦情|声明|宣言|談話|予報|忠告|助言|評判|ニュース|メッセージ|呼びかけ|指示|報告|思い|仮説|危惧|危機感)"
    r"|い(?P<cue>う)(?P<who>[^、。「」はがをにの]{0,10}(?:さん|氏|者|人|方|声))(?=[。はがも])"
)


def _nouns(clause: Clause) -> Iterator[Cue]:
    """…との懸念, …という指摘, …という折原さん: said by somebody the sentence need not name."""
    for match in _SAID_NOUN.finditer(clause.text, clause.span.start, clause.span.end):
        noun = match["noun"]
        start = match.start("noun") if noun else match.start()
        index = next((i for i, token in enumerate(clause.tokens) if token.start >= start), None)
        particle = next((i for i, token in enumerate(clause.tokens) if token.end > match.start() - (not noun)), None)
        if index is None or particle is None or clause.inside[index] or not _says_something(clause, match, particle):
            continue
        content = _content(clause, particle, None)
        if content is not None:
            cue = Span(start, match.end("noun") if noun else match.start("who"))
            yield Cue(None, cue, content, "direct" if _is_quotation(clause, content) else "indirect", None, index, 0)


_OPINIONS = frozenset(("懸念", "認識", "指摘", "判断", "認定", "見方", "見解", "予測", "疑い"))


def _says_something(clause: Clause, match: re.Match[str], particle: int) -> bool:
    """A predicate or a quotation, or a noun that is thought of something: …は危険との指摘."""
    end = clause.tokens[particle].start
    if end - 1 in clause.quotations or _has_predicate(clause, particle):
        return True
    return (
        match["lead"] == "との"
        and match["noun"] in _OPINIONS
        and not looks_like_source(clause.tokens[particle - 1].text)
    )


_PARENTHETIC = re.compile(r"」[（(](?P<who>[^（）()0-9０-９「」。]{2,24})[）)]")


def _parenthetic(clause: Clause) -> Iterator[Cue]:
    """「…」（政府関係者）: the source in brackets after what was said."""
    for match in _PARENTHETIC.finditer(clause.text, clause.span.start, clause.span.end):
        opener = clause.quotations.get(match.start())
        if opener is None or match.start() - opener < _MIN_STATEMENT or not is_person(match["who"]):
            continue
        index = _token_ending_at(clause, match.end("who"))
        cue = Span(match.end() - 1, match.end())
        source = Span(*match.span("who"))
        yield Cue(source, cue, Span(opener, match.start() + 1), "direct", match["who"], index or 0, 3)


_NAMES_ONLY = re.compile(
    r"(?:いう|いった|の|なる|する[^。、]|題|書かれ|書いた|名付|名づけ|呼ば|呼ぶ|呼ん|称され|表示|記され|並|同じ|は|も(?:いう|呼)|と)"
)
_MIN_STATEMENT = 10  # code points in the quotation: shorter ones are names and catchwords


def _quoted(clause: Clause, used: set[int]) -> Iterator[Cue]:
    """A quotation with と before a verb no lexicon knows (…と声を落とした): who it belongs to decides."""
    for index, token in enumerate(clause.tokens):
        opener = clause.quotations.get(token.start - 1)
        if token.text != "と" or opener is None or token.start in used or clause.inside[index]:
            continue
        if token.start - opener < _MIN_STATEMENT or _NAMES_ONLY.match(clause.text, token.end, clause.span.end):
            continue
        verb = _next_verb(clause, index)
        source = subject(clause, verb, index) if verb is not None else None
        if verb is not None and source is not None:
            yield _cue(clause, source, clause.tokens[verb], Span(opener, token.start), "direct", verb, 3, False)


def _next_verb(clause: Clause, index: int) -> int | None:
    following = range(index + 1, min(index + 15, len(clause.tokens)))
    return next((i for i in following if clause.tokens[i].pos == "VERB" and not clause.inside[i]), None)


def _points(clause: Clause, index: int) -> bool:
    """そう, こう, 次のように: a word for what is said in the sentence before or after."""
    if clause.tokens[index].text in ("そう", "こう"):
        return True
    first = clause.left[index]
    return bool(re.match(r"(?:次|以下)の(?:よう|通り|とおり)", clause.text[clause.tokens[first].start :][:8]))


def _inflected(clause: Clause, verb: int) -> bool:
    """言った, 言っている; a bare という before a noun only names something."""
    return any(clause.tokens[c].dep == "aux" for c in clause.children[verb]) or clause.tokens[verb].text not in (
        "いう",
        "言う",
    )


def _reports(clause: Clause, verb: int) -> bool:
    """とした、としている、とし、 report; として and とする before a noun do not."""
    start, end = clause.tokens[verb].start, clause.span.end
    return bool(
        re.match(
            r"(?:した|している|していた|しています|していました|しました|して(?=い)|する|し)(?:が|ものの|うえで|上で|一方|ほか|ため)?(?:[。、」，,]|$)",
            clause.text[start : min(end, start + 12)],
        )
    )


def _predicative(clause: Clause, noun: int) -> bool:
    """A verbal noun that ends its clause: …と発言。 …と強調、"""
    following = clause.text[clause.tokens[noun].end : clause.tokens[noun].end + 1]
    return following in ("", "。", "、", "，", ",", "」", "し", "す", "さ", "\n")


def _quotative_particle(clause: Clause, verb: int, *, adjacent: bool) -> int | None:
    """The と that marks what is said, or None; beyond another verb only if the tree hands it to this one."""
    is_near = True
    for index in range(verb - 1, max(-1, verb - _REACH), -1):
        token = clause.tokens[index]
        if _may_quote(clause, index, verb) and _quotes(clause, index, verb):
            return index if is_near or clause.tokens[token.head].head == verb else None
        if adjacent and token.text not in ("も", "は", "、"):
            return None
        if token.pos == "VERB" and not clause.inside[index] and token.dep != "fixed":
            is_near = is_near and (token.head == verb or index == verb - 1)
    return None


_REACH = 25  # tokens


def _quotes(clause: Clause, particle: int, verb: int) -> bool:
    """Whether what stands before a と is said or thought rather than a person or thing beside another."""
    if clause.tokens[particle].start - 1 in clause.quotations or _has_predicate(clause, particle):
        return True
    return verb - particle == 1 and (_declares(clause, verb) or clause.lemmas[verb] in THINK)


_TELLER = re.compile(r"[^、。「」，,]{1,14}[はがもに]$")


def _may_quote(clause: Clause, index: int, verb: int) -> bool:
    """と, って and とも; a と the parser takes for a conditional only with a short phrase before the verb: …と彼はいう."""
    token = clause.tokens[index]
    if clause.inside[index] or token.text not in ("と", "って", "とも") or not token.tag.startswith("助詞"):
        return False
    if token.text == "とも" or "接続" not in token.tag:
        return True
    return _TELLER.fullmatch(clause.text[token.end : clause.tokens[verb].start]) is not None


_DECLARES = frozenset(
    ("発表", "公表", "認定", "判断", "説明", "表明", "明らか", "報告", "断定", "結論", "推定", "強調", "主張", "指摘")
)


def _declares(clause: Clause, verb: int) -> bool:
    """Verbs that quote a bare noun, too: 死者は１２人と発表した, 未定としている."""
    if clause.lemmas[verb] in _DECLARES:
        return True
    end = clause.tokens[verb].start
    following = clause.text[end : min(end + 6, clause.span.end)]
    return following.startswith(
        ("している。", "しています。", "しており", "見ている", "みている", "見てい", "みており")
    )


def _has_predicate(clause: Clause, particle: int) -> bool:
    """と after a predicate quotes; と after a noun joins (A氏と話した)."""
    if particle == 0:
        return False
    last = particle - 1
    while last > 0 and clause.tokens[last].text in "、，,":
        last -= 1
    previous = clause.tokens[last]
    if previous.pos in ("VERB", "AUX", "ADJ", "SCONJ", "PART") or previous.tag.startswith(
        ("助動詞", "助詞-終助詞", "形容詞", "動詞", "形状詞")
    ):
        return True
    return clause.tokens[clause.tokens[particle].head].dep in ("ccomp", "advcl", "acl")


def _nested(clause: Clause) -> Iterator[Cue]:
    """「…と思っている」と述べた: what somebody says that they think."""
    for verb, token in enumerate(clause.tokens):
        if not clause.inside[verb] or clause.lemmas[verb] not in THINK | SAY or verb < 2:
            continue
        particle = clause.tokens[verb - 1]
        if particle.text not in ("と", "って", "とも") or not _has_predicate(clause, verb - 1):
            continue
        if clause.lemmas[verb] in ("言う", "いう") and not _inflected(clause, verb):
            continue
        opener = max(
            (o for o, c in ((o, c) for c, o in clause.quotations.items()) if o < token.start < c), default=None
        )
        if opener is None:
            continue
        first = clause.left[particle.head] if particle.head < verb else verb - 2
        while first < verb and clause.tokens[first].start <= opener:
            first += 1
        content = _between(clause, None, first, particle.start)
        if content:
            yield _cue(clause, None, token, content, "indirect", verb, 0, _is_passive(clause, verb))


def _view(clause: Clause, verb: int) -> Cue | None:
    """…との見方を示した, …する方針を明らかにした, …との声が上がる."""
    if clause.lemmas[verb] not in SHOW:
        return None
    for noun in clause.children[verb]:
        if (
            noun > verb
            or clause.tokens[noun].dep not in ("obj", "nsubj", "obl")
            or clause.tokens[noun].lemma not in VIEW
        ):
            continue
        if clause.inside[noun] or clause.tokens[noun].lemma in ("こと", "結果", "事実"):
            continue
        clausal = [
            c for c in clause.children[noun] if c < noun and clause.tokens[c].dep in ("acl", "nmod", "ccomp", "advcl")
        ]
        if not clausal:
            continue
        if clause.lemmas[verb] in ("ある", "出る", "上がる", "広がる", "続く", "聞く"):
            return _view_cue(clause, verb, noun, None, 1)
        source = None if _is_passive(clause, verb) else subject(clause, verb, noun)
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
    if clause.lemmas[verb] not in REVEAL or _is_passive(clause, verb) or _is_negated(clause, verb):
        return None
    if token.pos == "NOUN" and not _predicative(clause, verb):
        return None
    obj = next((c for c in clause.children[verb] if c < verb and _is_object(clause, c, clause.lemmas[verb])), None)
    if obj is None or clause.tokens[verb].dep in ("acl",):
        return None
    if clause.lemmas[verb] in _ACTS and clause.tokens[obj].lemma not in _SAID_OBJECTS:
        return None
    source = subject(clause, verb, obj)
    if source is None and clause.tokens[verb].dep != "ROOT":
        return None
    particle = next(iter(clause.case(obj)), obj + 1)
    end = clause.tokens[min(particle, len(clause.tokens) - 1)].start
    content = _between(clause, source, clause.left[obj], end)
    if content is None or content.end - content.start < 2:
        return None
    return _cue(clause, source, token, content, "indirect", verb, 3, False)


def _is_object(clause: Clause, index: int, lemma: str) -> bool:
    """…を; …ことも where も hides the を; …に for verbs that take what they are about with に."""
    token = clause.tokens[index]
    particles = [clause.tokens[c].text for c in clause.case(index)]
    if token.dep == "obj":
        return True
    if token.lemma == "こと" and particles[:1] == ["も"]:
        return True
    return lemma in _ABOUT and particles[:1] == ["に"]


_ACTS = frozenset(("求める", "要求", "報告", "認める", "挙げる"))
_SAID_OBJECTS = frozenset(("こと", "事実", "責任", "容疑", "関与", "非", "誤り", "ミス", "理由", "例"))
"""What makes an act a statement: …ことを認めた, not 契約を認めた."""
_ABOUT = frozenset(("抗議", "言及", "触れる", "反論"))


def _cue(
    clause: Clause,
    source: tuple[int, int] | None,
    cue: Token,
    content: Span,
    form: str,
    verb: int,
    strength: int,
    passive: bool,
) -> Cue:
    span = Span(clause.tokens[source[0]].start, clause.tokens[source[1]].end) if source else None
    phrase = clause.phrase(*source) if source else None
    return Cue(span, Span(cue.start, cue.end), content, form, phrase, verb, strength, passive)


def _is_negated(clause: Clause, verb: int) -> bool:
    """明らかにしていない and 触れなかった report nothing."""
    end = clause.tokens[verb].end
    return bool(
        re.match(
            r"(?:し|れ|に|て|い|ら|[^。、]{0,2})*?(?:ない|なかっ|ず|ません)",
            clause.text[end : min(end + 8, clause.span.end)],
        )
    )


def _is_passive(clause: Clause, verb: int) -> bool:
    return any(clause.tokens[c].lemma in ("れる", "られる") for c in clause.children[verb] if verb < c <= verb + 3)


def _content(clause: Clause, particle: int, source: tuple[int, int] | None) -> Span | None:
    end = clause.tokens[particle].start
    closer = end - 1
    if closer in clause.quotations:
        return Span(clause.quotations[closer], end)
    head = clause.tokens[particle].head
    first = clause.left[head] if head < particle else 0
    return _between(clause, source, first, end)


_ADDRESSEE = re.compile(
    r"[^、。「」“”]{1,24}?(?:に対し(?:て(?:は)?)?|に(?:よると|よれば)|[紙誌]に|において|(?:番組|席上|会見|文書|サイト|取材)(?:内|上)?で)[、，,]?"
)
_NOT_THOUGHT = re.compile(
    r".*(?:によると|によれば|と(?:思|考え|感じ|言|い[うっ])[^。]{0,4}?(?:が|けど|けれど)|のみならず|個人的には|やっぱり|やはり|一般に)[、,，]?|[^、,，]{0,6}(?:しかし|また|そして|さらに|なお)[、,，]?"
)


def _whole_thought(clause: Clause, content: Span) -> Span:
    """From the beginning of the sentence: trees cut what somebody thinks at its first comma, thoughts rarely end there."""
    before = clause.text[clause.span.start : content.start]
    other = _NOT_THOUGHT.match(before)
    start = clause.span.start + (other.end() if other else 0)
    if clause.tokens[0].pos == "CCONJ":
        start = max(start, clause.tokens[0].end)
    start += len(clause.text[start : content.start]) - len(clause.text[start : content.start].lstrip("、，, 　。"))
    return Span(start, content.end) if start < content.start else content


def _between(clause: Clause, source: tuple[int, int] | None, first: int, end: int) -> Span | None:
    """The content from token `first` to position `end`, beginning after the source if that stands inside."""
    if source and source[1] >= first and clause.tokens[source[1]].end < end:
        first = source[1] + 1
        while first < len(clause.tokens) and clause.tokens[first].dep == "case":
            first += 1
    while first < len(clause.tokens) and (
        clause.tokens[first].text in "、，,。 　"
        or clause.tokens[first].pos == "CCONJ"
        or (clause.tokens[first].dep == "case" and clause.tokens[first].text in ("は", "が", "も"))
    ):
        first += 1
    if first >= len(clause.tokens) or clause.tokens[first].start >= end:
        return None
    start = clause.tokens[first].start
    addressed = _ADDRESSEE.match(clause.text, start, end)
    return Span(addressed.end() if addressed and addressed.end() < end else start, end)


def _is_quotation(clause: Clause, content: Span) -> bool:
    return clause.quoted_share(content) >= 0.6


def _hearsay(clause: Clause) -> Iterator[Cue]:
    """A sentence that ends in という, とされる or the like, without saying by whom."""
    match = _HEARSAY.search(clause.text, max(clause.span.start, clause.span.end - 40), clause.span.end)
    if match is None or match.start() <= clause.span.start:
        return
    start = clause.span.start
    if clause.tokens[0].pos == "CCONJ" and clause.tokens[0].end < match.start():
        start = clause.tokens[0].end
        start += len(clause.text[start : match.start()]) - len(clause.text[start : match.start()].lstrip("、，, 　"))
    told = list(_YORUTO.finditer(clause.text, start, match.start()))
    if told and not clause.outer:
        start = told[-1].end()
        start += len(clause.text[start : match.start()]) - len(clause.text[start : match.start()].lstrip("、，, 　"))
    if start >= match.start():
        return
    cue_start = match.start() + match[0].startswith("と")
    end = cue_start + len(clause.text[cue_start : match.end()].rstrip("。」"))
    yield Cue(
        None,
        Span(cue_start, end),
        Span(start, match.start()),
        "indirect",
        None,
        len(clause.tokens) - 1,
        1,
        passive="れ" in match[0] or "との" in match[0],
    )
