from django.db import migrations

# Whoever was an author when a note was written could read it: they are named on it, and nobody who became one later.
NAME_READERS = """
INSERT INTO articles_confidentialnote_readers (confidentialnote_id, user_id)
SELECT note.id, author.user_id FROM articles_confidentialnote AS note
JOIN articles_author AS author ON author.verdict_id = note.verdict_id AND author.added_at <= note.written_at
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_what_was_seen")]
    operations = [migrations.RunSQL(NAME_READERS, migrations.RunSQL.noop)]
