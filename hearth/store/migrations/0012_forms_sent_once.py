"""Remember for a day which form was sent, so that a second sending does not do its act again.

Why: an impatient second press, or a telephone that sends again when the network comes back, opened
two cases, raised two concerns, wrote two notes. Each form carries a token that is new with each
page; what was answered to it is kept, sealed under what was sent.

Adds a table; the release before does not miss it. Backwards: drops it, and with it what was
answered in the last day.
"""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0011_rotation_letters_and_emergencies")]
    operations = [
        migrations.CreateModel(
            name="PostRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(unique=True)),
                ("answer", models.BinaryField(default=b"")),
                ("sent_at", models.DateTimeField(db_index=True)),
            ],
            options={"abstract": False},
        ),
    ]
