"""An offer. The words in which the home was described are sealed to the person and the office."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.hosts import HomeRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow


class OfferRow(StageRow):
    """One home, put to one party."""

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="offers")
    home = models.ForeignKey(HomeRow, models.PROTECT, related_name="offers")
    described = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    last_resort = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    put_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state"], name="offers_by_state"),)
