"""What surrounds a kept fragment: part of every reader page, so part of its ETag."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from django.conf import settings

PARTS = (
    *("templates/public/*.html", "articles/static/articles/reader.*", "articles/static/articles/embed.js"),
    *("articles/public/*.py", "articles/templatetags/*.py"),  # what they put into a page
    "articles/actions/reference.py",  # the ratings
    "locale/en/LC_MESSAGES/django.mo",  # pages in English
)

SETTINGS = (
    *("NEWSROOM_NAME", "SITE_URL", "DEMO", "PUBLISH_SELECTION", "READER_TIPS"),
    *("CORRECTIONS_EMAIL", "CORRECTIONS_FORM_URL", "CONTACT_EMAIL", "SECURITY_CONTACT"),
)


@cache
def fingerprint() -> str:
    """Changes when a release changes the page around an unchanged verdict, so that no browser keeps the old one."""
    digest = sha256("\n".join(str(getattr(settings, name)) for name in SETTINGS).encode())
    for pattern in PARTS:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
