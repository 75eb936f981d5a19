"""How long what is known of a case is kept, and what its person asked to be told."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.people import PersonRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class KeepingRow(StageRow):
    """One closed case. The reason of a hold is sealed to the lead's circle.

    `restricted_until`: nobody opens anything of it before that day, and then it is erased.
    """

    case = models.OneToOneField(CaseRow, models.CASCADE, related_name="keeping")
    closed_on = models.DateField(db_index=True)
    reason = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    restricted_until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "closed_on"], name="kept_by_state"),)


class RequestRow(StageRow):
    """A person asks what is known of them. The answer, or why not, is sealed to them."""

    person = models.ForeignKey(PersonRow, models.PROTECT, related_name="requests")
    case = models.ForeignKey(CaseRow, models.PROTECT, related_name="requests")
    asked_on = models.DateField()
    due_on = models.DateField(db_index=True)
    answered_on = models.DateField(null=True)
    answer = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
