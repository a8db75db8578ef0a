"""A small newsroom for tests. Whatever the product writes through an action is made through that action here too."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory
from PIL import Image

from articles.actions import (
    api_keys,
    articles,
    candidates,
    claimants,
    claims,
    evidence,
    publications,
    redactions,
    review_steps,
    verdicts,
    webhooks,
)
from articles.models import (
    ApiKey,
    Approval,
    ArticleRevision,
    Candidate,
    Claim,
    Claimant,
    Evidence,
    Publication,
    Rating,
    Redaction,
    Scope,
    User,
    Verdict,
    WebhookDelivery,
    WebhookEndpoint,
)

PUBLISHED_AT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
TEXT = (
    "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。"
    "市長は「県内で最も多い」と述べた。担当者は詳しい内訳を公表していない。"
)
numbers = itertools.count(1)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.Sequence(lambda n: f"担当{n}")
    is_staff = True

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, role: str = "", **kwargs: Any) -> User:
        user = model_class.objects.create_user(*args, **kwargs)
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user


def reporter(**fields: Any) -> User:
    return UserFactory(role=User.Role.REPORTER, **fields)


def desk_editor(**fields: Any) -> User:
    return UserFactory(role=User.Role.DESK_EDITOR, **fields)


def administrator(**fields: Any) -> User:
    return UserFactory(role=User.Role.ADMINISTRATOR, **fields)


def proofreader(**fields: Any) -> User:
    return UserFactory(role=User.Role.PROOFREADER, **fields)


def lawyer(**fields: Any) -> User:
    return UserFactory(role=User.Role.LAWYER, **fields)


def outsider(**fields: Any) -> User:
    """Staff without a group: may log in and must see and do nothing."""
    return UserFactory(**fields)


def api_key(*scopes: str, **fields: Any) -> api_keys.Issued:
    """A live key that may do `scopes`, or everything; with the token to be sent."""
    fields.setdefault("name", f"提携先{next(numbers)}")
    by = fields.pop("by", None) or administrator()
    return api_keys.issue(scopes=scopes or Scope.values, by=by, **fields)


def webhook_endpoint(key: ApiKey | None = None, **fields: Any) -> WebhookEndpoint:
    """Called with publications; shown to `key`."""
    fields.setdefault("name", f"届け先{next(numbers)}")
    fields.setdefault("url", "https://hooks.minato.example/in?token=t0ken")
    return webhooks.register(kinds=["verdict.published"], key=key, by=administrator(), **fields).endpoint


def webhook_delivery(of: WebhookEndpoint, sequence: int | None = 1, **fields: Any) -> WebhookDelivery:
    """Of that row of the log, or a trial; waiting unless said otherwise."""
    told = {"verdict_number": 7, "kind": "verdict.published"} if sequence else {"kind": "webhook.test"}
    return of.deliveries.create(sequence=sequence, message_id=f"msg_{sequence}", **{**told, **fields})


def revision(text: str = "", **fields: Any) -> ArticleRevision:
    """A revision of a fresh article, not extracted; its text is unique unless given."""
    fields.setdefault("title", "図書館の来館者が倍増")
    fields.setdefault("published_at", PUBLISHED_AT)
    return articles.import_article(
        text=text or f"{TEXT}（第{next(numbers)}報）", by=fields.pop("by", None), extract=False, **fields
    ).revision


def candidate(of: ArticleRevision | None = None, quote: str = "", by: User | None = None) -> Candidate:
    """A pending candidate, marked by hand: the first sentence, or `quote`, of the revision."""
    of = of or revision()
    quote = quote or of.text.split("。")[0] + "。"
    start = of.text.index(quote)
    return candidates.mark_by_hand(of, start=start, end=start + len(quote), by=by or reporter())


def claimant(**fields: Any) -> Claimant:
    fields.setdefault("name", f"みなと市{next(numbers)}")
    fields.setdefault("kind", Claimant.Kind.ORGANISATION)
    return claimants.register(by=fields.pop("by", None) or reporter(), **fields)


def claim(**fields: Any) -> Claim:
    by = fields.pop("by", None) or reporter()
    fields.setdefault("statement", "市立図書館の来館者は前年度の２倍に増えた")
    return claims.word(by=by, **fields)


def primary_evidence(verdict: Verdict, *, by: User, **fields: Any) -> Evidence:
    values: dict[str, Any] = {
        "kind": Evidence.Kind.DOCUMENT,
        "title": "図書館年報（令和7年度）",
        "source_name": "みなと市教育委員会",
        "is_primary": True,
        "stance": Evidence.Stance.REFUTES,
        "url": "https://minato.example/annual-report",
    }
    return evidence.add(verdict, by=by, **(values | fields))


def picture(*, kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "#b3261e", **saved: Any) -> bytes:
    """The file of a picture in one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **saved)
    return out.getvalue()


def complete_draft(of: Claim | None = None, *, by: User | None = None, **content: Any) -> Verdict:
    """A draft that may be submitted."""
    by = by or reporter()
    rating = content.pop("rating", "fij-false")
    verdict = verdicts.draft(of or claim(by=by), by=by)
    values = {
        "headline": "「図書館の来館者が２倍」は誤り　増加は８％",
        "summary": "市は２倍と発表した。\n年報の来館者数は８％増だった。\n市は集計の誤りを認めた。",
        "reasoning": "年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。",
        "selection_reason": "市の発表がそのまま広く伝えられたため。",
    }
    verdict = verdicts.edit(verdict, by=by, rating=Rating.objects.get(code=rating), **(values | content))
    if not verdicts.is_reply_settled(verdict):
        verdict = verdicts.edit(verdict, by=by, no_reply_reason="連絡先を公表していないため。")
    primary_evidence(verdict, by=by)
    verdict.refresh_from_db()
    return verdict


def approved(draft: Verdict, *, by: User | None = None) -> Verdict:
    return verdicts.approve(stepped(verdicts.submit(draft, by=by or reporter())), by=desk_editor())


def stepped(verdict: Verdict) -> Verdict:
    """A verdict that was handed in, with the steps that it takes beside the approval."""
    for step in verdict.missing_steps:
        if step == Approval.Step.PROOF:
            review_steps.proofread(verdict, by=proofreader())
        else:
            review_steps.clear(verdict, by=lawyer())
    return verdict


def published(draft: Verdict, *, by: User | None = None) -> Verdict:
    verdict = approved(draft, by=by)
    publications.publish(verdict, by=desk_editor())
    verdict.refresh_from_db()
    return verdict


def approved_verdict(of: Claim | None = None, *, by: User | None = None, **content: Any) -> Verdict:
    return approved(complete_draft(of, by=by, **content), by=by)


def published_verdict(of: Claim | None = None, *, by: User | None = None, **content: Any) -> Verdict:
    return published(complete_draft(of, by=by, **content), by=by)


def publication(of: Claim | None = None, **content: Any) -> Publication:
    return Publication.objects.get(verdict_number=published_verdict(of, **content).number)


def appearance(of: Claim, **article: Any) -> Candidate:
    """An accepted candidate: where the claim appeared."""
    by = reporter()
    return candidates.accept(candidate(revision(by=by, **article), by=by), claim=of, by=by)


def corrected(
    verdict: Verdict,
    *,
    kind: Publication.Kind = Publication.Kind.CORRECTION,
    note: str = "集計の誤りを直しました。",
    apology: bool = False,
    **content: Any,
) -> Verdict:
    """The published verdict after a correction of `content`; approved by a second person; `rating` is a code."""
    by, second = desk_editor(), desk_editor()
    verdict = verdicts.revise(verdict, by=by)
    if "rating" in content:
        content["rating"] = Rating.objects.get(code=content["rating"])
    told = {"correction_kind": kind, "correction_note": note, "correction_apology": apology}
    verdict = verdicts.edit(verdict, by=by, **content, **told)
    verdict = verdicts.approve(stepped(verdicts.submit(verdict, by=by)), by=second)
    publications.correct(verdict, by=second)
    verdict.refresh_from_db()
    return verdict


def retracted(verdict: Verdict, *, note: str = "前提とした統計が撤回されたため。") -> Verdict:
    """With the reason before readers, too: two versions, by two people."""
    publications.retract(verdict, note=note, by=desk_editor())
    publications.publish_reason(verdict, by=desk_editor())
    verdict.refresh_from_db()
    return verdict


def hidden(verdict: Verdict, *, versions: list[int] | None = None) -> Redaction:
    return redactions.hide(verdict, reason="裁判所の決定", versions=versions, by=desk_editor())
