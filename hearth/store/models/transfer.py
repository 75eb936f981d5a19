"""A case proposed to another caseworker, or to another office."""

from django.db import models

from hearth.store.models.base import StageRow
from hearth.store.models.intake import CaseRow
from hearth.store.models.offices import OfficeRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class TransferRow(StageRow):
    """The last one that was accepted says in whose care a case is. The note is sealed.

    `office`: which one is asked, where it is another; then `to` is whoever of it said yes, and
    `came_from` the office before: so it is known whose case it was on which day. `way` is
    the circle that holds the case's keys meanwhile; its own private key lies in two halves, one
    sealed to the office that is asked and one to the running program. All end with the answer.
    """

    case = models.ForeignKey(CaseRow, models.CASCADE, related_name="transfers")
    sent_by = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    to = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(OfficeRow, models.PROTECT, null=True, related_name="+")
    came_from = models.ForeignKey(OfficeRow, models.PROTECT, null=True, related_name="+")
    way = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    half = models.OneToOneField(ItemRow, models.SET_NULL, null=True, related_name="+")
    other_half = models.OneToOneField(ItemRow, models.SET_NULL, null=True, related_name="+")
    note = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="proposed"), name="asked_once"
            ),
        )
