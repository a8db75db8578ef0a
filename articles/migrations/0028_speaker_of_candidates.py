from django.db import migrations, models
from django.db.models import Q

TOLD = """
UPDATE articles_candidate AS candidate SET speaker = newest.speaker
FROM (SELECT DISTINCT ON (candidate_id) candidate_id, speaker FROM articles_candidatescore ORDER BY candidate_id, run_id DESC)
    AS newest
WHERE newest.candidate_id = candidate.id AND candidate.redacted_at IS NULL
    AND newest.speaker <> '' AND length(newest.speaker) <= 200
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_steps")]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="speaker",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200, verbose_name="発言者"
            ),
        ),
        migrations.RemoveIndex(model_name="candidate", name="candidate_by_arrival"),
        migrations.RemoveIndex(model_name="candidatescore", name="score_speaker_ledger"),
        migrations.RemoveConstraint(model_name="candidate", name="erased_candidate_has_no_words"),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=Q(redacted_at__isnull=True)
                | (Q(quote="", prefix="", suffix="", speaker="") & ~Q(state="pending")),
                name="erased_candidate_has_no_words",
            ),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                fields=["created_at"],
                include=["state", "rejection_reason", "claim", "revision", "speaker"],
                name="candidate_by_arrival",
            ),
        ),
    ]
