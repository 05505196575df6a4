from django.db import migrations, models

SCHEMES = [("written", "slik de er skrevet"), ("none", "ingen"), ("1.1", "tall"), ("A1", "bokstaver")]


def numbering():
    return models.CharField(choices=SCHEMES, default="written", max_length=10, verbose_name="numre")


def known(name):
    known_schemes = models.Q(("numbering__in", ["written", "none", "1.1", "A1"]))
    return models.CheckConstraint(condition=known_schemes, name=f"{name}_numbering_is_known")


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_rounds"),
    ]

    operations = [
        migrations.AddField(model_name="guidelines", name="numbering", field=numbering()),
        migrations.AddField(model_name="programme", name="numbering", field=numbering()),
        migrations.AddConstraint(model_name="guidelines", constraint=known("guidelines")),
        migrations.AddConstraint(model_name="programme", constraint=known("programme")),
    ]
