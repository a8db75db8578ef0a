"""Who speaks, learned: first whether anybody does, then who; better nobody than somebody wrong.

Both questions are logistic over signs (`candidates.py`): the probability that a statement is reported, times that of
the best name among the candidates. Below `THRESHOLD` nobody is named. `bench/learn_speakers.py` learns the weights.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np

from articles.extraction.candidates import Candidate, Cast
from articles.extraction.memory import Memory
from articles.extraction.packing import unpacked
from articles.extraction.scene_signs import Signs

THRESHOLD = 0.5
"""Chosen on left-out folds: where F1 stops rising while the share of wrong names falls."""

_SHARED = ("src=", "rule", "rel=")
"""Signs of any candidate that tell whether somebody speaks at all."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts, in units of the logit."""

    reported: Mapping[str, float]
    """Whether a statement is reported."""
    bias: float
    named: Mapping[str, float]
    """Which candidate it is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The likeliest name and its probability, 0..1; None without a candidate."""

    name: str | None
    probability: float

    @property
    def speaker(self) -> str | None:
        """The name, if it is sure enough."""
        return self.name if self.probability >= THRESHOLD else None


def speakers(cast: Cast, kind: str | None, weights: Weights, told: Mapping[int, str | None]) -> Iterator[str | None]:
    """Who speaks in each sentence, read in order; `told` are sentences whose speaker is known."""
    memory = Memory()
    for index, current in enumerate(cast.scenes):
        if current is None:
            yield None
            continue
        memory.turn_to(current)
        if index in told:
            name = told[index]
        else:
            name = choose(cast.nobody(index, memory, kind), cast.candidates(index, memory), weights).speaker
            name = None if name and cast.is_thing(name) else name
        memory.note(name, current, cast.topic(index, memory), cast.named(index))
        yield name


def choose(nobody: Signs, found: Sequence[Candidate], weights: Weights) -> Choice:
    """The best of the candidates."""
    if not found:
        return Choice(None, 0.0)
    scores = [math.fsum(weights.named.get(sign, 0.0) for sign in one.signs) for one in found]
    top = max(scores)
    shares: dict[str, float] = {}
    for one, score in zip(found, scores, strict=True):
        shares[one.name] = shares.get(one.name, 0.0) + math.exp(score - top)
    name = max(shares, key=lambda one: (shares[one], one))
    return Choice(name, reported(nobody, found, weights) * shares[name] / math.fsum(shares.values()))


def reported(nobody: Signs, found: Sequence[Candidate], weights: Weights) -> float:
    """The probability that a sentence reports somebody's statement, 0..1."""
    logit = weights.bias + math.fsum(weights.reported.get(sign, 0.0) for sign in present(nobody, found))
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))


def present(nobody: Signs, found: Sequence[Candidate]) -> set[str]:
    """The signs that tell whether somebody speaks: of the sentence, and of any candidate."""
    return {*nobody, *(f"any {sign}" for one in found for sign in one.signs if sign.startswith(_SHARED))}


@cache
def load() -> Weights:
    """The learned weights, from the package's own file."""
    with as_file(files("articles.extraction") / "weights" / "speakers.npz") as path, np.load(path) as stored:
        return Weights(
            reported=_table(stored["reported_signs"], stored["reported"]),
            bias=float(stored["bias"]),
            named=_table(stored["named_signs"], stored["named"]),
        )


def _table(signs: np.ndarray, values: np.ndarray) -> Mapping[str, float]:
    return dict(zip(unpacked(signs), values.astype(np.float64).tolist(), strict=True))
