"""Learn the weights of articles/search/weights.json: `python bench/learn_matching.py [--shared ../shared/data]`.

How alike two sentences mean is learned from JSTS's training pairs, whether they say the same from
bench/matching/messages.ours.jsonl. What is printed of the messages is of those left out: four parts learn, the fifth is
judged, and verdicts that were ever labelled beside one another stay in one part. Of JSTS, validation pairs are only judged.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from matching_altered import altered
from matching_labels import Message, messages, verdicts
from matching_scores import LIMIT, Answered, figures, threshold
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold, KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from articles.search import comparing, deciding, likeness, meaning
from articles.search.comparing import Compared
from articles.search.described import Description, described, with_vector
from articles.search.folding import folded
from articles.search.matching import comparisons, described_statements
from articles.search.memory import MemoryIndex
from articles.search.traits import Traits, traits
from articles.search.weights import PATH, learned

PARTS = 5
PENALTY = 0.3
INNER_PARTS = 3
MOST = 5
"""Claims of a statement that are learned from: the nearest."""
ALTERED_WEIGHT = 0.3
TUNED_PRECISION = 0.985
"""Above what is asked for (0.97), for new messages are not these."""
FEWEST_ODDS = 0.6
NO_MESSAGE = -1
NEAR_FROM, RELATED_FROM = 0.5, 0.1
NOTHING = {"base": 0.0, "by": [0.0]}
NO_TREES = {
    **{"base": 0.0, "depth": 0},
    **{name: [] for name in ("roots", "features", "thresholds", "left", "right", "leaves")},
}
NEAR_BY = [comparing.NAMES.index(name) for name in ("likeness", "pairs_ours", "covered_ours")]
MORE_IS_SURER = (
    *("likeness", "cosine", "covered_ours", "near_ours", "reading_ours", "rare_ours", "predicate_ours", "pairs_ours"),
    *("subject_ours", "numbers_agree", "numbers_met"),
)
LESS_IS_SURER = (
    *("missing_ours", "names_ours", "numbers_contradict", "days_contradict", "places_contradict", "names_contradict"),
    *("negations", "strange_ours", "replaced", "names_opposed", "stranger_ours", "substituted", "crossed"),
    *("extra_inside", "extra_behind", "lost_name", "lost_noun", "lost_end", "denied_apart", "exchanged", "lost_means"),
)
"""Whatever the labels say by chance: more of the claim in the statement never makes it less the same."""
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
RIDGE = 30.0
Floats = NDArray[np.float64]
BATCH = 64
LIKE = {"learning_rate": 0.05, "max_iter": 200, "max_leaf_nodes": 15, "l2_regularization": 1.0, "random_state": 0}


def monotonic() -> list[int]:
    """For each column that the trees see."""
    rivals_ = [1, 1, -1, -1, 1]
    return rivals_ + [(name in MORE_IS_SURER) - (name in LESS_IS_SURER) for name in comparing.NAMES]


BENT = {
    **{"learning_rate": 0.06, "max_iter": 160, "max_leaf_nodes": 10, "min_samples_leaf": 12, "l2_regularization": 3.0},
    **{"max_features": 0.4, "random_state": 0, "monotonic_cst": monotonic()},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--messages-only", action="store_true", help="keep what was learned of JSTS")
    arguments = parser.parse_args()
    written = existing()
    if not arguments.messages_only:
        written |= learn_likeness(arguments.shared)
        PATH.write_text(json.dumps(written) + "\n", encoding="utf-8")
        learned.cache_clear()
    written |= learn_bands()
    PATH.write_text(json.dumps(written) + "\n", encoding="utf-8")


def existing() -> dict[str, Any]:
    if PATH.exists():
        return json.loads(PATH.read_text(encoding="utf-8"))
    return (
        dict.fromkeys(("first", "same", "near"), NOTHING)
        | {"bent": NO_TREES}
        | dict.fromkeys(("same_from", "near_from", "related_from"), 0.0)
    )


def learn_likeness(shared: Path) -> dict[str, Any]:
    products, scalars, rated = pairs_of(shared / "sts.train.jsonl")
    straight = Ridge(alpha=RIDGE).fit(np.hstack([products, scalars]), rated)
    left_out = cross_val_predict(
        Ridge(alpha=RIDGE), np.hstack([products, scalars]), rated, cv=KFold(5, shuffle=True, random_state=0)
    )
    trees = HistGradientBoostingRegressor(**LIKE).fit(np.column_stack([left_out, scalars]), rated)
    judged = pairs_of(shared / "sts.valid.jsonl")
    first = straight.predict(np.hstack(judged[:2]))
    second = trees.predict(np.column_stack([first, judged[1]]))
    for name, values in (("cosine", judged[1][:, 0]), ("straight", first), ("likeness", second)):
        print(f"JSTS validation, Spearman of {name}: {spearmanr(values, judged[2])[0]:.4f}")
    size = products.shape[1]
    return {
        "meaning": rounded(straight.coef_[:size]),
        "meaning_scalars": rounded(straight.coef_[size:]),
        "meaning_base": float(straight.intercept_),
        "likeness": plain(trees),
    }


def pairs_of(path: Path) -> tuple[Floats, Floats, Floats]:
    """Products of coordinates, other features, and ratings from 0 to 1."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sides = [texts_described([row[side] for row in rows]) for side in ("sentence1", "sentence2")]
    products = np.vstack([likeness.vector_features(a.unit, b.unit.reshape(1, -1)) for a, b in zip(*sides, strict=True)])
    scalars = np.array(
        [likeness.likeness_features(a, b, likeness.word_nearness(a, b)) for a, b in zip(*sides, strict=True)]
    )
    return products, scalars, np.array([row["label"] for row in rows]) / 5


def texts_described(texts: Sequence[str]) -> list[Traits]:
    plain_texts = [folded(text) for text in texts]
    vectors = (row for at in range(0, len(texts), BATCH) for row in meaning.vectors(plain_texts[at : at + BATCH]))
    return [traits(with_vector(text, None, (), row)) for text, row in zip(plain_texts, vectors, strict=True)]


@dataclass(frozen=True)
class Rows:
    """Pairs of a statement and a claim. `statement` numbers the statements; `is_learned` is False where another statement
    of the message is nearer to a claim the message is labelled with: nobody said which of them it is.
    """

    is_same: Bools
    is_near: Bools
    is_learned: Bools
    statement: Integers
    message: Integers
    number: Integers
    contradicts: Bools
    """By a fact or a word, so that it is not called the same whatever the models say."""
    family: Integers
    weight: Floats
    features: Floats


def learn_bands() -> dict[str, Any]:
    published, labelled = verdicts(), messages()
    claims = {each.number: described(each.claim, date=each.date, speaker=each.speaker) for each in published}
    index = MemoryIndex(claims)
    families = families_of(labelled)
    asked, also = rows_of_messages(labelled, index, families), rows_of_altered(claims, index, families)
    print(f"{len(asked.features)} pairs of messages, {len(also.features)} of altered claims")
    rows = joined(asked, also)
    same, near = probabilities_left_out(rows)
    same_from = judge(rows, labelled, same, near)
    judge_altered(rows, same, near, same_from)
    models = fitted(rows, np.ones(len(rows.features), bool))
    return {
        **{
            "first": flat(models.first),
            "near": flat(models.near),
            "same": flat(models.same),
            "bent": plain(models.bent),
        },
        **{"same_from": same_from, "near_from": NEAR_FROM, "related_from": RELATED_FROM},
    }


def joined(asked: Rows, also: Rows) -> Rows:
    """Altered claims are of no message and of statements of their own."""
    columns = {
        field.name: np.concatenate([getattr(asked, field.name), getattr(also, field.name)]) for field in fields(Rows)
    }
    columns["message"][len(asked.message) :] = NO_MESSAGE
    columns["statement"][len(asked.message) :] += asked.statement.max() + 1
    return Rows(**columns)


def families_of(labelled: Sequence[Message]) -> dict[int, int]:
    """Verdicts that were ever labelled beside one another, by one of their numbers."""
    leads: dict[int, int] = {}

    def root(number: int) -> int:
        while leads.setdefault(number, number) != number:
            number = leads[number]
        return number

    for message in labelled:
        numbers = (*message.same, *message.near)
        for number in numbers:
            leads[root(number)] = root(numbers[0])
    return {number: root(number) for number in list(leads)}


def rows_of_messages(labelled: Sequence[Message], index: MemoryIndex, families: dict[int, int]) -> Rows:
    rows: list[tuple[Any, ...]] = []
    statement = 0
    for place, message in enumerate(labelled):
        found = comparisons([each for _, each in described_statements(message.message, message.date)], index)
        named = (*message.same, *message.near)
        best = {number: nearest_part(number, found) for number in named if any(number in part for part in found)}
        family = families[named[0]] if named else -1 - place
        for at, part in enumerate(found):
            for number in nearest(part, named):
                labels = number in message.same, number in named, best.get(number, at) == at
                rows.append(
                    (
                        *labels,
                        statement + at,
                        place,
                        number,
                        is_vetoed(part[number]),
                        family,
                        1.0,
                        part[number].features,
                    )
                )
        statement += len(found)
    return as_rows(rows)


def nearest_part(number: int, found: Sequence[dict[int, Compared]]) -> int:
    """The statement that is nearest to a claim."""
    return max((nearness(part[number]), at) for at, part in enumerate(found) if number in part)[1]


def nearest(part: dict[int, Compared], named: Sequence[int]) -> list[int]:
    ordered = sorted(part, key=lambda number: -nearness(part[number]))
    return [number for place, number in enumerate(ordered) if place < MOST or number in named]


def nearness(compared: Compared) -> float:
    return sum(compared.features[place] for place in NEAR_BY)


def is_vetoed(compared: Compared) -> bool:
    return not deciding.is_earned(compared.features) or any(each.sets_apart for each in compared.differs)


def rows_of_altered(claims: dict[int, Description], index: MemoryIndex, families: dict[int, int]) -> Rows:
    """Each altered claim beside the claim itself."""
    rows: list[tuple[Any, ...]] = []
    for place, each in enumerate(altered(claims)):
        for part in comparisons([of for _, of in described_statements(each.text, None)], index)[:1]:
            if own := part.get(each.number):
                family = families.get(each.number, -each.number)
                labels = each.is_same, each.is_near, True
                rows.append((*labels, place, place, each.number, is_vetoed(own), family, ALTERED_WEIGHT, own.features))
    return as_rows(rows)


def as_rows(rows: Sequence[tuple[Any, ...]]) -> Rows:
    *columns, features = (np.array(column) for column in zip(*rows, strict=True))
    return Rows(*columns, deciding.with_products(features))


@dataclass(frozen=True)
class Models:
    """Of the same seen alone, of the same or near, and of the same beside its rivals: a straight one and trees."""

    first: Any
    near: Any
    same: Any
    bent: Any

    def chances(self, beside: Floats) -> Floats:
        found: Floats = (
            chances(self.same, beside) + self.bent.predict_proba(deciding.without_products(beside))[:, 1]
        ) / 2
        return found


def fitted(rows: Rows, chosen: Bools) -> Models:
    """Models learned from those rows.

    Those beside rivals learn from what the first two say of parts left out: as sure and as wrong as they will be. What a
    fact contradicts is left to the rule.
    """
    taught = chosen & rows.is_learned
    said = [np.zeros(len(rows.features)), np.zeros(len(rows.features))]
    for learn, judged in parts(rows.family, chosen, INNER_PARTS):
        for place, name in enumerate(("is_same", "is_near")):
            said[place][judged] = chances(straight(rows, learn & taught, name), rows.features[judged])
    first, near = (straight(rows, taught, name) for name in ("is_same", "is_near"))
    beside = rivals(rows.features, said[0], said[1], rows.statement)
    open_ = taught & ~rows.contradicts
    labels, weights = rows.is_same[open_], rows.weight[open_]
    second = logistic().fit(beside[open_], labels, logisticregression__sample_weight=weights)
    bent = HistGradientBoostingClassifier(**BENT).fit(
        deciding.without_products(beside[open_]), labels, sample_weight=weights
    )
    return Models(first, near, second, bent)


def straight(rows: Rows, chosen: Bools, label: str) -> Any:
    labels, weights = getattr(rows, label)[chosen], rows.weight[chosen]
    return logistic().fit(rows.features[chosen], labels, logisticregression__sample_weight=weights)


def logistic() -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, max_iter=200))


def chances(model: Any, rows: Floats) -> Floats:
    chance: Floats = model.predict_proba(rows)[:, 1]
    return chance


def parts(family: Integers, chosen: Bools, count: int) -> Iterator[tuple[Bools, Bools]]:
    """Which rows learn and which are judged; families stay together."""
    places = np.flatnonzero(chosen)
    for learn, judged in GroupKFold(count).split(places, groups=family[places]):
        yield np.isin(np.arange(len(family)), places[learn]), np.isin(np.arange(len(family)), places[judged])


def rivals(rows: Floats, first: Floats, near: Floats, statement: Integers) -> Floats:
    beside = np.zeros((len(rows), rows.shape[1] + deciding.RIVALS))
    order = np.argsort(statement, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(statement[order])) + 1):
        beside[group] = deciding.beside_rivals(rows[group], first[group], near[group])
    return beside


def flat(model: Any) -> dict[str, Any]:
    """A scaled logistic regression as `articles.search.weights.Straight` reads it."""
    scaler, regression = model.steps[0][1], model.steps[1][1]
    by = regression.coef_[0] / scaler.scale_
    return {"base": float(regression.intercept_[0] - by @ scaler.mean_), "by": rounded(by)}


def probabilities_left_out(of: Rows) -> tuple[Floats, Floats]:
    same, near = np.zeros(len(of.features)), np.zeros(len(of.features))
    for learn, judged in parts(of.family, np.ones(len(of.features), bool), PARTS):
        models = fitted(of, learn)
        rows = of.features[judged]
        alone, near[judged] = chances(models.first, rows), chances(models.near, rows)
        same[judged] = models.chances(rivals(rows, alone, near[judged], of.statement[judged]))
    return same, near


def judge_altered(rows: Rows, same: Floats, near: Floats, same_from: float) -> None:
    """Shares of altered claims, their families left out, that are called the same."""
    called = (same >= same_from) & (near >= NEAR_FROM) & ~rows.contradicts
    for name, label in (("that say the same", True), ("that do not", False)):
        chosen = (rows.message == NO_MESSAGE) & (rows.is_same == label)
        print(f"left out, altered claims {name}: {called[chosen].mean():.3f} of {chosen.sum()} called the same")


def judge(asked: Rows, labelled: Sequence[Message], same: Floats, near: Floats) -> float:
    """Print what the left-out probabilities are worth; the score from which on a claim is called the same."""
    sure = np.where(asked.contradicts | (near < NEAR_FROM), 0.0, same)
    answered = [(message, ranked(asked, place, sure, same + near)) for place, message in enumerate(labelled)]
    same_from = max(threshold(answered, TUNED_PRECISION), FEWEST_ODDS)
    found = figures(answered, same_from)
    print(
        f"left out: recall@1 {found.recall_at_1:.3f}, recall@3 {found.recall_at_3:.3f}; the same from {same_from:.3f}:"
        f" precision {found.precision:.3f}, recall {found.recall:.3f}, near called the same {found.near_called_same:.3f}"
    )
    print_kinds(answered, same_from)
    return float(same_from)


def print_kinds(answered: Sequence[Answered], same_from: float) -> None:
    kinds = sorted({message.kind for message, _ in answered})
    for kind in kinds:
        rows = [row for row in answered if row[0].kind == kind]
        called = [
            {number for part in found for number, score in part[:LIMIT] if score >= same_from} for _, found in rows
        ]
        right = sum(len(numbers & set(message.same)) for (message, _), numbers in zip(rows, called, strict=True))
        wanted, all_called = sum(len(message.same) for message, _ in rows), sum(map(len, called))
        print(
            f"  {kind:10} {len(rows):4} messages, {right:3} of {wanted:3} called the same, wrongly {all_called - right}"
        )


def ranked(asked: Rows, message: int, sure: Floats, order: Floats) -> list[list[tuple[int, float]]]:
    """Numbers with their certainty, for each statement of a message, best first."""
    places = np.flatnonzero(asked.message == message)
    found = []
    for statement in dict.fromkeys(asked.statement[places].tolist()):
        own = [place for place in places if asked.statement[place] == statement]
        own.sort(key=lambda place: -(order[place] + 10 * (sure[place] >= FEWEST_ODDS)))
        found.append([(int(asked.number[place]), float(sure[place])) for place in own])
    return found


def rounded(values: Floats) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


def plain(model: Any) -> dict[str, Any]:
    """The trees of a histogram gradient boosting model as `articles.search.trees` reads them."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("roots", "features", "thresholds", "left", "right", "leaves")
    }
    depth = 0
    for (predictor,) in model._predictors:
        first = len(columns["features"])
        columns["roots"].append(first)
        for place, node in enumerate(predictor.nodes):
            leads = (place, place) if node["is_leaf"] else (int(node["left"]), int(node["right"]))
            columns["features"].append(int(node["feature_idx"]))
            columns["thresholds"].append(float(node["num_threshold"]))
            columns["left"].append(first + leads[0])
            columns["right"].append(first + leads[1])
            columns["leaves"].append(float(f"{node['value']:.6g}") if node["is_leaf"] else 0.0)
            depth = max(depth, int(node["depth"]))
    return {"base": float(np.ravel(model._baseline_prediction)[0]), **columns, "depth": depth}


if __name__ == "__main__":
    main()
