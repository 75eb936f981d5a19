"""The log of acts, chained, and the checkpoints taken of it."""

from django.db import models


class EntryRow(models.Model):
    """One act. Ids and words of the service only; never a fact. Never rewritten."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    act = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    about = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=64)
    bindings = models.TextField()  # JSON; SQLite checks a JSON field by a function we switch off
    count = models.PositiveIntegerField(default=0)  # items opened
    digest = models.CharField(max_length=64)  # of their ids, in order
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["act", "seq"], name="log_by_act"),
            models.Index(fields=["by", "seq"], name="log_by_actor"),
            models.Index(fields=["at"], name="log_by_moment"),
        )


class HeadRow(models.Model):
    """Where the log ends. One row, locked by whoever writes, so that the chain has no fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    openings = models.PositiveBigIntegerField(default=0)
