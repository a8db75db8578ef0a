"""GiNZA's parses of the project's own test texts, recorded, so that most tests run without the model.

Record anew with `python -m tests.extraction.recording` after a change of texts or model; an nlp-marked test compares
the recording with the real model.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from articles.extraction.outline import Source, outline
from articles.japanese.parsing import NamedEntity, Parse, Token, parse
from tests.extraction.documents import DOCUMENTS
from tests.extraction.texts import RECORDED_TEXTS

PATH = Path(__file__).with_name("recording.json")


def recorded_parser(units: Iterable[str]) -> Iterator[Parse]:
    """Stands where `articles.japanese.parsing.parse` does; KeyError for a unit that was not recorded."""
    recording = load()
    for unit in units:
        yield recording[unit]


def load() -> dict[str, Parse]:
    rows = json.loads(PATH.read_text(encoding="utf-8"))
    return {unit: _parse(row) for unit, row in rows.items()}


def sources() -> list[Source]:
    return [*(Source(text) for text in RECORDED_TEXTS), *DOCUMENTS]


def units() -> list[str]:
    return [unit for source in sources() for unit in outline(source).unit_texts()]


def _parse(row: dict[str, list[list[str | int]]]) -> Parse:
    return Parse(
        tokens=tuple(Token(*values) for values in row["tokens"]),  # type: ignore[arg-type]  # JSON rows of mixed types
        entities=tuple(NamedEntity(*values) for values in row["entities"]),  # type: ignore[arg-type]  # as above
    )


def record() -> None:
    rows = {
        unit: {
            "tokens": [list(asdict(token).values()) for token in parsed.tokens],
            "entities": [list(asdict(entity).values()) for entity in parsed.entities],
        }
        for unit, parsed in zip(units(), parse(units()), strict=True)
    }
    lines = (
        f"{json.dumps(unit, ensure_ascii=False)}: {json.dumps(row, ensure_ascii=False)}" for unit, row in rows.items()
    )
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
