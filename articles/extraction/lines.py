"""What a line without a full stop is, a heading or a statement: signs of what it says and where it stands, weighed.

`bench/learn_lines.py` learns the weights from the lines of labelled texts. Nothing here needs a parse.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from articles.extraction import marks
from articles.japanese.offsets import narrow


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a text that are not blank, in half width; `gaps[i]` tells whether a blank one stands before line i."""

    lines: Sequence[str]
    gaps: Sequence[bool]
    kind: str | None
    stopped: float
    """Share of lines that end in 。"""


_SPOKEN = ("transcript", "proceedings")
_PREDICATE = re.compile(
    r"(?:ま(?:す|した|せん|しょう|せんでした|してる|ーす)|で(?:す|した|しょう)|である|だった|ください|(?:[いきしちにりぎびみんっ]|され|れて|えて|めて|けて|げて|べて)[ただ]|ない|なかった|[てでっん](?:い?る|い?た|ます|ない)|[られせ]る|たい|べき|らしい|ようだ|そうだ|しい|だろ|[うくすつぶむるぐ])(?:よ|ね|な|わ|ぞ|の|か|け?ど|から|って|もん|よね|んだ|んです|のに|し|が)*$"
)
_POLITE = re.compile(
    r"(?:ま(?:す|した|せん|しょう|せんでした|ーす)|で(?:す|した|しょう)|ください)(?:よ|ね|か|から|けど|が|よね)*$"
)
_AMOUNT = re.compile(
    r"(?:[0-9,.]|[〇一二三四五六七八九十百千])+(?:[万億兆千百]+)?(?:円|%|パーセント|ポイント|割|倍|人|名|件|世帯|戸|棟|校|園|社|店|台|本|個|箱|トン|t|kg|km|m|キロ|メートル|ミリ|ドル|ユーロ|床|議席|位|票|回|便|か所|カ所|箇所|ヘクタール|袋|杯|頭|年間|か月|カ月|週間|時間|日間|ベクレル|デシベル|立方)"
)
_CHANGE = re.compile(r"→|⇒|増|減|倍|初|最|ゼロ|超|突破|達成|実現|赤字|黒字|ワースト|トップ|No\.?1|連続|無償|無料|全")
_DATE = re.compile(
    r"(?:(?:昭和|平成|令和)\s*)?(?:[0-9元]{1,4}\s*[年./-]\s*)?[0-9]{1,2}\s*[月./-]\s*[0-9]{1,2}日?|[0-9]{1,2}:[0-9]{2}|(?:平成|令和|昭和)[〇一二三四五六七八九十]+年"
)
_CONTACT = re.compile(
    r"TEL|Tel|FAX|E-?mail|Mail:|@|https?:|〒|電話|問い?合わ?せ|PDF|0[0-9]{1,4}-[0-9]{2,4}-[0-9]{3,4}|フリーダイヤル"
)
_LABEL = re.compile(r"^[^:。、「]{1,12}[:＝=]|^[^\s。、「]{1,8}  ?\S+$")
_WHOLE_BRACKET = re.compile(
    r"^(?:【[^】]*】|〈[^〉]*〉|<[^>]*>|《[^》]*》|〔[^〕]*〕|\([^()]*\)|\[[^\]]*\]|~[^~]*~|[-=]{2,}.*[-=]{2,})$"
)
_GENRE = re.compile(
    r"(?:について|とは|一覧|概要|要旨|抄|全文|お知らせ|お詫び|会議録|議事録|会見|会見録|質疑応答|リリース|資料|報告|通信|だより|選挙公報|ビラ|マニフェスト|約束|公約|政策|実績|経歴|略歴|プロフィール|背景|結果|経緯|理由|状況|対応|措置|展開|取組|取り組み|課題|ポイント|コメント|声|主文|目次|記|敬具|各位|様|殿|御中|ページ|スレッド|号|版|書|展望|見通し|行方|現場|条件|値段|中身|根拠|真相|舞台裏)(?:\(.*\))?$"
)
_NAME_LINE = re.compile(
    r"(?:^|[\s:])[一-龯々]{1,4} [一-龯々ぁ-んァ-ヴ]{1,5}(?:\s|\(|君|氏|議員|$)|(?:代表|社長|会長|理事長|委員|市長|町長|知事|大臣|議員|課長|部長|教授)(?:\(.*\))?$"
)
_PARTICLES = re.compile(r"(?<=[一-龯ァ-ヴーぁ-ん0-9%」)])[をはがにでもと](?=[^ぁ-ん]|[あいうおこしたなみよ])")
_SPEAKER = re.compile(
    r"\[?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?\]?[\t ]+(?:[^\t:]{1,20}[\t:] *)?(?=[^\s0-9-])|<v [^>]{1,20}>(?=.)|(?:SPEAKER|Speaker|話者)[_ ]?[0-9A-Z]{1,2}: *(?=.)"
)
_ONLY_TAGS = re.compile(r"^(?:#\S+\s*)+$")


def signs(page: Page, index: int) -> Iterator[str]:
    """The names of the signs that line `index` shows."""
    line = page.lines[index]
    if label := _SPEAKER.match(line):
        yield "speaker"
        line = line[label.end() :]
    lead = marks.leading(line)
    span = marks.said(line, 0, len(line))
    words = line[span.start : span.end]
    yield from _ending(words)
    yield from _wording(line, words)
    yield from _place(page, index, lead, words)


def _ending(words: str) -> Iterator[str]:
    core = re.sub(r"(?:\([^()]{0,40}\)|[!?…~♪☆★。\s]|笑|泣|\.)+$", "", words[-120:])
    if _POLITE.search(core):
        yield "polite"
    elif _PREDICATE.search(core):
        yield "predicate"
    elif re.search(r"[一-龯々ァ-ヴー]$", core):
        yield "ends in a noun"
    elif re.search(r"[にへをもか]$", core):
        yield "ends in a particle"
    elif re.search(r"[」』】>〉]$", core):
        yield "ends in a bracket"
    if words.endswith("?") or core.endswith("か"):
        yield "asks"
    elif "!" in words[-3:]:
        yield "exclaims"
    if _GENRE.search(core):
        yield "names a genre"


def _wording(line: str, words: str) -> Iterator[str]:
    if _AMOUNT.search(words):
        yield "amount"
    if _CHANGE.search(words):
        yield "change"
    found = _PARTICLES.findall(words)
    if "を" in found:
        yield "object"
    if "は" in found or "が" in found:
        yield "subject"
    if len(found) >= 2:
        yield "particles"
    if "、" in words:
        yield "comma"
    for name, pattern in _PATTERNS:
        if pattern.search(line):
            yield name
    if line.startswith("「") and line.endswith("」"):
        yield "quotation"
    if (date := _DATE.search(words)) and len(date[0]) * 3 > len(words):
        yield "date alone"


_PATTERNS = (
    ("contact", _CONTACT),
    ("label", _LABEL),
    ("whole bracket", _WHOLE_BRACKET),
    ("names somebody", _NAME_LINE),
    ("date", _DATE),
    ("hashtags", _ONLY_TAGS),
)


def _place(page: Page, index: int, lead: str, words: str) -> Iterator[str]:
    length = len(words)
    yield (
        "up to 8"
        if length <= 8
        else "up to 16"
        if length <= 16
        else "up to 30"
        if length <= 30
        else "up to 45"
        if length <= 45
        else "long"
    )
    mark = _sort(lead)
    if mark:
        yield mark
        neighbours = [page.lines[i] for i in (index - 1, index + 1) if 0 <= i < len(page.lines)]
        if any(_sort(marks.leading(other)) == mark for other in neighbours):
            yield f"{mark}, as beside"
    last = index + 1 == len(page.lines)
    if not last and not page.gaps[index + 1] and page.lines[index + 1].endswith("。"):
        yield "before a sentence"
    if index == 0:
        yield "first line"
    elif index < 4:
        yield "near the top"
    if last:
        yield "last line"
    if (index == 0 or page.gaps[index]) and (last or page.gaps[index + 1]):
        yield "stands alone"
    kind = "spoken" if page.kind in _SPOKEN else page.kind or "news"
    yield f"in {kind}"
    if page.stopped < 0.1:
        yield "few full stops"


def _sort(lead: str) -> str | None:
    lead = lead.strip()
    if not lead:
        return None
    if re.search(r"[0-9一二三四五六七八九十①-⑳アイウエオa-z]", lead):
        return "numbered"
    if lead[0] in "■□◆▼▽#◼◻▲":
        return "section mark"
    return "bullet"


def is_statement(page: Page, index: int) -> bool:
    """Whether a line says something, and is no heading, label, byline or address."""
    shown = frozenset(signs(page, index))
    # です and ます end what is said to a reader; headings have no use for them.
    return ("polite" in shown and "asks" not in shown) or probability(shown) >= STATEMENT


STATEMENT = 0.45
"""Probability from which a line is read as a statement: a claim lost costs more than a heading ranked low."""
LONGEST = 200  # code points: what is longer is no heading


def probability(shown: frozenset[str]) -> float:
    learned = weights()
    return 1 / (1 + math.exp(-learned["bias"] - sum(learned.get(sign, 0.0) for sign in shown)))


@cache
def weights() -> dict[str, float]:
    stored = (files("articles.extraction") / "weights" / "lines.tsv").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in (row.split("\t") for row in stored.splitlines())}


def page(lines: Sequence[str], gaps: Sequence[bool], kind: str | None) -> Page:
    narrowed = [narrow(line) for line in lines]
    stopped = sum(line.endswith("。") for line in narrowed)
    return Page(narrowed, gaps, kind, stopped / max(1, len(narrowed)))
