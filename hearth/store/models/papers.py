"""Papers and pictures that were handed in. What they are and what they show is sealed."""

from django.db import models

from hearth.store.models.base import Row
from hearth.store.models.hosts import HostRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow


class PaperRow(Row):
    """A paper of a host, or of a case. `item` says what it is."""

    host = models.ForeignKey(HostRow, models.PROTECT, null=True, related_name="papers")
    case = models.ForeignKey(CaseRow, models.PROTECT, null=True, related_name="papers")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()


class PieceRow(Row):
    """One page as it is shown; or, where `original`, one piece of the file as it came."""

    paper = models.ForeignKey(PaperRow, models.CASCADE, related_name="pieces")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    original = models.BooleanField()
    at = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["paper", "original", "at"], name="piece_once"),
        )
