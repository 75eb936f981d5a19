"""What somebody who takes a person in must know before: the programmes there are."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.programme import Programme
from hearth.core.programme_file import bundled, in_force
from hearth.store.models import CaseRow


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme that somebody may be taken in under. `kinds`: its sensitive periods, named."""

    name: str
    title: str
    kinds: tuple[tuple[str, str], ...]


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
    return Offered(programme.name, programme.title, kinds)
