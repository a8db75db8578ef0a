"""The list of what was erased, in numbers and hashes: kept beside each backup, and read from the database a restore replaces."""

from __future__ import annotations

import json
from pathlib import Path

from articles.actions import erasure, notes, redactions, withdrawals


def lines() -> list[str]:
    """One JSON object each, as reapply_redactions reads them; no name and no word of anybody's."""
    return [
        *(json.dumps(listed._asdict()) for listed in redactions.confirmed()),
        *(json.dumps(row._asdict()) for row in erasure.erased()),
        *(json.dumps({"note": number}) for number in notes.destroyed()),
        *(json.dumps(line) for line in withdrawals.listed()),
    ]


def write(path: Path, listed: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in listed), encoding="utf-8")
