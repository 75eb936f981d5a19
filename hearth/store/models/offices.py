"""An office: caseworkers who share a circle, and the cases that are theirs."""

from django.db import models

from hearth.store.models.base import Row


class OfficeRow(Row):
    """An office by its name, which is an organisation's and no secret.

    `id` is that of the circle of its caseworkers: so a case, which names its office, names who
    holds the keys to it, and nothing needs to be looked up.
    """

    name = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()
