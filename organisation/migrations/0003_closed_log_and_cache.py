from django.core.management import call_command
from django.db import migrations

from organisation.append_only import append_only


def make_cache_table(_apps, schema_editor):
    """Rate limits live in the database (settings.CACHES); the command does nothing when the table is there."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_access")]

    operations = [
        append_only("organisation_entry", "Loggen kan ikke endres eller slettes."),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
