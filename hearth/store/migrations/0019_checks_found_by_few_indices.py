"""Find checks by fewer and smaller indices, so that a rule that changes is written quickly.

Why: when everything due in 100,000 stays was worked out again, most of the time went into indices.
Three said what others say as well, and two held a line for each of the many checks that nobody has
visited yet. The share of checks held apart read every check there ever was (120 ms beside 100,000
cases); with the programme in the index of days it reads no check at all.

Drops indices and makes smaller ones in their place; on SQLite the table is copied once. The
release before finds all it asks for, some of it later. Backwards: makes them as they were.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _where_there(field: str, name: str) -> models.Index:
    there = models.Q((f"{field}__isnull", False))
    return models.Index(fields=[field], condition=there, name=name)


class Migration(migrations.Migration):
    dependencies = [("store", "0018_papers_and_requests")]
    operations = [
        migrations.RemoveIndex("checkrow", "checks_by_end"),
        migrations.RemoveIndex("checkrow", "checks_by_closing"),
        migrations.RemoveIndex("checkrow", "checks_by_due"),
        migrations.RemoveIndex("checkrow", "checks_by_visit"),
        migrations.AlterField(
            model_name="checkrow",
            name="placement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checks",
                to="store.placementrow",
            ),
        ),
        migrations.AlterField(
            model_name="checkrow",
            name="visitor",
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
            models.Index(fields=["state", "due_on", "programme"], name="checks_by_due"),
        ),
        migrations.AddIndex("checkrow", _where_there("held_on", "checks_by_visit")),
        migrations.AddIndex("checkrow", _where_there("visitor", "checks_by_visitor")),
    ]
