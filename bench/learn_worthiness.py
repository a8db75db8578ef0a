"""Learn the weights of `articles.extraction.worthiness`: `make bench BENCH=learn_worthiness [ARGS="--parses FOLDER"]`.

Reads the labelled sets and checkable.dev in ../shared/data; the dev sets are read for their figures and never learned
from. Writes articles/extraction/weights/{news,minutes,register}.npz and, unless `--only` one is asked for, the figures of
every fold to docs/extraction/worthiness.md. Two minutes on one core for news, five for all, once parsed; `--parses` keeps
the parses for the next time. Deterministic.

Sentences are compared within their article as well as across: an offset that all rows of an article share is learned
and then ignored (with a variance without bound that would be least squares over all pairs within an article), and what is
left is calibrated by kind of document, so that a leaflet's best is not buried under news.

One kernel ridge regression stands for all folds: with Q = (K + noise)^-1, the predictions for a group of rows left out
of training are y - inverse(Q[group, group]) @ (Q y)[group] (Rasmussen and Williams 2006, section 5.4.2).
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import DATA, kept_parser, parsed
from labelled_rows import COUNT_FOR, DEV, LEARNED, OWN, Document, documents
from scipy.linalg import lapack
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from articles.extraction import worthiness
from articles.extraction.document_features import DOCUMENTS
from articles.extraction.features import Described, describe, without_topic
from articles.extraction.findings import findings_of
from articles.extraction.outline import Source
from articles.extraction.packing import packed
from articles.japanese.parsing import Parser
from articles.japanese.vectors import DIMENSIONS

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "articles" / "extraction" / "weights"
PAGE = ROOT / "docs" / "extraction" / "worthiness.md"

SEED = 0
RANK = 64  # of the quadratic form
FEWEST_GROUPS = 3  # articles or topics a named feature must occur in
FEWEST_GRAM = 8  # sentences an n-gram must occur in
FEWEST_WORD = 3
REGISTER_GRAM = 100
MISSED = 0.02  # share of sentences with something to check that may be labelled as having nothing
DISCOUNT = 1e-3
SMALLEST_SPREAD = 0.03
UNPAIRED = ("around", "article", "date", "unit")
"""Groups that stay out of the quadratic form, where they were seen to remember articles rather than to tell."""

CENTRED = ("kind", "length", "place", "amount", "date", "article", "grammar", "around", "voice")
"""Groups whose features are centred on their mean; of the others, what is absent says nothing."""


Figures = tuple[str, dict[str, float]]
"""A title and values by name."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much each kind of term may explain: the variances of the kernels, and the noise."""

    named: float
    vectors: float
    grams: float
    pairs: float
    """Variance of the quadratic form: the kernel is the square of a mean of those of `pairs_of`."""
    pairs_of: tuple[float, float, float]
    """Shares of named features, of the sentence's vector and of its article's in the quadratic form."""
    noise: float
    group: float
    """Variance of an offset shared by all rows of an article or topic, which is learned to be ignored."""


NEWS = Mixture(named=0.5, vectors=1.0, grams=4.0, pairs=4.0, pairs_of=(0.4, 0.4, 0.2), noise=8.0, group=1.0)
MINUTES = Mixture(named=0.5, vectors=1.0, grams=6.0, pairs=0.0, pairs_of=(0.0, 0.0, 0.0), noise=8.0, group=1.0)
"""Without pairs, which remember the topics of the minutes and do not carry over to another topic."""


@dataclass(slots=True)
class Rows:
    """Labelled sentences; `grade` is what the regression learns, `worthy` what is scored."""

    described: list[Described]
    grade: np.ndarray
    worthy: np.ndarray
    nothing: np.ndarray
    group: np.ndarray
    set: np.ndarray
    style: np.ndarray
    fold: np.ndarray
    kind: np.ndarray
    weight: np.ndarray

    @property
    def learned_from(self) -> np.ndarray:
        return ~np.isin(self.set, DEV)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    parser.add_argument("--only", choices=["news", "minutes", "register"])
    options = parser.parse_args()
    parse = kept_parser(options.parses)
    figures: list[Figures] = []
    for name, learn in (("news", learn_news), ("minutes", learn_minutes), ("register", learn_register)):
        if options.only in (None, name):
            figures += learn(parse)
    if options.only is None:
        PAGE.write_text(page(figures), encoding="utf-8")


def page(figures: Sequence[Figures]) -> str:
    """The figures as a page for docs/."""
    names = ["sentences", "AP", "AUC", "P@3", "macro-F1", "calibration error", "right"]
    lines = [
        "# How well check-worthiness is rated",
        "",
        "Written by `make bench BENCH=learn_worthiness`; do not edit. Every figure is of sentences that nothing was learned",
        "from: of their article, their style or their topic. The curve of calibration and the lines between labels are set",
        "on the left-out scores of all learned sets together. The register tells minutes from news by function words;",
        "transcripts and broadcasts are worded as minutes are, so that it is asked only of passages of a few sentences.",
        "",
        f"| of | {' | '.join(names)} |",
        f"|---|{'---:|' * len(names)}",
    ]
    for title, values in figures:
        cells = [f"{values[name]:.3f}".removesuffix(".000") if name in values else "" for name in names]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def learn_news(parser: Parser) -> list[Figures]:
    rows = labelled_rows(documents((*LEARNED, *DEV), parser))
    design = Design(rows, rows.learned_from)
    solved = Solved(design, rows, NEWS, rows.learned_from)
    held = held_out(rows, solved)
    curve = Curve(held, rows, rows.learned_from)
    shown = [show(name, rows, rows.set == name, held, curve) for name in (*LEARNED, *DEV)]
    for name in LEARNED[1:]:
        alone = solved.left_out(rows.set == name)
        shown.append(show(f"{name}, learned without the set", rows, rows.set == name, alone, curve))
    for style in sorted(set(rows.style[np.isin(rows.set, OWN)])):
        of_style = rows.style == style
        if 0 < rows.worthy[of_style].sum() < of_style.sum():
            shown.append(show(style, rows, of_style, held, curve))
    for kind in sorted(set(rows.kind)):
        shown.append(show(f"kind of document: {kind or 'not said'}", rows, rows.kind == kind, held, curve))
    store("news", design, solved, curve)
    for name in DEV:
        shown.append(show(f"{name}, by the stored weights", rows, rows.set == name, as_stored("news", rows)))
    return shown


def as_stored(name: str, rows: Rows) -> np.ndarray:
    """The priorities that the weights file gives."""
    return np.array([rating.priority for rating in worthiness.rate(rows.described, worthiness.load(name))])


def held_out(rows: Rows, solved: "Solved") -> np.ndarray:
    """Scores learned without the row's style, in sets of our own, or a fifth of the articles; never from dev sets."""
    scores = solved.elsewhere()
    part = np.where(np.isin(rows.set, OWN), rows.style, rows.fold.astype(str))
    for name in sorted(set(part[rows.learned_from])):
        left_out = (part == name) & rows.learned_from
        scores[left_out] = solved.left_out(left_out)[left_out]
    return scores


def learn_minutes(parser: Parser) -> list[Figures]:
    rows = minutes_rows(parser)
    everything = np.ones(len(rows.grade), dtype=bool)
    design = Design(rows, everything)
    solved = Solved(design, rows, MINUTES)
    held, floor = np.zeros(len(rows.grade)), np.zeros(len(rows.grade))
    topics = sorted(set(rows.group))
    for topic in topics:
        left_out = rows.group == topic
        held[left_out] = solved.left_out(left_out)[left_out]
        model = LogisticRegression(max_iter=1000).fit(design.grams[~left_out], rows.worthy[~left_out])
        floor[left_out] = model.decision_function(design.grams[left_out])
    curve = Curve(held, rows, everything)
    shown = [show(f"minutes, learned without {topic}", rows, rows.group == topic, held) for topic in topics]
    shown.append(show("minutes, all topics in one ranking", rows, everything, held, curve))
    shown.append(show_mean("minutes, mean over the topics", rows, held))
    shown.append(show("minutes, in one ranking by character n-grams alone", rows, everything, floor))
    shown.append(show_mean("minutes, mean over the topics by character n-grams alone", rows, floor))
    store("minutes", design, solved, curve)
    return shown


def learn_register(parser: Parser) -> list[Figures]:
    """What tells minutes from news, sentence by sentence: n-grams of function words, since topics do not last."""
    news = labelled_rows(documents(LEARNED, parser))
    minutes = minutes_rows(parser)
    described = [without_topic(sentence) for sentence in news.described + minutes.described]
    spoken = np.repeat([False, True], [len(news.described), len(minutes.described)])
    vocabulary = Vocabulary(described, fewest=REGISTER_GRAM)
    terms, source = vocabulary.matrix(described), np.concatenate([news.set, minutes.group])
    shown = []
    for name in sorted(set(source)):
        rest = source != name
        right = LogisticRegression(max_iter=1000).fit(terms[rest], spoken[rest]).score(terms[~rest], spoken[~rest])
        shown.append(printed(f"register, learned without: {name}", {"sentences": (~rest).sum(), "right": right}))
    model = LogisticRegression(max_iter=1000).fit(terms, spoken)
    grams = {"grams": packed(vocabulary.grams), "gram_idf": vocabulary.idf, "gram_weights": model.coef_[0]}
    save("register", grams, bias=float(model.intercept_[0]), threshold=0.5, trifling=0.0)
    return shown


class Vocabulary:
    """The character n-grams of sentences, with their inverse document frequencies."""

    def __init__(self, described: Sequence[Described], fewest: int = FEWEST_GRAM) -> None:
        frequency = Counter(g for sentence in described for g in set(worthiness.grams(sentence.characters)))
        self.grams = sorted(gram for gram, count in frequency.items() if count >= fewest and "\0" not in gram)
        self.index = {gram: column for column, gram in enumerate(self.grams)}
        counts = np.array([frequency[gram] for gram in self.grams])
        self.idf = (np.log((1 + len(described)) / (1 + counts)) + 1).astype(np.float16)

    def matrix(self, described: Sequence[Described]) -> csr_matrix:
        """TF-IDF rows of length 1."""
        values, columns, starts = [], [], [0]
        for sentence in described:
            counts = Counter(gram for gram in worthiness.grams(sentence.characters) if gram in self.index)
            row = np.array([self.index[gram] for gram in counts], dtype=int)
            value = (1 + np.log(np.array(list(counts.values()), dtype=float))) * self.idf[row].astype(float)
            values.append(value / max(float(np.linalg.norm(value)), 1e-9))
            columns.append(row)
            starts.append(starts[-1] + len(row))
        shape = (len(described), len(self.grams))
        return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape, dtype=np.float32)


class Design:
    """The four kinds of terms of every row, scaled so that each has a mean squared length of 1 where `learned_from`."""

    def __init__(self, rows: Rows, learned_from: np.ndarray) -> None:
        self.names, self.centre, self.scale, self.named = named_terms(rows, learned_from)
        seen = [sentence for sentence, used in zip(rows.described, learned_from, strict=True) if used]
        self.vocabulary = Vocabulary(seen)
        self.grams = self.vocabulary.matrix(rows.described)
        frequency = Counter(lemma for sentence in seen for _, lemma in sentence.words)
        total = sum(frequency.values())
        self.commonness = {
            word: DISCOUNT / (DISCOUNT + count / total)
            for word, count in sorted(frequency.items())
            if count >= FEWEST_WORD
        }
        means = worthiness.mean_vectors([sentence.words for sentence in rows.described], self.commonness)
        self.vector_mean, self.vector_scale, moved = standardised(means, learned_from)
        self.vectors = worthiness.directions(moved, worthiness.LEAST_OF_SENTENCE)
        of_articles = worthiness.mean_vectors([sentence.article for sentence in rows.described], self.commonness)
        moved = (of_articles - self.vector_mean) * self.vector_scale
        self.articles = worthiness.directions(moved, worthiness.LEAST_OF_ARTICLE)
        self.paired = paired_terms(self.names, self.named, learned_from)

    def blocks(self, mixture: Mixture) -> tuple[list[tuple[np.ndarray, float]], list[tuple[np.ndarray, float]]]:
        """Terms and their shares: of the linear part, of the quadratic form."""
        named, sentence, article = mixture.pairs_of
        return (
            [(self.named, mixture.named), (self.vectors, mixture.vectors), (self.articles, 0.0)],
            [(self.paired, named), (self.vectors, sentence), (self.articles, article)],
        )

    def kernel(self, mixture: Mixture) -> np.ndarray:
        """Covariance of all pairs of rows, with 1 for the bias. (n, n)"""
        linear, pairs = self.blocks(mixture)
        covariance = np.float32(mixture.grams) * (self.grams @ self.grams.T).toarray() + products(linear)
        if mixture.pairs:
            covariance += np.float32(mixture.pairs) * products(pairs) ** 2
        return covariance + np.float32(1)


def products(blocks: Sequence[tuple[np.ndarray, float]]) -> np.ndarray:
    """Inner products of all pairs of rows over blocks of terms, each with its share. (n, n)"""
    scaled = np.hstack([np.float32(np.sqrt(share)) * terms.astype(np.float32) for terms, share in blocks if share])
    return scaled @ scaled.T


def named_terms(rows: Rows, learned_from: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Names in at least three articles or topics, their centres and scales, and the scaled values."""
    groups: dict[str, set[str]] = {}
    for sentence, group, used in zip(rows.described, rows.group, learned_from, strict=True):
        if used:
            for name in sentence.named:
                groups.setdefault(name, set()).add(group)
    names = sorted(name for name, where in groups.items() if len(where) >= FEWEST_GROUPS)
    values = np.array([[sentence.named.get(name, 0.0) for name in names] for sentence in rows.described])
    centre, scale, terms = standardised(values, learned_from)
    return names, centre, scale, terms


def paired_terms(names: list[str], terms: np.ndarray, learned_from: np.ndarray) -> np.ndarray:
    """The named terms that the quadratic form may use, at a mean squared length of 1; the others are 0."""
    kept = terms * [name.partition(":")[0] not in UNPAIRED for name in names]
    length: float = np.sqrt((kept[learned_from] ** 2).sum(axis=1).mean())
    return kept / length


def standardised(values: np.ndarray, learned_from: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centres, factors and `(values - centre) * factor`."""
    centre = values[learned_from].mean(axis=0)
    factor = 1 / np.maximum(values[learned_from].std(axis=0), SMALLEST_SPREAD)
    length = np.sqrt((((values[learned_from] - centre) * factor) ** 2).sum(axis=1).mean())
    return centre, factor / length, (values - centre) * factor / length


class Solved:
    """The regression on the rows of `used` (all where None)."""

    def __init__(self, design: Design, rows: Rows, mixture: Mixture, used: np.ndarray | None = None) -> None:
        self.design, self.rows, self.mixture = design, rows, mixture
        self.used = np.flatnonzero(used) if used is not None else np.arange(len(rows.grade))
        self.kernel = design.kernel(mixture)
        covariance = self.kernel[np.ix_(self.used, self.used)]
        if mixture.group:
            group = rows.group[self.used]
            covariance += np.float32(mixture.group) * (group[:, None] == group[None])
        covariance[np.diag_indices_from(covariance)] += mixture.noise / rows.weight[self.used]
        self.inverse = inverted(covariance)
        self.dual = self.inverse.astype(np.float64) @ rows.grade[self.used]

    def left_out(self, mask: np.ndarray) -> np.ndarray:
        """Scores of the rows of `mask`, learned without any of them; 0 elsewhere."""
        inside = np.flatnonzero(mask[self.used])
        block = self.inverse[np.ix_(inside, inside)].astype(np.float64)
        scores = np.zeros(len(self.rows.grade))
        rows = self.used[inside]
        scores[rows] = self.rows.grade[rows] - np.linalg.solve(block, self.dual[inside])
        return scores

    def elsewhere(self) -> np.ndarray:
        """Scores of the rows that are not learned from; 0 for the others."""
        scores = np.zeros(len(self.rows.grade))
        others = np.setdiff1d(np.arange(len(scores)), self.used)
        scores[others] = self.kernel[np.ix_(others, self.used)] @ self.dual
        return scores

    def linear(self) -> np.ndarray:
        """The weight of each coordinate, without the quadratic form. (size,)"""
        linear, _ = self.design.blocks(self.mixture)
        return np.concatenate([share * (terms[self.used].T @ self.dual) for terms, share in linear])

    def quadratic(self) -> tuple[np.ndarray, np.ndarray]:
        """The strongest axes of the quadratic form, as rows, and the sign of each. (RANK, size), (RANK,)"""
        _, pairs = self.design.blocks(self.mixture)
        terms = np.hstack([share**0.5 * terms[self.used] for terms, share in pairs])
        strengths, axes = np.linalg.eigh(self.mixture.pairs * (terms.T * self.dual) @ terms)
        strongest = np.sort(np.argsort(-np.abs(strengths), kind="stable")[:RANK])
        shares = np.repeat([share**0.5 for _, share in pairs], [terms.shape[1] for terms, _ in pairs])
        return (axes[:, strongest] * np.abs(strengths[strongest]) ** 0.5).T * shares, np.sign(strengths[strongest])

    def gram_weights(self) -> np.ndarray:
        """The weight of each n-gram."""
        return self.mixture.grams * (self.design.grams[self.used].T @ self.dual)


def inverted(matrix: np.ndarray) -> np.ndarray:
    """The inverse of a symmetric positive definite matrix, in single precision."""
    factor, failed = lapack.spotrf(np.asfortranarray(matrix), lower=1, overwrite_a=1)
    assert not failed, "the noise is too small for single precision"
    inverse, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    assert not failed
    return np.tril(inverse) + np.tril(inverse, -1).T


class Curve:
    """The logistic curve from scores to probabilities, an offset a kind of document, and the lines between labels.

    All from left-out scores.
    """

    def __init__(self, scores: np.ndarray, rows: Rows, learned_from: np.ndarray) -> None:
        kinds = [kind for kind in DOCUMENTS if (rows.kind == kind).any()]
        shown = rows.kind[learned_from, None] == np.array(kinds, dtype=rows.kind.dtype)
        inputs, truth = np.hstack([scores[learned_from, None], shown]), rows.worthy[learned_from]
        model = LogisticRegression(C=1e3, max_iter=1000).fit(inputs, truth, sample_weight=rows.weight[learned_from])
        self.slope, self.offset = float(model.coef_[0, 0]), float(model.intercept_[0])
        self.offsets = dict(zip(kinds, model.coef_[0, 1:].tolist(), strict=True))
        probabilities = self.probability(scores, rows.kind)[learned_from]
        candidates = np.arange(0.2, 0.7, 0.01)
        best = max(candidates, key=lambda line: macro_f1(truth, probabilities >= line, rows.weight[learned_from]))
        self.threshold = round(float(best), 2)
        something = ~rows.nothing[learned_from]
        self.trifling = round(float(np.quantile(probabilities[something], MISSED)), 3)

    def probability(self, scores: np.ndarray, kind: np.ndarray) -> np.ndarray:
        of_kind = np.array([self.offsets.get(name, 0.0) for name in kind.tolist()])
        return 1 / (1 + np.exp(-(self.slope * scores + self.offset + of_kind)))


def store(name: str, design: Design, solved: Solved, curve: Curve) -> None:
    """Write a set of weights in units of the logit, seen from the empty sentence.

    There a feature is 0; one of a centred group has its mean. Seen from another origin, x = origin + y, the form
    x'Fx is y'Fy + 2 (F origin)'y + origin'F origin.
    """
    linear = curve.slope * solved.linear()
    for column, feature in enumerate(design.names):
        group, _, kind = feature.partition(":")
        if group == "document":
            linear[column] += curve.offsets[kind] / design.scale[column]
    axes, signs = solved.quadratic()
    axes *= curve.slope**0.5
    shown = np.array([feature.partition(":")[0] in CENTRED for feature in design.names])
    origin = np.concatenate([np.where(shown, 0.0, -design.centre * design.scale), np.zeros(2 * DIMENSIONS)])
    at_origin = axes @ origin
    bias = curve.slope * float(solved.dual.sum()) + curve.offset + linear @ origin + (signs * at_origin) @ at_origin
    linear += 2 * (signs * at_origin) @ axes
    gram_weights = curve.slope * solved.gram_weights()
    usual = usual_shares(design, solved, linear, axes, signs, origin)
    usual["words"] += float((design.grams[solved.used] @ gram_weights).mean())
    arrays = {
        "names": packed(design.names),
        "centres": np.where(shown, design.centre, 0.0),
        "factors": design.scale,
        "linear": linear,
        "axes": axes,
        "strengths": signs,
        "grams": packed(design.vocabulary.grams),
        "gram_idf": design.vocabulary.idf,
        "gram_weights": gram_weights,
        "words": packed(list(design.commonness)),
        "commonness": np.array(list(design.commonness.values())),
        "vector_mean": design.vector_mean,
        "vector_scale": design.vector_scale,
        "usual_reasons": packed(list(usual)),
        "usual": np.array(list(usual.values())),
    }
    save(name, arrays, bias=float(bias) + sum(usual.values()), threshold=curve.threshold, trifling=curve.trifling)


def usual_shares(
    design: Design, solved: Solved, linear: np.ndarray, axes: np.ndarray, signs: np.ndarray, origin: np.ndarray
) -> dict[str, float]:
    """What the vectors of a sentence and of its article add on average."""
    found = np.hstack([terms[solved.used] for terms in (design.named, design.vectors, design.articles)]) - origin
    shares = (found * (linear + ((found @ axes.T) * signs) @ axes)).mean(axis=0)
    sentence, article = shares[-2 * DIMENSIONS :].reshape(2, DIMENSIONS).sum(axis=1)
    return {"words": float(sentence), "rest": float(article)}


def save(name: str, arrays: dict[str, np.ndarray], *, bias: float, threshold: float, trifling: float) -> None:
    """Write a weights file; n-gram weights, discounts, axes and topics in half precision."""
    nothing, zeros = np.zeros(0, dtype=np.uint8), np.zeros
    size = 2 * DIMENSIONS
    blank = {
        "names": nothing, "centres": zeros(0), "factors": zeros(0), "words": nothing, "commonness": zeros(0),
        "vector_mean": zeros(DIMENSIONS), "vector_scale": zeros(DIMENSIONS), "linear": zeros(size),
        "axes": zeros((0, size)), "strengths": zeros(0), "usual_reasons": nothing, "usual": zeros(0),
    }  # fmt: skip
    halved = ("gram_idf", "gram_weights", "commonness", "axes")
    stored = {
        key: array if array.dtype == np.uint8 else array.astype(np.float16 if key in halved else np.float32)
        for key, array in (blank | arrays).items()
    }
    np.savez_compressed(WEIGHTS / f"{name}.npz", bias=bias, threshold=threshold, trifling=trifling, **stored)
    worthiness.load.cache_clear()
    print(f"{name}.npz: {(WEIGHTS / f'{name}.npz').stat().st_size:,} bytes, threshold {threshold}, trifling {trifling}")


def labelled_rows(read: Sequence[Document]) -> Rows:
    """The labelled sentences of documents."""
    described: list[Described] = []
    labels = []
    for document in read:
        pieces = describe(document.outline, document.parses, document.findings)
        where = (document.group, document.set, document.style, document.fold, document.row.get("kind") or "")
        for label, piece in document.labels():
            described.append(pieces[piece])
            labels.append((label["priority"], label["label"], *where))
    priority, label, group, of_set, style, fold, kind = map(np.array, zip(*labels, strict=True))
    worthy = label == "CFS"
    grade = (np.where(worthy, 1.0, -1.0) + (priority - 2)) / 2
    weight = np.array([COUNT_FOR.get(name, 1.0) for name in of_set.tolist()])
    return Rows(described, grade, worthy, label == "NFS", group, of_set, style, fold, kind, weight)


def minutes_rows(parser: Parser) -> Rows:
    """The sentences of assembly minutes, each as its longest piece.

    The grade is the share of votes beside the topic's mean, in units of its spread: each topic had annotators of its own,
    strict or lenient, of one mind or not.
    """
    rows = [json.loads(line) for line in (DATA / "checkable.dev.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [" ".join(row["text"].splitlines()) for row in rows]
    described = []
    for current, parses in parsed(map(Source, texts), parser):
        pieces = describe(current, parses, findings_of(current, parses))
        described.append(max(pieces, key=lambda piece: len(piece.characters)))
    votes = np.array([row["p_fc"] for row in rows])
    numbers = {name: number for number, name in enumerate(sorted({row["topic"] for row in rows}), 1)}
    topic = np.array([f"topic {numbers[row['topic']]}" for row in rows])  # its wording is not ours to print
    minutes, zeros, ones = np.full(len(rows), "minutes"), np.zeros(len(rows), dtype=int), np.ones(len(rows))
    grade = np.zeros(len(rows))
    for name in set(topic):
        shares = votes[topic == name]
        grade[topic == name] = (shares - shares.mean()) / shares.std()
    return Rows(described, grade, votes > 0.5, votes == 0, topic, minutes, minutes, zeros, minutes, ones)


def show(title: str, rows: Rows, mask: np.ndarray, scores: np.ndarray, *lines: Curve) -> Figures:
    """The figures for the rows of `mask`, printed."""
    truth, score = rows.worthy[mask], scores[mask]
    figures = {
        "sentences": mask.sum(),
        "AP": average_precision_score(truth, score),
        "AUC": roc_auc_score(truth, score),
        "P@3": first_three(rows.group[mask], truth, score),
    }
    for curve in lines:
        probability = curve.probability(score, rows.kind[mask])
        figures["macro-F1"] = macro_f1(truth, probability >= curve.threshold, np.ones(len(truth)))
        figures["calibration error"] = calibration_error(truth, probability)
    return printed(title, figures)


def show_mean(title: str, rows: Rows, scores: np.ndarray) -> Figures:
    """AP and AUC within each group, averaged, printed."""
    masks = [rows.group == group for group in sorted(set(rows.group))]
    of_groups = {"AP": average_precision_score, "AUC": roc_auc_score}
    means = {name: np.mean([figure(rows.worthy[m], scores[m]) for m in masks]) for name, figure in of_groups.items()}
    return printed(title, {"sentences": len(scores)} | means)


def printed(title: str, figures: dict[str, float]) -> Figures:
    print(
        f"{title:<60}" + "  ".join(f"{key} {value:.3f}".removesuffix(".000") for key, value in figures.items()),
        flush=True,
    )
    return title, figures


def first_three(groups: np.ndarray, truth: np.ndarray, scores: np.ndarray) -> float:
    """The share of check-worthy sentences among the three best of each article."""
    shares = []
    for group in sorted(set(groups)):
        best = np.flatnonzero(groups == group)[np.argsort(-scores[groups == group], kind="stable")[:3]]
        shares.append(truth[best].mean())
    return float(np.mean(shares))


def macro_f1(truth: np.ndarray, says: np.ndarray, weight: np.ndarray) -> float:
    """F1 of both classes, averaged."""
    return float(f1_score(truth, says, average="macro", sample_weight=weight))


def calibration_error(truth: np.ndarray, probability: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((probability * 10).astype(int), 9)
    return float(
        sum(abs(truth[bins == b].mean() - probability[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    )


if __name__ == "__main__":
    main()
