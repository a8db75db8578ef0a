"""The reasoning of a version: as HTML for readers, as plain text everywhere else."""

from __future__ import annotations

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from articles.models.snapshot import Snapshot


def of(snapshot: Snapshot) -> SafeString:
    """The reasoning of a version as readers see it."""
    return mark_safe(linebreaks(snapshot["reasoning"], autoescape=True))  # noqa: S308 - it escapes


def plain_of(snapshot: Snapshot) -> str:
    """The reasoning of a version without marks."""
    return snapshot["reasoning"]
