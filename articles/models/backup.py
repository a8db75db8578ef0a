from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import append_only


class BackupQuerySet(models.QuerySet["Backup"]):
    def newest(self) -> Backup | None:
        return self.order_by("-pk").first()

    def succeeded(self) -> BackupQuerySet:
        return self.filter(kind=Backup.Kind.MADE)

    def standing(self) -> BackupQuerySet:
        """What tells of a file that holds the database: made from it, or what it was restored from."""
        return self.exclude(kind=Backup.Kind.FAILED)


class Backup(models.Model):
    """What became of one backup or restore. The file itself is elsewhere; this row tells the desk and /metrics."""

    class Kind(models.TextChoices):
        MADE = "made", _("作成")
        FAILED = "failed", _("失敗")
        RESTORED = "restored", _("復元")

    kind = models.CharField(_("結果"), max_length=10, choices=Kind)
    file = models.CharField(_("ファイル"), max_length=100, blank=True)
    bytes = models.PositiveBigIntegerField(_("大きさ"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    sequence = models.PositiveBigIntegerField(_("公開記録の番号"), default=0)
    was_checked = models.BooleanField(_("復元して確かめた"), default=False)
    reason = models.TextField(_("失敗の理由"), blank=True)
    started_at = models.DateTimeField(_("開始日時"))
    finished_at = models.DateTimeField(_("終了日時"))

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("バックアップ")
        verbose_name_plural = pgettext_lazy("plural", "バックアップ")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="failed") | ~Q(reason=""), name="failed_backup_says_why"),
            models.CheckConstraint(condition=Q(kind="failed") | ~Q(sha256=""), name="backup_says_its_digest"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.file} {self.get_kind_display()}"
