"""What was proposed about accounts."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.seal import PrincipalRow


class ProposalRow(StageRow):
    """Somebody is to be hired or to leave, or an office is to be founded.

    Of people no name: who it is, people know among themselves. Of an office the name, which is an
    organisation's; `who` is its circle once it is founded.
    """

    what = models.CharField(max_length=16)
    role = models.CharField(max_length=32)
    name = models.CharField(max_length=80, default="", db_default="")
    who = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
