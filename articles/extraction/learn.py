"""Learn the weights of the score: `python -m articles.extraction.learn NEWS.jsonl… > rulesets/v1.json`.

Rows are articles as ../shared/data/news.train.jsonl has them: text, and sentences with start, end and label. Logistic
regression with scikit-learn (a development dependency) over `score.features`; deterministic. Not used in inference.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from articles.extraction import score, units
from articles.extraction.outline import Outline, Source, outline
from articles.extraction.rulesets import v1
from articles.japanese.parsing import parse

_MOST_RECALL = 0.02
"""Share of worth-while sentences that may fall below the line under which nothing is to be checked."""


def main(paths: list[str]) -> None:
    rows = [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    examples = list(_examples(rows))
    names = sorted({name for present, _ in examples for name in present})
    x = np.array([[present.get(name, 0.0) for name in names] for present, _ in examples])
    labels = np.array([label for _, label in examples])
    model = LogisticRegression(C=0.5, max_iter=2000).fit(x, labels == "CFS")
    probabilities = model.predict_proba(x)[:, 1]
    json.dump(
        {
            "bias": round(float(model.intercept_[0]), 4),
            "weights": {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)},
            "threshold": _best_threshold(probabilities, labels == "CFS"),
            "trifling": round(float(np.quantile(probabilities[labels != "NFS"], _MOST_RECALL)), 2),
        },
        sys.stdout,
        indent=1,
    )
    sys.stdout.write("\n")


def _examples(rows: Iterable[dict[str, object]]) -> Iterator[tuple[dict[str, float], str]]:
    for row in rows:
        current = outline(Source(str(row["text"])))
        labels = {(s["start"], s["end"]): s["label"] for s in row["sentences"]}  # type: ignore[attr-defined]  # parsed JSON
        for piece, found in zip(current.pieces, v1.findings_of(current, _parsed(current)), strict=True):
            if label := labels.get((piece.span.start, piece.span.end)):
                yield score.features(found), label


def _parsed(current: Outline) -> list[units.ParsedSentence]:
    parses = parse(current.unit_texts())
    return [units.join(piece.span, piece.units, [next(parses) for _ in piece.units]) for piece in current.pieces]


def _best_threshold(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The threshold, to two decimals, with the best F1 of both classes together."""

    def macro_f1(threshold: float) -> float:
        says = probabilities >= threshold
        return float(sum(_f1(says == side, truth == side) for side in (True, False)))

    return round(float(max(np.arange(0.2, 0.7, 0.01), key=macro_f1)), 2)


def _f1(says: np.ndarray, truth: np.ndarray) -> float:
    return float(2 * np.sum(says & truth) / max(1, np.sum(says) + np.sum(truth)))


if __name__ == "__main__":
    main(sys.argv[1:])
