"""A case, as its caseworker may see it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.actions import (
    arrival,
    consent,
    introduction,
    placement,
    result,
)
from hearth.actions.arrival import Arrival, Other, Told
from hearth.core.errors import NotFound, WrongHands
from hearth.core.identity import PersonIdentity
from hearth.core.journey import Stage
from hearth.core.person import Bond
from hearth.core.placement import Ending
from hearth.queries import case as ask
from hearth.queries.case import Seen
from tests.builders import MOMENT, aged
from tests.service import DAY, LATER, PROGRAMME, STAY, Service, open_case

pytestmark = pytest.mark.django_db


def seen(service: Service, case: object) -> Seen:
    return ask.seen(case, by=service.duty, now=LATER)  # type: ignore[arg-type]  # an id


def now_at(found: Seen) -> list[Stage]:
    return [step.stage for step in found.steps if step.how == "now"]


def test_every_stage_of_the_journey_stands_on_the_page_in_order(service: Service) -> None:
    found = seen(service, open_case(service.duty).case)

    assert [step.stage for step in found.steps] == list(Stage)
    assert (found.next, now_at(found)) == ("confirm", [Stage.INTAKE])


def waits(service: Service) -> object:
    return service.open_case().case


def offered(service: Service) -> object:
    opened = service.open_case()
    service.put_offer(opened)
    return opened.case


def agreed(service: Service) -> object:
    opened = service.open_case()
    service.agree(service.put_offer(opened), opened)
    return opened.case


def declined(service: Service) -> object:
    opened = service.open_case()
    offer = service.put_offer(opened)
    consent.decline(offer_id=offer, consequence=None, by=opened.resident, now=MOMENT)
    return opened.case


def arranged(service: Service) -> object:
    opened = service.open_case()
    offer = service.put_offer(opened)
    service.agree(offer, opened)
    introduction.arrange(offer_id=offer, by=service.duty, now=MOMENT)
    return opened.case


def met(service: Service) -> object:
    opened = service.open_case()
    offer = service.put_offer(opened)
    service.agree(offer, opened)
    service.meet(offer)
    return opened.case


def willing(service: Service) -> object:
    opened = service.open_case()
    offer = service.put_offer(opened)
    service.agree(offer, opened)
    service.both_willing(service.meet(offer), opened, service.homes[0], MOMENT)
    return opened.case


def planned(service: Service) -> object:
    opened = service.open_case()
    service.plan(opened)
    return opened.case


def living(service: Service) -> object:
    opened = service.open_case()
    service.live(opened)
    return opened.case


WAYS: list[tuple[Callable[[Service], object], str, list[Stage]]] = [
    (waits, "shortlist", [Stage.SHORTLIST]),
    (offered, "answer", [Stage.CONSENT]),
    (declined, "shortlist", [Stage.SHORTLIST]),
    (agreed, "introduce", [Stage.INTRODUCTION]),
    (arranged, "meet", [Stage.INTRODUCTION]),
    (met, "told", [Stage.INTRODUCTION]),
    (willing, "plan", [Stage.PLACEMENT]),
    (planned, "move", [Stage.PLACEMENT]),
    (living, "stay", []),
]


@pytest.mark.parametrize(
    ("way", "following", "now"), WAYS, ids=lambda one: getattr(one, "__name__", str(one)[:40])
)
def test_wherever_it_stands_there_is_one_next_thing(
    service: Service, way: Callable[[Service], object], following: str, now: list[Stage]
) -> None:
    found = seen(service, way(service))

    assert (found.next, now_at(found)) == (following, now)


def test_after_a_stay_ends_homes_are_looked_for_again(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    after = LATER + 2 * DAY
    placement.end(
        placement_id=stay,
        why=Ending.PLANNED,
        on=STAY.first,
        by=service.duty,
        office=service.duty,
        now=after,
    )

    found = seen(service, opened.case)
    assert (found.next, now_at(found)) == ("shortlist", [Stage.SHORTLIST])


def test_the_host_is_named_once_the_person_agreed_and_described_before(service: Service) -> None:
    opened = service.open_case()
    put = service.put_offer(opened)
    before = seen(service, opened.case)
    service.agree(put, opened)
    after = seen(service, opened.case)

    assert before.offer is not None
    assert "Ada Lind" not in before.offer.home
    assert after.offer is not None
    assert after.offer.home == "Ada Lind"


def test_that_there_is_a_result_is_not_told_before_it_is_released(service: Service) -> None:
    opened = service.open_case()
    before = seen(service, opened.case)

    service.enter_result(opened)

    assert seen(service, opened.case) == before


def test_a_released_result_is_there_until_it_is_taken_back(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)
    result.tell(result_id=entered, by=service.clinician, now=MOMENT)
    release = result.release(
        result_id=entered,
        to=service.duty.id,
        purpose="finding a home",
        until=STAY.first,
        by=opened.resident,
        now=MOMENT,
    )

    assert seen(service, opened.case).released == (("assessment", "yes"),)
    result.withdraw(release_id=release, by=opened.resident, now=MOMENT)
    assert seen(service, opened.case).released == ()


def test_what_was_told_at_the_desk_is_there_with_everybodys_names(service: Service) -> None:
    said = Arrival(
        identity=PersonIdentity(name="Sofia Marlowe", known_as="Fi", born_on=aged(20)),
        programme=PROGRAMME,
        stay=STAY,
        tier=0,
        told=Told(keep_away=("Dario Marlowe",)),
        tonight="On a friend's sofa",
        others=(Other(name="Nico", born_on=aged(3), bond=Bond.PARENT_CHILD),),
    )
    opened = arrival.arrive(case=uuid4(), said=said, secret=None, by=service.duty, now=MOMENT)

    found = seen(service, opened.case)

    assert [(one.name, one.known_as, one.age) for one in found.members] == [
        ("Sofia Marlowe", "Fi", 20),
        ("Nico", "", 3),
    ]
    assert (found.tonight, found.kept_away, found.kept_away_count) == (
        "On a friend's sofa",
        ("Dario Marlowe",),
        1,
    )


def test_it_takes_as_many_queries_after_four_offers_as_after_one(service: Service) -> None:
    def queries_after(offers: int) -> int:
        opened = service.open_case()
        for home in service.homes[:offers]:
            offer = service.put_offer(opened, home)
            consent.decline(offer_id=offer, consequence=None, by=opened.resident, now=MOMENT)
        with CaptureQueriesContext(connection) as captured:
            seen(service, opened.case)
        return len(captured)

    assert queries_after(1) == queries_after(4)


def test_it_is_not_there_for_others_and_no_case_is_there_for_nobody(service: Service) -> None:
    case = service.open_case().case
    for other in (service.lead, service.visitor):
        with pytest.raises(WrongHands):
            ask.seen(case, by=other, now=LATER)
    with pytest.raises(NotFound):
        seen(service, uuid4())
