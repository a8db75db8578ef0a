from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NamedTuple

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, OrderBy, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .article import ArticleRevision
from .character_grams import CharacterGrams
from .extraction import ExtractionRun
from .row_comparison import compared
from .user import User

SPEAKER_INDEXED = 40  # code points of a speaker's name that an index knows; no name begins like another for longer
SPEAKER_KEPT = 200  # code points; no claimant's name is longer
CONTEXT = 32  # code points of prefix and suffix, enough to find a quote again (W3C TextQuoteSelector)


class Scored(NamedTuple):
    """A candidate and what the newest run of its revision says of it; None where that did not propose it."""

    candidate: Candidate
    score: CandidateScore | None


class QueuePlace(Func):
    """SQL: where a priority stands in the queue, least first and what has none last. The index has the same words."""

    template = "COALESCE(-%(expressions)s, 1)"
    arity = 1
    output_field = models.DecimalField(max_digits=5, decimal_places=4)


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def legible(self) -> CandidateQuerySet:
        """Those whose words no redaction has erased."""
        return self.filter(redacted_at__isnull=True)

    def pending(self) -> CandidateQuerySet:
        return self.filter(state=Candidate.State.PENDING)

    def shown_once(self) -> CandidateQuerySet:
        """Pending ones without those whose statement another pending one, found earlier, stands for."""
        earlier = Candidate.objects.pending().filter(
            first_said=models.OuterRef("first_said"), pk__lt=models.OuterRef("pk")
        )
        return self.pending().exclude(Q(first_said__isnull=False) & models.Exists(earlier))

    def saying_the_same_as(self, candidate: Candidate) -> CandidateQuerySet:
        """The other pending ones with the same statement, in the order they were found."""
        if candidate.first_said_id is None:
            return self.none()
        return self.pending().filter(first_said=candidate.first_said_id).exclude(pk=candidate.pk).order_by("pk")

    def decided(self) -> CandidateQuerySet:
        return self.exclude(state__in=Candidate.UNDECIDED)

    def proposed(self) -> CandidateQuerySet:
        """All but those that only an earlier run proposed and nobody has decided."""
        return self.exclude(state=Candidate.State.SUPERSEDED)

    def with_latest_score(self) -> CandidateQuerySet:
        """Annotate `score_id`: what the newest run that read the revision says of the candidate, and no other."""
        read = ExtractionRun.objects.filter(
            revision=models.OuterRef(models.OuterRef("revision")), state=ExtractionRun.State.SUCCEEDED
        )
        newest = models.Subquery(read.order_by("-pk").values("pk")[:1])
        score = CandidateScore.objects.filter(candidate=models.OuterRef("pk"), run=newest)
        return self.annotate(score_id=models.Subquery(score.values("pk")))

    def found_in(self, revision: ArticleRevision) -> CandidateQuerySet:
        """What the newest run proposes of a text, where it found it; with `score_id`. Not what editors marked or moved."""
        found = self.legible().filter(revision=revision, origin=Candidate.Origin.MACHINE)
        return found.with_latest_score().filter(Q(score_id__isnull=False))

    def after_span(self, start: int, end: int) -> CandidateQuerySet:
        return self.filter(Q(start__gt=start) | Q(start=start, end__gt=end))

    def best_first(self) -> CandidateQuerySet:
        return self.order_by(QueuePlace("priority"), "pk")

    def scored(self) -> list[Scored]:
        """The candidates with their newest scores, best first; two queries."""
        found: list[Any] = list(self.with_latest_score().best_first())
        scores = CandidateScore.objects.in_bulk([candidate.score_id for candidate in found if candidate.score_id])
        return [Scored(candidate, scores.get(candidate.score_id)) for candidate in found]

    def following(self, *, priority: Decimal | None, pk: int) -> CandidateQuerySet:
        """Those after that place in the order of `best_first`, nearest first."""
        return self.best_first().filter(_beside(">", priority, pk))

    def preceding(self, *, priority: Decimal | None, pk: int) -> CandidateQuerySet:
        """Those before that place in the order of `best_first`, nearest first."""
        backwards = self.order_by(OrderBy(QueuePlace("priority"), descending=True), "-pk")
        return backwards.filter(_beside("<", priority, pk))

    def decided_with(self, candidate: Candidate) -> CandidateQuerySet:
        """The others of the same decision."""
        if candidate.decided_at is None:
            return self.none()
        together = self.filter(decided_by=candidate.decided_by_id, decided_at=candidate.decided_at)
        return together.exclude(pk=candidate.pk).order_by("pk")

    def undoable_by(self, user: User) -> CandidateQuerySet:
        """Decisions `user` made and may take back, newest first, one row each: not those on which a verdict was begun."""
        return (
            self.decided()
            .filter(
                Q(claim__verdict__isnull=True) | Q(claim__verdict__created_at__lte=F("decided_at")), decided_by=user
            )
            .select_related("revision__article", "claim")
            .defer("revision__text")
            .order_by("-decided_at", "pk")
            .distinct("decided_at")
        )


def _beside(sign: Literal["<", ">"], priority: Decimal | None, pk: int) -> Func:
    """Rows on one side of a place in the queue."""
    return compared((QueuePlace("priority"), "pk"), sign, (1 if priority is None else -priority, pk))


class Candidate(models.Model):
    """A span of a revision that a run proposed or a person marked.

    A decided one is never reopened by a new ruleset; one nobody has decided leaves the queue as superseded when a newer
    run does not propose it any more, and comes back when a later one does.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("未判断")
        ACCEPTED = "accepted", _("採用")
        REJECTED = "rejected", _("見送り")
        DUPLICATE = "duplicate", _("重複")
        SUPERSEDED = "superseded", _("再抽出で除外")

    UNDECIDED = (State.PENDING, State.SUPERSEDED)

    class Origin(models.TextChoices):
        MACHINE = "machine", _("自動抽出")
        HAND = "hand", _("手動")  # the machine missed it
        MOVED = "moved", _("範囲を直した")  # the machine proposed it with other ends

    class RejectionReason(models.TextChoices):
        OPINION = "opinion", _("意見・評価である")
        TRIVIAL = "trivial", _("重要でない")
        UNCHECKABLE = "uncheckable", _("検証できない")
        NOT_A_CLAIM = "not_a_claim", _("主張ではない")
        OUT_OF_SCOPE = "out_of_scope", _("対象外のテーマ")
        BAD_SPAN = "bad_span", _("切り出しの誤り")
        OTHER = "other", _("その他")

    revision = models.ForeignKey(ArticleRevision, models.PROTECT, related_name="candidates", verbose_name=_("版"))
    start = models.PositiveIntegerField(_("開始"), help_text=_("文字数（コードポイント）"))
    end = models.PositiveIntegerField(_("終了"))
    quote = models.TextField(_("引用"))
    prefix = models.CharField(_("直前の文字"), max_length=64, blank=True)
    suffix = models.CharField(_("直後の文字"), max_length=64, blank=True)
    origin = models.CharField(_("由来"), max_length=10, choices=Origin, default=Origin.MACHINE)
    state = models.CharField(_("判断"), max_length=10, choices=State, default=State.PENDING)
    # Of the newest run's score, for the order of the queue: scores of different rulesets cannot be compared.
    priority = models.DecimalField(
        _("優先度"), max_digits=5, decimal_places=4, null=True, blank=True, editable=False, help_text=_("0〜1")
    )
    # Of the same score, for the selection ledger; empty where it is longer than a claimant's name may be.
    speaker = models.CharField(
        _("発言者"), max_length=SPEAKER_KEPT, blank=True, default="", db_default="", editable=False
    )
    rejection_reason = models.CharField(_("見送りの理由"), max_length=20, choices=RejectionReason, blank=True)
    rejection_note = models.TextField(_("見送りの補足"), blank=True)
    claim = models.ForeignKey(
        "Claim", models.PROTECT, null=True, blank=True, related_name="appearances", verbose_name=_("検証対象")
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("重複元")
    )
    # Set with the second article that says it, on the first candidate too; what one editor decides holds for all.
    first_said = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="said_again",
        verbose_name=_("同じ文の最初の候補"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("判断した人")
    )
    decided_at = models.DateTimeField(_("判断日時"), null=True, blank=True)
    version = models.PositiveIntegerField(_("版数"), default=1)
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    redacted_at = models.DateTimeField(_("消去日時"), null=True, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("検証候補")
        verbose_name_plural = pgettext_lazy("plural", "検証候補")
        indexes = [
            models.Index(fields=["state", "id"], name="candidate_by_state"),
            models.Index(
                fields=["first_said", "id"],
                condition=Q(state="pending", first_said__isnull=False),
                name="pending_said_again",
            ),
            # with all that the selection ledger counts, so that it need not read the rows of a month
            models.Index(
                fields=["created_at"],
                include=["state", "rejection_reason", "claim", "revision", "speaker"],
                name="candidate_by_arrival",
            ),
            GinIndex(CharacterGrams("quote"), name="candidate_says"),
            models.Index(QueuePlace("priority"), F("id"), condition=Q(state="pending"), name="pending_best_first"),
            models.Index(
                fields=["decided_at", "decided_by"],
                condition=Q(decided_at__isnull=False),
                name="candidate_decided_when",
            ),
            models.Index(
                F("decided_by"),
                F("decided_at").desc(),
                F("id"),
                condition=Q(decided_by__isnull=False),
                name="candidate_by_decision",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["revision", "start", "end"], name="candidate_span_is_unique"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="candidate_span_is_not_empty"),
            models.CheckConstraint(
                condition=Q(state="accepted", claim__isnull=False) | (~Q(state="accepted") & Q(claim__isnull=True)),
                name="accepted_candidate_has_a_claim",
            ),
            models.CheckConstraint(
                condition=(Q(state="rejected") & ~Q(rejection_reason=""))
                | (~Q(state="rejected") & Q(rejection_reason="", rejection_note="")),
                name="rejected_candidate_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="duplicate", duplicate_of__isnull=False)
                | (~Q(state="duplicate") & Q(duplicate_of__isnull=True)),
                name="duplicate_candidate_names_its_original",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "superseded"], decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state__in=["pending", "superseded"]) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_candidate_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="candidate_is_not_its_own_duplicate"),
            models.CheckConstraint(
                condition=Q(redacted_at__isnull=True)
                | (Q(quote="", prefix="", suffix="", speaker="") & ~Q(state="pending")),
                name="erased_candidate_has_no_words",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="quote_is_the_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("revision_id", "start", "end", "quote", "redacted_at"),  # type: ignore[no-untyped-call]  # pgtrigger leaves it untyped
                declare=[("body", "text")],
                func="""
                IF NEW.redacted_at IS NOT NULL AND NEW.quote = '' THEN
                    RETURN NEW; -- an erased candidate keeps its place and loses its words
                END IF;
                SELECT text INTO body FROM articles_articlerevision WHERE id = NEW.revision_id;
                IF NEW."end" > char_length(body) OR NEW.quote IS DISTINCT FROM
                   substring(body FROM NEW.start + 1 FOR NEW."end" - NEW.start) THEN
                    RAISE EXCEPTION 'the quote of a candidate is the text of its revision between start and end'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.quote

    @property
    def is_decided(self) -> bool:
        return self.state not in self.UNDECIDED

    @classmethod
    def of_span(cls, revision: ArticleRevision, start: int, end: int, *, origin: Origin = Origin.MACHINE) -> Candidate:
        """An unsaved candidate for `text[start:end]`, with its quote and what stands around it."""
        text = revision.text
        return cls(
            revision=revision,
            start=start,
            end=end,
            quote=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            origin=origin,
        )


class CandidateScore(models.Model):
    """What one run says of a candidate. JSON columns hold the plain data of articles.extraction's dataclasses."""

    class Label(models.TextChoices):
        # ClaimBuster's three classes
        NFS = "NFS", _("検証する事実なし")
        UFS = "UFS", _("重要でない事実")
        CFS = "CFS", _("検証価値あり")

    class Quote(models.TextChoices):
        NONE = "none", _("引用なし")
        DIRECT = "direct", _("直接引用")
        INDIRECT = "indirect", _("間接引用")
        MIXED = "mixed", _("直接＋間接")

    class Modality(models.TextChoices):
        ASSERTED = "asserted", _("断定")
        HEARSAY = "hearsay", _("伝聞")
        INFERENCE = "inference", _("推量")
        FUTURE = "future", _("予定・予測")
        OPINION = "opinion", _("意見・評価")
        OTHER = "other", _("その他")

    class Missing(models.TextChoices):
        SPEAKER = "speaker", _("発言者")
        SUBJECT = "subject", _("主語")
        PLACE = "place", _("場所")
        DATE = "date", _("日付")
        OBJECT = "object", _("目的語")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="scores", verbose_name=_("検証候補"))
    run = models.ForeignKey(ExtractionRun, models.PROTECT, related_name="scores", verbose_name=_("抽出"))
    priority = models.DecimalField(_("優先度"), max_digits=5, decimal_places=4, help_text=_("0〜1"))
    label = models.CharField(_("分類"), max_length=3, choices=Label)
    # as long as the text has them: a limit would fail the run of an article that names thirty people in one sentence
    speaker = models.TextField(_("発言者"), blank=True)
    via = models.TextField(_("伝えた媒体"), blank=True)
    quote = models.CharField(_("引用の形"), max_length=10, choices=Quote)
    modality = models.CharField(_("述べ方"), max_length=10, choices=Modality)
    numeric = models.BooleanField(_("数量が要点"), default=False)
    standalone = models.TextField(_("単独で読める言い換え"), blank=True)
    incomplete = models.JSONField(_("言い換えに足りないもの"), default=list, blank=True, help_text="[code]")
    sentence_start = models.PositiveIntegerField(_("文の開始"))
    sentence_end = models.PositiveIntegerField(_("文の終了"))
    quantities = models.JSONField(_("数量"), default=list)
    dates = models.JSONField(_("日付"), default=list)
    entities = models.JSONField(_("固有表現"), default=list)
    attributions = models.JSONField(_("帰属"), default=list)
    reasons = models.JSONField(_("理由"), default=list, help_text="[{feature, weight, note}]")

    class Meta:
        verbose_name = _("スコア")
        verbose_name_plural = pgettext_lazy("plural", "スコア")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "run"], name="one_score_per_candidate_and_run"),
            models.CheckConstraint(condition=Q(priority__gte=0, priority__lte=1), name="priority_is_between_0_and_1"),
        ]
        indexes = [
            models.Index(OpClass(Left("speaker", SPEAKER_INDEXED), name="text_pattern_ops"), name="score_by_speaker"),
        ]

    def __str__(self) -> str:
        return f"{self.priority}"

    @property
    def missing(self) -> str:
        """What the editor has to add to the standalone wording, in words; empty where it stands alone."""
        labels = dict(self.Missing.choices)
        return "・".join(str(labels.get(code, code)) for code in self.incomplete)
