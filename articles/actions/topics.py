from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, fitness
from articles.actions.errors import Refused
from articles.models import Claim, Topic, User


class TopicInUse(Refused):
    message = _("このテーマの検証対象があるため、削除できません。")


class TopicKnown(Refused):
    message = _("同じ名前のテーマがすでにあります。一覧から選んでください。")


def register(*, slug: str, name: str, by: User) -> Topic:
    """The topic of this slug, added if it is new. Raises TopicKnown where another one has the name."""
    permissions.require(permissions.can_write(by))
    fitness.refuse_unfit(Topic, {"name": name})
    try:
        with transaction.atomic():
            topic, created = Topic.objects.get_or_create(slug=slug, defaults={"name": name})
            if created:
                events.record("topic.registered", topic, by=by)
    except IntegrityError as error:
        raise TopicKnown from error
    return topic


def describe(topic: Topic, *, by: User, slug: str, name: str, version: int | None = None) -> Topic:
    """Change a topic. `version` is the one the editor saw. Raises ChangedMeanwhile."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = Topic.objects.select_for_update().get(pk=topic.pk)
        edits.refuse_unseen(row, version)
        changed = edits.apply(row, {"slug": slug, "name": name})
        if "name" in changed:
            fitness.refuse_unfit(Topic, {"name": name})
        if changed:
            edits.save(row, changed)
            events.record("topic.described", row, by=by, fields=tuple(changed))
    return row


def discard(topic: Topic, *, by: User) -> None:
    """Delete a topic that was entered by mistake. Raises TopicInUse."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        Topic.objects.select_for_update().get(pk=topic.pk)
        if Claim.objects.filter(topics=topic).exists():
            raise TopicInUse
        events.record("topic.discarded", topic, by=by)
        topic.delete()
