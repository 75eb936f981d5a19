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
    restored_on = models.DateField(null=True)  # a copy brought this yes back, and nobody asked yet

    class Meta:
        indexes = (
            models.Index(fields=["state", "answered_at"], name="consents_by_state"),
            models.Index(
                fields=["restored_on"],
                condition=models.Q(restored_on__isnull=False),
                name="consents_of_a_copy",
            ),
        )
