"""Reports of errors without contents: what was typed may name a protected source, and neither mail nor log is a place for it.

A message of PostgreSQL repeats the row that it refuses, and an address holds the headline it was made from: of an error
its kind and its place are told, of an address the number.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

SLUG = re.compile(r"(/(?:verdicts|claimants)/[0-9]+)-[^/\s]*")


class WithholdingFilter(SafeExceptionReporterFilter):
    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class WithholdingReporter(ExceptionReporter):
    """Django's report of an error, without what the errors say."""

    def get_traceback_data(self) -> dict[str, Any]:
        told: dict[str, Any] = super().get_traceback_data()
        if settings.DEBUG:
            return told
        told["unicode_hint"] = told["exception_notes"] = ""
        told["exception_value"] = kind_of(self.exc_value) if self.exc_value else ""
        for frame in told["frames"]:
            if frame.get("exc_cause"):
                frame["exc_cause"] = kind_of(frame["exc_cause"])
        return told


class Withholding(logging.Filter):
    """For handlers of logs: tells of errors where they arose and of what kind they are, and addresses without words."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = "\n".join(_trace(record.exc_info[1]))
            record.exc_info = None
        if isinstance(record.args, tuple):
            record.args = tuple(SLUG.sub(r"\1", part) if isinstance(part, str) else part for part in record.args)
        return True


def kind_of(error: BaseException) -> str:
    """The class of an error, and of one of the database the constraint that it names."""
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({constraint})" if constraint else name


def _trace(error: BaseException) -> Iterator[str]:
    """The traceback of an error and of those that led to it, the first one first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _trace(before)
        yield ""
    yield "".join(["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]) + kind_of(error)
