from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def name_readers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever was an author when a note was written could read it: from now on they are named on it, and nobody later."""
    through = apps.get_model("articles", "ConfidentialNote").readers.through
    authors = apps.get_model("articles", "Author").objects.filter(verdict__notes__written_at__gte=F("added_at"))
    through.objects.bulk_create(
        [
            through(confidentialnote_id=note, user_id=user)
            for note, user in authors.values_list("verdict__notes", "user").distinct()
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_what_was_seen")]
    operations = [migrations.RunPython(name_readers, migrations.RunPython.noop)]
