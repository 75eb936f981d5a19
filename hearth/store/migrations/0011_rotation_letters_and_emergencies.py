"""Circles change keys in the background; concerns have letters; two open in an emergency.

Why: a circle's key was changed in one long transaction, and nobody could write to a concern or
read its answer without an account. The new tables are empty, the new columns empty or without
meaning to the previous release: it still opens every grant, as long as no circle is given a new
key by this one. Receipts handed out before are found no more, since they were kept under a hash
that a thief of the database could search; whoever has an account still reads the answers there.

Backwards: drops letters, questions for tonight and who opened what in an emergency. Finish every
change of key first (`hearth staff rewrap`): the old keys go with the tables.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="AsideRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EmergencyRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("asked_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LetterRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ours", models.BooleanField()),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RetiredKeyRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("total", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TonightRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="concernrow",
            name="host",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns",
                to="store.hostrow",
            ),
        ),
        migrations.AddField(
            model_name="concernrow",
            name="mailbox",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="concernrow",
            name="programme",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddField(
            model_name="concernrow",
            name="source",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="concernrow",
            index=models.Index(fields=["source"], name="concerns_by_source"),
        ),
        migrations.AddField(
            model_name="asiderow",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="asides",
                to="store.concernrow",
            ),
        ),
        migrations.AddField(
            model_name="asiderow",
            name="who",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergencyrow",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="emergencyrow",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="emergencies",
                to="store.placementrow",
            ),
        ),
        migrations.AddField(
            model_name="emergencyrow",
            name="purpose",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.itemrow"
            ),
        ),
        migrations.AddField(
            model_name="emergencyrow",
            name="second",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="letterrow",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="store.concernrow",
            ),
        ),
        migrations.AddField(
            model_name="letterrow",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.itemrow"
            ),
        ),
        migrations.AddField(
            model_name="retiredkeyrow",
            name="circle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retired",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grantrow",
            name="under",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="store.retiredkeyrow",
            ),
        ),
        migrations.AddField(
            model_name="tonightrow",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tonights",
                to="store.placementrow",
            ),
        ),
        migrations.AddIndex(
            model_name="tonightrow",
            index=models.Index(fields=["state"], name="tonights_by_state"),
        ),
    ]
