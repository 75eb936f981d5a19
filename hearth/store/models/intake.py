"""A case."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.offices import OfficeRow
from hearth.store.models.people import PartyRow
from hearth.store.models.seal import ItemRow


class CaseRow(StageRow):
    """The service's work with a party, under one version of one programme, by one office."""

    # Not found by its office alone: of a service with one office that would be every case.
    office = models.ForeignKey(OfficeRow, models.PROTECT, related_name="cases", db_index=False)
    party = models.OneToOneField(PartyRow, models.PROTECT, related_name="case")
    programme = models.CharField(max_length=80)
    words = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    parked_until = models.DateField(null=True)
    must_reassess = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["state", "opened_on"], name="cases_by_state"),
            models.Index(fields=["office", "state", "opened_on"], name="cases_by_office"),
        )
