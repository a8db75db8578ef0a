"""How well a way of matching answers the labelled messages: the same figures for the engine and for what it is set against.

A message is answered statement by statement, so a verdict counts as found within k when it is among the first k of any
statement. "Same" is judged by pairs of message and verdict: a verdict that two statements of a message call the same
counts once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching_labels import Message

Ranked = Sequence[tuple[int, float]]
"""Numbers of verdicts with their scores, best first, for one statement."""

Answered = tuple[Message, Sequence[Ranked]]

LIMIT = 3
PRECISION = 0.97
"""What issue 12 asks of "same": a wrong "already checked: false" is the worst answer."""


@dataclass(frozen=True)
class Figures:
    """`recall` of what is labelled the same: ranked first, among the first three, and called the same; `precision` of
    what is called the same; `near_called_same`: share of the pairs labelled near that are called the same.
    """

    recall_at_1: float
    recall_at_3: float
    recall: float
    precision: float
    near_called_same: float


def figures(answered: Iterable[Answered], threshold: float) -> Figures:
    """Of a way that calls the same whatever it ranks among the first three with at least the threshold."""
    rows = list(answered)
    called = [(message, _called(statements, threshold)) for message, statements in rows]
    right = sum(len(numbers & set(message.same)) for message, numbers in called)
    near = sum(len(numbers & set(message.near)) for message, numbers in called)
    return Figures(
        recall_at_1=_found(rows, 1),
        recall_at_3=_found(rows, LIMIT),
        recall=right / sum(len(message.same) for message, _ in rows),
        precision=right / max(1, sum(len(numbers) for _, numbers in called)),
        near_called_same=near / sum(len(message.near) for message, _ in rows),
    )


def _called(statements: Sequence[Ranked], threshold: float) -> set[int]:
    return {number for ranked in statements for number, score in ranked[:LIMIT] if score >= threshold}


def _found(rows: Sequence[Answered], first: int) -> float:
    found = sum(
        number in {found for ranked in statements for found, _ in ranked[:first]}
        for message, statements in rows
        for number in message.same
    )
    return found / sum(len(message.same) for message, _ in rows)


def threshold(answered: Iterable[Answered], precision: float = PRECISION) -> float:
    """The lowest score from which on "same" is right as often as asked; infinite where no score is."""
    return min((point.score for point in _points(answered) if point.precision >= precision), default=float("inf"))


def balanced_threshold(answered: Iterable[Answered]) -> float:
    """The score from which on precision and recall of "same" have the best harmonic mean (F1)."""
    return max(_points(answered), key=lambda point: point.f1).score


@dataclass(frozen=True)
class _Point:
    score: float
    precision: float
    f1: float


def _points(answered: Iterable[Answered]) -> list[_Point]:
    """Of each score that occurs, what calling the same from there on would give."""
    rows = list(answered)
    wanted = sum(len(message.same) for message, _ in rows)
    pairs = sorted((pair for row in rows for pair in _pairs(*row)), reverse=True)
    points, right = [], 0
    for called, (score, is_same) in enumerate(pairs, start=1):
        right += is_same
        if called == len(pairs) or pairs[called][0] < score:
            points.append(_Point(score, right / called, 2 * right / (called + wanted)))
    return points


def _pairs(message: Message, statements: Sequence[Ranked]) -> list[tuple[float, bool]]:
    """Best score of each verdict among the first three of any statement, and whether it is labelled the same."""
    best: dict[int, float] = {}
    for number, score in (pair for ranked in statements for pair in ranked[:LIMIT]):
        best[number] = max(score, best.get(number, score))
    return [(score, number in message.same) for number, score in best.items()]
