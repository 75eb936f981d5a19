"""The word of one person on one offer."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.offer import OfferRow
from hearth.store.models.people import PersonRow


class ConsentRow(StageRow):
    """AGREED and the grants on name and address are written in one transaction, or neither."""

    offer = models.OneToOneField(OfferRow, models.CASCADE, related_name="consent")
    person = models.ForeignKey(PersonRow, models.PROTECT, related_name="consents")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "answered_at"], name="consents_by_state"),)
