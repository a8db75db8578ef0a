"""The chain through the desk's history: every event and every approval is a link, in the order of commits.

A link gets its place at commit and not before: whoever held the head of the chain while still at work would make
everybody wait, and two who wait for each other's rows would end in a deadlock.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from .append_only import refuse_delete_and_truncate
from .chain import sql_chained, sql_written

# What a link covers, as columns of the record `link` in the trigger below. A key among the actors is told from a member by a
# word before its number, so that links from before there were keys hash as they did.
EVENT_HASH = sql_chained(
    *("previous", "place::text", "link.kind", "link.event_id::text", sql_written("link.at")),
    *(
        "coalesce(link.actor_id::text, 'key ' || link.key_id, '')",
        "link.action",
        "link.subject_type",
        "link.subject_id::text",
    ),
    "link.content_hash",
)
APPROVAL_HASH = sql_chained(
    *("previous", "place::text", "link.kind", "link.approval_id::text", "link.verdict_id::text", "link.round::text"),
    *("link.step", "link.approved_by_id::text", sql_written("link.approved_at"), "link.seal"),
)


class HistoryHead(models.Model):
    """The end of the chain: one row, locked by whoever commits."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_head")]
        triggers = [
            pgtrigger.Trigger(
                name="only_grows",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF NEW.position <= OLD.position THEN
                    RAISE EXCEPTION 'the head of the history only grows' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


class HistoryLink(models.Model):
    """One link. `row_id` is a plain number, like everything that refers out of the history."""

    class Kind(models.TextChoices):
        EVENT = "event"
        APPROVAL = "approval"

    kind = models.CharField(max_length=10, choices=Kind)
    row_id = models.BigIntegerField()
    position = models.PositiveBigIntegerField(null=True, unique=True, help_text="null until the transaction commits")
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="row_is_linked_once"),
            models.CheckConstraint(
                condition=Q(position__isnull=True) | Q(position__gte=1), name="positions_start_at_one"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(position__isnull=True), name="history_link_unplaced")]
        triggers = [
            pgtrigger.Trigger(
                name="place",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=[("place", "bigint"), ("previous", "text"), ("link", "record")],
                func=f"""
                SELECT position INTO place FROM articles_historylink WHERE id = NEW.id;
                IF place IS NOT NULL THEN
                    RETURN NULL; -- placed together with the first link of its transaction
                END IF;
                SELECT position, hash INTO STRICT place, previous FROM articles_historyhead WHERE id = 1 FOR UPDATE;
                -- nobody else's link without a place can be seen: theirs have one once they are committed
                FOR link IN
                    SELECT unplaced.id, unplaced.kind, events.id AS event_id, events.at, events.actor_id, events.key_id,
                        events.action, events.subject_type, events.subject_id, events.content_hash,
                        approvals.id AS approval_id,
                        approvals.verdict_id, approvals.round, approvals.step, approvals.approved_by_id,
                        approvals.approved_at, approvals.seal
                    FROM articles_historylink AS unplaced
                    LEFT JOIN articles_event AS events ON unplaced.kind = 'event' AND events.id = unplaced.row_id
                    LEFT JOIN articles_approval AS approvals
                        ON unplaced.kind = 'approval' AND approvals.id = unplaced.row_id
                    WHERE unplaced.position IS NULL
                    ORDER BY unplaced.id
                LOOP
                    place := place + 1;
                    IF link.kind = 'event' THEN
                        previous := {EVENT_HASH};
                    ELSE
                        previous := {APPROVAL_HASH};
                    END IF;
                    UPDATE articles_historylink SET position = place, hash = previous WHERE id = link.id;
                END LOOP;
                UPDATE articles_historyhead SET position = place, hash = previous WHERE id = 1;
                RETURN NULL;
                """,  # noqa: S608 - expressions of our own
            ),
            pgtrigger.Trigger(
                name="only_placed_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.position IS NOT NULL OR NEW.position IS NULL
                   OR (NEW.id, NEW.kind, NEW.row_id) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.row_id) THEN
                    RAISE EXCEPTION 'a link of the history does not change' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind} {self.row_id}"


def linked(kind: HistoryLink.Kind) -> pgtrigger.Trigger:
    """The trigger of a table whose rows become links.

    It is deferred like the foreign keys are, and queues the placing behind them: waiting for the row of a foreign key
    with the head in hand could end in a deadlock.
    """
    return pgtrigger.Trigger(
        name="becomes_a_link",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
        INSERT INTO articles_historylink (kind, row_id, hash) VALUES ('{kind.value}', NEW.id, '');
        RETURN NULL;
        """,  # noqa: S608 - a member of our own enumeration
    )
