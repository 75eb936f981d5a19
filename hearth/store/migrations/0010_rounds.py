"""Visits can be planned for some days ahead.

Why: so far any visitor took on any visit, and nothing kept one from a home. The new table is
empty and the previous release does not know it.

Backwards: drops the table. The plans stay sealed and nobody finds them; checks are as they were.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_packs"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("first_on", models.DateField(unique=True)),
                ("days", models.PositiveSmallIntegerField()),
                ("promised", models.CharField(max_length=64)),
                ("seed", models.CharField(default="", max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "draw",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.itemrow",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.itemrow",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
