from django.db import migrations

from organisation.append_only import append_only

SENTENCE = "En vedtatt utgave kan ikke endres eller slettes."


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [append_only("publishing_edition", SENTENCE, keys=(("id",), ("programme_id", "number")))]
