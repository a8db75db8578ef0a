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
_ITEM = re.compile(r"(?<=.)(?=[①-⑳])")
_ENDED = re.compile(r"[。！？!?♪☆★\u2600-\u27bf\U0001f000-\U0001faff][」』）)\s\ufe0f]*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` is `message[start:end]`, offsets in code points."""

    text: str
    start: int
    end: int


def statements(message: str) -> list[Statement]:
    """Statements of the first `folding.LONGEST` code points of a message, at most `MOST`, in order."""
    plain = readable(message[:LONGEST])
    for blanked in (_TAG, _ADDRESS):
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
            starts = [whole.start, *(item.start() for item in _ITEM.finditer(plain, whole.start, whole.end)), whole.end]
            yield from (Span(start, end) for start, end in pairwise(starts) if start < end)


def _joined(plain: str, spans: Sequence[Span]) -> list[Span]:
    """Lines that break off are joined with the next, within one paragraph."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if (
            last is not None
            and span.end - last.start <= LONGEST_JOINED
            and plain[span.start] not in _ITEMS
            and not _ENDED.search(plain, max(last.start, last.end - 8), last.end)
        ):
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return found
