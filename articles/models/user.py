from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .versioned import Versioned


class User(Versioned, AbstractUser):
    """A member of the newsroom. What one may do follows from one's groups (see articles/permissions.py)."""

    class Role(models.TextChoices):
        # The stored value is the group's name as the admin shows it.
        REPORTER = "記者", _("記者")
        DESK_EDITOR = "デスク", _("デスク")
        ADMINISTRATOR = "管理者", _("管理者")

    display_name = models.CharField(_("表示名"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("担当者")
        verbose_name_plural = pgettext_lazy("plural", "担当者")

    def __str__(self) -> str:
        return self.display_name or self.get_username()

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the groups this user is in; one query per request."""
        return frozenset(self.groups.values_list("name", flat=True)) if self.is_active else frozenset()
