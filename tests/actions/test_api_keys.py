"""Keys of programs: what is kept of them, how they change, what they are recognised by, and who may see to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles import permissions
from articles.actions import api_keys, articles, events, outlets
from articles.actions.verification import history as verification
from articles.desk import history
from articles.models import ApiKey, ApiSecret, Event, Scope
from tests import factories, whole_database

pytestmark = pytest.mark.django_db


def kept(token: str) -> ApiSecret:
    return ApiSecret.objects.get(prefix=token.split("_")[1])


def refusal(token: str) -> str:
    with pytest.raises(api_keys.KeyRefused) as caught:
        api_keys.recognise(token)
    return caught.value.code


def test_issued_is_recognised_and_only_a_hash_is_kept() -> None:
    issued = factories.api_key(Scope.MATCH, name="みなと放送")

    assert api_keys.TOKEN.fullmatch(issued.token)
    assert api_keys.recognise(issued.token) == issued.key
    secret = issued.token.split("_")[2]
    assert whole_database.found_in_tables([secret]) == []
    assert [(event.action, event.content.content["reason"]) for event in Event.objects.about(issued.key)] == [
        ("apikey.issued", "match")
    ]


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda token: "",
        lambda token: token + "0",
        lambda token: token[:-1],
        lambda token: token.upper(),
        lambda token: f"fcd_{'0' * 12}_{token.split('_')[2]}",
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: f"{token}\x00",
        lambda token: "fcd_" + "0" * 1_000_000,
    ],
)
def test_what_is_no_key_is_unknown(spoiled: Callable[[str], str]) -> None:
    assert refusal(spoiled(factories.api_key().token)) == "key_unknown"


def test_a_key_ends_with_its_time_its_secret_and_its_revocation() -> None:
    admin, soon = factories.administrator(), timezone.now() + timedelta(days=1)
    expired, ended, revoked = (factories.api_key(expires_at=soon) for _ in range(3))
    ApiKey.objects.filter(pk=expired.key.pk).update(expires_at=timezone.now())
    api_keys.end_secret(kept(ended.token), by=admin)
    api_keys.revoke(revoked.key, reason="契約の終わり", by=admin)

    assert [refusal(each.token) for each in (expired, ended, revoked)] == ["key_expired", "key_expired", "key_revoked"]
    wrong = revoked.token[:-4] + "0000"
    assert refusal(wrong) == "key_unknown"  # who does not know the secret learns nothing of the key


def test_rotation_keeps_two_live_and_no_third() -> None:
    admin, first = factories.administrator(), factories.api_key()

    second = api_keys.add_secret(first.key, old_for=timedelta(days=7), by=admin)

    assert api_keys.recognise(first.token) == api_keys.recognise(second.token) == first.key
    with pytest.raises(api_keys.SecretsFull):
        api_keys.add_secret(first.key, by=admin)
    api_keys.end_secret(kept(first.token), by=admin)
    third = api_keys.add_secret(first.key, by=admin)
    assert refusal(first.token) == "key_expired"
    assert api_keys.recognise(second.token) == api_keys.recognise(third.token) == first.key
    assert kept(second.token).ends_at is None


def test_an_old_secret_ends_by_itself_and_makes_room() -> None:
    admin, first = factories.administrator(), factories.api_key()
    api_keys.add_secret(first.key, old_for=timedelta(0), by=admin)

    assert refusal(first.token) == "key_expired"
    assert api_keys.recognise(api_keys.add_secret(first.key, by=admin).token) == first.key


def test_use_is_noted_at_most_once_a_minute(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = factories.api_key().token

    with django_assert_num_queries(2):
        api_keys.recognise(token)
    with django_assert_num_queries(1):
        api_keys.recognise(token)
    noted = kept(token).last_used_at
    ApiSecret.objects.update(last_used_at=noted - timedelta(seconds=61))
    with django_assert_num_queries(2):
        api_keys.recognise(token)


def test_keys_outlive_a_change_of_the_secret_key(settings: Settings) -> None:
    token, old = factories.api_key().token, settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one", [old]

    api_keys.recognise(token)
    settings.SECRET_KEY_FALLBACKS = []

    assert api_keys.recognise(token)
    settings.SECRET_KEY = "a third, without the second"
    assert refusal(token) == "key_unknown"


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"name": "　みなと放送 "}, api_keys.NameTaken),
        ({"scopes": []}, api_keys.NothingAllowed),
        ({"expires_at": timezone.now() - timedelta(days=1)}, api_keys.OverBeforeItBegins),
    ],
)
def test_what_makes_no_key_is_refused(values: dict[str, Any], refused: type[Exception]) -> None:
    factories.api_key(name="みなと放送")

    with pytest.raises(refused):
        api_keys.issue(**{"name": "別", "scopes": [Scope.READ], "by": factories.administrator(), **values})


def test_changes_are_told_without_what_was_typed() -> None:
    key, admin = factories.api_key(Scope.READ, contact="電話 000-0000").key, factories.administrator()

    values = {"name": key.name, "requests_per_minute": 5, "matches_per_minute": None, "expires_at": None}
    api_keys.describe(key, scopes=[Scope.READ, Scope.EXTRACT], contact="", by=admin, **values)

    told = Event.objects.about(key).latest("pk").content.content
    assert told == {
        "actor": str(admin),
        "reason": "extract, read",
        "fields": ["contact", "scopes", "requests_per_minute"],
    }
    assert whole_database.found_in_tables(["000-0000"]) == []


@pytest.mark.parametrize("make", [factories.reporter, factories.desk_editor, factories.outsider])
def test_only_administrators_see_to_keys(make: Callable[[], Any]) -> None:
    someone, issued = make(), factories.api_key()
    steps: list[Callable[[], object]] = [
        lambda: factories.api_key(by=someone),
        lambda: api_keys.add_secret(issued.key, by=someone),
        lambda: api_keys.end_secret(kept(issued.token), by=someone),
        lambda: api_keys.revoke(issued.key, by=someone),
    ]

    assert not permissions.can_manage_keys(someone)
    for step in steps:
        with pytest.raises(permissions.NotAllowed):
            step()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE articles_apikey SET revoked_at = NULL",
        "UPDATE articles_apikey SET scopes = '{}'",
        "UPDATE articles_apikey SET scopes = '{everything}'",
        "DELETE FROM articles_apikey",
        "UPDATE articles_apisecret SET ends_at = NULL",
        "UPDATE articles_apisecret SET prefix = 'another'",
        "UPDATE articles_apisecret SET slot = 1",
        "DELETE FROM articles_apisecret",
        "UPDATE articles_event SET key_id = 1",
    ],
)
def test_the_database_keeps_what_was_revoked(sql: str) -> None:
    api_keys.revoke(factories.api_key().key, by=factories.administrator())

    refusals = "Cannot (update|delete)|stays revoked|not given back|may_do_something"
    with pytest.raises(DatabaseError, match=refusals), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


class TestActor:
    def test_what_a_key_wrote_bears_its_name_and_is_chained(self) -> None:
        key, outlet = factories.api_key(name="編集システム").key, outlets.register(name="みなと日報", by=None)

        event = events.record("outlet.described", outlet, by=key, fields=("url",))

        assert (event.actor_id, event.key_id) == (None, key.pk)
        assert history.entry(event).actor == "APIキー「編集システム」"
        assert list(verification.verify()) == []

    def test_a_key_is_no_member_of_the_same_number(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.create(
                at=timezone.now(), action="x", subject_type="y", subject_id=1, content_hash="", actor_id=1, key_id=1
            )

    def test_the_system_has_no_name(self) -> None:
        article = articles.import_article(text=factories.TEXT, title="港", by=None, extract=False).article

        assert history.entry(Event.objects.about(article).first()).actor == "システム"
