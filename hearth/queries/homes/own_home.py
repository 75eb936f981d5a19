"""What a host sees of themselves: their vetting, their homes, what they said of who may stay.

`service` is the running program. The value that the rules read also says whom a host must be
kept from, so a host holds no key to it; only what is theirs to know leaves these functions.
Whether the host is active is not among it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.home import Home, Room
from hearth.core.host import Acceptance, Host
from hearth.core.person import Feature
from hearth.core.programme import Before, Requirement, Scope
from hearth.core.programme_file import in_force
from hearth.core.units import Period
from hearth.core.vetting import Stand, Task, tasks
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import HomeRow, HostRow

PURPOSE = "own home"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTask:
    """One step of vetting. `last_day`: the last on which it counts."""

    title: str
    scope: Scope
    stand: Stand
    before: Before
    done: int
    asked: int
    last_day: date | None
    lapses_soon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHome:
    """A home as its host knows it. `fixed`: rooms where somebody sleeps, or is about to.

    `free`: first and last days that are free; None for no end. `has_bed`: whether a bed is left
    beside whoever lives there, whatever the calendar says.
    """

    id: UUID
    area: str
    rooms: tuple[Room, ...]
    fixed: frozenset[int]
    features: frozenset[Feature]
    free: tuple[tuple[date, date | None], ...]
    has_bed: bool
    tonight: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A host's own page of facts."""

    tasks: tuple[OwnTask, ...]
    homes: tuple[OwnHome, ...]
    accepts: Acceptance
    languages: frozenset[str]

    def home(self, id: UUID) -> OwnHome:
        """One of their homes. Raises NotFound for any other."""
        found = next((home for home in self.homes if home.id == id), None)
        if found is None:
            raise NotFound("no such record")
        return found


@transaction.atomic
def own(*, by: SignedIn, service: SignedIn, now: datetime) -> Own:
    """What the host who signed in sees of themselves. Raises NotFound for anybody else.

    Cost: two openings, whatever the number of homes.
    """
    row = HostRow.objects.filter(principal=by.id).first()
    if row is None or by.audience is not Audience.HOST:
        raise NotFound("no such record")
    host = facts.open_(Host, row.profile_id, by=service, now=now, purpose=PURPOSE)
    items = dict(HomeRow.objects.filter(host=row).order_by("id").values_list("id", "attributes_id"))
    homes = facts.open_many(Home, items.values(), by=service, now=now, purpose=PURPOSE)
    today = now.date()
    found = tasks(host, _requirements(today), today)
    return Own(
        tasks=tuple(_task(one, today) for one in found),
        homes=tuple(_home(homes[item], today) for item in items.values()),
        accepts=host.accepts,
        languages=host.languages,
    )


def _requirements(today: date) -> list[Requirement]:
    """What the programmes in use ask of a host today, each step once."""
    names = sorted({programmes.of(ref).name for ref in programmes.used()})
    asked = [one for name in names for one in in_force(name, today).requirements]
    return list({one.id: one for one in asked}.values())


def _task(one: Task, today: date) -> OwnTask:
    return OwnTask(
        title=one.requirement.title,
        scope=one.requirement.scope,
        stand=one.stand,
        before=one.requirement.before,
        done=one.done,
        asked=one.asked,
        last_day=_day_before(one.until),
        lapses_soon=one.lapses_soon(today),
    )


def _day_before(end: date | None) -> date | None:
    return None if end is None else end - timedelta(days=1)


def _home(home: Home, today: date) -> OwnHome:
    ahead = Period(today, None)
    return OwnHome(
        id=home.id,
        area=home.area,
        rooms=home.rooms,
        fixed=home.rooms_taken,
        features=home.features,
        free=tuple(
            (max(period.first, today), _day_before(period.end))
            for period in home.free
            if period.meets(ahead)
        ),
        has_bed=home.parties_now < home.parties_max and any(r.beds for r in home.rooms_free),
        tonight=home.free_for(Period(today, today + timedelta(days=1))),
    )
