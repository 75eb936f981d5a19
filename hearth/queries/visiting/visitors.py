"""Whom a visitor is near to, as the lead tells it: cases and accounts by their numbers."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.accounts import ROLES
from hearth.core.ids import PersonId, PrincipalId
from hearth.queries.numbers import number
from hearth.queries.visiting.rounds import must_be_lead
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PartyMemberRow, PrincipalRow

DIGITS = 8  # of a number


def cases_called(numbers: Sequence[str], *, by: SignedIn) -> dict[str, UUID]:
    """The cases of these numbers; one that is nobody's, or several cases', is left out.

    Raises NotFound for all but the lead. Cost: one query for each number.
    """
    must_be_lead(by)
    return _called(CaseRow.objects.all(), numbers)


def accounts_called(numbers: Sequence[str], *, by: SignedIn) -> dict[str, PrincipalId]:
    """The accounts of those who work here by their numbers; as `cases_called`."""
    must_be_lead(by)
    staff = PrincipalRow.objects.filter(role__in=ROLES, is_circle=False)
    return {one: PrincipalId(id) for one, id in _called(staff, numbers).items()}


def _called(
    rows: "QuerySet[CaseRow] | QuerySet[PrincipalRow]", numbers: Sequence[str]
) -> dict[str, UUID]:
    found = {}
    for one in numbers:
        first, last = (UUID(one.ljust(32, digit)) for digit in "0f")
        ids = list(rows.filter(id__range=(first, last)).values_list("id", flat=True)[:2])
        if len(ids) == 1:
            found[one] = ids[0]
    return found


def cases_of(people: Iterable[PersonId], *, by: SignedIn) -> tuple[list[str], int]:
    """The numbers of the cases that these people are of, and how many of them are of none."""
    must_be_lead(by)
    wanted = set(people)
    found = PartyMemberRow.objects.filter(person__in=wanted, party__case__isnull=False)
    pairs = list(found.values_list("party__case", "person"))
    cases = sorted({number(case) for case, _ in pairs})
    return cases, len(wanted - {person for _, person in pairs})
