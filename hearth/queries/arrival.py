"""What somebody who takes a person in must know before: the programmes there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.place import area_key
from hearth.core.programme import DistanceRule, Programme
from hearth.core.programme_file import bundled, in_force
from hearth.store import offices
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme that somebody may be taken in under. `kinds`: its sensitive periods, named.

    `keeps_distance`: whether its rules heed places on the map to keep away from.
    """

    name: str
    title: str
    kinds: tuple[tuple[str, str], ...]
    keeps_distance: bool


@transaction.atomic
def offered(on: date) -> tuple[Offered, ...]:
    """Every programme in force on a day, the one of the newest case first."""
    latest = CaseRow.objects.order_by("-opened_on").values_list("programme", flat=True).first()
    used = (latest or "").rpartition(".")[0]
    there = [_offered(found) for name in _names() if (found := _in_force(name, on))]
    return tuple(sorted(there, key=lambda one: (one.name != used, one.title)))


def _names() -> list[str]:
    return sorted({one.name for one in bundled()})


def _in_force(name: str, on: date) -> Programme | None:
    try:
        return in_force(name, on)
    except NotFound:
        return None


def _offered(programme: Programme) -> Offered:
    kinds = tuple((kind.id, kind.title) for kind in programme.sensitive_kinds)
    return Offered(programme.name, programme.title, kinds, programme.has_rule(DistanceRule.name))


def without_homes(areas: Iterable[str], *, register: Register, by: SignedIn) -> tuple[str, ...]:
    """Those of these areas in which no home lies: perhaps they are called otherwise here.

    Raises Sealed for whoever is of no office, who may not read the register.
    """
    offices.must_be_of_one(by)
    known = {area_key(home.area) for home in register.homes.values() if home.area}
    return tuple(sorted(area for area in areas if area_key(area) not in known))
