
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0004_line_source"),
        ("organisation", "0005_members_and_populations"),
        ("programmes", "0004_different_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="guidelines",
            name="numbering",
            field=models.CharField(
                choices=[("written", "slik de er skrevet"), ("none", "ingen"), ("1.1", "tall"), ("A1", "bokstaver")],
                default="written",
                max_length=10,
                verbose_name="numre",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="numbering",
            field=models.CharField(
                choices=[("written", "slik de er skrevet"), ("none", "ingen"), ("1.1", "tall"), ("A1", "bokstaver")],
                default="written",
                max_length=10,
                verbose_name="numre",
            ),
        ),
        migrations.AddConstraint(
            model_name="guidelines",
            constraint=models.CheckConstraint(
                condition=models.Q(("numbering__in", ["written", "none", "1.1", "A1"])),
                name="guidelines_numbering_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("numbering__in", ["written", "none", "1.1", "A1"])),
                name="programme_numbering_is_known",
            ),
        ),
    ]
