"""Elections: who calls one, whose verdicts take two approvals meanwhile, and what the public wing is told of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, fitness
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import Approval, Claimant, Election, RatingScale, User, Verdict, WithheldFigures

FIELDS = ("name", "first_date", "last_date", "scale")
EARLY_END = ["early_end_date", "early_end_asked_by", "early_end_confirmed_by"]
LONGEST_DAYS = 120  # the longest time from notice to poll, with room: a slip of the pen would bind for years
STEPS = (Approval.Step.DESK, Approval.Step.SECOND)


class NotNameable(Refused):
    message = _("選挙に登録できるのは、公人と団体だけです。私人、未成年、匿名アカウントは外してください。")


class ElectionRuns(Refused):
    message = _(
        "この選挙は期間中なので、期間を縮めることも、候補者・政党などを外すことも、削除もできません。期間を延ばすことと、加えることはできます。"
        "終わりの日の打ち間違いは「終わりの日を早める」を選び、別のデスクの確認を受けて直せます。"
    )


class NotEarlier(Refused):
    message = _("期間中の選挙について、始まりの日からいまの終わりの日の前日までの日付を選んでください。")


class ReasonMissing(Refused):
    message = _("理由を入力してください。")


class NothingAsked(Refused):
    message = _("終わりの日を早める求めは、いまありません。")


class OwnAsking(Refused):
    message = _("自分が求めたことは、別のデスクに確かめてもらってください。")


class EndsBeforeItBegins(Refused):
    message = _("終わりの日が、始まりの日より前になっています。")


class TooLong(Refused):
    message = _("選挙の期間は120日までにしてください。日付に打ち間違いがないか、確かめてください。")


class AlreadyApproved(Refused):
    message = _("この回はもう承認しています。選挙の期間中なので、別のデスクの承認も要ります。")


class SecondApprovalMissing(Refused):
    message = _(
        "選挙に登録した発信者についての検証記事なので、期間中は、執筆者以外のデスク二人の承認が要ります。"
        "承認が一人のものと、一人で公開する誤字の修正は、下書きから確認に出し直してください。"
    )


def call(
    *, name: str, first_date: date, last_date: date, scale: RatingScale, claimants: Collection[Claimant], by: User
) -> Election:
    """Register an election; it begins and ends by its dates. Raises NotNameable, EndsBeforeItBegins."""
    permissions.require(permissions.can_call_election(by))
    fitness.refuse_unfit(Election, {"name": name, "first_date": first_date, "last_date": last_date})
    _refuse_unfit(first_date, last_date, claimants)
    _refuse_too_long(first_date, last_date)
    with transaction.atomic():
        election = Election.objects.create(
            name=name.strip(), first_date=first_date, last_date=last_date, scale=scale, created_by=by
        )
        election.claimants.set(claimants)
        _withhold(election)
        events.record("election.called", election, by=by)
    return election


def change(
    election: Election,
    *,
    by: User,
    version: int | None = None,
    name: str,
    first_date: date,
    last_date: date,
    scale: RatingScale,
    claimants: Collection[Claimant],
) -> Election:
    """Change an election. Raises ChangedMeanwhile, NotNameable, ElectionRuns, EndsBeforeItBegins."""
    permissions.require(permissions.can_call_election(by))
    _refuse_unfit(first_date, last_date, claimants)
    with transaction.atomic():
        row = Election.objects.select_for_update().get(pk=election.pk)
        edits.refuse_unseen(row, version)
        before = set(row.claimants.values_list("pk", flat=True))
        after = {claimant.pk for claimant in claimants}
        if row.is_running(_today()) and (first_date > row.first_date or last_date < row.last_date or before - after):
            raise ElectionRuns
        values = {"name": name.strip(), "first_date": first_date, "last_date": last_date, "scale": scale}
        changed = edits.apply(row, values)
        fitness.refuse_unfit(Election, {name: values[name] for name in changed})
        if {"first_date", "last_date"} & set(changed):
            _refuse_too_long(first_date, last_date)
        told = [*changed, *(["claimants"] if before != after else [])]
        if told:
            row.claimants.set(claimants)
            edits.save(row, changed)
            _withhold(row)
            events.record("election.changed", row, by=by, fields=tuple(told))
    return row


def ask_early_end(election: Election, *, last_date: date, reason: str, by: User) -> Election:
    """Ask another desk editor to let an election that runs end earlier; takes the place of an earlier asking."""
    permissions.require(permissions.can_call_election(by))
    if not is_readable(reason):
        raise ReasonMissing
    with transaction.atomic():
        row = Election.objects.select_for_update().get(pk=election.pk)
        if not (row.is_running(_today()) and row.first_date <= last_date < row.last_date):
            raise NotEarlier
        row.early_end_date, row.early_end_asked_by, row.early_end_confirmed_by = last_date, by, None
        edits.save(row, EARLY_END)
        events.record("election.early_end_asked", row, by=by, reason=f"{last_date.isoformat()}：{reason.strip()}")
    return row


def end_early(election: Election, *, by: User, version: int | None = None) -> Election:
    """Confirm what another one asked. `version` is the one that was read."""
    permissions.require(permissions.can_call_election(by))
    with transaction.atomic():
        row = Election.objects.select_for_update().get(pk=election.pk)
        edits.refuse_unseen(row, version)
        if row.early_end_date is None or row.early_end_date >= row.last_date:
            raise NothingAsked
        if row.early_end_asked_by_id == by.pk:
            raise OwnAsking
        row.last_date, row.early_end_date, row.early_end_confirmed_by = row.early_end_date, None, by
        edits.save(row, ["last_date", *EARLY_END])
        _withhold(row)
        events.record("election.ended_early", row, by=by, reason=row.last_date.isoformat())
    return row


def discard(election: Election, *, by: User) -> None:
    """Delete an election that was entered by mistake. Raises ElectionRuns."""
    permissions.require(permissions.can_call_election(by))
    with transaction.atomic():
        row = Election.objects.select_for_update().get(pk=election.pk)
        if row.is_running(_today()):
            raise ElectionRuns
        events.record("election.discarded", row, by=by)
        WithheldFigures.objects.filter(election_number=row.pk).delete()
        row.delete()


def running_for(verdict: Verdict, day: date | None = None) -> Election | None:
    """The election, today or on that day, in which whoever made the claim stands."""
    running = Election.objects.running(day or _today()).with_claimant(verdict.claim.claimant_id)
    return running.order_by("last_date", "pk").last()


def next_step(verdict: Verdict, *, by: User) -> Approval.Step:
    """What an approval by this person would be, of a verdict that the caller holds. Raises AlreadyApproved."""
    given = dict(_approvals(verdict))
    if by.pk in given.values():
        raise AlreadyApproved
    return Approval.Step.SECOND if Approval.Step.DESK in given else Approval.Step.DESK


def awaits_second(verdict: Verdict, day: date | None = None) -> bool:
    """Whether an election asks for one more approval of this round."""
    return running_for(verdict, day) is not None and len({user for _step, user in _approvals(verdict)}) < len(STEPS)


def refuse_one_approval(verdict: Verdict, day: date | None = None) -> None:
    """Before publishing, today or on that day; the database refuses it too."""
    if awaits_second(verdict, day):
        raise SecondApprovalMissing


def withhold_again() -> None:
    """Derive anew what the public wing is told of elections."""
    with transaction.atomic():
        WithheldFigures.objects.all().delete()
        for election in Election.objects.order_by("pk"):
            _withhold(election)


def _withhold(election: Election) -> None:
    WithheldFigures.objects.filter(election_number=election.pk).delete()
    WithheldFigures.objects.bulk_create(
        WithheldFigures(
            election_number=election.pk,
            claimant_number=number,
            first_date=election.first_date,
            last_date=election.last_date,
        )
        for number in election.claimants.nameable().order_by("pk").values_list("pk", flat=True)
    )


def _refuse_unfit(first_date: date, last_date: date, claimants: Collection[Claimant]) -> None:
    if last_date < first_date:
        raise EndsBeforeItBegins
    if not all(claimant.is_nameable for claimant in claimants):
        raise NotNameable


def _refuse_too_long(first_date: date, last_date: date) -> None:
    if (last_date - first_date).days >= LONGEST_DAYS:
        raise TooLong


def _approvals(verdict: Verdict) -> list[tuple[str, int]]:
    rows = verdict.approvals.filter(round=verdict.round, step__in=STEPS).order_by("pk")
    return list(rows.values_list("step", "approved_by"))


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())
