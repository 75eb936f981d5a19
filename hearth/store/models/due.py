"""What falls due and is no check; pauses; draws of unannounced visits; calendar feeds."""

from django.db import models

from hearth.store.models.base import Row, StageRow
from hearth.store.models.concerns import ConcernRow
from hearth.store.models.placement import PlacementRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class DueRow(StageRow):
    """A contact, a review or a renewal, by one rule of one version. Never rewritten."""

    placement = models.ForeignKey(PlacementRow, models.CASCADE, related_name="duties")
    what = models.CharField(max_length=16)
    recurrence = models.CharField(max_length=64)
    programme = models.CharField(max_length=80)
    opens_on = models.DateField()
    due_on = models.DateField()
    closes_on = models.DateField()
    counted_from = models.DateField(null=True)
    replaced_because = models.CharField(max_length=16, default="", blank=True)
    replaced_by = models.CharField(max_length=80, default="", blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")

    class Meta:
        # Not by state: the embedded database would read all that is due to find one stay's. By day,
        # of one state each, it does not.
        indexes = (
            models.Index(fields=["closes_on"], name="duties_by_end"),
            models.Index(fields=["due_on"], condition=models.Q(state="due"), name="duties_due"),
            models.Index(
                fields=["due_on"], condition=models.Q(state="overdue"), name="duties_overdue"
            ),
        )


class ScheduleRow(models.Model):
    """Under which version the days ahead of a stay were worked out last."""

    placement = models.OneToOneField(
        PlacementRow, models.CASCADE, primary_key=True, related_name="schedule"
    )
    programme = models.CharField(max_length=80, db_index=True)
    counted_on = models.DateField()


class PauseRow(Row):
    """Days in which nobody visits. Why is sealed to whoever set it, the lead and the person.

    Ended early, `end_on` is the day it ended and `was_to_end_on` the one that was set; why it ended
    is sealed as the first reason is.
    """

    placement = models.ForeignKey(PlacementRow, models.CASCADE, related_name="pauses")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    first_on = models.DateField()
    end_on = models.DateField()
    set_by = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    was_to_end_on = models.DateField(null=True)
    ended_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_item = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")


class ReportRow(Row):
    """Somebody was not where they live, from a day on; when they were back, and since when we know.

    What is known of it is a concern, sealed to the lead.
    """

    placement = models.ForeignKey(PlacementRow, models.CASCADE, related_name="reports")
    concern = models.ForeignKey(ConcernRow, models.SET_NULL, null=True, related_name="+")
    away_on = models.DateField()
    back_on = models.DateField(null=True)
    counted_from = models.DateField(null=True)  # when the return was written down
    reported_by = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()


class DrawRow(Row):
    """The seed of a quarter's unannounced visits: sealed until it is over, then told."""

    first_on = models.DateField(unique=True)
    end_on = models.DateField()
    commitment = models.CharField(max_length=64)
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64, default="", blank=True)


class FeedRow(Row):
    """A calendar address of one reader. Here is only the hash of its secret."""

    reader = models.ForeignKey(PrincipalRow, models.CASCADE, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    hour = models.DateTimeField(null=True)  # since when `reads` are counted
    reads = models.PositiveIntegerField(default=0)
