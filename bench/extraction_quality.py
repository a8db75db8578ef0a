"""One table of extraction quality beside simple floors: `make bench BENCH=extraction_quality [ARGS=--fast]`.

Reads the labelled data in ../shared/data and runs the scorer in ../shared/tools on the extraction command and on the
floors of `extraction_quality_floor.py`. `--fast` leaves out the 10,042 sentences of assembly minutes, which take minutes.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
SCORER = ROOT.parent / "shared" / "tools" / "score_extraction.py"

CAPTION = (
    "The weights are learned from news.ours and checkable.dev too: what they do for a style or topic they have not seen "
    "is in docs/extraction/worthiness.md."
)

_LINE = re.compile(r"(?P<name>.+?)\s*(?P<figure>\d+(?:\.\d+)?|nan)")

SETS = (
    ("news", "news.dev.jsonl"),
    ("news", "news.ours.jsonl"),
    ("attribution", "attribution.dev.jsonl"),
    ("votes", "checkable.dev.jsonl"),
)
SYSTEMS = {
    "this": f"{sys.executable} -m articles.extraction",
    "text order": f"{sys.executable} bench/extraction_quality_floor.py order",
    "TF-IDF": f"{sys.executable} bench/extraction_quality_floor.py tfidf",
    "regex": f"{sys.executable} bench/extraction_quality_floor.py regex",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave out checkable.dev.jsonl")
    options = parser.parse_args()
    if not SCORER.exists() or not DATA.is_dir():
        sys.exit(f"No figures: this benchmark needs the labelled data in {DATA} and the scorer {SCORER}.")
    table = Table("data", "figure", *SYSTEMS, caption=CAPTION)
    for kind, name in SETS:
        if options.fast and kind == "votes":
            continue
        if not (DATA / name).exists():
            table.add_row(name, "absent", *("" for _ in SYSTEMS))
            continue
        columns = [_figures(kind, DATA / name, command) for command in SYSTEMS.values()]
        for figure in columns[0]:
            table.add_row(name, figure, *(column.get(figure, "") for column in columns))
        table.add_section()
    Console(width=100).print(table)


def _figures(kind: str, data: Path, command: str) -> dict[str, str]:
    """The scorer's lines: a name, padded where it is short, and a figure."""
    done = subprocess.run(
        [sys.executable, SCORER, kind, data, "--command", command],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    lines = (_LINE.fullmatch(line) for line in done.stdout.splitlines())
    return {line["name"]: line["figure"] for line in lines if line}


if __name__ == "__main__":
    main()
