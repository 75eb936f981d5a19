"""Find checks by fewer and smaller indices, so that a rule that changes is written quickly.

Why: of 28 s in which everything due in 100,000 stays was worked out again, two thirds went into
indices. Three said what others say as well; two held a line for each of the many checks that
nobody has visited yet; and by state and day SQLite read all that is due to find what is due in a
few stays.

Drops indices and makes smaller ones in their place; on SQLite the table is copied once. The
release before finds all it asks for, some of it later. Backwards: makes them as they were.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _where(name: str, field: str, **condition: object) -> models.Index:
    return models.Index(fields=[field], condition=models.Q(**condition), name=name)


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
        migrations.AddIndex("checkrow", _where("checks_due", "due_on", state="due")),
        migrations.AddIndex("checkrow", _where("checks_overdue", "due_on", state="overdue")),
        migrations.AddIndex(
            "checkrow", _where("checks_by_visit", "held_on", held_on__isnull=False)
        ),
        migrations.AddIndex(
            "checkrow", _where("checks_by_visitor", "visitor", visitor__isnull=False)
        ),
    ]
