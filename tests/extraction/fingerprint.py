"""The fingerprint of the ruleset: what it depends on in files, and what it says of texts whose parses are recorded.

Write it with `make fingerprint`; a test fails while the committed one is another. Nothing here runs in the product, which
reads the file.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from articles import extraction, japanese
from articles.extraction import extract_many
from articles.extraction.rulesets import FINGERPRINT_FILE
from tests.extraction.recording import recorded_parser, sources

DIGITS = 8
DECIMALS = 3  # scores may differ in their last digits between processors
ROOMS = [Path(room.__file__ or "").parent for room in (extraction, japanese)]


def fingerprint() -> str:
    """The first hexadecimal digits of a SHA-256 over all of it."""
    digest = sha256()
    for part in (*_files(), *_readings()):
        digest.update(sha256(part).digest())
    return digest.hexdigest()[:DIGITS]


def _files() -> Iterator[bytes]:
    """Name and content of weights and tables."""
    for path in (path for room in ROOMS for path in sorted(room.rglob("*"))):
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.name != FINGERPRINT_FILE.name:
            yield path.name.encode()
            yield path.read_bytes()


def _readings() -> Iterator[bytes]:
    for found in extract_many(sources(), parser=recorded_parser):
        sentences = [_rounded(sentence.to_json()) for sentence in found.sentences]
        yield json.dumps(sentences, ensure_ascii=False, sort_keys=True).encode()


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value  # -0.0 becomes 0.0


if __name__ == "__main__":
    Path(str(FINGERPRINT_FILE)).write_text(f"{fingerprint()}\n", encoding="ascii")
