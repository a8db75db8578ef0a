from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Extract, Floor
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from .article import ArticleRevision

JOB_LOCK = "extraction-"


class Ended(NamedTuple):
    """Runs that ended within one stretch of time."""

    succeeded: int = 0
    failed: int = 0
    seconds: float = 0.0  # from start to end of the succeeded ones, together
    first: datetime | None = None  # when the first of all ended


class ExtractionRunQuerySet(models.QuerySet["ExtractionRun"]):
    def with_retriable(self) -> ExtractionRunQuerySet:
        """Annotate `is_retriable`: failed, or unfinished while the queue holds no job that could still finish it."""
        lock = Concat(Value(JOB_LOCK), Cast(OuterRef("pk"), models.TextField()))
        # Two questions, because one for both states could use no index of procrastinate's and would read the whole queue.
        waits = Exists(ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo"))
        is_worked_on = Exists(ProcrastinateJob.objects.filter(queueing_lock=lock, status="doing"))
        unfinished = Q(state__in=[ExtractionRun.State.PENDING, ExtractionRun.State.RUNNING])
        retriable = Q(state=ExtractionRun.State.FAILED) | (unfinished & ~waits & ~is_worked_on)
        return self.annotate(is_retriable=ExpressionWrapper(retriable, output_field=models.BooleanField()))

    def retriable(self) -> ExtractionRunQuerySet:
        return self.with_retriable().filter(Q(is_retriable=True))

    def in_hand(self) -> ExtractionRunQuerySet:
        """Unfinished, with a job in the queue that can still finish them."""
        unfinished = self.filter(state__in=[ExtractionRun.State.PENDING, ExtractionRun.State.RUNNING])
        return unfinished.with_retriable().filter(Q(is_retriable=False))

    def ended(self) -> ExtractionRunQuerySet:
        return self.filter(state__in=ExtractionRun.ENDED)

    def to_read_again(self, *, ruleset: str) -> ExtractionRunQuerySet:
        """Succeeded runs of other rulesets over revisions that this one has not come to an end with, and that have a text."""
        current = ExtractionRun.objects.filter(revision=OuterRef("revision"), ruleset=ruleset).ended()
        outdated = self.filter(~Exists(current), state=ExtractionRun.State.SUCCEEDED).exclude(ruleset=ruleset)
        return outdated.filter(revision__redacted_at__isnull=True)  # what was erased cannot be read

    def reading_again(self, *, ruleset: str) -> ExtractionRunQuerySet:
        """Runs of this ruleset over revisions that another one had read before."""
        before = ExtractionRun.objects.filter(revision=OuterRef("revision"), state=ExtractionRun.State.SUCCEEDED)
        return self.filter(Exists(before.exclude(ruleset=ruleset)), ruleset=ruleset)

    def without_text(self) -> ExtractionRunQuerySet:
        """With their articles, for lists: a text may be 200,000 characters long."""
        return self.select_related("revision__article").defer("revision__text")

    def ended_by_step(self, *, until: datetime, step: timedelta, steps: int) -> dict[int, Ended]:
        """Runs that ended in the last `steps` stretches of `step`, by how many steps ago; 0 is the one up to `until`."""
        age = ExpressionWrapper(Value(until) - F("finished_at"), output_field=models.DurationField())
        took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=models.DurationField())
        succeeded, failed = (Q(state=state) for state in (ExtractionRun.State.SUCCEEDED, ExtractionRun.State.FAILED))
        rows = (
            self.filter(finished_at__gt=until - step * steps, finished_at__lte=until)
            .annotate(step=Floor(Extract(age, "epoch") / step.total_seconds()))
            .values_list("step")
            .annotate(
                succeeded=models.Count("pk", filter=succeeded),
                failed=models.Count("pk", filter=failed),
                seconds=models.Sum(Extract(took, "epoch"), filter=succeeded, default=0.0),
                first=models.Min("finished_at"),
            )
            .order_by()
        )
        return {
            int(step): Ended(succeeded, failed, float(seconds), first)
            for step, succeeded, failed, seconds, first in rows
        }


class ExtractionRun(models.Model):
    """One run of one ruleset over one revision. There is at most one per (revision, ruleset).

    The ruleset is the one the revision is read with; a run that waits through an upgrade takes on the new one. As soon as
    the current ruleset is asked to read a revision, what another one has not succeeded in is superseded: the newest run
    of a revision is always the one that counts.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待機中")
        RUNNING = "running", _("処理中")
        SUCCEEDED = "succeeded", _("完了")
        FAILED = "failed", _("失敗")
        SUPERSEDED = "superseded", _("新しい規則に交代")

    ENDED = (State.SUCCEEDED, State.FAILED, State.SUPERSEDED)

    revision = models.ForeignKey(ArticleRevision, models.PROTECT, related_name="runs", verbose_name=_("版"))
    ruleset = models.CharField(_("ルールセット"), max_length=20)
    versions = models.JSONField(_("モデルと辞書の版"), default=dict, help_text="{package: version}")
    state = models.CharField(_("状態"), max_length=20, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(_("試行回数"), default=0)
    error = models.TextField(_("失敗の理由"), blank=True)
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    started_at = models.DateTimeField(_("開始日時"), null=True)
    finished_at = models.DateTimeField(_("終了日時"), null=True)

    objects = ExtractionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽出")
        verbose_name_plural = pgettext_lazy("plural", "抽出")
        indexes = [
            models.Index(fields=["state", "-created_at", "-id"], name="run_by_state"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="run_by_finish"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["revision", "ruleset"], name="one_run_per_revision_and_ruleset"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="failed_run_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=["succeeded", "failed"]) | Q(finished_at__isnull=False),
                name="finished_run_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.ruleset}"

    @property
    def job_lock(self) -> str:
        """The queueing lock of its job: at most one waits in the queue."""
        return f"{JOB_LOCK}{self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def duration(self) -> float | None:
        """Seconds from start to end of the last attempt."""
        if self.started_at and self.finished_at:
            return (self.finished_at - self.started_at).total_seconds()
        return None
