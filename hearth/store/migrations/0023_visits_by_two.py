"""Say who is the second visitor of a visit by two.

Why: a visit was planned for two visitors, each with one of the talks, and could be taken on by one
alone. Who has taken it on beside the first stands in clear, as the first does.

Adds a column that is empty, and a small index over where it is not. The release before reads and
writes on without it: the second visitor's keys end with the day. Backwards: drops both.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0022_concerns_that_rise")]
    operations = [
        migrations.AddField(
            model_name="checkrow",
            name="second",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "checkrow",
            models.Index(
                fields=["second"],
                condition=models.Q(("second__isnull", False)),
                name="checks_by_second",
            ),
        ),
    ]
