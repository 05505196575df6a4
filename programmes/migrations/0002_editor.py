import uuid

from django.db import migrations, models


def name_each(model):
    """One id each: adding the field gave all rows the same."""

    def name(apps, _schema_editor):
        for work in apps.get_model("programmes", model).objects.all():
            work.uuid = uuid.uuid4()
            work.save(update_fields=["uuid"])

    return name


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="guidelines",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True, verbose_name="id"),
        ),
        migrations.RunPython(name_each("guidelines"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="guidelines",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id"),
        ),
        migrations.AddField(
            model_name="guidelines",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="versjon"),
        ),
        migrations.AddField(
            model_name="measure",
            name="is_taken_out",
            field=models.BooleanField(default=False, verbose_name="tatt ut"),
        ),
        migrations.AddField(
            model_name="measure",
            name="taken_out_because",
            field=models.CharField(blank=True, max_length=500, verbose_name="hvorfor tatt ut"),
        ),
        migrations.AddField(
            model_name="programme",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True, verbose_name="id"),
        ),
        migrations.RunPython(name_each("programme"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="programme",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id"),
        ),
        migrations.AddField(
            model_name="programme",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="versjon"),
        ),
        migrations.AddField(
            model_name="section",
            name="is_taken_out",
            field=models.BooleanField(default=False, verbose_name="tatt ut"),
        ),
        migrations.AddField(
            model_name="section",
            name="taken_out_because",
            field=models.CharField(blank=True, max_length=500, verbose_name="hvorfor tatt ut"),
        ),
        migrations.AddField(
            model_name="section",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="versjon"),
        ),
    ]
