"""The page of a verdict: where it is written, and where everything about it stands. A plain view, like the queue.

Nothing is saved that its editor has not seen (merging.py). Moving evidence and asking for one more row only arrange the
page: they save nothing, and work without a script.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from articles import permissions
from articles.actions import elections, review_steps, schedules, sight, verdicts
from articles.actions.edits import ChangedMeanwhile
from articles.actions.errors import Refused
from articles.actions.verdicts import Check
from articles.desk import history, merging, verdict_parts
from articles.desk.claims import appearances_of
from articles.desk.earlier import Earlier, like
from articles.desk.requests import member
from articles.desk.steps import SteppedAdmin, page_of
from articles.desk.verdict_parts import Workspace
from articles.desk.verdict_steps import page_for_readers
from articles.japanese import furigana
from articles.models import Approval, Claim, Event, PublishedVerdict, RightOfReply, ScheduledPublication, User, Verdict
from articles.models.verdict import RENDITIONS
from articles.public import prose
from articles.public.addresses import verdict_path
from articles.search.matching import Band

APPROVAL_FIRST = gettext_noop(
    "保存しました。判定が変わったので、公開の前に、執筆者以外のデスクの新しい承認が必要です。「保存して確認に出す」を押してください。"
)
ATTEMPTS = 5  # to put together what two people wrote, while others go on saving
ADDED = {"evidence": "add-evidence", "rights_of_reply": "add-reply"}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = _found(pk)
    if verdict is None:
        return _admin().gone(request, str(pk))
    if request.method != "POST":
        return _shown(request, verdict, Workspace(verdict))
    permissions.require(permissions.can_edit_verdict(member(request), verdict))
    data = merging.with_choices(request.POST)
    if "_arrange" in data:
        return _arrange(request, verdict, data)
    return _save(request, verdict, data)


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What readers would see of the form as it stands, nothing of it saved."""
    verdict = _found(pk)
    if verdict is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    permissions.require(permissions.can_edit_verdict(member(request), verdict))
    forms = Workspace(verdict, request.POST)
    forms.is_valid()  # what is not valid yet is shown as far as it goes
    shown = {"evidence": forms.shown_evidence, "replies": forms.shown_replies, "by": member(request)}
    context = page_for_readers(verdict, as_typo=False, **shown)
    checks = verdicts.checklist(verdict, evidence=forms.shown_evidence, replies=forms.shown_replies)
    return TemplateResponse(request, "desk/preview.html", {**context, "verdict": verdict, **lacking(verdict, checks)})


def lacking(verdict: Verdict, checks: list[Check]) -> dict[str, Any]:
    """What the bar below says."""
    return {
        "claim_url": page_of(verdict.claim),
        "checks": checks,
        "missing": [check.label for check in checks if check.is_missing],
        "asked": [check for check in checks if check.is_optional and not check.is_met],
    }


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A request to the party concerned, to print or to copy; `again` for a reminder."""
    verdict = _found(pk)
    if verdict is None:
        return _admin().gone(request, str(pk))
    number = request.GET.get("reply", "")
    rows = RightOfReply.objects.filter(verdict=verdict)
    reply = rows.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 19 else None
    context = {
        **admin.site.each_context(request),
        "title": _("回答の催促") if "again" in request.GET else _("確認のお願い"),
        "verdict": verdict,
        "claim": verdict.claim,
        "appearances": appearances_of(verdict.claim),
        "reply": reply,
        "again": "again" in request.GET,
        "by": member(request),
        "today": timezone.localdate(),
        "row_url": page_of(verdict),
    }
    return TemplateResponse(request, "desk/letter.html", context)


# Saving ------------------------------------------------------------------------------------------------------------------


def _save(request: HttpRequest, verdict: Verdict, data: QueryDict) -> HttpResponse:
    """Save what was typed, put together with what was saved meanwhile; where that leaves a question, ask it."""
    conflict, user = None, member(request)
    if not data.get("seen_version"):  # nor is it known then what the form showed: whatever differs is asked
        data.pop("seen_values", None)
    for _attempt in range(ATTEMPTS):
        if data.get("seen_version") != str(verdict.version):
            conflict = verdict_parts.merge(verdict, data, history.editors(verdict, user))
            data = conflict.data
            if not conflict.is_settled:
                return _refused(
                    request, verdict, Workspace(verdict, data), verdicts.VerdictChangedMeanwhile(), conflict
                )
        forms = Workspace(verdict, data, request.FILES)
        if not forms.is_valid():
            return _shown(request, verdict, forms)
        try:
            _write(verdict, forms, user)
        except ChangedMeanwhile:
            verdict = _found(verdict.pk) or verdict
            permissions.require(permissions.can_edit_verdict(user, verdict))
        except Refused as refused:
            verdict = _found(verdict.pk) or verdict  # the forms wrote on this copy
            return _refused(request, verdict, Workspace(verdict, data, request.FILES), refused)
        else:
            if conflict and conflict.kept:
                messages.info(request, conflict.told)
            return _follow(request, verdict.pk, data)
    return _refused(request, verdict, Workspace(verdict, data), verdicts.VerdictChangedMeanwhile())


def _write(verdict: Verdict, forms: Workspace, user: User) -> None:
    with transaction.atomic():
        verdicts.edit(verdict, version=forms.form.seen, by=user, **forms.written)
        for part in forms.parts:
            part.save_by_actions(user)


def _refused(
    request: HttpRequest, verdict: Verdict, forms: Workspace, refused: Refused, conflict: merging.Merged | None = None
) -> HttpResponse:
    forms.is_valid()
    forms.form.add_error(None, str(refused))
    return _shown(request, verdict, forms, conflict)


def _follow(request: HttpRequest, pk: int, data: QueryDict) -> HttpResponse:
    """After a save: stay, or go on to the step whose button saved."""
    site = _admin()
    row = _found(pk)
    assert row is not None
    for place in verdicts.left_behind(row):
        messages.warning(request, verdicts.LEFT_BEHIND[place])
    following = next((step for step in site.steps if f"_{step.name}" in data), None)
    if following is None:
        messages.success(request, _("保存しました。"))
        return HttpResponseRedirect(page_of(row))
    if following.name == "correct" and row.changes_the_published_rating:
        messages.warning(request, _(APPROVAL_FIRST))
        return HttpResponseRedirect(page_of(row))
    if following.name == "correct" and row.needed_steps:
        messages.warning(request, str(review_steps.StepsMissing(row, row.missing_steps)))
        return HttpResponseRedirect(page_of(row))
    if following.asks:
        return HttpResponseRedirect(site.url_of(following.name, row.pk))
    permissions.require(following.may(member(request)))
    messages.info(request, _("保存しました。"))
    return site.take(request, row, following, seen=sight.of_verdict(row))  # as it was just saved


def _arrange(request: HttpRequest, verdict: Verdict, data: QueryDict) -> HttpResponse:
    for rows in Workspace(verdict, data).parts:
        number = rows.total_form_count()
        data[f"{rows.prefix}-TOTAL_FORMS"] = str(number)  # those that were sent, whatever the form says
        if data["_arrange"] == ADDED[rows.prefix] and number >= rows.most:
            messages.warning(request, rows.full)
            data["_arrange"] = ""
    return _shown(request, verdict, Workspace(verdict, arranged(data)))


def arranged(data: QueryDict) -> QueryDict:
    """The form with a row more, with readings, or with evidence moved by one place and the references in the text following it."""
    kind, _sep, rest = data.get("_arrange", "").partition(" ")
    for prefix, name in ADDED.items():
        if kind == name:
            _add_row(data, prefix)
    if kind == "furigana":
        for name in RENDITIONS["easy_japanese"]:
            data[name] = furigana.suggested(data.get(name, ""))
    if kind in ("up", "down") and rest.isascii() and rest.isdigit():
        _move(data, int(rest), -1 if kind == "up" else 1)
    return data


def _add_row(data: QueryDict, prefix: str) -> None:
    total = _number(data, f"{prefix}-TOTAL_FORMS")
    positions = [_number(data, f"{prefix}-{number}-position") for number in range(total)]
    data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    data[f"{prefix}-{total}-position"] = str(max(positions, default=0) + 1)
    if prefix == "evidence":
        data[f"{prefix}-{total}-is_on_record"] = "on"


def _move(data: QueryDict, number: int, by: int) -> None:
    numbers = range(_number(data, "evidence-TOTAL_FORMS"))
    before = sorted(numbers, key=lambda one: (_number(data, f"evidence-{one}-position"), one))
    after, other = list(before), before.index(number) + by if number in before else -1
    if 0 <= other < len(before):
        after.remove(number)
        after.insert(other, number)
    for position, one in enumerate(after, start=1):
        data[f"evidence-{one}-position"] = str(position)
    moved = {old: after.index(one) + 1 for old, one in enumerate(before, start=1)}
    data["reasoning"] = prose.renumbered(data.get("reasoning", ""), moved)


def _number(data: QueryDict, name: str) -> int:
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0


# What the page shows -----------------------------------------------------------------------------------------------------


def _shown(
    request: HttpRequest, verdict: Verdict, forms: Workspace, conflict: merging.Merged | None = None
) -> HttpResponse:
    user = member(request)
    arranged_row = request.POST.get("_arrange", "") if request.method == "POST" else ""
    context = {
        **admin.site.each_context(request),
        "title": verdict.headline or _("検証記事"),
        "subtitle": None,
        "opts": Verdict._meta,
        "original": verdict,
        "forms": forms,
        "form": forms.form,
        "may_write": permissions.can_edit_verdict(user, verdict),
        "conflict": conflict,
        "arranged": arranged_row.partition(" ")[0],
        **_steps(request, verdict),
        **_around(verdict, user),
    }
    return TemplateResponse(request, "desk/verdict.html", context)


def _steps(request: HttpRequest, verdict: Verdict) -> dict[str, Any]:
    site = _admin()
    buttons = [(step, site.url_of(step.name, verdict.pk)) for step in site.open_steps(request, verdict)]
    return {"buttons": buttons, "seen": sight.of_verdict(verdict) if buttons else ""}


def _around(verdict: Verdict, user: User) -> dict[str, Any]:
    claim: Claim = verdict.claim
    checks = verdicts.checklist(verdict)
    return {
        "claim": claim,
        **lacking(verdict, checks),
        "appearances": appearances_of(claim),
        "left_behind": verdicts.LEFT_BEHIND.keys() & {check.place for check in checks if not check.is_met},
        "redactions": verdict.redactions.select_related("hidden_by", "closed_by").order_by("-pk"),
        "notes": verdict.notes.select_related("written_by").defer("ciphertext").order_by("pk"),
        "images": verdict.claim_images.count(),
        "public_url": public_url(verdict),
        "entries": history.about(verdict),
        "sent_back": sent_back(verdict),
        **_schedule(verdict),
        "precedents": precedents(verdict),
        "election": elections.running_for(verdict) if verdict.state in Verdict.UNFINISHED else None,
        "approvals": verdict.approvals.filter(round=verdict.round, step__in=Approval.OF_THE_DESK)
        .select_related("approved_by")
        .order_by("pk"),
        "may_approve": permissions.can_approve_verdict(user, verdict),
        "author_names": _("、").join(str(author.user) for author in verdict.authors.all()),
        "may_publish": permissions.can_publish(user),
        "standings": review_steps.standings(verdict),
        "now": timezone.now(),
    }


def _schedule(verdict: Verdict) -> dict[str, Any]:
    planned = verdict.schedules.select_related("scheduled_by").order_by("-pk").first()
    waits = planned is not None and planned.state == ScheduledPublication.State.WAITING
    is_awaited = waits and verdict.state == Verdict.State.APPROVED
    return {"schedule": planned, "danger": schedules.in_danger(planned) if planned and is_awaited else ""}


def sent_back(verdict: Verdict) -> history.Entry | None:
    """Why a draft came back, while it is one."""
    if not verdict.is_editable or verdict.round == 1:
        return None
    last = Event.objects.about(verdict).filter(action__in=("verdict.sent_back", "verdict.revised", "verdict.submitted"))
    event = last.select_related("content").order_by("-pk").first()
    return history.entry(event) if event is not None and event.action == "verdict.sent_back" else None


class Precedent(NamedTuple):
    """`departs`: the verdict at hand is rated otherwise than a claim that is the same or differs in nothing named."""

    earlier: Earlier
    departs: bool


def precedents(verdict: Verdict) -> list[Precedent]:
    """How published verdicts on claims like this one were rated; three queries."""
    claim = verdict.claim
    if claim.redacted_at is not None:
        return []
    found = like(claim.statement, day=claim.claimed_date, but=claim, claim__verdict__state=Verdict.State.PUBLISHED)
    near = [one for one in found if one.band != Band.RELATED]
    return [Precedent(one, bool(verdict.rating) and one.may_be_joined and one.rating != verdict.rating) for one in near]


def public_url(verdict: Verdict) -> str:
    """The reader page of a verdict, empty before its first publication."""
    shown = PublishedVerdict.objects.filter(verdict_number=verdict.number).first()
    return verdict_path(shown.verdict_number, shown.slug) if shown else ""


def _found(pk: int) -> Verdict | None:
    rows = Verdict.objects.select_related("claim__claimant", "rating__scale").prefetch_related("authors__user")
    return rows.filter(pk=pk).first()


def _admin() -> SteppedAdmin:
    found = admin.site.get_model_admin(Verdict)
    assert isinstance(found, SteppedAdmin)
    return found
