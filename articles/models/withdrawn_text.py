from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import append_only
from .redaction import Redaction


class WithdrawalKey(models.Model):
    """The random key of the hashes below, sealed under SECRET_KEY; another row of the same mark seals it anew."""

    mark = models.CharField(max_length=16, help_text="hash of the key, in hexadecimal")
    sealed = models.BinaryField(help_text="encrypted under SECRET_KEY")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("消去した本文を見分ける鍵")
        verbose_name_plural = pgettext_lazy("plural", "消去した本文を見分ける鍵")
        triggers = append_only()

    def __str__(self) -> str:
        return self.mark


class WithdrawnText(models.Model):
    """What a text that a redaction erased is known by when it is sent again: hashes under a key, and no word of it.

    `redaction` is empty where a list put the row back after a restore and the redaction is not in the backup.
    """

    redaction = models.ForeignKey(
        Redaction, models.PROTECT, null=True, related_name="withdrawn_texts", verbose_name=_("非表示措置")
    )
    key_mark = models.CharField(max_length=16)
    text = models.CharField(max_length=64, db_index=True, help_text="of search.copies.written, in hexadecimal")
    bands = ArrayField(models.BigIntegerField(), help_text="of search.fingerprints.bands")
    passages = ArrayField(models.BigIntegerField(), help_text="of search.copies.passages in which the claim stood")
    addresses = ArrayField(models.BigIntegerField(), help_text="of Article.url_keys")
    withdrawn_at = models.DateTimeField(_("消去日時"), default=timezone.now)

    class Meta:
        verbose_name = _("消去した本文の印")
        verbose_name_plural = pgettext_lazy("plural", "消去した本文の印")
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.pk)
