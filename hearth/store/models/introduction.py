"""The supervised meeting."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.offer import OfferRow
from hearth.store.models.seal import ItemRow


class IntroductionRow(StageRow):
    """`tell_at` is fixed when the meeting is held, so that no answer moves it."""

    offer = models.OneToOneField(OfferRow, models.CASCADE, related_name="introduction")
    card = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True)
    tell_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "tell_at"], name="meetings_by_state"),)
