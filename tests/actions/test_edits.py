"""An edit writes what changed, and its Event names that and nothing else."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model

from articles.actions import articles, claimants, claims, outlets, topics, users
from articles.models import Article, Claim, Claimant, Event, Outlet, Topic, User
from tests import factories

pytestmark = pytest.mark.django_db


def outlet(by: User) -> tuple[Model, Callable[[str], object]]:
    row = outlets.register(name="潮見新聞", by=by)
    return row, lambda text: outlets.describe(Outlet(pk=row.pk), name=text, url="", is_own=False, by=by)


def topic(by: User) -> tuple[Model, Callable[[str], object]]:
    row = topics.register(slug="library", name="潮見新聞", by=by)
    return row, lambda text: topics.describe(Topic(pk=row.pk), slug="library", name=text, by=by)


def claimant(by: User) -> tuple[Model, Callable[[str], object]]:
    row = factories.claimant(name="潮見新聞")
    return row, lambda text: claimants.describe(Claimant(pk=row.pk), name=text, kind=row.kind, aliases=[], by=by)


def article(by: User) -> tuple[Model, Callable[[str], object]]:
    row = factories.revision(title="潮見新聞").article
    return row, lambda text: articles.describe(Article(pk=row.pk), title=text, byline="", by=by)


def claim(by: User) -> tuple[Model, Callable[[str], object]]:
    subject = topics.register(slug="library", name="図書館", by=by)
    row = factories.claim(statement="潮見新聞", topics=[subject])
    return row, lambda text: claims.reword(
        Claim(pk=row.pk), statement=text, claimant=None, claimed_date=None, topics=[subject], by=by
    )


def user(by: User) -> tuple[Model, Callable[[str], object]]:
    row = factories.reporter(display_name="潮見新聞")
    roles = Group.objects.filter(name=User.Role.REPORTER)
    administrator = factories.administrator()
    return row, lambda text: users.describe(
        row, display_name=text, email="", is_active=True, roles=roles, by=administrator
    )


@pytest.mark.parametrize(
    ("arrange", "field"),
    [
        (outlet, "name"),
        (topic, "name"),
        (claimant, "name"),
        (article, "title"),
        (claim, "statement"),
        (user, "display_name"),
    ],
)
def test_event_names_what_changed_and_there_is_none_where_nothing_did(
    arrange: Callable[[User], tuple[Model, Callable[[str], object]]], field: str
) -> None:
    row, edit = arrange(factories.reporter())
    before = Event.objects.about(row).count()

    edit("潮見新聞")
    edit("港湾新聞")

    row.refresh_from_db()
    events = list(Event.objects.about(row).select_related("content").order_by("pk")[before:])
    assert [event.content.content["fields"] for event in events] == [[field]]
    assert getattr(row, field) == "港湾新聞"
