from __future__ import annotations

import secrets
from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .api_key import ApiKey
from .append_only import refuse_delete_and_truncate
from .article import Article
from .claim import Claim
from .publication import PublishedVerdict
from .texts import refuse_turns, runs_straight
from .versioned import Versioned
from .web_addresses import leads_openly

TOKEN_BYTES = 24
LONGEST_TIP, LONGEST_CONCERN = 5_000, 1_000  # code points, as those that follow
LONGEST_PLACE, LONGEST_MOMENT, LONGEST_CONTACT = 300, 100, 200
TIP_WORDS = ("text", "url", "seen_where", "seen_when", "concern", "contact")
"""What its sender wrote, and what is blank once it is erased."""


def fresh_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


class TipQuerySet(models.QuerySet["Tip"]):
    def sent_as(self, token: str) -> TipQuerySet:
        return self.filter(token=token).select_related("claim")

    def from_readers(self) -> TipQuerySet:
        return self.filter(key__isnull=True)

    def waiting(self) -> TipQuerySet:
        """Those that nobody has looked at."""
        return self.filter(state=Tip.State.RECEIVED)

    def legible(self) -> TipQuerySet:
        return self.filter(erased_at__isnull=True)

    def with_contact_since(self, moment: datetime) -> TipQuerySet:
        """Those whose sender can still be reached, received before that moment."""
        return self.filter(received_at__lt=moment).exclude(contact="")


class Tip(Versioned):
    """What somebody outside says should be checked. For the desk's eyes only: the sender learns its state, by an address that
    nobody can guess, and nothing of it is ever published.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("未読")
        LOOKED_AT = "looked_at", _("確認中")
        ATTACHED = "attached", _("検証対象あり")
        CLOSED = "closed", _("終了")

    class Closing(models.TextChoices):
        KNOWN = "known", _("すでに検証した、または同じ情報がある")
        OUT_OF_SCOPE = "out_of_scope", _("対象外のテーマ")
        UNCHECKABLE = "uncheckable", _("検証できない")
        SPAM = "spam", _("迷惑な送信")
        OTHER = "other", _("その他")

    token = models.CharField(max_length=40, unique=True, default=fresh_token, editable=False)
    text = models.TextField(_("内容"), blank=True)
    url = models.URLField(_("URL"), max_length=2000, blank=True, validators=[leads_openly])
    seen_where = models.CharField(_("見たところ"), max_length=LONGEST_PLACE, blank=True, validators=[runs_straight])
    seen_when = models.CharField(_("見たとき"), max_length=LONGEST_MOMENT, blank=True, validators=[runs_straight])
    concern = models.TextField(_("気になる理由"), blank=True)
    contact = models.CharField(_("連絡先"), max_length=LONGEST_CONTACT, blank=True, validators=[runs_straight])
    key = models.ForeignKey(
        ApiKey,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("送ってきたプログラム"),
        help_text="null: a reader",
    )
    sending = models.CharField(
        max_length=64,
        unique=True,
        null=True,
        editable=False,
        help_text="of a reader's form and what it said: docs/adr/0042",
    )
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.RECEIVED)
    closing = models.CharField(_("終了の理由"), max_length=20, choices=Closing, blank=True)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="tips", verbose_name=_("検証素材")
    )
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="tips", verbose_name=_("検証対象")
    )
    received_at = models.DateTimeField(_("届いた日時"), auto_now_add=True)
    erased_at = models.DateTimeField(_("消去日時"), null=True, editable=False)

    objects = TipQuerySet.as_manager()

    class Meta:
        verbose_name = _("情報提供")
        verbose_name_plural = pgettext_lazy("plural", "情報提供")
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="tip_newest_first"),
            models.Index(fields=["received_at"], condition=~Q(contact=""), name="tip_with_contact"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(erased_at__isnull=True) & ~Q(text=""))
                | Q(erased_at__isnull=False, **dict.fromkeys(TIP_WORDS, "")),
                name="tip_says_something_or_was_erased",
            ),
            models.CheckConstraint(
                condition=Q(key__isnull=True, sending__isnull=False) | Q(key__isnull=False, sending__isnull=True),
                name="tip_is_from_a_key_or_a_reader",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(closing="")) | (~Q(state="closed") & Q(closing="")),
                name="closed_tip_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="attached", claim__isnull=False) | (~Q(state="attached") & Q(claim__isnull=True)),
                name="attached_tip_has_a_claim",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="erased_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at
                   OR (NEW.token, NEW.key_id, NEW.sending, NEW.received_at)
                      IS DISTINCT FROM (OLD.token, OLD.key_id, OLD.sending, OLD.received_at)
                   OR NEW.text <> OLD.text AND NEW.text <> '' OR NEW.contact <> OLD.contact AND NEW.contact <> ''
                   OR NEW.concern <> OLD.concern AND NEW.concern <> '' OR NEW.seen_where <> OLD.seen_where AND NEW.seen_where <> ''
                   OR NEW.seen_when <> OLD.seen_when AND NEW.seen_when <> '' THEN
                    RAISE EXCEPTION 'a tip can be erased, not rewritten' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            refuse_turns("contact", addresses=("url",)),
            *refuse_delete_and_truncate(),
        ]

    @property
    def claim_number(self) -> int | None:
        """Of the claim that answers it; where that was merged, of the one that stands for it."""
        claim = self.claim
        while claim is not None and claim.merged_into is not None:
            claim = claim.merged_into
        return claim.pk if claim is not None else None

    @property
    def answer(self) -> PublishedVerdict | None:
        """The verdict that answers it, as far as readers see one."""
        number = self.claim_number
        return PublishedVerdict.objects.visible().filter(claim_number=number).first() if number else None

    def __str__(self) -> str:
        """Never its words: rows are named in histories and messages, which more people read."""
        return str(_("情報提供 %d") % self.pk)
