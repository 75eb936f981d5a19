"""A calendar read by its address alone: days and hours, and nothing to tell whose they are."""

from http import HTTPStatus

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearth.actions.telling import feeds as act
from hearth.core.audience import Audience
from hearth.core.feeds import HOUR, TITLE
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.entry import leaving
from hearth.entry.guard import Visit, for_anybody
from hearth.exchange.calendar import write
from hearth.queries.visiting import feeds as ask


@for_anybody
@require_safe
def calendar(request: Visit, token: str) -> HttpResponse:
    """The file. A wrong address is no page, like any other that is not there."""
    reading = act.read(token, now=request.now)
    if reading.too_often:
        wait = {"Retry-After": str(int(HOUR.total_seconds()))}
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers=wait)
    running = request.running
    is_office = reading.role is Audience.CASEWORKER
    wanted = ask.Asked(
        reading.reader,
        request.now,
        running.service,
        running.zone,
        running.desk.register(request.now) if is_office else None,
    )
    found = ask.appointments(wanted, reading.role)
    file = write(found, secret=token, title=TITLE, now=request.now)
    asked = Asked(what=Leaves.CALENDAR, content=file, on=request.now.date())
    return leaving.hand_out(let_out(asked))
