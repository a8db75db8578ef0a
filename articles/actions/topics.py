from __future__ import annotations

from django.db import transaction

from articles import permissions
from articles.actions import events
from articles.models import Topic, User


def register(*, slug: str, name: str, by: User) -> Topic:
    """The topic of this slug, added if it is new."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        topic, created = Topic.objects.get_or_create(slug=slug, defaults={"name": name})
        if created:
            events.record("topic.registered", topic, by=by)
    return topic


def describe(topic: Topic, *, by: User, slug: str, name: str) -> Topic:
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        topic.slug, topic.name = slug, name
        topic.save(update_fields=["slug", "name"])
        events.record("topic.described", topic, by=by, fields=("slug", "name"))
    return topic
