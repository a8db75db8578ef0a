"""What surrounds a kept fragment: part of every reader page, so part of its ETag."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

STYLESHEET = "articles/reader.css"
TEMPLATES = ("public/base.html", "public/verdict_detail.html", "public/_verdict.html")


@cache
def fingerprint() -> str:
    """Changes when a release changes the page around an unchanged verdict, so that no browser keeps the old one."""
    digest = sha256(f"{settings.NEWSROOM_NAME}\n{settings.SITE_URL}\n{settings.DEMO}".encode())
    files = [Path(get_template(name).template.origin.name) for name in TEMPLATES]
    for path in [*files, Path(str(finders.find(STYLESHEET)))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
