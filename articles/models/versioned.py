from django.db import models
from django.utils.translation import gettext_lazy as _


class Versioned(models.Model):
    """A row that people edit: `version` counts the edits, so that a form can say which state its editor saw."""

    version = models.PositiveIntegerField(_("版数"), default=1, editable=False)

    class Meta:
        abstract = True
