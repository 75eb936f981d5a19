"""Concerns, by receipt."""

from datetime import date

from django.db import models

from hearth.core.concerns import START
from hearth.core.programme import Hearing
from hearth.store.models.base import Row, StageRow
from hearth.store.models.hosts import HostRow
from hearth.store.models.placement import PlacementRow
from hearth.store.models.seal import ItemRow, PrincipalRow


class ConcernRow(StageRow):
    """Its kind, weight and words are sealed to the lead's circle; here are only the days.

    `hearing` is who looks into a complaint, empty where its answer cannot be refused; `refused_of`
    whoever gave the answer that was. Until `officer_by` the designated officer is told; empty where
    nobody waits for that. As the days do, these tell that it is a complaint, or an allegation.

    `host` is whom it is about where the lead has found that out and it names no stay. `mailbox`
    holds the key of whoever keeps the receipt. `source` is the same for what came from one
    machine on one day, and says nothing else; empty for whoever was signed in. `level`: how far
    it has risen since its next word was overdue; see `core.overdue`.
    """

    placement = models.ForeignKey(PlacementRow, models.PROTECT, null=True, related_name="concerns")
    raised_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    handled_by = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    receipt_hash = models.CharField(max_length=64, unique=True)
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    answer = models.OneToOneField(ItemRow, models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    host = models.ForeignKey(HostRow, models.PROTECT, null=True, related_name="concerns")
    programme = models.CharField(max_length=80, default="")
    mailbox = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=64, default="")
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    hearing = models.CharField(max_length=16, default="", db_default="")
    refused_of = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    officer_by = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["state", "answer_by"], name="concerns_by_state"),
            models.Index(fields=["source"], name="concerns_by_source"),
        )

    @property
    def due_by(self) -> date:
        """The last day for its next word: to whoever raised it, or before that to the officer."""
        word = self.acknowledge_by if self.state == START else self.answer_by
        return min(word, self.officer_by or word)

    @property
    def heard_by(self) -> Hearing | None:
        """Who looks into it, where its answer can be refused."""
        return Hearing(self.hearing) if self.hearing else None

    @property
    def about_host(self) -> HostRow | None:
        """Whom it is about, once that is known."""
        return self.placement.home.host if self.placement is not None else self.host


class LetterRow(Row):
    """A letter about a concern, after it was raised: by the lead (`ours`) or by its receipt."""

    concern = models.ForeignKey(ConcernRow, models.CASCADE, related_name="letters")
    item = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    ours = models.BooleanField()
    sent_at = models.DateTimeField()


class AsideRow(Row):
    """A lead who has stepped aside: the concern is about them, or about somebody close."""

    concern = models.ForeignKey(ConcernRow, models.CASCADE, related_name="asides")
    who = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")


class NearRow(Row):
    """A lead who is near a host: it is their own home, or of somebody close, or they are its worker
    under another account. By numbers, in clear: what is about that host is never theirs to see."""

    host = models.ForeignKey(HostRow, models.CASCADE, related_name="near")
    who = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["host", "who"], name="near_once"),)


class TonightRow(StageRow):
    """A safe place tonight, asked of the person and never decided for them."""

    placement = models.ForeignKey(PlacementRow, models.CASCADE, related_name="tonights")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state"], name="tonights_by_state"),)


class EmergencyRow(StageRow):
    """All that was said in confidence about one stay, opened by two. Why is sealed (`purpose`)."""

    placement = models.ForeignKey(PlacementRow, models.CASCADE, related_name="emergencies")
    asked_by = models.ForeignKey(PrincipalRow, models.PROTECT, related_name="+")
    second = models.ForeignKey(PrincipalRow, models.PROTECT, null=True, related_name="+")
    purpose = models.OneToOneField(ItemRow, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
