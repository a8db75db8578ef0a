"""When a claim was made: what an editor is asked, and the day that the machine can name.

The day of the article is not the day of the claim, so nothing is filled in. A day is offered where the text has it right
beside who said it (市長は15日、…と述べた), and of a post whose account speaks: it says so, and an editor takes it or not.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, CandidateScore, Claim

LATER = Claim.DateCertainty.UNASKED
UNPROPOSED = [
    (Claim.DateCertainty.KNOWN.value, Claim.DateCertainty.KNOWN.label),
    (Claim.DateCertainty.APPROXIMATE.value, Claim.DateCertainty.APPROXIMATE.label),
    (Claim.DateCertainty.UNKNOWN.value, Claim.DateCertainty.UNKNOWN.label),
    (LATER.value, gettext_lazy("あとで確かめる")),
]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BETWEEN = re.compile(r"[はがも]、?")  # between who said it and the day
_AFTER = re.compile(
    r"、|の(?:定例|臨時|緊急)?(?:記者)?会見で|の(?:本会議|委員会|議会|討論会|演説|答弁)で|付で|に(?:会見|発表)し"
)


class Proposed(NamedTuple):
    """`because` is where the day stands, in words."""

    day: date
    because: str

    @property
    def choice(self) -> tuple[str, str]:
        return self.day.isoformat(), _("%(day)s（%(because)s）") % {
            "day": self.day.isoformat(),
            "because": self.because,
        }


def proposed(score: CandidateScore | None, article: Article, text: str) -> Proposed | None:
    """The day on which it was said, where that is sure."""
    if score is None:
        return None
    if not score.attributions:
        return _of_post(score, article)
    if len(score.attributions) > 1 or not score.attributions[0]["source"]:
        return None
    said = score.attributions[0]
    around = [one for one in score.dates if not _within(one, said["content"]) and one["end"] <= said["cue"]["start"]]
    if len(around) != 1 or not _DAY.fullmatch(around[0]["value"] or ""):
        return None
    if not _stands_beside(around[0], said["source"], score.sentence_start, text):
        return None
    day = date.fromisoformat(around[0]["value"])
    if article.published_date and day > article.published_date:
        return None
    return Proposed(day, _("本文の「%s」") % around[0]["text"])


def _of_post(score: CandidateScore, article: Article) -> Proposed | None:
    """A post is said when it is posted, by the account it is posted from."""
    day = article.published_date
    if article.kind != Article.Kind.SOCIAL_POST or day is None or score.speaker != article.own_speaker:
        return None
    return Proposed(day, _("この投稿の日"))


def _within(one: dict[str, Any], content: dict[str, Any]) -> bool:
    return bool(content["start"] <= one["start"] and one["end"] <= content["end"])


def _stands_beside(day: dict[str, Any], source: dict[str, Any], start: int, text: str) -> bool:
    """市長は15日、… or 15日、市長は…: then it is the day of the saying and not of what is said."""
    after = text[day["end"] : day["end"] + 20]
    if source["end"] <= day["start"]:
        return bool(_BETWEEN.fullmatch(text[source["end"] : day["start"]]) and _AFTER.match(after))
    return day["start"] == start and text[day["end"] : source["start"]] == "、"


def refuse_half(form: forms.Form, certainty: str | None, day: date | None) -> None:
    """Say what lacks of an answer: a day without how sure it is, or the other way round."""
    if "claimed_date" in form.errors or not certainty:
        return
    says_when = certainty in (Claim.DateCertainty.KNOWN, Claim.DateCertainty.APPROXIMATE)
    if says_when and not day:
        form.add_error("claimed_date", _("日付を入れてください。分からなければ「分からない」を選びます。"))
    elif certainty == Claim.DateCertainty.UNKNOWN and day:
        form.add_error("claimed_date", _("「分からない」なら、日付を空にしてください。"))
    elif certainty == LATER and day:
        form.add_error("claimed_date", _("日付を入れたときは、「この日」か「およそこのころ」を選んでください。"))
