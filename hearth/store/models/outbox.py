"""What waits to leave, and what has left."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class OutboxRow(StageRow):
    """A message for one recipient. What it says and where it goes is sealed.

    case : whose office sees it and has the task where it was refused; None: the office is not to
    know that it exists. because : the offer or the stay it is about; it goes when that goes.
    key : what it is for, once: the same act done twice queues nothing more. next_at : not before;
    while it is being sent, the moment from which whoever sends it counts as dead.
    """

    case = models.ForeignKey(CaseRow, models.CASCADE, null=True, related_name="outbox")
    to = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    because = models.UUIDField(null=True, db_index=True)
    key = models.CharField(max_length=96, unique=True)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=32, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["state", "next_at"], name="outbox_by_state"),
            models.Index(fields=["case", "state"], name="outbox_by_case"),
            models.Index(fields=["to", "queued_at"], name="outbox_by_reader"),
        )
