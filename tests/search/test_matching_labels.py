"""The labelled data of bench/matching hold together: a label that points nowhere would be counted as a miss."""

import datetime
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "bench" / "matching"
STORIES = FOLDER.parents[1] / "articles" / "demo" / "stories.json"
KINDS = {"number", "name", "place", "date", "negation", "other"}

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def published() -> set[int]:
    ours = {row["number"] for row in rows("verdicts.ours.jsonl")}
    stories = json.loads(STORIES.read_text(encoding="utf-8"))
    hidden = {"redaction"}
    return ours | {
        number
        for number, story in enumerate(stories, start=1)
        if story.get("state") == "published" and not hidden & {step["kind"] for step in story.get("afterwards", ())}
    }


MESSAGES = sorted(path.name for path in FOLDER.glob("*.ours.jsonl") if not path.name.startswith("verdicts"))


@pytest.mark.parametrize("name", MESSAGES)
def test_labels_point_to_published_verdicts_each_once(name: str) -> None:
    known = published()

    labels = [[*row["same"], *row["near"], *row["related"]] for row in rows(name)]

    assert [numbers for numbers in labels if not known.issuperset(numbers) or len(set(numbers)) < len(numbers)] == []


@pytest.mark.parametrize("name", MESSAGES)
def test_dates_are_dates_and_messages_differ(name: str) -> None:
    messages = rows(name)

    days = [datetime.date.fromisoformat(row["date"]) for row in messages if "date" in row]

    assert days == [day for day in days if 2024 <= day.year <= 2026]
    assert [message for message, count in Counter(row["message"] for row in messages).items() if count > 1] == []


def test_each_near_verdict_says_what_tells_it_apart() -> None:
    for row in rows("messages.ours.jsonl"):
        assert sorted(map(int, row["differs"])) == sorted(row["near"]), row["message"]
        assert all(kinds and KINDS.issuperset(kinds) for kinds in row["differs"].values()), row["message"]


def test_claims_differ_and_stand_alone() -> None:
    verdicts = rows("verdicts.ours.jsonl")

    assert [row["number"] for row in verdicts] == list(range(1001, 1225))
    assert len({row["claim"] for row in verdicts}) == 224
    assert [row["claim"] for row in verdicts if not 18 <= len(row["claim"]) <= 70] == []
    assert Counter(row["state"] for row in verdicts) == {"published": 214, "retracted": 10}
