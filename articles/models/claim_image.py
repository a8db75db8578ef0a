from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .verdict import Verdict, only_while_draft

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")


class ClaimImage(models.Model):
    """A picture of the claim as it went around, mostly a screenshot, for the readers of a verdict; written anew from its
    pixels (articles/actions/pictures.py).
    """

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="claim_images", verbose_name=_("検証記事"))
    content = models.BinaryField(_("画像"))
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    source_sha256 = models.CharField(_("元のファイルのSHA-256"), max_length=64)
    alt = models.CharField(
        _("代わりの文"),
        max_length=300,
        help_text=_(
            "画像を見られない人のために、何が写っているかを書きます。画像の中の文も、主張にかかわるところは書き写します。"
        ),
    )
    caption = models.CharField(
        _("説明"), max_length=200, blank=True, help_text=_("どこに、いつ出たものか。読者には画像の下に出ます。")
    )

    class Meta:
        verbose_name = _("主張の画像")
        verbose_name_plural = pgettext_lazy("plural", "主張の画像")
        constraints = [
            models.UniqueConstraint(fields=["verdict", "sha256"], name="claim_image_once_in_a_verdict"),
            models.CheckConstraint(condition=Q(alt__regex=r"\S"), name="claim_image_is_described"),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA_TYPES), name="claim_image_is_a_picture"),
        ]
        triggers = [only_while_draft()]

    def __str__(self) -> str:
        return self.caption or self.alt
