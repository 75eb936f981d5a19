"""Find the keys that a consent or a release gave by that consent or release.

Why: to take a yes back read every key of the service, and held everybody up meanwhile; the first
page of an office read every release to it.

Adds an index of the grants that have a reason; that of the releases which a copy brought back
begins with whom they are to. Backwards: drops the one, and makes the other as it was.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0029_webhooks")]
    operations = [
        migrations.RemoveIndex("releaserow", "releases_of_a_copy"),
        migrations.AddIndex(
            "releaserow",
            models.Index(
                fields=["recipient", "restored_on"],
                condition=models.Q(restored_on__isnull=False),
                name="releases_of_a_copy",
            ),
        ),
        migrations.AddIndex(
            "grantrow",
            models.Index(
                fields=["because"],
                condition=models.Q(because__isnull=False),
                name="grants_by_reason",
            ),
        ),
    ]
