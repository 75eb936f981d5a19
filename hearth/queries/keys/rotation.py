"""How far circles are with moving to their new keys: numbers alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from hearth.core.audience import STAFF, Audience
from hearth.store.access import SignedIn
from hearth.store.models import RetiredKeyRow


@dataclass(frozen=True, slots=True)
class Moving:
    """A circle whose grants are being moved: how many there were, and how many are left."""

    circle: str
    began_at: datetime
    total: int
    left: int

    @property
    def moved(self) -> int:
        return self.total - self.left

    @property
    def share(self) -> int:
        """From 0 to 100, never 100 before it is done."""
        return 100 * self.moved // self.total if self.total else 0


def moving(*, by: SignedIn) -> tuple[Moving, ...]:
    """What is under way: of their own circles for caseworkers and leads, of all for the
    administrator, who can do nothing about it but ask. Empty for everybody else. One query.
    """
    rows = RetiredKeyRow.objects.annotate(left=Count("grants")).select_related("circle")
    if by.audience in STAFF:
        rows = rows.filter(circle__in=list(by.keys))
    elif by.audience is not Audience.ADMINISTRATOR:
        return ()
    return tuple(
        Moving(row.circle.role, row.began_at, row.total, row.left)
        for row in rows.order_by("began_at", "id")
    )
