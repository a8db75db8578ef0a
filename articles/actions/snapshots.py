"""From the desk's rows to a snapshot: the one place that decides what the public may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from articles.actions import notes
from articles.actions.errors import Refused
from articles.actions.events import salted_hash
from articles.japanese import furigana
from articles.japanese.invisible import is_readable
from articles.japanese.name_variants import Name, Searched
from articles.models import (
    Article,
    Candidate,
    Claim,
    Claimant,
    ClaimImage,
    Evidence,
    Outlet,
    Publication,
    Rating,
    RightOfReply,
    User,
    Verdict,
    web_addresses,
)
from articles.models.snapshot import (
    SCHEMA,
    AppearanceSnapshot,
    ClaimantSnapshot,
    ClaimSnapshot,
    Coded,
    CorrectionSnapshot,
    EvidenceSnapshot,
    ImageSnapshot,
    Notice,
    OptionalMembers,
    RatingSnapshot,
    RenditionSnapshot,
    ReplySnapshot,
    Snapshot,
    schema_of,
)
from articles.models.verdict import RENDITIONS
from articles.public import prose

OF_THE_PUBLICATION = ("version", "first_published_at", "published_at", "publisher", "people")


class PrivateNameInText(Refused):
    def __init__(self, places: list[str]) -> None:
        super().__init__(
            _(
                "名前を出せない発信者（私人・未成年・匿名アカウント）の名前が、公開される文の中にあります：%(places)s。言い換えてください。"
            )
            % {"places": "、".join(places)}
        )


class ProtectedSourceInText(Refused):
    """Says where, never whom: who publishes need not know the source."""

    def __init__(self, places: list[str]) -> None:
        super().__init__(
            _(
                "取材メモで保護している情報源の名前（またはその別の書き方）が、公開される文の中にあります：%(places)s。言い換えてください。"
            )
            % {"places": "、".join(places)}
        )


PLACES = {
    "headline": gettext_lazy("見出し"),
    "slug": gettext_lazy("見出し"),
    "claim": gettext_lazy("検証する主張"),
    "finding": gettext_lazy("事実は"),
    "summary": gettext_lazy("3行まとめ"),
    "english": gettext_lazy("英語"),
    "easy_japanese": gettext_lazy("やさしい日本語"),
    "reasoning": gettext_lazy("検証の内容"),
    "selection_reason": gettext_lazy("選定理由"),
    "intent_reason": gettext_lazy("虚偽と判断した理由"),
    "appearances": gettext_lazy("出どころの文"),
    "images": gettext_lazy("主張の画像"),
    "evidence": gettext_lazy("根拠"),
    "replies": gettext_lazy("当事者への確認"),
    "no_reply_reason": gettext_lazy("当事者に確認していない理由"),
    "correction": gettext_lazy("読者に見せる説明"),
    "authors": gettext_lazy("執筆者"),
}


def proof(verdict: Verdict) -> Snapshot:
    """What `build` would say now, unchecked and of no version: what an approving editor reads."""
    never, kind = datetime.min.replace(tzinfo=UTC), Publication.Kind.PUBLISHED
    correction = correction_of(verdict)
    if correction is not None:
        kind = Publication.Kind(verdict.correction_kind or Publication.Kind.AMENDMENT)
    said = assemble(verdict, version=0, kind=kind, now=never, first_published_at=never, correction=correction)
    del said["people"]  # who approves it changes nothing of what the next one reads
    return said


def correction_of(verdict: Verdict) -> CorrectionSnapshot | None:
    """What readers will be told of a change, as it stands to be approved; None before the first publication."""
    if not verdict.published_version:
        return None
    return {"note": verdict.correction_note.strip(), "apology": verdict.correction_apology}


def seal(snapshot: Snapshot, salt: bytes) -> str:
    """What an approval is given to: a hash of all a snapshot says but for when and by whom it is published.

    The salt is the approval's own, and goes when what was approved is erased: nobody can test guesses of it then.
    """
    return salted_hash(salt, {name: value for name, value in snapshot.items() if name not in OF_THE_PUBLICATION})


def assemble(
    verdict: Verdict,
    *,
    version: int,
    kind: Publication.Kind,
    now: datetime,
    first_published_at: datetime,
    correction: CorrectionSnapshot | None = None,
    evidence: Iterable[Evidence] | None = None,
    replies: Iterable[RightOfReply] | None = None,
    by: User | None = None,
) -> Snapshot:
    """Everything the public may see of a verdict as it stands, unchecked.

    A page that shows what is not saved yet gives `evidence` and `replies` in the order of the page, and `by`, who writes.
    """
    if evidence is None:
        evidence = verdict.evidence.order_by("position", "pk")
    if replies is None:
        replies = verdict.rights_of_reply.order_by("asked_at", "pk")
    assert verdict.rating is not None
    authors, optional = _authors(verdict, by), _optional(verdict)
    with override("ja"):  # the labels a snapshot freezes are those of the newsroom's readers
        return {
            "schema": schema_of(optional),
            "state": "live",
            "number": verdict.number,
            "version": version,
            "kind": coded(kind),
            "first_published_at": utc(first_published_at),
            "published_at": utc(now),
            "slug": slug_of(verdict.headline),
            "headline": verdict.headline,
            "claim": _claim(verdict.claim),
            "rating": _rating(verdict.rating),
            **optional,
            "summary": verdict.summary_lines,
            "reasoning": verdict.reasoning,
            "selection_reason": verdict.selection_reason,
            "intent_reason": verdict.intent_reason,
            "appearances": _appearances(verdict.claim),
            "evidence": [_evidence(row) for row in evidence],
            "replies": [_reply(row) for row in replies],
            "no_reply_reason": verdict.no_reply_reason,
            "authors": [str(author) for author in authors],
            "people": {
                "authors": [author.pk for author in authors],
                "approvers": _approvers(verdict) if version else [],
            },
            "correction": correction,
            "publisher": {"name": settings.NEWSROOM_NAME, "url": settings.SITE_URL},
        }


def retracted(shown: Snapshot, *, version: int, now: datetime, correction: CorrectionSnapshot) -> Snapshot:
    """What was last shown, marked void: the words that are withdrawn are the published ones, not a draft's."""
    with override("ja"):
        return {
            **shown,
            "state": "retracted",
            "version": version,
            "kind": coded(Publication.Kind.RETRACTION),
            "published_at": utc(now),
            "correction": correction,
        }


def notice(*, number: int, version: int, kind: Publication.Kind, now: datetime, versions: list[int]) -> Notice:
    with override("ja"):
        return {
            "schema": SCHEMA,
            "state": "notice",
            "number": number,
            "version": version,
            "kind": coded(kind),
            "published_at": utc(now),
            "versions": versions,
        }


def coded(choice: models.TextChoices) -> Coded:
    return {"code": choice.value, "label": str(choice.label)}


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def slug_of(headline: str) -> str:
    """The headline as the readable tail of a URL: letters, digits, kana and kanji, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", headline.lower()).strip("-")[:60].strip("-")


def _authors(verdict: Verdict, by: User | None) -> list[User]:
    users = [author.user for author in verdict.authors.select_related("user").order_by("pk")]
    return list(dict.fromkeys([*users, *([by] if by else [])]))


def _approvers(verdict: Verdict) -> list[int]:
    """Whoever approved this round; nobody before it is approved, or where it is a slip that one person mends."""
    approvals = verdict.approvals.filter(round=verdict.round).order_by("pk")
    return list(dict.fromkeys(approvals.values_list("approved_by_id", flat=True)))


def _claim(claim: Claim) -> ClaimSnapshot:
    return {
        "number": claim.pk,
        "statement": claim.statement,
        "claimed_date": _iso(claim.told_date),
        "claimant": _claimant(claim.claimant) if claim.claimant else None,
        "topics": [{"slug": t.slug, "name": t.name} for t in claim.topics.order_by("slug")],
    }


def _claimant(claimant: Claimant) -> ClaimantSnapshot:
    if not claimant.is_nameable:
        anonymous = claimant.kind == Claimant.Kind.ANONYMOUS_ACCOUNT
        return {
            "number": None,
            "label": _("匿名アカウント") if anonymous else _("個人（氏名は公表しません）"),
            "name": "",
            # A minor is shown as a private person: the age alone can point at someone.
            "kind": coded(Claimant.Kind.ANONYMOUS_ACCOUNT if anonymous else Claimant.Kind.PRIVATE_PERSON),
            "affiliation": "",
            "wikidata_id": "",
        }
    return {
        "number": claimant.pk,
        "label": claimant.name,
        "name": claimant.name,
        "kind": coded(Claimant.Kind(claimant.kind)),
        "affiliation": claimant.affiliation,
        "wikidata_id": claimant.wikidata_id,
    }


def _rating(rating: Rating) -> RatingSnapshot:
    return {
        "code": rating.code,
        "name": rating.name,
        "definition": rating.definition,
        "symbol": rating.symbol,
        "truth_value": rating.truth_value,
        "scale": {"code": rating.scale.code, "name": rating.scale.name, "credit": rating.scale.credit},
    }


def _optional(verdict: Verdict) -> OptionalMembers:
    optional: OptionalMembers = {}
    if verdict.finding:
        optional["finding"] = verdict.finding
    if images := [_image(row) for row in verdict.claim_images.defer("content").order_by("pk")]:
        optional["images"] = images
    if is_readable(verdict.english_claim):
        optional["english"] = _rendition(verdict, *RENDITIONS["english"])
    if is_readable(verdict.easy_claim):
        optional["easy_japanese"] = _rendition(verdict, *RENDITIONS["easy_japanese"])
    return optional


def _rendition(verdict: Verdict, claim: str, finding: str, summary: str) -> RenditionSnapshot:
    return {
        "claim": getattr(verdict, claim),
        "finding": getattr(verdict, finding),
        "summary": verdict.lines_of(summary),
    }


def _image(image: ClaimImage) -> ImageSnapshot:
    return {
        "sha256": image.sha256,
        "source_sha256": image.source_sha256,
        "media_type": image.media_type,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "caption": image.caption,
    }


def _appearances(claim: Claim) -> list[AppearanceSnapshot]:
    shows_source = claim.claimant is None or claim.claimant.is_nameable
    rows = claim.appearances.legible().select_related("revision__article__outlet").order_by("pk")
    names_nobody = is_fit_for_readers(claim)
    return [_appearance(row, shows_source=shows_source) for row in rows if names_nobody(row)]


def unconfirmed_outlets(claim: Claim) -> list[str]:
    """Names that readers would see and no editor has looked at."""
    if claim.claimant is not None and not claim.claimant.is_nameable:
        return []  # nor is the source shown
    shown = claim.appearances.legible().values("revision__article__outlet")
    return list(Outlet.objects.proposed().filter(pk__in=shown).order_by("name").values_list("name", flat=True))


def is_fit_for_readers(claim: Claim) -> Callable[[Candidate], bool]:
    """Whether a passage may be shown: it may not where it names a claimant who must not be, since nobody may reword it."""
    if claim.claimant is None or claim.claimant.is_nameable:
        return lambda candidate: True
    names = [Name(name) for name in claim.claimant.names]
    return lambda candidate: not any(name.is_in(Searched([candidate.quote])) for name in names)


def _appearance(candidate: Candidate, *, shows_source: bool) -> AppearanceSnapshot:
    article = candidate.revision.article
    kind = coded(Article.Kind(article.kind))
    if not shows_source:
        return {
            "article_number": None,
            "kind": kind,
            "title": "",
            "outlet": "",
            "url": "",
            "published_at": _iso(article.published_at),
            "prefix": "",
            "quote": candidate.quote,
            "suffix": "",
        }
    return {
        "article_number": article.pk,
        "kind": kind,
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else "",
        "url": web_addresses.shown(article.url),
        "published_at": _iso(article.published_at),
        "prefix": candidate.prefix,
        "quote": candidate.quote,
        "suffix": candidate.suffix,
    }


def _evidence(evidence: Evidence) -> EvidenceSnapshot:
    named = evidence.is_on_record
    return {
        "kind": coded(Evidence.Kind(evidence.kind)),
        "title": evidence.title,
        "source_name": evidence.source_name if named else "",
        "source_position": evidence.source_position if named else "",
        "is_primary": evidence.is_primary,
        "stance": coded(Evidence.Stance(evidence.stance)),
        "quoted_passage": evidence.quoted_passage,
        "locator": evidence.locator,
        "obtained_at": _iso(evidence.obtained_at),
        "url": web_addresses.shown(evidence.url) if named else "",
        "archive_url": web_addresses.shown(evidence.archive_url) if named else "",
        "snapshot_sha256": evidence.snapshot_sha256,
        "source_interest": evidence.source_interest,
        "is_on_record": evidence.is_on_record,
        "anonymity_reason": evidence.anonymity_reason,
    }


def _reply(reply: RightOfReply) -> ReplySnapshot:
    return {
        "party": reply.party,
        "channel": coded(RightOfReply.Channel(reply.channel)),
        "asked_at": utc(reply.asked_at),
        "deadline": _iso(reply.deadline),
        "outcome": coded(RightOfReply.Outcome(reply.outcome)),
        "answer": reply.answer,
        "answered_at": _iso(reply.answered_at),
    }


def _iso(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return utc(value)
    return value.isoformat() if value else None


def refuse_names(said: Mapping[str, object], verdict: Verdict) -> None:
    """Raise where what readers would see names somebody who must not be named, in whatever spelling.

    `said` is a snapshot or a part of one. Sources of other verdicts are looked for by their full names only: a family
    name with a title may be anybody's there. Raises PrivateNameInText, ProtectedSourceInText, KeyMissing, KeyLost.
    """
    refuse_claimant(said, verdict)
    searched = _searched(said)
    own = [Name(name) for name in notes.protected_names(verdict)]
    others = [Name(name) for name in notes.protected_elsewhere(verdict)]
    places = [
        _place(place)
        for place, texts in searched.items()
        if any(name.is_in(texts) for name in own) or any(name.is_wholly_in(texts) for name in others)
    ]
    if places:
        raise ProtectedSourceInText(places)


def refuse_claimant(said: Mapping[str, object], verdict: Verdict) -> None:
    """Raise PrivateNameInText where readers would see the name of a claimant who must not be named."""
    claimant = verdict.claim.claimant
    if claimant is None or claimant.is_nameable:
        return
    names = [Name(name) for name in claimant.names]
    if places := [
        _place(place) for place, texts in _searched(said).items() if any(name.is_in(texts) for name in names)
    ]:
        raise PrivateNameInText(places)


def _searched(said: Mapping[str, object]) -> dict[str, Searched]:
    reasoning = said.get("reasoning")
    if isinstance(reasoning, str):  # marks inside a name would hide it, and readers see none
        said = {**said, "reasoning": [reasoning, prose.plain(reasoning, 0)]}
    easy = list(_strings(said.get("easy_japanese")))
    if easy:  # so would readings
        said = {**said, "easy_japanese": [*easy, *map(furigana.plain, easy), *map(furigana.spoken, easy)]}
    return {place: Searched(*_groups(value)) for place, value in said.items()}


def _place(member: str) -> str:
    return str(PLACES.get(member, member))


def _groups(value: object) -> Iterator[list[str]]:
    """The texts of a member of a snapshot: those of one row together, for a name that is spread over its fields."""
    if isinstance(value, list) and any(isinstance(member, dict) for member in value):
        for member in value:
            yield list(_strings(member))
    else:
        yield list(_strings(value))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)
