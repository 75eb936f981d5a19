"""Two wishes, asked apart."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.placement import PlacementRow


class PermanenceRow(StageRow):
    """Which wishes stand is one state, shown to each side only as far as it is their own."""

    placement = models.OneToOneField(PlacementRow, models.CASCADE, related_name="permanence")
    both_since = models.DateField(null=True)
    decided_on = models.DateField(null=True)
