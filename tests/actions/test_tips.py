"""Tips: what the desk does about them, what can be undone, what goes and when, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles import permissions
from articles.actions import claim_merges, claims, erasure, redactions, tips
from articles.actions.verification import testimony
from articles.models import Event, EventContent, ExtractionRun, Scope, Tip
from articles.permissions import NotAllowed
from tests import factories
from tests.whole_database import found_in_tables

pytestmark = pytest.mark.django_db

SECRET, CONTACT = "南町の水沢さんから聞いた話", "tipster@minato.example"


def received(text: str = SECRET, **fields: Any) -> Tip:
    return tips.receive(text=text, by=factories.api_key(Scope.TIPS_WRITE).key, **{"contact": CONTACT, **fields})


def test_a_tip_goes_its_way_and_back_again() -> None:
    tip, by, claim = received(url="https://sns.example/1"), factories.reporter(), factories.claim()

    article = tips.make_article(tip, text="市は図書館を閉じる。", kind="other", by=by)
    states = [
        tips.look_at(tip, by=by).state,
        tips.attach(tip, claim=claim.pk, by=by).state,
        tips.reopen(tip, by=by).state,
        tips.close(tip, closing=Tip.Closing.KNOWN, by=by).state,
        tips.reopen(tip, by=by).state,
    ]

    tip.refresh_from_db()
    assert states == ["looked_at", "attached", "looked_at", "closed", "looked_at"]
    assert (tip.article, tip.claim, tip.closing) == (article, None, "")
    assert (article.url, ExtractionRun.objects.get().revision.text) == ("https://sns.example/1", "市は図書館を閉じる。")
    assert list(Event.objects.about(tip).order_by("pk").values_list("action", flat=True)) == [
        *("tip.received", "tip.made_article", "tip.attached", "tip.reopened", "tip.closed", "tip.reopened")
    ]
    assert SECRET not in str(list(EventContent.objects.values_list("content", flat=True)))
    connection.check_constraints()
    assert list(testimony.verify()) == []


def test_what_does_not_fit_is_refused() -> None:
    tip, by = received(), factories.desk_editor()
    merged = factories.claim()

    with pytest.raises(tips.TipNotDecided):
        tips.reopen(tip, by=by)
    for number in (0, 999_999, 2**63 - 1):
        with pytest.raises(tips.NoSuchClaim):
            tips.attach(tip, claim=number, by=by)
    tips.make_article(tip, text="市は図書館を閉じる。", kind="other", by=by)
    with pytest.raises(tips.ArticleMade):
        tips.make_article(tip, text="別の文。", kind="other", by=by)
    tips.attach(tip, claim=merged.pk, by=by)
    with pytest.raises(claims.ClaimInUse):
        claims.discard(merged, by=by)
    tips.close(tip, closing=Tip.Closing.SPAM, by=by)
    with pytest.raises(tips.TipClosed):
        tips.look_at(tip, by=by)
    with pytest.raises(tips.TipEmpty):
        received("\u200b\u3000")
    with pytest.raises(IntegrityError, match="erased, not rewritten"), transaction.atomic():
        Tip.objects.filter(pk=tip.pk).update(text="書き換え")


def test_who_may() -> None:
    reporter, desk, lawyer = factories.reporter(), factories.desk_editor(), factories.lawyer()
    sender, reader = factories.api_key(Scope.TIPS_WRITE).key, factories.api_key(Scope.READ).key
    tip = received()

    assert [permissions.can_send_tip(who) for who in (sender, reader, None, desk)] == [True, False, False, False]
    assert [permissions.can_handle_tips(who) for who in (reporter, desk, lawyer)] == [True, True, False]
    assert [permissions.can_erase_tip(who) for who in (reporter, desk, lawyer)] == [False, True, False]
    for refused in (
        lambda: tips.receive(text=SECRET, by=reader),
        lambda: tips.look_at(tip, by=lawyer),
        lambda: tips.attach(tip, claim=1, by=lawyer),
        lambda: tips.close(tip, closing="spam", by=lawyer),
        lambda: tips.reopen(tip, by=lawyer),
        lambda: tips.make_article(tip, text="文。", kind="other", by=lawyer),
        lambda: tips.erase(tip, by=reporter),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Event.objects.about(tip).count() == 1


def test_an_erased_tip_is_nowhere_and_comes_back_from_no_backup() -> None:
    tip = received(url="https://sns.example/secret")

    tips.erase(tip, by=factories.desk_editor())

    assert found_in_tables([SECRET, CONTACT, "sns.example/secret"]) == []
    with pytest.raises(tips.TipErased):
        tips.close(tip, closing="spam", by=factories.desk_editor())
    [listed] = erasure.erased()
    assert (listed.kind, listed.number, erasure.erase_again(listed, by=None)) == ("tip", tip.pk, False)
    assert list(testimony.verify()) == []


def test_a_readers_tip_is_handled_and_erased_like_a_keys() -> None:
    said = {"seen_where": "南町の掲示板", "seen_when": "今朝", "concern": "水沢さんの家族のこと", "contact": CONTACT}
    tip = tips.receive_from_reader(text=SECRET, sending="one", **said)
    again, by = tips.receive_from_reader(text=SECRET, sending="one", **said), factories.desk_editor()

    assert (again, tip.key, list(Tip.objects.from_readers())) == (tip, None, [tip])
    assert Event.objects.about(tip).get().actor_id is None
    for name in ("concern", "seen_where", "seen_when", "sending"):
        with pytest.raises(IntegrityError, match="erased, not rewritten"), transaction.atomic():
            Tip.objects.filter(pk=tip.pk).update(**{name: "書き換え"})
    with pytest.raises(IntegrityError, match="tip_is_from_a_key_or_a_reader"), transaction.atomic():
        Tip.objects.create(text=SECRET)
    tips.erase(tip, by=by)
    assert found_in_tables([SECRET, *said.values()]) == []
    assert list(testimony.verify()) == []


def test_spam_is_closed_many_at_once_and_comes_back_one_by_one() -> None:
    by, lawyer = factories.reporter(), factories.lawyer()
    rows = [tips.receive_from_reader(text=f"広告{n}", sending=str(n)) for n in range(4)]
    tips.close(rows[0], closing=Tip.Closing.KNOWN, by=by)
    tips.erase(rows[1], by=factories.desk_editor())

    with pytest.raises(NotAllowed):
        tips.close_as_spam(rows, by=lawyer)
    closed = tips.close_as_spam(rows, by=by)

    assert [(tip.pk, tip.closing) for tip in closed] == [(row.pk, "spam") for row in rows[2:]]
    assert tips.reopen(closed[0], by=by).state == "looked_at"
    assert list(testimony.verify()) == []


def test_contacts_go_after_ninety_days() -> None:
    tip, now = received(), timezone.now()

    gone = [tips.forget_contacts(now + timedelta(days=days)) for days in (89, 91, 91)]

    tip.refresh_from_db()
    assert (gone, tip.text, tip.contact) == ([0, 1, 0], SECRET, "")
    assert found_in_tables([CONTACT]) == []
    assert list(Event.objects.about(tip).values_list("action", flat=True)) == ["tip.received", "tip.contact_erased"]


def test_a_redaction_takes_what_was_sent_in_about_it() -> None:
    verdict = factories.published_verdict()
    attached, other = received(), received("別の話", contact="")
    tips.attach(attached, claim=verdict.claim_id, by=factories.reporter())

    extent = erasure.Extent(verdict, with_texts=False, with_claimant=False)
    assert extent.tips == [attached]
    redactions.confirm(redactions.hide(verdict, reason="決定", by=factories.desk_editor()), by=factories.desk_editor())

    attached.refresh_from_db()
    assert (attached.text, attached.contact, attached.state) == ("", "", "attached")
    assert found_in_tables([SECRET, CONTACT]) == []
    assert Tip.objects.legible().get() == other


def test_a_tip_follows_its_claim_into_the_one_it_is_merged_with() -> None:
    tip, by = received(), factories.reporter()
    said_twice, said_first = (
        factories.claim(statement="市は図書館を閉じる"),
        factories.claim(statement="図書館は閉まる"),
    )
    tips.attach(tip, claim=said_twice.pk, by=by)

    claim_merges.merge(said_twice, into=said_first, by=by)

    assert Tip.objects.sent_as(tip.token).get().claim_number == said_first.pk
    with pytest.raises(tips.NoSuchClaim):
        tips.attach(received(), claim=said_twice.pk, by=by)
