"""Which cases a caseworker's keys are for: those of their offices. Everybody else serves them all.

Facts of another office's case are shut to them by keys. This is the wall before what lies in clear:
lists, states and days. Of a thing of another office's case they learn what they learn of nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.models import (
    CaseRow,
    CheckRow,
    ConsentRow,
    DueRow,
    IntroductionRow,
    KeepingRow,
    OfferRow,
    OfficeRow,
    OutboxRow,
    PaperRow,
    PauseRow,
    PermanenceRow,
    PersonRow,
    PlacementRow,
    ShortlistRow,
    TonightRow,
)
from hearth.store.models.base import Row

RowT = TypeVar("RowT", bound=Row)
AnswerT = TypeVar("AnswerT")
# How a row of a case leads to the office of that case.
TO_OFFICE: Mapping[type[Row], str] = {
    CaseRow: "office",
    OfferRow: "case__office",
    ShortlistRow: "case__office",
    PlacementRow: "case__office",
    PaperRow: "case__office",
    KeepingRow: "case__office",
    OutboxRow: "case__office",
    ConsentRow: "offer__case__office",
    IntroductionRow: "offer__case__office",
    CheckRow: "placement__case__office",
    DueRow: "placement__case__office",
    PauseRow: "placement__case__office",
    PermanenceRow: "placement__case__office",
    TonightRow: "placement__case__office",
    PersonRow: "parties__party__case__office",
}


def sees_all(by: SignedIn) -> bool:
    """Whether nothing is kept from them for the office that it is of. Cost: one small query."""
    return by.audience is not Audience.CASEWORKER or by.keys.keys() >= set(_offices())


_offices = Worded(lambda: OfficeRow.objects.values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class Theirs:
    """Whose cases somebody may learn of: those of these offices; None: of all there are."""

    offices: Sequence[UUID] | None

    @classmethod
    def of(cls, by: SignedIn) -> Self:
        """For a page that asks of many tables: asked of the database once."""
        return cls(None if sees_all(by) else list(by.keys))

    def only(self, found: QuerySet[Any, AnswerT], to_case: str = "") -> QuerySet[Any, AnswerT]:
        """Those of these rows whose case is of an office of theirs.

        to_case : how a row leads to its case, as `offer__case__`; nothing for the case itself.
        Where they see all, which they do in a service with one office, the question stays as it
        was.
        """
        if self.offices is None:
            return found
        return found.filter(**{f"{to_case}office__in": self.offices})


def only_theirs(
    found: QuerySet[Any, AnswerT], by: SignedIn, to_case: str = ""
) -> QuerySet[Any, AnswerT]:
    """The same for whoever asks of one table."""
    return Theirs.of(by).only(found, to_case)


def is_anothers(model: type[Row], id: UUID, by: SignedIn) -> bool:
    """Whether this row is of the case of an office that is not theirs, and of none that is.

    What is of no case is nobody's in this sense. Cost: two small queries; one where they see all.
    """
    if model not in TO_OFFICE or sees_all(by):
        return False
    offices = set(_office_of(model)(id)) - {None}
    return bool(offices) and not offices & by.keys.keys()


def must_be_theirs(model: type[Row], id: UUID, by: SignedIn) -> None:
    """Raises NotFound where it is another office's: that it exists is not theirs to know."""
    if is_anothers(model, id, by):
        raise NotFound("no such record")


@cache
def _office_of(model: type[RowT]) -> Worded[UUID | None]:
    return Worded(
        lambda id: (
            model._default_manager.filter(id=id)
            .order_by()
            .values_list(f"{TO_OFFICE[model]}_id", flat=True)
        )
    )
