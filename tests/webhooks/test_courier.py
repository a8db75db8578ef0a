"""Partners' endpoints are called with what the log says when they are called; the library of the standard verifies each call."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django.fixtures import Settings
from standardwebhooks import WebhookVerificationError

from articles.actions import redactions, webhook_outbox, webhooks
from articles.actions.webhooks import Registered
from articles.models import Event, Publication, User, Verdict, WebhookDelivery, WebhookEndpoint
from articles.webhooks import courier
from tests import factories
from tests.test_wings import PUBLIC, Newsroom, told
from tests.webhooks.receiver import Call, Receiver
from tests.whole_database import found_in_tables

pytestmark = pytest.mark.django_db
ALL = [kind.value for kind in WebhookEndpoint.CHOSEN]
HOURS = timedelta(hours=1)
State = WebhookDelivery.State


def registered(
    receiver: Receiver, *, kinds: list[str] = ALL, name: str = "みなと通信", by: User | None = None
) -> Registered:
    return webhooks.register(name=name, url=receiver.url, kinds=kinds, by=by or factories.administrator())


def deliver() -> None:
    """As the courier's process does, until nothing is due."""
    while holds := webhook_outbox.take(8):
        for hold in holds:
            courier.serve(hold)


def all_due() -> None:
    """Whatever waits for its next attempt has waited."""
    WebhookDelivery.objects.update(due_at=None)
    WebhookEndpoint.objects.update(rests_until=None)


def states() -> list[tuple[int | None, str, int]]:
    return list(WebhookDelivery.objects.order_by("sequence").values_list("sequence", "state", "attempts"))


def waited(row: WebhookDelivery) -> timedelta:
    """From the last attempt to the next."""
    assert row.attempted_at is not None
    assert row.due_at is not None
    return row.due_at - row.attempted_at


def redacted(publication: Publication) -> None:
    verdict = Verdict.objects.get(pk=publication.verdict_number)
    redactions.confirm(factories.hidden(verdict), reason="決定", by=factories.desk_editor())


def test_call_is_verified_and_says_what_changes_says(receiver: Receiver, client: Client) -> None:
    factories.published_verdict()
    secret = registered(receiver).secret
    factories.corrected(factories.published_verdict())

    deliver()

    log = client.get("/api/v1/changes/").json()["results"]
    assert receiver.told == [("verdict.published", 2), ("verdict.corrected", 3)]  # what was there before is not news
    assert [call.verified(secret)["data"] for call in receiver.calls] == log[1:]
    assert receiver.calls[0].message["timestamp"] == log[1]["published_at"]
    assert states() == [(2, "delivered", 1), (3, "delivered", 1)]
    with pytest.raises(WebhookVerificationError):
        receiver.calls[0].verified("whsec_" + "A" * 43 + "=")


def test_every_attempt_has_the_same_id_and_the_row_waits_longer_each_time(
    receiver: Receiver, settings: Settings
) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [5.0, 300.0, 3600.0]
    secret = registered(receiver).secret
    factories.published_verdict()
    receiver.answer = lambda call: 503 if len(receiver.calls) < 3 else 200

    deliver()
    (first,) = WebhookDelivery.objects.all()
    all_due()
    deliver()
    (second,) = WebhookDelivery.objects.all()
    all_due()
    deliver()

    assert [(row.state, row.status, row.failure) for row in (first, second)] == [("waiting", 503, "status")] * 2
    assert timedelta(seconds=5) <= waited(first) < timedelta(seconds=300)
    assert timedelta(seconds=300) <= waited(second) < HOURS
    assert len({call.id for call in receiver.calls}) == 1
    assert [call.verified(secret)["type"] for call in receiver.calls] == ["verdict.published"] * 3
    assert states() == [(1, "delivered", 3)]
    assert WebhookEndpoint.objects.get().failures == 0


def test_what_was_withdrawn_meanwhile_goes_out_as_a_tombstone(receiver: Receiver) -> None:
    registered(receiver)
    publication = factories.publication(headline="消される見出し")
    redacted(publication)

    deliver()

    assert receiver.told == [("verdict.redacted", 2), ("verdict.redacted", 1)]  # the withdrawal goes first
    assert [call.message["data"]["verdict"] for call in receiver.calls] == [None, None]
    assert [call.message["data"]["kind"]["code"] for call in receiver.calls] == ["redaction", "published"]
    assert not any("消される" in call.body.decode() for call in receiver.calls)


@pytest.mark.parametrize("is_erased", [False, True])
def test_what_waits_to_be_sent_again_is_a_tombstone_once_it_is_withdrawn(receiver: Receiver, is_erased: bool) -> None:
    """The first attempt held the words and failed; no later one holds them, and none is kept for it."""
    registered(receiver)
    verdict = factories.published_verdict(headline="消される見出し")
    factories.corrected(verdict, headline="残る見出し")
    factories.published_verdict(headline="別の見出し")
    receiver.answer = lambda call: 500
    deliver()
    (tried, other), receiver.calls = receiver.calls, []

    redaction = factories.hidden(verdict, versions=[1])
    if is_erased:
        redactions.confirm(redaction, reason="決定", by=factories.desk_editor())
    receiver.answer = lambda call: 200
    all_due()
    deliver()

    said = {call.told: call.body.decode() for call in receiver.calls}
    assert ("消される" in tried.body.decode(), other.told) == (True, ("verdict.published", 3))
    assert set(said) == {
        ("verdict.redacted", 1),
        ("verdict.corrected", 2),
        ("verdict.published", 3),
        ("verdict.redacted", 4),
    }
    assert [told for told, body in said.items() if "消される" in body] == []
    assert {told for told, body in said.items() if "残る見出し" in body} == {
        ("verdict.corrected", 2),
        ("verdict.redacted", 4),
    }
    assert {call.id for call in receiver.calls if call.told[1] == 1} == {tried.id}
    assert found_in_tables(["消される見出し"] if is_erased else ["whsec_"]) == []


def test_what_is_withdrawn_while_it_is_sent_is_not_sent_again(receiver: Receiver) -> None:
    """Whoever has it by then is told to delete it by the row of the withdrawal."""
    registered(receiver)
    publication = factories.publication(headline="消される見出し")

    def answer(call: Call) -> int:
        return 500 if call.told == ("verdict.published", 1) else 200

    receiver.answer = answer
    deliver()
    redacted(publication)
    for _attempt in range(3):
        all_due()
        deliver()

    first, *later = [call.body.decode() for call in receiver.calls]
    assert "消される" in first
    assert [body for body in later if "消される" in body] == []
    assert receiver.told == [("verdict.published", 1), ("verdict.redacted", 2), ("verdict.redacted", 1)]


def test_withdrawal_is_sent_to_whoever_wants_nothing_else_and_wakes_an_endpoint_that_rests(receiver: Receiver) -> None:
    registered(receiver, kinds=[])
    publication = factories.publication()
    deliver()
    assert receiver.calls == []

    WebhookEndpoint.objects.update(failures=5, failed_at=Now(), rests_until=Now() + 20 * HOURS)
    redacted(publication)
    deliver()

    assert receiver.told == [("verdict.redacted", 2)]
    assert WebhookEndpoint.objects.get().rests_until is None


def test_many_withdrawals_do_not_use_up_the_days_of_an_endpoint_that_is_away(
    receiver: Receiver, settings: Settings
) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [5.0, 60.0]
    registered(receiver)
    receiver.answer = lambda call: 500
    for publication in [factories.publication() for _verdict in range(3)]:
        redacted(publication)
        deliver()

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.state, endpoint.failures) == ("active", 3)
    for _pass in range(2):
        all_due()
        deliver()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.because) == ("disabled", "failing")
    assert not WebhookDelivery.objects.failed().exists()


def test_versions_of_a_verdict_keep_their_order_and_others_are_not_held_up(receiver: Receiver) -> None:
    registered(receiver)
    stuck = factories.published_verdict()
    factories.corrected(stuck)
    factories.published_verdict()
    receiver.answer = lambda call: 500 if call.told[1] == 1 else 200

    deliver()
    before = receiver.told
    receiver.answer = lambda call: 200
    all_due()
    deliver()

    assert before == [("verdict.published", 1), ("verdict.published", 3)]
    assert receiver.told[2:] == [("verdict.published", 1), ("verdict.corrected", 2)]


def test_gone_disables_at_once_and_administrators_are_told(receiver: Receiver, mailoutbox: list[object]) -> None:
    administrator = factories.administrator(email="admin@minato.example")
    endpoint = registered(receiver, by=administrator).endpoint
    factories.published_verdict()
    factories.published_verdict()
    receiver.answer = lambda call: 410

    deliver()
    webhook_outbox.tell_of_disabled(endpoint, administrator)

    endpoint.refresh_from_db()
    assert (len(receiver.calls), endpoint.state, endpoint.because) == (1, "disabled", "gone")
    assert [row.state for row in WebhookDelivery.objects.order_by("pk")] == ["waiting", "waiting"]
    event = Event.objects.about(endpoint).order_by("-pk")[0]
    assert (event.action, event.actor_id) == ("webhook.disabled", None)
    assert [f"/admin/webhooks/{endpoint.pk}/" in mail.body for mail in mailoutbox] == [True]  # type: ignore[attr-defined]

    receiver.answer = lambda call: 200
    webhooks.resume(endpoint, by=administrator)
    deliver()
    assert receiver.told == [("verdict.published", number) for number in (1, 1, 2)]


def test_endpoint_that_never_answers_rests_longer_each_time_and_is_disabled_in_the_end(
    receiver: Receiver, settings: Settings
) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [5.0, 60.0]
    registered(receiver)
    for _verdict in range(4):
        factories.published_verdict()
    receiver.answer = lambda call: 500

    deliver()
    at_first, rests = len(receiver.calls), WebhookEndpoint.objects.get().rests_until
    for _pass in range(5):
        all_due()
        deliver()

    endpoint = WebhookEndpoint.objects.get()
    assert (at_first, rests is not None) == (3, True)
    assert (endpoint.state, endpoint.because, endpoint.failures) == ("disabled", "failing", 5)
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"waiting"}  # nothing is lost


def test_row_that_alone_is_refused_is_given_up_and_can_be_sent_again(receiver: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_RETRY_SECONDS = [5.0]
    administrator = factories.administrator()
    endpoint = registered(receiver, by=administrator).endpoint
    factories.published_verdict()
    receiver.answer = lambda call: 400 if call.told[1] == 1 else 200
    deliver()
    factories.published_verdict()
    deliver()
    all_due()
    deliver()

    assert states() == [(1, "failed", 2), (2, "delivered", 1)]
    endpoint.refresh_from_db()
    assert endpoint.state == "active"

    receiver.answer = lambda call: 200
    assert webhooks.retry_failed(endpoint, by=administrator) == 1
    deliver()
    assert states() == [(1, "delivered", 1), (2, "delivered", 1)]


def test_retry_after_is_heeded(receiver: Receiver) -> None:
    registered(receiver)
    factories.published_verdict()
    receiver.answer = lambda call: (429, {"Retry-After": "7200"})

    deliver()

    (row,) = WebhookDelivery.objects.all()
    assert waited(row) >= 2 * HOURS


def test_redirect_is_not_followed(receiver: Receiver) -> None:
    registered(receiver)
    factories.published_verdict()
    receiver.answer = lambda call: (302, {"Location": receiver.url})

    deliver()

    assert len(receiver.calls) == 1
    assert WebhookDelivery.objects.get().failure == "redirect"


def test_both_secrets_sign_while_they_are_exchanged(receiver: Receiver) -> None:
    administrator = factories.administrator()
    endpoint, former = registered(receiver, by=administrator)
    present = webhooks.rotate_secret(endpoint, by=administrator).secret
    factories.published_verdict()
    deliver()
    webhooks.end_former_secret(endpoint, by=administrator)
    factories.published_verdict()
    deliver()

    both, one = receiver.calls
    assert (both.verified(former), both.verified(present)) == (both.message, both.message)
    assert one.verified(present) == one.message
    with pytest.raises(WebhookVerificationError):
        one.verified(former)


def test_replay_sends_the_log_again_under_the_same_ids(receiver: Receiver) -> None:
    administrator = factories.administrator()
    factories.published_verdict()
    endpoint = registered(receiver, by=administrator).endpoint
    for _verdict in range(2):
        factories.published_verdict()
    deliver()
    first = {call.told: call.id for call in receiver.calls}
    receiver.calls.clear()

    webhooks.replay(endpoint, since=1, by=administrator)
    deliver()

    again = {call.told: call.id for call in receiver.calls}
    assert list(again) == [("verdict.published", number) for number in (1, 2, 3)]
    assert again | first == again
    with pytest.raises(webhooks.BeyondTheLog):
        webhooks.replay(endpoint, since=4, by=administrator)


def test_trial_goes_to_a_paused_endpoint_and_says_nothing(receiver: Receiver) -> None:
    administrator = factories.administrator()
    endpoint, secret = registered(receiver, by=administrator)
    webhooks.pause(endpoint, by=administrator)
    factories.published_verdict()
    webhooks.test(endpoint, by=administrator)

    deliver()

    (call,) = receiver.calls
    message = call.verified(secret)
    assert (message["type"], message["data"]) == ("webhook.test", {})
    assert states() == [(None, "delivered", 1)]
    webhooks.resume(endpoint, by=administrator)
    deliver()
    assert receiver.told[1:] == [("verdict.published", 1)]


def test_held_endpoint_is_left_alone_until_its_holder_is_gone(receiver: Receiver) -> None:
    """A killed process never lets go: after a minute another sends the same again, under the same id."""
    registered(receiver)
    factories.published_verdict()
    (killed,) = webhook_outbox.take(8)
    webhook_outbox.prepare(killed)
    lost = webhook_outbox.begin(killed)
    assert lost is not None
    receiver.calls.append(Call({"webhook-id": lost.delivery.message_id}, b""))  # it had arrived

    assert webhook_outbox.take(8) == []
    WebhookEndpoint.objects.update(held_at=Now() - timedelta(seconds=61))
    deliver()

    assert len({call.id for call in receiver.calls}) == 1
    assert (states(), webhook_outbox.begin(killed)) == ([(1, "delivered", 2)], None)
    webhook_outbox.end(lost, webhook_outbox.Outcome("connection"))  # too late to say so
    assert states() == [(1, "delivered", 2)]


def test_clock_that_was_set_back_holds_nothing_up(receiver: Receiver) -> None:
    registered(receiver)
    factories.published_verdict()
    (hold,) = webhook_outbox.take(8)
    webhook_outbox.prepare(hold)
    later = Now() + 3 * HOURS
    WebhookEndpoint.objects.update(held_at=later, failures=4, failed_at=later, rests_until=later)
    WebhookDelivery.objects.update(attempts=1, attempted_at=later, due_at=later)

    deliver()

    assert states() == [(1, "delivered", 2)]


def test_secret_that_cannot_be_read_stops_the_endpoint_until_there_is_a_new_one(
    receiver: Receiver, settings: Settings
) -> None:
    administrator = factories.administrator()
    endpoint = registered(receiver, by=administrator).endpoint
    settings.SECRET_KEY = "another one"
    factories.published_verdict()
    deliver()
    webhooks.test(endpoint, by=administrator)
    deliver()

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.because, receiver.calls) == ("disabled", "secret", [])
    assert states() == [(1, "waiting", 0), (None, "failed", 0)]

    secret = webhooks.rotate_secret(endpoint, by=administrator).secret
    webhooks.resume(endpoint, by=administrator)
    deliver()
    assert [call.verified(secret)["type"] for call in receiver.calls] == ["verdict.published"]


def test_old_and_many_deliveries_are_cleared_away_and_waiting_ones_never(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(receiver)
    for _verdict in range(4):
        factories.published_verdict()
    receiver.answer = lambda call: 200 if call.told[1] != 1 else 500
    deliver()
    WebhookDelivery.objects.filter(sequence__in=[1, 2]).update(created_at=Now() - timedelta(days=31))

    webhook_outbox.clear_away()
    by_age = states()
    monkeypatch.setattr(webhook_outbox, "KEPT_ROWS", 1)
    webhook_outbox.clear_away()

    assert [sequence for sequence, *_rest in by_age] == [1, 3, 4]
    assert [sequence for sequence, *_rest in states()] == [1, 4]


def test_nothing_of_the_desk_is_sent_and_nothing_of_what_is_sent_is_kept(
    receiver: Receiver, newsroom: Newsroom
) -> None:
    """The newsroom of tests/test_wings.py: full of drafts, names and texts that nobody outside may read."""
    administrator = factories.administrator(email="himitsu@minato.example")
    webhooks.replay(registered(receiver, by=administrator).endpoint, since=1, by=administrator)

    deliver()

    sent = "\n".join(f"{call.headers}\n{unquote(call.body.decode())}" for call in receiver.calls)
    assert len(receiver.calls) == Publication.objects.count() > 5
    assert PUBLIC in sent
    assert (told(newsroom, [sent]), "himitsu@" in sent) == ([], False)
    kept = " ".join(str(row) for row in WebhookDelivery.objects.values())
    assert [word for word in (PUBLIC, "t0ken", "whsec_") if word in kept] == []
