"""Find what is due by its day, and a year's visits, without reading every stay or every check.

Why: with 100,000 cases behind it, the list of what falls due asked for the duties of each stay that
goes on, one by one (140 ms); the figure of an early visit sorted every check that was ever held
(600 ms); what is kept of closed cases began with every closed case (430 ms).

Adds indices; those of duties hold only what is due or overdue, and are small.
The release before does not miss them. Backwards: drops them.
"""

from django.db import migrations, models


def _of_state(state: str, name: str) -> models.Index:
    return models.Index(fields=["due_on"], condition=models.Q(state=state), name=name)


class Migration(migrations.Migration):
    dependencies = [("store", "0014_outbox")]
    operations = [
        migrations.AddIndex("duerow", _of_state("due", "duties_due")),
        migrations.AddIndex("duerow", _of_state("overdue", "duties_overdue")),
        migrations.AddIndex(
            "checkrow", models.Index(fields=["state", "due_on"], name="checks_by_due")
        ),
        migrations.AddIndex("checkrow", models.Index(fields=["held_on"], name="checks_by_visit")),
        migrations.AddIndex(
            "keepingrow", models.Index(fields=["state", "closed_on"], name="kept_by_state")
        ),
    ]
