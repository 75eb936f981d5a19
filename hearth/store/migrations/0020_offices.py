"""A service may have several offices, each with a circle and cases of its own.

Why: so far every caseworker held the keys to every case. The one office that is there becomes the
first: its circle is that of all caseworkers, no grant changes, and every case is its own. A case
may be proposed to another office; who of it says yes is known only then, so `to` may be empty.

Widen, fill and narrow in one: a case without an office would be a case of nobody. The release
before opens no case while this runs and after it; all else it does goes on. Cost: one update of all
cases; on SQLite their table is copied twice. Backwards: drops which office a case is of, and fails
while a case waits for another office's answer.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FIRST = "First office"


def make_the_first(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The circle of all caseworkers is that of an office now, and every case is of it."""
    circles = apps.get_model("store", "PrincipalRow").objects.filter(
        role="office", is_circle=True, ended_at=None
    )
    circle = circles.order_by("made_at", "id").first()
    if circle is None:
        return  # nothing was set up here yet
    office = apps.get_model("store", "OfficeRow").objects.create(
        id=circle.id, name=FIRST, made_at=circle.made_at
    )
    apps.get_model("store", "CaseRow").objects.update(office=office)


def _to(model: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model
    )


def _half() -> "models.OneToOneField[Any, Any]":
    return models.OneToOneField(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="store.itemrow",
    )


def _of_a_case(*, null: bool) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="cases",
        to="store.officerow",
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0019_checks_found_by_few_indices")]
    operations = [
        migrations.CreateModel(
            name="OfficeRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.AddField("caserow", "office", _of_a_case(null=True)),
        migrations.RunPython(make_the_first, migrations.RunPython.noop),
        migrations.AlterField("caserow", "office", _of_a_case(null=False)),
        migrations.AddIndex(
            "caserow",
            models.Index(fields=["office", "state", "opened_on"], name="cases_by_office"),
        ),
        migrations.AlterField("transferrow", "to", _to(settings.AUTH_USER_MODEL)),
        migrations.AddField("transferrow", "office", _to("store.officerow")),
        migrations.AddField("transferrow", "way", _to(settings.AUTH_USER_MODEL)),
        migrations.AddField("transferrow", "half", _half()),
        migrations.AddField("transferrow", "other_half", _half()),
    ]
