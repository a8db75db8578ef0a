"""Tables for spreadsheets: CSV that Excel opens as UTF-8, in which nothing that somebody wrote becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
# Excel and LibreOffice begin a formula with any of these, Excel in Japanese with the full-width ones too, and both look
# past spaces; a tab or a line end in front hides one from whoever looks at the file.
_BEGIN_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_PASSED_OVER = " \u3000\u00a0\ufeff"


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The CSV of the rows, a line at a time, from the byte order mark on."""
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield writer.writerow([cell(value) for value in row])  # writerow returns what write returns


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula. Whole numbers stay numbers; ours are never negative."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(_PASSED_OVER)[:1] in _BEGIN_FORMULA and text.strip(_PASSED_OVER) else text
