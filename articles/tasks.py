"""Jobs of the queue: each fetches by id and calls one action."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections
from procrastinate import BaseRetryStrategy, RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from articles import quotas
from articles.actions import (
    deliveries,
    desk_search,
    extractions,
    idempotency,
    limits,
    mails,
    notices,
    published_selection,
    schedules,
    sign_ins,
    tips,
    unsaved_texts,
    users,
    webhook_outbox,
)
from articles.api.read import dump_files
from articles.extraction import extract_many
from articles.models import Invitation, User, Verdict, WebhookEndpoint

EXTRACTION_QUEUE = "extraction"
HOUSEKEEPING_PRIORITY = 100  # however many articles wait
FINISHED_JOBS_KEPT_HOURS = 72
AGAIN = RetryStrategy(max_attempts=6, exponential_wait=4)  # over an hour or so
MOST_ATTEMPTS = max(20, settings.EXTRACTION_MAX_ATTEMPTS)  # of a job, should its run fail to end itself
LONGEST_WAIT_SECONDS = 60


class UntilTheRunEnds(BaseRetryStrategy):
    """The run counts its attempts and ends itself; while the database is away nothing can be counted, and nothing is given up."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= MOST_ATTEMPTS and not isinstance(exception, extractions.OUTAGES):
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** (job.attempts + 1), LONGEST_WAIT_SECONDS)})


@app.task(name=extractions.TASK, queue=EXTRACTION_QUEUE, retry=UntilTheRunEnds())
def extract_revision(run_id: int) -> None:
    """One attempt of one run. Running it again, or twice at once, ends in the same single result."""
    close_old_connections()  # the worker's thread outlives a restart of the server
    run = extractions.begin(run_id)
    if run is None:
        return
    with extractions.recording_failure(run):
        (extraction,) = extract_many([extractions.source_of(run.revision)])
        extractions.record(run, extraction)


@app.task(name=desk_search.COMPARE, retry=AGAIN)
def compare_candidates(revision_id: int) -> None:
    """What was said before, and what was checked: apart from the extraction, which it would slow and hold open."""
    close_old_connections()
    desk_search.compare_found_in(revision_id)


@app.task(name=desk_search.RECHECK, priority=extractions.Priority.FRESH)
def recheck_recurrences(verdict_id: int) -> None:
    """Which candidates in the queue a verdict answers that was published, corrected or retracted."""
    close_old_connections()
    desk_search.recheck(Verdict.objects.select_related("claim").get(pk=verdict_id))


@app.periodic(cron=f"* * * * * */{settings.WORKER_SWEEP_SECONDS}")
@app.task(
    name="articles.tasks.retry_stalled_jobs",
    queueing_lock="retry-stalled-jobs",
    priority=HOUSEKEEPING_PRIORITY,
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    await requeue_stalled_jobs(context.app.job_manager)


async def requeue_stalled_jobs(manager: JobManager) -> None:
    """Give jobs of a killed worker to a living one: procrastinate leaves them `doing` for ever."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.WORKER_STALLED_TIMEOUT):
        with suppress(UniqueViolation):  # its run waits again already: once that job is taken, this one may be retried
            await manager.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(
    name="articles.tasks.delete_finished_jobs",
    queueing_lock="delete-finished-jobs",
    priority=HOUSEKEEPING_PRIORITY,
    pass_context=True,
)
async def delete_finished_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(nb_hours=FINISHED_JOBS_KEPT_HOURS, include_failed=True)


@app.periodic(cron="41 * * * *")
@app.task(
    name="articles.tasks.clear_sign_ins",
    queueing_lock="clear-sign-ins",
    priority=HOUSEKEEPING_PRIORITY,
)
def clear_sign_ins(timestamp: int) -> None:
    close_old_connections()
    sign_ins.clear_away()
    limits.clear_away()
    quotas.clear_away()
    idempotency.clear_away()


@app.periodic(cron="* * * * *")
@app.task(
    name="articles.tasks.publish_due",
    queueing_lock="publish-due",
    priority=extractions.Priority.FRESH,
)
def publish_due(timestamp: int) -> None:
    close_old_connections()
    schedules.publish_due()
    schedules.look_ahead()


@app.periodic(cron="47 * * * *")
@app.task(
    name="articles.tasks.forget_contacts_of_tips",
    queueing_lock="forget-contacts-of-tips",
    priority=HOUSEKEEPING_PRIORITY,
)
def forget_contacts_of_tips(timestamp: int) -> None:
    close_old_connections()
    tips.forget_contacts()


@app.periodic(cron="23 * * * *")
@app.task(
    name="articles.tasks.clear_unsaved_texts",
    queueing_lock="clear-unsaved-texts",
    priority=HOUSEKEEPING_PRIORITY,
)
def clear_unsaved_texts(timestamp: int) -> None:
    close_old_connections()
    unsaved_texts.clear_away()


@app.periodic(cron="53 17 * * *")  # 02:53 in Tokyo
@app.task(name="articles.tasks.publish_selection", queueing_lock="publish-selection", priority=HOUSEKEEPING_PRIORITY)
def publish_selection(timestamp: int) -> None:
    """What arrived in a month is decided in the next: the months of a year are counted again each night."""
    close_old_connections()
    published_selection.publish()


@app.periodic(cron="23 18 * * *")  # 03:23 in Tokyo
@app.task(name="articles.tasks.write_dumps", queueing_lock="write-dumps", priority=HOUSEKEEPING_PRIORITY)
def write_dumps(timestamp: int) -> None:
    dump_files.write_stale()


@app.periodic(cron="*/5 * * * *")
@app.task(name="articles.tasks.replace_withdrawn_dumps", queueing_lock="replace-dumps", priority=HOUSEKEEPING_PRIORITY)
def replace_withdrawn_dumps(timestamp: int) -> None:
    """A set that holds what a redaction withdrew, or of a log that was restored since, is not served; nor is none at all."""
    if dump_files.served() is None:
        dump_files.write()


@app.task(name=mails.INVITATION_TASK, retry=AGAIN)
def send_invitation(invitation_id: int) -> None:
    close_old_connections()
    mails.send_invitation(Invitation.objects.select_related("user").get(pk=invitation_id))


@app.task(name=mails.RESET_TASK, retry=AGAIN)
def send_password_reset(user_ids: list[int]) -> None:
    close_old_connections()
    for user in User.objects.filter(pk__in=user_ids).order_by("pk"):
        users.request_reset(user)


@app.task(name=mails.NOTICE_TASK, retry=AGAIN)
def send_notice(user_id: int, notice: str) -> None:
    close_old_connections()
    mails.send_notice(User.objects.get(pk=user_id), mails.Notice(notice))


@app.periodic(cron=f"* * * * * */{settings.WORKER_SWEEP_SECONDS}")
@app.task(name="articles.tasks.sweep_notices", queueing_lock="sweep-notices", priority=HOUSEKEEPING_PRIORITY)
def sweep_notices(timestamp: int) -> None:
    close_old_connections()
    notices.collect()


@app.task(name=notices.TASK, priority=mails.PRIORITY)
def collect_notices() -> None:
    """Somebody waits for it: a member was mentioned, or given a claim."""
    close_old_connections()
    notices.collect()


@app.periodic(cron="*/10 * * * *")
@app.task(name="articles.tasks.sweep_deliveries", queueing_lock="sweep-deliveries", priority=HOUSEKEEPING_PRIORITY)
def sweep_deliveries(timestamp: int) -> None:
    close_old_connections()
    notices.tell_due()
    deliveries.sweep()


@app.task(name=deliveries.TASK, retry=AGAIN)
def deliver_notice(delivery_id: int) -> None:
    close_old_connections()
    deliveries.deliver(delivery_id)


@app.task(name=webhook_outbox.TELL, retry=AGAIN)
def tell_of_disabled_webhook(endpoint_id: int, user_id: int) -> None:
    close_old_connections()
    endpoint = WebhookEndpoint.objects.disabled().filter(pk=endpoint_id).first()
    if endpoint is not None:
        webhook_outbox.tell_of_disabled(endpoint, User.objects.get(pk=user_id))


@app.periodic(cron="53 * * * *")
@app.task(name="articles.tasks.clear_webhooks", queueing_lock="clear-webhooks", priority=HOUSEKEEPING_PRIORITY)
def clear_webhooks(timestamp: int) -> None:
    close_old_connections()
    webhook_outbox.clear_away()
