"""Tips from outside: received from a program or a reader, looked at, made into an article or attached to a claim, closed, erased.

Events never tell what a tip says: it may name people, and its sender asked nobody to keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import articles, edits, erasure, events, fitness, withdrawals
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import ApiKey, Article, Claim, Tip, User, web_addresses

CONTACT_KEPT = timedelta(days=90)
"""How long a sender can be asked back. Then the contact goes, whatever became of the tip."""


class TipEmpty(Refused):
    message = _("読める文字がありません。確かめてほしいことを文章で書いてください。")


class ReadersNotAsked(Refused):
    message = _("読者からの情報提供は、いま受け付けていません。")


class TipNotTaken(Refused):
    """It was erased by a redaction; a reader is not told that, nor of which field."""

    message = _(
        "この内容は、編集部では受け取れません。編集部には何も残していません。書いたものは、下の欄にそのままあります。"
    )


class TipErased(Refused):
    message = _("この情報提供は消去されています。")


class TipClosed(Refused):
    message = _("この情報提供は終了しています。続けるには、先に「元に戻す」を押してください。")


class TipNotDecided(Refused):
    message = _("この情報提供は、まだ終了も結び付けもされていません。元に戻すものがありません。")


class ArticleMade(Refused):
    message = _("この情報提供からは、すでに検証素材を作りました。")


class NoSuchClaim(Refused):
    message = _("この番号の検証対象はありません。検証対象のページで番号を確かめてください。")


def receive(*, text: str, by: ApiKey, url: str = "", contact: str = "") -> Tip:
    """Keep a tip for the desk. Raises TipEmpty, ValueUnfit, withdrawals.TextWithdrawn."""
    permissions.require(permissions.can_send_tip(by))
    if not is_readable(text):
        raise TipEmpty
    fitness.refuse_unfit(Tip, {"url": url, "contact": contact})
    with transaction.atomic():
        withdrawals.hold()
        withdrawals.refuse_any([articles.usable(text), url, contact])
        tip = Tip.objects.create(text=text, url=url, contact=contact, key=by)
        events.record("tip.received", tip, by=by)
    return tip


def sending_of(form: str, said: Sequence[str]) -> str:
    """One sending of a reader's form: which copy of the form it was, and what it said. A keyed hash: neither can be read from
    it, and who says the same in a form of their own has another one.
    """
    told = "\0".join([form, *said])
    return salted_hmac("articles.tips.sending", told, algorithm="sha256").hexdigest()


def receive_from_reader(*, text: str, sending: str, **said: str) -> Tip:
    """Keep what a reader says: `url`, `seen_where`, `seen_when`, `concern`, `contact`. The same `sending` is the same tip. The rest is the
    system's: who wrote is known to nobody. Raises TipEmpty, TipNotTaken, ReadersNotAsked, ValueUnfit.
    """
    if not settings.READER_TIPS:
        raise ReadersNotAsked
    if not is_readable(text):
        raise TipEmpty
    fitness.refuse_unfit(Tip, said)
    with transaction.atomic():
        withdrawals.hold()
        try:
            withdrawals.refuse_any([text, *said.values()])
        except withdrawals.TextWithdrawn as error:
            raise TipNotTaken from error
        tip, is_new = Tip.objects.get_or_create(sending=sending, defaults={"text": text, **said})
        if is_new:
            events.record("tip.received", tip, by=None)
    return tip


def look_at(tip: Tip, *, by: User) -> Tip:
    """Say that somebody is at it; the sender learns that, not who."""
    permissions.require(permissions.can_handle_tips(by))
    with transaction.atomic():
        row = _open(tip)
        if row.state == Tip.State.RECEIVED:
            row.state = Tip.State.LOOKED_AT
            edits.save(row, ["state"])
            events.record("tip.looked_at", row, by=by)
    return row


def make_article(tip: Tip, *, text: str, kind: str, by: User) -> Article:
    """Take what the tip is about in as an article, and have it read. Raises ArticleMade."""
    permissions.require(permissions.can_handle_tips(by))
    with transaction.atomic():
        withdrawals.hold()
        row = _open(tip)
        if row.article_id is not None:
            raise ArticleMade
        article = articles.import_article(text=text, kind=kind, url=web_addresses.shown(row.url), by=by).article
        row.article, row.state = article, _begun(row)
        edits.save(row, ["article", "state"])
        events.record("tip.made_article", row, by=by)
    return article


def attach(tip: Tip, *, claim: int, by: User) -> Tip:
    """Say which claim answers it: once its verdict is published, the sender finds it. Raises NoSuchClaim."""
    permissions.require(permissions.can_handle_tips(by))
    with transaction.atomic():
        row = _open(tip)
        found = Claim.objects.legible().standing().select_for_update(of=["self"]).filter(pk=claim).first()
        if found is None:
            raise NoSuchClaim
        row.claim, row.state = found, Tip.State.ATTACHED
        edits.save(row, ["claim", "state"])
        events.record("tip.attached", row, by=by)
    return row


def close(tip: Tip, *, closing: str, by: User) -> Tip:
    permissions.require(permissions.can_handle_tips(by))
    with transaction.atomic():
        row = _open(tip)
        row.closing, row.claim, row.state = closing, None, Tip.State.CLOSED
        edits.save(row, ["closing", "claim", "state"])
        events.record("tip.closed", row, by=by, reason=str(Tip.Closing(closing).label))
    return row


def close_as_spam(rows: Sequence[Tip], *, by: User) -> list[Tip]:
    """Close those that can be; returns them. `reopen` takes it back, one by one."""
    permissions.require(permissions.can_handle_tips(by))
    with transaction.atomic():
        found = Tip.objects.legible().filter(pk__in=[tip.pk for tip in rows]).exclude(state=Tip.State.CLOSED)
        return [close(tip, closing=Tip.Closing.SPAM, by=by) for tip in found.order_by("pk").select_for_update()]


def reopen(tip: Tip, *, by: User) -> Tip:
    """Take back that it was closed or attached. Raises TipNotDecided."""
    permissions.require(permissions.can_handle_tips(by))
    with transaction.atomic():
        row = _locked(tip)
        if row.state not in (Tip.State.CLOSED, Tip.State.ATTACHED):
            raise TipNotDecided
        row.closing, row.claim, row.state = "", None, Tip.State.LOOKED_AT
        edits.save(row, ["closing", "claim", "state"])
        events.record("tip.reopened", row, by=by)
    return row


def erase(tip: Tip, *, by: User) -> Tip:
    """Take its words and its sender's contact away for good. Raises TipErased."""
    permissions.require(permissions.can_erase_tip(by))
    with transaction.atomic():
        row = _locked(tip)
        erasure.erase_tips([row], by=by)
    return Tip.objects.get(pk=row.pk)


def forget_contacts(now: datetime | None = None) -> int:
    """Take away the contacts of tips that came long ago; returns how many. By the system."""
    with transaction.atomic():
        old = Tip.objects.with_contact_since((now or timezone.now()) - CONTACT_KEPT).select_for_update()
        rows = list(old.order_by("pk"))
        for row in rows:
            row.contact = ""
            edits.save(row, ["contact"])
        if rows:
            events.record_each("tip.contact_erased", rows, by=None)
    return len(rows)


def _locked(tip: Tip) -> Tip:
    row = Tip.objects.select_for_update().get(pk=tip.pk)
    if row.erased_at is not None:
        raise TipErased
    return row


def _open(tip: Tip) -> Tip:
    row = _locked(tip)
    if row.state == Tip.State.CLOSED:
        raise TipClosed
    return row


def _begun(row: Tip) -> str:
    """Its state once somebody has done something about it."""
    return Tip.State.LOOKED_AT if row.state == Tip.State.RECEIVED else row.state
