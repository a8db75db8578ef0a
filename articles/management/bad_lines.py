"""The side file of an import: which lines of an archive were left out, and why."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import orjson
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from articles.actions.errors import Refused
from articles.actions.withdrawals import TextWithdrawn
from articles.intake.archive import Line

SUFFIX = ".errors.jsonl"
BEGINNING = 200


class BadLines:
    """JSON lines {line, error, reason, beginning}, without the beginning of an erased text; written anew by every import, and gone again where all lines are good."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def __enter__(self) -> Self:
        try:
            self._file = self.path.open("wb")
        except OSError as error:
            raise CommandError(
                _(
                    "読めない行の記録を書けません：%(path)s（%(reason)s）。--errors-dir で別のフォルダーを指定してください。"
                )
                % {"path": self.path, "reason": error.strerror}
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()
        if not self.count:
            self.path.unlink(missing_ok=True)

    def note(self, line: Line, why: Refused) -> None:
        self.count += 1
        entry: dict[str, int | str] = {"line": line.number, "error": type(why).__name__, "reason": str(why)}
        if not isinstance(why, TextWithdrawn):
            entry["beginning"] = line.content[: BEGINNING * 4].decode(errors="replace")[:BEGINNING]
        self._file.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))
        self._file.flush()  # there to read while the import goes on, and after it was killed
