"""Mark a yes and a release that a copy brought back, until somebody has asked whether they hold.

Why: whoever took theirs back after the copy was made had given it again.

Adds two columns, empty for all there are, and an index of what is not empty. The release before
writes rows without them. Backwards: drops the columns; keys that rest go on resting.
"""

from django.db import migrations, models

WAITS = models.Q(restored_on__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("store", "0027_near_hosts")]
    operations = [
        migrations.AddField("consentrow", "restored_on", models.DateField(null=True)),
        migrations.AddField("releaserow", "restored_on", models.DateField(null=True)),
        migrations.AddIndex(
            "consentrow",
            models.Index(fields=["restored_on"], condition=WAITS, name="consents_of_a_copy"),
        ),
        migrations.AddIndex(
            "releaserow",
            models.Index(fields=["restored_on"], condition=WAITS, name="releases_of_a_copy"),
        ),
    ]
