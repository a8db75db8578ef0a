"""How check-worthy a sentence is, learned: a sum of named parts through a logistic curve.

A sentence is a point: its named features, the mean vector of its content words, that of its article's. The sum is
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

from articles.extraction import features
from articles.extraction.features import Described, Words
from articles.extraction.packing import unpacked
from articles.extraction.results import Reason
from articles.japanese.offsets import narrow
from articles.japanese.vectors import DIMENSIONS, word_vector

DECIMALS = 4
LONGEST_GRAM = 4

_ONE_BY_ONE = ("rule", "wording")
"""Groups whose features are reasons of their own; of other groups the sum is one reason."""

_TELLING = 2  # words quoted for the sum over all n-grams
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
    topics: Mapping[str, Floats]
    """Mean of the scaled word vectors of the sentences on a subject, by the feature that tells it."""


def rate(described: Sequence[Described], weights: Weights) -> list[Rating]:
    """One rating per sentence."""
    found = points(described, weights)
    shares = found * (weights.linear + ((found @ weights.axes.T) * weights.strengths) @ weights.axes)
    columns = _reasons(weights.names)
    return [
        _rating(_Rated(sentence, point, share, weights), columns)
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
    return np.hstack([
        (named - weights.centres) * weights.factors,
        (mean_vectors([s.words for s in described], weights.commonness) - weights.vector_mean) * weights.vector_scale,
        (mean_vectors([s.article for s in described], weights.commonness) - weights.vector_mean) * weights.vector_scale,
    ])  # fmt: skip


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
        vector = word_vector(lemma)
        if vector is None:
            vector = word_vector(surface)
        if vector is not None:
            share = commonness.get(lemma, 1.0)
            mean += share * vector
            total += share
    return mean / max(total, 1.0)


@cache
def _reasons(names: tuple[str, ...]) -> Mapping[str, NDArray[np.intp]]:
    """The coordinates that make up each reason."""
    reasons: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        group, _, _ = name.partition(":")
        reasons.setdefault(name if group in _ONE_BY_ONE else group, []).append(index)
    for number, name in enumerate(("meaning", "article_meaning")):
        first = len(names) + number * DIMENSIONS
        reasons[name] = list(range(first, first + DIMENSIONS))
    return {reason: np.array(columns) for reason, columns in reasons.items()}


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
    """A sentence, its point, and what each coordinate adds to the logit."""

    sentence: Described
    point: Floats
    shares: Floats
    weights: Weights


def _rating(rated: _Rated, columns: Mapping[str, NDArray[np.intp]]) -> Rating:
    weights = rated.weights
    of_grams = gram_shares(rated.sentence.characters, weights.grams)
    parts = {reason: math.fsum(rated.shares[where].tolist()) for reason, where in columns.items()}
    parts["characters"] = math.fsum(of_grams.values())
    for reason, share in weights.usual.items():
        parts[reason] -= share
    logit = weights.bias + math.fsum(parts.values())
    base, probability = _logistic(weights.bias), _logistic(logit)
    slope = (probability - base) / (logit - weights.bias) if logit != weights.bias else base * (1 - base)
    exact = {"base": base} | {name: part * slope for name, part in parts.items()}
    units = _whole_units(exact, round(probability * 10**DECIMALS))
    reasons = [
        Reason(name, unit / 10**DECIMALS, _note(name, rated, unit > 0, of_grams, columns))
        for name, unit in units.items()
        if unit
    ]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.feature))
    priority = round(probability, DECIMALS)
    return Rating(priority, _label(priority, weights), tuple(reasons))


def _note(
    reason: str,
    rated: _Rated,
    speaks_for: bool,
    of_grams: Mapping[str, float],
    columns: Mapping[str, NDArray[np.intp]],
) -> str:
    if reason == "base":
        return "基準点"
    if reason == "characters":
        words = _telling(rated.sentence, speaks_for, of_grams)
        return features.note(reason, "".join(f"「{word}」" for word in words))
    if reason in ("meaning", "article_meaning"):
        return features.note(reason, _topic(rated.point[columns[reason]], rated.weights.topics))
    return features.note(reason, _strongest(rated, columns[reason], speaks_for))


def _strongest(rated: _Rated, columns: NDArray[np.intp], speaks_for: bool) -> str:
    """The note of the feature that adds most to a group's share and that the sentence shows; else nothing."""
    names = rated.weights.names
    shown = [c for c in columns.tolist() if rated.sentence.named.get(names[c]) and names[c] in features.DETAILS]
    sign = 1 if speaks_for else -1
    best = max(shown, key=lambda column: sign * rated.shares[column], default=None)
    return features.DETAILS[names[best]] if best is not None and sign * rated.shares[best] > 0 else ""


def _topic(vector: Floats, topics: Mapping[str, Floats]) -> str:
    """The subject whose sentences the words are most like (by cosine), if they are like any."""
    likeness = {name: float(vector @ topic) / math.sqrt(topic @ topic) for name, topic in topics.items()}
    best = max(likeness, key=lambda name: (likeness[name], name), default=None)
    return features.TOPICS[best] if best is not None and likeness[best] > 0 else ""


def _telling(sentence: Described, speaks_for: bool, of_grams: Mapping[str, float]) -> list[str]:
    """The words whose n-grams add most to a sentence's score, or take most from it."""
    sign = 1 if speaks_for else -1
    sums = {
        word: sign * math.fsum(of_grams.get(gram, 0.0) for gram in set(grams(narrow(word))))
        for word, _ in sentence.words
        if _WORD.fullmatch(word)
    }
    strongest = sorted(sums, key=lambda word: (-sums[word], word))[:_TELLING]
    return [word for word in strongest if sums[word] > 0]


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
            topics=dict(zip(unpacked(stored["topics"]), stored["topic_vectors"].astype(np.float64), strict=True)),
            **{key: stored[key].astype(np.float64) for key in ARRAYS},
        )


ARRAYS = ("centres", "factors", "vector_mean", "vector_scale", "linear", "axes", "strengths")
