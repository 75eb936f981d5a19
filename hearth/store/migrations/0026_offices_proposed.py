"""Keep the name of an office that an administrator proposed.

Why: another office could be founded only by whoever has the machine.

Adds a column, empty for all there are: they are of accounts. The release before writes rows without
it. Backwards: drops the column; an office that was founded keeps its name, in a row of its own.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0025_offices_before")]
    operations = [
        migrations.AddField(
            "proposalrow", "name", models.CharField(max_length=80, default="", db_default="")
        ),
    ]
