"""What hosts, and people who would like to be hosts, write to the office."""

from django.db import models

from hearth.store.models.base import Row, StageRow
from hearth.store.models.hosts import HostRow
from hearth.store.models.seal import ItemRow


class ApplicationRow(StageRow):
    """Somebody would like to be a host. Who they are and what they wrote is sealed.

    `closed_on`: since when it is settled, and is kept no longer than the programmes say.
    """

    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    closed_on = models.DateField(null=True, db_index=True)


class HostNoteRow(Row):
    """An entry in a host's diary; its words are sealed to them and the office."""

    host = models.ForeignKey(HostRow, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=16)
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_index=True)
