"""Steps of a long command: bars for people at a terminal, a line a step for a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from articles.backups.progress import Advance


class Steps:
    """An `articles.backups.progress.Progress` that writes to a command's output."""

    def __init__(self, output: OutputWrapper) -> None:
        self.output = output

    def __call__(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]:
        return self._bar(label, total) if self.output.isatty() else self._line(label)

    @contextmanager
    def _bar(self, label: str, total: int | None) -> Iterator[Advance]:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task(label, total=total)
            yield lambda done: progress.advance(bar, done)
            progress.update(bar, total=total or 1, completed=total or 1)

    @contextmanager
    def _line(self, label: str) -> Iterator[Advance]:
        began = time.monotonic()
        yield lambda done: None
        self.output.write(_("%(label)s：%(seconds).1f 秒") % {"label": label, "seconds": time.monotonic() - began})
