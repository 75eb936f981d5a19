"""Two to four homes side by side: rows of what matters, and where they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.home import Home
from hearth.core.person import Feature, Party
from hearth.core.programme import Programme
from hearth.core.rules import may_host
from hearth.engine.explain import why, why_not
from hearth.queries.casework.head import PURPOSE, Head, case_of, head_of
from hearth.queries.casework.homes import ToldHome, language, plain, told_home
from hearth.store import people, programmes
from hearth.store.access import SignedIn
from hearth.store.hosts import Register

AT_LEAST, AT_MOST = 2, 4
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that matters, said of each home in order."""

    what: str
    says: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the homes are not all alike in it."""
        return len(set(self.says)) > 1


@dataclass(frozen=True, slots=True)
class Compared:
    """Homes side by side. `rows` are in the order of what must be, then what would be good."""

    head: Head
    homes: tuple[ToldHome, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _World:
    party: Party
    register: Register
    programme: Programme
    on: date


@transaction.atomic
def compared(
    *, case: UUID, homes: Sequence[UUID], register: Register, by: SignedIn, now: datetime
) -> Compared:
    """These homes side by side, for the party of a case.

    Raises NotFound for a home that is not in the register; RuleBroken for fewer than two or
    more than four.
    """
    row = case_of(case, by)
    chosen = [register.home(home) for home in dict.fromkeys(homes)]
    if not AT_LEAST <= len(chosen) <= AT_MOST:
        raise RuleBroken(f"side by side stand {AT_LEAST} to {AT_MOST} homes, not {len(chosen)}")
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE).from_day(now.date())
    world = _World(party, register, programmes.of(row.programme), now.date())
    return Compared(
        head_of(row, by=by, now=now),
        tuple(told_home(home) for home in chosen),
        tuple(Row(what, tuple(says(home) for home in chosen)) for what, says in _rows(world)),
    )


def _rows(world: _World) -> list[tuple[str, Callable[[Home], str]]]:
    needs = sorted(world.party.needs)
    wishes = sorted(world.party.wishes.features - world.party.needs)
    return [
        ("May it be offered?", lambda home: _may(world, home)),
        ("Area", lambda home: told_home(home).area),
        ("Kind of place", lambda home: plain(home.kind)),
        ("Rooms free", lambda home: str(len(home.rooms_free))),
        ("Beds free", lambda home: str(told_home(home).beds)),
        ("Free for the whole stay", lambda home: _yes(home.free_for(world.party.stay))),
        *((f"Needed: {plain(one)}", _has(one)) for one in needs),
        *((f"Wished: {plain(one)}", _has(one)) for one in wishes),
        ("A language in common", lambda home: _languages(world, home)),
        ("The host's stays before", lambda home: str(world.register.host_of(home).stays_before)),
        ("Also there", lambda home: _also(home, {*needs, *wishes})),
        ("What speaks for it", lambda home: _for(world, home)),
    ]


def _may(world: _World, home: Home) -> str:
    pair = world.register.pair(world.party, home.id, world.programme, world.on)
    against = why_not(may_host(pair, world.programme), Audience.CASEWORKER)
    return f"{NO}: {'; '.join(against)}" if against else YES


def _yes(is_so: bool) -> str:
    return YES if is_so else NO


def _has(feature: Feature) -> Callable[[Home], str]:
    return lambda home: _yes(feature in home.features)


def _languages(world: _World, home: Home) -> str:
    common = sorted(world.party.languages & world.register.host_of(home).languages)
    return ", ".join(map(language, common)) or "none known"


def _also(home: Home, said: set[Feature]) -> str:
    return ", ".join(plain(one) for one in sorted(home.features - said)) or "nothing more"


def _for(world: _World, home: Home) -> str:
    return (
        "; ".join(why(world.party, home, world.register.host_of(home))) or "nothing in particular"
    )
