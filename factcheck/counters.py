"""Figures that each web process counts for itself and /metrics adds up.

`factcheck/gunicorn.py` names the folder that the processes of one pool share; without one, in tests and under runserver,
there is one process and its memory.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

disable_created_metrics()  # type: ignore[no-untyped-call]  # one series more for each, which several processes lack
_own = CollectorRegistry()

REQUESTS = Histogram(
    "factcheck_request_seconds",
    "Requests by the name of their view, never by path: how many, and how long they took.",
    ["view", "method", "status"],
    buckets=SECONDS,
    registry=_own,
)
CSP_REPORTS = Counter(
    "factcheck_csp_reports",
    "Reports of browsers about what the Content-Security-Policy refused, by directive and kind of source.",
    ["directive", "blocked"],
    registry=_own,
)
CSP_REPORTS_DROPPED = Counter(
    "factcheck_csp_reports_dropped", "Reports not looked at: too many, too large or unreadable.", registry=_own
)


def registry() -> CollectorRegistry:
    """What all processes of this pool have counted."""
    if FOLDER not in os.environ:
        return _own
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the package leaves it out
    return together
