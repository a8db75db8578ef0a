"""Learn the weights of `articles.extraction.mood`: `PYTHONPATH=. python bench/learn_mood.py [--parses FOLDER]`.

Reads news.train and news.ours in ../shared/data; news.dev is parsed for its figures and never learned from. Writes
articles/extraction/weights/mood.npz and prints accuracies: an answer is right where it is one of those accepted.
Under a minute on one core once parsed, which takes minutes; `--parses` keeps the parses for the next time.
Deterministic.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from learn_worthiness import DATA, FOLDS, OURS_COUNT_FOR, WEIGHTS, folds, nearest, parsed
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from articles.extraction import mood, worthiness
from articles.extraction.findings import Findings, findings_of
from articles.extraction.outline import Source, outline
from articles.extraction.structure import Kind

FEWEST = 4  # sentences a sign must occur in
REGULARISATION = {"quote": 0.1, "modality": 0.1, "numeric": 0.1}
"""Inverse strengths of the penalty, chosen on the folds of news.train."""
KEPT = 16_000  # signs, those that move the answers most


@dataclass(slots=True)
class Rows:
    """Labelled sentences with their signs."""

    found: list[Findings]
    signs: list[dict[str, float]]
    accepted: list[dict[str, list[str]]]
    group: np.ndarray
    style: np.ndarray

    @property
    def spoken(self) -> np.ndarray:
        return np.array([found.kind is Kind.SENTENCE for found in self.found])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    rows = read(("news.train", "news.ours", "news.dev"), parser.parse_args().parses)
    learned_from = rows.style != "news.dev"
    names = frequent(rows, learned_from)
    matrix = as_matrix(rows.signs, names)
    models = fit(rows, matrix, learned_from)
    chosen = most_telling(matrix, models)
    models = fit(rows, matrix[:, chosen], learned_from)
    store([names[column] for column in chosen], models)
    show(rows, matrix, answers(rows, matrix[:, chosen], models, ~learned_from))


def read(files: Sequence[str], kept: Path | None) -> Rows:
    """The sentences of labelled articles, each as the piece of the outline that shares most characters with it."""
    rows = Rows([], [], [], np.zeros(0), np.zeros(0))
    group, style = [], []
    for name in files:
        articles = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        outlines = [outline(Source(article["text"])) for article in articles]
        for article, current, parses in zip(articles, outlines, parsed(name, outlines, kept), strict=True):
            findings = findings_of(current, parses)
            signs = mood.signs(article["text"], parses, findings)
            for sentence in article["sentences"]:
                piece = nearest(current, sentence["start"], sentence["end"])
                rows.found.append(findings[piece])
                rows.signs.append(signs[piece])
                rows.accepted.append({q: [str(answer).lower() for answer in sentence[q]] for q in mood.CLASSES})
                group.append(f"{name}/{article['article']}")
                style.append(article.get("style", name))
    rows.group, rows.style = np.array(group), np.array(style)
    return rows


def frequent(rows: Rows, learned_from: np.ndarray) -> list[str]:
    count = Counter(sign for signs, used in zip(rows.signs, learned_from, strict=True) if used for sign in signs)
    return sorted(sign for sign, times in count.items() if times >= FEWEST)


def as_matrix(signs: Sequence[dict[str, float]], names: Sequence[str]) -> csr_matrix:
    index = {name: column for column, name in enumerate(names)}
    known = [[(index[sign], value) for sign, value in present.items() if sign in index] for present in signs]
    starts = np.cumsum([0, *map(len, known)])
    columns = [column for row in known for column, _ in row]
    values = [value for row in known for _, value in row]
    return csr_matrix((values, columns, starts), shape=(len(signs), len(names)))


def fit(rows: Rows, matrix: csr_matrix, learned_from: np.ndarray) -> dict[str, LogisticRegression]:
    """One model a question, learned from the sentences of `learned_from`."""
    used = np.flatnonzero(learned_from & rows.spoken)
    weight = np.where(rows.style[used] == "news.train", 1.0, OURS_COUNT_FOR)
    models = {}
    for question, strength in REGULARISATION.items():
        first = [rows.accepted[row][question][0] for row in used]
        model = LogisticRegression(C=strength, max_iter=400)
        models[question] = model.fit(matrix[used], first, sample_weight=weight)
    return models


def most_telling(matrix: csr_matrix, models: dict[str, LogisticRegression]) -> np.ndarray:
    """The columns to keep, in order: by how far their weights spread the scores over all sentences."""
    spread = np.asarray(matrix.power(2).mean(axis=0)).ravel()
    moved = sum((model.coef_**2).sum(axis=0) * spread for model in models.values())
    return np.sort(np.argsort(-moved, kind="stable")[:KEPT])


def answers(
    rows: Rows, matrix: csr_matrix, models: dict[str, LogisticRegression], mask: np.ndarray
) -> dict[str, np.ndarray]:
    """The answers to each question for the rows of `mask`, as `mood.moods` gives them; empty for the others."""
    given = {question: np.full(len(mask), "", dtype="<U10") for question in models}
    for question, model in models.items():
        given[question][mask] = model.predict(matrix[mask])
        given[question][mask & ~rows.spoken] = {"quote": "none", "modality": "other", "numeric": "false"}[question]
    turns = np.array([mood.is_turn(found) for found in rows.found])
    given["quote"][mask & turns & rows.spoken] = "direct"
    return given


def show(rows: Rows, matrix: csr_matrix, on_dev: dict[str, np.ndarray]) -> None:
    """Accuracies of rules and models on sentences they were not learned from, file by file and style by style."""
    dev = rows.style == "news.dev"
    ours = ~dev & (rows.style != "news.train")
    styles = sorted(set(rows.style[ours]))
    fold = np.where(ours, [styles.index(s) % FOLDS if s in styles else 0 for s in rows.style], folds(rows.group))
    given = {question: column.copy() for question, column in on_dev.items()}
    for number in range(FOLDS):
        left_out = ~dev & (fold == number)
        models = fit(rows, matrix, ~dev & ~left_out)
        for question, column in answers(rows, matrix, models, left_out).items():
            given[question][left_out] = column[left_out]
    parts = {"news.dev": dev, "news.train, five folds": rows.style == "news.train", "news.ours, styles left out": ours}
    for title, mask in (parts | {f"  {style}": rows.style == style for style in styles}).items():
        line(title, rows, mask, given)


def line(title: str, rows: Rows, mask: np.ndarray, given: dict[str, np.ndarray]) -> None:
    figures = []
    for question in mood.CLASSES:
        rules = np.mean(
            [ruled(rows.found[row], question) in rows.accepted[row][question] for row in np.flatnonzero(mask)]
        )
        learned = np.mean([given[question][row] in rows.accepted[row][question] for row in np.flatnonzero(mask)])
        figures.append(f"{question} {rules:.3f} → {learned:.3f}")
    print(f"{title:<28}{mask.sum():>6}  " + "  ".join(figures), flush=True)


def ruled(found: Findings, question: str) -> str:
    """What the rules alone answer."""
    return {"quote": found.voice.quote, "modality": found.modality, "numeric": str(found.numeric).lower()}[question]


def store(names: Sequence[str], models: dict[str, LogisticRegression]) -> None:
    """Write the weights, in half precision, with the classes in the order of `mood.CLASSES`."""
    arrays = {"signs": worthiness.packed(names)}
    for question, model in models.items():
        weights, biases = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights, biases = np.vstack([-weights, weights]) / 2, np.hstack([-biases, biases]) / 2
        order = [list(model.classes_).index(answer) for answer in mood.CLASSES[question]]
        arrays[f"{question}_weights"] = weights[order].T.astype(np.float16)
        arrays[f"{question}_biases"] = biases[order].astype(np.float32)
    np.savez_compressed(WEIGHTS / "mood.npz", **arrays)
    print(f"mood.npz: {(WEIGHTS / 'mood.npz').stat().st_size:,} bytes, {len(names):,} signs")


if __name__ == "__main__":
    main()
