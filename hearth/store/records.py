"""Other services' own words about people and hosts, kept sealed beside ours.

A record says which key of whose file became which row, so that importing again changes
nothing, and it is what goes out again. There is no index over the keys: a record is found
by opening those of its source, some 15,000 a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef

from hearth.core.compartments import Compartment
from hearth.exchange.hmis.values import Inventory, Organisation, Person, Project, SourceInfo, Stay
from hearth.exchange.hosts import HostRow as SheetHost
from hearth.store import facts, walls
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import GrantRow, ItemRow

HMIS_PERSON, HMIS_SOURCE, SHEET_HOST = "hmis_person", "hmis_source", "sheet_host"
RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True, kw_only=True)
class HmisPerson:
    """A person and their stays as one export told them; `parties` maps its households to ours."""

    source: str
    person: Person
    stays: tuple[Stay, ...]
    parties: Mapping[str, UUID]
    protected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HmisSource:
    """Who sent an export, and the services it names."""

    source: SourceInfo
    organisations: Mapping[str, Organisation]
    projects: Mapping[str, Project]
    inventory: Mapping[str, Inventory]


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """A host as a register told them, under its own key."""

    register: str
    host: SheetHost
    homes: tuple[UUID, ...]


def fact(subject: UUID, kind: str, record: object, to: tuple[UUID, ...]) -> NewFact:
    """A record to be sealed to one office, or to all of them."""
    return NewFact(subject=subject, compartment=_compartment(kind), kind=kind, value=record, to=to)


def _compartment(kind: str) -> Compartment:
    return Compartment.LEDGER if kind == HMIS_SOURCE else Compartment.IDENTITY


def all_of(
    record: type[RecordT], kind: str, *, by: SignedIn, now: datetime, purpose: str
) -> dict[tuple[UUID, UUID], RecordT]:
    """Every record of a kind, by (subject, item); of several offices those of theirs."""
    kept = ItemRow.objects.filter(compartment=_compartment(kind), kind=kind)
    if not walls.sees_all(by):
        keys = GrantRow.objects.filter(item=OuterRef("id"), to__in=list(by.keys))
        kept = kept.filter(Exists(keys))
    rows = list(kept.values_list("id", "subject"))
    opened = facts.open_many(record, (id for id, _ in rows), by=by, now=now, purpose=purpose)
    return {(subject, id): opened[id] for id, subject in rows}
