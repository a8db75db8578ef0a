"""A claim restated to be understood alone, short enough for a list; for the editor to correct.

Small edits in order: what opens the sentence without saying anything goes, then how the statement is reported; what
points outside the claim is named, endings become plain, and the document's own place is put in front.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.extraction.findings import Findings
from articles.extraction.results import Span
from articles.extraction.structure import Kind
from articles.extraction.wording import edits, frame, heads, lists, numerals, openings, plain, pointers, setting
from articles.extraction.wording.context import Context
from articles.extraction.wording.edits import Edit
from articles.japanese.parsing import Token

__all__ = ["Context", "Draft", "Restated", "draft", "restated"]

_LAST_WORDS = (
    (
        re.compile(
            r"(?<=[たるい])ことが(?:[0-9０-９]{1,4}[年月日]){0,3}、?[^、。「」]{2,24}[でり](?:分かった|わかった|明らかになった|判明した)(?=[。」]?$)"
        ),
        "",
    ),
    (re.compile(r"(?:させて|させ)(?:いただい|頂い)た(?=[。」]?$)"), "した"),
    (re.compile(r"(?:させて|させ)(?:いただく|頂く)(?=[。」]?$)"), "する"),
    (re.compile(r"(?<=[たるいう])わけ(?:である|だ)(?=[。」]?$)"), ""),
    (re.compile(r"(?<=[たるい])(?:の|ん|という(?:こと|の))(?:である|だ)(?=[。」]?$)"), ""),
    (re.compile(r"(?<![！!])[！!]+(?=$|[」。])"), ""),
)
_SAID_OF = re.compile(r"[はが]|(?<!最)も")
_WHOLE_QUOTATION = re.compile(r"「([^「」]+)」。?")
_END = re.compile(r"[。？?」』）)]$")


@dataclass(frozen=True, slots=True)
class Restated:
    """A claim's own wording, and the codes of what it leaves open."""

    words: str
    incomplete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim on its way: the stretch of text that is kept of it, and the edits of that."""

    span: Span
    edits: tuple[Edit, ...]


def restated(context: Context, index: int, span: Span, found: Findings) -> Restated:
    """The claim at `span` of a piece."""
    kept = draft(context, index, span, found)
    words = lists.in_words(edits.applied(context.text, kept.span, kept.edits))
    if kept.span.end < context.outline.pieces[index].body.end:
        words = _closed(words)
    words = finished(words)
    words = setting.of_claim(context, index, kept.span, words) + words
    return Restated(words, tuple(dict.fromkeys(_left_open(kept.span, found, words))))


def draft(context: Context, index: int, span: Span, found: Findings) -> Draft:
    """The claim without what the article is needed for."""
    text = context.text
    tokens = context.parses[index].tokens
    body = _opened(text, span, tokens)
    if content := frame.content_of(text, body, found, tokens):
        body = _opened(text, content, tokens)
    changes = (
        *openings.asides(text, body),
        *pointers.edits(context, index, body, found),
        *numerals.edits(text, body),
        *plain.edits(tokens, body),
    )
    return Draft(body, changes)


def _opened(text: str, span: Span, tokens: Sequence[Token]) -> Span:
    """Without the discourse markers it opens with, where what follows them can open a sentence."""
    behind = Span(openings.behind_markers(text, span), span.end)
    return behind if heads.is_whole(tokens, text, behind, behind) else span


def finished(words: str) -> str:
    """One sentence: its last words plain, on one line, closed by a full stop."""
    words = " ".join(words.split())
    for ending, plainer in _LAST_WORDS:
        words = ending.sub(plainer, words)
    if whole := _WHOLE_QUOTATION.fullmatch(words):
        words = whole[1]
    if words.count("「") > words.count("」") and words.startswith("「"):
        words = words[1:]
    if words.count("」") > words.count("「") and words.rstrip("。").endswith("」"):
        words = words.rstrip("。")[:-1]
    return words if _END.search(words) else f"{words}。"


_JOINT = re.compile(r"(?<=[一-龯ァ-ヴー％%0-9０-９])で$|(?<=[ただ])が$")


def _closed(words: str) -> str:
    """A clause that another followed, as a sentence: 違反して|おり言語道断だ, 売上高は10億円で|、…"""
    return f"{words}いる" if words.endswith("て") else _JOINT.sub("", words)


def _left_open(span: Span, found: Findings, words: str) -> list[str]:
    missing = list(pointers.left(words, found.dates, span))
    if found.voice.quote == "direct" and found.voice.speaker is None:
        missing.insert(0, "speaker")
    if found.kind is Kind.SENTENCE and not _SAID_OF.search(words):
        missing.append("subject")
    return missing
