"""The register: hosts and homes by number. Who and where is sealed."""

from django.db import models

from hearth.store.models.base import Row
from hearth.store.models.seal import ItemRow, PrincipalRow


class HostRow(Row):
    """A host. `profile` is the sealed value the rules read; `identity` the name and contacts."""

    principal = models.OneToOneField(PrincipalRow, models.PROTECT, null=True, related_name="host")
    profile = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    identity = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)


class HomeRow(Row):
    """A home. `attributes` is the sealed value the rules read; `address` opens after consent."""

    host = models.ForeignKey(HostRow, models.PROTECT, related_name="homes")
    attributes = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    address = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
