"""The English translation is complete, fits its originals, and is what the compiled catalogue says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "en" / "LC_MESSAGES" / "django.po"

PERCENT = re.compile(r"%%|%\(\w+\)[sd]|%[sd]")
BRACE = re.compile(r"\{\w+\}")
TAG = re.compile(r"</?\w+>")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff、。「」]")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def holes(entry: polib.POEntry, text: str) -> Counter[str]:
    """The placeholders and tags of a text; braces count only where Python fills them."""
    patterns = (PERCENT, TAG, BRACE) if "python-brace-format" in entry.flags else (PERCENT, TAG)
    return Counter(found for pattern in patterns for found in pattern.findall(text))


def test_every_message_is_translated(catalogue: polib.POFile) -> None:
    assert len(catalogue) > 0

    assert [entry.msgid for entry in catalogue if not all(translations(entry))] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_translations_have_the_placeholders_of_their_originals(catalogue: polib.POFile) -> None:
    differing = [
        (entry.msgid, text)
        for entry in catalogue
        for text in translations(entry)
        if holes(entry, text) != holes(entry, entry.msgid)
    ]

    assert differing == []


def test_translations_are_english(catalogue: polib.POFile) -> None:
    assert [text for entry in catalogue for text in translations(entry) if JAPANESE.search(text)] == []


def test_compiled_catalogue_is_that_of_the_source(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))

    assert dict(said(compiled)) == dict(said(catalogue))


def said(catalogue: polib.POFile | polib.MOFile) -> Iterator[tuple[tuple[str | None, str], list[str]]]:
    """What each message, with its context, says in English."""
    for entry in catalogue:
        yield (entry.msgctxt, entry.msgid), translations(entry)
