"""Learn who speaks: `PYTHONPATH=.:bench python bench/learn_speakers.py [--parses FOLDER]`.

Learns the weights of `articles.extraction.choice` from news.train, news.world.train, news.ours and documents.ours in
../shared/data, writes articles/extraction/weights/speakers.npz and prints figures: of sets not learned from, and of
folds left out (by article, by style where the set has styles). Deterministic. `--folds 0` leaves the folds out.

Each sentence is read with the true speakers of the sentences before it, then once more with those that weights learned
without its half of the articles would have given, as it will be read in a new article.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from figures import load_scorer
from labelled import articles, kept_parser, parsed, source
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from articles.extraction import choice, speakers
from articles.extraction.candidates import Cast
from articles.extraction.choice import Weights
from articles.extraction.memory import Memory
from articles.extraction.mentions import register
from articles.extraction.outline import Outline
from articles.extraction.packing import packed
from articles.extraction.scene_signs import Signs
from articles.japanese.parsing import Parser

COUNT_FOR = {"news.train": 0.5, "news.world.train": 2.0, "news.ours": 1.0, "documents.ours": 1.0}
"""How much a set's sentences count: news.train is the largest and has one pass of labels."""
DEV = ("news.dev", "news.world.dev", "public.dev")
FOLDS = 5
PENALTY = 3.0
INVERSE_PENALTY = 0.1
FEWEST = 4  # candidates a sign must occur with
LEAST = 0.01  # weight in units of the logit; smaller ones are not kept
STEPS = 120
_scorer = load_scorer()

Gold = list[str | None]


@dataclass(slots=True)
class Document:
    """A labelled text: its cast, the accepted speakers of each piece, and those its floor tells."""

    set: str
    article: str
    group: str
    cast: Cast
    kind: str | None
    gold: list[Gold]
    told: dict[int, str | None]


@dataclass(slots=True)
class Row:
    """A sentence with its candidates: which of them are right."""

    nobody: Signs
    signs: list[Signs]
    names: list[str]
    right: list[bool]
    gold: Gold
    weight: float
    present: set[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    parser.add_argument("--folds", type=int, default=FOLDS, help="how many of the folds to leave out in turn")
    options = parser.parse_args()
    parse = kept_parser(options.parses)
    documents = [document for name in COUNT_FOR for document in read(name, parse)]
    weights = learn(documents)
    store(weights)
    for name in DEV:
        show(name, said(read(name, parse), weights))
    held = said_left_out(documents, range(options.folds))
    for name in COUNT_FOR:
        show(f"{name}, left out", [(document, names) for document, names in held if document.set == name])


def left_out(parser: Parser) -> dict[str, list[str | None]]:
    """The speaker of every piece of each learned article (set/article), by weights without its fold."""
    documents = [document for name in COUNT_FOR for document in read(name, parser)]
    return {
        f"{document.set}/{document.article}": [names[index] for index in range(len(document.gold))]
        for document, names in said_left_out(documents, range(FOLDS))
    }


def said_left_out(documents: Sequence[Document], folds: Iterable[int]) -> list[tuple[Document, dict[int, str | None]]]:
    """Who is named in the documents of each fold by weights learned without it."""
    found: list[tuple[Document, dict[int, str | None]]] = []
    for fold in folds:
        part = learn([document for document in documents if fold_of(document) != fold])
        found += said((document for document in documents if fold_of(document) == fold), part)
    return found


def read(name: str, parser: Parser) -> Iterator[Document]:
    """The documents of a set."""
    rows = articles(name)
    for row, (current, parses) in zip(rows, parsed(map(source, rows), parser), strict=True):
        named = register(current.text, parses)
        scenes = speakers.scenes_of(current, parses, named)
        ruled, told = speakers.by_rule(current, scenes, named)
        cast = Cast(current.text, named, scenes, [voice.speaker for voice in ruled])
        group = row.get("style") or row["article"]
        yield Document(name, row["article"], group, cast, row.get("kind"), gold_of(row, current), told)


def gold_of(row: dict[str, Any], current: Outline) -> list[Gold]:
    """The accepted speakers of each piece: those of the labelled sentence that shares most characters with it."""
    found: list[Gold] = []
    for piece in current.pieces:
        span = current.reading.span(piece.span.start, piece.span.end)
        shared = [min(s["end"], span.end) - max(s["start"], span.start) for s in row["sentences"]]
        best = int(np.argmax(shared))
        found.append(row["sentences"][best]["speaker"] if shared[best] > 0 else [None])
    return found


def accepted(gold: Gold, name: str) -> bool:
    """Whether the scorer takes a name for one of those accepted."""
    return bool(_scorer.accepted([one for one in gold if one], name))


def fold_of(document: Document) -> int:
    """By style where a set has styles, so that a style is left out whole; else by article."""
    return sum(map(ord, document.group)) % FOLDS


def learn(documents: Sequence[Document]) -> Weights:
    """The weights, from true speakers first, then from the speakers that the other half of the documents would name."""
    before: dict[tuple[int, int], str | None] = {}
    for half in range(2):
        others = fitted([row for document in documents if fold_of(document) % 2 != half for row in rows(document)])
        for document, names in said((one for one in documents if fold_of(one) % 2 == half), others):
            before |= {(id(document), index): name for index, name in names.items()}
    return fitted([row for document in documents for row in rows(document, before)])


def rows(document: Document, before: Mapping[tuple[int, int], str | None] | None = None) -> Iterator[Row]:
    """The sentences of a document whose speaker its floor does not tell, each read with the speakers `before` it."""
    memory, cast = Memory(), document.cast
    for index, current in enumerate(cast.scenes):
        if current is None:
            continue
        memory.turn_to(current)
        gold = document.gold[index]
        name = document.told.get(index)
        if index not in document.told:
            nobody, found = cast.nobody(index, memory, document.kind), cast.candidates(index, memory)
            right = [accepted(gold, one.name) for one in found]
            yield Row(
                nobody,
                [one.signs for one in found],
                [one.name for one in found],
                right,
                gold,
                COUNT_FOR[document.set],
                choice.present(nobody, found),
            )
            name = (
                before[id(document), index] if before is not None else true_name(gold, [o.name for o in found], right)
            )
        memory.note(name, current, cast.topic(index, memory), cast.named(index))


def true_name(gold: Gold, names: Sequence[str], right: Sequence[bool]) -> str | None:
    """The right candidate's name, as the document has it, else the label's."""
    return next((name for name, is_right in zip(names, right, strict=True) if is_right), None) or next(
        filter(None, gold), None
    )


def fitted(learned_from: Sequence[Row]) -> Weights:
    """Both models, from sentences read already."""
    asked = [row for row in learned_from if not (None in row.gold and len(row.gold) > 1)]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(sorted(row.present), 1.0) for row in asked])
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=300)
    model.fit(matrix, [row.gold != [None] for row in asked], sample_weight=[row.weight for row in asked])
    reported = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0].tolist(), strict=True))
    named = ranked([row for row in learned_from if None not in row.gold and any(row.right)])
    return Weights(reported, float(model.intercept_[0]), named)


def ranked(learned_from: Sequence[Row]) -> dict[str, float]:
    """Weights of a softmax over candidates, by the likelihood that one of the right ones is chosen."""
    counts = Counter(sign for row in learned_from for signs in row.signs for sign in set(signs))
    names = sorted(sign for sign, count in counts.items() if count >= FEWEST)
    column = {sign: index for index, sign in enumerate(names)}
    indices, ends, starts = [], [0], [0]
    for row in learned_from:
        for signs in row.signs:
            indices += [column[sign] for sign in signs if sign in column]
            ends.append(len(indices))
        starts.append(len(ends) - 1)
    matrix = csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(ends) - 1, len(names)))
    right = np.array([is_right for row in learned_from for is_right in row.right], dtype=float)
    weight = np.array([row.weight for row in learned_from])
    done = minimize(
        _loss,
        np.zeros(len(names)),
        args=(matrix, matrix.T.tocsr(), right, np.array(starts), weight),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS},
    )
    return dict(zip(names, done.x.tolist(), strict=True))


def _loss(
    x: np.ndarray, matrix: csr_matrix, transposed: csr_matrix, right: np.ndarray, starts: np.ndarray, weight: np.ndarray
) -> tuple[float, np.ndarray]:
    group = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    scores = matrix @ x
    exponents = np.exp(scores - np.maximum.reduceat(scores, starts[:-1])[group])
    total = np.add.reduceat(exponents, starts[:-1])
    good = np.add.reduceat(exponents * right, starts[:-1])
    value = float(np.sum(weight * (np.log(total) - np.log(good)))) + PENALTY * float(x @ x)
    error = (exponents / total[group] - exponents * right / good[group]) * weight[group]
    return value, transposed @ error + 2 * PENALTY * x


def said(documents: Iterable[Document], weights: Weights) -> list[tuple[Document, dict[int, str | None]]]:
    """Who is named in each sentence of each document."""
    return [
        (document, dict(enumerate(choice.speakers(document.cast, document.kind, weights, document.told))))
        for document in documents
    ]


def show(label: str, results: Sequence[tuple[Document, Mapping[int, str | None]]]) -> None:
    """F1 and the share of wrong names among those given, as the scorer counts them."""
    counts: Counter[str] = Counter()
    for document, names in results:
        for index, gold in enumerate(document.gold):
            name = names[index]
            counts["gold"] += None not in gold
            counts["given"] += name is not None and not (None in gold and len(gold) > 1)
            counts["right"] += name is not None and None not in gold and accepted(gold, name)
    total, right = counts["given"] + counts["gold"], counts["right"]
    print(
        f"{label:<30} F1 {2 * right / max(1, total):.3f}  wrong {1 - right / max(1, counts['given']):.3f}", flush=True
    )


def store(weights: Weights) -> None:
    """Write the weights that move an answer, in the order of their signs."""
    tables = {"reported": weights.reported, "named": weights.named}
    kept = {
        name: {sign: value for sign, value in sorted(table.items()) if abs(value) >= LEAST}
        for name, table in tables.items()
    }
    path = Path(choice.__file__).parent / "weights" / "speakers.npz"
    arrays: dict[str, Any] = {name: np.array(list(table.values()), dtype=np.float32) for name, table in kept.items()}
    arrays |= {f"{name}_signs": packed(list(table)) for name, table in kept.items()}
    np.savez_compressed(path, bias=np.float64(weights.bias), **arrays)


if __name__ == "__main__":
    main()
