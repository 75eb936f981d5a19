"""A case."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.people import PartyRow


class CaseRow(StageRow):
    """The service's work with a party, under one version of one programme."""

    party = models.OneToOneField(PartyRow, models.PROTECT, related_name="case")
    programme = models.CharField(max_length=80)
    opened_on = models.DateField()
    parked_until = models.DateField(null=True)
    must_reassess = models.BooleanField(default=False)
