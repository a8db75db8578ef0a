"""Earlier claims and verdicts like a statement, as the queue, a claim and a verdict show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk import doubts
from articles.models import Claim, Claimant, Rating, Verdict
from articles.public.differences import kind_in_words
from articles.search import desk
from articles.search.matching import Band, Difference

SHOWN = 5
RELATED_SHOWN = 2
LONGEST_PART = 40  # code points of what differs: a name or an amount, never a sentence

BANDS: dict[Band, str | Promise] = {
    Band.SAME: gettext_lazy("同じ"),
    Band.NEAR: gettext_lazy("似ている"),
    Band.RELATED: gettext_lazy("関連"),
}


class Earlier(NamedTuple):
    """`differs` holds (kind, in words). What `contradicts` in a fact is never taken for the same."""

    claim: Claim
    band: Band
    differs: list[tuple[str, str]]
    shared: tuple[str, ...]
    contradicts: bool

    @property
    def label(self) -> str:
        return str(BANDS[self.band])

    @property
    def is_same(self) -> bool:
        return self.band == Band.SAME

    @property
    def is_related(self) -> bool:
        return self.band == Band.RELATED

    @property
    def may_be_joined(self) -> bool:
        return not self.is_related and not self.contradicts

    @property
    def kinds_that_differ(self) -> list[str]:
        """Without repeats, in words."""
        return list(dict.fromkeys(kind for kind, _words in self.differs))

    @property
    def verdict(self) -> Verdict | None:
        return getattr(self.claim, "verdict", None)

    @property
    def rating(self) -> Rating | None:
        """Of a verdict before the public what the public sees, else what the draft has."""
        if self.verdict is None:
            return None
        return self.verdict.published_rating or self.verdict.rating


def like(
    text: str,
    *,
    day: date | None,
    today: date | None = None,
    speaker: str = "",
    but: Claim | None = None,
    **chosen: Any,
) -> list[Earlier]:
    """At most `SHOWN`, best first; three queries. `but` is the claim itself, `chosen` a filter over `ClaimSearch`.

    A `speaker` other than the claimant is told as what differs.
    """
    matches = desk.like(text, desk.index(**chosen), day=day, today=today, limit=SHOWN + 1)
    claims = Claim.objects.legible().select_related(
        "claimant", "verdict__rating__scale", "verdict__published_rating__scale"
    )
    known = claims.in_bulk([match.key for match in matches if but is None or match.key != but.pk])
    found = [
        Earlier(
            known[match.key],
            match.band,
            [*map(in_words, match.differs), *_speakers_apart(speaker, known[match.key].claimant)],
            match.shared,
            desk.contradicts(match),
        )
        for match in matches
        if match.key in known
    ]
    return list(_without_crowd(found))[:SHOWN]


def _without_crowd(found: Sequence[Earlier]) -> Iterator[Earlier]:
    """What is only related takes little room, and none beside what is the same."""
    room = 0 if any(one.is_same for one in found) else RELATED_SHOWN
    for one in found:
        room -= one.is_related
        if room >= 0 or not one.is_related:
            yield one


def _speakers_apart(speaker: str, claimant: Claimant | None) -> Iterator[tuple[str, str]]:
    """Both named, where both are known and none of those who speak is the claimant."""
    if claimant is None or not speaker or doubts.speaks(claimant, speaker):
        return
    parts = {"ours": claimant.name[:LONGEST_PART], "theirs": speaker[:LONGEST_PART]}
    yield _("発言者"), _("あちらは「%(ours)s」、これは「%(theirs)s」") % parts


def in_words(difference: Difference) -> tuple[str, str]:
    """(kind, sentence); `ours` is the earlier claim's, `theirs` the statement's at hand."""
    ours, theirs = difference.ours[:LONGEST_PART], difference.theirs[:LONGEST_PART]
    parts = {"ours": ours, "theirs": theirs}
    kind = kind_in_words(difference)
    if ours and theirs:
        return kind, _("あちらは「%(ours)s」、これは「%(theirs)s」") % parts
    if ours:
        return kind, _("あちらにだけ「%(ours)s」") % parts
    if theirs:
        return kind, _("これにだけ「%(theirs)s」") % parts
    return kind, _("言っていることが逆")
