"""What proves a member besides the password. Nothing here lets somebody who reads the database sign in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuthenticatorApp(models.Model):
    """A member's app that shows a code every 30 seconds (TOTP, RFC 6238).

    `last_step` is the 30 seconds whose code was accepted last: it only grows, so no code is accepted twice.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="authenticator_app")
    secret = models.BinaryField(help_text="encrypted under SECRET_KEY")
    last_step = models.BigIntegerField()
    added_at = models.DateTimeField(_("追加日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("認証アプリ")
        verbose_name_plural = pgettext_lazy("plural", "認証アプリ")


class Passkey(models.Model):
    """A WebAuthn credential: the public half of a key that a device keeps."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("名前"), max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField(help_text="AttestedCredentialData as fido2 writes it")
    counter = models.PositiveBigIntegerField(
        default=0, help_text="of signatures; stays 0 for keys that are synchronised"
    )
    added_at = models.DateTimeField(_("追加日時"), auto_now_add=True)
    used_at = models.DateTimeField(_("最後に使った日時"), null=True)

    class Meta:
        verbose_name = _("パスキー")
        verbose_name_plural = pgettext_lazy("plural", "パスキー")

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of the codes on paper that stand in for a lost device, each once. 80 random bits need no slow hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, help_text="SHA-256")
    used_at = models.DateTimeField(_("使った日時"), null=True)

    class Meta:
        verbose_name = _("回復コード")
        verbose_name_plural = pgettext_lazy("plural", "回復コード")
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_is_unique")]
