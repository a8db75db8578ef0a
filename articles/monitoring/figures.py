"""The desk's figures, computed from the database at each scrape: right with any number of processes and machines.

A fixed number of queries, none over a table that grows with the archive without an index for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q, Sum
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from articles.models import Backup, ExtractionRun, Publication, Redaction, Verdict, WebhookDelivery, WebhookEndpoint

HOUR = timedelta(hours=1)
WAITING, WORKING = "todo", "doing"


class Figures(Collector):
    """Families that are known already, for a registry of one answer."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self.families = families

    def collect(self) -> Iterable[Metric]:
        return self.families


def families(now: datetime) -> list[Metric]:
    return [
        *_queue(now),
        *_workers(now),
        *_extraction(now),
        *_record(),
        *_redactions(now),
        *_verdicts(),
        *_backups(now),
        *_webhooks(now),
    ]


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"factcheck_{name}", words, value=value)


def labelled(name: str, words: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"factcheck_{name}", words, labels=[label])
    for value, number in values:
        family.add_metric([value], number)
    return family


def age(now: datetime, then: datetime | None) -> float:
    """Seconds; 0 where there is nothing."""
    return max(0.0, (now - then).total_seconds()) if then else 0.0


def _queue(now: datetime) -> list[Metric]:
    """Three queries: jobs by task, when the first of each task was enqueued (a job does not know, its event does), lost ones."""
    jobs = ProcrastinateJob.objects.filter(status__in=[WAITING, WORKING])
    rows = list(
        jobs.values_list("task_name", "status").annotate(Count("pk"), Min("pk")).order_by("task_name", "status")
    )
    first = {job: task for task, status, _count, job in rows if status == WAITING}
    events = ProcrastinateEvent.objects.filter(job_id__in=first, type="deferred").order_by("pk")
    ages = [(first[job], age(now, at)) for job, at in events.values_list("job_id", "at")]
    lost = jobs.filter(status=WORKING).filter(
        Q(worker=None) | Q(worker__last_heartbeat__lt=now - timedelta(seconds=settings.WORKER_STALLED_TIMEOUT))
    )
    return [
        labelled("queue_waiting", "Jobs that wait, by task.", "task", _counted(rows, WAITING)),
        labelled("queue_working", "Jobs in hand, by task.", "task", _counted(rows, WORKING)),
        labelled("queue_oldest_seconds", "Age of the job of a task that waits longest.", "task", ages),
        gauge("queue_lost", "Jobs in hand of a worker that does not answer any more.", lost.count()),
    ]


def _counted(rows: Iterable[tuple[str, str, int, int]], status: str) -> list[tuple[str, float]]:
    return [(task, count) for task, found, count, _first in rows if found == status]


def _workers(now: datetime) -> list[Metric]:
    seen = list(ProcrastinateWorker.objects.order_by("pk").values_list("last_heartbeat", flat=True))
    patience = timedelta(seconds=settings.WORKER_STALLED_TIMEOUT)
    return [gauge("workers_alive", "Workers that answer.", sum(now - at <= patience for at in seen))]


def _extraction(now: datetime) -> list[Metric]:
    """Two queries. Failed runs stand until somebody tries them again, so their number is one of work to do."""
    lately = ExtractionRun.objects.filter(finished_at__gte=now - HOUR)
    took = Sum(F("finished_at") - F("started_at"), filter=Q(state=ExtractionRun.State.SUCCEEDED))
    rows = list(lately.values_list("state").annotate(runs=Count("pk"), took=took).order_by("state"))
    seconds = sum((spent.total_seconds() for _state, _count, spent in rows if spent), 0.0)
    failed = ExtractionRun.objects.filter(state=ExtractionRun.State.FAILED).count()
    return [
        labelled("extractions_last_hour", "Runs that ended in the last hour.", "state", [row[:2] for row in rows]),
        gauge("extraction_seconds_last_hour", "Seconds that the succeeded ones of them took, together.", seconds),
        gauge("extractions_failed", "Runs that stand as failed.", failed),
    ]


def _record() -> list[Metric]:
    """One query. The log is append-only, so its kinds are counters however often the processes restart."""
    rows = list(Publication.objects.values_list("kind").annotate(Count("pk"), Max("sequence")).order_by("kind"))
    family = CounterMetricFamily("factcheck_publications", "Rows of the publication log.", labels=["kind"])
    for kind, count, _newest in rows:
        family.add_metric([kind], count)
    newest = max((row[2] for row in rows), default=0)
    return [family, gauge("publication_sequence", "The newest row's number: with no gap, their count.", newest)]


def _redactions(now: datetime) -> list[Metric]:
    pending = Redaction.objects.filter(state=Redaction.State.HIDDEN).aggregate(
        number=Count("pk"), oldest=Min("hidden_at")
    )
    return [
        gauge("redactions_pending", "Redactions that a second editor has not confirmed or lifted.", pending["number"]),
        gauge("redaction_oldest_seconds", "Age of the oldest of them.", age(now, pending["oldest"])),
    ]


def _verdicts() -> list[Metric]:
    rows = Verdict.objects.values_list("state").annotate(Count("pk")).order_by("state")
    return [labelled("verdicts", "Verdicts by state.", "state", rows)]


def _backups(now: datetime) -> list[Metric]:
    """One query. Without any backup the age is that of a very old one: an alert must not need another rule for that."""
    newest = {
        row["kind"]: row
        for row in Backup.objects.order_by("kind", "-pk").distinct("kind").values("kind", "pk", "finished_at", "bytes")
    }
    made, failed = newest.get(Backup.Kind.MADE), newest.get(Backup.Kind.FAILED)
    succeeded = made is not None and (failed is None or made["pk"] > failed["pk"])
    since = age(now, made["finished_at"]) if made else float("inf")
    return [
        gauge("backup_age_seconds", "Since the last backup that stands; infinite without one.", since),
        gauge("backup_bytes", "Its size.", made["bytes"] if made else 0),
        gauge("backup_last_succeeded", "Whether the last attempt did.", float(succeeded)),
    ]


def _webhooks(now: datetime) -> list[Metric]:
    """Two queries: endpoints by state, and what waits to be sent to those that are called."""
    states = WebhookEndpoint.objects.values_list("state").annotate(Count("pk")).order_by("state")
    waiting = WebhookDelivery.objects.waiting().filter(endpoint__state=WebhookEndpoint.State.ACTIVE)
    number, oldest = waiting.aggregate(number=Count("pk"), oldest=Min("created_at")).values()
    return [
        labelled("webhook_endpoints", "Partners' endpoints, by state.", "state", [(state, n) for state, n in states]),
        gauge("webhook_deliveries_waiting", "Calls of active endpoints that have not arrived.", number),
        gauge("webhook_oldest_waiting_seconds", "Age of the oldest of them.", age(now, oldest)),
    ]
