"""Plans of visits, by the days they are for."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.seal import ItemRow


class RoundRow(StageRow):
    """The visits of some days. Who visits where and when is sealed.

    `promised` is the hash of the seed that the unannounced were drawn by; `seed` is empty until
    the days are over, and then shown.
    """

    first_on = models.DateField(unique=True)
    days = models.PositiveSmallIntegerField()
    plan = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    draw = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    promised = models.CharField(max_length=64)
    seed = models.CharField(max_length=64, default="")
    made_at = models.DateTimeField()
