"""The plan for everyone who waits keeps every rule, is proven, and says why somebody is left."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hearth.actions.matching.match_all import Matched, check, match_all, plan_for
from hearth.core.errors import Sealed
from hearth.core.home import Home, Room
from hearth.core.ids import HomeId, HostId, PartyId
from hearth.core.person import Party
from hearth.core.programme import PartyLimitRule, Programme, RoomRule, RoomStandard
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules.eligibility import admits
from hearth.engine.advice import standing
from hearth.store import hosts, plans
from hearth.store.hosts import Register
from hearth.store.models import EntryRow, HomeRow, ItemRow, OfferRow
from hearth.store.plans import KeptPlan
from hearth.store.waiting import Waiting
from tests.builders import (
    MOMENT,
    a_home,
    a_host,
    a_party,
    a_person,
    a_programme,
    rules_with,
)
from tests.engine.registers import World, a_world
from tests.engine.worlds import unhurried
from tests.service import a_service

seeds = st.integers(0, 2**40)
FOR_TWO = a_programme(name="for two", rules=rules_with(parties=2))


def planned(world: World) -> Matched:
    return plan_for(waiting_in(world), register_of(world))


def register_of(world: World) -> Register:
    return Register({home.id: home for home in world.homes}, world.hosts, world.ties)


def waiting_in(world: World) -> Waiting:
    return Waiting(world.on, world.parties, [world.programme] * len(world.parties))


def a_town_of(*homes: Home, parties: Sequence[Party], programme: Programme = FOR_TWO) -> World:
    """These homes, each with a host against whom nothing speaks."""
    hosts = {home.host: a_host(id=home.host) for home in homes}
    bare = a_world(1, parties=0, homes=1, programme=programme)
    return replace(bare, parties=tuple(parties), homes=homes, hosts=hosts)


def can_all_sleep(parties: Sequence[Party], home: Home, standard: RoomStandard) -> bool:
    """Whether each party can have rooms of the home to itself. Tries every way there is."""

    def rest(left: Sequence[Party], rooms: frozenset[int]) -> bool:
        if not left:
            return True
        sleeping = Sleeping.of(left[0], left[0].stay.first)
        return any(
            beds_for(sleeping, [home.rooms[at] for at in some], standard) is not None
            and rest(left[1:], rooms - set(some))
            for count in range(1, len(rooms) + 1)
            for some in combinations(sorted(rooms), count)
        )

    return rest(parties, frozenset(range(len(home.rooms))) - home.rooms_taken)


def faults(found: Matched, world: World) -> list[str]:
    """Every rule that the plan breaks, by a loop that knows neither tables nor solver."""
    homes = {home.id: home for home in world.homes}
    parties = {party.id: party for party in world.parties}
    guests: defaultdict[HomeId, list[Party]] = defaultdict(list)
    for one in found.placed:
        guests[one.home].append(parties[one.party])
    broken = [
        code
        for home, there in guests.items()
        for party in there
        for code in world.against(party, homes[home])
    ]
    standard = world.programme.rule(RoomRule).standard
    for home, there in guests.items():
        if not can_all_sleep(there, homes[home], standard):
            broken.append("rooms")
        if world.programme.has_rule(PartyLimitRule.name):
            most = world.programme.rule(PartyLimitRule).parties
            if homes[home].parties_now + len(there) > min(most, homes[home].parties_max):
                broken.append("parties")
    return broken


def by_hand(found: Matched) -> int:
    """What a plan is worth that takes the parties in order, each the best that is left."""
    job, worth = found.job, 0
    left = job.places.astype(int).copy()
    heads = left if job.parties_max is None else job.parties_max.astype(int).copy()
    for party in range(len(job.party_ids)):
        part = range(int(job.indptr[party]), int(job.indptr[party + 1]))
        for at in sorted(part, key=lambda at: -int(job.value[at])):
            home = job.home[at]
            needs = 1 if job.beds_needed is None else int(job.beds_needed[at])
            if left[home] >= needs and heads[home] >= 1:
                left[home] -= needs
                if heads is not left:
                    heads[home] -= 1
                worth += int(job.value[at])
                break
    return worth


@unhurried
@given(seeds)
@example(1_503_515)  # as many candidates as parties
def test_a_plan_breaks_no_rule_and_is_proven_and_better_than_by_hand(seed: int) -> None:
    world = a_world(seed, parties=6, homes=5)
    found = planned(world)

    assert faults(found, world) == []
    assert found.broken == ()
    assert found.proof.feasible
    assert found.proof.problems == ()
    assert found.plan.value >= by_hand(found)


@unhurried
@given(seeds)
def test_whoever_is_left_has_every_reason_and_no_other(seed: int) -> None:
    world = a_world(seed, parties=6, homes=4)
    parties = {party.id: party for party in world.parties}
    found = planned(world)

    assert {one.party for one in found.placed} | {one.party for one in found.unplaced} == set(
        parties
    )
    for one in found.unplaced:
        told = [set(world.against(parties[one.party], home)) for home in world.homes]
        assert one.fits == sum(not against for against in told)
        alone = {reason.code for reason in admits(world.programme, parties[one.party]).against}
        if alone:  # no home could change it, so only this is said
            told = [alone] * len(told)
        assert (one.judged, one.reasons) == (len(told), Counter(c for a in told for c in a))


@unhurried
@given(seeds)
def test_shared_rooms_and_whole_places_both_keep_the_rules(seed: int) -> None:
    world = a_world(seed, parties=6, homes=4)
    shared = planned(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standing, "SHARED_ROOMS_EXACT_UP_TO", -1)
        whole = planned(world)

    assert faults(whole, world) == []
    assert whole.broken == ()
    assert whole.proof.feasible
    assert by_urgency(shared, world) >= by_urgency(whole, world)


def by_urgency(found: Matched, world: World) -> list[int]:
    """How many have a home, the most urgent first."""
    placed = {one.party for one in found.placed}
    return [
        sum(party.tier == tier and party.id in placed for party in world.parties)
        for tier in range(4)
    ]


def test_two_parties_share_a_home_with_two_rooms_and_a_third_does_not() -> None:
    home = a_home(rooms=(Room(1), Room(1)), parties_max=3)
    world = a_town_of(home, parties=[a_party() for _ in range(3)])

    found = planned(world)

    assert len(found.placed) == 2
    assert [(one.fits, one.reasons) for one in found.unplaced] == [(1, {})]
    assert found.proof.feasible


def test_a_large_family_and_a_single_share_rooms_of_unequal_number() -> None:
    home = a_home(rooms=(Room(1), Room(1), Room(1)), parties_max=2)
    family, single = a_party(a_person(), a_person()), a_party()
    world = a_town_of(home, parties=[family, single])

    found = planned(world)

    assert len(found.placed) == 2
    assert found.job.beds_needed is not None
    assert sorted(found.job.beds_needed.tolist()) == [1, 2]
    assert faults(found, world) == []


def test_a_plan_that_keeps_homes_for_whole_parties_though_rooms_may_be_shared_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = a_home(rooms=(Room(1), Room(1), Room(1)), parties_max=2)
    family, single = a_party(a_person(), a_person()), a_party()
    world = a_town_of(home, parties=[family, single])
    shared = planned(world)
    monkeypatch.setattr(standing, "SHARED_ROOMS_EXACT_UP_TO", 1)

    whole = planned(world)

    assert (shared.shared, shared.kept_whole, len(shared.placed)) == (True, False, 2)
    assert (whole.shared, whole.kept_whole, len(whole.placed)) == (False, True, 1)
    assert whole.proof.gap == 0


def test_where_there_is_nothing_to_share_no_home_is_said_to_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_town_of(a_home(rooms=(Room(1), Room(1)), parties_max=2), parties=[a_party()])
    monkeypatch.setattr(standing, "SHARED_ROOMS_EXACT_UP_TO", 0)

    found = planned(world)

    assert (found.shared, found.kept_whole, len(found.placed)) == (False, False, 1)


def test_the_plain_check_finds_two_who_fit_alone_and_not_together() -> None:
    home = a_home(rooms=(Room(1),), parties_max=2)
    world = a_town_of(home, parties=[a_party(), a_party()])
    found = planned(world)
    both = replace(found.plan, home=np.zeros(2, np.int32))

    assert check(waiting_in(world), register_of(world), both) == ["beds"]


def test_the_stricter_of_two_programmes_says_how_many_may_live_together() -> None:
    home = a_home(rooms=(Room(1), Room(1), Room(1)), parties_max=3)
    world = a_town_of(home, parties=[a_party() for _ in range(3)])
    strict = a_programme(name="for one", rules=rules_with(parties=1))
    for one_apart in range(3):
        rules = [strict if at == one_apart else FOR_TWO for at in range(3)]

        found = plan_for(Waiting(world.on, world.parties, rules), register_of(world))

        assert found.broken == ()
        assert len(found.placed) >= 1


def test_a_home_full_for_one_programme_is_still_open_to_another() -> None:
    home = a_home(rooms=(Room(1), Room(1)), parties_max=2, parties_now=1)
    world = a_town_of(home, parties=[a_party(), a_party()])
    strict = a_programme(name="for one", rules=rules_with(parties=1))
    second = world.parties[1]

    found = plan_for(Waiting(world.on, world.parties, [strict, FOR_TWO]), register_of(world))

    assert [one.party for one in found.placed] == [second.id]
    assert [(one.fits, one.reasons) for one in found.unplaced] == [(0, {"home_full": 1})]


def test_many_tiers_of_urgency_are_no_reason_to_give_up() -> None:
    homes = [a_home(rooms=(Room(1), Room(1), Room(1)), parties_max=2) for _ in range(10)]
    parties = [a_party(*(a_person() for _ in range(1 + at % 2)), tier=at) for at in range(60)]
    world = a_town_of(*homes, parties=parties)

    found = planned(world)

    assert found.proof.feasible
    assert found.broken == ()
    assert found.placed
    assert found.kept_whole


def test_nobody_who_waits_and_no_home_at_all_are_fine() -> None:
    world = a_town_of(parties=[a_party()])

    assert [one.reasons for one in planned(world).unplaced] == [{}]
    assert planned(a_town_of(a_home(), parties=[])).placed == ()


@pytest.mark.django_db
def test_a_plan_offers_nothing_to_anybody_and_is_written_down() -> None:
    service = a_service(homes=2)
    cases = [service.open_case() for _ in range(3)]

    found = match_all(by=service.duty, now=MOMENT + timedelta(hours=1))

    assert {one.home for one in found.placed} == set(service.homes)
    told = {one.party for one in found.placed} | {one.party for one in found.unplaced}
    assert told == {case.party for case in cases}
    assert [one.fits for one in found.unplaced] == [2]
    assert not OfferRow.objects.exists()
    assert EntryRow.objects.filter(act="match.made").count() == 1


@pytest.mark.django_db
def test_who_may_not_read_the_register_makes_no_plan() -> None:
    service = a_service(homes=1)
    opened = service.open_case()

    with pytest.raises(Sealed):
        match_all(by=opened.resident, now=MOMENT)

    assert not EntryRow.objects.filter(act="match.made").exists()


def like_twins(count: int = 2) -> World:
    """One party, and homes that are worth the same to it."""
    bare = a_home(rooms=(Room(1),))
    homes = [replace(bare, id=HomeId(uuid4()), host=HostId(uuid4())) for _ in range(count)]
    return a_town_of(*homes, parties=[a_party()])


def test_of_homes_worth_the_same_a_party_keeps_the_one_it_had() -> None:
    world = like_twins(3)
    party = world.parties[0].id
    for home in world.homes:
        last = KeptPlan({party: home.id}, {}, 1)

        found = plan_for(waiting_in(world), register_of(world), last)

        assert [one.home for one in found.placed] == [home.id]
        assert found.moved == ()


def test_who_has_another_home_than_in_the_last_plan_is_named() -> None:
    world = like_twins()
    party, gone = world.parties[0].id, HomeId(uuid4())

    found = plan_for(waiting_in(world), register_of(world), KeptPlan({party: gone}, {gone: 5}, 1))

    assert found.moved == (party,)
    assert len(found.placed) == 1


def test_who_no_longer_waits_has_not_moved() -> None:
    world = like_twins()
    last = KeptPlan({PartyId(uuid4()): world.homes[0].id}, {}, 1)

    assert plan_for(waiting_in(world), register_of(world), last).moved == ()


@unhurried
@given(seeds, st.data())
def test_a_last_plan_however_stale_takes_nothing_from_todays(
    seed: int, data: st.DataObject
) -> None:
    world = a_world(seed, parties=6, homes=6)
    homes = [home.id for home in world.homes] + [HomeId(uuid4())]
    parties = [party.id for party in world.parties] + [PartyId(uuid4())]
    last = KeptPlan(
        data.draw(st.dictionaries(st.sampled_from(parties), st.sampled_from(homes))),
        data.draw(st.dictionaries(st.sampled_from(homes), st.integers(1, 2**40))),
        data.draw(st.sampled_from([1, 1000])),
    )

    found = plan_for(waiting_in(world), register_of(world), last)

    assert found.proof.feasible
    assert not found.proof.problems
    assert found.broken == ()
    assert found.proof.value == planned(world).proof.value


@pytest.mark.django_db
def test_the_plan_is_kept_for_the_next_one_and_written_only_where_it_changed() -> None:
    service = a_service(homes=2)
    case = service.open_case()
    first = match_all(by=service.duty, now=MOMENT + timedelta(hours=1))

    again = match_all(by=service.duty, now=MOMENT + timedelta(hours=2))

    assert again.placed == first.placed
    assert again.moved == ()
    sealed = ItemRow.objects.get(kind=plans.KIND)
    assert sealed.version == 0

    HomeRow.objects.filter(id=first.placed[0].home).update(active=False)
    other = match_all(by=service.duty, now=MOMENT + timedelta(hours=3))

    assert other.moved == (case.party,)
    assert other.placed[0].home != first.placed[0].home
    sealed.refresh_from_db()
    assert sealed.version == 1


@pytest.mark.django_db
def test_a_plan_of_what_is_no_longer_so_is_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = a_service(homes=2)
    service.open_case()
    tried = []

    def while_others_write(*said: Any, **named: Any) -> Any:
        found = plan_for(*said, **named)
        if not tried:
            home, _ = hosts.home(found.placed[0].home, by=service.duty, now=MOMENT, purpose="test")
            full = replace(home, rooms_taken=frozenset(range(len(home.rooms))))
            hosts.change_home(full, by=service.duty, now=MOMENT, purpose="test")
        tried.append(found.placed[0].home)
        return found

    monkeypatch.setattr("hearth.actions.matching.match_all.plan_for", while_others_write)

    found = match_all(by=service.duty, now=MOMENT + timedelta(hours=1))

    assert len(tried) == 2
    assert found.placed[0].home != tried[0]
    kept = plans.last(by=service.duty, now=MOMENT, purpose="test")
    assert kept is not None
    assert list(kept.homes.values()) == tried[1:]


@pytest.mark.django_db
def test_a_kept_plan_is_for_the_office_and_the_engine_alone() -> None:
    service = a_service(homes=1)
    opened = service.open_case()
    match_all(by=service.duty, now=MOMENT + timedelta(hours=1))

    with pytest.raises(Sealed):
        plans.last(by=opened.resident, now=MOMENT, purpose="test")
