"""The desk's home page: what waits for one member, with counts and the page where it can be dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import permissions
from articles.models import (
    AccountChange,
    Article,
    Candidate,
    CandidateSearch,
    Claim,
    Delivery,
    ExtractionRun,
    Redaction,
    RetractionReason,
    TypoFix,
    User,
    Verdict,
)


class Waiting(NamedTuple):
    label: str | Promise
    number: int
    url: str
    hint: str | Promise


def waiting_for(user: User) -> list[Waiting]:
    """Everything the member may act on, urgent things first; a count of 0 says that nothing waits."""
    reviewing = list(_reviewing(user)) if permissions.can_review(user) else []
    administering = list(_administering(user)) if permissions.can_manage_users(user) else []
    return [*reviewing, *administering, *_everyday(user)]


def _reviewing(user: User) -> Iterator[Waiting]:
    yield Waiting(
        _("確認を待つ非表示措置"),
        Redaction.objects.filter(state=Redaction.State.HIDDEN).exclude(hidden_by=user).count(),
        _list("redaction", "state__exact=hidden"),
        _("二人目の確認で内容が消去されます"),
    )
    yield Waiting(
        _("承認を待つ検証記事"),
        Verdict.objects.awaiting_review().exclude(authors__user=user).count(),
        _list("verdict", "state__exact=in_review"),
        _("自分が書いていないもの"),
    )
    yield Waiting(
        _("公開できる検証記事"),
        Verdict.objects.filter(state=Verdict.State.APPROVED).count(),
        _list("verdict", "state__exact=approved"),
        _("承認が済んだもの"),
    )
    yield Waiting(
        _("承認を待つ取り消しの理由"),
        RetractionReason.objects.awaiting(user).count(),
        _list("verdict", "retraction=waiting"),
        _("取り消した記事に載せる理由。自分が書いていないもの"),
    )
    yield Waiting(
        _("一人で公開された誤字の修正"),
        TypoFix.objects.unseen().exclude(published_by=user).count(),
        _list("typofix", "seen=no"),
        _("別のデスクが公開したもの。前後を見比べます"),
    )


def _administering(user: User) -> Iterator[Waiting]:
    yield Waiting(
        _("確認を待つ担当者の変更"),
        AccountChange.objects.filter(state=AccountChange.State.PENDING).exclude(requested_by=user).count(),
        _list("accountchange", "state__exact=pending"),
        _("別の管理者が申請したもの"),
    )
    yield Waiting(
        _("届かなかったお知らせ"),
        Delivery.objects.troubled().count(),
        reverse("notice-outbox"),
        _("メールかチャットへの送信の失敗。もう一度送れます"),
    )


def _everyday(user: User) -> Iterator[Waiting]:
    yield Waiting(
        _("未判断の検証候補"),
        Candidate.objects.shown_once().count(),
        reverse("queue"),
        _("優先度の高い順に一件ずつ"),
    )
    yield Waiting(
        _("再拡散"),
        CandidateSearch.objects.each_once().count(),
        reverse("queue-recurring"),
        _("公開した検証と同じ主張の再登場"),
    )
    yield Waiting(
        _("検証記事のない検証対象"),
        Claim.objects.without_verdict().count(),
        _list("claim", "verdict__isempty=1"),
        _("採用したが、まだ書き始めていないもの"),
    )
    yield Waiting(
        _("自分の下書き"),
        Verdict.objects.filter(state=Verdict.State.DRAFT, authors__user=user).count(),
        _list("verdict", f"state__exact=draft&authors__user__id__exact={user.pk}"),
        _("差し戻されたものを含む"),
    )
    yield Waiting(
        _("失敗した抽出"),
        ExtractionRun.objects.filter(state=ExtractionRun.State.FAILED).count(),
        _list("extractionrun", "state__exact=failed"),
        _("理由を見て、もう一度試せます"),
    )
    yield Waiting(
        pgettext_lazy("plural", "検証素材"),
        Article.objects.count(),
        _list("article", ""),
        _("取り込んだ記事や投稿"),
    )


def _list(model: str, query: str) -> str:
    return reverse(f"admin:articles_{model}_changelist") + (f"?{query}" if query else "")
