"""Keep what is being typed, lend a device, and find a day's work without reading every row.

Why: a server or a browser that dies must not cost somebody their words, and while the person
reads them back on the caseworker's device the caseworker's sign-in must open nothing. Today's
board asks for cases by their state, and has to answer at once with 100,000 of them.

Backwards: drops what was typed and not sent; paused sign-ins would open again, so end them first.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_sign_ins")]
    operations = [
        migrations.AddField("sessionrow", "paused_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="DraftRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("wrapped", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="store.principalrow",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("principal", "name"), name="one_draft_of_a_form"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            "caserow", models.Index(fields=["state", "opened_on"], name="cases_by_state")
        ),
        migrations.AddIndex("offerrow", models.Index(fields=["state"], name="offers_by_state")),
        migrations.AddIndex(
            "consentrow", models.Index(fields=["state", "answered_at"], name="consents_by_state")
        ),
        migrations.AddIndex(
            "introductionrow", models.Index(fields=["state", "tell_at"], name="meetings_by_state")
        ),
        migrations.AddIndex(
            "placementrow", models.Index(fields=["state", "planned_on"], name="stays_by_start")
        ),
        migrations.AddIndex(
            "placementrow", models.Index(fields=["state", "planned_until"], name="stays_by_end")
        ),
    ]
