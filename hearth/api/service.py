"""Who a program reads for, and how the service is."""

from typing import Any

from ninja import Router

from hearth.api import shown
from hearth.api.door import for_, reads
from hearth.core.audience import Audience
from hearth.core.tokens import ROLES
from hearth.entry.guard import ProgramVisit
from hearth.queries import figures as ask
from hearth.stats.figures import Figures
from hearth.stats.small_numbers import Count

router = Router(tags=["service"])


@router.get("me", response=reads(shown.Me))
@for_(*ROLES)
def me(request: ProgramVisit) -> dict[str, Any]:
    """Whose program it is, and until when."""
    who = request.program
    return {"id": who.by.id, "role": who.by.audience, "acts": who.acts, "ends_at": who.ends_at}


@router.get("figures", response=reads(shown.LatestFigures))
@for_(Audience.MANAGER)
def figures(request: ProgramVisit) -> dict[str, Any]:
    """The manager's figures as they were last worked out; every small number is hidden."""
    found = ask.latest(by=request.by, service=request.running.service, now=request.now)
    return {"figures": None if found is None else _figures(found)}


def _figures(found: Figures) -> dict[str, Any]:
    stays = ("planned", "living", "permanent", "ended_as_planned", "ended_sooner", "cancelled")
    return {
        "at": found.at,
        "days": found.days,
        "moved_in": _count(found.moved_in.count),
        "waiting": _count(found.waiting.count),
        "anywhere": _count(found.anywhere),
        "free": _count(found.free),
        "areas": [
            {
                "area": one.area,
                "moved_in": _count(one.moved_in.count),
                "waiting": _count(one.waiting),
                "free": _count(one.free),
            }
            for one in found.areas
        ],
        **{name: _count(getattr(found.stays, name)) for name in stays},
    }


def _count(count: Count) -> dict[str, Any]:
    return {"value": count.value, "few": count.few}
