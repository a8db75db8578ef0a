"""Candidates of an article for people at a terminal and for programs: a ranked table, or one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from articles.models import Article, ArticleRevision
from articles.models.candidate import Scored


def write_table(output: OutputWrapper, article: Article, revision: ArticleRevision, *, top: int) -> None:
    rows = revision.candidates.proposed().scored()
    table = Table(
        title=f"#{article.pk}　{article.title}", title_justify="left", title_style="bold", expand=True, box=SIMPLE_HEAD
    )
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(_("優先度"), justify="right", no_wrap=True)
    table.add_column(_("分類"), no_wrap=True)
    table.add_column(_("発言者"), ratio=2, overflow="fold")
    table.add_column(_("述べ方"), no_wrap=True)
    table.add_column(_("検証候補"), ratio=6, overflow="fold")
    for place, row in enumerate(rows[:top], start=1):
        table.add_row(str(place), *_cells(row))
    _print(output, table)
    if not rows:
        output.write(_("検証候補は見つかりませんでした。"))
    elif len(rows) > top:
        output.write(_("ほか %(n)d 件") % {"n": len(rows) - top})


def write_jsonl(output: OutputWrapper, article: Article, revision: ArticleRevision) -> None:
    for row in revision.candidates.proposed().scored():
        output.write(orjson.dumps(_plain(article, revision, row)).decode())


def _cells(row: Scored) -> Iterator[str]:
    candidate, score = row
    if score is None:
        yield from ("–", candidate.get_origin_display(), "", "")
    else:
        yield from (
            f"{score.priority:.2f}",
            score.get_label_display(),
            score.speaker or (f"（{score.via}）" if score.via else ""),
            score.get_modality_display(),
        )
    missing = _("補ってください：%(what)s") % {"what": score.missing} if score and score.missing else ""
    yield "\n".join(filter(None, [candidate.quote.replace("\n", " "), missing]))


def _plain(article: Article, revision: ArticleRevision, row: Scored) -> dict[str, Any]:
    """Offsets are code points of the revision's text; what only a score knows is null without one."""
    candidate, score = row
    return {
        "article": article.pk,
        "revision": revision.number,
        "candidate": candidate.pk,
        "start": candidate.start,
        "end": candidate.end,
        "text": candidate.quote,
        "state": candidate.state,
        "priority": float(score.priority) if score else None,
        "label": score.label if score else None,
        "speaker": score.speaker or None if score else None,
        "via": score.via or None if score else None,
        "quote": score.quote if score else None,
        "modality": score.modality if score else None,
        "numeric": score.numeric if score else None,
        "standalone": score.standalone if score else None,
        "incomplete": score.incomplete if score else [],
        "quantities": score.quantities if score else [],
        "dates": score.dates if score else [],
        "reasons": score.reasons if score else [],
    }


def _print(output: OutputWrapper, table: Table) -> None:
    """Through a capture: the wrapper would end every piece rich writes with a line break."""
    console = Console(highlight=False, markup=False)
    with console.capture() as capture:
        console.print(table)
    output.write(capture.get(), ending="")
