"""Note when a case was closed, and what was decided about erasing it.

Why: a programme says how long records are kept after a case was closed, and nothing knew the day,
nor who had asked for an earlier end, nor what must be held.

Adds a table; the release before does not miss it. Cases closed before (by an import alone) have no
row, and nothing of them falls due until they are closed again. Backwards: drops the table, and with
it the days and the holds; what was erased stays erased.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0012_forms_sent_once")]
    operations = [
        migrations.CreateModel(
            name="KeepingRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("closed_on", models.DateField(db_index=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keeping",
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
                    "reason",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.itemrow",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
