"""What each step of restating a claim is worth: `PYTHONPATH=.:bench python bench/wording_steps.py [SET…] [--parses FOLDER]`.

The mean character F of the claims' wordings to those given, over the sentences of a set in ../shared/data that have one,
with all steps and with each left away. `--parses` keeps the parses for the next time.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

from figures import load_scorer
from labelled import articles, kept_parser, parsed, source

from articles.extraction import claims
from articles.extraction.findings import Findings, findings_of
from articles.extraction.results import Span
from articles.extraction.wording import Context, frame, lists, numerals, openings, plain, pointers, setting

SETS = ("news.world.train", "documents.ours", "public.dev")
STEPS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "all": (openings, "_MOST", None),  # type: ignore[dict-item]  # patches nothing
    "without openings": (openings, "behind_markers", lambda text, span: span.start),
    "without datelines": (openings, "behind_dateline", lambda text, span: span.start),
    "without asides": (openings, "asides", lambda text, span: ()),
    "without frame": (frame, "content_of", lambda text, body, found, tokens: None),
    "without pointers": (pointers, "edits", lambda context, index, span, found: ()),
    "without numerals": (numerals, "edits", lambda text, span: ()),
    "without plain": (plain, "edits", lambda tokens, span: ()),
    "without lists": (lists, "in_words", lambda words: words),
    "without setting": (setting, "of_claim", lambda context, index, span, words: ""),
}
Case = tuple[Context, int, Findings, bool, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    options = parser.parse_args()
    measure = load_scorer().character_f
    for name in options.sets:
        cases = list(cases_of(name, options.parses))
        for step, (module, attribute, instead) in STEPS.items():
            with patch.object(module, attribute, instead or getattr(module, attribute)):
                figure = mean(max(measure(given, words) for words in wordings(case)) for *case, given in cases)
            print(f"{name:18} {step:20} {figure:.4f}")


def cases_of(name: str, parses: Path | None) -> Iterator[Case]:
    """The pieces of a set that have a wording, each with the article around it."""
    rows = articles(name)
    for row, (outline, parsed_pieces) in zip(rows, parsed(map(source, rows), kept_parser(parses)), strict=True):
        findings = findings_of(outline, parsed_pieces)
        context, opening = Context(outline, parsed_pieces), claims.opening(findings)
        for sentence in row["sentences"]:
            if given := sentence.get("standalone"):
                index = nearest([piece.span for piece in outline.pieces], Span(sentence["start"], sentence["end"]))
                yield context, index, findings[index], index == opening, given


def nearest(spans: list[Span], wanted: Span) -> int:
    """The piece that shares most with a labelled sentence."""
    return max(range(len(spans)), key=lambda i: min(spans[i].end, wanted.end) - max(spans[i].start, wanted.start))


def wordings(case: list[Any]) -> list[str]:
    context, index, found, first = case
    return [claim.standalone for claim in claims.claims(context, index, found, first=first)]


if __name__ == "__main__":
    main()
