from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.japanese.invisible import is_readable

from .append_only import append_only, refuse_delete_and_truncate
from .character_grams import CharacterGrams
from .election import STANDS_NOW
from .history import HistoryLink, linked
from .publication import SHOWN_VERSION, Publication, PublicationContent
from .rating import Rating
from .step_rule import STEPS_NEEDED, StepRule
from .texts import THREE_LINES, readable
from .user import User
from .versioned import Versioned

if TYPE_CHECKING:
    from .retraction_reason import RetractionReason

LONGEST_FINDING = 100  # code points of the one sentence
LONGEST_RENDERED = 300  # the same in other words: English takes more letters, easy Japanese more words
LONGEST_MARKED = 2_000  # the same with its readings written in

# In other words, where the desk writes them (snapshot.RenditionSnapshot): the member of a snapshot and its columns.
RENDITIONS = {
    "english": ("english_claim", "english_finding", "english_summary"),
    "easy_japanese": ("easy_claim", "easy_finding", "easy_summary"),
}
# What the desk writes: it changes in a draft only, and never while what readers saw of it is hidden or erased.
CONTENT = (
    *("claim_id", "rating_id", "headline", "finding", "summary", "reasoning", "selection_reason", "intent_reason"),
    *("no_reply_reason", "correction_kind", "correction_note", "correction_apology"),
    *RENDITIONS["english"],
    *RENDITIONS["easy_japanese"],
)


def _content(row: str, *further: str) -> str:
    return f"({', '.join(f'{row}.{name}' for name in (*further, *CONTENT))})"


# Of a snapshot: its wording, and what belongs to the publication instead of the verdict. All else a typo leaves alone.
WORDING = ("headline", "finding", "summary", "reasoning", "selection_reason", "intent_reason")
NOT_COMPARED = (
    "schema",
    "version",
    "kind",
    "first_published_at",
    "published_at",
    "correction",
    "publisher",
    "authors",
    "people",
    "slug",
)


def _found(snapshot: str, pattern: str) -> str:
    """SQL: what the pattern finds in the wording of a snapshot, in order."""
    words = " || '\n' || ".join(f"coalesce({snapshot}->>'{name}', '')" for name in WORDING)
    digits = f"translate({words}, '０１２３４５６７８９', '0123456789')"
    return f"ARRAY(SELECT hit[1] FROM regexp_matches({digits}, '({pattern})', 'g') AS hit)"  # noqa: S608 - SQL of our own


def _same(pattern: str) -> str:
    return f"{_found('before', pattern)} = {_found('after', pattern)}"


def _rest(snapshot: str) -> str:
    names = ", ".join(f"'{name}'" for name in (*WORDING, *NOT_COMPARED))
    return f"(jsonb_build_object('no_reply_reason', '') || {snapshot}) - ARRAY[{names}]"


TYPO_NOTE = "誤字を直しました。"  # all that readers are told without a second pair of eyes

AS_PUBLISHED = """
SELECT content.snapshot INTO after FROM articles_publication AS log
    JOIN articles_publicationcontent AS content ON content.publication_id = log.sequence
    WHERE log.verdict_number = NEW.id AND log.version = NEW.published_version;
"""
# The application looks closer, with a dictionary (articles.japanese.typos); this is what nobody gets past.
ONLY_A_TYPO = f"""
SELECT content.snapshot INTO before FROM articles_publication AS log
    JOIN articles_publicationcontent AS content ON content.publication_id = log.sequence
    WHERE log.verdict_number = NEW.id AND log.version < NEW.published_version
        AND log.kind NOT IN ('redaction', 'restoration')
    ORDER BY log.version DESC LIMIT 1;
IF (after->'correction' = '{{"note": "{TYPO_NOTE}", "apology": false}}'::jsonb AND after->'kind'->>'code' = 'amendment'
    AND {_rest("before")} = {_rest("after")} AND (before->'finding' IS NULL) = (after->'finding' IS NULL) AND {_same("[0-9〇一二三四五六七八九十百千万億兆割倍半]+")}
    AND {_same("[不非無未否反]|な[いかくけ]|ませ|ざる|[ずぬん]|まい")}
    AND {_same("[-−－+＋△▲±/／<>＜＞=＝≦≧%％?？!！〜~「」『』（）()]")}) IS NOT TRUE THEN
    RAISE EXCEPTION 'a typo changes no number, negation, claim, rating or evidence'
        USING ERRCODE = 'integrity_constraint_violation';
END IF;
"""  # noqa: S608 - SQL of our own


# What readers see with a verdict and what is not written on its own page: (kind, number) as events name their subjects.
SHOWN_WITH = """
SELECT 'claim', {claim}
UNION ALL SELECT 'claimant', claim.claimant_id FROM articles_claim AS claim WHERE claim.id = {claim}
UNION ALL SELECT 'topic', topic_id FROM articles_claim_topics WHERE claim_id = {claim}
UNION ALL SELECT 'candidate', id FROM articles_candidate WHERE claim_id = {claim}
UNION ALL SELECT 'user', user_id FROM articles_author WHERE verdict_id = {verdict}
UNION ALL SELECT part.kind, CASE part.kind WHEN 'article' THEN article.id ELSE article.outlet_id END
    FROM articles_candidate AS appearance
    JOIN articles_articlerevision AS revision ON revision.id = appearance.revision_id
    JOIN articles_article AS article ON article.id = revision.article_id
    CROSS JOIN (VALUES ('article'), ('outlet')) AS part(kind)
    WHERE appearance.claim_id = {claim}
"""
# Whether somebody changed any of it since readers last got a version or, before the first, since the claim was worded;
# and whether it was they who let the claimant be named who could not be before, however long ago.
CHANGED_BY = f"""
SELECT 1 FROM articles_event AS event WHERE event.actor_id = {{user}}
AND event.id >= COALESCE(
    (SELECT max(id) FROM articles_event WHERE subject_type = 'verdict' AND subject_id = {{verdict}}
     AND action IN ('verdict.published', 'verdict.corrected')),
    (SELECT min(id) FROM articles_event WHERE subject_type = 'claim' AND subject_id = {{claim}}), 0)
AND (event.subject_type, event.subject_id) IN ({SHOWN_WITH})
UNION ALL
SELECT 1 FROM articles_event AS event JOIN articles_claim AS claim ON claim.claimant_id = event.subject_id
WHERE event.subject_type = 'claimant' AND event.action = 'claimant.disclosed'
AND event.actor_id = {{user}} AND claim.id = {{claim}}
"""  # noqa: S608 - SQL of our own


def _whole(claim: str, finding: str, summary: str) -> models.CheckConstraint:
    """A published verdict is told in other words as far as readers need it, or not at all."""
    nothing = Q(**{claim: "", finding: "", summary: ""})
    whole = readable(claim) & Q(**{f"{summary}__regex": THREE_LINES})
    kind = claim.partition("_")[0]
    return models.CheckConstraint(
        condition=~Q(state="published") | nothing | whole, name=f"published_{kind}_is_whole_or_nothing"
    )


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def awaiting_review(self) -> VerdictQuerySet:
        return self.filter(state=Verdict.State.IN_REVIEW)

    def awaiting_approval_by(self, user: User) -> VerdictQuerySet:
        """In review, not theirs and not approved by them already in this round: an election asks for two."""
        given = _approvals_of_the_round(approved_by=user, step__in=Approval.OF_THE_DESK)
        return self.awaiting_review().exclude(authors__user=user).exclude(models.Exists(given))

    def awaiting_step(self, step: str) -> VerdictQuerySet:
        """Handed in, and without a step beside the approval (StepRule) that they take."""
        of_all = StepRule.objects.filter(step=step, scope=StepRule.Scope.ALL)
        waiting = self.filter(state__in=(Verdict.State.IN_REVIEW, Verdict.State.APPROVED))
        needing = waiting.filter(Q(rating__is_intentional=True) | Q(models.Exists(of_all)))
        return needing.exclude(models.Exists(_approvals_of_the_round(step=step)))

    def publishable(self) -> VerdictQuerySet:
        """Approved, with every step that they take."""
        rows = self.filter(state=Verdict.State.APPROVED)
        for step in StepRule.Step:
            rows = rows.exclude(pk__in=Verdict.objects.awaiting_step(step).values("pk"))
        return rows


def _approvals_of_the_round(**which: Any) -> models.QuerySet[Approval]:
    return Approval.objects.filter(verdict=models.OuterRef("pk"), round=models.OuterRef("round"), **which)


class Verdict(Versioned):
    """The desk's review of one claim.

    This row is the desk's working copy: what readers see is the snapshot in the publication log. Its content changes
    only in state draft, so what was approved is what gets published; after publication `revise` opens a new round.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        IN_REVIEW = "in_review", _("確認待ち")
        APPROVED = "approved", _("承認済み")
        PUBLISHED = "published", _("公開中")
        RETRACTED = "retracted", _("取り消し")
        ERASED = "erased", _("消去済み")

    UNFINISHED = (State.DRAFT, State.IN_REVIEW, State.APPROVED)  # readers do not see what it says yet

    claim = models.OneToOneField("Claim", models.PROTECT, related_name="verdict", verbose_name=_("検証対象"))
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT)
    rating = models.ForeignKey(Rating, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("判定"))
    headline = models.CharField(_("見出し"), max_length=200, blank=True)
    finding = models.CharField(
        _("事実は"),
        max_length=LONGEST_FINDING,
        blank=True,
        help_text=_(
            "確かめられた事実を1文で（100文字まで）。判定のすぐ下、カード、埋め込み、配信に載ります。書かなくても公開できます。"
        ),
    )
    summary = models.TextField(_("3行まとめ"), blank=True, help_text=_("1行に1文、ちょうど3行。"))
    reasoning = models.TextField(_("検証の内容"), blank=True)
    selection_reason = models.TextField(_("選定理由"), blank=True)
    intent_reason = models.TextField(
        _("虚偽と判断した理由"),
        blank=True,
        help_text=_("「虚偽」のときだけ。事実でないと知りながら伝えたと考える根拠。"),
    )
    no_reply_reason = models.TextField(
        _("当事者に確認していない理由"),
        blank=True,
        help_text=_("公人の主張を不正確・誤りなどと判定するのに、当事者に確認していないとき。読者に公開されます。"),
    )
    correction_kind = models.CharField(
        _("変更の種別"), max_length=20, blank=True, choices=[(kind, kind.label) for kind in Publication.CORRECTIONS]
    )
    correction_note = models.TextField(
        _("読者に見せる説明"),
        blank=True,
        help_text=_("何を、なぜ変えたか。公開ページと訂正の一覧に載ります。承認は、この文も含めて受けます。"),
    )
    correction_apology = models.BooleanField(
        _("お詫びを添える"), default=False, help_text=_("誤りで迷惑をかけたときの訂正に。")
    )
    english_claim = models.TextField(
        _("検証する主張（英語）"),
        blank=True,
        help_text=_("書くと、英語のページが公開されます。主張と3行まとめの両方が要ります。"),
    )
    english_finding = models.CharField(_("事実は（英語）"), max_length=LONGEST_RENDERED, blank=True)
    english_summary = models.TextField(_("3行まとめ（英語）"), blank=True, help_text=_("1行に1文、ちょうど3行。"))
    easy_claim = models.TextField(
        _("検証する主張（やさしい日本語）"),
        blank=True,
        help_text=_(
            "書くと、やさしい日本語のページが公開されます。主張と3行まとめの両方が要ります。ふりがなは 漢字《かんじ》 のように書きます。"
        ),
    )
    easy_finding = models.CharField(_("事実は（やさしい日本語）"), max_length=LONGEST_MARKED, blank=True)
    easy_summary = models.TextField(
        _("3行まとめ（やさしい日本語）"), blank=True, help_text=_("1行に1文、ちょうど3行。")
    )
    precedent_note = models.TextField(
        _("前例との違い"),
        blank=True,
        help_text=_("似た検証と判定を変えるときの理由。デスクの中だけの覚えで、公開されません。"),
    )
    round = models.PositiveIntegerField(_("回"), default=1, help_text=_("下書きに戻るたびに増える。承認は回ごと。"))
    published_version = models.PositiveIntegerField(_("公開版"), default=0)
    published_rating = models.ForeignKey(
        Rating, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公開中の判定")
    )
    restarted_version = models.PositiveIntegerField(
        _("白紙にした公開版"), default=0, help_text=_("消去のあと白紙から書き始めたときの公開版。")
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("検証記事")
        verbose_name_plural = pgettext_lazy("plural", "検証記事")
        indexes = [
            models.Index(fields=["state", "-updated_at", "-id"], name="verdict_by_state"),
            GinIndex(CharacterGrams("headline"), name="verdict_says"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(rating__isnull=False), name="published_verdict_has_a_rating"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(summary__regex=THREE_LINES),
                name="published_verdict_has_a_three_line_summary",
            ),
            models.CheckConstraint(condition=~Q(finding__contains="\n"), name="finding_is_one_line"),
            *(_whole(*names) for names in RENDITIONS.values()),
            models.CheckConstraint(
                condition=~Q(state="published") | readable("selection_reason"),
                name="published_verdict_has_a_selection_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | readable("headline"), name="published_verdict_has_a_headline"
            ),
            models.CheckConstraint(
                condition=~Q(state="published", rating=Rating.FABRICATED) | readable("intent_reason"),
                name="fabricated_verdict_says_why_the_speaker_knew",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retracted"]) | Q(published_version__gte=1),
                name="published_verdict_has_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="erased")
                | Q(
                    rating__isnull=True,
                    published_rating__isnull=True,
                    headline="",
                    finding="",
                    summary="",
                    reasoning="",
                    selection_reason="",
                    intent_reason="",
                    no_reply_reason="",
                    **dict.fromkeys((*RENDITIONS["english"], *RENDITIONS["easy_japanese"]), ""),
                    correction_kind="",
                    correction_note="",
                    correction_apology=False,
                ),
                name="erased_verdict_is_blank",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="starts_as_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF NEW.state <> 'draft' OR NEW.round <> 1 OR NEW.published_version <> 0 OR NEW.restarted_version <> 0 THEN
                    RAISE EXCEPTION 'a verdict starts as a draft' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="of_a_standing_claim",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("other", "bigint")],
                func="""
                SELECT merged_into_id INTO other FROM articles_claim WHERE id = NEW.claim_id FOR SHARE;
                IF other IS NOT NULL THEN
                    RAISE EXCEPTION 'a merged claim has no verdict' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="moves_lawfully",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[
                    *(("withdrawn", "record"), ("is_barred", "boolean")),
                    *(("before", "jsonb"), ("after", "jsonb")),
                ],
                func=f"""
                {SHOWN_VERSION.format(number="NEW.id", found="withdrawn")}
                is_barred := FOUND AND withdrawn.is_gone AND OLD.restarted_version < withdrawn.version;
                IF NEW.state = 'erased' AND OLD.state <> 'erased' THEN
                    IF NOT is_barred OR NOT withdrawn.is_erased THEN
                        RAISE EXCEPTION 'a verdict is erased together with the version that readers saw'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                END IF;
                IF OLD.state = 'erased' AND NEW.state <> 'erased' THEN
                    IF NEW.state <> 'draft' THEN
                        RAISE EXCEPTION 'an erased verdict is begun anew as a draft'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    NEW.restarted_version := NEW.published_version;
                ELSIF NEW.restarted_version <> OLD.restarted_version THEN
                    RAISE EXCEPTION 'only an erased verdict is begun anew'
                        USING ERRCODE = 'integrity_constraint_violation';
                ELSIF is_barred AND {_content("NEW", "state")} IS DISTINCT FROM {_content("OLD", "state")} THEN
                    RAISE EXCEPTION 'a hidden or erased verdict is not written on'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF OLD.state <> 'draft' AND {_content("NEW")} IS DISTINCT FROM {_content("OLD")} THEN
                    RAISE EXCEPTION 'the content of a verdict changes only while it is a draft'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF NEW.state = 'draft' AND OLD.state <> 'draft' AND NEW.round <> OLD.round + 1
                   OR NOT (NEW.state = 'draft' AND OLD.state <> 'draft') AND NEW.round <> OLD.round THEN
                    RAISE EXCEPTION 'a verdict that becomes a draft again opens the next round'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF NEW.state = 'approved' AND OLD.state <> 'approved' AND NOT EXISTS (
                    SELECT 1 FROM articles_approval WHERE verdict_id = NEW.id AND round = NEW.round AND step IN ('desk', 'second')) THEN
                    RAISE EXCEPTION 'an approved verdict has an approval of this round'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF NEW.state = 'published' AND OLD.state <> 'published' THEN
                    IF NOT EXISTS (SELECT 1 FROM articles_evidence WHERE verdict_id = NEW.id
                                   AND is_primary AND is_on_record AND source_name <> '') THEN
                        RAISE EXCEPTION 'a published verdict has a named primary evidence'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    {AS_PUBLISHED}
                    IF EXISTS (SELECT 1 FROM articles_approval WHERE verdict_id = NEW.id AND round = NEW.round
                               AND step IN ('desk', 'second')) THEN
                        IF OLD.published_version > 0 AND (after->'correction'->>'note', after->'kind'->>'code')
                            IS DISTINCT FROM (NEW.correction_note, NEW.correction_kind) THEN
                            RAISE EXCEPTION 'readers are told what was approved'
                                USING ERRCODE = 'integrity_constraint_violation';
                        END IF;
                    ELSE
                        IF NEW.rating_id IS DISTINCT FROM OLD.published_rating_id THEN
                            RAISE EXCEPTION 'a new or changed rating needs an approval of this round'
                                USING ERRCODE = 'integrity_constraint_violation';
                        END IF;
                        IF NOT EXISTS (
                            SELECT 1 FROM articles_typofix WHERE verdict_id = NEW.id AND round = NEW.round) THEN
                            RAISE EXCEPTION 'a correction needs an approval of this round'
                                USING ERRCODE = 'integrity_constraint_violation';
                        END IF;
                        {ONLY_A_TYPO}
                    END IF;
                    IF NEW.published_rating_id IS DISTINCT FROM NEW.rating_id
                       OR NEW.published_version <= OLD.published_version THEN
                        RAISE EXCEPTION 'publishing records the rating and counts the version'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                ELSIF NEW.published_rating_id IS DISTINCT FROM OLD.published_rating_id THEN
                    RAISE EXCEPTION 'the published rating changes only by publishing'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608 - SQL of our own
            ),
            pgtrigger.Trigger(
                name="takes_two_in_an_election",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]  # pgtrigger leaves it untyped
                func=f"""
                IF NEW.state IN ('approved', 'published') AND NEW.state <> OLD.state AND {STANDS_NOW.format(claim="NEW.claim_id")}
                   AND (SELECT count(DISTINCT approved_by_id) FROM articles_approval
                        WHERE verdict_id = NEW.id AND round = NEW.round AND step IN ('desk', 'second')) < 2 THEN
                    RAISE EXCEPTION 'in an election a verdict has the approval of two' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608 - SQL of our own
            ),
            pgtrigger.Trigger(
                name="takes_its_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]  # pgtrigger leaves it untyped
                func=f"""
                IF NEW.state = 'published' AND OLD.state <> 'published' AND EXISTS (
                    SELECT 1 FROM ({STEPS_NEEDED.format(rating="NEW.rating_id")}) AS needed WHERE NOT EXISTS (
                        SELECT 1 FROM articles_approval AS given WHERE given.verdict_id = NEW.id
                        AND given.round = NEW.round AND given.step = needed.step)) THEN
                    RAISE EXCEPTION 'a published verdict has been through the steps that it takes'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608 - SQL of our own
            ),
            pgtrigger.Protect(name="refuse_delete", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.headline or f"#{self.pk}"

    @property
    def number(self) -> int:
        """The public number, in URLs, the log and the API."""
        return self.pk

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DRAFT

    @cached_property
    def is_withdrawn(self) -> bool:
        """Whether the text this working copy comes from is hidden or erased, and no blank one was begun since."""
        if not self.published_version:
            return False
        content = PublicationContent.objects.shown_of(self.number)
        if content is None or content.is_visible:
            return False
        return self.restarted_version < content.publication.version

    def is_changed_around_by(self, user: User) -> bool:
        """Whether this person worded or changed claim, claimant, appearances, their sources or topics (CHANGED_BY)."""
        with connection.cursor() as cursor:
            changed = CHANGED_BY.format(user="%(user)s", verdict="%(verdict)s", claim="%(claim)s")
            cursor.execute(changed, {"user": user.pk, "verdict": self.pk, "claim": self.claim_id})
            return cursor.fetchone() is not None

    @property
    def needed_steps(self) -> list[Approval.Step]:
        """Beside the desk's approval, before it is published as it is rated now. The database asks the same."""
        if self.rating is not None and self.rating.is_intentional:
            return list(Approval.BESIDE)
        wanted = set(StepRule.objects.filter(scope=StepRule.Scope.ALL).values_list("step", flat=True))
        return [step for step in Approval.BESIDE if step in wanted]

    @property
    def missing_steps(self) -> list[Approval.Step]:
        """Those of them that nobody has given in this round."""
        needed = self.needed_steps
        given = set(self.approvals.filter(round=self.round).values_list("step", flat=True)) if needed else set()
        return [step for step in needed if step not in given]

    @property
    def waiting_reason(self) -> RetractionReason | None:
        """Why it was retracted, as it waits for a second pair of eyes."""
        return self.retraction_reasons.waiting().order_by("pk").last()

    @property
    def summary_lines(self) -> list[str]:
        """By line feeds alone, as the database counts: U+2028 and its like stand within a line."""
        return [line.strip() for line in self.summary.split("\n") if is_readable(line)]

    def lines_of(self, name: str) -> list[str]:
        """The lines of a summary in other words, as `summary_lines`."""
        return [line.strip() for line in getattr(self, name).split("\n") if is_readable(line)]

    @property
    def changes_the_published_rating(self) -> bool:
        return self.published_rating_id is not None and self.rating_id != self.published_rating_id


def only_while_draft(name: str = "only_while_draft") -> pgtrigger.Trigger:
    """A trigger for rows that belong to a verdict: they change only while it is a draft, and go when it is erased.

    Locks the verdict.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("owner", "bigint"), ("verdict_state", "text")],
        func="""
        owner := CASE WHEN TG_OP = 'DELETE' THEN OLD.verdict_id ELSE NEW.verdict_id END;
        SELECT state INTO verdict_state FROM articles_verdict WHERE id = owner FOR UPDATE;
        IF (verdict_state <> 'draft' AND NOT (verdict_state = 'erased' AND TG_OP = 'DELETE')) OR (TG_OP = 'UPDATE' AND NEW.verdict_id <> OLD.verdict_id) THEN
            RAISE EXCEPTION 'what belongs to a verdict changes only while it is a draft'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


class Author(models.Model):
    """Someone who wrote on a verdict, and so can never approve it in the same round."""

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="authors", verbose_name=_("検証記事"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("執筆者"))
    added_at = models.DateTimeField(_("追加日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("執筆者")
        verbose_name_plural = pgettext_lazy("plural", "執筆者")
        constraints = [models.UniqueConstraint(fields=["verdict", "user"], name="author_is_listed_once")]
        triggers = [
            pgtrigger.Trigger(
                name="approver_does_not_write",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("current_round", "integer")],
                func="""
                SELECT round INTO current_round FROM articles_verdict WHERE id = NEW.verdict_id FOR UPDATE;
                IF EXISTS (SELECT 1 FROM articles_approval WHERE verdict_id = NEW.verdict_id
                           AND round = current_round AND approved_by_id = NEW.user_id) THEN
                    RAISE EXCEPTION 'who approved a verdict does not become its author in the same round'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *append_only(),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Approval(models.Model):
    """A pair of eyes beside the authors', for one round of one verdict: the desk's, or of a step beside it."""

    class Step(models.TextChoices):
        DESK = "desk", _("デスク")
        SECOND = "second", _("もう一人のデスク")
        PROOF = StepRule.Step.PROOF.value, StepRule.Step.PROOF.label
        LEGAL = StepRule.Step.LEGAL.value, StepRule.Step.LEGAL.label

    OF_THE_DESK = (Step.DESK, Step.SECOND)
    BESIDE = (Step.PROOF, Step.LEGAL)

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="approvals", verbose_name=_("検証記事"))
    round = models.PositiveIntegerField(_("回"))
    step = models.CharField(_("段階"), max_length=10, choices=Step, default=Step.DESK)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("承認者")
    )
    approved_at = models.DateTimeField(_("承認日時"), auto_now_add=True)
    seal = models.CharField(_("承認した内容の印"), max_length=64, editable=False)
    salt = models.BinaryField(max_length=32, null=True, help_text="of the seal; erased with what was approved")

    class Meta:
        verbose_name = _("承認")
        verbose_name_plural = pgettext_lazy("plural", "承認")
        constraints = [
            models.UniqueConstraint(fields=["verdict", "round", "step"], name="one_approval_per_round_and_step")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="author_does_not_approve",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("current_round", "integer"), ("current_state", "text"), ("checked", "bigint")],
                func=f"""
                SELECT round, state, claim_id INTO current_round, current_state, checked
                    FROM articles_verdict WHERE id = NEW.verdict_id FOR UPDATE;
                IF EXISTS (SELECT 1 FROM articles_author WHERE verdict_id = NEW.verdict_id
                           AND user_id = NEW.approved_by_id) THEN
                    RAISE EXCEPTION 'an author does not approve' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF EXISTS ({CHANGED_BY.format(user="NEW.approved_by_id", verdict="NEW.verdict_id", claim="checked")}) THEN
                    RAISE EXCEPTION 'who changed what readers see does not approve it'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF NEW.round <> current_round OR current_state <> 'in_review'
                   AND NOT (current_state = 'approved' AND NEW.step IN ('proof', 'legal')) THEN
                    RAISE EXCEPTION 'an approval is given to a verdict in review, for its current round'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,  # noqa: S608 - SQL of our own
            ),
            pgtrigger.Trigger(
                name="only_its_salt_is_erased",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF NEW.salt IS NOT NULL OR (NEW.id, NEW.verdict_id, NEW.round, NEW.step, NEW.approved_by_id,
                        NEW.approved_at, NEW.seal)
                    IS DISTINCT FROM (OLD.id, OLD.verdict_id, OLD.round, OLD.step, OLD.approved_by_id,
                        OLD.approved_at, OLD.seal) THEN
                    RAISE EXCEPTION 'an approval does not change' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
            linked(HistoryLink.Kind.APPROVAL),
        ]

    def __str__(self) -> str:
        return f"{self.approved_by} {self.round}"
