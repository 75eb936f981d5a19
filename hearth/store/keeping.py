"""Every fact of one case, by the class that says how long it is kept."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from hearth.core import retention
from hearth.core.compartments import Compartment
from hearth.core.intake import State as CaseState
from hearth.core.retention import Records, State
from hearth.store import programmes
from hearth.store.models import (
    ApplicationRow,
    CaseRow,
    CheckRow,
    ConcernRow,
    IntroductionRow,
    ItemRow,
    KeepingRow,
    OfferRow,
    OutboxRow,
    PaperRow,
    PartyMemberRow,
    PauseRow,
    PersonRow,
    PlacementRow,
    RequestRow,
)

CLOSED = CaseState.CLOSED
AT_ONCE = 1_000  # in one go of the daily work; the rest waits for the next
SAID_APART = (Compartment.TESTIMONY, Compartment.NOTES)


def begin(case: CaseRow, on: date) -> None:
    """The case was closed on this day; what is known of it is kept from then on."""
    fresh = {"closed_on": on, "state": retention.START, "restricted_until": None}
    KeepingRow.objects.update_or_create(case=case, defaults=fresh)


def items(case: CaseRow, records: Records) -> list[UUID]:
    """The facts of one class that are still there."""
    theirs = Q(subject__in=list(_subjects(case)))
    theirs |= Q(id__in=OutboxRow.objects.filter(case=case).values("item"))  # and to their hosts
    found = ItemRow.objects.exclude(body=b"").filter(theirs)
    if records is Records.CASE:
        return list(found.exclude(compartment__in=SAID_APART).values_list("id", flat=True))
    apart = set(found.filter(compartment__in=SAID_APART).values_list("id", flat=True))
    concerns = ConcernRow.objects.filter(placement__case=case)
    for field in ("item_id", "answer_id"):
        apart |= {item for item in concerns.values_list(field, flat=True) if item}
    there = ItemRow.objects.exclude(body=b"").filter(id__in=apart)
    return list(there.values_list("id", flat=True))


def restricted_until(day: date) -> list[UUID]:
    """Closed cases that nobody opens, and whose day has come."""
    rows_ = KeepingRow.objects.filter(state=State.RESTRICTED, restricted_until__lte=day)
    return list(rows_.order_by("restricted_until", "id").values_list("id", flat=True))


def applications_settled() -> Iterator[tuple[UUID, date]]:
    """What people wrote who asked to be hosts, where that is settled: the fact, and since when."""
    found = ApplicationRow.objects.exclude(closed_on=None).exclude(item__body=b"")
    for item, on in found.order_by("closed_on", "id").values_list("item", "closed_on")[:AT_ONCE]:
        if on is not None:
            yield item, on


def begin_for_imported(today: date) -> int:
    """Give each case that an import closed the day from which it is kept. How many there were."""
    found = CaseRow.objects.filter(state=CLOSED, keeping=None).annotate(
        over_on=Max("party__stays__left_on")
    )
    some = list(found.order_by("id")[:AT_ONCE])
    for case in some:
        over = min(case.over_on or today, today)
        begin(case, retention.began_on(programmes.of(case.programme), over, today))
    return len(some)


def people(case: CaseRow) -> list[PersonRow]:
    """Whoever is known by this case alone: somebody of another party is known on."""
    theirs = PartyMemberRow.objects.filter(party=case.party_id).values("person")
    others = PartyMemberRow.objects.exclude(party=case.party_id).values("person")
    return list(PersonRow.objects.filter(id__in=theirs).exclude(id__in=others))


def _subjects(case: CaseRow) -> Iterator[UUID]:
    yield case.id
    yield case.party_id
    for person in people(case):
        yield person.id
        if person.principal_id is not None:
            yield person.principal_id  # what was written to them
    of_case = (
        OfferRow.objects.filter(case=case),
        IntroductionRow.objects.filter(offer__case=case),
        PlacementRow.objects.filter(case=case),
        CheckRow.objects.filter(placement__case=case),
        ConcernRow.objects.filter(placement__case=case),
        PauseRow.objects.filter(placement__case=case),
        PaperRow.objects.filter(case=case),
        RequestRow.objects.filter(case=case),
        KeepingRow.objects.filter(case=case),
    )
    for rows in of_case:
        yield from rows.values_list("id", flat=True)


def waiting(until: date) -> Iterator[KeepingRow]:
    """Closed cases that nobody holds, the longest closed first. `until`: closed so long ago."""
    kept = KeepingRow.objects.filter(
        closed_on__lte=until, state__in=(State.KEPT, State.ASKED), case__state=CLOSED
    )
    yield from kept.select_related("case").order_by("closed_on", "id").iterator(1_000)
