"""Every fact of one case, by the class that says how long it is kept."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from hearth.core import retention
from hearth.core.compartments import Compartment
from hearth.core.intake import State as CaseState
from hearth.core.programme import Programme
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
    rules: dict[str, Programme] = {}
    fresh = []
    for case in found.order_by("id")[:AT_ONCE]:
        if case.programme not in rules:
            rules[case.programme] = programmes.of(case.programme)
        on = retention.began_on(rules[case.programme], min(case.over_on or today, today), today)
        fresh.append(KeepingRow(case=case, closed_on=on, state=retention.START))
    KeepingRow.objects.bulk_create(fresh, ignore_conflicts=True)  # one may be closed meanwhile
    return len(fresh)


def people(case: CaseRow) -> list[PersonRow]:
    """Whoever is known by this case alone: somebody of another party is known on."""
    theirs = PartyMemberRow.objects.filter(party=case.party_id).values("person")
    others = PartyMemberRow.objects.filter(person__in=theirs).exclude(party=case.party_id)
    return list(PersonRow.objects.filter(id__in=theirs).exclude(id__in=others.values("person")))


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


def over(today: date) -> list[UUID]:
    """Closed cases that nobody holds and of which a class is kept no longer, the longest closed
    first. Cost: some microseconds for each that is kept."""
    kept = KeepingRow.objects.filter(
        closed_on__lte=today, state__in=(State.KEPT, State.ASKED), case__state=CLOSED
    ).order_by("closed_on", "id")
    first: dict[tuple[str, date], date] = {}  # until when the first class of a case is kept
    found = []
    for id, ref, on in kept.values_list("id", "case__programme", "closed_on").iterator(1_000):
        if (ref, on) not in first:
            until = [term.until for term in retention.terms(programmes.of(ref), on)]
            first[ref, on] = min(until, default=date.max)
        if first[ref, on] <= today:
            found.append(id)
    return found
