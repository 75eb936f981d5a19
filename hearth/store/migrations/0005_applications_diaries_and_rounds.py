"""Let people ask to be hosts, hosts keep a diary, and a visitor take on a visit for a day.

Why: an application must be found by its day without being opened; an entry of a diary likewise;
and whoever holds an address for a visit must lose it when the day is over.

Safe while the release before still runs: two new tables, and a column that may be empty.

Backwards: drops applications and diaries; take every visit back first, or its keys stay.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_accounts_proposed_and_log_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkrow",
            name="taken_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="ApplicationRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("sent_at", models.DateTimeField()),
                (
                    "item",
                    models.OneToOneField(
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
        migrations.CreateModel(
            name="HostNoteRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("written_at", models.DateTimeField(db_index=True)),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="store.hostrow",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
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
