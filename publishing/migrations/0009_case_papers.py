import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from organisation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0010_adoption"),
        ("programmes", "0010_what_was_decided_never_changes"),
        ("publishing", "0008_archive"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CasePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id")),
                ("meeting_on", models.DateField(verbose_name="møtedag")),
                ("case_number", models.CharField(blank=True, max_length=40, verbose_name="saksnummer")),
                ("title", models.CharField(max_length=300, verbose_name="tittel")),
                ("since", models.CharField(blank=True, max_length=200, verbose_name="endringene regnes fra")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="versjon av saksframlegget")),
                ("texts", models.JSONField(default=dict, verbose_name="tekster")),
                ("suggested", models.JSONField(default=dict, verbose_name="tekster slik dataene foreslo dem")),
                ("facts", models.JSONField(default=dict, verbose_name="tall")),
                ("facts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="tallene hentet")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versjon")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.body",
                        verbose_name="organ",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next",
                        to="publishing.casepaper",
                        verbose_name="ny versjon av",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_papers",
                        to="programmes.programme",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "saksframlegg",
                "verbose_name_plural": "saksframlegg",
                "ordering": ["-meeting_on", "-number", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FinishedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField(verbose_name="innhold (JSON)")),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="sjekksum")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gjort ferdig")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gjort ferdig av",
                    ),
                ),
                (
                    "milestone",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_paper",
                        to="programmes.milestone",
                        verbose_name="milepæl",
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finished",
                        to="publishing.casepaper",
                        verbose_name="saksframlegg",
                    ),
                ),
            ],
            options={
                "verbose_name": "ferdig saksframlegg",
                "verbose_name_plural": "ferdige saksframlegg",
            },
        ),
        migrations.CreateModel(
            name="PaperFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="dokumentets sjekksum")),
                ("document", models.BinaryField(verbose_name="dokument (kanonisk JSON)")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "venter på tur"),
                            ("working", "lages"),
                            ("done", "klar"),
                            ("failed", "mislyktes"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="tilstand",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=60, verbose_name="steg")),
                ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="prosent")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="feil")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="bedt om")),
                ("alive_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="siste livstegn")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="laget")),
                ("pdf", models.BinaryField(blank=True, null=True, verbose_name="PDF")),
                (
                    "form",
                    models.CharField(choices=[("docx", "Word"), ("pdf", "PDF")], max_length=10, verbose_name="format"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bedt om av",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="publishing.casepaper",
                        verbose_name="saksframlegg",
                    ),
                ),
            ],
            options={
                "verbose_name": "saksframlegg som fil",
                "verbose_name_plural": "saksframlegg som filer",
                "ordering": ["-asked_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="casepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("follows__isnull", True), ("number", 1)),
                    models.Q(("follows__isnull", False), ("number__gt", 1)),
                    _connector="OR",
                ),
                name="a_later_case_paper_follows_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="finishedpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="finished_paper_has_its_sha256"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["docx", "pdf"])), name="paper_file_form_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="paperfile_has_its_sha256"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made_at__isnull", False), ("pdf__isnull", False), ("state", "done")),
                    models.Q(
                        ("made_at__isnull", True),
                        ("pdf__isnull", True),
                        ("state__in", ["waiting", "working", "failed"]),
                    ),
                    _connector="OR",
                ),
                name="paperfile_is_done_when_it_has_a_pdf",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_failed_paperfile_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__lte", 100)), name="paperfile_percent_is_at_most_100"
            ),
        ),
        append_only(
            "publishing_finishedpaper",
            "Et ferdig saksframlegg kan ikke endres eller slettes.",
            keys=(("id",), ("paper_id",), ("milestone_id",)),
        ),
    ]
