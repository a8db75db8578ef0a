"""Texts that must say something: a required one is not made of what nobody can see."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.japanese.invisible import READABLE, is_readable

# Three lines, each with something to read; PostgreSQL's own form of Verdict.summary_lines.
THREE_LINES = r"\A[^\n]*R[^\n]*\n[^\n]*R[^\n]*\n[^\n]*R[^\n]*\Z".replace("R", READABLE)


def says_something(text: str) -> None:
    if text and not is_readable(text):
        raise ValidationError(_("見える文字がありません。読める文字を入力してください。"), code="unreadable")


def readable(name: str) -> Q:
    """For a constraint: the column says something."""
    return Q(**{f"{name}__regex": READABLE})
