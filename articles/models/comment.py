from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import append_only


class Comment(models.Model):
    """Something a member said about a claim, within the desk.

    What was said is the reason of its Event and nowhere else: so it stands in the chain of the history, is never
    rewritten, and is erased with what else the history told of the claim (docs/adr/0026).
    """

    claim = models.ForeignKey("Claim", models.PROTECT, related_name="comments", verbose_name=_("検証対象"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人"))
    written_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("コメント")
        verbose_name_plural = pgettext_lazy("plural", "コメント")
        indexes = [models.Index(fields=["claim", "id"], name="comment_by_claim")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"#{self.pk}"
