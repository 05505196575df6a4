from django.db import migrations, models


class Migration(migrations.Migration):
    """A nullable column is added in place, so the triggers that close the table stay (`append_only`)."""

    dependencies = [
        ("organisation", "0008_corrected_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="object",
            field=models.UUIDField(blank=True, null=True, verbose_name="gjelder id"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["object"], name="organisatio_object_02e184_idx"),
        ),
    ]
