"""The fixtures that others stand on: databases to commit to, and the running product on one of them."""

from urllib.request import Request, urlopen

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from articles.models import Outlet, Rating
from tests.factories import UserFactory


@pytest.mark.parametrize("name", ["潮見新聞", "潮見放送"])
def test_each_test_commits_to_a_database_of_its_own(committed_database: str, name: str) -> None:
    assert Outlet.objects.count() == 0
    assert Rating.objects.count() > 0

    UserFactory(username=name)

    assert not connection.in_atomic_block
    with psycopg.connect(committed_database) as other:
        assert other.execute("SELECT username FROM articles_user").fetchall() == [(name,)]


@pytest.mark.django_db
def test_an_ordinary_test_is_rolled_back_as_ever() -> None:
    assert connection.in_atomic_block
    assert not connection.settings_dict["NAME"].endswith("_template")


@pytest.mark.slow
@pytest.mark.nlp
def test_the_live_stack_serves_the_database_of_the_test(committed_database: str, live_stack: str) -> None:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    request = Request(f"{live_stack}/admin/", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})

    with urlopen(request) as response:
        assert response.url == f"{live_stack}/admin/"
