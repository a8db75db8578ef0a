"""A request that a program sends again, because it never saw the answer: it is done once, and answered as the first time.

Whatever the request does, and the answer to it, are one transaction. While it runs it holds a lock that ends with it, however
it ends: who sends the same meanwhile is told to wait, and after a crash nothing has been done and nothing is in the way
(docs/adr/0038).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles.actions.errors import Refused
from articles.models import ApiKey, IdempotentAnswer

KEPT = timedelta(hours=48)


class RequestInFlight(Refused):
    message = _("同じ Idempotency-Key の要求を処理しています。少し待って、同じ要求をもう一度送ってください。")


class RequestDiffers(Refused):
    message = _("この Idempotency-Key は、内容の違う要求に使われています。新しい要求には、新しい値を付けてください。")


class AnswerErased(Refused):
    message = _("この要求で渡された本文は、そのあとに消去されました。")


class Answer(NamedTuple):
    """`location` is a path, or empty."""

    status: int
    body: bytes
    location: str = ""


Holds = Callable[[Answer], bool]


def always(answer: Answer) -> bool:
    return True


def once(
    name: str, *, operation: str, request: bytes, by: ApiKey, perform: Callable[[], Answer], holds: Holds = always
) -> Answer:
    """What `perform` answers, or has answered to the same request before. Without a name it is simply performed.

    `operation` and `request` say what is asked: a name stands for one request and no other. What `perform` raises leaves
    nothing behind, so the name is free again. `holds` says whether what an earlier answer tells of is still there.

    Raises RequestInFlight, RequestDiffers, AnswerErased.
    """
    with transaction.atomic():
        if not name:
            return perform()
        _lock(by, name)
        known = IdempotentAnswer.objects.filter(key=by, name=name).first()
        if known is not None:
            _refuse_another(known, operation, request)
            answer = Answer(known.status, bytes(known.body), known.location)
            if not holds(answer):
                raise AnswerErased
            return answer
        answer = perform()
        IdempotentAnswer.objects.create(
            key=by,
            name=name,
            request_digest=_digest(operation, request, settings.SECRET_KEY),
            status=answer.status,
            location=answer.location,
            body=answer.body,
        )
    return answer


def clear_away() -> None:
    IdempotentAnswer.objects.filter(answered_at__lt=timezone.now() - KEPT).delete()


def _lock(key: ApiKey, name: str) -> None:
    """Until the transaction ends; never waits, so no two requests wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency {key.pk} {name}"])
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise RequestInFlight


def _refuse_another(known: IdempotentAnswer, operation: str, request: bytes) -> None:
    digests = (_digest(operation, request, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    if not any(hmac.compare_digest(known.request_digest, digest) for digest in digests):
        raise RequestDiffers


def _digest(operation: str, request: bytes, under: str) -> str:
    """Keyed, so that nobody with a copy of the database can try what was sent."""
    text = operation.encode() + b"\0" + request
    return salted_hmac("articles.idempotency", text, secret=under, algorithm="sha256").hexdigest()
