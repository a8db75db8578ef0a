"""What an id of a ruleset stands for never changes: a change of what it says is a change of the id."""

import re

import pytest

from articles.extraction import CURRENT
from articles.extraction.rulesets import FINGERPRINT_FILE, VERSION
from articles.models import ExtractionRun
from tests.extraction import fingerprint


def test_fingerprint_is_that_of_what_the_ruleset_says() -> None:
    committed = FINGERPRINT_FILE.read_text(encoding="ascii").strip()

    assert committed == fingerprint.fingerprint(), "The ruleset says something else than before: `make fingerprint`."


def test_id_is_version_and_fingerprint_and_fits_its_column() -> None:
    assert re.fullmatch(rf"{VERSION}-[0-9a-f]{{8}}", CURRENT)
    assert len(CURRENT) <= (ExtractionRun._meta.get_field("ruleset").max_length or 0)


@pytest.mark.parametrize("changed", ["_files", "_readings"])
def test_any_change_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    before = fingerprint.fingerprint()
    parts = list(getattr(fingerprint, changed)())

    monkeypatch.setattr(fingerprint, changed, lambda: [*parts[:-1], parts[-1] + b"."])

    assert fingerprint.fingerprint() != before


def test_differences_in_the_last_digits_are_none() -> None:
    assert fingerprint._rounded({"a": (0.12341, -0.0001)}) == {"a": [0.123, 0.0]}


def test_weights_and_tables_are_in_it() -> None:
    names = {name.decode() for name in list(fingerprint._files())[::2]}

    assert {"news.npz", "mood.npz", "starts.npz"} <= names
    assert not {name for name in names if name.endswith((".py", ".pyc")) or name == "fingerprint.txt"}
