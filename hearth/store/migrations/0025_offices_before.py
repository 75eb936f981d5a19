"""Keep which office a case was with before it went to another one.

Why: the record of an office is of the days on which the case was its own; the office that a case
began with could not be known any more once it had gone.

Adds a column, empty for all there are: what went over before counts, until then, as with the office
that has it now. The release before writes rows without it.
Backwards: drops the column.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0024_concerns_heard_again")]
    operations = [
        migrations.AddField(
            "transferrow",
            "came_from",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.officerow",
            ),
        ),
    ]
