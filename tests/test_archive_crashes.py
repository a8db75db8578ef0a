"""An archive imported and extracted by two machines, while its import and their workers are killed at random.

Every article ends with exactly one result set, and a fresh one does not wait behind the archive. ARCHIVE_ARTICLES and
ARCHIVE_KILLS make it the benchmark that bench/archive_crashes.py runs.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from django.db import connection
from django.db.models import Count, F, Sum
from django.utils import timezone

from articles.actions import articles, extractions
from articles.extraction import extract_many
from articles.models import Article, ArticleRevision, Candidate, Event, ExtractionRun
from factcheck.supervisor import manage, worker_command
from tests import archive

ARTICLES = int(os.environ.get("ARCHIVE_ARTICLES", "420"))
KILLS = int(os.environ.get("ARCHIVE_KILLS", "6"))
MACHINES = 2
PROBES = 3
PARENT_TOO = 5  # of so many kills one takes the parent along
SAMPLE = 20
LOOK_SECONDS = 0.1
STALL_SECONDS = 240  # without a single article done

pytestmark = [pytest.mark.nlp, pytest.mark.slow]


def test_killed_import_and_workers_leave_one_result_per_article(committed_database: str, tmp_path: Path) -> None:
    chance = random.Random(ARTICLES)
    file = archive.write(tmp_path / "archive.jsonl.gz", ARTICLES)
    environment = environment_of(committed_database)
    began = time.monotonic()
    with machines(environment) as at_work:
        import_killed_once(file, environment)
        imported = time.monotonic()
        probes = disturb(at_work, chance)
        wait_until(lambda: done() == ARTICLES + PROBES, at_work)
        ended = time.monotonic()

    report(at_work, probes, import_seconds=imported - began, seconds=ended - began)
    check_one_result_set_each()
    assert sum(machine.kills for machine in at_work) == KILLS
    for probe in probes:
        assert probe.overtaken_by <= MACHINES  # what a worker has taken from the queue and not yet begun


def check_one_result_set_each() -> None:
    runs = ExtractionRun.objects.all()
    assert Article.objects.count() == ArticleRevision.objects.count() == ARTICLES + PROBES
    assert {*runs.values_list("state", flat=True)} == {ExtractionRun.State.SUCCEEDED}
    recorded = Event.objects.filter(action="extraction.recorded").order_by("subject_id")
    assert list(recorded.values_list("subject_id", flat=True)) == list(runs.order_by("pk").values_list("pk", flat=True))
    counted = runs.annotate(scored=Count("scores", distinct=True), held=Count("revision__candidates", distinct=True))
    assert not counted.exclude(scored=F("held")).exists()
    for run in runs.select_related("revision__article__outlet").order_by("?")[:SAMPLE]:
        (again,) = extract_many([extractions.source_of(run.revision)])
        spans = {(claim.start, claim.end) for sentence in again.sentences for claim in sentence.claims}
        assert {*Candidate.objects.filter(revision=run.revision).values_list("start", "end")} == spans


@dataclass
class Machine:
    """One `manage.py worker`, in a network of its own where that is allowed: the database is all that machines share."""

    environment: Mapping[str, str]
    kills: int = 0
    peak: int = 0  # resident bytes of a worker
    parent: psutil.Popen = field(init=False)

    def start(self) -> None:
        self.parent = psutil.Popen([*_own_network(), *worker_command()], env=self.environment)

    @property
    def workers(self) -> list[psutil.Process]:
        children: list[psutil.Process] = self.parent.children()
        return children

    def look(self) -> None:
        assert self.parent.poll() is None, f"the parent of the workers ended by itself with {self.parent.returncode}"
        for worker in self.workers:
            try:
                self.peak = max(self.peak, worker.memory_info().rss)
            except psutil.NoSuchProcess:
                continue

    def kill(self, *, with_parent: bool) -> None:
        victims = self.workers
        for victim in [self.parent, *victims] if with_parent else victims:
            victim.kill()
        psutil.wait_procs(victims)
        self.kills += 1
        if with_parent:
            self.parent.wait()
            self.start()

    def stop(self) -> int:
        self.parent.terminate()
        return int(self.parent.wait(STALL_SECONDS))


@contextmanager
def machines(environment: Mapping[str, str]) -> Iterator[list[Machine]]:
    at_work = [Machine(environment) for _number in range(MACHINES)]
    for machine in at_work:
        machine.start()
    try:
        yield at_work
        assert [machine.stop() for machine in at_work] == [0] * MACHINES
    finally:
        for machine in at_work:
            if machine.parent.poll() is None:
                machine.parent.kill()  # its workers go with it
                machine.parent.wait()


def environment_of(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": database,
        "EXTRACTION_MAX_ATTEMPTS": "1000",  # who is killed here is chosen by chance, not by the article
        "WORKER_POLL_INTERVAL": "0.2",
        "WORKER_HEARTBEAT_INTERVAL": "0.5",
        "WORKER_STALLED_TIMEOUT": "3",
        "WORKER_SWEEP_SECONDS": "1",
    }


def _own_network() -> list[str]:
    """The command that runs another in a network namespace of its own; a Unix socket reaches out of it, TCP does not."""
    unshare = shutil.which("unshare")
    if unshare is None or not connection.settings_dict["HOST"].startswith("/"):
        return []
    command = [unshare, "--net"]
    return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else []


def import_killed_once(file: Path, environment: Mapping[str, str]) -> None:
    command = manage("import_archive", str(file))
    first = subprocess.Popen(command, env=environment)
    while Article.objects.count() < ARTICLES // 3:
        assert first.poll() is None, "the import ended before it could be killed"
        time.sleep(0.01)
    first.kill()
    first.wait()
    assert Article.objects.count() < ARTICLES
    subprocess.run(command, env=environment, check=True)


class Probe(NamedTuple):
    """How a fresh article fared behind the archive."""

    waiting: int  # articles of the archive still to do
    overtaken_by: int  # of those, begun before it
    seconds: float  # from its commit to its result
    two_articles: float  # seconds of the longest one in hand at its commit, and its own


def disturb(at_work: list[Machine], chance: random.Random) -> list[Probe]:
    """Spread kills and fresh articles over the archive's extraction."""
    kills = [(chance.uniform(0, 0.95), False) for _number in range(KILLS)]
    fresh = [((number + 1) / (PROBES + 1), True) for number in range(PROBES)]
    rows = islice(archive.rows(), ARTICLES, None)
    probes = []
    for share, is_fresh in sorted(kills + fresh):
        wait_until(lambda goal=share * ARTICLES: done() >= goal, at_work)
        if is_fresh:
            probes.append(probe(next(rows), at_work))
            continue
        machine = chance.choice(at_work)
        wait_until(lambda machine=machine: bool(machine.workers), at_work)
        machine.kill(with_parent=chance.randrange(PARENT_TOO) == 0)
    return probes


def probe(row: Mapping[str, str], at_work: list[Machine]) -> Probe:
    run = articles.import_article(text=row["text"], title=row["title"], by=None).revision.runs.get()
    committed = timezone.now()
    waiting = ARTICLES - done()
    wait_until(lambda: ExtractionRun.objects.filter(pk=run.pk, finished_at__isnull=False).exists(), at_work)
    run.refresh_from_db()
    assert run.started_at is not None
    assert run.finished_at is not None
    others = ExtractionRun.objects.exclude(pk=run.pk)
    in_hand = [other.duration or 0 for other in others.filter(started_at__lte=committed, finished_at__gt=committed)]
    return Probe(
        waiting,
        others.filter(started_at__gt=committed, started_at__lt=run.started_at).count(),
        (run.finished_at - committed).total_seconds(),
        max(in_hand, default=0) + (run.duration or 0),
    )


def done() -> int:
    return ExtractionRun.objects.filter(state=ExtractionRun.State.SUCCEEDED).count()


def wait_until(holds: Callable[[], bool], at_work: list[Machine]) -> None:
    so_far, since = -1, time.monotonic()
    while not holds():
        for machine in at_work:
            machine.look()
        if (now := done()) != so_far:
            so_far, since = now, time.monotonic()
        assert time.monotonic() - since < STALL_SECONDS, list(
            ExtractionRun.objects.filter(state=ExtractionRun.State.RUNNING).values("id", "attempts", "error")
        )
        time.sleep(LOOK_SECONDS)


def report(at_work: list[Machine], probes: list[Probe], *, import_seconds: float, seconds: float) -> None:
    print(
        f"\n{ARTICLES:,} articles in {seconds:.0f} s ({ARTICLES / seconds:.1f}/s), import {import_seconds:.1f} s of it"
    )
    print(f"{MACHINES} machines of one worker, own networks: {'yes' if _own_network() else 'no'}")
    print(
        f"{KILLS} kills: {[machine.kills for machine in at_work]}; peak {max(m.peak for m in at_work) >> 20} MB a worker"
    )
    print(f"attempts cut short: {ExtractionRun.objects.aggregate(n=Sum(F('attempts') - 1))['n']}")
    for probe in probes:
        print(
            f"fresh behind {probe.waiting:,}: {probe.seconds:.2f} s; two articles take {probe.two_articles:.2f} s; "
            f"overtaken by {probe.overtaken_by}"
        )
