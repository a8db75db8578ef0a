from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate
from .verdict import Verdict


class TypoFixQuerySet(models.QuerySet["TypoFix"]):
    def unseen(self) -> TypoFixQuerySet:
        return self.filter(seen_by__isnull=True)


class TypoFix(models.Model):
    """A slip of the pen mended in a published verdict on one desk editor's word, for another one to look at afterwards.

    It takes the place of the approval of its round; the trigger on the verdict says what may be published on it.
    """

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="typo_fixes", verbose_name=_("検証記事"))
    round = models.PositiveIntegerField(_("回"))
    version = models.PositiveIntegerField(_("公開版"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("公開した人")
    )
    published_at = models.DateTimeField(_("公開日時"), auto_now_add=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("確かめた人")
    )
    seen_at = models.DateTimeField(_("確かめた日時"), null=True)

    objects = TypoFixQuerySet.as_manager()

    class Meta:
        verbose_name = _("誤字の修正")
        verbose_name_plural = pgettext_lazy("plural", "誤字の修正")
        constraints = [
            models.UniqueConstraint(fields=["verdict", "round"], name="one_typo_fix_per_round"),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True) | ~Q(seen_by=F("published_by")),
                name="typo_fix_is_seen_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True, seen_at__isnull=True)
                | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="seen_typo_fix_says_when",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_seen_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.seen_by_id IS NOT NULL
                   OR (NEW.id, NEW.verdict_id, NEW.round, NEW.version, NEW.published_by_id, NEW.published_at)
                   IS DISTINCT FROM (OLD.id, OLD.verdict_id, OLD.round, OLD.version, OLD.published_by_id, OLD.published_at) THEN
                    RAISE EXCEPTION 'a typo fix does not change' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.round}"
