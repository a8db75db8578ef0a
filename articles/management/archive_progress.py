"""How far the import of a file is: a bar for people at a terminal, a line now and then for a log."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import BinaryIO

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

LINE_SECONDS = 10

Report = Callable[[int], None]
"""Called with the number of rows that are done so far."""


def shown(output: OutputWrapper, name: str, file: BinaryIO) -> AbstractContextManager[Report]:
    """Progress by the bytes read of a file. A pipe has no size: there is a rate then, but no end in sight."""
    size = _size(file)
    position = file.tell if size else lambda: 0
    return _bar(name, size, position) if output.isatty() else _lines(output, name, size, position)


def _size(file: BinaryIO) -> int | None:
    try:
        status = os.fstat(file.fileno())
    except OSError:  # a stream in memory has no file behind it
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


@contextmanager
def _bar(name: str, size: int | None, position: Callable[[], int]) -> Iterator[Report]:
    remaining = (TextColumn(_("残り")), TimeRemainingColumn(compact=True)) if size else ()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[pace]}"))
    began = time.monotonic()
    with Progress(*columns, *remaining, console=Console(stderr=True)) as progress:
        bar = progress.add_task(name, total=size, pace="")

        def report(rows: int) -> None:
            progress.update(bar, completed=position(), pace=_pace(rows, time.monotonic() - began))

        yield report


@contextmanager
def _lines(output: OutputWrapper, name: str, size: int | None, position: Callable[[], int]) -> Iterator[Report]:
    began = said = time.monotonic()

    def report(rows: int) -> None:
        nonlocal said
        if time.monotonic() - said < LINE_SECONDS:
            return
        said = time.monotonic()
        pace = _pace(rows, said - began)
        output.write(f"{name}：{pace}、{_left(size, position(), said - began)}" if size else f"{name}：{pace}")

    yield report


def _pace(rows: int, seconds: float) -> str:
    return _("%(rows)s件（%(rate)s件/秒）") % {"rows": f"{rows:,}", "rate": f"{rows / max(seconds, 0.001):,.0f}"}


def _left(size: int, position: int, seconds: float) -> str:
    left = timedelta(seconds=round(seconds * (size - position) / max(position, 1)))
    return _("%(done)s、残り約 %(left)s") % {"done": f"{position / size:.0%}", "left": left}
