"""One table of extraction quality, seen and left out: `make bench BENCH=extraction_quality [ARGS="--parses FOLDER"]`.

Prints it and writes docs/extraction/quality.md. Figures are those of the scorer in ../shared/tools on the labelled sets
of ../shared/data, in one process: every article is parsed and read once. Left out: ranking, mood and speakers are learned
anew without the article's fold, in sets of our own without its style (`labelled_rows`), and say it again. Dev sets are
never learned from. Beside: v2 as it landed, and the floors of `extraction_quality_floor.py`. About five minutes on one
core once parsed.
"""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import extraction_quality_floor as floors
import learn_mood
import learn_speakers
import learn_worthiness
import numpy as np
from figures import load_scorer
from labelled import articles, kept_parser, source
from labelled_rows import DEV, FOLDS, LEARNED, Document, documents
from rich.console import Console
from rich.markdown import Markdown
from sklearn.metrics import average_precision_score

from articles.extraction import Source, extract_many, mood
from articles.japanese.parsing import Parser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "extraction" / "quality.md"
V2 = Path(__file__).with_name("extraction_quality_v2.txt")
"""What `bench/figures.py` printed for ruleset v2."""
SETS = ("news.dev", "news.train", "news.world.dev", "news.world.train", "news.ours", "documents.ours", "public.dev")
FLOORS = {"order": "text order", "tfidf": "TF-IDF", "regex": "regex"}
PARTNERS = {"news.dev": "news.train", "news.world.dev": "news.world.train", "public.dev": "documents.ours"}
"""Learned sets of the same kind of text, whose left-out figures a dev set's are held against."""
WIDEST = 0.05
AP, FIRST_THREE, STANDALONE = "check-worthy: AP", "check-worthy: P@3 in an article", "standalone: character F"
UNSHOWN = ("sentences", "attributions", "explicit sources", "seconds, whole process")

TARGETS = {
    ("news.world.dev", AP): 0.82,
    ("news.world.dev", "speaker: F1"): 0.82,
    ("news.world.dev", "speaker: wrong, of those given"): 0.12,
    ("news.world.dev", "quote: accuracy"): 0.88,
    ("news.world.dev", "modality: accuracy"): 0.86,
    ("news.world.dev", "standalone: character F"): 0.72,
    ("news.dev", "speaker: F1"): 0.83,
    ("news.ours", "speaker: F1"): 0.80,
    ("news.ours", "speaker: wrong, of those given"): 0.12,
    ("attribution.dev", "content: recall, IoU >= 0.8"): 0.78,
    ("documents.ours", "sentence boundaries exact"): 0.96,
    ("documents.ours", AP): 0.86,
    ("documents.ours", "speaker: F1"): 0.82,
    ("documents.ours", "speaker: wrong, of those given"): 0.12,
    ("documents.ours", "quote: accuracy"): 0.82,
    ("documents.ours", "modality: accuracy"): 0.78,
    ("documents.ours", "standalone: character F"): 0.68,
    ("public.dev", "speaker: F1"): 0.80,
    ("public.dev", "standalone: character F"): 0.70,
}
"""Of a dev set its own figure must reach it, of a learned one the left-out figure (its own where nothing is learned)."""

Figures = dict[str, float]
Said = dict[str, list[dict[str, Any]]]
"""Sentences by article, with the keys the scorer reads."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    parse = kept_parser(parser.parse_args().parses)
    read = documents((*LEARNED, *DEV), parse)
    now = {name: scored(name, as_it_is(name, parse)) for name in SETS}
    now["attribution.dev"] = attribution(parse)
    left_out = left_out_figures(read, parse)
    beside = {
        (name, floor): scored(name, by_floor(name, floor))
        for name in SETS
        if not name.endswith("train")
        for floor in FLOORS
    }
    page = written(now, left_out, beside)
    PAGE.write_text(page, encoding="utf-8")
    Console(width=150).print(Markdown(page))


def scored(name: str, said: Said) -> Figures:
    """The scorer's figures for what is said of the articles of a set."""
    return by_scorer(lambda scorer: scorer.news(articles(name), ""), lambda path: said[path.stem])


def by_scorer(score: Callable[[Any], None], said_of: Callable[[Path], Any]) -> Figures:
    scorer, figures = load_scorer(), Figures()

    def run(command: str, files: Any, lines: bool) -> tuple[dict[str, Any], float]:
        found: dict[str, Any] = {}
        for path in map(Path, files):
            found |= said_of(path) if lines else {str(path): said_of(path)}
        return found, 0.0

    scorer.run, scorer.show = run, figures.update
    score(scorer)
    return figures


def as_it_is(name: str, parser: Parser) -> Said:
    """What the package says with its own weights."""
    rows = articles(name)
    found = extract_many(map(source, rows), parser=parser)
    return {
        row["article"]: [s.to_json() for s in extraction.sentences] for row, extraction in zip(rows, found, strict=True)
    }


def attribution(parser: Parser) -> Figures:
    def said_of(path: Path) -> Any:
        lines = [(n, line) for n, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if line.strip()]
        found = extract_many((Source(line) for _, line in lines), parser=parser)
        return {
            f"{path}:{n}": [s.to_json() for s in extraction.sentences]
            for (n, _), extraction in zip(lines, found, strict=True)
        }

    return by_scorer(lambda scorer: scorer.attribution(articles("attribution.dev"), ""), said_of)


def by_floor(name: str, floor: str) -> Said:
    return {row["article"]: floors.sentences(row["article"], row["text"], floor) for row in articles(name)}


def left_out_figures(read: Sequence[Document], parser: Parser) -> dict[str, Figures]:
    """Of each learned set the figures where nothing was learned from the article's fold or style."""
    rows = learn_worthiness.labelled_rows(read)
    solved = learn_worthiness.Solved(
        learn_worthiness.Design(rows, rows.learned_from), rows, learn_worthiness.NEWS, rows.learned_from
    )
    scores = learn_worthiness.held_out(rows, solved)
    curve = learn_worthiness.Curve(scores, rows, rows.learned_from)
    del solved
    priorities = curve.probability(scores, rows.kind)
    said = left_out_sentences(read, priorities, curve.threshold, left_out_moods(read), learn_speakers.left_out(parser))
    figures = {name: scored(name, said[name]) for name in LEARNED}
    for dev, name in PARTNERS.items():
        of_dev, of_set = rows.set == dev, rows.set == name
        figures[name].pop(STANDALONE, None)  # the wording is not learned
        figures[name][f"{AP} at the share of {dev}"] = precision_at(
            rows.worthy[of_set], scores[of_set], rows.worthy[of_dev].mean()
        )
    return figures


def precision_at(truth: np.ndarray, scores: np.ndarray, share: float) -> float:
    """Average precision as it would be if `share` of the sentences were worthy: AP rises with it by itself."""
    weight = np.where(truth, share / truth.mean(), (1 - share) / (1 - truth.mean()))
    return float(average_precision_score(truth, scores, sample_weight=weight))


def left_out_moods(read: Sequence[Document]) -> dict[str, np.ndarray]:
    """The answers of `learn_mood` to each question, by models without the fold; in the order of the labels."""
    rows = learn_mood.read(read)
    learning = learn_mood.Learning(rows)
    given = {question: np.full(len(rows.found), "", dtype="<U10") for question in mood.CLASSES}
    for fold in range(FOLDS):
        held = rows.learned_from & (rows.fold == fold)
        for question, answers in learning.answers(learning.learn(rows.learned_from & ~held), held).items():
            given[question][held] = answers[held]
    return given


def left_out_sentences(
    read: Sequence[Document],
    priorities: np.ndarray,
    threshold: float,
    moods: Mapping[str, np.ndarray],
    speakers: Mapping[str, Sequence[str | None]],
) -> dict[str, Said]:
    """What is said of the labelled sentences of the learned sets."""
    said: dict[str, Said] = {name: {} for name in LEARNED}
    index = 0
    for document in read:
        sentences = []
        for _, piece in document.labels():
            if document.set in LEARNED:
                learned = mood.Mood(
                    *(str(moods[q][index]) for q in ("quote", "modality")), numeric=moods["numeric"][index] == "true"
                )
                found = mood.judged(document.findings[piece], learned)
                span = document.outline.reading.span(*_ends(document, piece))
                sentences.append({
                    "start": span.start,
                    "end": span.end,
                    "priority": float(priorities[index]),
                    "label": "CFS" if priorities[index] >= threshold else "UFS",
                    "speaker": speakers[document.group][piece],
                    "via": found.voice.via,
                    "quote": found.voice.quote,
                    "modality": found.modality,
                    "numeric": found.numeric,
                })  # fmt: skip
            index += 1
        if document.set in LEARNED:
            said[document.set][document.row["article"]] = sentences
    return said


def _ends(document: Document, piece: int) -> tuple[int, int]:
    span = document.outline.pieces[piece].span
    return span.start, span.end


def of_v2() -> dict[str, Figures]:
    """The kept output of `bench/figures.py`, by set."""
    figures: dict[str, Figures] = {}
    current: Figures = {}
    for line in V2.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            current = figures.setdefault(line[3:], {})
        elif match := re.fullmatch(r"(.+?)\s*(\d+\.\d+|nan)", line):
            current[match[1]] = float(match[2])
    return figures


INTRODUCTION = """# How well extraction reads

Written by `make bench BENCH=extraction_quality`; do not edit. *now*: as it is; the sets {dev} and attribution.dev are never
learned from, the others are, so that there only *left out* counts: learned without the article's fold, for news.ours and
documents.ours without its style. *gap*: how much better a dev set does than the left-out folds of the learned set of its
kind ({partners}). AP is compared at the dev set's share of check-worthy sentences, P@3 as a share of the best there can
be. ✗ marks a target missed or a gap over {widest}. A floor that has no wording has no figure for it. v2 is the ruleset as it landed, TF-IDF learned from news.train, the regular expressions from nothing.
"""


def written(
    now: Mapping[str, Figures], left_out: Mapping[str, Figures], beside: Mapping[tuple[str, str], Figures]
) -> str:
    """The table as a page for docs/."""
    partners = ", ".join(f"{dev} – {name}" for dev, name in PARTNERS.items())
    head = ["set", "figure", "v2", "now", "left out", "gap", "target", *FLOORS.values()]
    lines = [INTRODUCTION.format(dev=", ".join(DEV), partners=partners, widest=WIDEST)]
    lines += [f"| {' | '.join(head)} |", f"|---|---|{'---:|' * (len(head) - 2)}"]
    v2 = of_v2()
    for name, figures in now.items():
        for figure in figures:
            if figure not in UNSHOWN:
                row = [v2.get(name, {}).get(figure), figures[figure], left_out.get(name, {}).get(figure)]
                cells = [*map(shown, row), gap(name, figure, figures[figure], left_out), target(name, figure, row)]
                cells += [floor_cell(beside.get((name, floor), {}), figure) for floor in FLOORS]
                lines.append(f"| {name} | {figure} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def shown(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.3f}"


def floor_cell(figures: Figures, figure: str) -> str:
    return "" if figure == STANDALONE else shown(figures.get(figure))


def gap(name: str, figure: str, value: float, left_out: Mapping[str, Figures]) -> str:
    """How much better a dev set does than left-out folds; nothing for other sets."""
    if name not in PARTNERS:
        return ""
    other = left_out[PARTNERS[name]].get(f"{AP} at the share of {name}" if figure == AP else figure)
    if other is None or np.isnan(other) or np.isnan(value) or figure.startswith("standalone"):
        return ""
    if figure == FIRST_THREE:
        value, other = value / best_first_three(name), other / best_first_three(PARTNERS[name])
    better = other - value if "wrong" in figure else value - other
    return f"{better:+.3f}{' ✗' if better > WIDEST else ''}"


def best_first_three(name: str) -> float:
    """What P@3 would be if every check-worthy sentence came first: many articles have fewer than three."""
    worthy = [[label["label"] == "CFS" for label in row["sentences"]] for row in articles(name)]
    return float(np.mean([min(3, sum(of)) / min(3, len(of)) for of in worthy]))


def target(name: str, figure: str, row: Sequence[float | None]) -> str:
    """What is asked for, with a mark where it is missed."""
    wanted = TARGETS.get((name, figure))
    if wanted is None:
        return ""
    _, value, held = row
    reached = value if held is None else held
    assert reached is not None
    missed = reached > wanted if "wrong" in figure else reached < wanted
    return f"{'≤' if 'wrong' in figure else '≥'} {wanted:.2f}{' ✗' if missed else ''}"


if __name__ == "__main__":
    main()
