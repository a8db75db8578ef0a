"""Subtitles (SRT, WebVTT) → what is said: a line a cue, whom the cue names before it. Times are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.intake.formats import FormatUnread
from articles.intake.page import Page

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]{{0,9}}{_TIME}(?:[ \t]{{0,9}}-->[ \t]{{0,9}}|,){_TIME}(?:[ \t]|$)")  # , in YouTube's SBV
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,40})?[ \t]([^<>]{1,80})>")
_TAG = re.compile(
    r"</?(?:[ibuv]|c|lang|ruby|font)(?:[. \t][^<>]{0,200})?>|<rt>[^<>]{0,80}</rt>|<\d[\d:.]{0,16}>|\{\\[^{}]{1,80}\}",
    re.I,
)
_SPEAKS = re.compile(
    r"[-－–—>＞（(【\[［〔<＜≪《「『♪]|[^\s。、：:「」]{1,12}[：:](?!\d)"
)  # begins the words of somebody, or no words
_ENTITIES = {"&nbsp;": " ", "&lrm;": "", "&rlm;": "", "&lt;": "<", "&gt;": ">", "&amp;": "&"}


def is_subtitles(text: str) -> bool:
    """Whether a text begins with WEBVTT, or with a time span after at most a number."""
    head = [line for line in text[:2_000].lstrip("\ufeff").splitlines() if line.strip()][:2]
    if head and re.match(r"WEBVTT(?:[ \t]|$)", head[0]):
        return "-->" in text
    is_numbered = len(head) == 2 and head[0].strip().isdigit() and bool(_TIMING.match(head[1]))
    return is_numbered or bool(head and _TIMING.match(head[0]))


def read(text: str) -> Page:
    """A line that the cue before has shown already is left out: rolling captions. Raises FormatUnread where nothing is said."""
    lines: list[str] = []
    shown: set[str] = set()
    for cue in _cues(text):
        before, shown = shown, set(map(_spoken, cue))
        lines += _sayings([line for line in cue if _spoken(line) not in before])
    if not lines:
        raise FormatUnread("subtitles_empty")
    return Page(title="", text="\n".join(lines) + "\n", kind="transcript")


def _cues(text: str) -> Iterator[list[str]]:
    """The lines of each cue: what follows a time span up to a blank line, less the number of the next where one is missing."""
    cue: list[str] | None = None
    for line in text.splitlines():
        if _TIMING.match(line):
            if cue:
                yield cue[:-1] if cue[-1].isdigit() else cue
            cue = []
        elif not line:
            if cue:
                yield cue
            cue = None
        elif cue is not None:
            cue.append(line.strip())
    if cue:
        yield cue


def _sayings(cue: list[str]) -> list[str]:
    """A cue's lines as one, but for lines that begin the words of somebody else."""
    found: list[list[str]] = []
    for raw in cue:
        line = _spoken(raw)
        if not line:
            continue
        if found and not _SPEAKS.match(line) and not _VOICE.match(raw):
            is_spaced = found[-1][-1][-1].isascii() and line[0].isascii()
            found[-1].append(f" {line}" if is_spaced else line)
        else:
            found.append([line])
    return ["".join(pieces) for pieces in found]


def _spoken(line: str) -> str:
    """Without marks; <v 山本> becomes 山本：, a label that the extraction reads."""
    line = _TAG.sub("", _VOICE.sub(lambda found: f"{found[1].strip()}：", line))
    for entity, character in _ENTITIES.items():
        line = line.replace(entity, character)
    return line.strip()
