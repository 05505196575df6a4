from django.db import migrations

from organisation.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("programmes", "0009_adoption")]

    operations = [
        append_only(
            "programmes_milestone",
            "En milepæl kan ikke endres eller slettes.",
            keys=(("id",), ("programme_id", "slug")),
        ),
        append_only(
            "programmes_decision", "En behandling kan ikke endres eller slettes.", keys=(("id",), ("corrects_id",))
        ),
        append_only("programmes_phasechange", "Et faseskifte kan ikke endres eller slettes."),
    ]
