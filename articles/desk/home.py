"""The desk's home page: what waits for one member, with counts and the page where it can be dealt with, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.desk import figures, plots
from articles.desk.counting import Counted, counted
from articles.desk.due import due
from articles.desk.figures import Day, Waits
from articles.desk.plots import Plot
from articles.models import (
    AccountChange,
    Approval,
    Article,
    Candidate,
    CandidateSearch,
    Claim,
    Delivery,
    ExtractionRun,
    Outlet,
    Redaction,
    RetractionReason,
    ScheduledPublication,
    StepRule,
    Tip,
    TypoFix,
    User,
    Verdict,
    WebhookEndpoint,
)

LISTED = 6


class Waiting(NamedTuple):
    label: str | Promise
    number: Counted
    url: str
    hint: str | Promise


class Flow(NamedTuple):
    """One plot of the last days, and what is counted in it."""

    name: str
    plot: Plot


def page(user: User) -> dict[str, Any]:
    """The whole page. How many queries it takes depends on the member's roles, never on how much there is."""
    today = figures.today()
    days = figures.days(today)
    waits = figures.waits(today)
    return {
        "waiting": waiting_for(user),
        "mine": _mine(user)[:LISTED],
        "reviews": _to_review(user)[:LISTED] if permissions.can_review(user) else [],
        "steps": _to_step(user),
        "due": due(user, today),
        "today": today,
        "recurring": _recurring()[:LISTED],
        "arrivals": figures.arrivals(today),
        "arrival_days": figures.ARRIVAL_DAYS,
        "days": list(reversed(days)),
        "flows": flows(days),
        "waits": waits,
        "wait_days": figures.WAIT_DAYS,
        "wait_plot": plot_of_waits(waits),
        "may_manage_keys": permissions.can_manage_keys(user),
        "may_manage_webhooks": permissions.can_manage_webhooks(user),
        "may_export_assessment": permissions.can_export_assessment(user),
        "wait_steps": list(zip(step_names(), waits.steps, strict=True)),
    }


def waiting_for(user: User) -> list[Waiting]:
    """Everything the member may act on, urgent things first; a count of 0 says that nothing waits."""
    reviewing = list(_reviewing(user)) if permissions.can_review(user) else []
    stepping = list(_stepping(user))
    administering = list(_administering(user)) if permissions.can_manage_users(user) else []
    return [*reviewing, *stepping, *administering, *_everyday(user)]


def _reviewing(user: User) -> Iterator[Waiting]:
    yield Waiting(
        _("確認を待つ非表示措置"),
        counted(Redaction.objects.filter(state=Redaction.State.HIDDEN).exclude(hidden_by=user)),
        _list("redaction", "state__exact=hidden"),
        _("二人目の確認で内容が消去されます"),
    )
    yield Waiting(
        _("予定どおりに公開できない検証記事"),
        counted(ScheduledPublication.objects.troubled()),
        _list("verdict", "schedule=troubled"),
        _("承認のあとに何かが変わったなど。記事のページに理由が出ます"),
    )
    yield Waiting(
        _("承認を待つ検証記事"),
        counted(Verdict.objects.awaiting_approval_by(user)),
        _list("verdict", "state__exact=in_review"),
        _("自分が書いていないもの"),
    )
    yield Waiting(
        _("公開できる検証記事"),
        counted(Verdict.objects.publishable()),
        _list("verdict", "steps=done"),
        _("承認と、決められた校閲・法務が済んだもの"),
    )
    yield Waiting(
        _("承認を待つ取り消しの理由"),
        counted(RetractionReason.objects.awaiting(user)),
        _list("verdict", "retraction=waiting"),
        _("取り消した記事に載せる理由。自分が書いていないもの"),
    )
    yield Waiting(
        _("一人で公開された誤字の修正"),
        counted(TypoFix.objects.unseen().exclude(published_by=user)),
        _list("typofix", "seen=no"),
        _("別のデスクが公開したもの。前後を見比べます"),
    )


def _stepping(user: User) -> Iterator[Waiting]:
    labels = {StepRule.Step.PROOF: _("校閲を待つ検証記事"), StepRule.Step.LEGAL: _("法務の確認を待つ検証記事")}
    for step in _own_steps(user):
        yield Waiting(
            labels[StepRule.Step(step)],
            counted(_awaiting_step(step, user)),
            _list("verdict", f"steps={step}"),
            _("自分が書いていないもの"),
        )


def _administering(user: User) -> Iterator[Waiting]:
    yield Waiting(
        _("確認を待つ担当者の変更"),
        counted(AccountChange.objects.filter(state=AccountChange.State.PENDING).exclude(requested_by=user)),
        _list("accountchange", "state__exact=pending"),
        _("別の管理者が申請したもの"),
    )
    yield Waiting(
        _("届かなかったお知らせ"),
        counted(Delivery.objects.troubled()),
        reverse("notice-outbox"),
        _("メールかチャットへの送信の失敗。もう一度送れます"),
    )
    yield Waiting(
        _("送れない Webhook の届け先"),
        counted(WebhookEndpoint.objects.troubled()),
        reverse("webhooks"),
        _("止まったか、届かなかったものがある提携先"),
    )


def _everyday(user: User) -> Iterator[Waiting]:
    yield Waiting(
        _("未判断の検証候補"),
        counted(Candidate.objects.shown_once()),
        reverse("queue"),
        _("優先度の高い順に一件ずつ"),
    )
    yield Waiting(
        _("再拡散"),
        counted(CandidateSearch.objects.each_once()),
        reverse("queue-recurring"),
        _("公開した検証と同じ主張の再登場"),
    )
    if permissions.can_handle_tips(user):
        yield Waiting(
            _("未読の情報提供"),
            counted(Tip.objects.waiting()),
            _list("tip", "state__exact=received"),
            _("読者や提携先から届いたもの"),
        )
    if permissions.can_write(user):
        yield Waiting(
            _("未確認の媒体"),
            counted(Outlet.objects.proposed()),
            _list("outlet", "confirmed=no"),
            _("APIキーで届いた名称。確認するか統合するまで公開できません"),
        )
    yield Waiting(
        _("検証記事のない検証対象"),
        counted(Claim.objects.without_verdict()),
        _list("claim", "verdict__isempty=1"),
        _("採用したが、まだ書き始めていないもの"),
    )
    yield Waiting(
        _("自分の下書き"),
        counted(Verdict.objects.filter(state=Verdict.State.DRAFT, authors__user=user)),
        _list("verdict", f"state__exact=draft&authors__user__id__exact={user.pk}"),
        _("差し戻されたものを含む"),
    )
    yield Waiting(
        _("失敗した抽出"),
        counted(ExtractionRun.objects.filter(state=ExtractionRun.State.FAILED)),
        _list("extractionrun", "state__exact=failed"),
        _("理由を見て、もう一度試せます"),
    )
    yield Waiting(
        pgettext_lazy("plural", "検証素材"),
        counted(Article.objects.all()),
        _list("article", ""),
        _("取り込んだ記事や投稿"),
    )


def _list(model: str, query: str) -> str:
    return reverse(f"admin:articles_{model}_changelist") + (f"?{query}" if query else "")


# Lists ---------------------------------------------------------------------------------------------------------------


def _mine(user: User) -> QuerySet[Verdict]:
    """Verdicts the member writes on that are not before readers yet, last touched first."""
    rows = Verdict.objects.filter(state__in=Verdict.UNFINISHED, authors__user=user)
    return rows.select_related("claim").order_by("-updated_at", "-pk")


def _to_review(user: User) -> QuerySet[Verdict]:
    """Of others, longest waiting first."""
    rows = Verdict.objects.awaiting_approval_by(user)
    return rows.select_related("claim__claimant", "rating").order_by("updated_at", "pk")


def _own_steps(user: User) -> list[str]:
    return [step for step in Approval.BESIDE if permissions.can_give_step(user, step)]


def _awaiting_step(step: str, user: User) -> QuerySet[Verdict]:
    return Verdict.objects.awaiting_step(step).exclude(authors__user=user)


def _to_step(user: User) -> list[tuple[str, Verdict]]:
    """What waits for a step that the member may give, longest waiting first: the step in words, and the verdict."""
    return [
        (str(Approval.Step(step).label), verdict)
        for step in _own_steps(user)
        for verdict in _awaiting_step(step, user)
        .select_related("claim__claimant", "rating")
        .order_by("updated_at", "pk")[:LISTED]
    ]


def _recurring() -> QuerySet[CandidateSearch]:
    rows = CandidateSearch.objects.each_once().order_by("-candidate")
    return rows.select_related("candidate__revision__article__outlet", "recurs__published_rating").defer(
        "vector", "bands", "candidate__revision__text"
    )


# Plots ---------------------------------------------------------------------------------------------------------------


def flows(days: list[Day]) -> list[Flow]:
    arrived, decided, published = (
        sum(getattr(day, name) for day in days) for name in ("arrived", "decided", "published")
    )
    accepted = sum(day.accepted for day in days)
    return [
        Flow(
            gettext("届いた候補"),
            _flow(gettext("届いた候補：%(n)s件") % {"n": intcomma(arrived)}, days, [day.arrived for day in days]),
        ),
        Flow(
            gettext("判断した候補"),
            _flow(
                gettext("判断した候補：%(n)s件、うち採用%(accepted)s件")
                % {"n": intcomma(decided), "accepted": intcomma(accepted)},
                days,
                [day.decided for day in days],
            ),
        ),
        Flow(
            gettext("公開した検証記事"),
            _flow(
                gettext("公開した検証記事：%(n)s本") % {"n": intcomma(published)}, days, [day.published for day in days]
            ),
        ),
    ]


def _flow(caption: str, days: list[Day], values: list[int]) -> Plot:
    names = [_short(day.date) for day in days]
    label = gettext("%(caption)s。一日ごとの棒グラフ。数字は下の表にあります。") % {"caption": caption}
    tips = [f"{name}　{value}" for name, value in zip(names, values, strict=True)]
    return plots.counts(caption, label, values, tips, [names[0], names[len(names) // 2], names[-1]], between=True)


def plot_of_waits(waits: Waits) -> Plot:
    label = gettext("届いてから検証記事を公開するまでの日数の棒グラフ。数字は下の表にあります。")
    names = step_names()
    tips = [f"{name}　{value}" for name, value in zip(names, waits.steps, strict=True)]
    ticks = [*(gettext("%(n)d日") % {"n": end} for end in figures.WAIT_ENDS), "＞"]
    return plots.counts("", label, waits.steps, tips, ticks)


def step_names() -> list[str]:
    """Of the steps that waits are counted in."""
    ends = figures.WAIT_ENDS
    closed = [gettext("%(n)d日以内") % {"n": end} for end in ends]
    return [*closed, gettext("それより長い")]


def _short(day: date) -> str:
    return date_format(day, "n/j")
