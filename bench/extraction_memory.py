"""Peak memory of a worker that reads 10,000 articles, and whether it stays flat after the first 1,000.

python bench/extraction_memory.py [ARTICLES]

The process reads articles of tests/archive.py, every one different, as a worker does: one at a time, all of an
extraction made and let go. Targets: at most 1.3 GB at the peak, less than 5 % growth after the first tenth.
"""

import resource
import sys
import time
from datetime import date
from itertools import islice
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.extraction import extract  # noqa: E402 - the path has to stand first
from articles.japanese.loader import language_model  # noqa: E402 - as above
from tests import archive  # noqa: E402 - as above

LIMIT = 1.3e9
GROWTH = 0.05
MARKS = 20


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    process = psutil.Process()
    began = time.monotonic()
    settled = 0
    print(f"{'articles':>9} {'resident':>11} {'words known':>12} {'seconds':>8}")
    for number, row in enumerate(islice(archive.rows(), count), 1):
        extract(row["text"], published_date=date.fromisoformat(row["published_at"][:10]), title=row["title"])
        if number % max(1, count // MARKS) == 0:
            resident = process.memory_info().rss
            words = len(language_model().vocab)
            print(f"{number:9,} {resident / 1e6:8,.0f} MB {words:12,} {time.monotonic() - began:8.0f}", flush=True)
            if number <= max(count // 10, count // MARKS):
                settled = resident
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    growth = resident / settled - 1
    print(
        f"peak {peak / 1e9:.2f} GB (at most {LIMIT / 1e9}), growth after the first tenth {growth:+.1%} (below {GROWTH:.0%})"
    )
    return 0 if peak <= LIMIT and growth < GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
