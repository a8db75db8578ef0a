"""Who the newsroom is, who pays for it, what it does with data, how to reach it: Markdown files that the newsroom writes.

`NEWSROOM_PAGES` names their folder. They are read when they are asked for, so a change needs no restart, and rendered like the
reasoning of a verdict: no HTML of the author's, no pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.public import prose
from articles.public.prose import Section


class Kind(NamedTuple):
    """`tells` is what search engines and shared links say of the page; `asks` what the newsroom has to write in it."""

    title: str | Promise
    tells: str | Promise
    asks: str | Promise

    @property
    def description(self) -> str:
        return str(self.tells) % {"name": settings.NEWSROOM_NAME}


KINDS = {
    "about": Kind(
        _("私たちについて"),
        _("%(name)sは何をする編集部か。目的、体制、編集の独立、加盟している団体。"),
        _("目的、体制と責任者、編集の独立、加盟している団体"),
    ),
    "funding": Kind(
        _("運営と資金"),
        _("%(name)sの運営者と、お金の出どころ、出す人が判定に関われない仕組み。"),
        _("運営者、収入と支出、お金を出す人との関係"),
    ),
    "privacy": Kind(
        _("個人情報の扱い"),
        _("%(name)sの読者のページが何を集め、何を集めないか。"),
        _("お知らせいただいた情報の扱い、保存する期間、請求の窓口"),
    ),
    "contact": Kind(
        _("お問い合わせ"),
        _("%(name)sへの連絡先。記事の誤り、確かめてほしい話、そのほか。"),
        _("所在地、電話、受け付ける時間"),
    ),
}
ALWAYS = ("privacy", "contact")  # what the software and the settings say makes a page of these without a file


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    sections = _sections(text_of(name))
    context = {"kind": KINDS[name], "sections": sections, "is_unwritten": not sections and name not in ALWAYS}
    return render(request, f"public/{name if name in ALWAYS else 'newsroom_page'}.html", context)


def depends_on(name: str) -> Callable[[HttpRequest], str]:
    """What a page shows besides what is published."""
    return lambda _request: text_of(name)


def text_of(name: str) -> str:
    """The Markdown of a page, "" where the newsroom has written none that can be read."""
    folder = settings.NEWSROOM_PAGES
    if folder is None:
        return ""
    path = _file(folder, name)
    try:
        status = path.stat()
        return _read(path, status.st_mtime_ns, status.st_size)
    except (OSError, UnicodeDecodeError):
        return ""


@lru_cache(maxsize=8)
def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.md"


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> str:
    return path.read_text(encoding="utf-8-sig").strip()


def shown() -> list[str]:
    """The names of the pages that have something to say."""
    return [name for name in KINDS if name in ALWAYS or text_of(name)]


@lru_cache(maxsize=8)
def _sections(text: str) -> list[Section]:
    return prose.sections(text)
