"""Concerns, by receipt."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.placement import PlacementRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class ConcernRow(StageRow):
    """Its kind, weight and words are sealed to the lead's circle; here are only the days."""

    placement = models.ForeignKey(PlacementRow, models.PROTECT, null=True, related_name="concerns")
    raised_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    handled_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    receipt_hash = models.CharField(max_length=64, unique=True)
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    answer = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["state", "answer_by"], name="concerns_by_state"),)
