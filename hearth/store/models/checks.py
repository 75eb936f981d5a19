"""Checks, and the talks they are made of."""

from uuid import UUID

from django.db import models

from hearth.store.models.base import Row, StageRow
from hearth.store.models.placement import PlacementRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class CheckRow(StageRow):
    """One check, due in a window, by one rule of one version. What was due is never rewritten.

    `announced_on`: since when person and host may know of it; never, where it is unannounced.
    `level`: how far it has come since it is overdue. `at_home`: whether one that counts was held
    at the home, for the share that a rule asks for; where else it was is sealed with the talk.
    """

    placement = models.ForeignKey(
        PlacementRow, models.CASCADE, related_name="checks", db_index=False
    )
    recurrence = models.CharField(max_length=64)
    programme = models.CharField(max_length=80)
    opens_on = models.DateField()
    due_on = models.DateField()
    closes_on = models.DateField()
    held_on = models.DateField(null=True)
    visitor = models.ForeignKey(
        PrincipalRow, models.PROTECT, null=True, related_name="+", db_index=False
    )
    taken_on = models.DateField(null=True)  # the day for which its visitor holds the address
    second = models.ForeignKey(  # who holds the other talk, where two make the visit
        PrincipalRow, models.PROTECT, null=True, related_name="+", db_index=False
    )
    counted_from = models.DateField(null=True)
    raised = models.BooleanField(default=False)
    announced_on = models.DateField(null=True)
    replaced_because = models.CharField(max_length=16, default="", blank=True)
    replaced_by = models.CharField(max_length=80, default="", blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    at_home = models.BooleanField(null=True)

    class Meta:
        # Few, and small: each is written again whenever a rule changes all that is due.
        indexes = (
            models.Index(fields=["placement", "state"], name="checks_by_stay"),
            models.Index(fields=["state", "opens_on"], name="checks_by_opening"),
            models.Index(fields=["state", "due_on", "programme"], name="checks_by_due"),
            models.Index(
                fields=["held_on"],
                condition=models.Q(held_on__isnull=False),
                name="checks_by_visit",
            ),
            models.Index(
                fields=["visitor"],
                condition=models.Q(visitor__isnull=False),
                name="checks_by_visitor",
            ),
            models.Index(
                fields=["second"],
                condition=models.Q(second__isnull=False),
                name="checks_by_second",
            ),
        )


class TalkRow(Row):
    """One talk: where it was and what was said are sealed to the lead's circle and the speaker."""

    check_held = models.ForeignKey(CheckRow, models.CASCADE, related_name="talks")
    with_host = models.BooleanField()
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")


def made_by(who: UUID) -> models.Q:
    """Checks of which somebody is the visitor, the first or the second."""
    return models.Q(visitor=who) | models.Q(second=who)
