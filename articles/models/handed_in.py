from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .api_key import ApiKey
from .append_only import refuse_delete_and_truncate
from .article import ArticleRevision


class HandedIn(models.Model):
    """A text that a program gave us: its key, and no other, may ask what was made of it.

    Its article is one that this key brought in. Where another article held the given address by then, the address is here.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+", verbose_name=_("APIキー"))
    revision = models.ForeignKey(ArticleRevision, models.PROTECT, related_name="+", verbose_name=_("版"))
    url = models.URLField(_("渡されたURL"), max_length=2000, blank=True, help_text="that another article held")
    url_key = models.CharField(max_length=32, blank=True, editable=False)  # as in Article.url_keys
    handed_in_at = models.DateTimeField(_("渡された日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("渡された本文")
        verbose_name_plural = pgettext_lazy("plural", "渡された本文")
        indexes = [models.Index(fields=["url_key"], condition=~Q(url_key=""), name="handed_in_with_an_address")]
        constraints = [
            models.UniqueConstraint(fields=["key", "revision"], name="key_hands_a_text_in_once"),
            models.CheckConstraint(
                condition=Q(url="", url_key="") | (~Q(url="") & ~Q(url_key="")), name="handed_in_address_has_a_key"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_erasure",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF (NEW.id, NEW.key_id, NEW.revision_id, NEW.handed_in_at)
                   IS DISTINCT FROM (OLD.id, OLD.key_id, OLD.revision_id, OLD.handed_in_at) OR NEW.url <> '' THEN
                    RAISE EXCEPTION 'an address can be erased, not rewritten' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.revision_id}"


class IdempotentAnswer(models.Model):
    """What a request with an `Idempotency-Key` was answered, for whoever sends it again within a day or two.

    Written in the transaction of what the request did: there is an answer if, and only if, it was done. It holds numbers and
    states, nothing of what was sent.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="+", verbose_name=_("APIキー"))
    name = models.CharField(max_length=255, help_text="as the program calls its request")
    request_digest = models.CharField(max_length=64, help_text="HMAC-SHA256 of operation and body, in hexadecimal")
    status = models.PositiveSmallIntegerField()
    location = models.CharField(max_length=200, blank=True, help_text="a path")
    body = models.BinaryField()
    answered_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("同じ要求への返事")
        verbose_name_plural = pgettext_lazy("plural", "同じ要求への返事")
        constraints = [
            models.UniqueConstraint(fields=["key", "name"], name="request_is_answered_once"),
            models.CheckConstraint(condition=~Q(name=""), name="idempotency_key_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
