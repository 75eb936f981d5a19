"""A stay in a home."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.hosts import HomeRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow


class PlacementRow(StageRow):
    """Days in clear; how they travel, and why it ended, sealed."""

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="placements")
    home = models.ForeignKey(HomeRow, models.PROTECT, related_name="placements")
    plan = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    ending = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    planned_on = models.DateField()
    planned_until = models.DateField(null=True)
    moved_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["case", "state"], name="stays_by_case"),
            models.Index(fields=["state", "planned_on"], name="stays_by_start"),
            models.Index(fields=["state", "planned_until"], name="stays_by_end"),
        )
