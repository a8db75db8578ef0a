"""The passages to propose from a sentence, and their wording on their own."""

import re
from collections.abc import Sequence
from datetime import date

from articles.extraction.results import ClaimSpan, DateMention, Span

# ジュネーブ（みなと通信）　…  at the beginning of a wire report
_DATELINE = re.compile(r"[^\s。、「（(]{1,15}[（(][^）)。]{1,16}[）)][\s　]*")
_RELAY = re.compile(r"通信|放送|新聞|テレビ|ＣＮＮ|CNN|ロイター|共同|時事|ＡＦＰ|AFP|ＡＰ|AP|=|＝")
_PRONOUN = re.compile(r"^(?:同氏|同社|同省|同庁|同党|同市|同県|同局|同会|同教授|彼女?)(?=[はがもの])")


def claims(
    text: str, sentence: Span, *, speaker: str | None, quoted: bool, dates: Sequence[DateMention], first: bool
) -> tuple[ClaimSpan, ...]:
    """The claims of a sentence worth or able to be checked: in v1 the sentence itself, without a dateline."""
    start = sentence.start
    if first and (lead := _DATELINE.match(text, start, sentence.end)) and _RELAY.search(lead[0]):
        start = lead.end() if lead.end() < sentence.end else start
    words = text[start : sentence.end]
    inside = [mention for mention in dates if mention.start >= start]
    standalone = _with_speaker(_with_dates(words, start, inside), speaker, quoted=quoted)
    return (ClaimSpan(start, sentence.end, words, standalone),)


def _with_dates(words: str, start: int, dates: Sequence[DateMention]) -> str:
    """Each day and month that the reader of the article had to infer, written out behind its mention."""
    pieces, position = [], 0
    for mention in dates:
        end = mention.end - start
        pieces.append(words[position:end])
        if (exact := _written_out(mention)) is not None:
            pieces.append(f"（{exact}）")
        position = end
    return "".join([*pieces, words[position:]])


def _written_out(mention: DateMention) -> str | None:
    if mention.value is None or re.search(r"\d{4}|[０-９]{4}", mention.text):
        return None
    if "/" in mention.value:
        return f"{int(mention.value[:4])}年度"
    if len(mention.value) == 10:
        day = date.fromisoformat(mention.value)
        return f"{day.year}年{day.month}月{day.day}日"
    year, _, month = mention.value.partition("-")
    return f"{int(year)}年{int(month)}月" if month else f"{int(year)}年"


def _with_speaker(words: str, speaker: str | None, *, quoted: bool) -> str:
    if speaker is None:
        return words
    named = _PRONOUN.sub(speaker, words)
    if named != words or speaker in words:
        return named
    return f"{speaker}{words}" if quoted and words.startswith("「") else f"{speaker}：{words}"
