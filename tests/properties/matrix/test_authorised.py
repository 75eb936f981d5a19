"""Every role, every kind of thing, every verb and every relation, at every address there is."""

import pytest

from hearth.actions import transfer
from hearth.actions.keys import service
from hearth.core import policy
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.policy import Relation, Thing, Verb
from hearth.entry.bearer import AREA
from hearth.entry.declared import area_of
from hearth.store.models import TransferRow
from tests.length import LONG
from tests.promised import SoFar, Tried
from tests.properties.matrix.addresses import Address, addresses
from tests.properties.matrix.things import OFFICES, Things, is_anothers
from tests.properties.matrix.walk import NOBODY_NEED_HAVE, Walk, log_length, no_bytes_differ
from tests.properties.matrix.world import NORTH, World

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P2")]
# Asked of many things of a kind; and those that few addresses know, of some.
MAIN, MOST = ("GET", "POST"), (12 if LONG else 2)
BESIDE, SOME_THINGS = (("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS") if LONG else ()), 2
SHARES = 4 if LONG else 1  # of the addresses: as many processes as there are may take one each
SOME = ("resident-0", "resident-8", "host-8")  # of those who live and host


def guarded() -> list[Address]:
    """Addresses that are for somebody who has signed in."""
    return [one for one in addresses() if one.audiences and one.by_session]


def people(world: World, address: Address) -> list[str]:
    """Whoever asks: in the long form everybody it is for. One or two of each other role.

    Of another office, where caseworkers may come at all: to others they are one more caseworker.
    """
    several = ("resident-", "host-", "caseworker-", "lead-", "visitor-", "clinician-")
    return [
        one
        for one in world.people
        if (LONG and world.role(one) in address.audiences)
        or one in SOME
        or (one == NORTH and Audience.CASEWORKER in address.audiences and address.things)
        or not one.startswith((*several, NORTH))
    ]


def walks(world: World) -> list[tuple[Walk, tuple[str, ...]]]:
    """Those who ask, with the methods that they ask by."""
    both = (Walk(world, Things(MOST)), MAIN), (Walk(world, Things(SOME_THINGS)), BESIDE)
    return [(walk, methods) for walk, methods in both if methods]


def test_every_address_is_declared_and_its_audiences_are_those_of_the_table() -> None:
    for one in guarded():
        area = area_of(one.route)
        assert one.declares
        assert area is not None, f"/{one.route}: say in entry/declared.py what lies there"
        assert one.thing is not None, f"/{one.route}: say in entry/declared.py what it is about"
        allowed = {
            role
            for role in policy.EVERYBODY
            if policy.may(role, Verb.READ, area, Relation.OFFICE)
            and policy.may_ever(role, Verb.ACT, one.thing)
        }
        assert one.audiences == allowed, f"/{one.route}"


@pytest.mark.parametrize("share", range(SHARES))
def test_the_answers_are_those_of_the_table(
    world: World, tried: Tried, so_far: SoFar, share: int
) -> None:
    asking, mine = walks(world), guarded()[share::SHARES]
    so_far(0, len(mine), "addresses")

    for address in mine:
        for walk, methods in asking:
            for who in people(world, address):
                for one in walk.asked(address, who, methods):
                    walk.goes(one)
        so_far(1, 0, "addresses")

    complaints = [said for walk, _ in asking for said in walk.complaints]
    assert not complaints, "\n".join(complaints)
    (walk, _), *_ = asking
    there = {one.route for one in mine if walk.is_there(one)}
    never = there - walk.answered - NOBODY_NEED_HAVE
    assert never == set(), "what nobody was answered was not put to the test"
    tried(
        sum(walk.count for walk, _ in asking),
        "requests: addresses x people x things x relations x verbs, against the table",
    )


@pytest.mark.parametrize("share", range(SHARES))
def test_what_one_may_not_know_of_looks_like_what_is_not_there(
    world: World, tried: Tried, so_far: SoFar, share: int
) -> None:
    asking, mine = walks(world), [one for one in guarded() if one.things][share::SHARES]
    pairs = 0
    so_far(0, len(mine), "addresses of things")

    for address in mine:
        for walk, methods in asking:
            for who in people(world, address):
                pairs += sum(_alike(walk, address, who, method) for method in methods)
        so_far(1, 0, "addresses of things")

    complaints = [said for walk, _ in asking for said in walk.complaints]
    assert not complaints, "\n".join(complaints)
    tried(pairs, "answers about what is another's, byte for byte those about nothing")


def _alike(walk: Walk, address: Address, who: str, method: str) -> int:
    asked = list(walk.asked(address, who, (method,)))
    never = [one for one in asked if one.relation is Relation.NONE]
    denied = [one for one in asked if one not in never and not walk.may(one)]
    if not never or not denied:
        return 0
    nothing = walk.answer(who, method, never[0].path)
    before = log_length()
    for one in denied:
        if not no_bytes_differ(walk.answer(who, method, one.path), nothing):
            walk.complaints.append(f"{one}: differs from an address of nothing")
    if log_length() != before:
        walk.complaints.append(f"{who} {method} /{address.route}: leaves a trace")
    return len(denied)


def test_whatever_is_of_a_case_is_asked_for_by_another_office(world: World, tried: Tried) -> None:
    walk, north = Walk(world, Things(SOME_THINGS)), world.people[NORTH]
    found = {
        address.thing
        for address in guarded()
        if Audience.CASEWORKER in address.audiences
        for one in walk.asked(address, NORTH, ("GET",))
        if one.relation is Relation.OTHER and not walk.may(one)
    }

    there = {
        thing
        for thing in OFFICES
        if policy.may_ever(north.audience, Verb.READ, thing)
        and any(is_anothers(north, thing, id) for id in walk.things.of(thing))
    }
    assert {Thing.CASE, Thing.OFFER, Thing.MEETING, Thing.STAY, Thing.MESSAGE} <= there <= found
    tried(len(found), "kinds of thing that another office's caseworker asked for")


def test_who_is_not_signed_in_is_sent_to_the_way_in_from_everywhere(
    world: World, tried: Tried
) -> None:
    walk = Walk(world, Things(1))

    for address in guarded():
        for one in walk.asked(address, "duty", MAIN + BESIDE):
            answer = walk.answer("", one.method, one.path)
            there = (answer.status_code, answer.headers.get("Location", "")[:2])
            if there != ((401, "") if one.path.startswith(AREA) else (302, "/?")):
                walk.complaints.append(f"{one}: {there}")

    assert not walk.complaints, "\n".join(walk.complaints)
    tried(walk.count, "requests of somebody who is not signed in")


def test_a_transfer_is_not_there_for_a_third_colleague(world: World) -> None:
    by, now = world.begun.duty, world.at
    third = service.hire(role=Audience.CASEWORKER, secret=None, circles=("office",), by=by, now=now)
    asked = TransferRow.objects.values_list("id", flat=True)[0]

    with pytest.raises(NotFound):
        transfer.accept(transfer_id=asked, by=third, service=world.begun.service, now=now)
    for act in (transfer.refuse, transfer.withdraw):
        with pytest.raises(NotFound):
            act(transfer_id=asked, by=third, now=now)


def test_what_the_table_does_not_name_may_not_be(tried: Tried) -> None:
    named = 0
    for role in (*policy.EVERYBODY,):
        for thing in Thing:
            for verb in Verb:
                assert not policy.may(role, verb, thing, Relation.NONE)
                assert not policy.may(role, verb, thing, Relation.OTHER)
                named += policy.may_ever(role, verb, thing)
    assert named == len(policy.TABLE)
    assert not any(policy.may_ever(role, verb, None) for role in policy.EVERYBODY for verb in Verb)
    tried(len(policy.EVERYBODY) * len(Thing) * len(Verb) * len(Relation), "cells of the table")
