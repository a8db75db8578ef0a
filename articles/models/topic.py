from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .texts import runs_straight, says_something
from .versioned import Versioned


class Topic(Versioned):
    slug = models.SlugField(_("スラッグ"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60, unique=True, validators=[says_something, runs_straight])

    class Meta:
        verbose_name = _("テーマ")
        verbose_name_plural = pgettext_lazy("plural", "テーマ")

    def __str__(self) -> str:
        return self.name
