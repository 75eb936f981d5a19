"""Keep where checks were held, that a pause was ended early, and that somebody was away.

Why: a programme may ask that so large a share of the checks be held at the home; a pause that is
not needed any more could not be ended; and what counts from a report counted from nothing.

Adds empty columns and one table. The release before does not know them; what it writes has none,
and counts as before. Backwards: drops them, and with them which pauses were ended early and why.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
SET_NULL = django.db.models.deletion.SET_NULL


class Migration(migrations.Migration):
    dependencies = [("store", "0015_what_is_due_by_its_day")]
    operations = [
        migrations.AddField("checkrow", "at_home", models.BooleanField(null=True)),
        migrations.AddField("pauserow", "was_to_end_on", models.DateField(null=True)),
        migrations.AddField("pauserow", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "pauserow",
            "ended_by",
            models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="+", to="store.principalrow"
            ),
        ),
        migrations.AddField(
            "pauserow",
            "ended_item",
            models.OneToOneField(
                null=True, on_delete=PROTECT, related_name="+", to="store.itemrow"
            ),
        ),
        migrations.CreateModel(
            "ReportRow",
            [
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("away_on", models.DateField()),
                ("back_on", models.DateField(null=True)),
                ("counted_from", models.DateField(null=True)),
                ("reported_at", models.DateTimeField()),
                (
                    "concern",
                    models.ForeignKey(
                        null=True, on_delete=SET_NULL, related_name="+", to="store.concernrow"
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="reports", to="store.placementrow"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="store.principalrow"),
                ),
            ],
        ),
    ]
