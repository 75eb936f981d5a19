"""The rooms that an offered party needs are given to nobody else while its offer stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from hearth.actions import offer, shortlist
from hearth.actions.intake import Opened
from hearth.actions.matching.desk import Desk
from hearth.actions.matching.match_all import match_all
from hearth.core.errors import RuleBroken
from hearth.core.home import Home, Room
from hearth.core.ids import HomeId
from hearth.core.programme import RoomStandard
from hearth.core.rooms import Sleeping, beds_for
from hearth.store import hosts
from hearth.store.hosts import Claim, with_offers
from tests.builders import MOMENT, TODAY, a_home, a_party, a_person, an_id
from tests.engine.worlds import unhurried
from tests.service import Service, a_service

database = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)
ROOMS = (Room(2), Room(2), Room(1))


def a_home_for_two_families() -> tuple[Service, HomeId]:
    """One home of five beds that takes two parties, and others for one person."""
    service = a_service()
    small, _ = hosts.home(service.homes[0], by=service.duty, now=MOMENT, purpose="test")
    large = replace(small, rooms=ROOMS, parties_max=2)
    hosts.change_home(large, by=service.duty, now=MOMENT, purpose="test")
    return service, large.id


def a_family(service: Service, size: int) -> Opened:
    opened = service.open_case()
    service.grow(opened, size)
    return opened


def proposed(service: Service, opened: Opened, desk: Desk | None) -> set[HomeId]:
    """Every home that a plan or a shortlist has for this party."""
    found = match_all(by=service.duty, now=LATER, desk=desk)
    made = shortlist.make(case=opened.case, by=service.duty, now=LATER, desk=desk)
    planned = {one.home for one in found.placed if one.party == opened.party}
    return planned | {one.home for one in made.shortlist.ranked}


@database
@pytest.mark.parametrize("at_desk", [False, True])
def test_rooms_of_an_offered_family_are_proposed_to_nobody_until_the_offer_ends(
    at_desk: bool,
) -> None:
    service, home = a_home_for_two_families()
    desk = Desk(service.program) if at_desk else None
    three = a_family(service, 3)
    assert proposed(service, three, desk) == {home}

    offered = service.put_offer(a_family(service, 4), home)

    assert proposed(service, three, desk) == set()
    with pytest.raises(RuleBroken, match="beds"):
        service.put_offer(three, home)
    assert home in proposed(service, service.open_case(), desk)

    offer.end(offer_id=offered, by=service.duty, now=LATER)

    assert proposed(service, three, desk) == {home}


@database
def test_for_the_offered_family_itself_its_rooms_are_free() -> None:
    service, home = a_home_for_two_families()
    offered = service.put_offer(a_family(service, 4), home)
    service.put_offer(service.open_case(), home, now=MOMENT + timedelta(minutes=1))

    with transaction.atomic():
        found = hosts.register_of(
            home, but=offered, by=service.duty, service=service.program, now=LATER, purpose="test"
        )

    assert (found.home(home).rooms_free, found.home(home).parties_now) == (ROOMS[:2], 1)


@st.composite
def offered_homes(draw: st.DrawFn) -> tuple[Home, tuple[Claim, ...]]:
    """A home with rooms of any size, and parties that it was offered to while each fitted."""
    rooms = tuple(map(Room, draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))))
    home = a_home(rooms=rooms, parties_max=4)
    claims: tuple[Claim, ...] = ()
    for size in draw(st.lists(st.integers(1, 4), max_size=4)):
        sleeping = Sleeping.of(a_party(*(a_person() for _ in range(size))), TODAY)
        left = with_offers(home, claims).rooms_free
        if beds_for(sleeping, left, RoomStandard.BEDS) is not None:
            claims = (*claims, Claim(an_id(), an_id(), sleeping, RoomStandard.BEDS))
    return home, claims


@unhurried
@given(offered_homes())
def test_everybody_offered_a_home_has_rooms_beside_all_the_others(
    offered: tuple[Home, tuple[Claim, ...]],
) -> None:
    home, claims = offered
    everybody = with_offers(home, claims)

    assert everybody.parties_now == len(claims)
    for claim in claims:
        but = with_offers(home, claims, claim.offer)
        assert beds_for(claim.sleeping, but.rooms_free, claim.standard) is not None
        assert but.parties_now == len(claims) - 1
        own = everybody.rooms_taken - but.rooms_taken
        rooms = [home.rooms[at] for at in own]
        assert beds_for(claim.sleeping, rooms, claim.standard) is not None
        for other in claims:
            theirs = everybody.rooms_taken - with_offers(home, claims, other.offer).rooms_taken
            assert other is claim or not own & theirs


def test_whoever_the_rooms_no_longer_do_for_has_all_that_are_left() -> None:
    home = a_home(rooms=ROOMS, parties_max=2)
    large = Sleeping.of(a_party(*(a_person() for _ in range(6))), TODAY)
    claim = Claim(an_id(), an_id(), large, RoomStandard.BEDS)

    assert with_offers(home, (claim,)).rooms_free == ()
    assert with_offers(home, (claim,), claim.offer).rooms_free == ROOMS
