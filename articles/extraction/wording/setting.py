"""Where a claim holds: the city or prefecture of the document, put in front where the claim names no place itself.

Of the noun phrases an article has named before a claim this is the only kind whose addition is right nearly always; a topic
carried over from the sentence before is wrong in every second claim (measured in left-out folds, also with learned
weights), so that an omitted one is marked for the editor instead.
"""

import re

from articles.extraction.results import Span
from articles.extraction.wording.context import Context

_PLACES = frozenset(("City", "Country", "Province", "GPE_Other", "County", "Continental_Region", "Domestic_Region"))
_ELSEWHERE = re.compile(r".[市町村県国州都府]$|^[国県]$|全国|日本|世界|海外|政府|各[国県市]")
_OF_NOBODY = re.compile(
    r"(?:[県国市町村区]内|新聞|放送|通信|テレビ|社|省|庁|党|大学|院|機構|協会|連盟|委員会|さん|氏|[0-9０-９].*)$"
)
_NEWS = (None, "news")
_MINUTES = ("proceedings", "transcript")
_FIGURE = re.compile("[0-9０-９]")
_LABELLED = re.compile(r"[^はがもをに、。]{1,16}[：:　\s]|[・●■◆▼○【〈《\[［]")


def of_claim(context: Context, index: int, span: Span, words: str) -> str:
    """What to put in front of a claim's words (青浜市の, 青浜市では、); empty where it has a place or the document none."""
    place = context.own_place
    if place is None or context.outline.source.kind in _NEWS or place in words:
        return ""
    runs = [run for run in context.runs[index] if span.start <= run.start and run.end <= span.end]
    if context.is_elsewhere[index] or _LABELLED.match(words) or not _is_predicated(context, index, span):
        return ""
    if any(run.label in _PLACES or _ELSEWHERE.search(run.words) for run in runs):
        return ""
    is_measured = bool(_FIGURE.search(words))
    in_place = f"{place}では、" if is_measured or context.outline.source.kind not in _MINUTES else ""
    first = next((run for run in runs if run.start == span.start), None)
    if first is None or first.label or _OF_NOBODY.search(first.words) or not words.startswith(first.words):
        return in_place
    is_said_of = context.text[first.end : first.end + 1] in tuple("はがのも")
    return f"{place}の" if is_said_of else in_place


def _is_predicated(context: Context, index: int, span: Span) -> bool:
    """Whether the claim says something of something, not just names it."""
    inside = [token for token in context.parses[index].tokens if span.start <= token.start < span.end]
    last = next((token for token in reversed(inside) if not token.tag.startswith("補助記号")), None)
    return last is not None and last.tag.startswith(("動詞", "助動詞", "形容詞", "助詞-終助詞", "形状詞"))
