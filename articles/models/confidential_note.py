from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate
from .evidence import Evidence
from .verdict import Verdict
from .versioned import Versioned


class ConfidentialNoteQuerySet(models.QuerySet["ConfidentialNote"]):
    def standing(self) -> ConfidentialNoteQuerySet:
        return self.filter(destroyed_at__isnull=True)


class ConfidentialNote(Versioned):
    """Who a protected source is, and what only a few may know. Encrypted; the key is not in the database.

    It is outside the history and its chain, which say only that it was written, read and destroyed. A destroyed one
    keeps its row and has no words, for good.
    """

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="notes", verbose_name=_("検証記事"))
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, related_name="notes", verbose_name=_("匿名の根拠"), editable=False
    )
    ciphertext = models.BinaryField(null=True)
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("読める人"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"), auto_now_add=True)
    destroyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("破棄した人")
    )
    destroyed_at = models.DateTimeField(_("破棄した日時"), null=True)

    objects = ConfidentialNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("取材メモ")
        verbose_name_plural = pgettext_lazy("plural", "取材メモ")
        constraints = [
            models.CheckConstraint(
                condition=Q(ciphertext__isnull=False, destroyed_at__isnull=True, destroyed_by__isnull=True)
                | Q(ciphertext__isnull=True, destroyed_at__isnull=False, destroyed_by__isnull=False),
                name="destroyed_note_has_no_words",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="destroyed_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.destroyed_at IS NOT NULL AND (NEW.ciphertext IS NOT NULL OR NEW.destroyed_at IS NULL) THEN
                    RAISE EXCEPTION 'a destroyed note stays destroyed' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return str(_("取材メモ %d") % self.pk)

    @property
    def is_destroyed(self) -> bool:
        return self.destroyed_at is not None
