"""allauth's table of second factors, with its JSON as text.

Why: SQLite runs with `trusted_schema=off` and refuses the check that a JSON column brings
(decision 11). The table is the one allauth 65.21 knows; only that check is left out.

Backwards: drops the table; everybody enrols anew.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("recovery_codes", "Recovery codes"),
    ("totp", "TOTP Authenticator"),
    ("webauthn", "WebAuthn"),
]


def authenticator(data: models.Field[Any, Any]) -> list[migrations.operations.base.Operation]:
    """The table, with this field for what a factor is."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, django.db.models.deletion.CASCADE)
    id = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", id),
        ("type", models.CharField(choices=KINDS, max_length=20)),
        ("data", data),
        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
        ("last_used_at", models.DateTimeField(null=True)),
        ("user", user),
    ]
    once = models.UniqueConstraint(
        fields=["user", "type"],
        condition=models.Q(type__in=("totp", "recovery_codes")),
        name="unique_authenticator_type",
    )
    return [
        migrations.CreateModel("Authenticator", fields),
        migrations.AddConstraint("authenticator", once),
    ]


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=authenticator(models.TextField()),
            state_operations=authenticator(models.JSONField()),
        )
    ]
