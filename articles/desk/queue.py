"""The review queue: one pending candidate at a time, best first, in the context of its article.

Its place in the order is all that the pages remember, in their URLs: a skipped candidate is simply one that was passed.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import permissions
from articles.actions import candidates
from articles.actions.errors import Refused
from articles.desk import decisions, earlier, quantities, reason_words
from articles.desk.decisions import AcceptAsKnown, AcceptAsNew, Decision, Reject, SetAsideAsDuplicate
from articles.desk.passages import Mark, Stretch, stretches
from articles.desk.requests import member
from articles.desk.steps import page_of
from articles.models import Article, Candidate, CandidateScore, CandidateSearch, Claim, Claimant, Verdict

ANCHOR = "passage"
UNDO_SHOWN = 12
KNOWN_SHOWN = 8
ARTICLES_SHOWN = 50
SAME_SHOWN = 20
RECURRING_SHOWN = 50
QUOTE_TOLD = 40  # characters of a decided quote in the one line of a message
REASONS_SHOWN, REASONS_NAMED = 5, 3
UNNAMED = ("base", "rest")  # what every score starts from, and what is too small to say: parts of the sum, no reasons


@require_GET
def best(request: HttpRequest) -> HttpResponse:
    """The candidate most worth an editor's time."""
    first = _pending(request).best_first().values_list("pk", flat=True).first()
    if first is None:
        return TemplateResponse(request, "desk/queue_empty.html", _frame(request))
    return TemplateResponse(request, "desk/queue.html", _page(request, _Subject.load(first)))


@require_GET
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate, pending or decided; the address stays good after the decision."""
    return TemplateResponse(request, "desk/queue.html", _page(request, _Subject.load(pk)))


@require_POST
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Take a decision and go on to the next candidate; if it is refused, show why with all that was typed."""
    permissions.require(permissions.can_write(member(request)))
    subject = _Subject.load(pk)
    forms = _forms(subject)
    if decision not in forms:
        raise Http404
    form = forms[decision] = _bound(request, subject, decision)
    status = HTTPStatus.OK
    if form.is_valid():
        try:
            along = _along(request, subject.candidate)
            decided = form.take(subject.candidate, along=along, by=member(request))
        except Refused as refused:
            form.add_error(None, str(refused))
            subject, status = _Subject.load(pk), HTTPStatus.CONFLICT
        else:
            messages.success(request, _told(decided, len(along)))
            return _go_on(request, subject)
    return TemplateResponse(
        request, "desk/queue.html", {**_page(request, subject, forms), "typed": form}, status=status
    )


@require_POST
def set_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a candidate out of those that say the same, and return to the one it was shown with."""
    permissions.require(permissions.can_write(member(request)))
    try:
        candidates.set_apart(get_object_or_404(Candidate, pk=pk), by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("別の候補にしました。あとで一件として出てきます。"))
    shown = request.POST.get("shown", "")
    return HttpResponseRedirect(_address("queue-candidate", request, int(shown) if _is_key(shown) else pk))


@require_GET
def recurring(request: HttpRequest) -> HttpResponse:
    """Undecided candidates that say what a published verdict has checked, newest first; a sentence once."""
    after = request.GET.get("after", "")
    rows = CandidateSearch.objects.each_once().order_by("-candidate")
    if _is_key(after):
        rows = rows.filter(candidate__lt=int(after))
    rows = rows.select_related(
        "candidate__revision__article__outlet", "recurs__published_rating", "recurs__claim__claimant"
    ).defer("vector", "bands", "candidate__revision__text")
    found = list(rows.annotate(speaker=_newest_speaker("candidate"))[: RECURRING_SHOWN + 1])
    shown = found[:RECURRING_SHOWN]
    context = {
        **admin.site.each_context(request),
        "title": _("再拡散"),
        "rows": shown,
        "after": shown[-1].pk if len(found) > RECURRING_SHOWN else None,
        "is_first": not _is_key(after),
    }
    return TemplateResponse(request, "desk/recurring.html", context)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one of the member's own decisions, the newest unless `candidate` names another, and return to it."""
    permissions.require(permissions.can_write(member(request)))
    own = Candidate.objects.undoable_by(member(request))
    named = request.POST.get("candidate", "")
    row = own.filter(pk=named).first() if _is_key(named) else own.first()
    if row is None:
        messages.warning(request, _("取り消せる判断がありません。"))
        return HttpResponseRedirect(_address("queue", request))
    try:
        together = Candidate.objects.decided_with(row).count()
        candidates.reopen(row, by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _undone(together))
    return HttpResponseRedirect(_address("queue-candidate", request, row.pk))


def _undone(along: int) -> str:
    if not along:
        return _("判断を取り消しました。もう一度判断できます。")
    return _("同じ文の %(n)d 件の判断をまとめて取り消しました。もう一度判断できます。") % {"n": along + 1}


def _told(decided: Candidate, along: int) -> str:
    """What became of a candidate and of those along with it; after an acceptance with a link to where the work goes on."""
    told = format_html("{}：{}", decided.get_state_display(), Truncator(decided.quote).chars(QUOTE_TOLD))
    if along:
        told = format_html("{}{}", told, _("（同じ文の %(n)d 件とも）") % {"n": along + 1})
    if decided.claim is None:
        return told
    if hasattr(decided.claim, "verdict"):
        return format_html('{}　<a href="{}">{}</a>', told, page_of(decided.claim.verdict), _("検証記事を開く"))
    return format_html('{}　<a href="{}">{}</a>', told, page_of(decided.claim), _("この検証対象の検証記事を書く"))


# What the page shows ---------------------------------------------------------------------------------------------------


class _Subject(NamedTuple):
    """The candidate at hand; its score is None where the newest run does not propose it."""

    candidate: Candidate
    score: CandidateScore | None

    @classmethod
    def load(cls, pk: int) -> _Subject:
        row: Any = get_object_or_404(
            Candidate.objects.with_latest_score().select_related(
                "revision__article__outlet", "claim", "decided_by", "duplicate_of"
            ),
            pk=pk,
        )
        score = CandidateScore.objects.filter(pk=row.score_id).first()
        return cls(row, score)

    @property
    def says(self) -> str:
        """The statement with its pronouns resolved, where the extraction could."""
        return (self.score.standalone if self.score else "") or self.candidate.quote

    @property
    def speakers(self) -> list[str]:
        return [self.score.speaker, *self.score.speaker.split("、"), self.score.via] if self.score else []


class Reason(NamedTuple):
    """`share` is the weight as a percentage of the largest one, 0 to 100."""

    note: str
    weight: float
    share: int


def _page(request: HttpRequest, subject: _Subject, forms: dict[str, Decision] | None = None) -> dict[str, Any]:
    row, score = subject.candidate, subject.score
    article = row.revision.article
    pending = _pending(request)
    place = {"priority": row.priority, "pk": row.pk}
    may_decide = not row.is_decided and permissions.can_write(member(request))
    return {
        **_frame(request),
        "candidate": row,
        "article": article,
        "score": score,
        "percent": round(float(score.priority) * 100) if score else None,
        "newest_revision": article.current_revision,
        "reasons": _reasons(score),
        "why": _why(score),
        "quantities": [quantities.described(quantity) for quantity in score.quantities] if score else [],
        "stretches": _stretches(row, score),
        **{name.replace("-", "_"): form for name, form in (forms or _forms(subject)).items()},
        "rejections": list(enumerate(Candidate.RejectionReason.choices, start=1)),
        "known_claims": _known_claims(request, article),
        "next": pending.following(**place).values_list("pk", flat=True).first(),
        "previous": pending.preceding(**place).values_list("pk", flat=True).first(),
        "may_decide": may_decide,
        "earlier": earlier.like(subject.says, day=article.published_date) if not row.is_decided else [],
        "same": _saying_the_same(row)[:SAME_SHOWN],
        "recurs": _recurrence_of(row),
        "decided_before": _decided_before(row),
    }


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What the page shows whether or not there is a candidate."""
    waiting = Candidate.objects.pending().values("revision__article_id", "revision__article__title")
    return {
        **admin.site.each_context(request),
        "title": _("検証候補の判断"),
        "remaining": _pending(request).count(),
        "articles": waiting.annotate(waiting=Count("pk")).order_by("-waiting", "revision__article_id")[:ARTICLES_SHOWN],
        "chosen_article": _chosen_article(request),
        "only_recurring": _only_recurring(request),
        "filter": f"?{_filter(request)}" if _filter(request) else "",
        "undoable": Candidate.objects.undoable_by(member(request))[:UNDO_SHOWN],
        "query": request.GET.get("q", ""),
    }


def _forms(subject: _Subject) -> dict[str, Decision]:
    """All decisions, unbound, under the names they have in URLs."""
    return {
        "accept-new": _accept_as_new(subject),
        "accept": AcceptAsKnown(),
        "reject": Reject(),
        "duplicate": SetAsideAsDuplicate(siblings=_siblings(subject.candidate)),
    }


def _bound(request: HttpRequest, subject: _Subject, decision: str) -> Decision:
    if decision == "accept-new":
        return _accept_as_new(subject, request)
    if decision == "duplicate":
        return SetAsideAsDuplicate(request.POST, siblings=_siblings(subject.candidate))
    return {"accept": AcceptAsKnown, "reject": Reject}[decision](request.POST)


def _accept_as_new(subject: _Subject, request: HttpRequest | None = None) -> AcceptAsNew:
    if request is not None:
        names = [*subject.speakers, request.POST.get("new_name", "").strip()]
        return AcceptAsNew(request.POST, known=_claimants(names))
    known = _claimants(subject.speakers)
    speaker = subject.score.speaker if subject.score else ""
    return AcceptAsNew(
        known=known,
        initial={
            "statement": subject.says,
            "claimant": str(known[0].pk) if len(known) == 1 else decisions.NEW if speaker else decisions.NOBODY,
            "new_name": "" if known else speaker,
        },
    )


def _claimants(names: list[str]) -> list[Claimant]:
    return list(Claimant.objects.called(*names).order_by("name", "pk"))


def _saying_the_same(row: Candidate) -> Any:
    """The other undecided candidates with this statement, in the order they were found."""
    same = Candidate.objects.saying_the_same_as(row).select_related("revision__article__outlet")
    return same.defer("revision__text").annotate(speaker=_newest_speaker("pk"))


def _newest_speaker(candidate: str) -> Subquery:
    scores = CandidateScore.objects.filter(candidate=OuterRef(candidate)).order_by("-pk")
    return Subquery(scores.values("speaker")[:1])


def _along(request: HttpRequest, row: Candidate) -> list[Candidate]:
    """Those that were shown with the candidate when the editor decided, and still say the same: none unseen."""
    shown = [int(pk) for pk in request.POST.getlist("along")[:SAME_SHOWN] if _is_key(pk)]
    return list(Candidate.objects.saying_the_same_as(row).filter(pk__in=shown)) if shown else []


def _recurrence_of(row: Candidate) -> Verdict | None:
    search = CandidateSearch.objects.recurring().select_related("recurs__published_rating").filter(pk=row.pk).first()
    return search.recurs if search else None


def _siblings(row: Candidate) -> QuerySet[Candidate]:
    """The other candidates of the same article, in the order of the text; no duplicates, lest two name each other."""
    return (
        Candidate.objects.proposed()
        .filter(revision__article=row.revision.article_id)
        .exclude(pk=row.pk)
        .exclude(state=Candidate.State.DUPLICATE)
        .order_by("revision_id", "start", "pk")
    )


def _decided_before(row: Candidate) -> QuerySet[Candidate]:
    """What has been decided about a part of this passage: rulesets cut differently."""
    over = Candidate.objects.decided().filter(revision=row.revision_id, start__lt=row.end, end__gt=row.start)
    return over.exclude(pk=row.pk).order_by("start", "pk")


def _known_claims(request: HttpRequest, article: Article) -> QuerySet[Claim]:
    """Claims that fit the words searched for, else those which this article holds already."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = Claim.objects.matching(words) if words else Claim.objects.appearing_in(article)
    return found.select_related("claimant", "verdict").order_by("-pk")[:KNOWN_SHOWN]


def _stretches(row: Candidate, score: CandidateScore | None) -> list[Stretch]:
    """The article with the passage marked, and in it who said it (source) and the word that says so (cue)."""
    marks = [Mark(row.start, row.end, "passage", ANCHOR)]
    for attribution in score.attributions if score else []:
        for part in ("source", "cue"):
            span = attribution[part]
            if span:
                marks.append(Mark(span["start"], span["end"], part))
    return list(stretches(row.revision.text, marks))


def _reasons(score: CandidateScore | None) -> list[Reason]:
    """The weightiest reasons, heaviest first, whether they speak for or against."""
    if score is None:
        return []
    rows = [reason for reason in score.reasons if reason["feature"] not in UNNAMED]
    rows = sorted(rows, key=lambda reason: -abs(reason["weight"]))[:REASONS_SHOWN]
    largest = max((abs(reason["weight"]) for reason in rows), default=0) or 1
    return [Reason(reason_words.said(r["note"]), r["weight"], round(abs(r["weight"]) / largest * 100)) for r in rows]


def _why(score: CandidateScore | None) -> list[str]:
    """The notes of the weightiest reasons that speak for checking the passage, heaviest first."""
    if score is None:
        return []
    speaking = [reason for reason in score.reasons if reason["weight"] > 0 and reason["feature"] not in UNNAMED]
    return [
        reason_words.said(reason["note"])
        for reason in sorted(speaking, key=lambda reason: -reason["weight"])[:REASONS_NAMED]
    ]


# Where to go ---------------------------------------------------------------------------------------------------------


def _pending(request: HttpRequest) -> Any:
    chosen = _chosen_article(request)
    pending = Candidate.objects.shown_once()
    if _only_recurring(request):
        pending = pending.filter(search__recurs__state=Verdict.State.PUBLISHED)
    return pending.filter(revision__article_id=chosen) if chosen else pending


def _chosen_article(request: HttpRequest) -> int | None:
    """The article the queue is narrowed to; anything that is not a number of one is as good as none."""
    chosen = request.GET.get("article", "")
    return int(chosen) if _is_key(chosen) else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _filter(request: HttpRequest) -> str:
    chosen = {"article": _chosen_article(request), "recurring": _only_recurring(request)}
    return urlencode({name: value for name, value in chosen.items() if value})


def _only_recurring(request: HttpRequest) -> int:
    return int(request.GET.get("recurring") == "1")


def _address(name: str, request: HttpRequest, *args: int) -> str:
    query = _filter(request)
    return reverse(name, args=args) + (f"?{query}" if query else "") + f"#{ANCHOR}"


def _go_on(request: HttpRequest, subject: _Subject) -> HttpResponse:
    following = _pending(request).following(priority=subject.candidate.priority, pk=subject.candidate.pk)
    next_pk = following.values_list("pk", flat=True).first()
    if next_pk is not None:
        return HttpResponseRedirect(_address("queue-candidate", request, next_pk))
    return HttpResponseRedirect(_address("queue", request))
