"""Steps beside the desk's approval, 校閲 and 法務: who gives them, what misses, and which verdicts take them.

Each is an Approval of its own kind: of one round, sealed over what was read, a link of the history. What its giver noted
is the reason of the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import edits, events, snapshots, verdicts
from articles.actions.errors import Refused
from articles.models import Approval, Event, StepRule, User, Verdict
from articles.models.snapshot import Snapshot
from articles.models.verdict import CHANGED_BY

Step = Approval.Step
GIVEN = {Step.PROOF: "verdict.proofread", Step.LEGAL: "verdict.cleared"}  # the actions of the events
SET = {StepRule.Scope.ALL: "steprule.widened", StepRule.Scope.INTENTIONAL: "steprule.narrowed"}
NAMED = 5  # of those who may give a step, where it is said who


class StepsMissing(Refused):
    """Says which steps miss and who may give them."""

    def __init__(self, verdict: Verdict, steps: Sequence[Step]) -> None:
        who = "".join(who_may(verdict, step) for step in steps)
        told = (
            _("%(steps)sがまだなので、公開できません。%(who)s")
            if not verdict.is_editable
            else _("この検証記事には、執筆者以外による%(steps)sが要ります。誤字の修正も、確認に出してください。%(who)s")
        )
        super().__init__(told % {"steps": _("と").join(str(step.label) for step in steps), "who": who})


class StepNotAwaited(Refused):
    message = gettext_lazy("この段階は、いま要りません。もう済んでいるか、この検証記事には決められていません。")


class Standing(NamedTuple):
    """A step that a verdict takes. `is_void`: what was read is not what there is now.

    `who` says who may give it, where it misses.
    """

    step: Step
    approval: Approval | None
    note: str
    is_void: bool
    who: str


def proofread(verdict: Verdict, *, by: User, note: str = "", seen: str | None = None) -> Verdict:
    """Give 校閲: names, figures and quotations agree with their sources, and the language holds."""
    permissions.require(permissions.can_proofread(by))
    return _give(verdict, Step.PROOF, by=by, note=note, seen=seen)


def clear(verdict: Verdict, *, by: User, note: str = "", seen: str | None = None) -> Verdict:
    """Give 法務: the law has nothing against it."""
    permissions.require(permissions.can_clear(by))
    return _give(verdict, Step.LEGAL, by=by, note=note, seen=seen)


def set_rule(rule: StepRule, *, scope: str, by: User, version: int | None = None) -> StepRule:
    """Say which verdicts take a step; those handed in already as well. Raises ChangedMeanwhile."""
    permissions.require(permissions.can_set_steps(by))
    with transaction.atomic():
        row = StepRule.objects.select_for_update().get(pk=rule.pk)
        edits.refuse_unseen(row, version)
        changed = edits.apply(row, {"scope": StepRule.Scope(scope)})
        if changed:
            edits.save(row, changed)
            events.record(SET[StepRule.Scope(scope)], row, by=by)
    return row


def refuse_missing(verdict: Verdict) -> None:
    """Before publishing; the database refuses it too."""
    missing = verdict.missing_steps
    if missing:
        raise StepsMissing(verdict, missing)


def is_of(approval: Approval, snapshot: Snapshot) -> bool:
    """Whether this is what was read when it was given."""
    return approval.salt is not None and approval.seal == snapshots.seal(snapshot, bytes(approval.salt))


def standings(verdict: Verdict) -> list[Standing]:
    """How the steps that a verdict takes stand in this round, in their order."""
    needed = verdict.needed_steps
    if not needed:
        return []
    rows = verdict.approvals.filter(round=verdict.round, step__in=needed).select_related("approved_by")
    given = {row.step: row for row in rows}
    now = snapshots.proof(verdict) if given and verdict.rating_id is not None else None
    return [_standing(verdict, step, given.get(step), now) for step in needed]


def givers(verdict: Verdict, step: Step) -> QuerySet[User]:
    """Members of the step's role who wrote nothing of the verdict."""
    changed = CHANGED_BY.format(user="articles_user.id", verdict=int(verdict.pk), claim=int(verdict.claim_id))
    rows = User.objects.filter(is_active=True, groups__name=permissions.STEP_ROLES[step])
    rows = rows.exclude(pk__in=verdict.authors.values("user"))
    free = RawSQL(f"NOT EXISTS ({changed})", (), output_field=BooleanField())  # noqa: S611 - numbers and SQL of our own
    return rows.annotate(is_free=free).filter(is_free=True).order_by("pk")


def who_may(verdict: Verdict, step: Step) -> str:
    """In a sentence, for whoever waits for the step."""
    names = [str(user) for user in givers(verdict, step)[: NAMED + 1]]
    if not names:
        return _(
            "%(step)sができる人がいません。管理者に、執筆者でない人へ「%(role)s」の役割を付けるよう頼んでください。"
        ) % {"step": step.label, "role": permissions.STEP_ROLES[step].label}
    more = _("ほか") if len(names) > NAMED else ""
    return _("%(step)sができる人：%(names)s。") % {"step": step.label, "names": _("、").join(names[:NAMED]) + more}


def _give(verdict: Verdict, step: Step, *, by: User, note: str, seen: str | None) -> Verdict:
    with verdicts.locked(verdict) as row:
        verdicts.refuse_withdrawn(row)
        if row.state not in (Verdict.State.IN_REVIEW, Verdict.State.APPROVED):
            raise verdicts.VerdictNotInReview
        if step not in row.missing_steps:
            raise StepNotAwaited
        verdicts.sign(row, step=step, by=by, seen=seen)
        events.record(GIVEN[step], row, by=by, reason=note.strip())
    return row


def _standing(verdict: Verdict, step: Step, approval: Approval | None, now: Snapshot | None) -> Standing:
    if approval is None:
        return Standing(step, None, "", False, who_may(verdict, step))
    told = Event.objects.about(verdict).filter(action=GIVEN[step]).select_related("content").order_by("-pk").first()
    content = (told.content.content if told is not None else None) or {}  # erased by now
    return Standing(step, approval, str(content.get("reason", "")), now is None or not is_of(approval, now), "")
