"""The labelled set of "Was this checked?" (bench/matching): what is published, and what people send in.

The demo's verdicts are the stories of articles/demo in file order, numbered from 1, as a fresh seed numbers them; those
never published are left out, and so is the one hidden by redaction, which nobody may find. Ours follow from 1001.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent / "matching"
STORIES = Path(__file__).parent.parent / "articles" / "demo" / "stories.json"


@dataclass(frozen=True)
class Verdict:
    number: int
    claim: str
    date: datetime.date | None
    speaker: str | None
    topics: tuple[str, ...]
    state: Literal["published", "retracted"]


@dataclass(frozen=True)
class Message:
    """What somebody pastes, and the numbers of the verdicts that say the same, nearly the same, or treat of the matter.

    `differs` names for each near number what tells it apart: number, name, place, date, negation, or other (another
    cause, base or act).
    """

    message: str
    kind: str
    same: tuple[int, ...]
    near: tuple[int, ...]
    related: tuple[int, ...]
    date: datetime.date | None = None
    differs: dict[int, tuple[str, ...]] = field(default_factory=dict)


def verdicts() -> list[Verdict]:
    """What is published: the demo's, then ours, by number."""
    return [*_demo_verdicts(), *map(_verdict, _rows("verdicts"))]


def messages(name: str = "messages") -> list[Message]:
    """The set for tuning, or with "apart" the one kept from it."""
    return [_message(row) for row in _rows(name)]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (FOLDER / f"{name}.ours.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _verdict(row: dict[str, Any]) -> Verdict:
    return Verdict(**row | {"date": _date(row["date"]), "topics": tuple(row["topics"])})


def _message(row: dict[str, Any]) -> Message:
    return Message(
        message=row["message"],
        kind=row["kind"],
        same=tuple(row["same"]),
        near=tuple(row["near"]),
        related=tuple(row["related"]),
        date=_date(row.get("date")),
        differs={int(number): tuple(kinds) for number, kinds in row.get("differs", {}).items()},
    )


def _date(written: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


def _demo_verdicts() -> Iterator[Verdict]:
    for number, story in enumerate(json.loads(STORIES.read_text(encoding="utf-8")), start=1):
        fates = {chapter["kind"] for chapter in story.get("afterwards", ())}
        if story.get("state") == "published" and "redaction" not in fates:
            yield Verdict(
                number,
                story["statement"],
                datetime.date.fromisoformat(story["claimed_date"]),
                story["claimant"],
                tuple(story["topics"]),
                "retracted" if "retraction" in fates else "published",
            )
