"""Every action of the desk, tried by the whole cast: who may leaves an Event, who may not leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles import permissions
from articles.actions import (
    articles,
    candidates,
    claimants,
    claims,
    evidence,
    extractions,
    outlets,
    publications,
    redactions,
    replies,
    topics,
    verdicts,
)
from articles.models import (
    Candidate,
    Claimant,
    Event,
    ExtractionRun,
    Outlet,
    RightOfReply,
    User,
    Verdict,
)
from tests import factories
from tests.factories import PUBLISHED_AT

pytestmark = pytest.mark.django_db

Act = Callable[[User], object]

WRITERS = {"reporter", "desk_editor"}
DESK = {"desk_editor"}
CAST = ("reporter", "desk_editor", "administrator", "outsider")


def accepted_candidate() -> Candidate:
    return candidates.accept(factories.candidate(), claim=factories.claim(), by=factories.reporter())


def proposed_outlet() -> Outlet:
    return outlets.register(name="みなと日報社", by=factories.api_key().key)


def failed_run() -> ExtractionRun:
    run = extractions.request(factories.revision(), by=None)
    ExtractionRun.objects.filter(pk=run.pk).update(
        state=ExtractionRun.State.FAILED, error="だめでした", finished_at=PUBLISHED_AT
    )
    return run


def submitted() -> Verdict:
    return verdicts.submit(factories.complete_draft(), by=factories.reporter())


def revised() -> Verdict:
    return verdicts.revise(factories.published_verdict(), by=factories.reporter())


def explained() -> Verdict:
    verdict = factories.published_verdict()
    publications.retract(verdict, note="誤り", by=factories.desk_editor())
    return verdict


def hidden() -> Any:
    return redactions.hide(factories.published_verdict(), reason="決定", by=factories.desk_editor())


def erased() -> Verdict:
    return redactions.confirm(hidden(), by=factories.desk_editor()).verdict


def reply(verdict: Verdict) -> RightOfReply:
    return replies.add(verdict, by=factories.reporter(), party="みなと市", asked_at=PUBLISHED_AT)


# name: (may, prepare what it needs, then act)
ACTIONS: dict[str, tuple[set[str], Callable[[], Act]]] = {
    "articles.import_article": (WRITERS, lambda: lambda by: articles.import_article(text="市は発表した。", by=by)),
    "articles.add_revision": (
        WRITERS,
        lambda: (lambda r: lambda by: articles.add_revision(r.article, text="書き直した。", by=by))(
            factories.revision()
        ),
    ),
    "articles.describe": (
        WRITERS,
        lambda: (lambda r: lambda by: articles.describe(r.article, by=by, byline="記者"))(factories.revision()),
    ),
    "extractions.request": (
        WRITERS,
        lambda: (lambda r: lambda by: extractions.request(r, by=by))(factories.revision()),
    ),
    "extractions.request_many": (
        WRITERS,
        lambda: (lambda r: lambda by: extractions.request_many([r], by=by))(factories.revision()),
    ),
    "extractions.retry": (WRITERS, lambda: (lambda r: lambda by: extractions.retry(r, by=by))(failed_run())),
    "candidates.mark_by_hand": (
        WRITERS,
        lambda: (lambda r: lambda by: candidates.mark_by_hand(r, start=0, end=4, by=by))(factories.revision()),
    ),
    "candidates.move_span": (
        WRITERS,
        lambda: (lambda c: lambda by: candidates.move_span(c, start=0, end=3, by=by))(factories.candidate()),
    ),
    "candidates.reject_all": (
        WRITERS,
        lambda: (lambda c: lambda by: candidates.reject_all([c], reason="trivial", by=by))(factories.candidate()),
    ),
    "candidates.accept": (
        WRITERS,
        lambda: (lambda c, k: lambda by: candidates.accept(c, claim=k, by=by))(
            factories.candidate(), factories.claim()
        ),
    ),
    "candidates.accept_as_new": (
        WRITERS,
        lambda: (lambda c: lambda by: candidates.accept_as_new(c, statement="主張", by=by))(factories.candidate()),
    ),
    "candidates.reject": (
        WRITERS,
        lambda: (lambda c: lambda by: candidates.reject(c, reason="opinion", by=by))(factories.candidate()),
    ),
    "candidates.mark_duplicate": (
        WRITERS,
        lambda: (lambda c, o: lambda by: candidates.mark_duplicate(c, of=o, by=by))(
            factories.candidate(), factories.candidate()
        ),
    ),
    "candidates.reopen": (WRITERS, lambda: (lambda c: lambda by: candidates.reopen(c, by=by))(accepted_candidate())),
    "claims.word": (WRITERS, lambda: lambda by: claims.word(statement="主張", by=by)),
    "claims.reword": (
        WRITERS,
        lambda: (
            lambda c: (
                lambda by: claims.reword(c, statement="別の主張", claimant=None, claimed_date=None, topics=[], by=by)
            )
        )(factories.claim()),
    ),
    "claimants.register": (
        WRITERS,
        lambda: lambda by: claimants.register(name="港太郎", kind=Claimant.Kind.PUBLIC_FIGURE, by=by),
    ),
    "claimants.describe": (
        WRITERS,
        lambda: (lambda c: lambda by: claimants.describe(c, affiliation="市長", by=by))(factories.claimant()),
    ),
    "outlets.register": (WRITERS, lambda: lambda by: outlets.register(name="みなと新報", by=by)),
    "outlets.describe": (
        WRITERS,
        lambda: (lambda o: lambda by: outlets.describe(o, name="潮新報", url="", is_own=True, by=by))(
            outlets.register(name="みなと新報", by=None)
        ),
    ),
    "outlets.confirm": (WRITERS, lambda: (lambda o: lambda by: outlets.confirm(o, by=by))(proposed_outlet())),
    "outlets.merge": (
        WRITERS,
        lambda: (lambda o, into: lambda by: outlets.merge(o, into=into, by=by))(
            proposed_outlet(), outlets.register(name="みなと新報", by=None)
        ),
    ),
    "topics.register": (WRITERS, lambda: lambda by: topics.register(slug="health", name="健康", by=by)),
    "topics.describe": (
        WRITERS,
        lambda: (lambda t: lambda by: topics.describe(t, slug="life", name="くらし", by=by))(
            topics.register(slug="health", name="健康", by=factories.reporter())
        ),
    ),
    "verdicts.draft": (WRITERS, lambda: (lambda c: lambda by: verdicts.draft(c, by=by))(factories.claim())),
    "verdicts.edit": (
        WRITERS,
        lambda: (lambda v: lambda by: verdicts.edit(v, headline="見出し", by=by))(factories.complete_draft()),
    ),
    "evidence.add": (
        WRITERS,
        lambda: (lambda v: lambda by: factories.primary_evidence(v, by=by))(factories.complete_draft()),
    ),
    "evidence.edit": (
        WRITERS,
        lambda: (lambda v: lambda by: evidence.edit(v.evidence.get(), title="別の題", by=by))(
            factories.complete_draft()
        ),
    ),
    "evidence.remove": (
        WRITERS,
        lambda: (lambda v: lambda by: evidence.remove(v.evidence.get(), by=by))(factories.complete_draft()),
    ),
    "replies.add": (
        WRITERS,
        lambda: (lambda v: lambda by: replies.add(v, party="市", asked_at=PUBLISHED_AT, by=by))(
            factories.complete_draft()
        ),
    ),
    "replies.edit": (
        WRITERS,
        lambda: (lambda r: lambda by: replies.edit(r, party="県", by=by))(reply(factories.complete_draft())),
    ),
    "replies.remove": (
        WRITERS,
        lambda: (lambda r: lambda by: replies.remove(r, by=by))(reply(factories.complete_draft())),
    ),
    "verdicts.submit": (WRITERS, lambda: (lambda v: lambda by: verdicts.submit(v, by=by))(factories.complete_draft())),
    "verdicts.revise": (
        WRITERS,
        lambda: (lambda v: lambda by: verdicts.revise(v, by=by))(factories.published_verdict()),
    ),
    "verdicts.send_back": (
        DESK,
        lambda: (lambda v: lambda by: verdicts.send_back(v, reason="出典を足して", by=by))(submitted()),
    ),
    "verdicts.approve": (DESK, lambda: (lambda v: lambda by: verdicts.approve(v, by=by))(submitted())),
    "publications.publish": (
        DESK,
        lambda: (lambda v: lambda by: publications.publish(v, by=by))(factories.approved_verdict()),
    ),
    "publications.correct": (
        DESK,
        lambda: (lambda v: lambda by: publications.correct(v, by=by))(revised()),
    ),
    "publications.retract": (
        DESK,
        lambda: (lambda v: lambda by: publications.retract(v, note="誤り", by=by))(factories.published_verdict()),
    ),
    "publications.explain": (
        DESK,
        lambda: (lambda v: lambda by: publications.explain(v, note="誤り", by=by))(explained()),
    ),
    "publications.publish_reason": (
        DESK,
        lambda: (lambda v: lambda by: publications.publish_reason(v, by=by))(explained()),
    ),
    "verdicts.start_blank": (DESK, lambda: (lambda v: lambda by: verdicts.start_blank(v, by=by))(erased())),
    "redactions.hide": (
        DESK,
        lambda: (lambda v: lambda by: redactions.hide(v, reason="決定", by=by))(factories.published_verdict()),
    ),
    "redactions.confirm": (DESK, lambda: (lambda r: lambda by: redactions.confirm(r, by=by))(hidden())),
    "redactions.lift": (DESK, lambda: (lambda r: lambda by: redactions.lift(r, reason="取り違え", by=by))(hidden())),
}


@pytest.mark.parametrize("member", CAST)
@pytest.mark.parametrize("name", ACTIONS)
def test_action_by_the_cast(name: str, member: str) -> None:
    may, prepare = ACTIONS[name]
    act = prepare()
    person: User = getattr(factories, member)()
    before = Event.objects.count()

    if member in may:
        act(person)

        assert Event.objects.filter(actor_id=person.pk).exists()
    else:
        with pytest.raises(permissions.NotAllowed):
            act(person)

        assert Event.objects.count() == before


def test_an_inactive_desk_editor_may_nothing() -> None:
    gone = factories.desk_editor(is_active=False)

    with pytest.raises(permissions.NotAllowed):
        claims.word(statement="主張", by=gone)


def test_a_superuser_counts_as_every_role_but_never_as_a_second_person() -> None:
    root = factories.UserFactory(is_superuser=True)
    verdict = verdicts.submit(factories.complete_draft(by=root), by=root)

    with pytest.raises(verdicts.AuthorCannotApprove):
        verdicts.approve(verdict, by=root)
