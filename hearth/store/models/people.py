"""People and the parties they are placed with. Who they are is sealed."""

from django.db import models

from hearth.store.models.base import Row
from hearth.store.models.seal import ItemRow, PrincipalRow


class PersonRow(Row):
    """Somebody. `principal` once they sign in themselves."""

    principal = models.OneToOneField(PrincipalRow, models.PROTECT, null=True, related_name="person")
    identity = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")


class PartyRow(Row):
    """People placed together. `attributes` is the sealed value the rules read."""

    attributes = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    private = models.BooleanField(default=False)  # a victim service's: never in a shared view


class PartyMemberRow(Row):
    """A person in a party."""

    party = models.ForeignKey(PartyRow, models.CASCADE, related_name="members")
    person = models.ForeignKey(PersonRow, models.PROTECT, related_name="parties")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party", "person"], name="in_party_once"),)


class StayRow(Row):
    """A stay elsewhere, from another service's records. What it was is sealed."""

    person = models.ForeignKey(PersonRow, models.CASCADE, related_name="stays")
    party = models.ForeignKey(PartyRow, models.CASCADE, related_name="stays")
    entered_on = models.DateField()
    left_on = models.DateField(null=True)
    private = models.BooleanField(default=False)
