"""Keys of programs at the desk: issued and shown once, changed, rotated, revoked, by administrators alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import api_keys
from articles.models import ApiKey, ApiSecret, Event, Scope, User
from tests import factories, whole_database
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

FORM = {"name": "みなと放送", "contact": "編成部 内線 321", "scopes": [Scope.READ, Scope.MATCH]}


@pytest.fixture
def desk() -> Client:
    return at_the_desk(factories.administrator())


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def token_in(html: str) -> str:
    found = api_keys.TOKEN.search(html)
    assert found is not None
    return found[0]


def test_a_key_is_issued_and_shown_this_once(desk: Client) -> None:
    last_day = timezone.localdate() + timedelta(days=90)
    answer = desk.post("/admin/keys/new/", {**FORM, "last_day": last_day.isoformat(), "requests_per_minute": "5"})
    token, key = token_in(answer.content.decode()), ApiKey.objects.get()

    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert api_keys.recognise(token) == key
    assert (key.scopes, key.requests_per_minute, key.matches_per_minute) == (["match", "read"], 5, None)
    assert timezone.localtime(key.expires_at).strftime("%m-%d %H:%M") == f"{last_day + timedelta(days=1):%m-%d} 00:00"
    pages = page(desk, "/admin/keys/") + page(desk, f"/admin/keys/{key.pk}/") + page(desk, "/admin/articles/event/")
    assert token.split("_")[2] not in pages
    assert f'value="{last_day.isoformat()}"' in pages
    assert whole_database.found_in_tables([token.split("_")[2]]) == []


def test_loading_the_answer_again_issues_nothing(desk: Client) -> None:
    desk.post("/admin/keys/new/", FORM)

    again = desk.post("/admin/keys/new/", FORM)

    assert (again.status_code, ApiKey.objects.count()) == (422, 1)
    assert str(api_keys.NameTaken.message) in again.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "　"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"last_day": "2020-01-01"},
        {"last_day": "9999-12-31"},
        {"last_day": "あした"},
        {"requests_per_minute": "0"},
        {"matches_per_minute": "9" * 400},
        {"name": "x\x00"},
    ],
)
def test_what_makes_no_key_is_said_beside_the_field(desk: Client, wrong: dict[str, Any]) -> None:
    answer = desk.post("/admin/keys/new/", {**FORM, **wrong})

    assert (answer.status_code, ApiKey.objects.count()) == (422, 0)
    assert "errorlist" in answer.content.decode() or "errornote" in answer.content.decode()


def test_a_secret_is_taken_over_by_the_next(desk: Client) -> None:
    first = factories.api_key(name="配信")
    path = f"/admin/keys/{first.key.pk}/"

    second = token_in(desk.post(f"{path}secrets/", {"old_for": "7"}).content.decode())
    refused = desk.post(f"{path}secrets/", {"old_for": "7"}, follow=True)

    assert api_keys.recognise(first.token) == api_keys.recognise(second) == first.key
    assert str(api_keys.SecretsFull.message) in refused.content.decode()
    old = ApiSecret.objects.get(prefix=first.token.split("_")[1])
    assert timedelta(days=6) < old.ends_at - timezone.now() <= timedelta(days=7)
    desk.post(f"{path}secrets/{old.pk}/end/")
    with pytest.raises(api_keys.KeyExpired):
        api_keys.recognise(first.token)
    assert desk.post(f"{path}secrets/", {"old_for": "100"}).status_code == 422


def test_a_key_is_changed_unless_somebody_else_did(desk: Client) -> None:
    key = factories.api_key(Scope.READ, name="配信").key
    path = f"/admin/keys/{key.pk}/"
    [version] = re.findall(r'name="version" value="(\d+)"', page(desk, path))

    first = desk.post(path, {**FORM, "version": version})
    second = desk.post(path, {**FORM, "name": "別", "version": version})

    assert (first.status_code, second.status_code) == (302, 422)
    key.refresh_from_db()
    assert (key.name, key.scopes, key.expires_at) == ("みなと放送", ["match", "read"], None)
    assert 'value="別"' in second.content.decode()  # what was typed is there


def test_revoking_asks_first_and_is_for_good(desk: Client) -> None:
    issued = factories.api_key(contact="内線 321")
    path = f"/admin/keys/{issued.key.pk}/"

    unsure = desk.post(f"{path}revoke/", {"reason": "契約の終わり"})
    assert (unsure.status_code, api_keys.recognise(issued.token)) == (422, issued.key)
    desk.post(f"{path}revoke/", {"reason": "契約の終わり", "sure": "on"})

    with pytest.raises(api_keys.KeyRevoked):
        api_keys.recognise(issued.token)
    shown = page(desk, path)
    assert "契約の終わり" in shown
    assert "内線 321" not in shown + page(desk, "/admin/keys/")
    assert 'name="scopes"' not in shown
    assert Event.objects.about(issued.key).latest("pk").action == "apikey.revoked"


@pytest.mark.parametrize("make", [factories.reporter, factories.desk_editor])
def test_others_see_and_change_nothing(make: Callable[[], User]) -> None:
    issued, other = factories.api_key(name="配信"), at_the_desk(make())
    path = f"/admin/keys/{issued.key.pk}/"
    secret = ApiSecret.objects.get()

    answers = [
        *(other.get(each) for each in ("/admin/keys/", "/admin/keys/new/", path)),
        other.post("/admin/keys/new/", FORM),
        other.post(path, FORM),
        other.post(f"{path}secrets/"),
        other.post(f"{path}secrets/{secret.pk}/end/"),
        other.post(f"{path}revoke/", {"reason": "x", "sure": "on"}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert api_keys.recognise(issued.token).name == "配信"
    assert "/admin/keys/" not in page(other, "/admin/")


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    one, other = factories.api_key().key, factories.api_key().key
    secret = other.secrets.get()

    assert desk.get("/admin/keys/999999/").status_code == 404
    assert desk.post(f"/admin/keys/{one.pk}/secrets/{secret.pk}/end/").status_code == 404
    assert desk.get(f"/admin/keys/{one.pk}/revoke/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for _ in range(count):
        factories.api_key()
    desk.get("/admin/keys/")

    with django_assert_num_queries(QUERIES):
        page(desk, "/admin/keys/")


QUERIES = 5  # session, member, standing, keys, secrets


def test_keys_say_how_they_are(desk: Client) -> None:
    admin, today = factories.administrator(), timezone.now()
    factories.api_key(name="使える")
    factories.api_key(name="まもなく", expires_at=today + timedelta(days=2))
    ended = factories.api_key(name="シークレットなし")
    api_keys.end_secret(ended.key.secrets.get(), by=admin)
    api_keys.revoke(factories.api_key(name="失効").key, by=admin)

    told = re.findall(
        r'<a href="/admin/keys/\d+/">([^<]+)</a></th>\s*<td><span class="state (\w+)">', page(desk, "/admin/keys/")
    )

    assert sorted(told) == sorted(
        [("使える", "live"), ("まもなく", "soon"), ("シークレットなし", "over"), ("失効", "over")]
    )
