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
    scores: dict[tuple[int, int], tuple[float, bool]] = {}
    for position, (message, statements) in enumerate(answered):
        for number, score in (pair for ranked in statements for pair in ranked[:LIMIT]):
            best = max(score, scores.get((position, number), (score, False))[0])
            scores[position, number] = best, number in message.same
    lowest, right = float("inf"), 0
    ordered = sorted(scores.values(), key=lambda pair: (-pair[0], pair[1]))
    for called, (score, is_same) in enumerate(ordered, start=1):
        right += is_same
        is_last_of_score = called == len(ordered) or ordered[called][0] < score
        if is_last_of_score and right / called >= precision:
            lowest = score
    return lowest
