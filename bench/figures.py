"""Every figure of the scorer for the sets named, in one process: `PYTHONPATH=.:bench python bench/figures.py SET… [--parses FOLDER]`.

SET is the name of a file in ../shared/data without .jsonl; a set whose rows say `kind` is read with its context, as the
scorer's `--context` does. `--parses` keeps the parses for the next time.
"""

import argparse
import importlib.util
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from labelled import DATA, articles, kept_parser, source

from articles.extraction import Source, extract_many

SCORER = DATA.parent / "tools" / "score_extraction.py"
SETS = ("news.dev", "news.ours", "news.world.dev", "documents.ours", "public.dev", "attribution.dev")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    options = parser.parse_args()
    for name in options.sets:
        print(f"== {name}")
        score(name, kept_parser(options.parses))


def score(name: str, parser: Any) -> None:
    """Print the scorer's figures for one set."""
    scorer = load_scorer()
    rows = articles(name)
    context = {str(row.get("article")): row for row in rows}

    def run(command: str, files: Any, lines: bool) -> tuple[dict[str, list[Any]], float]:
        texts: list[tuple[str, Source]] = []
        for path in files:
            if lines:
                numbered = enumerate(Path(path).read_text(encoding="utf-8").split("\n"), 1)
                texts += [(f"{path}:{n}", Source(line)) for n, line in numbered if line.strip()]
            else:
                texts.append((str(path), source(context[Path(path).stem])))
        started = time.perf_counter()
        found = defaultdict(list)
        for (file, _), extraction in zip(texts, extract_many((s for _, s in texts), parser=parser), strict=True):
            found[file] = [sentence.to_json() for sentence in extraction.sentences]
        return found, time.perf_counter() - started

    scorer.run = run
    if name.startswith("attribution"):
        scorer.attribution(rows, "")
    elif name.startswith("checkable"):
        scorer.votes(rows, "")
    else:
        scorer.news(rows, "")


def load_scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_extraction", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
