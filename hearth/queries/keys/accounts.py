"""Accounts, circles and recovery, as the administrator sees them: numbers, roles and days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from hearth.core.accounts import ROLES, State, What, decided_by
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.queries.numbers import number
from hearth.store import offices
from hearth.store.access import SignedIn
from hearth.store.models import (
    EntryRow,
    MemberRow,
    OfficeRow,
    PrincipalRow,
    ProposalRow,
    SessionRow,
    ShareRow,
)
from hearth.store.principals import CIRCLES

SHOWN = 200  # of each list


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody of the staff. `seen_on`: the last day they did something, or had a page open."""

    id: UUID
    number: str
    role: Audience
    since: date
    seen_on: date | None
    leaving: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle and who is in it: pairs of number and role. office: which one's, of several."""

    name: str
    members: tuple[tuple[str, str], ...]
    office: str = ""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Who holds recovery, and when two of them last opened the circles together."""

    holders: tuple[str, ...]
    circles: tuple[str, ...]
    last_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something proposed. `by_whom`: the roles whose word it waits for. `name`: an office's."""

    id: UUID
    what: What
    role: Audience
    name: str
    number: str
    proposed_on: date
    state: State
    decided_on: date | None
    by_whom: tuple[Audience, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """The staff, and what is proposed about it."""

    staff: tuple[Account, ...]
    count: int
    proposals: tuple[Proposal, ...]


def must_be_administrator(by: SignedIn) -> None:
    """Raises NotFound for everybody else."""
    if by.audience is not Audience.ADMINISTRATOR:
        raise NotFound("no such record")


def accounts(*, by: SignedIn) -> Accounts:
    """Everybody of the staff who has an account. Recovery holders are told apart (`recovery`)."""
    must_be_administrator(by)
    here = PrincipalRow.objects.filter(is_circle=False, ended_at=None, role__in=ROLES)
    staff = here.exclude(id__in=_holders()).order_by("role", "made_at", "id")
    rows = list(staff[:SHOWN])
    seen = _seen(row.id for row in rows)
    open_ = ProposalRow.objects.filter(state=State.PROPOSED, what=What.END)
    leaving = set(open_.values_list("who_id", flat=True))
    shown = tuple(_account(row, seen.get(row.id), row.id in leaving) for row in rows)
    asked = ProposalRow.objects.order_by("-proposed_at", "id")[:SHOWN]
    return Accounts(shown, staff.count(), tuple(_proposal(row, by) for row in asked))


def _account(row: PrincipalRow, seen_on: date | None, leaving: bool) -> Account:
    return Account(
        id=row.id,
        number=number(row.id),
        role=Audience(row.role),
        since=row.made_at.date(),
        seen_on=seen_on,
        leaving=leaving,
    )


def _seen(ids: Iterable[UUID]) -> Mapping[UUID, date]:
    """The last day on which each was there, from the log and from sessions that still stand."""
    wanted = {id.hex: id for id in ids}
    acts = EntryRow.objects.filter(by__in=wanted).values_list("by").annotate(last=Max("at"))
    found = {wanted[by]: datetime.fromisoformat(last).date() for by, last in acts}
    pages = SessionRow.objects.filter(principal__in=wanted.values()).values_list("principal")
    for who, last in pages.annotate(last=Max("seen_at")):
        found[who] = max(last.date(), found.get(who, last.date()))
    return found


def _proposal(row: ProposalRow, by: SignedIn) -> Proposal:
    return Proposal(
        id=row.id,
        what=What(row.what),
        role=Audience(row.role),
        name=row.name,
        number=number(row.who_id) if row.who_id else "",
        proposed_on=row.proposed_at.date(),
        state=State(row.state),
        decided_on=row.decided_at.date() if row.decided_at else None,
        by_whom=tuple(sorted(decided_by(Audience(row.role)))),
        own=row.who_id == by.id,
    )


def to_decide(*, by: SignedIn) -> tuple[Proposal, ...]:
    """What waits for the word of somebody in this role, the oldest first. Empty for others.

    That a caseworker leaves is for their own office to confirm; another office is founded by who is
    of every one.
    """
    roles = [role for role in ROLES if by.audience in decided_by(role)]
    asked = ProposalRow.objects.filter(state=State.PROPOSED, role__in=roles)
    if by.audience is Audience.CASEWORKER and (others := offices.not_of(by)):
        asked = asked.exclude(who__circles__circle__in=others).exclude(what=What.OFFICE)
    return tuple(_proposal(row, by) for row in asked.order_by("proposed_at", "id")[:SHOWN])


def circles(*, by: SignedIn) -> tuple[Circle, ...]:
    """Each circle and who is in it: the running program is `clock`."""
    must_be_administrator(by)
    members = MemberRow.objects.filter(circle__ended_at=None, member__ended_at=None)
    there = PrincipalRow.objects.filter(role__in=CIRCLES, is_circle=True, ended_at=None)
    names = dict(there.order_by("role", "made_at").values_list("id", "role"))
    found: dict[UUID, list[tuple[str, str]]] = {id: [] for id in names}
    pairs = members.filter(circle__in=there).order_by(
        "member__role", "member__made_at", "member_id"
    )
    for id, who, role in pairs.values_list("circle_id", "member_id", "member__role"):
        found[id].append((number(who), role))
    called = dict(OfficeRow.objects.values_list("id", "name"))
    several = called if len(called) > 1 else {}
    return tuple(
        Circle(names[id], tuple(people), several.get(id, "")) for id, people in found.items()
    )


def recovery(*, by: SignedIn) -> Recovery:
    """The holders of recovery, and the last time that two of them opened the circles."""
    must_be_administrator(by)
    holders = sorted(number(id) for id in _holders())
    shared = ShareRow.objects.values_list("circle__role", flat=True)
    last = EntryRow.objects.filter(act="circle.recovered").order_by("-seq")
    at = last.values_list("at", flat=True).first()
    last_on = datetime.fromisoformat(at).date() if at else None
    return Recovery(tuple(holders), tuple(sorted(set(shared))), last_on)


def _holders() -> set[UUID]:
    pairs = ShareRow.objects.values_list("first_id", "second_id").distinct()
    return {id for pair in pairs for id in pair}
