"""The offices of one service: whose case is whose, and who holds the keys to what.

What is known of a case is its office's: its party, its homes offered, its stays, what is written
about it. What is known of hosts and homes is of all offices, since somebody of one may live with a
host whom another has found.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, Compartment
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, Sealed
from hearth.core.transfer import State
from hearth.store import principals
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.models import (
    ApplicationRow,
    CaseRow,
    GrantRow,
    HomeRow,
    HostRow,
    ItemRow,
    MemberRow,
    OfficeRow,
    PaperRow,
    TransferRow,
)

FIRST = "First office"
LONGEST_NAME = 80  # signs
# What the whole register has once: who is tied to whom, plans, and lists that wait to be entered.
ONCE = (
    (Compartment.ATTRIBUTES, "ties"),
    (Compartment.ATTRIBUTES, "plan"),
    (Compartment.CASEWORK, "plan_told"),
    (Compartment.LEDGER, "upload"),
)
NO_OFFICE = "this sign-in is of no office"


def every() -> tuple[UUID, ...]:
    """The circle of every office, the first before the others."""
    return tuple(_every())


_every = Worded(lambda: OfficeRow.objects.order_by("made_at", "id").values_list("id", flat=True))


def of_case(case: UUID) -> tuple[UUID, ...]:
    """The circles that what is known of a case is sealed to: that of its office; and while another
    office is asked to take it, the one in which its keys are on their way there.

    Raises NotFound where there is no such case.
    """
    office = _of_case.first(case)
    if office is None:
        raise NotFound("no such record")
    return (office, *_on_its_way(case))


_of_case = Worded(lambda case: CaseRow.objects.filter(id=case).values_list("office_id", flat=True))
_on_its_way = Worded(
    lambda case: TransferRow.objects.filter(
        case_id=case, state=State.PROPOSED, way__isnull=False
    ).values_list("way_id", flat=True)
)


def of_person(person: UUID) -> tuple[UUID, ...]:
    """The same of every case that a person is of. Raises NotFound for whoever is of none."""
    cases = CaseRow.objects.filter(party__members__person=person).values_list("id", flat=True)
    found = tuple(dict.fromkeys(circle for case in cases for circle in of_case(case)))
    if not found:
        raise NotFound("no such record")
    return found


def of_party(party: UUID) -> tuple[UUID, ...]:
    """The same of the case of a party. Raises NotFound where it has none."""
    case = CaseRow.objects.filter(party=party).values_list("id", flat=True).first()
    if case is None:
        raise NotFound("no such record")
    return of_case(case)


def own(by: SignedIn) -> UUID:
    """The office for which somebody takes people in: theirs; of several the one that was first.

    Raises Sealed for whoever is of none.
    """
    found = next((one for one in every() if one in by.keys), None)
    if found is None:
        raise Sealed(NO_OFFICE)
    return found


def must_be_of(office: UUID, by: SignedIn) -> None:
    """Raises NotFound for an office that somebody is not of, as for none."""
    if office not in by.keys or office not in every():
        raise NotFound("no such record")


def must_be_of_one(by: SignedIn) -> None:
    """Raises Sealed for whoever is of no office."""
    own(by)


def must_read_the_register(by: SignedIn) -> None:
    """Raises Sealed for whoever is neither of an office nor the process that matches."""
    if principals.circle(ENGINE) not in by.keys:
        own(by)


def is_set_up() -> bool:
    """Whether there is an office."""
    return OfficeRow.objects.exists()


def make(circle: UUID, name: str, now: datetime) -> None:
    """An office of this circle. Raises InvalidValue for no name, RuleBroken for a taken one."""
    OfficeRow.objects.create(id=circle, name=new_name(name), made_at=now)


def rename(office: UUID, name: str) -> None:
    """Another name for an office. Raises as `make`."""
    OfficeRow.objects.filter(id=office).update(name=new_name(name))


def new_name(name: str) -> str:
    """The name as an office would have it. Raises as `make`."""
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
        raise InvalidValue(f"an office has a name of 1 to {LONGEST_NAME} signs")
    if OfficeRow.objects.filter(name__iexact=said).exists():
        raise RuleBroken("there is an office of that name already")
    return said


def named(by: SignedIn) -> list[tuple[UUID, str]]:
    """The offices that somebody is of, by id and name, the first before the others; none where the
    service has but one office."""
    rows = list(OfficeRow.objects.order_by("made_at", "id").values_list("id", "name"))
    return [one for one in rows if one[0] in by.keys] if len(rows) > 1 else []


class Counted(NamedTuple):
    """An office, how many caseworkers are of it, and how many cases are its own."""

    id: UUID
    name: str
    caseworkers: int
    cases: int


def counted() -> list[Counted]:
    """Every office, the first before the others. Cost: two queries an office."""
    return [
        Counted(row.id, row.name, len(caseworkers(row.id)), row.cases.count())
        for row in OfficeRow.objects.order_by("made_at", "id")
    ]


def is_called(name: str) -> bool:
    """Whether there is an office of this name."""
    return OfficeRow.objects.filter(name__iexact=" ".join(name.split())).exists()


def called(name: str) -> OfficeRow:
    """The office of this name. Raises NotFound."""
    row = OfficeRow.objects.filter(name__iexact=" ".join(name.split())).first()
    if row is None:
        raise NotFound("there is no office of that name; `hearth office list` says which there are")
    return row


def caseworkers(office: UUID) -> set[UUID]:
    """Every caseworker who is in an office's circle, and so can open its cases."""
    here = MemberRow.objects.filter(
        circle=office, member__role=Audience.CASEWORKER, member__ended_at=None
    )
    return set(here.values_list("member_id", flat=True))


def not_of(by: SignedIn) -> list[UUID]:
    """The offices that somebody is not of."""
    return [one for one in every() if one not in by.keys]


def is_of_another(member: UUID, by: SignedIn) -> bool:
    """Whether somebody is of an office that this caseworker is not of."""
    others = not_of(by) if by.audience is Audience.CASEWORKER else []
    return bool(others) and MemberRow.objects.filter(member=member, circle__in=others).exists()


def but_all_of(member: UUID) -> list[UUID] | None:
    """The offices that somebody is of; None where these are all there are."""
    theirs = MemberRow.objects.filter(member=member).values_list("circle_id", flat=True)
    found = [one for one in every() if one in set(theirs)]
    return None if len(found) == len(every()) else found


def shared() -> QuerySet[ItemRow]:
    """The facts that every office holds: of hosts, homes, applicants, and of the register whole."""
    papers = PaperRow.objects.filter(host__isnull=False)
    found = Q(id__in=ApplicationRow.objects.values("item"))
    for about in (HostRow.objects.all(), HomeRow.objects.all(), papers):
        found |= Q(subject__in=about.values("id"))
    for compartment, kind in ONCE:
        found |= Q(compartment=compartment, kind=kind)
    return ItemRow.objects.filter(found).exclude(body=b"")


def not_held(found: QuerySet[ItemRow], office: UUID, by: UUID) -> QuerySet[ItemRow]:
    """Those of these facts that the circle `by` holds a key to, and this office does not yet."""
    return held(found, by).exclude(Exists(_keys().filter(to=office)))


def held(found: QuerySet[ItemRow], by: UUID) -> QuerySet[ItemRow]:
    """Those of these facts that a circle holds a key to."""
    return found.filter(Exists(_keys().filter(to=by)))


def _keys() -> QuerySet[GrantRow]:
    return GrantRow.objects.filter(item=OuterRef("id"), because=None)


def other_of(office: UUID, by: SignedIn) -> UUID | None:
    """The first of the offices that somebody is of beside this one; None where there is none."""
    return next((one for one in every() if one != office and one in by.keys), None)


def of_case_named(case: CaseRow) -> str:
    """The name of the office that a case is with; empty where there is but one. Cost: two small
    queries."""
    if len(every()) < 2:
        return ""
    return OfficeRow.objects.values_list("name", flat=True).get(id=case.office_id)


def names() -> dict[UUID, str]:
    """The name of each office; none where there is but one, of which nothing is said."""
    found = dict(OfficeRow.objects.values_list("id", "name"))
    return found if len(found) > 1 else {}
