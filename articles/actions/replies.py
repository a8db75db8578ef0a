"""The right of reply: asked, answered in full, or not answered by the deadline."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.actions import events, fitness, verdicts
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import RightOfReply, User, Verdict


class AnswerMissing(Refused):
    message = _(
        "「回答あり」には回答の全文が必要です。回答がなければ、結果を「回答待ち」か「期限までに回答なし」にしてください。"
    )


class DeadlineBeforeQuestion(Refused):
    message = _("回答期限が確認日時より前になっています。")


class RepliesFull(Refused):
    message = _("当事者への確認は30件までです。要らない確認を削除してください。")


MOST = 30  # of a verdict


def add(verdict: Verdict, *, by: User, **fields: Any) -> RightOfReply:
    """Note a question put to a party; `fields` are those of RightOfReply."""
    with verdicts.editing(verdict, by=by) as row:
        if row.rights_of_reply.count() >= MOST:
            raise RepliesFull
        fitness.refuse_unfit(RightOfReply, fields)
        reply = RightOfReply(verdict=row, **fields)
        _check(reply)
        reply.save()
        events.record("reply.added", row, by=by)
    return reply


def edit(reply: RightOfReply, *, by: User, **fields: Any) -> RightOfReply:
    """Change `fields` alone: what the form's copy has of the others may be older than the row."""
    with verdicts.editing(reply.verdict, by=by) as row:
        fitness.refuse_unfit(RightOfReply, fields)
        reply = RightOfReply.objects.get(pk=reply.pk)
        for name, value in fields.items():
            setattr(reply, name, value)
        _check(reply)
        reply.save(update_fields=list(fields))
        events.record("reply.edited", row, by=by, fields=tuple(fields))
    return reply


def remove(reply: RightOfReply, *, by: User) -> None:
    with verdicts.editing(reply.verdict, by=by) as row:
        reply.delete()
        events.record("reply.removed", row, by=by)


def _check(reply: RightOfReply) -> None:
    if (reply.outcome == RightOfReply.Outcome.ANSWERED) != is_readable(reply.answer):
        raise AnswerMissing
    if reply.deadline and reply.deadline < reply.asked_at:
        raise DeadlineBeforeQuestion
