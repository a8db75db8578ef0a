"""Sources that stand before what they say: …によると, …の調査では, …が発表した…."""

import re
from collections.abc import Iterator

from articles.extraction.attribution import contents, forms
from articles.extraction.attribution.cue import Cue, verb_cue
from articles.extraction.clause import Clause
from articles.extraction.mentions import outlets
from articles.extraction.results import Span
from articles.extraction.subjects import looks_like_source

_FINDING_NOUN = "予報|調査|統計|集計|資料|試算|推計|観測|まとめ|調べ|発表|分析|報告書?|速報値?|白書|推定|予測|見立て|話|説明|解説|証言|判決|決定|データ|記録|会見|声明|報道|記事|取材|情報|速報|速報値|計算|検証|研究|試算|通報|文書|論文|推計値|報告|談話|公告|ツイート|投稿|ブログ|サイト|ホームページ"


YORUTO = re.compile(r"(?:に(?:より|拠り|依り)ますと|に(?:よる|拠る|依る|よります)と|に(?:よれ|拠れ|依れ)ば)")


_FINDING = re.compile(
    rf"(?:の|(?<=[省庁署会県市町社委警課])(?=発表|調べ|予報)|が[^、。「]{{2,40}}?)(?P<noun>[^の、。「」はがをに]{{0,8}}(?:{_FINDING_NOUN}))(?:では|でも|から|として|で)(?=[、一-龯ァ-ヴ「0-9０-９]|わか)"
)


# 読売新聞が関係者の話として伝えたところによると
_TOLD = re.compile(r"が「?(?P<who>[^、。「」が]{2,25}?)」?(?:など)?の(?:話|調べ|発表|情報)として[^、。]{0,12}ところ$")


def yoruto(clause: Clause) -> Iterator[Cue]:
    for match in YORUTO.finditer(clause.text, clause.span.start, clause.span.end):
        index = clause.token_ending_at(match.start())
        if index is None or _is_said(clause, index):
            continue
        told = _TOLD.search(clause.text, clause.span.start, match.start())
        if told and (content := contents.rest_of_sentence(clause, match.end())):
            yield Cue(Span(*told.span("who")), Span(*match.span()), content, "yoruto", told["who"], index, 2)
            continue
        first, last = clause.noun_phrase(index)
        first = _owner(clause, first, last)
        content = contents.rest_of_sentence(clause, match.end())
        source = Span(clause.tokens[first].start, clause.tokens[last].end)
        if content:
            yield Cue(source, Span(*match.span()), content, "yoruto", _document_owner(clause, first, last), index, 2)


def surveys(clause: Clause) -> Iterator[Cue]:
    """XXの調査では、…: the body whose figures these are."""
    for match in _FINDING.finditer(clause.text, clause.span.start, clause.span.end):
        index = clause.token_ending_at(match.end("noun"))
        if index is None or _is_said(clause, index):
            continue
        first, last = clause.noun_phrase(index)
        phrase = _document_owner(clause, first, last)
        content = contents.rest_of_sentence(clause, match.end())
        if content and phrase and looks_like_source(phrase):
            source = Span(clause.tokens[first].start, clause.tokens[last].end)
            yield Cue(source, Span(match.start("noun"), match.end()), content, "yoruto", phrase, index, 2)


def announced(clause: Clause, verb: int) -> Cue | None:
    """総務省が２２日発表した物価指数は、…: figures with who published them."""
    token = clause.tokens[verb]
    if clause.lemmas[verb] not in ("発表", "公表", "まとめる") or token.dep != "acl" or forms.is_passive(clause, verb):
        return None
    governed = [c for c in clause.children[verb] if c < verb and clause.tokens[c].dep == "nsubj"]
    if not governed:
        return None
    first, last = clause.noun_phrase(governed[-1])
    content = contents.rest_of_sentence(clause, token.end)
    phrase = clause.phrase(first, last)
    if content is None or not looks_like_source(phrase):
        return None
    return verb_cue(clause, (first, last), token, content, "yoruto", verb, 2, False)


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


def _is_said(clause: Clause, index: int) -> bool:
    """Inside a quotation of some length, so part of what somebody says."""
    return clause.inside[index] and clause.tokens[index].end not in clause.quotations
