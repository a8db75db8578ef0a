"""One of the desks that publish at once, as a process: `python -m tests.clients.writer SEED VERDICTS`.

It publishes VERDICTS and after each, or nearly, corrects, retracts, withdraws or restores one of anybody's. Prints how often what was
done, and how often it was refused because another desk had been there.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import django

django.setup()

from articles.actions import publications, redactions  # noqa: E402 - Django has to stand first
from articles.actions.errors import Refused  # noqa: E402 - as above
from articles.models import PublishedVerdict, Redaction, User, Verdict  # noqa: E402 - as above
from tests import factories  # noqa: E402 - as above

APART = 1_000_000  # user names of one desk and those of the next


class Desk(NamedTuple):
    chance: random.Random
    first: User
    second: User
    reporter: User

    def any_verdict(self) -> Verdict:
        numbers = list(PublishedVerdict.objects.values_list("verdict_number", flat=True))
        return Verdict.objects.get(pk=self.chance.choice(numbers))

    def publish(self) -> None:
        factories.published_verdict(by=self.reporter, headline=f"見出し{self.chance.random()}")

    def correct(self) -> None:
        factories.corrected(self.any_verdict(), headline=f"直した見出し{self.chance.random()}")

    def retract(self) -> None:
        publications.retract(self.any_verdict(), note="前提が誤っていた", by=self.first)

    def withdraw(self) -> None:
        redactions.hide(self.any_verdict(), reason="決定", by=self.first)

    def withdraw_first_version(self) -> None:
        redactions.hide(self.any_verdict(), versions=[1], reason="決定", by=self.first)

    def erase(self) -> None:
        redactions.confirm(self._open(), by=self.second)

    def restore(self) -> None:
        redactions.lift(self._open(), reason="取り違え", by=self.second)

    def _open(self) -> Redaction:
        """Anybody's, and often one that another desk is closing just now."""
        found = list(Redaction.objects.filter(state=Redaction.State.HIDDEN).select_related("verdict"))
        if not found:
            raise redactions.RedactionAlreadyClosed
        return self.chance.choice(found)


def main(seed: int, verdicts: int) -> None:
    factories.UserFactory.reset_sequence(seed * APART)
    desk = Desk(random.Random(seed), factories.desk_editor(), factories.desk_editor(), factories.reporter())
    steps = {
        desk.correct: 40,
        desk.retract: 15,
        desk.withdraw: 10,
        desk.withdraw_first_version: 10,
        desk.erase: 10,
        desk.restore: 10,
    }
    done: Counter[str] = Counter()
    for _number in range(verdicts):
        tried(desk.publish, done)
        tried(desk.chance.choices([*steps], [*steps.values()])[0], done)
    print(json.dumps(done))


def tried(step: Callable[[], None], done: Counter[str]) -> None:
    try:
        step()
        done[step.__name__] += 1
    except Refused as refused:
        done[f"refused: {type(refused).__name__}"] += 1


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
