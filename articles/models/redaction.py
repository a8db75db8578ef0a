from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .verdict import Verdict

ERASED = "（消去済み）"  # what takes the place of words that were erased


class Redaction(models.Model):
    """One desk editor hides versions of a verdict at once; a second confirms, and only then is the content erased."""

    class State(models.TextChoices):
        HIDDEN = "hidden", _("非表示（確認待ち）")
        CONFIRMED = "confirmed", _("消去済み")
        LIFTED = "lifted", _("解除")

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="redactions", verbose_name=_("検証記事"))
    versions = ArrayField(models.PositiveIntegerField(), verbose_name=_("対象の版"))
    reason = models.TextField(_("理由"), help_text=_("社内用。公開されない。"))
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.HIDDEN)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("非表示にした人")
    )
    hidden_at = models.DateTimeField(_("非表示日時"), auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("確認した人")
    )
    closed_at = models.DateTimeField(_("確認日時"), null=True)
    with_texts = models.BooleanField(_("出どころの本文も消去"), default=False)
    with_claimant = models.BooleanField(_("発信者も消去"), default=False)
    closing_reason = models.TextField(_("解除の理由"), blank=True, help_text=_("社内用。公開されない。"))

    class Meta:
        verbose_name = _("非表示措置")
        verbose_name_plural = pgettext_lazy("plural", "非表示措置")
        constraints = [
            models.UniqueConstraint(
                fields=["verdict"], condition=Q(state="hidden"), name="one_open_redaction_per_verdict"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(closed_by=F("hidden_by")),
                name="redaction_is_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="hidden", closed_by__isnull=True, closed_at__isnull=True)
                | (~Q(state="hidden") & Q(closed_by__isnull=False, closed_at__isnull=False)),
                name="closed_redaction_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_has_a_reason"),
            models.CheckConstraint(condition=Q(versions__len__gte=1), name="redaction_names_versions"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closes_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # not a constraint: some that stand were lifted by one person, when that was still allowed
                func=f"""
                IF OLD.state <> 'hidden' AND NOT (NEW.reason IN (OLD.reason, '{ERASED}')
                    AND NEW.closing_reason IN (OLD.closing_reason, '{ERASED}')
                    AND to_jsonb(NEW) - 'reason' - 'closing_reason' = to_jsonb(OLD) - 'reason' - 'closing_reason') THEN
                    RAISE EXCEPTION 'a closed redaction does not change' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF NEW.state = 'lifted' AND OLD.state = 'hidden' AND (NEW.closed_by_id = NEW.hidden_by_id OR NEW.closing_reason !~ '[^[:space:]]') THEN
                    RAISE EXCEPTION 'a redaction is lifted by a second person, for a reason'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="refuse_delete", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.verdict_id}: {self.get_state_display()}"
