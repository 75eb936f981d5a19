"""Tell a program that it should look.

Why: a program of the office asked every minute whether anything had changed.

Adds one table; the release before does not know it and loses nothing, but that nobody is called.
Backwards: drops it, and whoever is to be called again names the address again.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0028_words_of_a_copy")]
    operations = [
        migrations.CreateModel(
            name="WebhookRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("for_us", models.BinaryField()),
                ("for_owner", models.BinaryField()),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("off_at", models.DateTimeField(null=True)),
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhook",
                        to="store.tokenrow",
                    ),
                ),
            ],
        ),
    ]
