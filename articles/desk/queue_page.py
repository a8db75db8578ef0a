"""What the queue's pages show of a candidate, of the queue around it and of the day's work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions
from articles.actions import leases
from articles.desk import decisions, doubts, earlier, quantities, queue_marked, reason_words, said_when
from articles.desk import queue_unsaved as unsaved
from articles.desk.counting import Counted, counted
from articles.desk.decisions import AcceptAsKnown, AcceptAsNew, Decision, Reject, SetAsideAsDuplicate
from articles.desk.passages import Mark, Stretch, stretches
from articles.desk.queue_filter import Narrowing
from articles.desk.requests import member
from articles.japanese.rating_words import rating_words
from articles.models import (
    Article,
    Candidate,
    CandidateScore,
    CandidateSearch,
    Claim,
    Claimant,
    Topic,
    User,
    Verdict,
)

ANCHOR = "passage"
UNDO_SHOWN = 24
KNOWN_SHOWN = 8
SAME_SHOWN = 20
REASONS_SHOWN, REASONS_NAMED = 5, 3
UNNAMED = ("base", "rest")  # what every score starts from, and what is too small to say: parts of the sum, no reasons
LEFT_COUNTED = 1_000
"""Nobody needs to know whether 40,000 or 41,000 are left, and counting them takes longer than a decision."""
TOPICS_OFFERED = 200
WORKERS_NAMED = 3


class Subject(NamedTuple):
    """The candidate at hand; its score is None where the newest run does not propose it."""

    candidate: Candidate
    score: CandidateScore | None

    @classmethod
    def load(cls, pk: int) -> Subject:
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
        """The statement with its pronouns resolved, where the extraction could and its ends are still those."""
        if self.score is None or self.candidate.origin == Candidate.Origin.MOVED:
            return self.candidate.quote
        return self.score.standalone or self.candidate.quote

    @property
    def speaker(self) -> str:
        return self.score.speaker if self.score else ""

    @property
    def speakers(self) -> list[str]:
        return [self.score.speaker, *self.score.speaker.split(doubts.SPEAKERS), self.score.via] if self.score else []


class Reason(NamedTuple):
    """`share` is the weight as a percentage of the largest one, 0 to 100."""

    note: str
    weight: float
    share: int


class Worker(NamedTuple):
    name: str
    decided: int


class Progress(NamedTuple):
    """The day's work; `left` is counted up to `LEFT_COUNTED`."""

    left: Counted
    decided: int
    own: int
    others: list[Worker]  # whoever decided most, first

    @property
    def named(self) -> str:
        """The others in words, to follow on one's own number."""
        return "".join(f"{_('、')}{worker.name} {worker.decided}" for worker in self.others)


def page(request: HttpRequest, subject: Subject, forms: dict[str, Decision] | None = None) -> dict[str, Any]:
    """All of a page, in whole or in part."""
    return {**around(request), **work(request, subject, forms)}


def around(request: HttpRequest) -> dict[str, Any]:
    """What the page shows whether or not there is a candidate."""
    narrowing = Narrowing(request)
    return {
        **admin.site.each_context(request),
        "title": _("検証候補の判断"),
        "narrowing": narrowing,
        "topics": Topic.objects.order_by("name", "pk").values_list("name", flat=True)[:TOPICS_OFFERED],
        **told(request, narrowing),
    }


def told(request: HttpRequest, narrowing: Narrowing) -> dict[str, Any]:
    """What changes with a decision."""
    return {
        "progress": progress(narrowing),
        "has_marked": queue_marked.MARKED in request.session,
        "undoable": Candidate.objects.undoable_by(member(request))[:UNDO_SHOWN],
        "filter": narrowing.query,
    }


def progress(narrowing: Narrowing) -> Progress:
    left = counted(narrowing.waiting(), LEFT_COUNTED)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    today = Candidate.objects.filter(decided_at__gte=midnight)
    counts = dict(today.values_list("decided_by").annotate(decided=Count("pk")).order_by("-decided", "decided_by"))
    own = counts.get(narrowing.user.pk, 0)
    named = [pk for pk in counts if pk != narrowing.user.pk][:WORKERS_NAMED]
    users = User.objects.in_bulk(named)
    others = [Worker(str(users[pk]), counts[pk]) for pk in named]
    return Progress(left, sum(counts.values()), own, others)


def work(request: HttpRequest, subject: Subject, forms: dict[str, Decision] | None = None) -> dict[str, Any]:
    """The candidate with its context and all that can be done with it."""
    row, score = subject.candidate, subject.score
    article = row.revision.article
    left = unsaved.left(row, by=member(request)) if forms is None else None
    forms = forms or forms_for(subject, left.fields if left else None)
    accept = forms["accept-new"]
    assert isinstance(accept, AcceptAsNew)
    return {
        "candidate": row,
        "article": article,
        "score": score,
        "percent": round(float(score.priority) * 100) if score else None,
        "newest_revision": article.current_revision,
        "reasons": reasons(score),
        "why": why(score),
        "quantities": [quantities.described(quantity) for quantity in score.quantities] if score else [],
        "stretches": marked(row, score),
        **{name.replace("-", "_"): form for name, form in forms.items()},
        "rating": rating_words(str(accept["statement"].value() or "")),
        "doubt": doubt_about(subject, list(accept.known.values())),
        "proposed": proposal(subject, list(accept.known.values())),
        "rejections": list(enumerate(Candidate.RejectionReason.choices, start=1)),
        "claimant_kinds": list(enumerate(Claimant.Kind.choices, start=1)),
        "known_claims": known_claims(request, article),
        "query": sought(request),
        "held_by": leases.look(row, by=member(request)),
        "left_at": left.saved_at if left else None,
        "may_decide": not row.is_decided and permissions.can_write(member(request)),
        "may_write": permissions.can_write(member(request)),
        "is_own": row.decided_by_id == member(request).pk,
        "earlier": earlier_than(subject) if not row.is_decided else [],
        "same": saying_the_same(row)[:SAME_SHOWN],
        "recurs": recurrence_of(row),
        "decided_before": decided_before(row),
    }


# The forms ------------------------------------------------------------------------------------------------------------


def forms_for(subject: Subject, typed: Mapping[str, str] | None = None) -> dict[str, Decision]:
    """All decisions, unbound, under the names they have in URLs; filled with what was typed, if anything was."""
    note = {"note": typed.get("note", "")} if typed else {}
    return {
        "accept-new": _accept_as_new(subject, typed),
        "accept": AcceptAsKnown(),
        "reject": Reject(initial=note),
        "duplicate": SetAsideAsDuplicate(siblings=siblings(subject.candidate)),
    }


def bound(request: HttpRequest, subject: Subject, decision: str) -> Decision:
    if decision == "accept-new":
        names = [*subject.speakers, request.POST.get("new_name", "").strip()]
        return AcceptAsNew(request.POST, known=_claimants(names), said=said_on(subject))
    if decision == "duplicate":
        return SetAsideAsDuplicate(request.POST, siblings=siblings(subject.candidate))
    return {"accept": AcceptAsKnown, "reject": Reject}[decision](request.POST)


def _accept_as_new(subject: Subject, typed: Mapping[str, str] | None) -> AcceptAsNew:
    if typed is not None:
        known = _claimants([*subject.speakers, typed.get("new_name", "").strip()])
        names = [name for name in unsaved.FIELDS if name != "note"]
        filled_in = {name: typed.get(name, "") for name in names}
        filled_in["date_certainty"] = filled_in["date_certainty"] or said_when.LATER
        return AcceptAsNew(known=known, said=said_on(subject), initial=filled_in)
    known = _claimants(subject.speakers)
    filled = "" if doubt_about(subject, known) else proposal(subject, known)
    return AcceptAsNew(
        known=known,
        said=said_on(subject),
        initial={
            "statement": subject.says,
            "date_certainty": said_when.LATER,
            "claimant": filled,
            "new_name": subject.speaker,  # also for one who has the name of another
        },
    )


def proposal(subject: Subject, known: list[Claimant]) -> str:
    """The claimant that the machine means, as a choice of the form."""
    if len(known) == 1:
        return str(known[0].pk)
    return decisions.NEW if subject.speaker else decisions.NOBODY


def said_on(subject: Subject) -> said_when.Proposed | None:
    """The day on which it was said, where the machine is sure."""
    revision = subject.candidate.revision
    return said_when.proposed(subject.score, revision.article, revision.text)


def doubt_about(subject: Subject, known: list[Claimant]) -> str:
    """Why the proposal has to be confirmed, in words."""
    if subject.score is None:
        return ""
    revision = subject.candidate.revision
    return doubts.doubt(subject.score, revision.article, revision.text, known)


def _claimants(names: list[str]) -> list[Claimant]:
    return list(Claimant.objects.called(*names).order_by("name", "pk"))


# What stands around the candidate -------------------------------------------------------------------------------------


def earlier_than(subject: Subject) -> list[earlier.Earlier]:
    day = subject.candidate.revision.article.published_date
    return earlier.like(subject.says, day=day, today=timezone.localdate(), speaker=subject.speaker)


def saying_the_same(row: Candidate) -> Any:
    """The other undecided candidates with this statement, in the order they were found."""
    same = Candidate.objects.saying_the_same_as(row).select_related("revision__article__outlet")
    return same.defer("revision__text")


def recurrence_of(row: Candidate) -> Verdict | None:
    search = CandidateSearch.objects.recurring().select_related("recurs__published_rating").filter(pk=row.pk).first()
    return search.recurs if search else None


def siblings(row: Candidate) -> QuerySet[Candidate]:
    """The other candidates of the same article, in the order of the text; no duplicates, lest two name each other."""
    return (
        Candidate.objects.proposed()
        .filter(revision__article=row.revision.article_id)
        .exclude(pk=row.pk)
        .exclude(state=Candidate.State.DUPLICATE)
        .order_by("revision_id", "start", "pk")
    )


def decided_before(row: Candidate) -> QuerySet[Candidate]:
    """What has been decided about a part of this passage: rulesets cut differently."""
    over = Candidate.objects.decided().filter(revision=row.revision_id, start__lt=row.end, end__gt=row.start)
    return over.exclude(pk=row.pk).order_by("start", "pk")


def sought(request: HttpRequest) -> str:
    """The words of a search for known claims; they come with all that was typed."""
    return request.POST.get("q", request.GET.get("q", "")).replace("\0", "").strip()[:200]


def known_claims(request: HttpRequest, article: Article) -> QuerySet[Claim]:
    """Claims that fit the words searched for, else those which this article holds already."""
    words = sought(request)
    found = Claim.objects.matching(words) if words else Claim.objects.appearing_in(article)
    return found.select_related("claimant", "verdict").order_by("-pk")[:KNOWN_SHOWN]


def marked(row: Candidate, score: CandidateScore | None) -> list[Stretch]:
    """The article with the passage marked, and in it who said it (source) and the word that says so (cue)."""
    marks = [Mark(row.start, row.end, "passage", ANCHOR)]
    for attribution in score.attributions if score else []:
        for part in ("source", "cue"):
            span = attribution[part]
            if span:
                marks.append(Mark(span["start"], span["end"], part))
    return list(stretches(row.revision.text, marks))


def reasons(score: CandidateScore | None) -> list[Reason]:
    """The weightiest reasons, heaviest first, whether they speak for or against."""
    if score is None:
        return []
    rows = [reason for reason in score.reasons if reason["feature"] not in UNNAMED]
    rows = sorted(rows, key=lambda reason: -abs(reason["weight"]))[:REASONS_SHOWN]
    largest = max((abs(reason["weight"]) for reason in rows), default=0) or 1
    return [Reason(reason_words.said(r["note"]), r["weight"], round(abs(r["weight"]) / largest * 100)) for r in rows]


def why(score: CandidateScore | None) -> list[str]:
    """The notes of the weightiest reasons that speak for checking the passage, heaviest first."""
    if score is None:
        return []
    speaking = [reason for reason in score.reasons if reason["weight"] > 0 and reason["feature"] not in UNNAMED]
    return [
        reason_words.said(reason["note"])
        for reason in sorted(speaking, key=lambda reason: -reason["weight"])[:REASONS_NAMED]
    ]
