"""Archives of any size, made of our own texts by variation: every article differs from every other."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "articles" / "demo" / "articles.json"
OURS = ROOT.parent / "shared" / "data" / "news.ours.jsonl"
SENTENCES = 5  # of an article
OUTLETS = ("みなと新聞", "首都放送", "みなと通信")
FIRST_DAY = datetime(2021, 4, 1, 6, 0, tzinfo=UTC)
DIGITS = re.compile(r"[0-9０-９]")


def write(path: Path, articles: int) -> Path:
    """The first `articles` of them as `import_archive` reads them, gzipped."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for row in islice(rows(), articles):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def rows() -> Iterator[dict[str, str]]:
    """The same articles in the same order at every call, without an end."""
    chance = random.Random(5)
    texts = [re.split(r"(?<=。)", text) for text in _texts()]
    for number in count(1):
        sentences = chance.choice(texts)
        start = chance.randrange(max(1, len(sentences) - SENTENCES))
        body = "".join(sentences[start : start + SENTENCES])
        yield {
            "title": f"第{number}報",
            "text": f"第{number}報。\n\n{DIGITS.sub(lambda _digit: str(chance.randint(1, 9)), body)}",
            "outlet": chance.choice(OUTLETS),
            "url": f"https://archive.minato.example/{number}",
            "published_at": (FIRST_DAY + timedelta(hours=number)).isoformat(),
        }


def _texts() -> Iterator[str]:
    for article in json.loads(DEMO.read_text(encoding="utf-8")):
        yield "\n\n".join(article["paragraphs"])
    if OURS.exists():
        with OURS.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]
