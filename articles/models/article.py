from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .append_only import refuse_delete_and_truncate
from .character_grams import CharacterGrams
from .texts import refuse_turns, runs_straight, says_something
from .versioned import Versioned
from .web_addresses import leads_openly

_HANDLE = re.compile(r"[（(]@[^（）()]*[）)]$")  # みなとの台所（@minato_kitchen）
_ELECTORAL_BOARD = "選挙管理委員会"


class ArticleQuerySet(models.QuerySet["Article"]):
    def with_extraction_state(self) -> ArticleQuerySet:
        """Annotate `extraction_state` of the newest run over the newest revision, None where none was asked for."""
        newest = ArticleRevision.objects.filter(article=models.OuterRef("pk")).order_by("-number", "-runs__pk")
        return self.annotate(extraction_state=models.Subquery(newest.values("runs__state")[:1]))

    def with_pending_count(self) -> ArticleQuerySet:
        """Annotate `pending_count`, the candidates nobody has decided yet: counted for the articles that are fetched alone."""
        pending = ArticleRevision.objects.filter(article=models.OuterRef("pk"), candidates__state="pending")
        counted = pending.order_by().values("article").annotate(number=models.Count("candidates")).values("number")
        return self.annotate(pending_count=Coalesce(models.Subquery(counted), 0))

    def waiting(self) -> ArticleQuerySet:
        """Articles with a candidate that nobody has decided yet."""
        pending = ArticleRevision.objects.filter(article=models.OuterRef("pk"), candidates__state="pending")
        return self.filter(models.Exists(pending))

    def at(self, keys: Collection[str]) -> ArticleQuerySet:
        """Articles one of whose addresses has one of these keys."""
        return self.filter(url_keys__overlap=list(keys))

    def with_text(self, sha256: str) -> ArticleQuerySet:
        """Articles whose newest revision has exactly this text."""
        newest = ArticleRevision.objects.filter(article=models.OuterRef("pk")).order_by("-number")
        return self.alias(newest_sha256=models.Subquery(newest.values("sha256")[:1])).filter(
            models.Q(newest_sha256=sha256)
        )


class Article(Versioned):
    """Any text under scrutiny. Its words are in immutable revisions; this row says where they come from."""

    class Kind(models.TextChoices):
        NEWS = "news", _("記事")
        SOCIAL_POST = "social_post", _("SNS投稿")
        TRANSCRIPT = "transcript", _("動画・音声の書き起こし")
        PROCEEDINGS = "proceedings", _("会見・議会")
        LEAFLET = "leaflet", _("選挙公報・ビラ")
        OTHER = "other", _("その他")

    kind = models.CharField(_("種類"), max_length=20, choices=Kind, default=Kind.NEWS)
    outlet = models.ForeignKey("Outlet", models.PROTECT, null=True, blank=True, verbose_name=_("媒体"))
    url = models.URLField(_("URL"), max_length=2000, blank=True, validators=[leads_openly])
    further_urls = ArrayField(
        models.URLField(max_length=2000), default=list, blank=True, editable=False, verbose_name=_("別のURL")
    )
    url_keys = ArrayField(models.TextField(), default=list, blank=True, editable=False)  # search.links.link_key of all
    title = models.CharField(_("見出し"), max_length=500, validators=[says_something, runs_straight])
    account = models.CharField(_("アカウント"), max_length=200, blank=True, validators=[runs_straight])
    byline = models.CharField(_("署名"), max_length=200, blank=True, validators=[runs_straight])
    published_at = models.DateTimeField(_("公開日時"), null=True, blank=True, validators=[days.has_happened])
    reach = models.PositiveBigIntegerField(
        _("拡散規模"), null=True, blank=True, help_text=_("閲覧・再生・共有などの数")
    )
    reach_date = models.DateField(_("拡散規模の確認日"), null=True, blank=True, validators=[days.has_happened])
    screenshot_sha256 = models.CharField(_("画面保存のSHA-256"), max_length=64, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("取り込んだ人")
    )
    imported_at = models.DateTimeField(_("取り込み日時"), auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("検証素材")
        verbose_name_plural = pgettext_lazy("plural", "検証素材")
        indexes = [
            models.Index(fields=["-imported_at", "-id"], name="article_newest_first"),
            GinIndex(fields=["url_keys"], name="article_by_url_key"),
            GinIndex(CharacterGrams("title"), name="article_says"),
            GinIndex(CharacterGrams("url"), name="article_url_says"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~Q(url=""),
                name="article_url_is_unique",
                violation_error_message=_("このURLの検証素材がすでにあります。"),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
            models.CheckConstraint(
                condition=Q(reach__isnull=True, reach_date__isnull=True)
                | Q(reach__isnull=False, reach_date__isnull=False),
                name="article_reach_has_a_date",
                violation_error_message=_("拡散規模とその確認日は、両方を入力してください。"),
            ),
            models.CheckConstraint(
                condition=Q(screenshot_sha256="") | Q(screenshot_sha256__regex=r"^[0-9a-f]{64}$"),
                name="article_screenshot_is_a_sha256",
            ),
            days.readable_moments("published_at", of="article"),
        ]
        triggers = [refuse_turns("title", "account", "byline", addresses=("url",))]

    def __str__(self) -> str:
        return self.title

    @property
    def published_date(self) -> date | None:
        """The day of publication in Japan: that is what 「昨日」 in its text counts from."""
        return timezone.localdate(self.published_at, timezone.get_default_timezone()) if self.published_at else None

    @property
    def own_speaker(self) -> str | None:
        """Whose words the text is where it names nobody: 私, 当社 and what is asserted without a source; None if unknown.

        The account of a post, whose outlet is a platform. For what a body or person issues (leaflet, release,
        statement, commentary, minutes, recording) the byline, else the account, else the outlet; an electoral board
        publishes what candidates say. None for news: a reporter's narration is nobody's claim.
        """
        if self.kind == self.Kind.NEWS:
            return None
        if self.kind == self.Kind.SOCIAL_POST:
            return self._account_name or self.byline or None
        return self.byline or self._account_name or self._issuer

    @property
    def _account_name(self) -> str:
        return _HANDLE.sub("", self.account).strip() or self.account

    @property
    def _issuer(self) -> str | None:
        name = self.outlet.name if self.outlet else ""
        return name if name and not name.endswith(_ELECTORAL_BOARD) else None

    @property
    def current_revision(self) -> ArticleRevision:
        return self.revisions.latest("number")


class ArticleRevision(models.Model):
    """One immutable text of an article, erasable by a redaction. Offsets into it are Unicode code points."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions", verbose_name=_("検証素材"))
    number = models.PositiveIntegerField(_("版"))
    text = models.TextField(_("本文"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登録した人")
    )
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    redacted_at = models.DateTimeField(_("消去日時"), null=True, editable=False)

    class Meta:
        verbose_name = _("更新履歴")
        verbose_name_plural = pgettext_lazy("plural", "更新履歴")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_is_unique_in_article"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_starts_at_one"),
            models.CheckConstraint(
                condition=(Q(redacted_at__isnull=True) & ~Q(text=""))
                | Q(redacted_at__isnull=False, text="", sha256=""),
                name="revision_has_a_text_or_was_erased",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_erasure",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.redacted_at IS NOT NULL OR NEW.redacted_at IS NULL
                   OR (NEW.id, NEW.article_id, NEW.number, NEW.created_by_id, NEW.created_at)
                   IS DISTINCT FROM (OLD.id, OLD.article_id, OLD.number, OLD.created_by_id, OLD.created_at) THEN
                    RAISE EXCEPTION 'a revision can be erased, not rewritten' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"
