"""A form that was sent, so that sending it again does nothing again."""

from django.db import models

from hearth.store.models.base import Row


class PostRow(Row):
    """One sending of one form. What was answered is sealed under what was sent; kept for a day."""

    digest = models.BinaryField(unique=True)
    answer = models.BinaryField(default=b"")
    sent_at = models.DateTimeField(db_index=True)
