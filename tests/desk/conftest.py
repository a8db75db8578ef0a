"""Members of the newsroom at their browsers."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from articles.models import User
from tests import factories


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reporter(db: None) -> User:
    return factories.reporter()


@pytest.fixture
def desk_editor(db: None) -> User:
    return factories.desk_editor()


@pytest.fixture
def administrator(db: None) -> User:
    return factories.administrator()


@pytest.fixture
def as_reporter(reporter: User) -> Client:
    return at_the_desk(reporter)


@pytest.fixture
def as_desk_editor(desk_editor: User) -> Client:
    return at_the_desk(desk_editor)


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    return at_the_desk(administrator)


@pytest.fixture
def as_outsider(db: None) -> Client:
    return at_the_desk(factories.outsider())


def told(response: HttpResponse) -> str:
    """The newest message a redirecting response leaves for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def take(client: Client, step: str, values: dict[str, object] | None = None) -> HttpResponse:
    """A step as a browser takes it from the page of its row as that is now; `step` is the URL of the step."""
    page = client.get(f"{step.rsplit('/', 2)[0]}/change/")
    return client.post(step, {"seen": page.context["seen"], **(values or {})})
