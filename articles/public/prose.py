"""Reasoning, written in Markdown from schema 2 of the snapshots on: as HTML for readers, as plain text everywhere else.

CommonMark with tables and footnotes; every line break counts, as in plain text; no HTML of the author's, no images, no code
blocks by indentation. `[^2]` refers to the second piece of evidence unless the text has a footnote of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from articles.models.snapshot import Snapshot

MARKDOWN_SINCE = 2
UNREAD = ("code", "html_block", "html_inline", "image", "lheading", "entity")
TAGS = {
    *(
        "p",
        "br",
        "strong",
        "em",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "h3",
        "h4",
        "sup",
        "section",
        "pre",
        "code",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "id", "class"},
    "li": {"id", "class"},
    "sup": {"class"},
    "section": {"class"},
    "ol": {"start"},
    "ul": {"class"},
}
TOP_HEADINGS = ("h1", "h2")
CELL, ITEM = "　", "・"
_REFERENCE = re.compile(r"\[\^([1-9][0-9]?)\]")


def of(snapshot: Snapshot) -> SafeString:
    """The reasoning of a version as readers see it."""
    if snapshot["schema"] < MARKDOWN_SINCE:
        return mark_safe(linebreaks(snapshot["reasoning"], autoescape=True))  # noqa: S308 - it escapes
    return html(snapshot["reasoning"], len(snapshot["evidence"]))


def plain_of(snapshot: Snapshot) -> str:
    """The reasoning of a version without marks, for search, comparison and partners."""
    text = snapshot["reasoning"]
    return text if snapshot["schema"] < MARKDOWN_SINCE else plain(text, len(snapshot["evidence"]))


def html(text: str, evidence: int) -> SafeString:
    """`evidence` is how many pieces there are to refer to."""
    return _clean(_parser().render(text, {"evidence": evidence}))


def _clean(rendered: str) -> SafeString:
    clean = nh3.clean(
        rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener"
    )
    return mark_safe(clean)  # noqa: S308 - cleaned


class Section(NamedTuple):
    """A heading of the first or second level as plain text, "" before the first; and what stands under it."""

    heading: str
    html: SafeString


def sections(text: str) -> list[Section]:
    """A text of the newsroom's own, parted at its headings, for pages that set them themselves."""
    env: dict[str, Any] = {"evidence": 0, "is_parted": True}
    parser = _parser()
    found: list[tuple[str, list[Token]]] = [("", [])]
    tokens = parser.parse(text, env)
    for place, token in enumerate(tokens):
        if token.level == 0 and token.tag in TOP_HEADINGS:
            if token.type == "heading_open":
                found.append(("".join(map(_text, tokens[place + 1].children or ())), []))
        elif not (place and tokens[place - 1].type == "heading_open" and tokens[place - 1].tag in TOP_HEADINGS):
            found[-1][1].append(token)
    shown = [Section(heading, _clean(parser.renderer.render(of, parser.options, env))) for heading, of in found]
    return [section for section in shown if section.heading or section.html.strip()]


def plain(text: str, evidence: int) -> str:
    """Paragraphs apart by an empty line; items and rows on lines of their own."""
    blocks: list[str] = []
    for line, starts in _lines(_parser().parse(text, {"evidence": evidence})):
        if blocks and not starts:
            blocks[-1] = f"{blocks[-1]}\n{line}"
        else:
            blocks.append(line)
    return "\n\n".join(blocks)


def references(text: str) -> list[int]:
    """The numbers of evidence that a text refers to, in order."""
    env: dict[str, Any] = {"evidence": 99}
    tokens = _parser().parse(text, env)
    return [child.meta["number"] for token in tokens for child in token.children or () if child.type == "evidence_ref"]


def renumbered(text: str, numbers: dict[int, int]) -> str:
    """The text with its references following evidence that was moved; what is gone keeps its number."""
    own = set(re.findall(r"^\[\^([^\]\n]+)\]:", text, re.MULTILINE))
    return _REFERENCE.sub(lambda hit: hit[0] if hit[1] in own else f"[^{numbers.get(int(hit[1]), int(hit[1]))}]", text)


def _lines(tokens: list[Token]) -> Iterator[tuple[str, bool]]:
    """(line, whether a block begins with it)"""
    row: list[str] | None = None
    first, mark, is_item = True, "", False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open", "footnote_block_open"):
            first = True
        elif token.type == "list_item_open":
            mark, is_item = f"{token.info}. " if token.info else ITEM, True
        elif token.type == "list_item_close":
            is_item = False
        elif token.type == "footnote_open":
            mark, is_item = f"注{token.meta['id'] + 1}　", True
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield CELL.join(row), first
            row, first = None, False
        elif token.type in ("inline", "fence"):
            text = "".join(map(_text, token.children or ())) if token.children else token.content.rstrip("\n")
            if row is not None:
                row.append(text)
                continue
            yield mark + text, first or not is_item
            mark, first = "", not is_item
        elif token.type in ("bullet_list_close", "ordered_list_close", "table_close"):
            first = True


def _text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "evidence_ref":
        return f"（根拠{token.meta['number']}）"
    if token.type == "footnote_ref":
        return f"（注{token.meta['id'] + 1}）"
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(list(UNREAD))
    parser.use(footnote_plugin, inline=False)
    parser.inline.ruler.before("footnote_ref", "evidence_ref", _evidence_ref)
    parser.inline.ruler.before("emphasis", "japanese_emphasis", _asterisks)
    parser.add_render_rule("evidence_ref", _render_reference)
    for name in ("heading_open", "heading_close"):
        parser.add_render_rule(name, _render_heading)
    return parser


def _evidence_ref(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    defined = state.env.get("footnotes", {}).get("refs", {})
    if found is None or f":{found[1]}" in defined or int(found[1]) > state.env["evidence"]:
        return False
    if not silent:
        state.push("evidence_ref", "", 0).meta = {"number": int(found[1])}
    state.pos = found.end()
    return True


def _asterisks(state: StateInline, silent: bool) -> bool:
    """Emphasis between Japanese: CommonMark asks for a blank beside 」 or ％, where Japanese has none."""
    if silent or state.src[state.pos] != "*":
        return False
    length = state.scanDelims(state.pos, True).length
    end = state.pos + length
    before, after = state.src[max(0, state.pos - 1) : state.pos] or " ", state.src[end : end + 1] or " "
    if before.isascii() and after.isascii():
        return False
    for _number in range(length):
        state.push("text", "", 0).content = "*"
        place = len(state.tokens) - 1
        opens, closes = not after.isspace(), not before.isspace()
        state.delimiters.append(Delimiter(ord("*"), length, place, -1, opens, closes))
    state.pos = end
    return True


def _render_reference(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    number = tokens[index].meta["number"]
    return f'<sup class="evidence-ref"><a href="#evidence-{number}">根拠{number}</a></sup>'


def _render_heading(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """The page has two levels above it; of a parted text the second is its own."""
    level = 3 if int(tokens[index].tag[1]) < (4 if env.get("is_parted") else 3) else 4
    return f"<{'/' if tokens[index].nesting < 0 else ''}h{level}>"
