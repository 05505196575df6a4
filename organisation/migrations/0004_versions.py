import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from organisation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0003_closed_log_and_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object", models.UUIDField(verbose_name="gjelder")),
                ("version", models.PositiveIntegerField(verbose_name="skrevet på versjon")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="tidspunkt")),
                ("content", models.JSONField(verbose_name="innhold")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hvem",
                    ),
                ),
            ],
            options={
                "verbose_name": "kladd",
                "verbose_name_plural": "kladder",
                "constraints": [
                    models.UniqueConstraint(fields=("object", "by"), name="one_draft_per_object_and_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object", models.UUIDField(verbose_name="gjelder")),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="tidspunkt")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("edited", "redigert"),
                            ("suggestion", "forslag tatt inn"),
                            ("moved", "flyttet"),
                            ("merged", "slått sammen"),
                            ("taken_out", "tatt ut"),
                            ("restored", "hentet tilbake"),
                            ("imported", "importert"),
                        ],
                        max_length=20,
                        verbose_name="årsak",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=300, verbose_name="hva")),
                ("content", models.JSONField(verbose_name="innhold")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hvem",
                    ),
                ),
            ],
            options={
                "verbose_name": "versjon",
                "verbose_name_plural": "versjoner",
                "ordering": ["object", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("object", "number"), name="one_version_per_object_and_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                ["edited", "suggestion", "moved", "merged", "taken_out", "restored", "imported"],
                            )
                        ),
                        name="version_cause_is_known",
                    ),
                ],
            },
        ),
        append_only(
            "organisation_version", "Versjoner kan ikke endres eller slettes.", (("id",), ("object", "number"))
        ),
        migrations.AlterField(
            model_name="entry",
            name="verb",
            field=models.CharField(
                choices=[
                    ("logged_in", "logget inn"),
                    ("login_refused", "ble avvist ved innlogging"),
                    ("logged_out_everywhere", "logget ut alle andre steder"),
                    ("invited", "inviterte"),
                    ("invited_again", "sendte invitasjonen på nytt"),
                    ("invitation_withdrawn", "trakk invitasjonen"),
                    ("invitation_accepted", "tok imot invitasjonen"),
                    ("seat_given", "ga verv"),
                    ("seat_changed", "endret verv"),
                    ("seat_ended", "avsluttet verv"),
                    ("factor_added", "la til ekstra sikkerhet"),
                    ("factor_removed", "fjernet ekstra sikkerhet"),
                    ("changed", "endret"),
                    ("added", "la til"),
                    ("removed", "fjernet"),
                    ("merged", "slo sammen"),
                    ("explained", "forklarte"),
                    ("imported", "importerte"),
                    ("exported", "lastet ned"),
                    ("published", "publiserte"),
                    ("deactivated", "stengte kontoen"),
                    ("reactivated", "åpnet kontoen igjen"),
                    ("pseudonymised", "fjernet personopplysninger"),
                ],
                max_length=30,
                verbose_name="hva",
            ),
        ),
    ]
