from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .texts import runs_straight, says_something
from .verdict import Verdict, only_while_draft


class RightOfReplyQuerySet(models.QuerySet["RightOfReply"]):
    def awaited_by(self, moment: datetime) -> RightOfReplyQuerySet:
        """Asked for before a moment, not answered, and of a verdict whose next version is still to be published."""
        waiting = self.filter(outcome=RightOfReply.Outcome.WAITING, deadline__lt=moment)
        return waiting.filter(verdict__state__in=Verdict.UNFINISHED)


class RightOfReply(models.Model):
    """A question to the party concerned, and its answer in full or the fact that none came by the deadline."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("メール")
        PHONE = "phone", _("電話")
        LETTER = "letter", _("書面")
        FORM = "form", _("問い合わせフォーム")
        IN_PERSON = "in_person", _("対面")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("回答待ち")
        ANSWERED = "answered", _("回答あり")
        NO_ANSWER = "no_answer", _("期限までに回答なし")

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="rights_of_reply", verbose_name=_("検証記事"))
    party = models.CharField(_("確認した相手"), max_length=200, validators=[says_something, runs_straight])
    channel = models.CharField(_("方法"), max_length=20, choices=Channel, default=Channel.EMAIL)
    asked_at = models.DateTimeField(_("確認日時"), validators=[days.has_happened])
    deadline = models.DateTimeField(_("回答期限"), null=True, blank=True, validators=[days.is_planned])
    outcome = models.CharField(_("結果"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    answer = models.TextField(_("回答全文"), blank=True, validators=[says_something])
    answered_at = models.DateTimeField(_("回答日時"), null=True, blank=True, validators=[days.has_happened])

    objects = RightOfReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("当事者への確認")
        verbose_name_plural = pgettext_lazy("plural", "当事者への確認")
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome="answered") & ~Q(answer="")) | (~Q(outcome="answered") & Q(answer="")),
                name="answered_reply_has_the_answer",
                violation_error_message=_(
                    "「回答あり」には回答の全文が必要です。回答がなければ、結果を「回答待ち」か「期限までに回答なし」にしてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gte=models.F("asked_at")),
                name="deadline_is_after_the_question",
                violation_error_message=_("回答期限が確認日時より前になっています。"),
            ),
            days.readable_moments("asked_at", "deadline", "answered_at", of="reply"),
        ]
        triggers = [only_while_draft()]

    def __str__(self) -> str:
        return self.party

    @property
    def is_waiting(self) -> bool:
        return self.pk is not None and self.outcome == self.Outcome.WAITING

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.deadline is not None and self.deadline < timezone.now()
