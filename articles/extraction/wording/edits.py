"""Small edits of a passage: what goes out, and what comes in its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.extraction.results import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """`words` in the place of `text[start:end]`; an empty stretch inserts."""

    start: int
    end: int
    words: str = ""


def applied(text: str, span: Span, edits: Iterable[Edit]) -> str:
    """`text[span]` with the edits that lie in it; of two that overlap the one that comes first, of these the longer."""
    pieces, position = [], span.start
    for edit in sorted(set(edits), key=lambda edit: (edit.start, -edit.end, edit.words)):
        if position <= edit.start and edit.end <= span.end:
            pieces += [text[position : edit.start], edit.words]
            position = edit.end
    return "".join([*pieces, text[position : span.end]])
