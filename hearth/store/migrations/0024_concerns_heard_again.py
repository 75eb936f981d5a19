"""Keep who hears a complaint, whose answer was refused, and until when an officer is to be told.

Why: an answer could not be refused, so a complaint ended with whoever gave it; and nothing rose
where the designated officer was not told of an allegation.

Adds three columns, empty for all there are: what was raised before keeps the one hearing it was
promised, and its officer is told as its weight asks. The release before writes rows without them.
Backwards: drops the columns; that an answer was refused stays in the log.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0023_visits_by_two")]
    operations = [
        migrations.AddField(
            "concernrow", "hearing", models.CharField(max_length=16, default="", db_default="")
        ),
        migrations.AddField(
            "concernrow",
            "refused_of",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.principalrow",
            ),
        ),
        migrations.AddField("concernrow", "officer_by", models.DateField(null=True)),
    ]
