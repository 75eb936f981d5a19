"""A shortlist. Which homes and why is sealed to the office."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow


class ShortlistRow(StageRow):
    """Made on a day, under the rules in force that day."""

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="shortlists")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
