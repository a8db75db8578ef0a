"""What a confirmed redaction takes out of the desk's own tables, and what it leaves there.

The publication log is blanked by redactions.py. Here go the desk's copies: the verdict and its parts, the claim, the
passages it was found in with what the extraction made of them, and what the history told of all these. Rows, numbers,
times and hashes stay: they say that something was, and nothing of what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.actions import desk_search, edits, events, unsaved_texts, withdrawals
from articles.models import (
    Article,
    ArticleRevision,
    Assignment,
    Candidate,
    CandidateScore,
    CandidateSearch,
    Claim,
    Claimant,
    Event,
    ExtractionRun,
    HandedIn,
    Notice,
    Redaction,
    TextFingerprint,
    Tip,
    User,
    Verdict,
    Watch,
    WithheldFigures,
)
from articles.models.redaction import ERASED
from articles.models.tip import TIP_WORDS
from articles.models.verdict import RENDITIONS
from articles.search import alike, copies, fingerprints
from articles.search.alike import Alike

WORDS = (
    *("headline", "finding", "summary", "reasoning", "selection_reason", "intent_reason", "precedent_note"),
    "no_reply_reason",
    *RENDITIONS["english"],
    *RENDITIONS["easy_japanese"],
    *("correction_kind", "correction_note"),
)


@dataclass(frozen=True)
class Extent:
    """How far the erasure of one verdict reaches beyond its own rows."""

    verdict: Verdict
    with_texts: bool  # the texts in which the claim was found
    with_claimant: bool
    also: Collection[int] = ()  # of `copies`, which are erased as well

    @cached_property
    def claim(self) -> Claim:
        return self.verdict.claim

    @cached_property
    def claimant(self) -> Claimant | None:
        return self.claim.claimant

    @cached_property
    def merged(self) -> list[Claim]:
        """Claims that said the same and were merged into it, or into one of these."""
        found: list[Claim] = []
        into = [self.claim]
        while into:
            into = list(Claim.objects.filter(merged_into__in=into).order_by("pk"))
            found += into
        return found

    @cached_property
    def articles(self) -> QuerySet[Article]:
        """Where the claim was found: its appearances and what was taken for their duplicates; and the copies chosen."""
        if not self.also:
            return self._sources
        chosen = [one.article.pk for one in self.copies if one.article.pk in self.also]
        return Article.objects.filter(pk__in=[*self._sources.values_list("pk", flat=True), *chosen]).order_by("pk")

    @cached_property
    def copies(self) -> list[Alike]:
        """Other articles with the same text or nearly so, the same first: none goes unless the person who confirms says so."""
        found = {
            one.article.pk: one
            for revision in ArticleRevision.objects.filter(
                article__in=self._sources, redacted_at__isnull=True
            ).order_by("pk")
            for one in alike.articles_like(revision.text, revision.sha256, but=revision.article, at_most=None)
        }
        own = set(self._sources.values_list("pk", flat=True))
        others = (one for pk, one in found.items() if pk not in own)
        return sorted(others, key=lambda one: (-one.share, one.article.pk))

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The passages to be erased: those of the texts, or, where these stay, all that overlap the claim's own."""
        rows = Candidate.objects.legible().order_by("pk")
        if self.with_texts:
            return list(rows.filter(revision__article__in=self.articles))
        wanted = Q(pk__in=[])
        for revision, start, end in self.passages.values_list("revision_id", "start", "end"):
            wanted |= Q(revision=revision, start__lt=end, end__gt=start)
        return list(rows.filter(wanted))

    @cached_property
    def tips(self) -> list[Tip]:
        """What was sent in about the claim, and, where the texts are erased, about them or with their words."""
        wanted = Q(claim__in=[self.claim, *self.merged])
        if self.with_texts:
            wanted |= Q(article__in=self.articles) | Q(pk__in=self._tips_that_repeat())
        return list(Tip.objects.legible().filter(wanted).order_by("pk"))

    def _tips_that_repeat(self) -> list[int]:
        """Those that are such a text, or hold a passage in which the claim stood. All are read: redactions are rare."""
        texts = ArticleRevision.objects.filter(article__in=self.articles, redacted_at__isnull=True)
        spans: dict[int, list[tuple[int, int]]] = {}
        for revision, start, end in self.passages.values_list("revision_id", "start", "end").order_by("pk"):
            spans.setdefault(revision, []).append((start, end))
        whole, passages = set[str](), set[str]()
        for revision, text in texts.values_list("pk", "text").order_by("pk"):
            whole.add(copies.written(text))
            passages.update(copies.passages_at(text, spans.get(revision, [])))
        if not whole:
            return []
        rows = Tip.objects.legible().order_by("pk").values_list("pk", *TIP_WORDS)
        return [pk for pk, *words in rows if any(_repeats(word, whole, passages) for word in words if word)]

    @cached_property
    def other_claims(self) -> int:
        """Claims of other verdicts, or of none yet, that lose a passage with the texts."""
        touched = Claim.objects.filter(appearances__in=[row.pk for row in self.candidates])
        return touched.exclude(pk=self.claim.pk).distinct().count()

    @cached_property
    def _topics(self) -> list[str]:
        return [str(topic) for topic in self.claim.topics.order_by("name", "pk")]

    @property
    def _sources(self) -> QuerySet[Article]:
        return Article.objects.filter(revisions__candidates__in=self.passages).distinct().order_by("pk")

    @property
    def passages(self) -> QuerySet[Candidate]:
        return Candidate.objects.filter(Q(claim=self.claim) | Q(duplicate_of__claim=self.claim))

    # In words, for the person who confirms -----------------------------------------------------------------------

    @property
    def gone(self) -> list[str]:
        texts, passages = len(self.articles), len(self.candidates)
        return [
            _(
                "検証記事の判定、見出し、事実は、まとめ、検証の内容、選定理由、英語とやさしい日本語、根拠、当事者への確認、主張の画像"
            ),
            _("検証する主張の文、発信日、テーマ、発信者とのつながり、担当、コメント"),
            *([_("統合した検証対象 %d 件の、同じもの") % len(self.merged)] if self.merged else []),
            *([_("情報提供 %d 件の内容と連絡先") % len(self.tips)] if self.tips else []),
            ngettext("検証候補 %d 件の引用と抽出の結果", "検証候補 %d 件の引用と抽出の結果", passages) % passages,
            _("履歴のうち、これらについて書かれた言葉（理由、変わった項目、実行者の名前）"),
            *([_("出どころの本文、見出し、URL、署名、アカウント：%d 件") % texts] if self.with_texts else []),
            *([_("発信者の名前、別名、所属、種類")] if self.with_claimant and self.claimant else []),
        ]

    @property
    def stays(self) -> list[str]:
        kept = [
            _("公開記録と履歴の行（番号、日時、種別、実行者の番号、ハッシュ）。何が書かれていたかは残りません"),
            _("執筆者と承認者の記録、この非表示措置の記録（下の「残す理由」を含む）"),
            *([_("テーマの名前：%s") % "、".join(self._topics)] if self._topics else []),
            _("期限が切れるまでのバックアップ、すでに受け取った読者や提携先の手元の写し"),
        ]
        if self.with_texts and self.articles:
            kept.append(
                _("消去した本文を見分ける印（もとの文には戻せません）。この本文の写しが送られてきても取り込みません")
            )
        if notes := self.verdict.notes.standing().count():
            kept.append(_("取材メモ %d 件（暗号化されています。メモのページで別に破棄できます）") % notes)
        if not self.with_texts and self.articles:
            kept.append(_("出どころの本文：%s") % "、".join(str(article) for article in self.articles))
        if self.with_texts and self.other_claims:
            kept.append(
                _("ほかの検証対象 %d 件の文（出どころの引用だけが消えます）。ほかの検証記事の公開版は変わりません")
                % self.other_claims
            )
        if self.claimant and not self.with_claimant:
            kept.append(_("発信者の登録：%s") % self.claimant)
        if self.claimant and (others := self.claimant.claims.exclude(pk=self.claim.pk).count()):
            kept.append(_("同じ発信者の、ほかの検証対象 %d 件とその公開版") % others)
        return kept


def copies_of(verdict: Verdict) -> list[Alike]:
    """Articles with the text that goes, or nearly so; none where the desk's tables keep their words."""
    return Extent(verdict, with_texts=True, with_claimant=False).copies if verdict.is_withdrawn else []


def _repeats(words: str, whole: Collection[str], passages: Collection[str]) -> bool:
    if copies.written(words) in whole:
        return True
    letters = fingerprints.plain(words)
    return any(passage in letters for passage in passages)


def erase(extent: Extent, *, redaction: Redaction, by: User | None) -> None:
    """Blank the desk's rows, inside the caller's transaction. The content rows of the log are blank already."""
    claimant, articles, candidates = extent.claimant, list(extent.articles), extent.candidates
    if extent.with_texts:
        withdrawals.remember(articles, extent.passages, redaction=redaction)
    erase_tips(extent.tips, by=by)
    _erase_verdict(extent.verdict)
    if extent.with_texts:
        _erase_texts(articles, by=by)
    _erase_candidates(candidates, by=by)
    for claim in [extent.claim, *extent.merged]:
        _erase_claim(claim, by=by)
    if extent.with_claimant and claimant is not None:
        anonymise(claimant, by=by)


def blank(verdict: Verdict) -> None:
    """Take the words from a verdict that was not public yet when the backup was taken that brought it back."""
    unsaved_texts.forget("verdict", [verdict])
    if verdict.state != Verdict.State.DRAFT:
        verdict.state, verdict.round = Verdict.State.DRAFT, verdict.round + 1
        verdict.save(update_fields=["state", "round", "updated_at"])
    for name in WORDS:
        setattr(verdict, name, "")
    verdict.rating, verdict.correction_apology, verdict.version = None, False, verdict.version + 1
    verdict.save(update_fields=["rating", "correction_apology", *WORDS, "version", "updated_at"])
    verdict.approvals.filter(salt__isnull=False).update(salt=None)
    verdict.evidence.all().delete()
    verdict.rights_of_reply.all().delete()
    verdict.claim_images.all().delete()


class Erased(NamedTuple):
    """A row beside the verdicts that was erased, in numbers."""

    kind: str
    number: int


def erased() -> list[Erased]:
    """Rows that redactions erased beside the verdicts, as the history names them; claims after what refers to them."""
    actions = [f"{kind}{events.ERASING}" for kind in AGAIN]
    rows = Event.objects.filter(action__in=actions).values_list("subject_type", "subject_id")
    return [Erased(*row) for row in rows.distinct().order_by("subject_type", "subject_id")]


def erase_again(listed: Erased, *, by: User | None) -> bool:
    """Erase a row that a restored backup brought back; False where it did not."""
    model, erase_rows = AGAIN[listed.kind]
    row = model._default_manager.filter(pk=listed.number).first()
    if row is None or _is_erased(row):
        return False
    with transaction.atomic():
        erase_rows([row], by)
    return True


def _is_erased(row: Model) -> bool:
    if isinstance(row, Claimant):
        return row.name == ERASED
    if isinstance(row, Article):
        return not row.revisions.filter(redacted_at__isnull=True).exists()
    if isinstance(row, Tip):
        return row.erased_at is not None
    assert isinstance(row, Candidate | Claim)
    return row.redacted_at is not None


def anonymise(claimant: Claimant, *, by: User | None) -> None:
    """Leave the row, for the claims that refer to it, and nothing that says who it was."""
    row = Claimant.objects.select_for_update().get(pk=claimant.pk)
    row.name, row.kind, row.aliases = ERASED, Claimant.Kind.PRIVATE_PERSON, []
    row.affiliation = row.wikidata_id = ""
    edits.save(row, ["name", "kind", "aliases", "affiliation", "wikidata_id"])
    WithheldFigures.objects.filter(claimant_number=row.pk).delete()
    for claim in row.claims.legible():
        desk_search.describe(claim)
    _forget("claimant", [row], by=by)


def erase_tips(tips: Sequence[Tip], *, by: User | None) -> None:
    """Take words and contacts away, inside the caller's transaction."""
    rows = Tip.objects.filter(pk__in=[tip.pk for tip in tips])
    rows.update(**dict.fromkeys(TIP_WORDS, ""), erased_at=timezone.now(), version=F("version") + 1)
    _forget("tip", tips, by=by)


def _erase_verdict(verdict: Verdict) -> None:
    unsaved_texts.forget("verdict", [verdict])
    unsaved_texts.forget("redaction", list(verdict.redactions.order_by("pk")))
    verdict.rating = verdict.published_rating = None
    for name in WORDS:
        setattr(verdict, name, "")
    verdict.correction_apology = False
    verdict.state, verdict.version = Verdict.State.ERASED, verdict.version + 1
    verdict.save(
        update_fields=[
            *("rating", "published_rating", "correction_apology", "state", "version", "updated_at"),
            *WORDS,
        ]
    )
    verdict.approvals.update(salt=None)
    verdict.retraction_reasons.update(text="")
    verdict.schedules.update(refusal="")
    verdict.evidence.all().delete()
    verdict.rights_of_reply.all().delete()
    verdict.claim_images.all().delete()
    earlier = verdict.redactions.exclude(state=Redaction.State.HIDDEN)
    earlier.update(reason=ERASED)
    earlier.exclude(closing_reason="").update(closing_reason=ERASED)


def _erase_claim(claim: Claim, *, by: User | None) -> None:
    row = Claim.objects.select_for_update().get(pk=claim.pk)
    row.statement, row.claimant, row.redacted_at = ERASED, None, timezone.now()
    row.claimed_date, row.date_certainty = None, Claim.DateCertainty.UNASKED
    edits.save(row, ["statement", "claimant", "claimed_date", "date_certainty", "redacted_at"])
    row.topics.clear()
    desk_search.forget(row)
    _forget("claim", [row], by=by)
    _forget("comment", list(row.comments.order_by("pk")), by=by)
    _forget("assignment", list(Assignment.objects.filter(claim=row)), by=by)
    for rows in (Assignment.objects, Watch.objects, Notice.objects):
        rows.filter(claim=row).delete()


def _erase_texts(articles: Sequence[Article], *, by: User | None) -> None:
    now = timezone.now()
    ArticleRevision.objects.filter(article__in=articles, redacted_at__isnull=True).update(
        text="", sha256="", redacted_at=now
    )
    addresses = [key for article in articles for key in article.url_keys]
    given = HandedIn.objects.filter(Q(revision__article__in=articles) | Q(url_key__in=addresses))
    given.exclude(url="").update(url="", url_key="")
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(
        title=ERASED,
        url="",
        further_urls=[],
        url_keys=[],
        account="",
        byline="",
        screenshot_sha256="",
        version=F("version") + 1,
    )
    TextFingerprint.objects.filter(revision__article__in=articles).delete()
    runs = ExtractionRun.objects.filter(revision__article__in=articles)
    runs.exclude(error="").update(error=ERASED)
    unfinished = (ExtractionRun.State.PENDING, ExtractionRun.State.RUNNING)
    runs.filter(state__in=unfinished).update(state=ExtractionRun.State.FAILED, error=ERASED, finished_at=now)
    _forget("article", articles, by=by)
    _forget("extractionrun", list(runs), by=by)


def _erase_texts_again(articles: Sequence[Article], *, by: User | None) -> None:
    withdrawals.remember(articles, [], redaction=None)
    _erase_texts(articles, by=by)


def _erase_candidates(candidates: Sequence[Candidate], *, by: User | None) -> None:
    now, pks = timezone.now(), [candidate.pk for candidate in candidates]
    rows = Candidate.objects.filter(pk__in=pks)
    CandidateScore.objects.filter(candidate__in=pks).delete()
    CandidateSearch.objects.filter(pk__in=pks).delete()
    rows.filter(state=Candidate.State.PENDING).update(
        state=Candidate.State.REJECTED,
        rejection_reason=Candidate.RejectionReason.OTHER,
        decided_by=by,
        decided_at=now,
    )
    rows.update(quote="", prefix="", suffix="", speaker="", rejection_note="", redacted_at=now)
    _forget("candidate", candidates, by=by)


def _forget(kind: str, rows: Sequence[Model], *, by: User | None) -> None:
    """Blank what the history told of these rows, and say so; what was typed about them goes as well."""
    unsaved_texts.forget(kind, rows)
    if rows:
        events.erase_before(events.record_each(f"{kind}{events.ERASING}", rows, by=by))


# How the rows of a kind are erased once more.
AGAIN: dict[str, tuple[type[Model], Callable[[Sequence[Any], User | None], None]]] = {
    "article": (Article, lambda rows, by: _erase_texts_again(rows, by=by)),
    "candidate": (Candidate, lambda rows, by: _erase_candidates(rows, by=by)),
    "claim": (Claim, lambda rows, by: _erase_claim(rows[0], by=by)),
    "claimant": (Claimant, lambda rows, by: anonymise(rows[0], by=by)),
    "tip": (Tip, lambda rows, by: erase_tips(rows, by=by)),
}
