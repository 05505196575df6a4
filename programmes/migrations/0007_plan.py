import uuid

import django.db.models.deletion
from django.db import migrations, models


def name_each(apps, _schema_editor):
    """One id each: adding the field gave all rows the same."""
    for step in apps.get_model("programmes", "ProcessStep").objects.all():
        step.uuid = uuid.uuid4()
        step.save(update_fields=["uuid"])


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_numbering"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcessPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versjon")),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan",
                        to="programmes.programme",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "fremdriftsplan",
                "verbose_name_plural": "fremdriftsplaner",
            },
        ),
        migrations.AddField(
            model_name="processstep",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True, verbose_name="id"),
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="processstep",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id"),
        ),
    ]
