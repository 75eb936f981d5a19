"""How long what is known of a case is kept."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class KeepingRow(StageRow):
    """One closed case. The reason of a hold is sealed to the lead's circle."""

    case = models.OneToOneField(CaseRow, models.CASCADE, related_name="keeping")
    closed_on = models.DateField(db_index=True)
    reason = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "closed_on"], name="kept_by_state"),)
