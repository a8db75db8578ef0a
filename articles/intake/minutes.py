"""Minutes of the Diet, as the search API of its library gives them (JSON, XML) → speeches, each with its speaker.

https://kokkai.ndl.go.jp/api.html: `speechRecord` a speech, `meetingRecord` a meeting with its speeches. A speech begins
with ○ and the speaker as the minutes call them; the full name stands beside it, and is put into the label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from lxml import etree

from articles.intake import xml
from articles.intake.formats import FormatUnread
from articles.intake.page import Page

RECORDS = 5_000
_FRONT_PAGE = "会議録情報"  # who attended and what was on the agenda, as a speech of nobody
_MARK = "○"

Record = Mapping[str, Any]


def is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]")


def read_json(text: str) -> Page | None:
    """None where it is no JSON at all. Raises FormatUnread where it is JSON of others."""
    try:
        values = json.loads(text.lstrip("\ufeff"))
    except RecursionError as error:
        raise FormatUnread("json") from error
    except ValueError:
        if _is_json_lines(text):
            raise FormatUnread("json") from None
        return None
    records = list(_json_records(values))
    if not records:
        raise FormatUnread("json")
    return _page(records)


def _is_json_lines(text: str) -> bool:
    try:
        return isinstance(json.loads(text.lstrip("\ufeff \t\r\n").partition("\n")[0]), dict | list)
    except (ValueError, RecursionError):
        return False


def _json_records(values: Any) -> Iterator[Record]:
    """Speeches in order, each with what its meeting says."""
    if not isinstance(values, dict):
        return
    for meeting in _objects(values.get("meetingRecord")):
        yield from ({**meeting, **speech} for speech in _objects(meeting.get("speechRecord")))
    yield from _objects(values.get("speechRecord"))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [part for part in value[:RECORDS] if isinstance(part, dict)] if isinstance(value, list) else []


def read_xml(root: etree._Element) -> Page | None:
    """None where it is XML of others."""
    records = [{**_beside(speech), **_fields(speech)} for speech in root.iter("speechRecord")][:RECORDS]
    return _page(records) if records else None


def _fields(element: etree._Element) -> dict[str, str]:
    return {xml.name(child): xml.words(child) for child in element if len(child) == 0}


def _beside(speech: etree._Element) -> dict[str, str]:
    meeting = speech.getparent()
    return _fields(meeting) if meeting is not None and meeting.tag == "meetingRecord" else {}


def _page(records: Sequence[Record]) -> Page:
    speeches = [words for record in records if (words := _speech(record))]
    if not speeches:
        raise FormatUnread("minutes_empty")
    first = next(record for record in records if _speech(record))
    meetings = {(_of(record, "date"), _of(record, "nameOfMeeting")) for record in records}
    title = [_of(first, "nameOfHouse") + _of(first, "nameOfMeeting"), _of(first, "issue"), _of(first, "date")]
    return Page(
        title=" ".join(part for part in title if part),
        text="\n\n".join(speeches) + "\n",
        kind="proceedings",
        url=(_of(first, "speechURL") if len(speeches) == 1 else _of(first, "meetingURL")) if len(meetings) == 1 else "",
        published_at=_of(first, "date") if len({day for day, _meeting in meetings}) == 1 else "",
    )


def _of(record: Record, key: str) -> str:
    value = record.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _speech(record: Record) -> str:
    """A speech with its speaker in full before it; empty for the front page."""
    speaker, words = _of(record, "speaker"), record.get("speech")
    if speaker == _FRONT_PAGE or not isinstance(words, str) or not words.strip():
        return ""
    words = words.replace("\r\n", "\n").strip("\n \t　")
    if not words.startswith(("○", "〇", "◯")):
        return f"{_MARK}{speaker}　{words}" if speaker else words
    label, gap, rest = words[1:].partition("　")
    is_label = bool(gap) and len(label) <= 40 and "\n" not in label
    return f"{_MARK}{_full(label, speaker)}　{rest}" if is_label else words


def _full(label: str, speaker: str) -> str:
    """三浦委員 of 三浦海 as 三浦海委員; a label that has the name already, or no part of it, as it is."""
    shared = sum(1 for _letter in takewhile(lambda pair: pair[0] == pair[1], zip(label, speaker, strict=False)))
    return label if speaker in label or not shared else speaker + label[shared:]
