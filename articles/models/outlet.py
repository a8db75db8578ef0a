from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .texts import says_something
from .versioned import Versioned


class Outlet(Versioned):
    """Who published a text. The full text of an article leaves the desk only where `is_own`."""

    name = models.CharField(_("名称"), max_length=100, unique=True, validators=[says_something])
    url = models.URLField(_("URL"), max_length=2000, blank=True)
    is_own = models.BooleanField(_("自社"), default=False)

    class Meta:
        verbose_name = _("媒体")
        verbose_name_plural = pgettext_lazy("plural", "媒体")

    def __str__(self) -> str:
        return self.name
