"""What every row has in common: an id that says nothing and cannot be guessed."""

from uuid import uuid4

from django.db import models


class Row(models.Model):
    """A row with a random id (UUID version 4)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class StageRow(Row):
    """A row of one stage: `state` is a state of that stage's table of steps in the core."""

    state = models.CharField(max_length=32)

    class Meta:
        abstract = True
