from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from articles.doctor.findings import Finding, error, fine, warning
from articles.models import Delivery, ExtractionRun, WebhookEndpoint


def findings(now: datetime) -> Iterator[Finding]:
    since = now - timedelta(seconds=settings.WORKER_STALLED_TIMEOUT)
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).count()
    waiting = ProcrastinateJob.objects.filter(status="todo", scheduled_at=None).count()
    if alive:
        yield fine(
            "queue.workers",
            _("worker が %(n)d 個動いています。待っている処理は %(w)d 件です。") % {"n": alive, "w": waiting},
        )
    else:
        message = _("worker が動いていません。待っている処理は %(w)d 件です。")
        yield error(
            "queue.workers", message % {"w": waiting}, _("systemctl start factcheck-worker（または manage.py worker）")
        )
    lost = ProcrastinateJob.objects.filter(Q(worker=None) | Q(worker__last_heartbeat__lt=since), status="doing").count()
    if lost:
        message = _("worker を失った処理が %(n)d 件あります。")
        remedy = _("worker が動いていれば、数十秒で引き継がれます。続くなら「抽出の状況」を見てください。")
        yield warning("queue.lost", message % {"n": lost}, remedy)
    failed = ExtractionRun.objects.filter(state=ExtractionRun.State.FAILED).count()
    if failed:
        message = _("失敗した抽出が %(n)d 件あります。")
        yield warning(
            "queue.failed", message % {"n": failed}, _("「抽出の状況」（/admin/operations/）に理由があります。")
        )
    unsent = Delivery.objects.troubled().count()
    if unsent:
        message = _("届かなかったか、届いたか分からないお知らせが %(n)d 件あります。")
        remedy = _("「お知らせの送信」（/admin/notices/outbox/）に理由があり、もう一度送れます。")
        yield warning("queue.notices", message % {"n": unsent}, remedy)
    unserved = WebhookEndpoint.objects.troubled().count()
    if unserved:
        message = _("送れない Webhook の届け先が %(n)d 件あります。")
        remedy = _("「Webhook の届け先」（/admin/webhooks/）に理由があり、再開と送り直しができます。")
        yield warning("queue.webhooks", message % {"n": unserved}, remedy)
