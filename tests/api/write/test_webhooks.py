"""Partners' endpoints over the API: seen by the key that they are shown to, and by no other; tried, called back, sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries, Settings

from articles.actions import api_keys, webhooks
from articles.models import ApiKey, Event, Scope, WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.api.write.conftest import Program
from tests.factories import webhook_delivery as delivery
from tests.factories import webhook_endpoint as endpoint

PATH = "/api/v1/webhooks/"
HOURS = timedelta(hours=1)


@pytest.fixture
def program(db: None) -> Program:
    return Program(Scope.WEBHOOKS, name="みなと放送")


def deliveries(program: Program, row: WebhookEndpoint, query: str = "") -> dict[str, Any]:
    return program.said(program.get(f"{PATH}{row.pk}/deliveries/{query}"), "DeliveryPage")


def test_a_key_sees_how_its_endpoint_stands_and_no_secret(program: Program, settings: Settings) -> None:
    factories.published_verdict()
    row = endpoint(program.key)
    delivery(row, 1, state="delivered", attempts=1, attempted_at=Now() - HOURS, status=204, milliseconds=41)
    delivery(row, 2, due_at=Now() + HOURS, attempts=4, attempted_at=Now(), status=503, failure="status")
    delivery(row, 3, state="failed", attempts=10, attempted_at=Now(), failure="timeout")

    [said] = program.said(program.get(PATH), "WebhookPage")["results"]
    one = program.said(program.get(f"{PATH}{row.pk}/"), "WebhookEndpoint")

    assert said == one
    newest = WebhookDelivery.objects.get(sequence=1).attempted_at
    assert newest is not None
    assert said.pop("last_success_at") == newest.isoformat().replace("+00:00", "Z")
    assert said.pop("registered_at") == row.registered_at.isoformat().replace("+00:00", "Z")
    assert said == {
        "id": row.pk,
        "url": "https://hooks.minato.example/in?token=t0ken",
        "types": ["verdict.published", "verdict.redacted", "verdict.restored"],
        "state": "active",
        "reason": None,
        "prepared_to": 1,
        "waiting": 1,
        "failed": 1,
        "failures": 0,
        "rests_until": None,
        "deliveries_url": f"{settings.SITE_URL}{PATH}{row.pk}/deliveries/",
    }


@pytest.mark.parametrize(
    ("fields", "state", "reason"),
    [
        ({"failures": 4, "failed_at": Now(), "rests_until": Now() + HOURS}, "resting", None),
        ({"failures": 4, "failed_at": Now(), "rests_until": Now() - HOURS}, "active", None),
        ({"state": "paused"}, "paused", None),
        ({"state": "disabled", "because": "gone"}, "disabled", "gone"),
    ],
)
def test_it_says_in_which_state_and_why(
    program: Program, fields: dict[str, Any], state: str, reason: str | None
) -> None:
    row = endpoint(program.key)
    delivery(row)
    WebhookEndpoint.objects.update(**fields)

    said = program.said(program.get(f"{PATH}{row.pk}/"), "WebhookEndpoint")
    [call] = deliveries(program, row)["results"]

    assert (said["state"], said["reason"], bool(said["rests_until"])) == (state, reason, state == "resting")
    assert (call["state"], call["next_attempt_at"]) == ("waiting", said["rests_until"])


def test_deliveries_come_newest_first_page_by_page(
    program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = endpoint(program.key)
    delivery(row, 1, state="delivered", attempts=2, attempted_at=Now(), status=204, milliseconds=41)
    with django_assert_num_queries(5):  # key, its use, quota, endpoint, deliveries
        deliveries(program, row)
    for sequence in (2, 3):
        delivery(row, sequence, state="failed", attempts=10, failure="status", status=500)
    delivery(row, None)

    with django_assert_num_queries(4):
        whole = deliveries(program, row)
    page, walked = deliveries(program, row, "?limit=2"), []
    while True:
        walked += page["results"]
        if page["next"] is None:
            break
        link = program.get(urlsplit(page["next"])._replace(scheme="", netloc="").geturl())
        page = program.said(link, "DeliveryPage")

    assert [each["sequence"] for each in walked] == [None, 3, 2, 1]
    assert walked == whole["results"]
    last = {
        name: walked[-1][name] for name in ("webhook_id", "verdict_id", "attempts", "status", "milliseconds", "failure")
    }
    assert last == {
        **{"webhook_id": "msg_1", "verdict_id": 7, "attempts": 2, "status": 204, "milliseconds": 41, "failure": None}
    }
    failed = deliveries(program, row, "?state=failed")["results"]
    assert [(each["sequence"], each["failure"], each["status"]) for each in failed] == [
        (3, "status", 500),
        (2, "status", 500),
    ]
    for wrong in ("state=lost", "cursor=x", "cursor=Y2FuZGlkYXRlczoxOjI", "limit=0", "limit=2&limit=2", "since=1"):
        assert program.problem(program.get(f"{PATH}{row.pk}/deliveries/?{wrong}")) == (400, "invalid_parameters")


def test_a_cursor_is_taken_by_its_endpoint_under_its_filter_alone(program: Program) -> None:
    row, other = endpoint(program.key), endpoint(program.key, name="other", url="https://other.example/")
    for sequence in (1, 2):
        delivery(row, sequence, state="failed", failure="timeout")
        delivery(other, sequence + 2)
    path = urlsplit(deliveries(program, row, "?state=failed&limit=1")["next"])
    cursor = path.query.rpartition("cursor=")[2]

    assert [each["sequence"] for each in deliveries(program, row, f"?state=failed&cursor={cursor}")["results"]] == [1]
    for number, state in ((row.pk, ""), (row.pk, "state=waiting&"), (other.pk, "state=failed&")):
        refused = program.get(f"{PATH}{number}/deliveries/?{state}cursor={cursor}")
        assert program.wrong(refused) == {("cursor", "invalid_cursor")}


def test_nobody_elses_endpoint_is_there(program: Program) -> None:
    """For another key of the same partner, an administrator's own, or one that was shown to the key before."""
    factories.published_verdict()
    theirs, nobodys, former = (
        endpoint(key, name=name, url=f"https://other.example/{name}")
        for key, name in ((factories.api_key(Scope.WEBHOOKS).key, "a"), (None, "b"), (program.key, "c"))
    )
    values = {"name": "c", "url": former.url, "kinds": []}
    webhooks.describe(former, **values, key=None, by=factories.administrator())  # type: ignore[arg-type]  # as they are
    before = (Event.objects.count(), WebhookDelivery.objects.count())

    assert program.said(program.get(PATH), "WebhookPage") == {"results": [], "next": None}
    for row in (theirs, nobodys, former):
        for path in ("", "deliveries/"):
            assert program.problem(program.get(f"{PATH}{row.pk}/{path}")) == (404, "not_found")
        for path, body in (("replay/", {"from_sequence": 1}), ("test/", {}), ("enable/", {})):
            refused = program.send(f"{PATH}{row.pk}/{path}", body)
            assert program.problem(refused) == (404, "not_found")
            assert "other.example" not in refused.content.decode()
    assert (Event.objects.count(), WebhookDelivery.objects.count()) == before
    other = Program(*(scope for scope in Scope if scope != Scope.WEBHOOKS))
    assert other.problem(other.get(PATH)) == (403, "scope_missing")
    assert other.problem(other.partner.get(PATH)) == (401, "key_needed")


def test_it_survives_that_the_secret_of_the_key_is_changed(program: Program) -> None:
    row, by = endpoint(program.key), factories.administrator()
    program.token = api_keys.add_secret(program.key, old_for=timedelta(0), by=by).token

    assert [each["id"] for each in program.said(program.get(PATH), "WebhookPage")["results"]] == [row.pk]
    api_keys.revoke(program.key, by=by)
    assert program.problem(program.get(PATH)) == (401, "key_revoked")


def test_the_log_is_sent_again_once_however_often_it_is_asked(program: Program) -> None:
    for _verdict in range(3):
        factories.published_verdict()
    row = endpoint(program.key)
    for sequence in (1, 2, 3):
        delivery(row, sequence, state="delivered", attempts=1, attempted_at=Now(), status=204)
    path, asked = f"{PATH}{row.pk}/replay/", {"from_sequence": 2}

    first = program.send(path, asked, Idempotency_Key="r-1")
    WebhookDelivery.objects.update(state="delivered")  # sent meanwhile
    again = program.send(path, asked, Idempotency_Key="r-1")

    said = program.said(first, "WebhookReplay")
    assert (first.status_code, said["state"], said["from_sequence"], said["to_sequence"]) == (202, "active", 2, 3)
    assert (again.status_code, again.content) == (202, first.content)
    assert not WebhookDelivery.objects.waiting().exists()
    program.send(path, asked)
    waiting = WebhookDelivery.objects.waiting().order_by("sequence")
    assert list(waiting.values_list("sequence", "message_id")) == [(2, "msg_2"), (3, "msg_3")]
    assert program.said(program.get(f"{PATH}{row.pk}/"), "WebhookEndpoint")["last_success_at"] is not None
    told = Event.objects.about(row).filter(action="webhook.replayed")
    assert list(told.values_list("key_id", "content__content__reason")) == [(program.key.pk, "2")] * 2
    assert program.problem(program.send(path, {"from_sequence": 4})) == (422, "not_taken")
    assert program.problem(program.send(path, {"from_sequence": 3}, Idempotency_Key="r-1"))[0] == 422
    assert program.wrong(program.send(path, {"from_sequence": 0, "since": 1})) == {
        *(("from_sequence", "min_value"), ("since", "unknown_member"))
    }


def test_it_is_tried_without_a_body(program: Program) -> None:
    row = endpoint(program.key)
    path, headers = f"{PATH}{row.pk}/test/", {"Authorization": f"Bearer {program.token}"}

    bare = program.partner.client.generic("POST", path, "", "application/x-www-form-urlencoded", headers=headers)

    said = program.said(bare, "WebhookDelivery")
    assert (bare.status_code, said["type"], said["state"], said["sequence"]) == (202, "webhook.test", "waiting", None)
    assert [each["webhook_id"] for each in deliveries(program, row)["results"]] == [said["webhook_id"]]
    assert Event.objects.about(row).get(action="webhook.tested").key_id == program.key.pk
    busy = program.send(path, {})
    assert program.problem(busy) == (422, "not_taken")
    assert orjson.loads(busy.content)["detail"] == str(webhooks.TestUnderWay.message)
    assert program.wrong(program.send(path, {"url": "https://other.example/"})) == {("url", "unknown_member")}


def test_what_the_newsroom_paused_is_tried_by_the_newsroom_alone(program: Program) -> None:
    row = endpoint(program.key)
    WebhookEndpoint.objects.update(state="paused")

    refused = program.send(f"{PATH}{row.pk}/test/", {})

    assert program.problem(refused) == (422, "not_taken")
    assert orjson.loads(refused.content)["detail"] == str(webhooks.PausedByTheNewsroom.message)
    assert not row.deliveries.exists()
    assert webhooks.test(row, by=factories.administrator()).kind == "webhook.test"


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"state": "disabled", "because": "gone"}, (200, "active")),
        ({"state": "disabled", "because": "failing"}, (200, "active")),
        ({"failures": 4, "failed_at": Now(), "rests_until": Now() + HOURS}, (200, "active")),
        ({}, (200, "active")),
        ({"state": "disabled", "because": "secret"}, (422, str(webhooks.SecretLost.message))),
        ({"state": "paused"}, (422, str(webhooks.PausedByTheNewsroom.message))),
    ],
)
def test_it_is_resumed_but_for_what_is_the_newsrooms(
    program: Program, fields: dict[str, Any], answer: tuple[int, str]
) -> None:
    row = endpoint(program.key)
    waits = delivery(row, attempts=5, due_at=Now() + HOURS)
    if fields:
        WebhookEndpoint.objects.update(**fields)

    response = program.send(f"{PATH}{row.pk}/enable/", {})

    body = orjson.loads(response.content)
    assert (response.status_code, body["state"] if response.status_code == 200 else body["detail"]) == answer
    waits.refresh_from_db()
    assert (waits.due_at is None) == (answer[0] == 200 and bool(fields))


def test_a_key_is_shown_nothing_that_it_cannot_open(db: None) -> None:
    by = factories.administrator()
    blind, over = factories.api_key(Scope.READ).key, factories.api_key(Scope.WEBHOOKS).key
    api_keys.revoke(over, by=by)

    for key in (blind, ApiKey.objects.get(pk=over.pk)):
        with pytest.raises(webhooks.KeyCannotSee):
            endpoint(key)
    assert WebhookEndpoint.objects.count() == 0
