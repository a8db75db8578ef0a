"""Settings that start but should not. A value that cannot be read stops every command before this one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host
from django.utils.translation import gettext as _

from articles.doctor.findings import Finding, error, fine, warning

SECRET_KEY_LENGTH, SECRET_KEY_VARIETY = 50, 5  # Django's own measure, security.W009
LOCAL = ("127.0.0.1", "localhost", "::1")


def findings() -> Iterator[Finding]:
    found = [*_secrets(), *_serving(), *_contacts(), *_django()]
    yield from found
    if not found:
        yield fine("settings", _("設定に問題はありません。"))


def _secrets() -> Iterator[Finding]:
    if is_weak(settings.SECRET_KEY):
        yield error(
            "settings.secret-key",
            _("SECRET_KEY が短いか、推測できる値です。"),
            _(
                "python -c 'import secrets; print(secrets.token_urlsafe(50))' の値を設定し、元の値は SECRET_KEY_FALLBACKS へ。"
            ),
        )
    if not settings.NOTE_KEYS:
        yield warning(
            "settings.note-keys",
            _("NOTE_KEYS がないので、取材メモを使えません。"),
            _("Fernet の鍵を作って設定し、写しをバックアップとは別の場所に保管してください。"),
        )
    if len(set(settings.NOTE_KEYS)) != len(settings.NOTE_KEYS):
        yield error("settings.note-keys-twice", _("NOTE_KEYS に同じ鍵が2つあります。"), _("片方を消してください。"))
    if settings.BEHIND_PROXY and not settings.METRICS_TOKEN:
        yield warning(
            "settings.metrics-token",
            _("METRICS_TOKEN がないので、/metrics は誰にも応答しません。"),
            _("監視するなら、長い乱数を METRICS_TOKEN に設定してください。"),
        )


def is_weak(key: str) -> bool:
    return len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_VARIETY or key.startswith("django-insecure-")


def _serving() -> Iterator[Finding]:
    site = urlsplit(settings.SITE_URL)
    host = site.hostname or ""
    if settings.DEBUG:
        yield error(
            "settings.debug", _("DEBUG が有効です。エラーの画面に内部の値が出ます。"), _("DEBUG=false にしてください。")
        )
    if settings.DEMO and host not in LOCAL:
        yield error(
            "settings.demo",
            _("DEMO が有効です。合言葉が公開されているアカウントで誰でも入れます。"),
            _("DEMO=false にし、demo の担当者を無効にしてください。"),
        )
    if not settings.DEMO and not settings.HTTPS:
        yield error(
            "settings.https", _("HTTPS が無効です。"), _("HTTPS=true にし、TLS のプロキシを前に置いてください。")
        )
    if not settings.DEMO and (site.scheme != "https" or host in LOCAL):
        yield error(
            "settings.site-url",
            _("SITE_URL が公開の https のアドレスではありません：%(url)s") % {"url": settings.SITE_URL},
            _("読者が見る https://… の形で設定してください。公開記録とフィードに入ります。"),
        )
    if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
        yield error(
            "settings.allowed-hosts",
            _("ALLOWED_HOSTS が空か、何でも許しています。"),
            _("サイトのホスト名（と、監視のための 127.0.0.1）だけを並べてください。"),
        )
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        yield error(
            "settings.site-host",
            _("SITE_URL のホスト %(host)s が ALLOWED_HOSTS にありません。") % {"host": host},
            _("ALLOWED_HOSTS に加えてください。"),
        )
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield warning(
            "settings.behind-proxy",
            _("HTTPS が有効で BEHIND_PROXY が無効です。プロキシの後ろでは、転送が終わらなくなります。"),
            _("X-Forwarded-Proto を自分で付けるプロキシの後ろなら BEHIND_PROXY=true にしてください。"),
        )


def _contacts() -> Iterator[Finding]:
    if not (settings.CORRECTIONS_EMAIL or settings.CORRECTIONS_FORM_URL):
        yield warning(
            "settings.corrections-email",
            _("CORRECTIONS_EMAIL がないので、読者は誤りを知らせる先が分かりません。"),
            _("訂正の窓口のメールアドレスを設定してください。"),
        )
    if not settings.SECURITY_CONTACT:
        yield warning(
            "settings.security-contact",
            _("SECURITY_CONTACT がないので、security.txt がありません。"),
            _("脆弱性の連絡先を mailto:… か https://… で設定してください。"),
        )


def _django() -> Iterator[Finding]:
    """Django's own checks for deployment that ours do not say better."""
    said = (
        "security.W004",
        "security.W008",
        "security.W009",
        "security.W012",
        "security.W016",
        "security.W018",
        "security.W020",
    )
    for message in checks.run_checks(include_deployment_checks=not settings.DEMO):
        if message.is_silenced() or message.id in said:
            continue
        make = error if message.is_serious() else warning
        yield make(
            f"django.{message.id}",
            str(message.msg),
            str(message.hint or _("Django の文書でこの番号を調べてください。")),
        )
