"""/.well-known/security.txt (RFC 9116): whom to tell of a vulnerability."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

VALID = timedelta(days=180)  # the RFC asks for less than a year
DAY_SECONDS = 86_400


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def security_txt(request: HttpRequest) -> HttpResponse:
    """404 while SECURITY_CONTACT is empty: a file without a contact is no security.txt."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = [*(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT), f"Expires: {expiry(timezone.now())}"]
    if settings.SECURITY_POLICY_URL:
        lines.append(f"Policy: {settings.SECURITY_POLICY_URL}")
    lines += ["Preferred-Languages: ja, en", f"Canonical: {settings.SITE_URL}/.well-known/security.txt"]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def expiry(now: datetime) -> str:
    """The same all day, so that the answer is."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + VALID).strftime("%Y-%m-%dT%H:%M:%SZ")
