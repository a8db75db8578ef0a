from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .user import User


class UnsavedTextQuerySet(models.QuerySet["UnsavedText"]):
    def of(self, user: User, form: str) -> UnsavedTextQuerySet:
        """What one member typed into one form, newest first."""
        return self.filter(user=user, form=form).order_by("-saved_at", "-pk")


class UnsavedText(models.Model):
    """What somebody typed into a form of the desk and has not saved yet; one row for each page they had it open on.

    Scratch paper of one member: nobody else is shown it, no Event tells of it. Its words are encrypted, and go when it is
    saved, when it is given up, after some days, and when what it is about is erased.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("書いた人"))
    form = models.CharField(
        max_length=100, help_text="kind, number and name of a form: verdict:3, claim:add, verdict:3:note"
    )
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField(null=True)
    page = models.UUIDField(help_text="made by the browser each time the form is opened")
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField(_("日時"))

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("書きかけ")
        verbose_name_plural = pgettext_lazy("plural", "書きかけ")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="unsaved_text_by_subject"),
            models.Index(fields=["saved_at"], name="unsaved_text_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "page"], name="unsaved_text_is_kept_once_a_page")
        ]


class PresenceQuerySet(models.QuerySet["Presence"]):
    def others_at(self, user: User, form: str, *, since: datetime) -> PresenceQuerySet:
        """Who else has a form open, by name."""
        here = self.filter(form=form, seen_at__gte=since).exclude(user=user)
        return here.select_related("user").order_by("user__display_name", "user_id")


class Presence(models.Model):
    """Who has a form open. The row says when they were last heard of: after a while it means nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("開いている人"))
    form = models.CharField(max_length=100)
    seen_at = models.DateTimeField(_("最後に開いていた日時"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ページを開いている人")
        verbose_name_plural = pgettext_lazy("plural", "ページを開いている人")
        indexes = [models.Index(fields=["form", "seen_at"], name="presence_by_form")]
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="presence_is_noted_once")]
