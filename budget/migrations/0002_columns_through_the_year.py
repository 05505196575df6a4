import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_columns(apps, _schema_editor):
    """One id each: adding the field gave all rows the same."""
    for column in apps.get_model("budget", "BudgetColumn").objects.all():
        column.uuid = uuid.uuid4()
        column.save(update_fields=["uuid"])


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="forklaring")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="tidspunkt")),
            ],
            options={
                "verbose_name": "forklaring på avvik",
                "verbose_name_plural": "forklaringer på avvik",
            },
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="compared_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="budget.budgetcolumn",
                verbose_name="endring fra",
            ),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="compared_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="budget.budgetcolumn",
                verbose_name="endring til",
            ),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="decision",
            field=models.CharField(
                blank=True, help_text="Organ, dato og saksnummer.", max_length=200, verbose_name="vedtak"
            ),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="is_locked",
            field=models.BooleanField(default=False, help_text="Beløpene kan ikke endres.", verbose_name="vedtatt"),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="is_printed",
            field=models.BooleanField(
                default=True,
                help_text="Overskrift og summer er lest fra en kilde og beholdes som de står.",
                verbose_name="som trykt",
            ),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="opens_from",
            field=models.ForeignKey(
                blank=True,
                help_text="Kolonnen som har det utgående mindreforbruket denne begynner med.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="budget.budgetcolumn",
                verbose_name="inngående fra",
            ),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True, verbose_name="id"),
        ),
        migrations.RunPython(name_columns, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="budgetcolumn",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id"),
        ),
        migrations.AddField(
            model_name="budgetcolumn",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="år"),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="continues",
            field=models.UUIDField(
                blank=True, help_text="Linjens id i fjorårets budsjett.", null=True, verbose_name="fortsetter"
            ),
        ),
        migrations.AddField(
            model_name="budgettable",
            name="details",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="detailed_by",
                to="budget.budgetline",
                verbose_name="spesifiserer linjen",
            ),
        ),
        migrations.AddField(
            model_name="budgettable",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="versjon"),
        ),
        migrations.AlterField(
            model_name="budgetcolumn",
            name="label",
            field=models.CharField(
                blank=True,
                help_text="Tomt betyr at den følger av hva kolonnen er.",
                max_length=200,
                verbose_name="overskrift",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetcolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_printed", False), models.Q(("label", ""), _negated=True), _connector="OR"),
                name="a_printed_column_has_a_label",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="hvem",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="column",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="explanations",
                to="budget.budgetcolumn",
                verbose_name="kolonne",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="explanations",
                to="budget.budgetline",
                verbose_name="linje",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.UniqueConstraint(fields=("line", "column"), name="one_explanation_per_cell"),
        ),
    ]
