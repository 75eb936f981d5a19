"""Find what is open without reading what is over: stays of a case, checks and concerns by state.

Why: with 100,000 cases behind it, the caseworker's board looked at every planned move for each who
waits (200 ms), the visitor's round at every check that ever was (750 ms), and the lead's board at
every check of everybody who lives somewhere (270 ms).

Adds indices; the release before does not miss them. Backwards: drops them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0007_what_falls_due")]
    operations = [
        migrations.AddIndex(
            model_name="placementrow",
            index=models.Index(fields=["case", "state"], name="stays_by_case"),
        ),
        migrations.AddIndex(
            model_name="checkrow",
            index=models.Index(fields=["placement", "state"], name="checks_by_stay"),
        ),
        migrations.AddIndex(
            model_name="checkrow",
            index=models.Index(fields=["state", "opens_on"], name="checks_by_opening"),
        ),
        migrations.AddIndex(
            model_name="checkrow",
            index=models.Index(fields=["state", "closes_on"], name="checks_by_closing"),
        ),
        migrations.AddIndex(
            model_name="concernrow",
            index=models.Index(fields=["state", "answer_by"], name="concerns_by_state"),
        ),
    ]
