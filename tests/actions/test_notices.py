"""Who is told of what, once; and what leaves the app: never a word of the desk's texts, never twice."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from django.utils import timezone

from articles.actions import (
    assignments,
    claims,
    comments,
    deliveries,
    notices,
    publications,
    replies,
    review_steps,
    verdicts,
    watches,
)
from articles.models import Delivery, Notice, NoticePreference, Rating, User, Verdict
from tests import factories

State = Delivery.State
WORDS = "内密の主張の文"
NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)  # in Tokyo


def collected() -> list[tuple[str, str]]:
    """Whom the newest notices told of what, after the worker has looked."""
    before = set(Notice.objects.values_list("pk", flat=True))
    connection.check_constraints()  # a place in the history is given at commit
    notices.collect()
    rows = Notice.objects.exclude(pk__in=before).select_related("recipient").order_by("pk")
    return [(row.recipient.username, row.kind) for row in rows]


def named(role: str, name: str) -> User:
    return getattr(factories, role)(username=name, email=f"{name}@minato.example")


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    members = {name: named("reporter", name) for name in ("writer", "watcher", "other")}
    return {**members, "editor": named("desk_editor", "editor")}


@pytest.fixture
def draft(cast: dict[str, User]) -> Verdict:
    """A draft of the writer's whose claim the watcher watches; the worker has looked."""
    verdict = factories.complete_draft(factories.claim(statement=WORDS, by=cast["writer"]), by=cast["writer"])
    watches.begin(verdict.claim, by=cast["watcher"])
    collected()
    mail.outbox.clear()
    return verdict


def test_mention_and_watching(cast: dict[str, User], draft: Verdict) -> None:
    comments.write(draft.claim, text="@other @writer @nobody 見て", by=cast["writer"])

    assert collected() == [("other", "mention"), ("watcher", "changed")]
    assert collected() == []


def test_assignment(cast: dict[str, User], draft: Verdict) -> None:
    assignments.assign(draft.claim, to=cast["other"], by=cast["editor"])
    first = collected()
    assignments.assign(draft.claim, to=cast["writer"], by=cast["writer"])

    assert first == [("other", "assigned"), ("watcher", "changed")]
    assert collected() == [("watcher", "changed")]  # nobody is told of what they did themselves


def test_way_of_a_verdict(cast: dict[str, User], draft: Verdict) -> None:
    writing_editor = named("desk_editor", "writing")
    verdict = verdicts.edit(draft, by=writing_editor, headline="見出し")
    collected()

    verdict = verdicts.submit(verdict, by=cast["writer"])
    submitted = collected()
    verdict = verdicts.send_back(verdict, by=cast["editor"], reason="直して")
    returned = collected()
    verdict = verdicts.approve(verdicts.submit(verdict, by=cast["writer"]), by=cast["editor"])
    collected()
    publications.publish(verdict, by=cast["editor"])

    assert submitted == [("editor", "approval_asked"), ("watcher", "changed")]
    assert returned == [("writer", "sent_back"), ("writing", "sent_back"), ("watcher", "changed")]
    assert collected() == [("watcher", "changed")]


def test_steps_are_asked_of_those_who_may_give_them(cast: dict[str, User], draft: Verdict) -> None:
    named("proofreader", "reader"), named("lawyer", "lawyer")
    lie = Rating.objects.get(pk="fij-fabricated")
    verdicts.edit(draft, by=cast["writer"], rating=lie, intent_reason="元の表を持っていた。")
    collected()

    verdict = verdicts.submit(draft, by=cast["writer"])
    submitted = collected()
    review_steps.proofread(verdict, by=User.objects.get(username="reader"))

    assert submitted == [
        ("editor", "approval_asked"),
        ("reader", "proof_asked"),
        ("lawyer", "legal_asked"),
        ("watcher", "changed"),
    ]
    assert collected() == [("watcher", "changed")]


def test_reply_that_is_due_is_told_once_to_who_writes_and_who_sees_to_the_claim(
    cast: dict[str, User], draft: Verdict
) -> None:
    assignments.assign(draft.claim, to=cast["other"], by=cast["editor"])
    asked = {"party": "みなと市", "channel": "email", "asked_at": factories.PUBLISHED_AT}
    reply = replies.add(draft, by=cast["writer"], deadline=NOON + timedelta(hours=4), **asked)
    replies.add(draft, by=cast["writer"], deadline=NOON + timedelta(days=30), **asked)
    collected()

    told = [notices.tell_due(moment) for moment in (NOON - timedelta(hours=6), NOON, NOON, NOON + timedelta(days=9))]

    assert told == [0, 2, 0, 0]
    due = Notice.objects.filter(kind="reply_due").order_by("pk")
    assert [(row.recipient.username, row.claim) for row in due] == [("writer", draft.claim), ("other", draft.claim)]
    assert deliveries.page_of(due[0]).endswith(f"/admin/articles/verdict/{draft.pk}/change/")
    replies.edit(reply, by=cast["writer"], deadline=NOON + timedelta(days=10))
    assert notices.tell_due(NOON + timedelta(days=10)) == 2
    replies.edit(reply, by=cast["writer"], outcome="no_answer", deadline=NOON + timedelta(days=11))
    assert notices.tell_due(NOON + timedelta(days=12)) == 0


def test_reply_arrives_once(cast: dict[str, User], draft: Verdict) -> None:
    asked = {"channel": "email", "asked_at": factories.PUBLISHED_AT}
    reply = replies.add(draft, by=cast["other"], party="みなと市", **asked)
    waiting = collected()
    replies.edit(reply, by=cast["other"], outcome="answered", answer="そのとおりです。")

    assert waiting == []
    assert collected() == [("writer", "reply"), ("watcher", "changed")]
    replies.edit(reply, by=cast["other"], answer="そのとおりです")
    assert collected() == []


def test_claim_reworded_and_a_member_who_has_left(cast: dict[str, User], draft: Verdict) -> None:
    watches.begin(draft.claim, by=cast["other"])
    cast["other"].groups.clear()
    claims.reword(draft.claim, by=cast["writer"], statement="別の文", claimant=None, claimed_date=None, topics=())

    assert collected() == [("watcher", "changed")]


def test_due_and_overdue_are_told_once_and_not_at_night(cast: dict[str, User], draft: Verdict) -> None:
    row = assignments.assign(draft.claim, to=cast["other"], due_date=date(2026, 12, 1), by=cast["other"])
    told = [
        notices.tell_due(moment)
        for moment in (
            NOON - timedelta(hours=6),  # six in the morning
            NOON,
            NOON,
            NOON + timedelta(days=1),
            NOON + timedelta(days=5),
        )
    ]

    assert told == [0, 1, 0, 1, 0]
    assert list(Notice.objects.of(cast["other"]).order_by("pk").values_list("kind", flat=True)) == ["due", "overdue"]
    assignments.assign(row.claim, to=cast["other"], due_date=date(2026, 12, 8), by=cast["other"])
    assert notices.tell_due(NOON + timedelta(days=7)) == 1


def test_what_is_passed_over_is_told_to_nobody(cast: dict[str, User], draft: Verdict) -> None:
    comments.write(draft.claim, text="@other", by=cast["writer"])
    connection.check_constraints()
    notices.pass_over()

    assert collected() == []


def test_reading_is_of_ones_own(cast: dict[str, User], draft: Verdict) -> None:
    comments.write(draft.claim, text="@other", by=cast["writer"])
    collected()

    notices.mark_read(cast["writer"])
    assert User.objects.get(pk=cast["other"].pk).unread_notices == 1
    notices.mark_read(cast["other"])

    assert User.objects.get(pk=cast["other"].pk).unread_notices == 0


# Out of the app


def deliver_all() -> None:
    for pk in Delivery.objects.order_by("pk").values_list("pk", flat=True):
        deliveries.deliver(pk)


def test_mail_says_what_kind_and_where_and_no_word_more(cast: dict[str, User], draft: Verdict) -> None:
    comments.write(draft.claim, text=f"@other {WORDS}について", by=cast["writer"])
    collected()
    deliver_all()
    deliver_all()

    notice = Notice.objects.get(recipient=cast["other"])
    sent = {message.to[0]: message for message in mail.outbox}
    assert sorted(message.to[0] for message in mail.outbox) == ["other@minato.example", "watcher@minato.example"]
    assert sent["other@minato.example"].subject == "［みなと検証デスク］お知らせ：あなたへの呼びかけ"
    assert f"/admin/notices/{notice.pk}/" in sent["other@minato.example"].body
    assert [WORDS in f"{message.subject}{message.body}" for message in mail.outbox] == [False, False]


def test_digest_comes_once_in_the_morning_and_leaves_out_what_was_read(cast: dict[str, User], draft: Verdict) -> None:
    notices.choose(cast["watcher"], mail=NoticePreference.Mail.DAILY)
    for text in ("一", "二", "三"):
        comments.write(draft.claim, text=text, by=cast["writer"])
    collected()
    read = Notice.objects.of(cast["watcher"]).order_by("pk").first()
    assert read is not None
    notices.mark_read(cast["watcher"], only=[read.pk])
    tomorrow = timezone.localtime().replace(hour=8, minute=1) + timedelta(days=1)

    deliveries.sweep(tomorrow - timedelta(minutes=2))
    before = len(mail.outbox)
    deliveries.sweep(tomorrow)
    deliveries.sweep(tomorrow)

    (digest,) = mail.outbox
    assert before == 0
    assert "未読のお知らせが 2 件あります。" in digest.body
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [State.SENT, State.SENT, State.SKIPPED]


def test_who_wants_no_mail_gets_none(cast: dict[str, User], draft: Verdict) -> None:
    notices.choose(cast["watcher"], mail=NoticePreference.Mail.OFF)
    comments.write(draft.claim, text="一", by=cast["writer"])

    assert collected() == [("watcher", "changed")]
    assert Delivery.objects.count() == 0


class Refusing(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("mail.example: gone")


def test_failure_is_tried_six_times_then_shown_and_sent_once_more_on_demand(
    cast: dict[str, User], draft: Verdict, settings: Any
) -> None:
    comments.write(draft.claim, text="一", by=cast["writer"])
    collected()
    (row,) = Delivery.objects.all()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    for _attempt in range(5):
        with pytest.raises(deliveries.NotDelivered):
            deliveries.deliver(row.pk)
    deliveries.deliver(row.pk)
    deliveries.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (State.FAILED, 6, "SMTPServerDisconnected")

    settings.EMAIL_BACKEND = working
    deliveries.retry(row, by=factories.administrator())
    with pytest.raises(deliveries.DeliveryNotTroubled):
        deliveries.retry(row, by=factories.administrator())
    deliveries.deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, len(mail.outbox)) == (State.SENT, 1)


def test_sender_that_was_cut_off_leaves_a_row_that_says_so(cast: dict[str, User], draft: Verdict) -> None:
    comments.write(draft.claim, text="一", by=cast["writer"])
    collected()
    (row,) = Delivery.objects.all()
    deliveries._begin(Delivery.objects.all())

    deliveries.deliver(row.pk)
    deliveries.sweep(timezone.now() + timedelta(minutes=11))

    row.refresh_from_db()
    assert (row.state, mail.outbox) == (State.UNCERTAIN, [])


def test_chat_gets_one_line_for_what_concerns_the_desk(
    cast: dict[str, User], draft: Verdict, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOTICE_WEBHOOK_URL = "https://hooks.example/T0/secret"
    said: list[str] = []
    monkeypatch.setattr(deliveries.chat, "say", lambda url, text: said.append(text))
    named("desk_editor", "second")
    verdicts.submit(draft, by=cast["writer"])

    assert [kind for _name, kind in collected()] == ["approval_asked", "approval_asked", "changed"]
    deliver_all()
    deliver_all()

    assert said == [
        f"［みなと検証デスク］承認を待つ検証記事：{settings.SITE_URL}/admin/articles/verdict/{draft.pk}/change/"
    ]


def test_two_workers_make_no_notice_and_send_no_mail_twice(committed_database: str) -> None:
    by, watcher = factories.reporter(), named("reporter", "watcher")
    claim = factories.claim()
    watches.begin(claim, by=watcher)
    for number in range(20):
        comments.write(claim, text=f"{number}", by=by)

    made = in_four_threads(notices.collect)
    keys = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
    in_four_threads(lambda: [deliveries.deliver(key) for key in keys])

    assert sum(made) == Notice.objects.count() == 20
    assert len(keys) == len(mail.outbox) == 20
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def in_four_threads(act: Any) -> list[Any]:
    def run(_number: int) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(run, range(4)))


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    mail.outbox.clear()
