"""Sign-in through the pages: by a name or a printed code, in steps, with an idle lock.

Why: so far only the holder of a key file came in. A name or a code now finds the key by a
keyed hash, a session says how far it is and keeps what was typed when it was locked, and
mistakes in a row are counted. Sessions that are open stay open.

Backwards: drops both tables and both columns; everybody needs a new name or code afterwards.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MistakeRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("of_hash", models.BinaryField(unique=True)),
                ("count", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="sessionrow",
            name="kept",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="sessionrow",
            name="stage",
            field=models.CharField(default="open", max_length=8),
        ),
        migrations.CreateModel(
            name="SignInRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name_hash", models.BinaryField(unique=True)),
                ("by_code", models.BooleanField()),
                ("fresh", models.BooleanField(default=True)),
                (
                    "principal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
