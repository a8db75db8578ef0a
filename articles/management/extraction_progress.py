from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from articles.actions import extractions
from articles.extraction import CURRENT
from articles.management import extraction_queue
from articles.models import ArticleRevision, ExtractionRun
from articles.models.extraction import ExtractionRunQuerySet

BATCH = 500


def wait_for(runs: Collection[ExtractionRun]) -> list[ExtractionRun]:
    """Work the queue until these runs have ended, showing a bar on standard error; returns them as they are then, by id.

    Raises:
        CommandError: interrupted. Nothing is lost: the jobs stay in the queue.
    """
    found = ExtractionRun.objects.filter(pk__in=[run.pk for run in runs])
    with _interruptible():
        work_off(found, total=len(runs))
    return list(found.select_related("revision__article").order_by("pk"))


def read_again() -> ExtractionRunQuerySet:
    """Enqueue what only other rulesets have read, behind every fresh article, and work the queue until it is read.

    Returns the runs of the current ruleset that this concerns, what an interrupted call had left among them.

    Raises:
        CommandError: interrupted. The next call, or a worker, goes on from there.
    """
    is_mine = Q(finished_at__isnull=True) | Q(finished_at__gte=timezone.now())
    reading_again = ExtractionRun.objects.reading_again(ruleset=CURRENT).filter(is_mine)
    with _interruptible():
        outdated = ExtractionRun.objects.to_read_again(ruleset=CURRENT)
        with _bar(_("依頼"), outdated.values("revision").distinct().count()) as asked:
            done = 0
            for batch in _batches(outdated):
                extractions.request_many(batch, by=None)
                done += len(batch)
                asked(done)
        work_off(reading_again, total=reading_again.count())
    return reading_again


def work_off(runs: ExtractionRunQuerySet, *, total: int) -> None:
    with _bar(_("抽出"), total) as ended:
        extraction_queue.work_off(runs, report=ended)


def problem(run: ExtractionRun) -> str:
    """Why a run brought nothing, in one line; empty when it succeeded."""
    if run.state == ExtractionRun.State.SUCCEEDED:
        return ""
    reason = run.error or _("キューに処理が残っていません。記録（ログ）を管理者に見てもらってください。")
    return f"#{run.revision.article_id} {run.revision.article.title}：{reason}"


def _batches(outdated: ExtractionRunQuerySet) -> Iterator[Sequence[ArticleRevision]]:
    """The revisions to read again, without their texts, in the order of their ids."""
    after = 0
    while ids := list(
        outdated.filter(revision__gt=after).order_by("revision").values_list("revision", flat=True).distinct()[:BATCH]
    ):
        yield list(ArticleRevision.objects.filter(pk__in=ids).order_by("pk").defer("text"))
        after = ids[-1]


@contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(label, total=total)
        yield lambda done: progress.update(bar, completed=done)


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as error:
        raise CommandError(_("中断しました。残りの抽出はキューにあり、worker か次の実行が続けます。")) from error
