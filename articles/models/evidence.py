from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .texts import readable, refuse_turns, runs_straight, says_something
from .verdict import Verdict, only_while_draft
from .web_addresses import leads_openly


class Evidence(models.Model):
    """One source of a verdict. Anonymous evidence never counts as the primary one."""

    class Kind(models.TextChoices):
        WEB = "web", _("ウェブ")
        DOCUMENT = "document", _("文書・統計")
        PHONE = "phone", _("電話取材")
        INTERVIEW = "interview", _("対面取材")
        WRITTEN_ANSWER = "written_answer", _("文書回答")
        FOI_REQUEST = "foi_request", _("情報公開請求")
        PAPER = "paper", _("論文")

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("主張を裏付ける")
        REFUTES = "refutes", _("主張に反する")
        CONTEXT = "context", _("背景")

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="evidence", verbose_name=_("検証記事"))
    position = models.PositiveSmallIntegerField(_("並び順"), default=1)
    kind = models.CharField(_("種類"), max_length=20, choices=Kind, default=Kind.WEB)
    title = models.CharField(_("題名"), max_length=300, validators=[says_something, runs_straight])
    source_name = models.CharField(
        _("発行者・取材相手"), max_length=200, blank=True, validators=[says_something, runs_straight]
    )
    source_position = models.CharField(_("肩書"), max_length=200, blank=True, validators=[runs_straight])
    is_primary = models.BooleanField(_("一次情報"), default=False)
    stance = models.CharField(_("立場"), max_length=10, choices=Stance, default=Stance.CONTEXT)
    quoted_passage = models.TextField(_("引用箇所"), blank=True)
    locator = models.CharField(_("ページ・箇所"), max_length=200, blank=True)
    obtained_at = models.DateTimeField(_("確認日時"), null=True, blank=True, validators=[days.has_happened])
    url = models.URLField(_("URL"), max_length=2000, blank=True, validators=[leads_openly])
    archive_url = models.URLField(_("保存先URL"), max_length=2000, blank=True, validators=[leads_openly])
    snapshot_sha256 = models.CharField(_("保存物のSHA-256"), max_length=64, blank=True)
    is_on_record = models.BooleanField(_("実名で公開できる"), default=True)
    source_interest = models.CharField(_("情報源の利害関係"), max_length=300, blank=True)
    anonymity_reason = models.CharField(_("匿名とする理由"), max_length=300, blank=True, validators=[says_something])

    class Meta:
        verbose_name = _("根拠")
        verbose_name_plural = pgettext_lazy("plural", "根拠")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_primary=False) | (Q(is_on_record=True) & readable("source_name")),
                name="primary_evidence_is_named",
                violation_error_message=_("一次情報には、実名で公開できる発行者か取材相手の名前が必要です。"),
            ),
            models.CheckConstraint(
                condition=Q(is_on_record=True) | readable("anonymity_reason"),
                name="anonymous_evidence_says_why",
                violation_error_message=_("匿名の根拠には、匿名とする理由が必要です。"),
            ),
            models.CheckConstraint(
                condition=Q(is_on_record=True) | Q(source_name="", source_position=""),
                name="anonymous_evidence_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(snapshot_sha256="") | Q(snapshot_sha256__regex=r"^[0-9a-f]{64}$"),
                name="evidence_snapshot_is_a_sha256",
                violation_error_message=_("SHA-256は、0〜9とa〜fの64文字です。"),
            ),
            models.CheckConstraint(condition=readable("title"), name="evidence_has_a_title"),
            days.readable_moments("obtained_at", of="evidence"),
        ]
        triggers = [
            only_while_draft(),
            refuse_turns("title", "source_name", "source_position", addresses=("url", "archive_url")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_named_primary(self) -> bool:
        return self.is_primary and self.is_on_record and bool(self.source_name.strip())

    @property
    def is_to_be_found(self) -> bool:
        """What is on the web says where, or where a copy is."""
        return self.kind != self.Kind.WEB or bool(self.url or self.archive_url)
