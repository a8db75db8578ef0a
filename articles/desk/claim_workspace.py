"""The workspace of a claim: its wording beside what the machine proposed, its appearances, who sees to it, what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Substr
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from articles import permissions
from articles.actions import claims, snapshots
from articles.actions.claimants import ClaimantAlreadyKnown
from articles.actions.edits import ChangedMeanwhile
from articles.actions.errors import Refused
from articles.actions.topics import TopicKnown
from articles.desk import claim_talk, decisions, earlier, history, merging
from articles.desk.claim_forms import AssignmentForm, CommentForm, WordingForm, found, may_word, told
from articles.desk.requests import member
from articles.models import Candidate, CandidateScore, Claim, ClaimMerge, Watch

SHOWN = 20  # appearances on the first page
PROPOSALS = 3
ATTEMPTS = 5  # to put together what two people changed, while others go on saving
CONTEXT = 120  # code points of the text before and after a passage


class Appearance(NamedTuple):
    """A passage with what stands around it; its score is None where the newest run does not propose it."""

    candidate: Candidate
    before: str
    after: str
    score: CandidateScore | None
    is_for_readers: bool

    @property
    def dates(self) -> list[str]:
        """Days that the extraction read in the sentence, as exact as the text has them."""
        return [date["value"] for date in self.score.dates if date.get("value")] if self.score else []


@require_http_methods(["GET", "POST"])
def workspace(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_at(pk)
    if claim.merged_into_id is not None:
        return _onwards(request, claim)
    if request.method == "GET":
        return page(request, claim)
    permissions.require(permissions.can_write(member(request)))
    return _saved(request, claim, merging.with_choices(request.POST))


def _onwards(request: HttpRequest, claim: Claim) -> HttpResponse:
    """To what the claim was merged into; what somebody typed on its page meanwhile is given back (kept_text.py)."""
    if request.method == "POST":
        request.refusal = str(claims.ClaimMerged.message)  # type: ignore[attr-defined] # for the page that gives it back
        return HttpResponse(status=HTTPStatus.GONE)
    told_so = _("「%(statement)s」は、この検証対象に統合されています。") % {"statement": claim.statement}
    messages.info(request, told_so)
    return HttpResponseRedirect(reverse("claim", args=[claim.merged_into_id]))


def _saved(request: HttpRequest, claim: Claim, data: QueryDict) -> HttpResponse:
    """Save what was typed, put together with what others have saved meanwhile; or the page with all of it."""
    speakers, merged = speakers_of(claim), None
    for _attempt in range(ATTEMPTS):
        form = WordingForm(data, claim=claim, speakers=speakers)
        if form.only_looks:
            return page(request, claim, wording=looking(request, form))
        try:
            if form.is_valid() and _save(request, claim, form):
                return HttpResponseRedirect(reverse("claim", args=[claim.pk]))
            return page(request, claim_at(claim.pk), wording=form)
        except ChangedMeanwhile:
            claim = claim_at(claim.pk)
            merged = _merge(request, claim, data)
            data = merged.data
            if not merged.is_settled:
                break
    form = WordingForm(data, claim=claim, speakers=speakers)
    complain(form, claims.ClaimChangedMeanwhile())
    return page(request, claim, wording=form, conflict=merged)


def _merge(request: HttpRequest, claim: Claim, data: QueryDict) -> merging.Merged:
    """What was typed, put together with what others have saved meanwhile."""
    merged = merging.Merged(data.copy(), editors=history.editors(claim, member(request)))
    merging.merge(WordingForm(merged.data, claim=claim), WordingForm(claim=claim), merged)
    if merged.is_settled and merged.kept:
        messages.info(request, merged.told)
    return merged


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A claim that starts by hand, without an article."""
    permissions.require(permissions.can_write(member(request)))
    form = WordingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.only_looks:
        form = looking(request, form)
    elif form.is_bound and form.is_valid() and (claim := _word(request, form)):
        return HttpResponseRedirect(reverse("claim", args=[claim.pk]))
    context = {**admin.site.each_context(request), "title": _("検証対象を手で作る"), "wording": form}
    return TemplateResponse(request, "desk/claim/new.html", context)


@require_GET
def claimants(request: HttpRequest) -> HttpResponse:
    """Choices for the picker while a name is being typed; the button beside it does the same without JavaScript."""
    sought = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = [(row.pk, told(row)) for row in found(sought)] if sought else []
    return TemplateResponse(request, "desk/claim/_claimants.html", {"rows": rows})


def claim_at(pk: int) -> Claim:
    rows = Claim.objects.select_related("claimant", "verdict", "assignment__assignee", "created_by")
    return get_object_or_404(rows, pk=pk)


def looking(request: HttpRequest, form: WordingForm) -> WordingForm:
    """The form with what was typed, the claimants found or the topic added, and no complaint about what is not done yet."""
    try:
        return form.with_topic(by=member(request))
    except TopicKnown as refused:
        form.add_error("new_topic", str(refused))
        return form


def _word(request: HttpRequest, form: WordingForm) -> Claim | None:
    by = member(request)
    try:
        with transaction.atomic():  # a refused claim leaves no new claimant behind
            claim = claims.word_by_hand(**form.words(by=by), by=by)
    except Refused as refused:
        complain(form, refused)
        return None
    messages.success(request, _("検証対象を作りました。"))
    return claim


def _save(request: HttpRequest, claim: Claim, form: WordingForm) -> bool:
    by = member(request)
    try:
        with transaction.atomic():  # a refused save leaves no new claimant behind
            claims.reword(claim, **form.words(by=by), by=by, version=form.cleaned_data["seen_version"])
    except ChangedMeanwhile:
        raise
    except Refused as refused:
        complain(form, refused)
        return False
    messages.success(request, _("保存しました。"))
    return True


def complain(form: WordingForm, refused: Refused) -> None:
    """Tell a refusal where it can be dealt with."""
    if isinstance(refused, ClaimantAlreadyKnown | TopicKnown):
        form.add_error("claimant" if isinstance(refused, ClaimantAlreadyKnown) else "new_topic", str(refused))
    else:
        decisions.complain(form, refused)


# What the page shows ---------------------------------------------------------------------------------------------------


def page(
    request: HttpRequest,
    claim: Claim,
    *,
    wording: WordingForm | None = None,
    assigning: AssignmentForm | None = None,
    comment: CommentForm | None = None,
    conflict: merging.Merged | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The workspace, with whatever form was refused as it was typed."""
    user = member(request)
    appearances, more = _appearances(claim, request.GET.get("after", ""))
    speakers = [name for shown in appearances for name in _speakers(shown.score)]
    form = wording or (WordingForm(claim=claim, speakers=speakers) if may_word(user, claim) else None)
    context = {
        **admin.site.each_context(request),
        "title": _("検証対象"),
        "subtitle": claim.statement,
        "claim": claim,
        "wording": form,
        "conflict": conflict,
        "is_locked": permissions.can_write(user) and not may_word(user, claim),
        "may_write": permissions.can_write(user),
        "topics": claim.topics.order_by("name", "pk"),
        "appearances": appearances,
        "proposals": [one for one in appearances if one.score][:PROPOSALS],
        "more": more,
        "assignment": getattr(claim, "assignment", None),
        "assigning": assigning or _assigning(request, claim),
        "comment": comment or (CommentForm() if permissions.can_comment(user) else None),
        **claim_talk.talk(claim),
        "is_watched": Watch.objects.filter(claim=claim, user=user).exists(),
        "merges": _merges(claim),
        "earlier": _like(claim),
        "entries": history.about(claim),
    }
    return TemplateResponse(request, "desk/claim/workspace.html", context, status=status)


def speakers_of(claim: Claim) -> list[str]:
    shown, _more = _appearances(claim, "")
    return [name for one in shown for name in _speakers(one.score)]


def _speakers(score: CandidateScore | None) -> list[str]:
    return [score.speaker, *score.speaker.split("、"), score.via] if score else []


def _appearances(claim: Claim, after: str) -> tuple[list[Appearance], int | None]:
    """A page of the accepted candidates, in the order they were found, and where the next one begins; two queries."""
    rows: Any = claim.appearances.with_latest_score().select_related("revision__article__outlet").order_by("pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    rows = _with_context(rows.defer("revision__text"))[: SHOWN + 1]
    listed: list[Any] = list(rows)
    scores = CandidateScore.objects.in_bulk([row.score_id for row in listed if row.score_id])
    is_fit = snapshots.is_fit_for_readers(claim)
    shown = [Appearance(row, row.before, row.after, scores.get(row.score_id), is_fit(row)) for row in listed[:SHOWN]]
    return shown, listed[SHOWN - 1].pk if len(listed) > SHOWN else None


def _with_context(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Annotate `before` and `after`; the whole text may be 200,000 characters long."""
    first = Greatest(F("start") - CONTEXT, 0)
    return rows.annotate(
        before=Substr("revision__text", first + 1, F("start") - first),
        after=Substr("revision__text", F("end") + 1, CONTEXT),
    )


def _assigning(request: HttpRequest, claim: Claim) -> AssignmentForm | None:
    if not permissions.can_assign(member(request)):
        return None
    return AssignmentForm(current=getattr(claim, "assignment", None))


def _merges(claim: Claim) -> Iterable[ClaimMerge]:
    """What was merged into the claim and stands so."""
    rows = ClaimMerge.objects.filter(into=claim, undone_at__isnull=True)
    return rows.select_related("merged", "merged_by").order_by("pk")


def _like(claim: Claim) -> list[earlier.Earlier]:
    if claim.redacted_at is not None:
        return []
    return earlier.like(claim.statement, day=claim.claimed_date, but=claim)
