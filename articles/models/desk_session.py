from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeskSession(models.Model):
    """Where a member is signed in, as they see it in the list of their sessions.

    The session itself is Django's; a row here whose session is gone means nothing and is cleared away.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(_("ブラウザー"), max_length=60)
    network = models.CharField(_("接続元"), max_length=50, help_text="the network, not the address: /24 or /48")
    began_at = models.DateTimeField(_("ログイン日時"))
    seen_at = models.DateTimeField(_("最後の操作"))

    class Meta:
        verbose_name = _("ログイン中の端末")
        verbose_name_plural = pgettext_lazy("plural", "ログイン中の端末")
