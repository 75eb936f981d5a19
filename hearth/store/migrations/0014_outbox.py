"""Keep what waits to leave, and what has left.

Why: nothing left the service so far. What leaves is written in the transaction of the act that
causes it, so that neither happens without the other, and is asked again when it is sent.

Adds one table; the release before does not know it and loses nothing. Backwards: drops it, and
with it what waits: whoever was to hear of something reads it on their page.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("store", "0013_how_long_it_is_kept")]
    operations = [
        migrations.CreateModel(
            name="OutboxRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("because", models.UUIDField(db_index=True, null=True)),
                ("key", models.CharField(max_length=96, unique=True)),
                ("queued_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("why", models.CharField(default="", max_length=32)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=CASCADE, related_name="outbox", to="store.caserow"
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(on_delete=PROTECT, related_name="+", to="store.itemrow"),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "next_at"], name="outbox_by_state"),
                    models.Index(fields=["case", "state"], name="outbox_by_case"),
                    models.Index(fields=["to", "queued_at"], name="outbox_by_reader"),
                ],
            },
        ),
    ]
