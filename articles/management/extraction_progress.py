from __future__ import annotations

from collections.abc import Collection

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from articles.management import extraction_queue
from articles.models import ExtractionRun


def wait_for(runs: Collection[ExtractionRun]) -> list[ExtractionRun]:
    """Work the queue until these runs have ended, showing a bar on standard error; returns them as they are then, by id.

    Raises:
        CommandError: interrupted. Nothing is lost: the jobs stay in the queue.
    """
    ids = [run.pk for run in runs]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task(_("抽出"), total=len(ids))
            extraction_queue.work_off(ids, report=lambda ended: progress.update(bar, completed=ended))
    except KeyboardInterrupt as error:
        raise CommandError(_("中断しました。残りの抽出はキューにあり、worker か次の実行が続けます。")) from error
    return list(ExtractionRun.objects.filter(pk__in=ids).select_related("revision__article").order_by("pk"))


def problem(run: ExtractionRun) -> str:
    """Why a run brought nothing, in one line; empty when it succeeded."""
    if run.state == ExtractionRun.State.SUCCEEDED:
        return ""
    reason = run.error or _("キューに処理が残っていません。記録（ログ）を管理者に見てもらってください。")
    return f"#{run.revision.article_id} {run.revision.article.title}：{reason}"
