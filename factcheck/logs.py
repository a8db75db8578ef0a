"""Lines of the log: words for a person at a terminal, JSON for a collector.

Neither holds what somebody typed, searched for or was looking at, nor whose browser it was. So an exception says its type
and where it was raised, not what it quotes: a message of PostgreSQL's may quote a whole row.
"""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
JOB_ID: ContextVar[int | None] = ContextVar("job_id", default=None)
FORMATS = ("line", "json")

# Told from outside, but never with what was typed: what the network, the disk or the database server said of themselves.
HARMLESS = ("OperationalError", "ImproperlyConfigured", "OSError", "ImportError", "ModuleNotFoundError", "TimeoutError")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class AddContext(logging.Filter):
    """Gives each record the request or job it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        job = getattr(record, "job", None)  # procrastinate's own lines bring it along
        record.job_id = job.get("id") if isinstance(job, dict) else JOB_ID.get()
        return True


class WithoutPaths(logging.Filter):
    """Django names the whole path of a request that failed; ours name its view, and only where the fault is ours.

    That somebody asked for what is not there is in the access log; a path may hold the secret of an invitation.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if not record.name.startswith("django.") or request is None:
            return True
        match = getattr(request, "resolver_match", None)
        record.msg = "%s %s: %s"
        record.args = (request.method, match.view_name if match else "-", getattr(record, "status_code", 500))
        return record.levelno >= logging.ERROR or record.name.startswith("django.security")


class WithoutReaders(logging.Filter):
    """gunicorn names address and URL of a request that it could not handle."""

    BEGINNINGS = ("Error handling request", "Invalid request")

    def filter(self, record: logging.LogRecord) -> bool:
        for beginning in self.BEGINNINGS:
            if record.getMessage().startswith(beginning):
                record.msg, record.args = beginning, ()
        return True


class Reticent(logging.Formatter):
    """Tracebacks with the places and the types of exceptions, and with a message only where it can quote nothing."""

    def __init__(self, fmt: str | None = None, *, withhold: bool = True) -> None:
        super().__init__(fmt)
        self.withhold = withhold

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's name
        if not self.withhold or ei[1] is None:
            return super().formatException(ei)
        return "\n".join(_told(ei[1]))


def _told(error: BaseException, seen: frozenset[int] = frozenset()) -> list[str]:
    """The exception and what it came from, oldest first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    is_new = before is not None and id(before) not in seen
    earlier = [*_told(before, seen | {id(error)}), ""] if before is not None and is_new else []
    places = [line.rstrip("\n") for line in traceback.format_tb(error.__traceback__)]
    kinds = {kind.__name__ for kind in type(error).__mro__}
    message = f": {error}" if kinds & set(HARMLESS) else ""
    return [*earlier, *places, f"{type(error).__module__}.{type(error).__qualname__}{message}"]


class Line(Reticent):
    """`2026-11-29 12:00:00,000 INFO name message`, and the request or job it belongs to at the end."""

    def __init__(self, *, withhold: bool = True) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", withhold=withhold)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        request, job = getattr(record, "request_id", ""), getattr(record, "job_id", None)
        belongs = f" request={request}" if request else f" job={job}" if job is not None else ""
        return super().formatMessage(record) + belongs


class Json(Reticent):
    """One object a line: time (UTC), level, logger, message; request_id, job_id, exception and `fields` where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        known = {
            "request_id": getattr(record, "request_id", "") or None,
            "job_id": getattr(record, "job_id", None),
            "exception": self.formatException(record.exc_info) if record.exc_info else None,
        }
        said |= {name: value for name, value in known.items() if value is not None}
        return orjson.dumps(said | getattr(record, "fields", {}), default=str).decode()


def configuration(form: str, *, level: str = "INFO", access: bool = False, withhold: bool = True) -> dict[str, Any]:
    """For logging.config.dictConfig, of every process: web, worker, commands."""
    formatter = {"line": Line, "json": Json}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": formatter, "withhold": withhold}},
        "filters": {
            "with_context": {"()": AddContext},
            "without_paths": {"()": WithoutPaths},
            # the sweeper runs every few seconds: two lines each time would bury what a person at the terminal looks for
            "without_sweeps": {"()": "django.utils.log.CallbackFilter", "callback": _is_no_sweep},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "chosen",
                "filters": ["with_context", "without_paths", "without_sweeps"],
            }
        },
        "loggers": {
            "factcheck.access": {"level": "INFO" if access else "WARNING"},
            "procrastinate.blueprints": {"level": "WARNING"},  # these two say at every start which tasks they know
            "procrastinate.periodic": {"level": "WARNING"},
            "procrastinate.jobs": {"level": "WARNING"},  # and this one that a job was deferred, at every import
        },
        "root": {"handlers": ["console"], "level": level},
    }


def of_gunicorn(form: str) -> dict[str, Any]:
    """The master's lines and those of its workers' life; gunicorn puts it over its defaults."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": {"line": Line, "json": Json}[form]}},
        "filters": {"without_readers": {"()": WithoutReaders}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["without_readers"]}
        },
        "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False}},
        "root": {"level": "INFO", "handlers": ["console"]},
    }


def _is_no_sweep(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO or "retry_stalled_jobs" not in record.getMessage()
