"""Find the stays of a case by their state.

Why: whether a move is planned is asked of every case that waits. Without this SQLite looked at every
planned move for each of them: 200 ms of the caseworker's board with 2,000 who wait.

Adds an index; the release before does not miss it. Backwards: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0006_transfers")]
    operations = [
        migrations.AddIndex(
            model_name="placementrow",
            index=models.Index(fields=["case", "state"], name="stays_by_case"),
        ),
    ]
