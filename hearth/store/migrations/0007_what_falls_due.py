"""What falls due beside checks, pauses, draws of unannounced visits, and calendar feeds.

Why: contacts, reviews and renewals were read from a programme and never fell due; a pause had no
place; which visits are unannounced was nowhere written down; nobody could have a calendar.

The new columns of checks have defaults, the new tables are empty, and the previous release knows
of neither. Checks written before are announced once they are counted again.

Backwards: drops the tables and columns, and with them pauses, draws, feeds, and whatever was
written of contacts, reviews and renewals. Checks stay, and forget what they were counted from.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_transfers"),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_on", models.DateField(unique=True)),
                ("end_on", models.DateField()),
                ("commitment", models.CharField(max_length=64)),
                ("seed", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DueRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("what", models.CharField(max_length=16)),
                ("recurrence", models.CharField(max_length=64)),
                ("programme", models.CharField(max_length=80)),
                ("opens_on", models.DateField()),
                ("due_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("counted_from", models.DateField(null=True)),
                ("replaced_because", models.CharField(blank=True, default="", max_length=16)),
                ("replaced_by", models.CharField(blank=True, default="", max_length=80)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("done_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FeedRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("hour", models.DateTimeField(null=True)),
                ("reads", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PauseRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_on", models.DateField()),
                ("end_on", models.DateField()),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ScheduleRow",
            fields=[
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="schedule",
                        serialize=False,
                        to="store.placementrow",
                    ),
                ),
                ("programme", models.CharField(db_index=True, max_length=80)),
                ("counted_on", models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name="checkrow",
            name="announced_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="checkrow",
            name="counted_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="checkrow",
            name="level",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="checkrow",
            name="raised",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="checkrow",
            name="replaced_because",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="checkrow",
            name="replaced_by",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddIndex(
            model_name="checkrow",
            index=models.Index(fields=["closes_on"], name="checks_by_end"),
        ),
        migrations.AddField(
            model_name="drawrow",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.itemrow"
            ),
        ),
        migrations.AddField(
            model_name="duerow",
            name="done_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="duerow",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="store.placementrow",
            ),
        ),
        migrations.AddField(
            model_name="feedrow",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="feeds",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pauserow",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.itemrow"
            ),
        ),
        migrations.AddField(
            model_name="pauserow",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pauses",
                to="store.placementrow",
            ),
        ),
        migrations.AddField(
            model_name="pauserow",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="duerow",
            index=models.Index(fields=["closes_on"], name="duties_by_end"),
        ),
    ]
