"""The register: hosts by their ids, and the free places of a home."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from ninja import Path, Query, Router, Status

from hearth.actions.homes import hosts as act
from hearth.api import shown
from hearth.api.cases import home_shown
from hearth.api.door import acts, for_, reads
from hearth.core.audience import Audience
from hearth.core.home import Room
from hearth.core.units import Period
from hearth.entry.guard import ProgramVisit
from hearth.queries.by_token import homes as ask_home
from hearth.queries.homes import hosts as ask
from hearth.queries.matching.known import May

router = Router(tags=["homes"])
Page = Annotated[int, Query(ge=1, le=1_000_000)]
Home = Annotated[UUID, Path()]
At = Annotated[int, Path()]


@router.get("hosts", response=reads(shown.Hosts))
@for_(Audience.CASEWORKER)
def hosts(
    request: ProgramVisit,
    area: shown.Asked = "",
    may: May | None = None,
    tonight: bool = False,
    page: Page = 1,
) -> dict[str, Any]:
    """Hosts by area, and whether each can be offered today. Without names."""
    found = ask.listed(
        request.running.desk.register(request.now),
        ask.Wanted(area=area, state=may, tonight=tonight),
        page=page,
        programme=ask.chosen("", now=request.now),
        by=request.by,
        now=request.now,
        named=False,
    )
    same = ("areas", "beds", "beds_free", "tonight", "may", "lapses_on", "lacking")
    lines = [{"id": one.host, **{name: getattr(one, name) for name in same}} for one in found.lines]
    return {"hosts": lines, "count": found.count, "page": found.page, "pages": found.pages}


@router.get("homes/{uuid:home}", response=reads(shown.Places))
@for_(Audience.CASEWORKER)
def home(request: ProgramVisit, home: Home) -> dict[str, Any]:
    """The rooms of a home and the days on which somebody can come."""
    found = ask_home.places(home, by=request.by, now=request.now)
    return {
        "home": home_shown(found.home),
        "rooms": [{"at": one.at, "beds": one.beds, "taken": one.taken} for one in found.rooms],
        "free": [{"first": one.first, "end": one.end} for one in found.free],
    }


@router.post("homes/{uuid:home}/days", response=acts(shown.Done))
@for_(Audience.CASEWORKER)
def days(request: ProgramVisit, home: Home, asked: shown.SetDays) -> Status[Any]:
    """Days on which the host takes somebody, or nobody new."""
    period = Period(asked.first, asked.end)
    do = act.open_days if asked.free else act.close_days
    do(home=home, days=period, by=request.by, now=request.now)
    return Status(HTTPStatus.CREATED, {"id": home})


@router.post("homes/{uuid:home}/rooms/{int:at}", response=acts(shown.Done))
@for_(Audience.CASEWORKER)
def room(request: ProgramVisit, home: Home, at: At, asked: shown.SetRoom) -> Status[Any]:
    """How many beds for guests a room has. Not of one in which somebody sleeps."""
    act.set_room(home=home, at=at, room=Room(asked.beds), by=request.by, now=request.now)
    return Status(HTTPStatus.CREATED, {"id": home})
