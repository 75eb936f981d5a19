"""Keep how far a concern has risen that nobody acknowledged or answered in time.

Why: what is overdue reaches more people the longer it lasts, and each of them once. For checks and
for what else falls due that stood in their rows; a concern rose nowhere.

Adds one column, 0 for all there are: the first day's work after it raises what is overdue then. The
release before writes rows without it. Backwards: drops the column; what the log says of it stays.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0021_principals_by_role")]
    operations = [
        migrations.AddField(
            "concernrow", "level", models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
    ]
