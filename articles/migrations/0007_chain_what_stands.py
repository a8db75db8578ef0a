"""Chain the publications, events and approvals that were here before there was a chain."""

from django.db import migrations

from articles.models.chain import chained


def chain_publications(apps, schema_editor):
    Publication = apps.get_model("articles", "Publication")
    previous = ""
    rows = []
    for row in Publication.objects.order_by("sequence").iterator(chunk_size=2000):
        previous = chained(
            previous,
            row.sequence,
            row.verdict_number,
            row.version,
            row.kind,
            row.published_at,
            row.content_hash,
            row.history_position,
            row.history_hash,
        )
        rows.append((previous, row.sequence))
    # written by whoever may take the trigger away: the owner of the tables, in this one migration
    schema_editor.execute("ALTER TABLE articles_publication DISABLE TRIGGER USER")
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany("UPDATE articles_publication SET hash = %s WHERE sequence = %s", rows)
    schema_editor.execute("ALTER TABLE articles_publication ENABLE TRIGGER USER")
    schema_editor.execute("UPDATE articles_publicationcounter SET hash = %s", [previous])


def chain_history(apps, schema_editor):
    """Events and approvals in the order of their times. The trigger on the links does the hashing."""
    schema_editor.execute("INSERT INTO articles_historyhead (id, position, hash) VALUES (1, 0, '')")
    schema_editor.execute(
        "INSERT INTO articles_historylink (kind, row_id, hash)"
        " SELECT kind, id, '' FROM ("
        "  SELECT 'event' AS kind, id, at FROM articles_event"
        "  UNION ALL SELECT 'approval', id, approved_at FROM articles_approval"
        " ) AS rows ORDER BY at, kind DESC, id"
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_hash_chains")]

    operations = [
        migrations.RunPython(chain_publications, migrations.RunPython.noop),
        migrations.RunPython(chain_history, migrations.RunPython.noop),
    ]
