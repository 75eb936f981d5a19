"""Papers that are handed in, what people ask to be told, and grants that rest.

Why: certificates, pictures of homes and a person's documents lay outside, in folders and mail; a
person could not ask what is known of them; and "erase me" could not be answered with "not before
this day, and nobody reads it until then". Applications note when they were settled, since they
are kept no longer than a programme says of declined hosts.

Adds three tables and three columns, each empty or false by itself: the release before goes on
writing rows beside it. Backwards: drops them, and with them the papers, the requests and the
restrictions: what rested can be opened again.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0017_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="applicationrow",
            name="closed_on",
            field=models.DateField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="grantrow",
            name="rests",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="keepingrow",
            name="restricted_until",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="PaperRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="store.caserow",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
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
        migrations.CreateModel(
            name="RequestRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("asked_on", models.DateField()),
                ("due_on", models.DateField(db_index=True)),
                ("answered_on", models.DateField(null=True)),
                (
                    "answer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.itemrow",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="store.caserow",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="store.personrow",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PieceRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("original", models.BooleanField()),
                ("at", models.PositiveSmallIntegerField()),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.itemrow",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="store.paperrow",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "original", "at"), name="piece_once")
                ],
            },
        ),
    ]
