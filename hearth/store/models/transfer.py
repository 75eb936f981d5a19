"""A case proposed to another caseworker."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class TransferRow(StageRow):
    """The last one that was accepted says in whose care a case is. The note is sealed."""

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="transfers")
    sent_by = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    to = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    note = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="proposed"), name="asked_once"
            ),
        )
