"""A million events and a hundred thousand publications: how long it takes to verify each chain.

python bench/verify_million.py [EVENTS [PUBLICATIONS]]

Events carry contents, publications a snapshot and rendering of the usual length.
"""

from __future__ import annotations

import os
import sys
import time

from queue_saturation import server

ROWS = 20_000  # written at a time


def main(events: int = 1_000_000, publications: int = 100_000) -> None:
    with server() as url:
        os.environ.update(
            DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE="factcheck.settings",
            ENV_FILE=os.devnull,
            SECRET_KEY="of a benchmark",
            NOTE_KEYS="",
        )
        import django

        django.setup()
        fill_history(events)
        measure("verify_history", events)
        fill_log(publications)
        measure("verify_publications", publications)


def fill_history(events: int) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from articles.actions.events import salted_hash
    from articles.models import Event, EventContent

    call_command("migrate", verbosity=0)
    call_command("install_reference_data")
    now = timezone.now()
    for start in range(0, events, ROWS):
        with transaction.atomic():
            rows, salts = [], []
            for number in range(start, min(start + ROWS, events)):
                salts.append(number.to_bytes(32, "big"))
                content = {"actor": "浅野 ひなた", "reason": "", "fields": ["headline", "reasoning"]}
                digest = salted_hash(salts[-1], content)
                rows.append(
                    Event(
                        at=now,
                        actor_id=1,
                        action="verdict.edited",
                        subject_type="verdict",
                        subject_id=number // 20,
                        content_hash=digest,
                    )
                )
            made = Event.objects.bulk_create(rows)
            EventContent.objects.bulk_create(
                EventContent(event=event, salt=salt, content=content) for event, salt in zip(made, salts, strict=True)
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill_log(publications: int) -> None:
    """One verdict published through the actions; its snapshot and rendering, with other numbers, for all the others."""
    from django.db import connection, transaction

    from articles.actions import events, seals
    from articles.models import (
        Publication,
        PublicationContent,
        PublicationCounter,
        PublicationRendering,
        PublishedVerdict,
    )
    from tests import factories

    first = factories.publication(factories.claim(claimant=factories.claimant()))
    snapshot, rendering = first.content.snapshot, first.rendering
    index = PublishedVerdict.objects.get()
    previous, sequence = first.hash, 1
    while sequence < publications:
        logged, contents, renderings, indexed = [], [], [], []
        for number in range(sequence + 1, min(sequence + ROWS, publications) + 1):
            salt, content = number.to_bytes(32, "big"), {**snapshot, "number": number + 1_000_000}
            row = Publication(
                sequence=number,
                verdict_number=number + 1_000_000,
                version=1,
                kind="published",
                published_at=first.published_at,
                content_hash=events.salted_hash(salt, content),
                history_position=0,
            )
            previous = row.hash = row.chained_to(previous)
            logged.append(row)
            contents.append(PublicationContent(publication=row, salt=salt, snapshot=content))
            made = PublicationRendering(
                publication=row, html=rendering.html, json=rendering.json, claim_review=rendering.claim_review
            )
            made.seal = seals.of_rendering(made)
            renderings.append(made)
            values = {f.attname: getattr(index, f.attname) for f in PublishedVerdict._meta.concrete_fields}
            values |= {"verdict_number": row.verdict_number, "sequence": number, "claim_number": row.verdict_number}
            indexed.append(PublishedVerdict(**values))
        with transaction.atomic():
            Publication.objects.bulk_create(logged)
            PublicationContent.objects.bulk_create(contents)
            PublicationRendering.objects.bulk_create(renderings)
            PublishedVerdict.objects.bulk_create(indexed)
        sequence += len(logged)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publicationcounter DISABLE TRIGGER USER")
        cursor.execute("UPDATE articles_publicationcounter SET value = %s, hash = %s", [sequence, previous])
        cursor.execute("ALTER TABLE articles_publicationcounter ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
    with transaction.atomic():
        sealed = [
            PublishedVerdict(verdict_number=rows.number, seal=seals.seal("index", rows.values))
            for rows in seals.index_rows()
        ]
        PublishedVerdict.objects.bulk_update(sealed, ["seal"], batch_size=2000)
    assert PublicationCounter.objects.get().value == publications


def measure(command: str, rows: int) -> None:
    from django.core.management import call_command

    began = time.perf_counter()
    call_command(command)
    print(f"{command}: {rows:,} rows in {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
