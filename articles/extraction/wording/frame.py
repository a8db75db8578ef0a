"""How a statement is reported (…は…と述べた, …によると、), which is left out where what it says is the claim."""

import re
from collections.abc import Sequence

from articles.extraction.findings import Findings
from articles.extraction.results import Attribution, Span
from articles.extraction.wording import heads
from articles.japanese.parsing import Token

_SHARE = 0.4
"""Of the claim: a statement this long is what is claimed, and the rest how it was made."""
_SHORTEST = 8  # code points
_MOST_BESIDE = 8
"""Code points that may go out with source and cue: 4日の記者会見で; more says something of its own."""

# The basis of a figure is part of it: 市の統計では is not what 市長は is.
_BASIS = re.compile(
    r"調査|調べ|資料|試算|まとめ|集計|統計|白書|推計|世論|報告書|データ|アンケート|分析|検査|監督|点検|数字|判決|規定|法律|契約"
)
# Here the act is the claim, or the verb says how sure the speaker is.
_ACTS = re.compile(
    r"要求|要請|求め|提案|約束|命じ|指示|呼び?掛?か?け|促|拒|謝罪|同意|合意|支持|表明|提訴|否定|認め|思|考え|み(?:て|る|ら)|見(?:て|る|ら|込)|期待|予想|予測|推[測定]|想定|疑|懸念|恐れ|願|望|信じ|決め|決定|断定|認定|約し|誓|方針|意向"
)
# Words around a statement that make it another: a plan, a stance, a promise, a denial, something heard.
_CARRIES = re.compile(
    r"構え|方針|公約|マニフェスト|約束|話として|話では|可能性|見通|見込|意向|意欲|姿勢|考え|計画|予定|目標|恐れ|おそれ|疑い"
    r"|否定|批判|非難|反論|撤回|うわさ|噂|推測|仮に|もし|条件|[てで]いた|とし(?:て|、|た(?!も))"
)
_SAYS_WHERE = re.compile(r"(?:公約|マニフェスト|条例案|契約)(?:で|では|に|には|として)|の話(?:として|では)")
_SURVEYED = re.compile(r"[0-9０-９一二三四五六七八九十][^、]{0,6}(?:％|%|割|パーセント|人|社|者|世帯)")
_BEHIND_NAME = re.compile(r"[（(][^（）()]{1,20}[）)]")
_OWN_SUBJECT = re.compile(r"[はがも]")
_HEDGE = re.compile(
    r"可能性|恐れ|おそれ|見込|見通|だろう|かもしれ|はず|べき|たい|予定|計画|ない|まい|う$|ため$|という$"
)
_CIRCUMSTANCE = re.compile(
    r"[^。「」]{0,16}?(?:会見|取材|著書|著作|論文|手記|記事|番組|ブログ|声明|談話|インタビュー|電話|演説|発表|投稿|SNS|ツイッター|X|議会|委員会|国会|報告|証言)(?:（[^）]*）)?(?:で|に対?し?て?|の中で)、?|[^、。「」]{0,10}[日夜朝]、"
)
_LEFT_OUT = re.compile(
    r"[\s　、。，「」『』（）()]|と|は|が|も|に|によると|によれば|ている|ています|した|という|との|こと|など"
)


def content_of(text: str, body: Span, found: Findings, tokens: Sequence[Token]) -> Span | None:
    """What is said in `text[body]`, without who says it; None where the whole is the claim."""
    told = [content for report in found.voice.attributions if (content := _told(text, report, body))]
    contents = [content for content in told if heads.is_whole(tokens, text, content, body)]
    return max(contents, key=lambda content: content.end - content.start, default=None)


def _told(text: str, report: Attribution, body: Span) -> Span | None:
    cue = text[report.cue.start : report.cue.end + 3]
    source = report.source
    about = text[source.start : source.end] if source else ""
    if _BASIS.search(about) or _SURVEYED.search(about) or _ACTS.search(cue):
        return None
    if source is None and report.form == "indirect":
        return None
    if source is not None and report.content.start <= source.start < report.content.end:
        return None  # …が…だったと言っていた: without the verb who says it would be whom it is said of
    start, end = max(report.content.start, body.start), min(report.content.end, body.end)
    if source is not None and body.start <= source.start < start:
        start = _behind_source(text, report, start)
    elif report.form != "direct":
        start = body.start  # …と市長は述べた: what stands before it all belongs to it
    if (source is not None and start < source.start < end) or start >= end:
        return None
    if _HEDGE.search(text[end : max(end, report.cue.start)]):
        return None
    content = _bare(text, start, end)
    if content.end - content.start < max(_SHORTEST, _SHARE * (body.end - body.start)):
        return None
    if _is_meant_otherwise(text, report, content, body):
        return None
    return content if _beside(text, report, content, body) <= _MOST_BESIDE else None


def _is_meant_otherwise(text: str, report: Attribution, content: Span, body: Span) -> bool:
    """Whether the words around a statement carry its meaning or, for one in other words, its subject."""
    source = report.source or Span(body.start, body.start)
    before = text[max(body.start, source.end) if source.end <= content.start else body.start : content.start]
    behind = text[content.end : source.start] if source.start >= content.end else ""
    behind += text[max(content.end, source.end) : body.end]
    if (
        _CARRIES.search(before)
        or _CARRIES.search(behind)
        or _BASIS.search(before)
        or _SAYS_WHERE.search(text, content.start, content.end)
    ):
        return True
    return report.form == "indirect" and not _OWN_SUBJECT.search(text, content.start, content.end)


def _behind_source(text: str, report: Attribution, start: int) -> int:
    """Where the statement begins behind its source: what stands between belongs to it unless it says where it was made."""
    assert report.source is not None
    behind = report.cue.end if report.form == "yoruto" else report.source.end
    if aside := _BEHIND_NAME.match(text, behind, start):
        behind = aside.end()
    while behind < start and text[behind] in "はがも、　 ":
        behind += 1
    circumstance = _CIRCUMSTANCE.match(text, behind, start)
    return circumstance.end() if circumstance else min(behind, start)


def _bare(text: str, start: int, end: int) -> Span:
    """Without the quotation marks around the whole."""
    opened = text.startswith(("「", "『", "“"), start)
    if opened and text.find("」", start, end) in (-1, end - 1):
        start += 1
        if text[end - 1] in "」』”":
            end -= 1
    elif text[start : start + 1] in ("、", "　", " "):
        start += 1
    return Span(start, max(start, end))


def _beside(text: str, report: Attribution, content: Span, body: Span) -> int:
    """How much of the claim is neither said nor source nor cue."""
    rest = 0
    spans = sorted(
        [(content.start, content.end), (report.cue.start, report.cue.end)]
        + ([(report.source.start, report.source.end)] if report.source else [])
    )
    position = body.start
    for start, end in [*spans, (body.end, body.end)]:
        if position < start:
            between = text[position:start]
            rest += len(_LEFT_OUT.sub("", _CIRCUMSTANCE.sub("", between)))
        position = max(position, end)
    return rest
