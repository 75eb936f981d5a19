"""What somebody is typing and has not sent yet."""

from django.db import models

from hearth.store.models.base import Row
from hearth.store.models.seal import PrincipalRow


class DraftRow(Row):
    """One form of one person. `name` says which form; what was typed is sealed to them alone."""

    principal = models.ForeignKey(PrincipalRow, models.CASCADE, related_name="drafts")
    name = models.CharField(max_length=64)
    body = models.BinaryField()
    wrapped = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["principal", "name"], name="one_draft_of_a_form"),
        )
