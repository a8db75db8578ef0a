from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import desk_search, edits, events, fitness
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.japanese.rating_words import rating_words
from articles.models import Assignment, Author, Claim, Claimant, Notice, Topic, User, Verdict, Watch

SENT_AGAIN = timedelta(minutes=1)  # a form that is pressed twice, or sent once more by a browser


class StatementMissing(Refused):
    message = _("検証する主張を入力してください。")


class ClaimChangedMeanwhile(edits.ChangedMeanwhile):
    message = _(
        "この検証対象は、書いているあいだにほかで保存されました。入力した文は残っています。見比べて選んでください。"
    )


class RatingInStatement(Refused):
    """`words` are those that rate; a stated reason lets them stand."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        super().__init__(
            gettext(
                "主張の文に判定の言葉（%(words)s）が入っています。言われたことだけを書いてください。発信者自身の言葉なら、"
                "検証対象のページで理由を書けば残せます。"
            )
            % {"words": gettext("、").join(words)}
        )


class DateUncertain(Refused):
    message = _("「この日」「およそこのころ」には発信日が要ります。「分からない」なら、発信日を空にしてください。")


class ClaimMerged(Refused):
    message = _("この検証対象は、別の検証対象に統合されています。統合先を開いてください。")


class ClaimUnderReview(Refused):
    message = _(
        "検証記事が確認待ちか公開中のため、主張の文言は変えられません。検証記事を下書きに戻してから直してください。"
    )


class ClaimInUse(Refused):
    message = _(
        "この検証対象には採用した候補、検証記事、コメント、情報提供、統合の記録のどれかがあるため、削除できません。"
    )


def word(
    *,
    statement: str,
    by: User,
    claimant: Claimant | None = None,
    claimed_date: date | None = None,
    date_certainty: str | None = None,
    topics: Iterable[Topic] = (),
    rating_reason: str = "",
) -> Claim:
    """Create a claim as the desk words it.

    Words that rate raise RatingInStatement unless `rating_reason` says why they stay. A date without a certainty is the
    day itself; without a date nobody has been asked for it.
    """
    permissions.require(permissions.can_write(by))
    statement = statement.strip()
    if not is_readable(statement):
        raise StatementMissing
    rating = _refuse_rating(statement, before="", reason=rating_reason)
    day = _dated(claimed_date, date_certainty)
    with transaction.atomic():
        claim = Claim.objects.create(statement=statement, claimant=claimant, created_by=by, **day)
        claim.topics.set(topics)
        desk_search.describe(claim)
        events.record("claim.worded", claim, by=by)
        _note_rating(claim, rating, by=by, reason=rating_reason)
    return claim


def word_by_hand(*, statement: str, by: User, claimant: Claimant | None = None, **said: Any) -> Claim:
    """As `word`; what the same person sends again at once is the claim there is already."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # one press waits for the other
        recent = timezone.now() - SENT_AGAIN
        same = Claim.objects.filter(
            statement=statement.strip(), claimant=claimant, created_by=by, created_at__gte=recent
        )
        sent = same.filter(merged_into=None, redacted_at=None).order_by("pk").first()
        return sent or word(statement=statement, by=by, claimant=claimant, **said)


def reword(
    claim: Claim,
    *,
    by: User,
    statement: str,
    claimant: Claimant | None,
    claimed_date: date | None,
    topics: Iterable[Topic],
    date_certainty: str | None = None,
    rating_reason: str = "",
    version: int | None = None,
) -> Claim:
    """Change a claim. `version` is the one the editor saw; another one now raises ClaimChangedMeanwhile.

    `date_certainty` and `rating_reason` as in `word`; words that rate and stood there before need no new reason.
    """
    permissions.require(permissions.can_write(by))
    statement = statement.strip()
    if not is_readable(statement):
        raise StatementMissing
    with transaction.atomic():
        row = standing(claim)
        edits.refuse_unseen(row, version, ClaimChangedMeanwhile)
        verdict = Verdict.objects.select_for_update().filter(claim=row).first()  # so that it is not submitted meanwhile
        if verdict is not None and (not verdict.is_editable or verdict.is_withdrawn):
            raise ClaimUnderReview
        rating = _refuse_rating(statement, before=row.statement, reason=rating_reason)
        words = {"statement": statement, "claimant": claimant, **_dated(claimed_date, date_certainty)}
        changed = edits.apply(row, words)
        chosen = set(topics)
        if set(row.topics.all()) != chosen:
            row.topics.set(chosen)
            changed.append("topics")
        if changed:
            row.redacted_at = None  # worded anew
            edits.save(row, [*words, "redacted_at"])
            desk_search.describe(row)
            if verdict is not None:  # whoever words what is checked has written on the verdict
                Author.objects.get_or_create(verdict=verdict, user=by)
            events.record("claim.reworded", row, by=by, fields=tuple(changed))
            _note_rating(row, rating, by=by, reason=rating_reason)
    return row


def _dated(day: date | None, certainty: str | None) -> dict[str, object]:
    """The two columns that say when it was claimed. Raises DateUncertain."""
    if certainty is None:
        certainty = Claim.DateCertainty.KNOWN if day else Claim.DateCertainty.UNASKED
    says_when = certainty in (Claim.DateCertainty.KNOWN, Claim.DateCertainty.APPROXIMATE)
    if certainty not in Claim.DateCertainty.values or (day is None) == says_when:
        raise DateUncertain
    fitness.refuse_unfit(Claim, {"claimed_date": day})
    return {"claimed_date": day, "date_certainty": certainty}


def _refuse_rating(statement: str, *, before: str, reason: str) -> list[str]:
    """The words of a new statement that rate and did not stand there before; raises where no reason is given."""
    words = rating_words(statement) if statement != before else []
    new = [word for word in words if word not in rating_words(before)]
    if new and not is_readable(reason):
        raise RatingInStatement(new)
    return new


def _note_rating(claim: Claim, words: list[str], *, by: User, reason: str) -> None:
    if words:
        events.record("claim.rating_kept", claim, by=by, reason=f"{'、'.join(words)}：{reason.strip()}")


def locked(claim: Claim) -> Claim:
    """The claim as it is now, held until the caller's transaction ends: nothing begins to use it meanwhile."""
    return Claim.objects.select_for_update().get(pk=claim.pk)


def standing(claim: Claim) -> Claim:
    """The same, to be written on. Raises ClaimMerged."""
    row = locked(claim)
    if row.merged_into_id is not None:
        raise ClaimMerged
    return row


def discard_if_unused(claim: Claim, *, by: User) -> None:
    """Delete a locked claim with neither appearance nor verdict: what undoing an acceptance leaves behind."""
    if not _is_used(claim):
        _delete(claim, by=by)


def discard(claim: Claim, *, by: User) -> None:
    """Delete a claim that was worded by mistake. Raises ClaimInUse."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = locked(claim)
        if _is_used(row):
            raise ClaimInUse
        _delete(row, by=by)


def _is_used(claim: Claim) -> bool:
    return (
        claim.appearances.exists()
        or claim.comments.exists()
        or claim.tips.exists()
        or claim.mergings.exists()
        or claim.received.exists()
        or Verdict.objects.filter(claim=claim).exists()
    )


def _delete(claim: Claim, *, by: User) -> None:
    events.record("claim.discarded", claim, by=by)
    for rows in (Assignment.objects, Watch.objects, Notice.objects):
        rows.filter(claim=claim).delete()
    claim.delete()
