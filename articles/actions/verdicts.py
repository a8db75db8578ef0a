"""The desk's workflow: draft → in review → approved; publishing is in publications.py."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, cast

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import claims, edits, elections, events, sight, snapshots
from articles.actions.errors import Refused
from articles.japanese import furigana
from articles.japanese.invisible import is_readable
from articles.models import (
    Approval,
    Author,
    Claim,
    Claimant,
    Evidence,
    PublicationContent,
    Rating,
    RightOfReply,
    User,
    Verdict,
)
from articles.models.snapshot import Snapshot
from articles.models.verdict import LONGEST_RENDERED, RENDITIONS
from articles.public import prose, renditions


class ClaimAlreadyHasVerdict(Refused):
    message = _("この検証対象には、すでに検証記事があります。そちらを開いてください。")


class VerdictNotEditable(Refused):
    message = _(
        "この検証記事は下書きではないため編集できません。確認待ちなら差し戻し、公開中なら「改訂を始める」を選んでください。"
    )


class VerdictChangedMeanwhile(edits.ChangedMeanwhile):
    message = _(
        "この検証記事は、書いているあいだにほかで保存されました。入力した文は残っています。見比べて選んでください。"
    )


class VerdictNotInReview(Refused):
    message = _("この検証記事は確認待ちではありません。画面を開き直してください。")


class VerdictNotPublished(Refused):
    message = _("この検証記事は公開中ではありません。")


class VerdictWithdrawn(Refused):
    """Its published text is hidden or erased, so what the desk's tables still hold of it must not come back."""

    message = _(
        "この検証記事は非表示か消去済みのため、書き直しも公開もできません。非表示なら、措置の解除か消去を待ってください。"
        "消去済みなら、デスクが「白紙から書き始める」を選んでください。"
    )


class VerdictNotErased(Refused):
    message = _("白紙から書き始められるのは、消去した検証記事だけです。")


class VerdictIncomplete(Refused):
    """`missing` lists what is still to be done, in words."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(_("まだ足りないものがあります：%(missing)s") % {"missing": "、".join(missing)})


class RatingChangeMislabelled(Refused):
    message = _(
        "判定が変わるときの種別は「判定変更」です。判定が変わらないときは、追記・修正・訂正から選んでください。"
    )


class AuthorCannotApprove(Refused):
    message = _("執筆した人は、承認も、校閲も、法務の確認もできません。別の人に頼んでください。")


class OwnChangeCannotBeApproved(Refused):
    message = _(
        "検証する主張の文を書いた人、この検証記事に出る発信者、出どころの素材、媒体、テーマを変えた人、"
        "名前を出せなかった発信者を公人か団体に改めた人は、承認も、校閲も、法務の確認もできません。別の人に頼んでください。"
    )


class ReasonMissing(Refused):
    message = _("理由を入力してください。")


class FindingNotOneSentence(Refused):
    message = _("「事実は」は、1文で書いてください。ほかのことは「3行まとめ」か「検証の内容」へ。")


LABELS = {field.name: field.verbose_name for field in Verdict._meta.fields}


class RenditionTooLong(Refused):
    """`name` is the field."""

    def __init__(self, name: str, length: int) -> None:
        said = {"field": LABELS[name], "most": LONGEST_RENDERED, "length": length}
        super().__init__(_("「%(field)s」は、ふりがなを数えずに%(most)d文字までです（今は%(length)d文字）。") % said)


LEFT_BEHIND = {
    "english_claim": _("日本語を直しました。英語も確かめてください"),
    "easy_claim": _("日本語を直しました。やさしい日本語も確かめてください"),
}
BOUNDED = (*RENDITIONS["english"][:2], *RENDITIONS["easy_japanese"][:2])  # claims, which are titles, and findings
CORRECTION = ("correction_kind", "correction_note", "correction_apology")  # of a published verdict in revision
RATED_DOWN = ("fij-misleading", "fij-inaccurate", "fij-false", "fij-fabricated")
FIELDS = (
    "rating",
    "precedent_note",
    "headline",
    "finding",
    "summary",
    "reasoning",
    "selection_reason",
    "intent_reason",
    "no_reply_reason",
    *RENDITIONS["english"],
    *RENDITIONS["easy_japanese"],
    *CORRECTION,
)


def draft(claim: Claim, *, by: User) -> Verdict:
    """Begin the verdict of a claim; the drafter is its first author."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        claim = claims.standing(claim)
        if Verdict.objects.filter(claim=claim).exists():
            raise ClaimAlreadyHasVerdict
        verdict = Verdict.objects.create(claim=claim)
        add_author(verdict, user=by)
        events.record("verdict.drafted", verdict, by=by)
    return verdict


def edit(verdict: Verdict, *, by: User, version: int | None = None, **content: str | bool | Rating | None) -> Verdict:
    """Change fields of a draft (see FIELDS); whoever edits becomes an author.

    `version` is the one the editor saw; another one now raises VerdictChangedMeanwhile.
    """
    unknown = set(content) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a verdict: {sorted(unknown)}")
    if not content:  # a form saved as it was makes nobody an author: the byline is public and bars from approving
        with _draft(verdict, by=by, version=version) as unchanged:
            return unchanged
    if not is_one_sentence(str(content.get("finding", "")).strip()):
        raise FindingNotOneSentence
    for name in BOUNDED:
        refuse_length(name, str(content.get(name, "")))
    with editing(verdict, by=by, version=version) as row:
        for name, value in content.items():
            setattr(row, name, value.replace("\r\n", "\n").strip() if isinstance(value, str) else value)
        row.save(update_fields=[*content, "updated_at"])
        events.record("verdict.edited", row, by=by, fields=tuple(content))
    return row


def refuse_length(name: str, text: str) -> None:
    """Raises RenditionTooLong for a field of BOUNDED. Readings do not count."""
    length = len(furigana.plain(text.strip()) if name in RENDITIONS["easy_japanese"] else text.strip())
    if length > LONGEST_RENDERED:
        raise RenditionTooLong(name, length)


@contextmanager
def editing(verdict: Verdict, *, by: User, version: int | None = None) -> Iterator[Verdict]:
    """Lock a draft for writing on it or on what belongs to it; counts its version and lists the author."""
    with _draft(verdict, by=by, version=version) as row:
        add_author(row, user=by)
        yield row
        row.version += 1
        row.save(update_fields=["version", "updated_at"])


def submit(verdict: Verdict, *, by: User, seen: str | None = None) -> Verdict:
    """Hand a complete draft to a second person.

    Raises VerdictIncomplete, naming what is missing, and PrivateNameInText. Protected sources are looked for when it is
    published: whoever may only write could try out names here.
    """
    permissions.require(permissions.can_write(by))
    with locked(verdict) as row:
        refuse_withdrawn(row)
        if not row.is_editable:
            raise VerdictNotEditable
        missing = missing_for_review(row)
        if missing:
            raise VerdictIncomplete(missing)
        if row.published_version and (row.correction_kind == "rating_change") != row.changes_the_published_rating:
            raise RatingChangeMislabelled
        refuse_unseen(row, seen)
        snapshots.refuse_claimant(snapshots.proof(row), row)
        _move(row, Verdict.State.IN_REVIEW)
        events.record("verdict.submitted", row, by=by)
    return row


def send_back(verdict: Verdict, *, by: User, reason: str, seen: str | None = None) -> Verdict:
    """Return a verdict in review or approved to its authors, in a new round."""
    permissions.require(permissions.can_send_back(by))
    if not is_readable(reason):
        raise ReasonMissing
    with locked(verdict) as row:
        refuse_withdrawn(row)
        if row.state not in (Verdict.State.IN_REVIEW, Verdict.State.APPROVED):
            raise VerdictNotInReview
        permissions.require(permissions.can_send_back_verdict(by, row))
        refuse_unseen(row, seen)
        _reopen(row)
        events.record("verdict.sent_back", row, by=by, reason=reason.strip())
    return row


def approve(verdict: Verdict, *, by: User, seen: str | None = None) -> Verdict:
    """The second pair of eyes: a desk editor who is not an author. The database holds this too.

    `seen` (sight.of_verdict) is what they read: the approval is of exactly that. Where an election asks for two, the
    first one leaves the verdict in review.
    """
    permissions.require(permissions.can_review(by))
    with locked(verdict) as row:
        refuse_withdrawn(row)
        if row.state != Verdict.State.IN_REVIEW:
            raise VerdictNotInReview
        sign(row, step=elections.next_step(row, by=by), by=by, seen=seen)
        if not elections.awaits_second(row):
            _move(row, Verdict.State.APPROVED)
        events.record("verdict.approved", row, by=by)
    return row


def sign(row: Verdict, *, step: Approval.Step, by: User, seen: str | None) -> Approval:
    """Seal what somebody read, who wrote nothing of it, as theirs. The caller holds the verdict and tells of it."""
    if row.authors.filter(user=by).exists():
        raise AuthorCannotApprove
    if row.is_changed_around_by(by):
        raise OwnChangeCannotBeApproved
    proof, salt = snapshots.proof(row), secrets.token_bytes(events.SALT_BYTES)
    sight.refuse_other(seen, sight.of_verdict(row, proof))
    seal = snapshots.seal(proof, salt)
    return Approval.objects.create(verdict=row, round=row.round, step=step, approved_by=by, salt=salt, seal=seal)


def revise(verdict: Verdict, *, by: User, seen: str | None = None) -> Verdict:
    """Open a new round on a published verdict. Readers keep seeing the published version until it is corrected."""
    permissions.require(permissions.can_write(by))
    with locked(verdict) as row:
        refuse_withdrawn(row)
        if row.state != Verdict.State.PUBLISHED:
            raise VerdictNotPublished
        refuse_unseen(row, seen)
        _reopen(row)
        row.correction_kind, row.correction_note, row.correction_apology = "", "", False  # said of the last version
        row.save(update_fields=[*CORRECTION])
        events.record("verdict.revised", row, by=by)
    return row


def start_blank(verdict: Verdict, *, by: User, seen: str | None = None) -> Verdict:
    """Begin anew, from nothing, where everything was erased."""
    permissions.require(permissions.can_restart_verdict(by))
    with locked(verdict) as row:
        if row.state != Verdict.State.ERASED:
            raise VerdictNotErased
        refuse_unseen(row, seen)
        _reopen(row)
        row.refresh_from_db(fields=["restarted_version"])  # the trigger's
        events.record("verdict.restarted", row, by=by)
    return row


def refuse_withdrawn(verdict: Verdict) -> None:
    """The database refuses it too; here it is said in words."""
    if verdict.is_withdrawn:
        raise VerdictWithdrawn


def refuse_unseen(row: Verdict, seen: str | None) -> None:
    if seen is not None:
        sight.refuse_other(seen, sight.of_verdict(row))


class Check(NamedTuple):
    """Something that a verdict needs; `place` is the name of the field, or of the part, where it is written.

    What is `optional` is asked for, and holds nothing up.
    """

    place: str
    label: str
    is_met: bool
    is_optional: bool = False

    @property
    def is_missing(self) -> bool:
        return not (self.is_met or self.is_optional)

    @property
    def is_of_the_claim(self) -> bool:
        return self.place in ("claim", "claimed_date")


def checklist(
    verdict: Verdict, *, evidence: Sequence[Evidence] | None = None, replies: Sequence[RightOfReply] | None = None
) -> list[Check]:
    """What a draft needs before it may be submitted, in the order of the page; nothing that nobody has to do.

    A page that shows what is not saved yet gives `evidence` and `replies`.
    """
    if evidence is None:
        evidence = list(verdict.evidence.defer("quoted_passage"))
    asked, referred = _("当事者への確認か、確認していない理由"), _("本文の［^番号］にあたる根拠")
    has_references = bool(prose.references(verdict.reasoning))
    told = (
        ("correction_kind", _("変更の種別"), bool(verdict.correction_kind)),
        ("correction_note", _("読者に見せる説明"), is_readable(verdict.correction_note)),
    )
    return [
        *_needed_for_publication(verdict, evidence),
        *_untraceable(evidence),
        *(Check(place, str(label), is_met) for place, label, is_met in told if verdict.published_version),
        *([Check("replies", str(asked), is_reply_settled(verdict, replies))] if asks_for_reply(verdict) else []),
        *(
            [Check("reasoning", str(referred), refers_to_what_is_there(verdict, len(evidence)))]
            if has_references
            else []
        ),
        Check("finding", str(_("事実は（1文）")), bool(verdict.finding.strip()), is_optional=True),
        *(Check(place, str(LEFT_BEHIND[place]), False, is_optional=True) for place in left_behind(verdict)),
        *_undated(verdict.claim),
    ]


def _untraceable(evidence: Sequence[Evidence]) -> list[Check]:
    """Primary evidence from the web of which nobody could say where it is."""
    if all(row.is_to_be_found for row in evidence if row.is_named_primary):
        return []
    return [Check("evidence", str(_("一次情報（ウェブ）のURLか、保存した写し")), False)]


def _undated(claim: Claim) -> list[Check]:
    """The day that was to be made sure of later."""
    if claim.date_certainty != Claim.DateCertainty.UNASKED:
        return []
    return [Check("claimed_date", str(_("発信日（まだ確かめていません）")), False, is_optional=True)]


def left_behind(verdict: Verdict) -> list[str]:
    """The claims in other words that stand as readers have them, while the Japanese says something else by now."""
    has_words = verdict.english_claim or verdict.easy_claim
    if not has_words or not verdict.published_version or verdict.rating_id is None:
        return []
    content = PublicationContent.objects.shown_of(verdict.number)
    if content is None or not content.is_visible:
        return []
    before, now = cast(Snapshot, content.snapshot), snapshots.proof(verdict)
    if renditions.said(before) == renditions.said(now):
        return []
    members = (kind.member for kind, words in renditions.told(now) if words == before.get(kind.member))
    return [RENDITIONS[member][0] for member in members]


def missing_for_publication(verdict: Verdict) -> list[str]:
    """What a draft still needs, in the order of the form; empty when it may be published."""
    evidence = list(verdict.evidence.defer("quoted_passage"))
    return [check.label for check in _needed_for_publication(verdict, evidence) if not check.is_met]


def missing_for_review(verdict: Verdict) -> list[str]:
    """As `missing_for_publication` and, of a published verdict, what readers will be told of the change."""
    return [check.label for check in checklist(verdict) if check.is_missing]


def is_one_sentence(text: str) -> bool:
    """Whether no sentence follows a first one. What is quoted in brackets counts with the sentence around it."""
    depth = 0
    for sign in text.rstrip("。"):
        depth += (sign in "「『（(") - (sign in "」』）)")
        if sign == "\n" or (sign == "。" and depth <= 0):
            return False
    return True


def asks_for_reply(verdict: Verdict) -> bool:
    claimant = verdict.claim.claimant
    is_of_a_public_figure = claimant is not None and claimant.kind == Claimant.Kind.PUBLIC_FIGURE
    return is_of_a_public_figure and verdict.rating_id in RATED_DOWN


def is_reply_settled(verdict: Verdict, replies: Sequence[RightOfReply] | None = None) -> bool:
    """Whether a public figure whose claim is rated down was asked, or readers are told why not."""
    if not asks_for_reply(verdict):
        return True
    return is_readable(verdict.no_reply_reason) or (
        verdict.rights_of_reply.exists() if replies is None else bool(replies)
    )


def refers_to_what_is_there(verdict: Verdict, evidence: int) -> bool:
    """`evidence` is how many pieces there are."""
    numbers = prose.references(verdict.reasoning)
    return not numbers or max(numbers) <= evidence


def _needed_for_publication(verdict: Verdict, evidence: Sequence[Evidence]) -> list[Check]:
    is_intentional = verdict.rating is not None and verdict.rating.is_intentional
    checks = [
        ("claim", _("検証する主張"), verdict.claim.redacted_at is None),
        ("rating", _("判定"), verdict.rating_id is not None),
        ("headline", _("見出し"), is_readable(verdict.headline)),
        (
            "summary",
            _("3行まとめ（ちょうど3行）"),
            len(verdict.summary_lines) == verdict.summary.count("\n") + 1 == 3,
        ),
        ("reasoning", _("検証の内容"), is_readable(verdict.reasoning)),
        ("selection_reason", _("選定理由"), is_readable(verdict.selection_reason)),
        *([("intent_reason", _("虚偽と判断した理由"), is_readable(verdict.intent_reason))] if is_intentional else []),
        ("evidence", _("名前を公開できる一次情報の根拠"), any(row.is_named_primary for row in evidence)),
        *_needed_in_other_words(verdict),
    ]
    return [Check(place, str(label), is_met) for place, label, is_met in checks]


def _needed_in_other_words(verdict: Verdict) -> Iterator[tuple[str, Promise, bool]]:
    """What English or easy Japanese needs, once anything of it is written."""
    wanted = {
        "english": (_("検証する主張（英語）"), _("3行まとめ（英語。ちょうど3行）")),
        "easy_japanese": (_("検証する主張（やさしい日本語）"), _("3行まとめ（やさしい日本語。ちょうど3行）")),
    }
    for member, (claim, finding, summary) in RENDITIONS.items():
        if not any(getattr(verdict, name) for name in (claim, finding, summary)):
            continue
        lines = getattr(verdict, summary)
        yield claim, wanted[member][0], is_readable(getattr(verdict, claim))
        yield summary, wanted[member][1], len(verdict.lines_of(summary)) == lines.count("\n") + 1 == 3


@contextmanager
def locked(verdict: Verdict) -> Iterator[Verdict]:
    """The verdict as it is now, held until the end of the transaction."""
    with transaction.atomic():
        yield (
            Verdict.objects.select_for_update(of=("self",))
            .select_related("claim__claimant", "rating")
            .get(pk=verdict.pk)
        )


@contextmanager
def _draft(verdict: Verdict, *, by: User, version: int | None) -> Iterator[Verdict]:
    permissions.require(permissions.can_write(by))
    with locked(verdict) as row:
        edits.refuse_unseen(row, version, VerdictChangedMeanwhile)
        refuse_withdrawn(row)
        if not row.is_editable:
            raise VerdictNotEditable
        yield row


def add_author(verdict: Verdict, *, user: User) -> None:
    Author.objects.get_or_create(verdict=verdict, user=user)


def _move(verdict: Verdict, state: str) -> None:
    verdict.state = state
    verdict.version += 1
    verdict.save(update_fields=["state", "version", "updated_at"])


def _reopen(verdict: Verdict) -> None:
    verdict.state = Verdict.State.DRAFT
    verdict.round += 1
    verdict.version += 1
    verdict.save(update_fields=["state", "round", "version", "updated_at"])
