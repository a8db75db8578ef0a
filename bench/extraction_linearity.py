"""CPU time of one article from 1,000 to 100,000 characters, and the slope of its logarithm: 1 is linear.

python bench/extraction_linearity.py [--longest 100000]

Three shapes of text: news (articles of tests/archive.py, run together), minutes (a speaker and a turn on each line) and
one sentence without an end. Parsing and the rest are timed apart. A slope is taken by least squares over all lengths;
beside it stands that of the upper half, where a quadratic part would show first.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.extraction import extract  # noqa: E402 - the path has to stand first
from articles.japanese.parsing import Parse, parse  # noqa: E402 - as above
from tests import archive  # noqa: E402 - as above

LENGTHS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SPEAKERS = ("議長", "市長（古賀美咲）", "森京子議員", "財政課長")


class TimedParser:
    """The real parser, with the CPU seconds it took."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, units: Iterable[str]) -> Iterator[Parse]:
        texts = list(units)
        began = time.process_time()
        parses = list(parse(texts))
        self.seconds = time.process_time() - began
        yield from parses


def news(length: int) -> str:
    return _filled((row["text"] + "\n\n" for row in archive.rows()), length)


def minutes(length: int) -> str:
    turns = chain.from_iterable(row["text"].split("\n\n") for row in archive.rows())
    return _filled((f"{SPEAKERS[number % 4]}：{turn}\n" for number, turn in enumerate(turns)), length)


def endless(length: int) -> str:
    return _filled((row["text"].replace("。", "、").replace("\n", "") for row in archive.rows()), length)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--longest", type=int, default=LENGTHS[-1])
    longest = parser.parse_args().longest
    lengths = [length for length in LENGTHS if length <= longest]
    extract(news(1_000))
    table = Table("shape", "", *(f"{length:,}" for length in lengths), "slope", "upper half")
    for shape in (news, minutes, endless):
        rows = [measured(shape(length)) for length in lengths]
        for name, seconds in zip(("parse", "all else"), zip(*rows, strict=True), strict=True):
            half = len(lengths) // 2
            table.add_row(
                shape.__name__,
                name,
                *(f"{value:.2f} s" for value in seconds),
                f"{slope(lengths, seconds):.2f}",
                f"{slope(lengths[half:], seconds[half:]):.2f}",
            )
    Console(width=150).print(table)


def measured(text: str) -> tuple[float, float]:
    """CPU seconds of the parse and of everything else; a short text several times, for a steadier figure."""
    times = max(1, 5_000 // len(text))
    parser = TimedParser()
    parsing = total = 0.0
    for _ in range(times):
        began = time.process_time()
        extract(text, published_date=date(2025, 8, 16), parser=parser).to_json()
        total += time.process_time() - began
        parsing += parser.seconds
    return parsing / times, (total - parsing) / times


def slope(lengths: Sequence[int], seconds: Sequence[float]) -> float:
    """Least squares over the logarithms."""
    xs, ys = [math.log(length) for length in lengths], [math.log(value) for value in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _filled(pieces: Iterable[str], length: int) -> str:
    parts: list[str] = []
    filled = 0
    for piece in pieces:
        parts.append(piece)
        filled += len(piece)
        if filled >= length:
            break
    return "".join(parts)[:length]


if __name__ == "__main__":
    main()
