import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0040_withdrawn_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="key",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="webhook_endpoints",
                to="articles.apikey",
                verbose_name="記録を見られるAPIキー",
            ),
        ),
    ]
