"""Let a program of the staff sign in by a token.

Why: a service's own programs (a board on a wall, a list of free beds) had to be somebody's browser.
A token is a sign-in that is read by the API alone, ends by itself, and can be taken back.

Adds one table; the release before does not know it and loses nothing. Backwards: drops it, and
every program is signed out.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0016_what_rules_ask")]
    operations = [
        migrations.CreateModel(
            name="TokenRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.BinaryField(unique=True)),
                ("locked", models.BinaryField()),
                ("acts", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
