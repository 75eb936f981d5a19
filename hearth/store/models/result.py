"""A result, and the releases its person gave."""

from django.db import models

from hearth.store.models.base import Row, StageRow
from hearth.store.models.people import PersonRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class ResultRow(StageRow):
    """That there is one is told to nobody but its person and whoever entered it."""

    person = models.ForeignKey(PersonRow, models.PROTECT, related_name="results")
    clinician = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    assessment = models.CharField(max_length=64)
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)


class ReleaseRow(Row):
    """The person's consent that one recipient may know, for one purpose, until a day."""

    result = models.ForeignKey(ResultRow, models.PROTECT, related_name="releases")
    recipient = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=64)
    given_on = models.DateField()
    until = models.DateField()
    withdrawn_on = models.DateField(null=True)
    restored_on = models.DateField(null=True)  # a copy brought it back, and nobody asked yet

    class Meta:
        indexes = (
            models.Index(
                fields=["recipient", "restored_on"],
                condition=models.Q(restored_on__isnull=False),
                name="releases_of_a_copy",
            ),
        )


class BreachRow(Row):
    """A telling outside the rules. Who and how is sealed; that it happened stays."""

    person = models.ForeignKey(PersonRow, models.PROTECT, related_name="breaches")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
