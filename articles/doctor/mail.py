from __future__ import annotations

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from articles.doctor.findings import Finding, error, fine, warning

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE_SECONDS = 5


def findings() -> Iterator[Finding]:
    """Whether the mail server lets us in; nothing is sent."""
    if settings.EMAIL_BACKEND != SMTP:
        if not settings.DEMO:
            message = _("メールはどこにも送られません（%(backend)s）。招待も再設定も届きません。")
            yield warning(
                "mail.backend", message % {"backend": settings.EMAIL_BACKEND}, _("SMTP サーバーを設定してください。")
            )
        return
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connection = get_connection(timeout=PATIENCE_SECONDS)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as refused:
        make = warning if settings.DEMO else error
        message = _("メールサーバー %(server)s に接続できません（%(error)s）。")
        yield make(
            "mail.unreachable",
            message % {"server": server, "error": type(refused).__name__},
            _("メールサーバーのアドレスとパスワードの設定を確かめてください。"),
        )
    else:
        yield fine("mail", _("メールサーバー %(server)s に接続できました。") % {"server": server})
    finally:
        connection.close()
