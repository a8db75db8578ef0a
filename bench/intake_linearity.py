"""CPU time of hostile files in every container from 1,000 to 200,000 characters: time per character, and the worst of all.

python bench/intake_linearity.py [--longest 200000] [--container page]

The units and containers of tests/intake/hostile.py, some 1,800 files of each length. A row is a container and its slowest
unit at the longest length; beside it how often the time of ten times the characters is that of one (10 is linear; times
below 20 ms are noise). Exits with 1 where a file takes ten seconds.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.actions.errors import Refused  # noqa: E402 - the path has to stand first
from articles.intake import contents  # noqa: E402 - as above
from tests.intake import hostile  # noqa: E402 - as above

LENGTHS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
LIMIT = 10.0  # seconds
NOISE = 0.02  # seconds


class Measured(NamedTuple):
    container: str
    unit: str
    seconds: tuple[float, ...]  # one a length


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--longest", type=int, default=LENGTHS[-1])
    parser.add_argument("--container", choices=hostile.CONTAINERS)
    arguments = parser.parse_args()
    settings.configure(USE_I18N=False, ARTICLE_MAX_BYTES=1_000_000, ARTICLE_FILE_MAX_BYTES=10_000_000)
    django.setup()
    lengths = [length for length in LENGTHS if length <= arguments.longest]
    containers = [arguments.container] if arguments.container else list(hostile.CONTAINERS)
    worst = [max(measured(name, lengths), key=lambda row: row.seconds[-1]) for name in containers]
    Console(width=170).print(table(worst, lengths))
    return int(max(row.seconds[-1] for row in worst) >= LIMIT)


def measured(container: str, lengths: list[int]) -> Iterator[Measured]:
    for unit in (*hostile.UNITS, "attributes"):
        yield Measured(container, unit, tuple(seconds(container, unit, length) for length in lengths))


def seconds(container: str, unit: str, length: int) -> float:
    fill = hostile.attributes(length) if unit == "attributes" else hostile.filled(hostile.UNITS[unit], length)
    data = hostile.CONTAINERS[container](fill).encode()
    began = time.process_time()
    with suppress(Refused):  # a refusal is an answer
        contents.page_of(data)
    return time.process_time() - began


def table(worst: list[Measured], lengths: list[int]) -> Table:
    found = Table("container", "slowest unit", *(f"{length:,}" for length in lengths), "×10")
    for row in worst:
        times = (f"{value * 1000:.0f} ms" for value in row.seconds)
        found.add_row(row.container, row.unit, *times, growth(row.seconds, lengths))
    return found


def growth(seconds: tuple[float, ...], lengths: list[int]) -> str:
    """Of the longest over that of a tenth of it."""
    tenth = lengths.index(lengths[-1] // 10) if lengths[-1] // 10 in lengths else 0
    return f"{seconds[-1] / seconds[tenth]:.1f}" if seconds[tenth] > NOISE else "–"


if __name__ == "__main__":
    sys.exit(main())
