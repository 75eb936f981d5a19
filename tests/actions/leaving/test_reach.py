"""How they may be reached is the person's to say, and the office's to read."""

from datetime import timedelta

import pytest

from hearth.actions import reach as act
from hearth.core.errors import Sealed, WrongHands
from hearth.core.reach import Channel, Reach, never
from hearth.queries import reach as ask
from hearth.store.models import ItemRow
from tests.builders import TODAY
from tests.service import LATER, a_service

pytestmark = pytest.mark.django_db


def a_text() -> Reach:
    return Reach(
        channels=frozenset({Channel.TEXT}),
        phone="01632 960000",
        said_on=TODAY,
        holds_until=TODAY + timedelta(30),
    )


def test_what_the_person_said_is_theirs_and_the_offices_to_read() -> None:
    service = a_service(homes=1)
    opened = service.open_case()
    act.say(reach=a_text(), by=opened.resident, now=LATER)

    assert ask.own(by=opened.resident, now=LATER) == a_text()
    assert ask.of_case(opened.case, by=service.duty, now=LATER) == {opened.person: a_text()}
    for other in (service.lead, service.visitor):
        with pytest.raises(Sealed):
            ask.of_case(opened.case, by=other, now=LATER)


def test_said_anew_it_takes_the_place_of_what_was_said_before() -> None:
    service = a_service(homes=1)
    opened = service.open_case()
    act.say(reach=a_text(), by=opened.resident, now=LATER)
    act.say(reach=never(TODAY), by=opened.resident, now=LATER)

    assert ask.own(by=opened.resident, now=LATER) == never(TODAY)
    assert ItemRow.objects.filter(kind="reach").count() == 1


def test_nobody_says_it_for_them() -> None:
    service = a_service(homes=1)
    service.open_case()

    with pytest.raises(WrongHands):
        act.say(reach=a_text(), by=service.duty, now=LATER)


def test_somebody_elses_is_nobodys_here() -> None:
    service = a_service(homes=1)
    theirs, mine = service.open_case(), service.open_case()
    act.say(reach=a_text(), by=theirs.resident, now=LATER)

    assert ask.own(by=mine.resident, now=LATER) is None
