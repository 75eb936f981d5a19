"""Keep what is being typed, and let a device be in other hands for a while.

Why: a server or a browser that dies must not cost somebody their words, and while the person
reads them back on the caseworker's device the caseworker's sign-in must open nothing.

Backwards: drops what was typed and not sent; paused sign-ins would open again, so end them first.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
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
    ]
