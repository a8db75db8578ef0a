"""How check-worthy a sentence is, learned: a weighted sum of named parts through a logistic curve.

The sum has four kinds of terms: the named features of `features`, the character n-grams of the sentence (TF-IDF,
length 1), the mean vector of its content words, and how near that vector is to some hundreds of landmark sentences. All
are one ridge regression on the editors' grades, calibrated afterwards; `bench/learn_worthiness.py` learns the weights.

A reason's weight is the integrated gradient along the straight line from an empty sentence to this one (Sundararajan
et al. 2017, "Axiomatic attribution for deep networks"): of a logistic curve over a sum that is
`(p - p0) * part / (z - z0)`, so that base and parts add up to the priority.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.extraction import features
from articles.extraction.features import Described
from articles.extraction.results import Reason
from articles.japanese.offsets import narrow
from articles.japanese.vectors import DIMENSIONS, word_vector

DECIMALS = 4
LONGEST_GRAM = 4
NEAREST = 0.5  # the width of the landmark kernel, exp(-NEAREST * squared distance)

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
    """One learned set; every weight is in units of the logit."""

    bias: float
    """The logit of an empty sentence."""
    threshold: float
    """From this priority a sentence is check-worthy (CFS)."""
    trifling: float
    """Below this priority it holds nothing to check (NFS)."""
    named: Mapping[str, tuple[float, float]]
    """Weight and centre of a named feature: it adds `weight * (value - centre)`."""
    grams: Mapping[str, tuple[float, float]]
    """Inverse document frequency and weight of a character n-gram."""
    commonness: Mapping[str, float]
    """How much of a frequent word counts in the mean vector, a / (a + frequency); 1 for words not listed."""
    vector_mean: Floats
    vector_scale: Floats
    vector_weights: Floats
    landmarks: Floats
    landmark_weights: Floats


def rate(described: Sequence[Described], weights: Weights) -> list[Rating]:
    """One rating per sentence."""
    meanings = meaning(mean_vectors(described, weights.commonness), weights)
    return [
        _rating(sentence, parts(sentence, float(near), weights), weights)
        for sentence, near in zip(described, meanings, strict=True)
    ]


def parts(sentence: Described, meaning_part: float, weights: Weights) -> dict[str, float]:
    """The terms of the logit beside the bias, by reason: single features of some groups, sums of the others."""
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for feature, value in sentence.named.items():
        if known := weights.named.get(feature):
            shares[_reason_of(feature)].append(known[0] * (value - known[1]))
    for feature, constant in _absent(sentence, weights):
        shares[_reason_of(feature)].append(constant)
    shares["characters"].extend(gram_shares(sentence.characters, weights.grams).values())
    shares["meaning"].append(meaning_part)
    return {reason: math.fsum(terms) for reason, terms in shares.items()}


def _reason_of(feature: str) -> str:
    group, _, _ = feature.partition(":")
    return feature if group in _ONE_BY_ONE else group


def _absent(sentence: Described, weights: Weights) -> Iterator[tuple[str, float]]:
    """What centred features add where they are 0 and so not named."""
    for feature, (weight, centre) in weights.named.items():
        if centre and feature not in sentence.named:
            yield feature, -weight * centre


def grams(characters: str) -> Iterator[str]:
    """All character n-grams up to `LONGEST_GRAM`."""
    for length in range(1, LONGEST_GRAM + 1):
        for start in range(len(characters) - length + 1):
            yield characters[start : start + length]


def gram_shares(characters: str, known: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """What each n-gram adds: its weight times its TF-IDF, 1 + log(count) for a count, in a vector of length 1."""
    values = {
        gram: (1 + math.log(count)) * known[gram][0]
        for gram, count in Counter(grams(characters)).items()
        if gram in known
    }
    length = math.sqrt(math.fsum(value * value for value in values.values()))
    return {gram: value / length * known[gram][1] for gram, value in values.items()}


def mean_vectors(described: Sequence[Described], commonness: Mapping[str, float]) -> Floats:
    """Mean vectors of the content words, frequent ones discounted (Arora et al. 2017); zero without any. (n, 300)"""
    means = np.zeros((len(described), DIMENSIONS))
    for row, sentence in enumerate(described):
        total = 0.0
        for surface, lemma in sentence.words:
            vector = word_vector(lemma)
            if vector is None:
                vector = word_vector(surface)
            if vector is not None:
                share = commonness.get(lemma, 1.0)
                means[row] += share * vector
                total += share
        means[row] /= max(total, 1.0)
    return means


def meaning(vectors: Floats, weights: Weights) -> Floats:
    """What the mean vectors add to the logit, linearly and by nearness to the landmarks. (n,)"""
    scaled = (vectors - weights.vector_mean) * weights.vector_scale
    return scaled @ weights.vector_weights + nearness(scaled, weights.landmarks) @ weights.landmark_weights


def nearness(scaled: Floats, landmarks: Floats) -> Floats:
    """exp(-NEAREST * squared distance) of each vector to each landmark. (n, landmarks)"""
    squares = (scaled**2).sum(axis=1)[:, None] + (landmarks**2).sum(axis=1)[None] - 2 * scaled @ landmarks.T
    near: Floats = np.exp(-NEAREST * np.maximum(squares, 0))
    return near


def _rating(sentence: Described, shares: Mapping[str, float], weights: Weights) -> Rating:
    logit = weights.bias + math.fsum(shares.values())
    base, probability = _logistic(weights.bias), _logistic(logit)
    slope = (probability - base) / (logit - weights.bias) if logit != weights.bias else base * (1 - base)
    exact = {"base": base} | {name: part * slope for name, part in shares.items()}
    units = _whole_units(exact, round(probability * 10**DECIMALS))
    reasons = [
        Reason(name, unit / 10**DECIMALS, _note(name, sentence, unit, weights)) for name, unit in units.items() if unit
    ]
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.feature))
    priority = round(probability, DECIMALS)
    return Rating(priority, _label(priority, weights), tuple(reasons))


def _note(reason: str, sentence: Described, share: float, weights: Weights) -> str:
    if reason == "base":
        return "基準点"
    if reason == "characters" and (words := _telling(sentence, share > 0, weights.grams)):
        return features.note(reason) + "（" + "".join(f"「{word}」" for word in words) + "）"
    return features.note(reason)


def _telling(sentence: Described, speaks_for: bool, known: Mapping[str, tuple[float, float]]) -> list[str]:
    """The words whose n-grams add most to a sentence's score, or take most from it."""
    shares = gram_shares(sentence.characters, known)
    sign = 1 if speaks_for else -1
    sums = {
        word: sign * math.fsum(shares.get(gram, 0.0) for gram in set(grams(narrow(word))))
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
        return Weights(
            bias=float(stored["bias"]),
            threshold=float(stored["threshold"]),
            trifling=float(stored["trifling"]),
            named=_pairs(stored["names"], stored["name_weights"], stored["name_centres"]),
            grams=_pairs(stored["grams"], stored["gram_idf"], stored["gram_weights"]),
            commonness=dict(zip(unpacked(stored["words"]), stored["commonness"].tolist(), strict=True)),
            vector_mean=stored["vector_mean"].astype(np.float64),
            vector_scale=stored["vector_scale"].astype(np.float64),
            vector_weights=stored["vector_weights"].astype(np.float64),
            landmarks=stored["landmarks"].astype(np.float64),
            landmark_weights=stored["landmark_weights"].astype(np.float64),
        )


def packed(words: Sequence[str]) -> NDArray[np.uint8]:
    """Words as one array of UTF-8 bytes, since NumPy pads arrays of strings to the longest."""
    return np.frombuffer("\0".join(words).encode(), dtype=np.uint8)


def unpacked(stored: NDArray[np.uint8]) -> list[str]:
    """The words that `packed` stored."""
    return stored.tobytes().decode().split("\0") if stored.size else []


def _pairs(names: NDArray[np.uint8], first: Floats, second: Floats) -> dict[str, tuple[float, float]]:
    return dict(zip(unpacked(names), zip(first.tolist(), second.tolist(), strict=True), strict=True))
