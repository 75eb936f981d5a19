from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions import permanence
from hearth.actions.intake import Opened
from hearth.core.errors import NotFound, RuleBroken, WrongHands
from hearth.core.permanence import State
from hearth.store.access import SignedIn
from hearth.store.models import PermanenceRow, PlacementRow
from tests.builders import an_id
from tests.refused import refused
from tests.service import LATER, Service

pytestmark = pytest.mark.django_db
COOLED_OFF = LATER + timedelta(days=14)


def wish(stay: UUID, by: SignedIn, wanted: bool = True) -> None:
    permanence.wish(placement_id=stay, wanted=wanted, by=by, now=LATER)


def both_wish(service: Service) -> tuple[UUID, Opened, SignedIn]:
    """A stay, its person and its host, who both want it to last."""
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)
    wish(stay, opened.resident)
    wish(stay, host)
    assert PermanenceRow.objects.get(placement=stay).state == State.BOTH_WISH
    return stay, opened, host


def confirm(stay: UUID, service: Service, by: SignedIn | None = None) -> None:
    permanence.confirm(
        placement_id=stay, by=by or service.lead, service=service.program, now=COOLED_OFF
    )


def test_two_wishes_become_a_home_after_the_cooling_off_and_by_the_leads_word(
    service: Service,
) -> None:
    stay, opened, host = both_wish(service)

    with refused(RuleBroken, "cooling_off"):
        permanence.confirm(placement_id=stay, by=service.lead, service=service.program, now=LATER)
    for by in (service.duty, host, opened.resident):
        with refused(WrongHands):
            confirm(stay, service, by)
    confirm(stay, service)

    assert PlacementRow.objects.get(id=stay).state == "permanent"


def test_a_wish_taken_back_stops_it_and_a_new_one_begins_anew(service: Service) -> None:
    stay, opened, _ = both_wish(service)

    wish(stay, opened.resident, wanted=False)

    with refused(RuleBroken, "both must wish"):
        confirm(stay, service)


def test_nobody_wishes_for_another(service: Service) -> None:
    stay = service.live(service.open_case())
    stranger = service.open_case().resident

    for by in (stranger, service.hosts[service.homes[1]], service.duty, service.lead):
        with refused(NotFound):
            wish(stay, by)


def test_a_wish_needs_a_stay(service: Service) -> None:
    opened = service.open_case()
    _, stay = service.plan(opened)

    with refused(RuleBroken, "needs a stay"):
        wish(stay, opened.resident)


def test_nothing_is_confirmed_or_reversed_that_nobody_wished(service: Service) -> None:
    stay = service.live(service.open_case())

    with refused(RuleBroken, "both must wish"):
        confirm(stay, service)
    with refused(RuleBroken, "nothing has become permanent"):
        permanence.reverse(placement_id=stay, by=service.lead, now=LATER)
    with refused(NotFound):
        confirm(an_id(), service)


def test_either_side_takes_it_back_and_the_stay_goes_on(service: Service) -> None:
    stay, _, host = both_wish(service)
    confirm(stay, service)

    with refused(NotFound):
        permanence.reverse(placement_id=stay, by=service.duty, now=COOLED_OFF)
    permanence.reverse(placement_id=stay, by=host, now=COOLED_OFF)

    assert PlacementRow.objects.get(id=stay).state == "living"


def what_is_refused(act: Callable[[], None]) -> tuple[type[Exception], str]:
    """The words of a refusal; nothing stays of the act."""
    with pytest.raises(RuleBroken) as told:
        act()
    return told.type, str(told.value)


@pytest.mark.parametrize("act", ["wish again", "confirm", "reverse"])
def test_no_refusal_tells_the_host_what_the_person_wishes(service: Service, act: str) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)
    wish(stay, host)
    acts: dict[str, Callable[[], None]] = {
        "wish again": lambda: wish(stay, host),
        "confirm": lambda: confirm(stay, service, host),
        "reverse": lambda: permanence.reverse(placement_id=stay, by=host, now=LATER),
    }

    before = what_is_refused(acts[act])
    wish(stay, opened.resident)

    assert what_is_refused(acts[act]) == before


def test_no_refusal_tells_the_host_that_the_person_has_wished_anything(service: Service) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)

    def reverse() -> None:
        permanence.reverse(placement_id=stay, by=host, now=LATER)

    before = what_is_refused(reverse)
    wish(stay, opened.resident)

    assert what_is_refused(reverse) == before
