"""Reports of errors without contents: what was typed may name a protected source, and neither mail nor log is a place for it.

A message of PostgreSQL repeats the row that it refuses: of an error its kind and its place are told. Logs: factcheck/logs.py.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter


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


def kind_of(error: BaseException) -> str:
    """The class of an error, and of one of the database the constraint that it names."""
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({constraint})" if constraint else name
