"""Keep which lead is near which host: whose home it is, who is close, or the host's own worker.

Why: a lead who is near a host could say so only of a concern that they had read.

A table of its own, empty at first. The release before does not know it. Backwards: drops it; each
lead steps aside from each concern anew.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0026_offices_proposed")]
    operations = [
        migrations.CreateModel(
            name="NearRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateField()),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="near",
                        to="store.hostrow",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.principalrow",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("host", "who"), name="near_once")],
            },
        ),
    ]
