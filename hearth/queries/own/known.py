"""Everything that a person may be told of what is known of them, as they hold keys to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearth.core import requests
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound
from hearth.core.intake import State as CaseState
from hearth.core.opening import Opening
from hearth.core.requests import OPEN, State
from hearth.core.retention import WOKEN
from hearth.core.retention import State as Kept
from hearth.queries.own.case import PURPOSE, case_of, person_of
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import (
    GrantRow,
    ItemRow,
    KeepingRow,
    PersonRow,
    RequestRow,
    ResultRow,
)

NUMBER = 32  # characters of an id: of nobody who could be named here


@dataclass(frozen=True, slots=True)
class Stands:
    """Whether they asked, what they were answered, and whether they asked that it be erased."""

    state: State | None
    due_on: date | None
    words: str
    can_ask: bool
    closed: bool
    keeping: Kept | None
    until: date | None
    woken: tuple[Opening, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """One thing that is known: which kind of thing, and its lines of what and which."""

    compartment: Compartment
    kind: str
    lines: tuple[tuple[str, str], ...]


@transaction.atomic
def stands(*, by: SignedIn, now: datetime) -> Stands:
    """How their question stands. Raises NotFound for whoever has no case."""
    case, person = case_of(by), person_of(by)
    asked = RequestRow.objects.filter(person=person).order_by("-asked_on", "-due_on").first()
    kept = KeepingRow.objects.filter(case=case, case__state=CaseState.CLOSED).first()
    words = ""
    if asked is not None and asked.answer_id is not None:
        words = facts.open_(str, asked.answer_id, by=by, now=now, purpose=PURPOSE)
    state = State(asked.state) if asked else None
    return Stands(
        state=state,
        due_on=asked.due_on if asked else None,
        words=words,
        can_ask=state not in OPEN,
        closed=kept is not None,
        keeping=Kept(kept.state) if kept else None,
        until=kept.restricted_until if kept else None,
        woken=_woken(by, now),
    )


def _woken(by: SignedIn, now: datetime) -> tuple[Opening, ...]:
    """What a restricted case of theirs was opened again for."""
    keys = GrantRow.objects.filter(to=by.id).values("item")
    items = list(ItemRow.objects.filter(kind=WOKEN, id__in=keys).values_list("id", flat=True))
    if not items:
        return ()
    told = facts.open_many(Opening, items, by=by, now=now, purpose=PURPOSE, about=by.id)
    return tuple(sorted(told.values(), key=lambda one: one.at))


@transaction.atomic
def known(*, by: SignedIn, now: datetime) -> tuple[Fact, ...]:
    """All of it, to read or to print, once the lead has answered. Raises NotFound before.

    What is about somebody else, leads to a home, or should first be heard from a person, is not
    in it. Cost: one opening.
    """
    person = person_of(by)
    if not RequestRow.objects.filter(person=person, state=State.ANSWERED).exists():
        raise NotFound("no such record")
    found = [row for row in _held(by) if _may_stand(row, person)]
    items = [row.id for row in found]
    told = facts.open_many(object, items, by=by, now=now, purpose=PURPOSE, about=person.id)
    return tuple(_fact(row, told[row.id], person) for row in found)


def _held(by: SignedIn) -> list[ItemRow]:
    """Every fact they hold a key to, those told alone in private left out until they are."""
    keys = GrantRow.objects.filter(to=by.id, rests=False).values("item")
    untold = ResultRow.objects.filter(person__principal=by.id, told_at=None).values("item")
    held = ItemRow.objects.filter(id__in=keys).exclude(body=b"").exclude(id__in=untold)
    return list(held.defer("body").order_by("compartment", "kind", "id"))


def _may_stand(row: ItemRow, person: PersonRow) -> bool:
    compartment = Compartment(row.compartment)
    others_name = compartment is Compartment.IDENTITY and row.id != person.identity_id
    return requests.is_own(compartment, row.kind) and not others_name


def _fact(row: ItemRow, value: object, person: PersonRow) -> Fact:
    plain: Any = value
    if row.compartment == Compartment.ATTRIBUTES and isinstance(plain, Mapping):
        people = plain.get("people", ())
        own: Mapping[str, Any] = next((one for one in people if one.get("id") == person.id.hex), {})
        plain = {name: one for name, one in plain.items() if name != "people"} | own
    return Fact(Compartment(row.compartment), row.kind, tuple(_lines(plain)))


def _lines(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """A value as lines. What is empty, and the number of a row, says nothing to anybody."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _lines(one, f"{name}, {_word(key)}" if name else _word(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        some = [one for one in value if not isinstance(one, Mapping | list)]
        if some and (said := ", ".join(_said(one) for one in some if not _is_number(one))):
            yield name, said
        for one in value:
            if isinstance(one, Mapping | list):
                yield from _lines(one, name)
    elif value not in (None, "") and not _is_number(value):
        yield name, _said(value)


def _word(key: str) -> str:
    return key.strip("_").replace("_", " ")


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _is_number(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != NUMBER:
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True
