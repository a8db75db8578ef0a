"""How check-worthy a sentence is, learned: a sum of named parts through a logistic curve.

A sentence is a point: its named features, the direction of the mean vector of its content words, that of its article's. The sum is
linear in the point, plus a quadratic form of it (features that tell together what neither tells alone: a negation in
an article on health), plus the character n-grams of the sentence (TF-IDF, length 1). All is one ridge regression on the
editors' grades, calibrated afterwards; `bench/learn_worthiness.py` learns the weights.

A reason's weight is the integrated gradient along the straight line from an empty sentence to this one (Sundararajan
et al. 2017, "Axiomatic attribution for deep networks"). The empty sentence is the origin, so that a coordinate y adds
`y * (linear + (form @ y))` to the sum z, exactly; of a logistic curve over the sum it is `(p - p0) * part / (z - z0)`.
Base and parts add up to the priority.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.extraction import reasons
from articles.extraction.features import Described, Words
from articles.extraction.packing import unpacked
from articles.extraction.results import Reason
from articles.japanese.offsets import narrow
from articles.japanese.vectors import DIMENSIONS, word_vector

DECIMALS = 4
LONGEST_GRAM = 4

LEAST_OF_SENTENCE, LEAST_OF_ARTICLE = 0.3, 0.1
"""Lengths below which a mean vector is not stretched to 1: it has next to nothing in common with any subject."""
_TELLING = 2  # words quoted for what the words of a sentence add
_WORD = re.compile(r"[一-龯々ァ-ヴー][一-龯々ぁ-んァ-ヴー]+")

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Rating:
    """`priority` 0..1 to `DECIMALS`, a ClaimBuster label, and reasons, strongest first, that sum to the priority."""

    priority: float
    label: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """One learned set; every weight is in units of the logit.

    A point has a coordinate for each named feature, then `DIMENSIONS` for the sentence's words, then as many for its
    article's; `size` in all.
    """

    bias: float
    """The logit of a sentence with nothing to remark."""
    threshold: float
    """From this priority a sentence is check-worthy (CFS)."""
    trifling: float
    """Below this priority it holds nothing to check (NFS)."""
    names: tuple[str, ...]
    """The named features, in the order of their coordinates."""
    centres: Floats
    """Of a named feature the value that is the origin. (names,)"""
    factors: Floats
    """Of a named feature the length of a step from there. (names,)"""
    vector_mean: Floats
    vector_scale: Floats
    linear: Floats
    """(size,)"""
    axes: Floats
    """The quadratic form is axes.T @ diag(strengths) @ axes. (rank, size)"""
    strengths: Floats
    grams: Mapping[str, tuple[float, float]]
    """Inverse document frequency and weight of a character n-gram."""
    commonness: Mapping[str, float]
    """How much of a frequent word counts in the mean vector, a / (a + frequency); 1 for words not listed."""
    usual: Mapping[str, float]
    """What the words of a sentence add on average, by reason: counted to the bias, so that reasons say what is unusual."""


def rate(described: Sequence[Described], weights: Weights) -> list[Rating]:
    """One rating per sentence."""
    found = points(described, weights)
    shares = found * (weights.linear + ((found @ weights.axes.T) * weights.strengths) @ weights.axes)
    columns = _reasons(weights.names)
    return [
        _rating(_Rated(sentence, point, share, gram_shares(sentence.characters, weights.grams), weights), columns)
        for sentence, point, share in zip(described, found, shares, strict=True)
    ]


def points(described: Sequence[Described], weights: Weights) -> Floats:
    """Each sentence beside the empty one. (n, size)"""
    column = {name: index for index, name in enumerate(weights.names)}
    named = np.zeros((len(described), len(column)))
    for row, sentence in enumerate(described):
        for name, value in sentence.named.items():
            if name in column:
                named[row, column[name]] = value
    named = (named - weights.centres) * weights.factors
    sentences = mean_vectors([s.words for s in described], weights.commonness)
    articles = mean_vectors([s.article for s in described], weights.commonness)
    return np.hstack([
        named,
        directions((sentences - weights.vector_mean) * weights.vector_scale, LEAST_OF_SENTENCE),
        directions((articles - weights.vector_mean) * weights.vector_scale, LEAST_OF_ARTICLE),
    ])  # fmt: skip


def directions(vectors: Floats, least: float) -> Floats:
    """Vectors of length 1; those shorter than `least` shorter in proportion. (n, DIMENSIONS)"""
    lengths: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, least)


def mean_vectors(texts: Sequence[Words], commonness: Mapping[str, float]) -> Floats:
    """Mean vectors of words, frequent ones discounted (Arora et al. 2017); zero without any. (n, DIMENSIONS)"""
    known: dict[int, Floats] = {}  # the sentences of an article share its words, and they may be many
    for words in texts:
        if id(words) not in known:
            known[id(words)] = _mean_vector(words, commonness)
    return np.array([known[id(words)] for words in texts]).reshape(-1, DIMENSIONS)


def _mean_vector(words: Words, commonness: Mapping[str, float]) -> Floats:
    mean, total = np.zeros(DIMENSIONS), 0.0
    for surface, lemma in words:
        vector = _word_vector(surface, lemma)
        if vector is not None:
            share = commonness.get(lemma, 1.0)
            mean += share * vector
            total += share
    return mean / max(total, 1.0)


def _word_vector(surface: str, lemma: str) -> Floats | None:
    vector = word_vector(lemma)
    return word_vector(surface) if vector is None else vector


@cache
def _reasons(names: tuple[str, ...]) -> Mapping[str, NDArray[np.intp]]:
    """The coordinates that make up each reason; the article's words are in the remainder."""
    of: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        of.setdefault(reasons.reason_of(name), []).append(index)
    for number, reason in enumerate((reasons.WORDS, reasons.REST)):
        first = len(names) + number * DIMENSIONS
        of.setdefault(reason, []).extend(range(first, first + DIMENSIONS))
    return {reason: np.array(columns) for reason, columns in of.items()}


def grams(characters: str) -> Iterator[str]:
    """All character n-grams up to `LONGEST_GRAM`."""
    for length in range(1, LONGEST_GRAM + 1):
        for start in range(len(characters) - length + 1):
            yield characters[start : start + length]


def gram_shares(characters: str, known: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """What each n-gram adds: its weight times its TF-IDF, 1 + log(count) for a count, in a vector of length 1."""
    counts = Counter(grams(characters))
    found = [(gram, entry, count) for gram, count in counts.items() if (entry := known.get(gram))]
    values = [(1 + math.log(count)) * frequency for _, (frequency, _), count in found]
    length = math.sqrt(math.fsum(value * value for value in values))
    return {gram: value / length * weight for (gram, (_, weight), _), value in zip(found, values, strict=True)}


@dataclass(frozen=True, slots=True)
class _Rated:
    """A sentence, its point, and what each coordinate and each n-gram adds to the logit."""

    sentence: Described
    point: Floats
    shares: Floats
    of_grams: Mapping[str, float]
    weights: Weights

    def details(self, reason: str, columns: NDArray[np.intp], sign: int) -> list[str]:
        """What stands behind a reason that speaks for (1) or against (-1) the sentence, strongest first."""
        if reason == reasons.WORDS:
            words = self.telling(sign)
            return ["".join(f"「{word}」" for word in words)] if words else []
        names = self.weights.names
        shown = [c for c in columns.tolist() if c < len(names) and sign * self.shares[c] > 0]
        shown = [c for c in shown if self.sentence.named.get(names[c]) and reasons.detail(names[c])]
        shown.sort(key=lambda column: -abs(self.shares[column]))
        return [reasons.detail(names[c]) for c in shown] or (reasons.lacking(reason) if sign < 0 else [])

    def telling(self, sign: int) -> list[str]:
        """The words whose n-grams and vectors add most to a sentence's score, or take most from it."""
        first = len(self.weights.names)
        here = slice(first, first + DIMENSIONS)
        slope = np.divide(self.shares[here], self.point[here], out=np.zeros(DIMENSIONS), where=self.point[here] != 0)
        sums: dict[str, float] = {}
        for surface, lemma in self.sentence.words:
            if _WORD.fullmatch(surface) and surface not in sums:
                of_grams = math.fsum(self.of_grams.get(gram, 0.0) for gram in set(grams(narrow(surface))))
                sums[surface] = sign * (of_grams + self._of_vector(surface, lemma, slope))
        strongest = sorted(sums, key=lambda word: (-sums[word], word))[:_TELLING]
        return [word for word in strongest if sums[word] > 0]

    def _of_vector(self, surface: str, lemma: str, slope: Floats) -> float:
        """What a word adds by its vector, but for the length all words of the sentence are brought to."""
        weights = self.weights
        vector = _word_vector(surface, lemma)
        if vector is None:
            return 0.0
        share = weights.commonness.get(lemma, 1.0) / max(1, len(self.sentence.words))
        return share * float(((vector - weights.vector_mean) * weights.vector_scale) @ slope)


def _rating(rated: _Rated, columns: Mapping[str, NDArray[np.intp]]) -> Rating:
    weights = rated.weights
    parts = {reason: math.fsum(rated.shares[where].tolist()) for reason, where in columns.items()}
    parts[reasons.WORDS] += math.fsum(rated.of_grams.values())
    for reason, share in weights.usual.items():
        parts[reason] -= share
    logit = weights.bias + math.fsum(parts.values())
    base, probability = _logistic(weights.bias), _logistic(logit)
    slope = (probability - base) / (logit - weights.bias) if logit != weights.bias else base * (1 - base)
    exact = {reasons.BASE: base} | {name: part * slope for name, part in parts.items()}
    details = {name: rated.details(name, columns[name], 1 if part > 0 else -1) for name, part in parts.items()}
    kept = reasons.folded(exact, {name: bool(details[name]) for name in parts})
    units = _whole_units(kept, round(probability * 10**DECIMALS))
    given = [
        Reason(name, unit / 10**DECIMALS, reasons.note(name, details.get(name, ()) if name != reasons.REST else ()))
        for name, unit in units.items()
        if unit
    ]
    given.sort(key=lambda reason: (-abs(reason.weight), reason.feature))
    priority = round(probability, DECIMALS)
    return Rating(priority, _label(priority, weights), tuple(given))


def _label(priority: float, weights: Weights) -> str:
    """ClaimBuster's classes: CFS check-worthy, UFS checkable but unimportant, NFS nothing to check."""
    if priority < weights.trifling:
        return "NFS"
    return "CFS" if priority >= weights.threshold else "UFS"


def _whole_units(shares: Mapping[str, float], total: int) -> dict[str, int]:
    """Shares in units of the last decimal that sum to `total`: the largest remainders are rounded up."""
    exact = {name: share * 10**DECIMALS for name, share in shares.items()}
    units = {name: math.floor(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (units[name] - exact[name], name))
    missing = total - sum(units.values())
    for number in range(abs(missing)):
        units[by_remainder[number % len(by_remainder)]] += 1 if missing > 0 else -1
    return units


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


@cache
def load(name: str) -> Weights:
    """A set of weights from the package's own files: `news`, or `minutes` for the minutes of an assembly."""
    with as_file(files("articles.extraction") / "weights" / f"{name}.npz") as path, np.load(path) as stored:
        words, grams_known = unpacked(stored["words"]), unpacked(stored["grams"])
        by_gram = zip(stored["gram_idf"].tolist(), stored["gram_weights"].tolist(), strict=True)
        return Weights(
            bias=float(stored["bias"]),
            threshold=float(stored["threshold"]),
            trifling=float(stored["trifling"]),
            names=tuple(unpacked(stored["names"])),
            grams=dict(zip(grams_known, by_gram, strict=True)),
            commonness=dict(zip(words, stored["commonness"].tolist(), strict=True)),
            usual=dict(zip(unpacked(stored["usual_reasons"]), stored["usual"].tolist(), strict=True)),
            **{key: stored[key].astype(np.float64) for key in ARRAYS},
        )


ARRAYS = ("centres", "factors", "vector_mean", "vector_scale", "linear", "axes", "strengths")
