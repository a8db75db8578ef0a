"""A pasted message cut into its statements, by the extraction's outline: structure alone, without the parse."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.extraction.outline import Source, outline
from articles.extraction.results import Span
from articles.search.folding import LONGEST, readable

MOST = 200
"""Statements of a message that are answered."""
LONGEST_JOINED = 120
"""Code points up to which lines that do not end a sentence are taken for one statement, as on a leaflet."""

_TAG = re.compile(r"<[!/a-zA-Z][^<>]{0,500}>")
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
_ITEMS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ITEM = re.compile(r"(?<=.)(?=[①-⑳])|(?<=[\s\u3000])(?=[・●■◆▼▶][^\s]|[0-9０-９]{1,2}[.．)）]\s?[^0-9０-９\s])")
_STOPPED = re.compile(
    r"(?<=[。！？!?])(?=[^\s。！？!?、,)）」』】\]♪☆★\u2600-\u27bf\U0001f000-\U0001faffとっなにのがはかもーw笑]|っ[^てた])"
)
"""Behind the end of a sentence that others follow; 本当?と聞いた is one."""
_SPREAD = re.compile(
    r"[【※《\[（(]?\s?(?:大|超|至急)?(?:拡散|シェア|リツイート|リポスト|ＲＴ|RT|転送|コピペ)(?:を|で|も|のほど|の程)?"
    r"(?:大?希望|お?願い(?:いた|致)?し?(?:ます)?|推奨|求む|よろしく|宜しく|歓迎|して(?:ください|下さい|ね|くれ)|を(?=$|[。!！\s])|！|!|。|$)+[】※》\]）)]?[！!。]*"
)
"""拡散希望 is no part of what is said."""
_BULLET = re.compile(
    r"[・●○■□◆◇▼▽▶►★☆※*\-–—•‣①-⑳]|[0-9０-９]{1,2}[.．)）、](?![0-9０-９])|[(（][0-9０-９一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]、"
)
_PREDICATE = re.compile(
    r"(?:[たるだすいうくよねわぜぞ]|ん|らしい|とか|とのこと|そう|みたい|なし|無し|ゼロ|なる|開始|廃止|中止|決定|可決|決壊|判明|発覚|導入|禁止|義務化|無料化?|有料化?|増税|減税|増加|減少|倍増|半減|値上げ|値上がり|値下げ|逮捕|死亡|辞任|売却|突破|到達)[」』）)\s]*$"
)
"""How a line ends that says a whole thing: a verb, an adjective, a noun of action as in a headline."""
_SUBJECT = re.compile("[はがもを]")
_GOES_ON = re.compile(
    r"(?:[のがをにはもでとへや、。」』）)ー]|から|まで|より|ため|こと|という|って|ので|けど|だ|です|ます|た[^くのちだめ]|る|ない|[りれろらせけ]|いたし|致し|され|した|して|する|しま|ます|まし|[っゃゅょァィゥェォッャュョ])"
)
_ENDED = re.compile(r"[。！？!?♪☆★\u2600-\u27bf\U0001f000-\U0001faff][」』）)\s\ufe0f]*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` is `message[start:end]`, offsets in code points."""

    text: str
    start: int
    end: int


_NOISE = re.compile(r"[#＃][^\s#＃]{1,100}|(?:Fwd?|FW|FWD|Re|RE)\s?[:：]|[>＞]")
"""Hashtags, and what mail programs put before what they send on."""
_LONGEST_ASKED = 30  # code points
_FORWARDED = re.compile(r"(?m)^[ \t]*(?:(?:Fwd?|FW|FWD|Re|RE)[:：]|[>＞])[>＞ \t]{0,20}")


_ASKED = re.compile(
    r"\W*(?:(?:これ|それ|この話|その話)(?:って|は)?、?)?(?:本当|ほんとう?|ホント|マジ|まじ|事実|デマ|うそ|嘘)(?:に|の話)?(?:です|なの?|なん(?:です)?|でしょう)?か?(?:ね|な)?\W*"
    r"|\W*(?:おはよう|こんにちは|こんばんは|お疲れ様|お疲れさま)(?:ございます|です)?\W*"
)
"""Of a whole statement: 本当ですか, おはよう."""


def is_noise(text: str) -> bool:
    """Nothing but calls to spread it, a question whether that is true, a greeting, hashtags, Fwd: and signs."""
    if _ASKED.fullmatch(text[:_LONGEST_ASKED]) and len(text) <= _LONGEST_ASKED:
        return True
    rest = _NOISE.sub(" ", _SPREAD.sub(" ", text))
    return not any(sign.isalnum() for sign in rest)


def statements(message: str) -> list[Statement]:
    """Statements of the first `folding.LONGEST` code points of a message, at most `MOST`, in order."""
    plain = readable(message[:LONGEST])
    for blanked in (_TAG, _ADDRESS, _FORWARDED, _FORWARDED):
        plain = blanked.sub(lambda found: " " * len(found[0]), plain)
    spans = _joined(plain, list(_spans(plain)))[:MOST]
    return [Statement(message[span.start : span.end], span.start, span.end) for span in spans]


def _spans(plain: str) -> Iterator[Span]:
    if not plain.strip():
        return
    view = outline(Source(plain))
    for piece in view.pieces:
        if piece.span.start < piece.span.end:
            whole = view.reading.span(piece.span.start, piece.span.end)
            yield from (Span(start, end) for start, end in pairwise(_cuts(plain, whole)) if start < end)


def _cuts(plain: str, whole: Span) -> list[int]:
    """Where the piece falls apart: before items, around calls to spread it, behind sentences outside quotation marks."""
    found = {whole.start, whole.end}
    found.update(item.start() for item in _ITEM.finditer(plain, whole.start, whole.end))
    for call in _SPREAD.finditer(plain, whole.start, whole.end):
        found.update(call.span())
    depth, at = 0, whole.start
    for stop in _STOPPED.finditer(plain, whole.start, whole.end):
        depth += plain.count("「", at, stop.start()) - plain.count("」", at, stop.start())
        at = stop.start()
        if depth <= 0:
            found.add(at)
    return sorted(found)


def _joined(plain: str, spans: Sequence[Span]) -> list[Span]:
    """Lines that break off are joined with the next, within one paragraph; those that say a whole thing are not."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and span.end - last.start <= LONGEST_JOINED and _belongs(plain, last, span):
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return found


def _belongs(plain: str, last: Span, span: Span) -> bool:
    """Whether the second goes on with what the first begins."""
    if _SPREAD.match(plain, span.start) or _SPREAD.match(plain, last.start):
        return False
    if plain[span.start] in _ITEMS:
        return False
    between = _gap(plain, last, span)
    if between == 0 and _is_aside(plain, last, span):
        return True
    if _ENDED.search(plain, max(last.start, last.end - 8), last.end):
        return False
    if between == 0:
        return not _ITEM_START.match(plain, span.start)
    if between > 1 or _BULLET.match(plain, span.start):
        return False
    line = plain[last.start : last.end].rstrip()
    line, following = line[line.rfind("\n") + 1 :], plain[span.start : span.end].lstrip()
    if _is_open(plain[last.start : last.end]) or line.endswith(("、", ",")) or _GOES_ON.match(following):
        return True
    return not (_PREDICATE.search(line) and (_SUBJECT.search(line) or len(line) >= _WHOLE))


def _is_aside(plain: str, last: Span, span: Span) -> bool:
    """給食が輸入品に!今年度から!: one of the two only says when or whence of the other."""
    said, following = plain[last.start : last.end].strip(), plain[span.start : span.end].strip()
    return min(len(said), len(following)) <= _LONGEST_ASIDE and any(
        _ASIDE.search(each[-12:]) for each in (said, following)
    )


_LONGEST_ASIDE = 24
_ASIDE = re.compile(r"(?:から|まで|[にでへを])[！!]+$")
_ITEM_START = re.compile(r"[・●■◆▼▶①-⑳]|[0-9０-９]{1,2}[.．)）]")
_WHOLE = 7
"""Code points of a line from which on it may say a whole thing without a particle."""


def _gap(plain: str, last: Span, span: Span) -> int:
    """Line breaks between the two."""
    said = plain[last.start : last.end]
    return plain.count("\n", last.start + len(said.rstrip()), span.start)


def _is_open(text: str) -> bool:
    return text.count("「") > text.count("」")
