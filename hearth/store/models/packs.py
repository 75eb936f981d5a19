"""Packs: what a visitor took along on a phone for a day, and the parcels that came back."""

from django.db import models

from hearth.store.models.base import Row
from hearth.store.models.placement import PlacementRow
from hearth.store.models.seal import PrincipalRow


class PackRow(Row):
    """One pack on one phone. Of its token only a hash; what was in it is kept nowhere here."""

    visitor = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="packs")
    token_hash = models.CharField(max_length=46)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # signed out from elsewhere


class PackedRow(Row):
    """One visit in a pack. The check may be worked out anew meanwhile, so its id is no key."""

    pack = models.ForeignKey(PackRow, models.CASCADE, related_name="visits")
    check_was = models.UUIDField()
    placement = models.ForeignKey(PlacementRow, models.CASCADE, related_name="+")
    programme = models.CharField(max_length=80)


class ParcelRow(Row):
    """One parcel that arrived, by the id that the phone gave it: it is taken once."""

    pack = models.ForeignKey(PackRow, models.CASCADE, related_name="parcels")
    outcome = models.CharField(max_length=32)
    arrived_at = models.DateTimeField()
    phone_at = models.DateTimeField(null=True)  # by the phone's clock, when it was sent
