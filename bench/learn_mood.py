"""Learn the weights of `articles.extraction.mood`: `PYTHONPATH=. python bench/learn_mood.py [--parses FOLDER]`.

Reads news.train and news.ours in ../shared/data; news.dev is parsed for its figures and never learned from. Writes
articles/extraction/weights/mood.npz and prints accuracies: an answer is right where it is one of those accepted.
Two minutes on one core once parsed, which takes minutes; `--parses` keeps the parses for the next time. Deterministic.

Whether a statement is reported is asked first, and the other models learn from left-out answers to it, as sure and as
wrong as they will be on a new article.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from learn_worthiness import DATA, FOLDS, OURS_COUNT_FOR, WEIGHTS, folds, nearest, parsed
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from articles.extraction import mood, worthiness
from articles.extraction.findings import Findings, findings_of
from articles.extraction.outline import Source, outline
from articles.extraction.structure import Kind

FEWEST = 6  # sentences a sign must occur in
REGULARISATION = {mood.REPORTED: 0.1, "quote": 0.1, "modality": 0.1, "numeric": 0.1}
"""Inverse strengths of the penalty, chosen on the folds of news.train."""
_TOLD = ("reported", "unreported:")
UNSEEN = {
    mood.REPORTED: _TOLD,
    "numeric": (
        *_TOLD,
        "quoted:",
        "content:",
        "report:",
        "core:",
        "outer:",
        "level",
        "predicates:",
        "hearsay:",
        "speaker=",
    ),
}
"""Signs a question does without: those that depend on its answer, and those that on the folds did nothing for it."""
TOLERANCE = 1e-3  # of the gradient; below it no answer changes that matters
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
    learned_from, fold = rows.style != "news.dev", folded(rows)
    reported = left_out(rows, learned_from, fold)
    signs = [mood.conditioned(present, float(p)) for present, p in zip(rows.signs, reported, strict=True)]
    names = frequent(signs, learned_from)
    matrix = as_matrix(signs, names)
    chosen = most_telling(matrix, fit(rows, matrix, names, learned_from))
    kept = [names[column] for column in chosen]
    models = fit(rows, matrix[:, chosen], kept, learned_from)
    store(kept, models)
    given = answers(rows, matrix[:, chosen], models, ~learned_from)
    for number in range(FOLDS):
        held = learned_from & (fold == number)
        of_fold = answers(rows, matrix, fit(rows, matrix, names, learned_from & ~held), held)
        for question, column in of_fold.items():
            given[question][held] = column[held]
    show(rows, given)


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
                accepted = {q: [str(answer).lower() for answer in sentence[q]] for q in mood.CLASSES}
                rows.accepted.append(accepted | {mood.REPORTED: [str(sentence["speaker"][0] is not None).lower()]})
                group.append(f"{name}/{article['article']}")
                style.append(article.get("style", name))
    rows.group, rows.style = np.array(group), np.array(style)
    return rows


def folded(rows: Rows) -> np.ndarray:
    """The fold of each row, that of its article; of news.ours that of its style."""
    ours = ~np.char.startswith(rows.style, "news.")
    styles = {style: number % FOLDS for number, style in enumerate(sorted(set(rows.style[ours])))}
    return np.array([styles.get(style, number) for style, number in zip(rows.style, folds(rows.group), strict=True)])


def left_out(rows: Rows, learned_from: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """How likely each row reports a statement, by a model that has not seen its fold."""
    names = frequent(rows.signs, learned_from)
    matrix = as_matrix(rows.signs, names)
    reported = np.zeros(len(fold))
    for held in [~learned_from, *(learned_from & (fold == number) for number in range(FOLDS))]:
        model = learn(rows, matrix, learned_from & ~held, mood.REPORTED)
        reported[held] = model.predict_proba(matrix[held])[:, 1]
    return reported


def frequent(signs: Sequence[dict[str, float]], learned_from: np.ndarray) -> list[str]:
    count = Counter(sign for present, used in zip(signs, learned_from, strict=True) if used for sign in present)
    return sorted(sign for sign, times in count.items() if times >= FEWEST)


def as_matrix(signs: Sequence[dict[str, float]], names: Sequence[str]) -> csr_matrix:
    index = {name: column for column, name in enumerate(names)}
    known = [[(index[sign], value) for sign, value in present.items() if sign in index] for present in signs]
    starts = np.cumsum([0, *map(len, known)])
    columns = [column for row in known for column, _ in row]
    values = [value for row in known for _, value in row]
    return csr_matrix((np.array(values, dtype=np.float32), columns, starts), shape=(len(signs), len(names)))


def fit(
    rows: Rows, matrix: csr_matrix, names: Sequence[str], learned_from: np.ndarray
) -> dict[str, LogisticRegression]:
    """One model a question; what it does not see has no weight."""
    models = {}
    for question in mood.COLUMNS:
        unseen = UNSEEN.get(question)
        seen = np.array([not unseen or not name.startswith(unseen) for name in names], dtype=np.float32)
        models[question] = learn(rows, matrix @ diags(seen), learned_from, question)
    return models


def learn(rows: Rows, matrix: csr_matrix, learned_from: np.ndarray, question: str) -> LogisticRegression:
    used = np.flatnonzero(learned_from & rows.spoken)
    weight = np.where(rows.style[used] == "news.train", 1.0, OURS_COUNT_FOR)
    first = [rows.accepted[row][question][0] for row in used]
    model = LogisticRegression(C=REGULARISATION[question], max_iter=400, tol=TOLERANCE)
    return model.fit(matrix[used], first, sample_weight=weight)


def most_telling(matrix: csr_matrix, models: dict[str, LogisticRegression]) -> np.ndarray:
    """The columns to keep, in order: by how far their weights spread the scores over all sentences."""
    spread = np.asarray(matrix.power(2).mean(axis=0)).ravel()
    moved = sum((model.coef_**2).sum(axis=0) * spread for model in models.values())
    return np.sort(np.argsort(-moved, kind="stable")[:KEPT])


def answers(
    rows: Rows, matrix: csr_matrix, models: dict[str, LogisticRegression], mask: np.ndarray
) -> dict[str, np.ndarray]:
    """The answers to each question for the rows of `mask`, as `mood.moods` gives them; empty for the others."""
    given = {question: np.full(len(mask), "", dtype="<U10") for question in mood.CLASSES}
    for question in mood.CLASSES:
        given[question][mask] = models[question].predict(matrix[mask])
        given[question][mask & ~rows.spoken] = {"quote": "none", "modality": "other", "numeric": "false"}[question]
    turns = np.array([mood.is_turn(found) for found in rows.found])
    given["quote"][mask & turns & rows.spoken] = "direct"
    return given


def show(rows: Rows, given: dict[str, np.ndarray]) -> None:
    """Accuracies of rules and models on sentences they were not learned from, file by file and style by style."""
    dev, train = rows.style == "news.dev", rows.style == "news.train"
    ours = ~dev & ~train
    parts = {"news.dev": dev, "news.train, five folds": train, "news.ours, styles left out": ours}
    styles = sorted(set(rows.style[ours]))
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
        order = [list(model.classes_).index(answer) for answer in mood.COLUMNS[question]]
        arrays[f"{question}_weights"] = weights[order].T.astype(np.float16)
        arrays[f"{question}_biases"] = biases[order].astype(np.float32)
    np.savez_compressed(WEIGHTS / "mood.npz", **arrays)
    print(f"mood.npz: {(WEIGHTS / 'mood.npz').stat().st_size:,} bytes, {len(names):,} signs")


if __name__ == "__main__":
    main()
