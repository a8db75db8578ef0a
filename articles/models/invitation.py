from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        return self.filter(closed_at__isnull=True, expires_at__gt=now)


class Invitation(models.Model):
    """A link by which a new member sets a password of their own, once and before it expires.

    The link is signed with SECRET_KEY and not kept: who reads this table cannot accept an invitation.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    sent_at = models.DateTimeField(_("招待日時"), auto_now_add=True)
    expires_at = models.DateTimeField(_("期限"))
    closed_at = models.DateTimeField(_("使われたか取り消された日時"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("招待")
        verbose_name_plural = pgettext_lazy("plural", "招待")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at__isnull=True), name="member_has_one_open_invitation"
            )
        ]
        triggers = [*refuse_delete_and_truncate()]

    def __str__(self) -> str:
        return str(self.user)
