"""Learn the weights of `articles.extraction.mood`: `make bench BENCH=learn_mood [ARGS="--parses FOLDER"]`.

Reads the labelled sets of ../shared/data, writes articles/extraction/weights/mood.npz and prints accuracies: an answer is
right where it is one of those accepted. The dev sets are never learned from; of the others every figure is of folds left
out, by article, of our own sets by style. Two minutes on one core once parsed; `--parses` keeps the parses for the next
time. Deterministic.

Whether a statement is reported is asked first, and the other models learn from left-out answers to it, as sure and as
wrong as they will be on a new article. A sentence with several accepted answers counts in parts for each.
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import kept_parser
from labelled_rows import COUNT_FOR, DEV, FOLDS, LEARNED, OWN, Document, documents
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from articles.extraction import mood
from articles.extraction.findings import Findings
from articles.extraction.packing import packed
from articles.extraction.structure import Kind
from articles.japanese.vectors import DIMENSIONS

WEIGHTS = Path(mood.__file__).parent / "weights" / "mood.npz"
FEWEST = 6  # sentences a sign must occur in
REGULARISATION = 0.1
"""Inverse strength of the penalty, chosen on the folds of news.train."""
LENGTH = 2.0
"""Root mean square of each of the two vectors beside signs of 1: how much they may explain. Chosen on the folds."""
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
KEPT = 14_000  # signs, those that move the answers most


@dataclass(frozen=True, slots=True)
class Rows:
    """Labelled sentences with their signs and vectors."""

    found: list[Findings]
    signs: list[dict[str, float]]
    vectors: np.ndarray
    accepted: list[dict[str, list[str]]]
    set: np.ndarray
    style: np.ndarray
    fold: np.ndarray

    @property
    def spoken(self) -> np.ndarray:
        return np.array([found.kind is Kind.SENTENCE for found in self.found])

    @property
    def learned_from(self) -> np.ndarray:
        return ~np.isin(self.set, DEV)


@dataclass(frozen=True, slots=True)
class Model:
    """A question's regression over all columns: first those of the signs, then the vectors'."""

    weights: np.ndarray
    """(columns, classes), in the order of `mood.COLUMNS`."""
    biases: np.ndarray

    def scores(self, matrix: csr_matrix) -> np.ndarray:
        return np.asarray(matrix @ self.weights + self.biases)


@dataclass(frozen=True, slots=True)
class Learned:
    """All questions' models over the signs `names`."""

    names: list[str]
    models: Mapping[str, Model]
    centre: np.ndarray
    factor: np.ndarray

    def weights(self) -> mood.Weights:
        """As `mood` uses them, whose vectors come unscaled."""
        signs = len(self.names)
        return mood.Weights(
            rows={name: row for row, name in enumerate(self.names)},
            weights={question: model.weights[:signs] for question, model in self.models.items()},
            biases={question: model.biases for question, model in self.models.items()},
            centre=self.centre,
            vectors={q: model.weights[signs:] * self.factor[:, None] for q, model in self.models.items()},
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    parse = kept_parser(parser.parse_args().parses)
    rows = read(documents((*LEARNED, *DEV), parse))
    learning = Learning(rows)
    everything = learning.learn(rows.learned_from, keep=KEPT)
    store(everything)
    given = learning.answers(everything, ~rows.learned_from)
    for fold in range(FOLDS):
        held = rows.learned_from & (rows.fold == fold)
        for question, answers in learning.answers(learning.learn(rows.learned_from & ~held), held).items():
            given[question][held] = answers[held]
    show(rows, given)


def read(read_documents: Sequence[Document]) -> Rows:
    """The labelled sentences of documents."""
    found, signs, vectors, accepted, where = [], [], [], [], []
    for document in read_documents:
        of_pieces = mood.signs(document.outline, document.parses, document.findings)
        vectors_of_pieces = mood.vectors(document.parses)
        for label, piece in document.labels():
            found.append(document.findings[piece])
            signs.append(of_pieces[piece])
            vectors.append(vectors_of_pieces[piece])
            answers = {question: [str(answer).lower() for answer in label[question]] for question in mood.CLASSES}
            accepted.append(answers | {mood.REPORTED: [str(label["speaker"][0] is not None).lower()]})
            where.append((document.set, document.style, document.fold))
    of_set, style, fold = map(np.array, zip(*where, strict=True))
    return Rows(found, signs, np.array(vectors), accepted, of_set, style, fold)


class Learning:
    """The sentences as matrices, and models learned from some of them."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        used = rows.learned_from
        self.centre = rows.vectors[used].mean(axis=0)
        moved = rows.vectors - self.centre
        squares = (moved[used] ** 2).mean(axis=0).reshape(2, DIMENSIONS).sum(axis=1)
        self.factor = np.repeat(LENGTH / np.sqrt(squares), DIMENSIONS)
        self.vectors = csr_matrix((moved * self.factor).astype(np.float32))
        self.plain = frequent(rows.signs, used)
        self.plain_matrix = self.joined(as_matrix(rows.signs, self.plain))
        self.reported = self.left_out_reported()
        signs = [mood.conditioned(s, float(p)) for s, p in zip(rows.signs, self.reported, strict=True)]
        self.names = frequent(signs, used)
        self.signs = as_matrix(signs, self.names)

    def joined(self, signs: csr_matrix) -> csr_matrix:
        return hstack([signs, self.vectors]).tocsr()

    def left_out_reported(self) -> np.ndarray:
        """How likely each row reports a statement, by a model that has not seen its fold."""
        used, fold = self.rows.learned_from, self.rows.fold
        reported = np.zeros(len(fold))
        for held in [~used, *(used & (fold == number) for number in range(FOLDS))]:
            model = fitted(self.rows, self.plain_matrix, used & ~held, mood.REPORTED)
            against, for_it = model.scores(self.plain_matrix[held]).T
            reported[held] = 1 / (1 + np.exp(against - for_it))
        return reported

    def learn(self, used: np.ndarray, keep: int | None = None) -> Learned:
        """The models from the rows `used`; with `keep` learned once more from so many of the most telling signs."""
        models, names = self.fit(self.signs, self.names, used), self.names
        if keep:
            chosen = most_telling(self.signs, models, keep)
            names = [self.names[column] for column in chosen]
            models = self.fit(self.signs[:, chosen], names, used)
        return Learned(names, models, self.centre, self.factor)

    def fit(self, signs: csr_matrix, names: Sequence[str], used: np.ndarray) -> dict[str, Model]:
        """One model a question; what it does not see has no weight."""
        models = {}
        for question in mood.COLUMNS:
            unseen = UNSEEN.get(question)
            seen = np.array([not unseen or not name.startswith(unseen) for name in names], dtype=np.float32)
            models[question] = fitted(self.rows, self.joined(signs @ diags(seen)), used, question)
        return models

    def answers(self, learned: Learned, mask: np.ndarray) -> dict[str, np.ndarray]:
        """The answers to each question for the rows of `mask`, as `mood.moods` gives them; empty for the others."""
        rows = self.rows
        signs = [mood.conditioned(s, float(p)) for s, p in zip(rows.signs, self.reported, strict=True)]
        matrix = self.joined(as_matrix(signs, learned.names))
        turns = np.array([mood.is_turn(found) for found in rows.found])
        given = {}
        for question, classes in mood.CLASSES.items():
            best = np.array(classes)[learned.models[question].scores(matrix).argmax(axis=1)].astype("<U10")
            best[~rows.spoken] = {"quote": "none", "modality": "other", "numeric": "false"}[question]
            if question == "quote":
                best[turns & rows.spoken] = "direct"
            given[question] = np.where(mask, best, "")
        return given


def fitted(rows: Rows, matrix: csr_matrix, used: np.ndarray, question: str) -> Model:
    """A multinomial logistic regression; a row stands once for each of its accepted answers, and counts for one."""
    classes = mood.COLUMNS[question]
    stands = [
        (row, classes.index(answer))
        for row in np.flatnonzero(used & rows.spoken)
        for answer in rows.accepted[row][question]
    ]
    row, answer = np.array(stands).T
    share = 1 / np.array([len(rows.accepted[index][question]) for index in row])
    weight = share * np.array([COUNT_FOR.get(name, 1.0) for name in rows.set[row].tolist()])
    model = LogisticRegression(C=REGULARISATION, max_iter=400, tol=TOLERANCE).fit(matrix[row], answer, weight)
    weights, biases = model.coef_, model.intercept_
    if len(classes) == 2:
        weights, biases = np.vstack([-weights, weights]) / 2, np.hstack([-biases, biases]) / 2
    return Model(weights.T, biases)


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


def most_telling(matrix: csr_matrix, models: Mapping[str, Model], keep: int) -> np.ndarray:
    """The columns to keep, in order: by how far their weights spread the scores over all sentences."""
    spread = np.asarray(matrix.power(2).mean(axis=0)).ravel()
    moved = sum((model.weights[: len(spread)] ** 2).sum(axis=1) * spread for model in models.values())
    return np.sort(np.argsort(-moved, kind="stable")[:keep])


def show(rows: Rows, given: dict[str, np.ndarray]) -> None:
    """Accuracies of rules and models on sentences they were not learned from, set by set and style by style."""
    for name in dict.fromkeys(rows.set):
        line(f"{name}{'' if name in DEV else ', left out'}", rows, rows.set == name, given)
    for style in sorted(set(rows.style[np.isin(rows.set, OWN)])):
        line(f"  {style}", rows, rows.style == style, given)


def line(title: str, rows: Rows, mask: np.ndarray, given: dict[str, np.ndarray]) -> None:
    figures = []
    for question in mood.CLASSES:
        where = np.flatnonzero(mask)
        rules = np.mean([ruled(rows.found[row], question) in rows.accepted[row][question] for row in where])
        learned = np.mean([given[question][row] in rows.accepted[row][question] for row in where])
        figures.append(f"{question} {rules:.3f} → {learned:.3f}")
    print(f"{title:<28}{mask.sum():>6}  " + "  ".join(figures), flush=True)


def ruled(found: Findings, question: str) -> str:
    """What the rules alone answer."""
    return {"quote": found.voice.quote, "modality": found.modality, "numeric": str(found.numeric).lower()}[question]


def store(learned: Learned) -> None:
    """Write the weights, in half precision, with the classes in the order of `mood.COLUMNS`."""
    weights = learned.weights()
    arrays = {"signs": packed(learned.names), "centre": weights.centre.astype(np.float32)}
    for question in mood.COLUMNS:
        arrays[f"{question}_weights"] = weights.weights[question].astype(np.float16)
        arrays[f"{question}_vectors"] = weights.vectors[question].astype(np.float16)
        arrays[f"{question}_biases"] = weights.biases[question].astype(np.float32)
    np.savez_compressed(WEIGHTS, **arrays)
    mood.load.cache_clear()
    print(f"mood.npz: {WEIGHTS.stat().st_size:,} bytes, {len(learned.names):,} signs", flush=True)


if __name__ == "__main__":
    main()
