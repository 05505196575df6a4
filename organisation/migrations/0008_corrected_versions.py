"""A version may be a correction of what is sent out. SQLite copies the table, so its triggers are put back."""

from django.db import migrations, models

from organisation.append_only import append_only

CAUSES = ["edited", "suggestion", "moved", "merged", "taken_out", "restored", "imported", "corrected"]
NAMES = [
    "redigert", "forslag tatt inn", "flyttet", "slått sammen", "tatt ut", "hentet tilbake", "importert",
    "rettet etter utsending",
]  # fmt: skip
closed = append_only(
    "organisation_version", "Versjoner kan ikke endres eller slettes.", (("id",), ("object", "number"))
)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0007_mailings")]

    operations = [
        migrations.RunPython(closed.reverse_code, closed.code),
        migrations.AlterField(
            model_name="version",
            name="cause",
            field=models.CharField(choices=list(zip(CAUSES, NAMES)), max_length=20, verbose_name="årsak"),
        ),
        migrations.RemoveConstraint(model_name="version", name="version_cause_is_known"),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(condition=models.Q(("cause__in", CAUSES)), name="version_cause_is_known"),
        ),
        closed,
    ]
