"""What opens a sentence without saying anything: discourse markers, fillers, datelines, brackets around a topic."""

import re
from collections.abc import Iterator

from articles.extraction.results import Span
from articles.extraction.wording.edits import Edit
from articles.japanese.offsets import narrow

_MARKERS = (
    "また", "さらに", "更に", "しかし", "しかしながら", "しかも", "だが", "ただ", "ただし", "なお", "もっとも", "ところが", "とはいえ",
    "それでも", "一方", "一方で", "その一方", "その一方で", "他方", "加えて", "これに加え", "そして", "それから", "このほか", "そのほか", "このため",
    "そのため", "したがって", "したがいまして", "従いまして", "従って", "よって", "つまり", "すなわち", "要は", "要するに", "例えば", "たとえば", "実際", "実は", "事実",
    "確かに", "もちろん", "むしろ", "まず", "はじめに", "初めに", "最初に", "次に", "続いて", "最後に", "それで", "そこで", "その上で",
    "そのうえで", "それに", "そもそも", "だいたい", "ちなみに", "ところで", "さて", "では", "じゃあ", "でも", "けれども", "けど", "いや",
    "いやいや", "はい", "ええ", "えー", "えーと", "ええと", "あの", "あのー", "まあ", "まぁ", "うーん", "そう", "だから", "ですから",
    "なので", "なぜなら", "というのも", "とりわけ", "特に", "とくに", "逆に", "反対に", "結局", "結果として", "その結果", "これに対し",
    "これに対して", "それに対し", "それに対して", "同様に", "同時に", "第一に", "第二に", "第三に", "一つ目は", "二つ目は", "三つ目は", "1点目は",
    "2点目は", "3点目は", "こうした中", "こうしたなか", "そうした中", "そんな中", "そんななか",
)  # fmt: skip
_SPOKEN_FILLERS = (
    "えー",
    "えーと",
    "えっと",
    "ええと",
    "あのー",
    "まあ",
    "まぁ",
    "うーん",
    "いや",
    "はい",
    "ええ",
    "まず",
    "でも",
    "じゃあ",
)
_MARKER = re.compile(
    rf"[\s　]{{0,4}}(?:(?:{'|'.join(sorted(map(re.escape, _MARKERS), key=len, reverse=True))})[、，]"
    rf"|(?:{'|'.join(sorted(_SPOKEN_FILLERS, key=len, reverse=True))})[\s　、，]+"
    r"|【[^】]{0,20}】|(?:(?:したが|従)いまして|しかも|つまり|要するに|そもそも|ただし|なのに|その証拠に)(?![のは])、?)"
)
_DATELINE = re.compile(
    r"[^\s。、「（(はがを]{1,20}[（(][^）)。]{1,20}[）)][\s　]*[-－–—―−]*[\s　]*|[^\s。、「（(はがを]{1,12}[\s　]+[-－–—―−]+[\s　]*"
)
_BRACKETED = re.compile(r"[\[［【〔](?P<where>[^\[\]［］【】〔〕\n]{1,30})[\]］】〕][\s　]*[-－–—―−]*[\s　]*")
_PLACED = re.compile(
    r"[^\s。、「」（）()はがを]{1,20}[（(](?P<where>[^（）()。\n]{1,20})[）)](?:[\s　]+[-－–—―−]*|[-－–—―−]+)[\s　]*"
)
_AGENCY = re.compile(
    r"(?:通信|新聞|放送|テレビ|CNN|BBC|ロイター|共同|時事|AFP|AP|UPI|ブルームバーグ)(?:社|日本)?$|[=＝]"
)
_RELAY = re.compile(r"通信|放送|新聞|テレビ|CNN|ロイター|共同|時事|AFP|AP|ブルームバーグ|=|＝|[-－–—―−]")
_PARTICLES = "はがのをにもとで、"
_MOST = 4  # markers in a row


def behind_dateline(text: str, span: Span) -> int:
    """Where an article's first sentence begins behind its dateline: 青浜（みなと通信）　… or ジュネーブ － …"""
    if (begin := behind_agency(text, span)) > span.start:
        return begin
    lead = _DATELINE.match(text, span.start, span.end)
    if lead is None or not _RELAY.search(narrow(lead[0])) or lead.end() == span.end or text[lead.end()] in _PARTICLES:
        return span.start
    return lead.end()


def behind_agency(text: str, span: Span) -> int:
    """Where a line begins behind a dateline that names its agency: [青浜　18日　みなと通信] - …, 青浜(みなと通信) …"""
    for pattern in (_BRACKETED, _PLACED):
        lead = pattern.match(text, span.start, span.end)
        if lead and lead.end() < span.end and _AGENCY.search(narrow(lead["where"])):
            return span.start if text[lead.end()] in _PARTICLES else lead.end()
    return span.start


def behind_markers(text: str, span: Span) -> int:
    """Where the claim begins behind its discourse markers."""
    start = span.start
    for _ in range(_MOST):
        marker = _MARKER.match(text, start, span.end)
        if marker is None or marker.end() >= span.end:
            break
        start = marker.end()
    return start


_ASIDE = re.compile(r"[（(](?:[ぁ-ゖー・\s　]+|[月火水木金土日](?:曜日?)?(?:[・、]祝日?)?)[）)]")
_AGE = re.compile(r"(?<=[一-龯ァ-ヴーんら])[（(][0-9０-９]{1,2}歳?[）)](?=[はがもをにと、のら]|容疑|被告|さん|氏)")
_EXPLANATION = re.compile(r"[（(][^（）()0-9０-９一二三四五六七八九十百千万億兆]{2,80}[）)]")
_NARROWS = re.compile(r"除|含|以外|のみ|だけ|限|ない|ず|最|約|税|比|当時|旧|現|元")
_LONG = 60  # code points of a claim that is shortened
_FORMAL = (
    (re.compile(r"(?<=[はが])(?:また|さらに|一方で?)、"), ""),
    (re.compile(r"(?:に(?:つきまし|関しまし|おかれまし)て)は"), "は"),
    (re.compile(r"におき?まして(?=は)"), "で"),
    (re.compile(r"におきまして"), "で"),
)


def asides(text: str, span: Span) -> Iterator[Edit]:
    """Readings, weekdays and ages in brackets, また and formal particles; in a long claim explanations, too.

    An explanation stays where it counts or narrows what it explains.
    """
    for pattern in (_ASIDE, _AGE):
        for match in pattern.finditer(text, span.start, span.end):
            yield Edit(match.start(), match.end())
    if span.end - span.start > _LONG:
        for match in _EXPLANATION.finditer(text, span.start, span.end):
            if not _NARROWS.search(match[0]):
                yield Edit(match.start(), match.end())
    for formal, plainer in _FORMAL:
        for match in formal.finditer(text, span.start, span.end):
            yield Edit(match.start(), match.end(), plainer)
