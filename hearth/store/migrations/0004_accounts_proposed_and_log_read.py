"""Let an administrator propose accounts, and let an auditor read the log by act, actor and day.

Why: an administrator may hire nobody, for they hold no circle's key; what they propose waits
until a member of the circle confirms it, and that it waited, and who decided, is kept. A filter
over a log of years must not read it whole.

Safe while the previous release runs: it knows neither the table nor the indexes.

Backwards: drops the proposals, decided or not (the log still tells of the accounts), and the
indexes.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_drafts_and_paused_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProposalRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("what", models.CharField(max_length=16)),
                ("role", models.CharField(max_length=32)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="entryrow",
            index=models.Index(fields=["act", "seq"], name="log_by_act"),
        ),
        migrations.AddIndex(
            model_name="entryrow",
            index=models.Index(fields=["by", "seq"], name="log_by_actor"),
        ),
        migrations.AddIndex(
            model_name="entryrow",
            index=models.Index(fields=["at"], name="log_by_moment"),
        ),
        migrations.AddField(
            model_name="proposalrow",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.principalrow",
            ),
        ),
        migrations.AddField(
            model_name="proposalrow",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.principalrow",
            ),
        ),
        migrations.AddField(
            model_name="proposalrow",
            name="who",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.principalrow",
            ),
        ),
    ]
