"""What a new version would mean, asked of a real service before it takes effect."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from hearth.actions import placement
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.errors import Sealed
from hearth.core.home import Home, Kind
from hearth.core.placement import Ending
from hearth.core.programme import Before, EligibilityRule, PartyLimitRule, Programme
from hearth.core.programme_file import in_force
from hearth.core.rules.pair import LastResort
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.queries.programme import Impact, Outside, impact
from hearth.store import events, facts, hosts, people
from hearth.store.models import CaseRow, OfferRow, PlacementRow
from hearth.store.principals import circle
from tests.builders import MOMENT, OWN_CHOICE, TODAY, a_requirement, a_sensitive_kind
from tests.service import STAY, Service, a_service

pytestmark = pytest.mark.django_db

BLANK = in_force("blank", TODAY)
WHEN_LIVING = MOMENT + timedelta(days=10)
A_STAY_LONG = timedelta(days=400)


def a_version(**said: Any) -> Programme:
    """The next version of the blank programme, for people of the ages `said`."""
    usual = {"age_min": 0, "age_max": None, "party_size_max": None, "unaccompanied_minors": True}
    rule = EligibilityRule(id="rules.eligibility", of="blank.2", origin=OWN_CHOICE, **usual | said)
    return replace(BLANK, version=2, rules=(*BLANK.rules, rule))


UP_TO_18 = a_version(age_max=18)  # whoever comes to `a_service` is nineteen


def one_party_at_a_time() -> Programme:
    rule = PartyLimitRule(
        id="rules.party_limit", of="blank.2", origin=OWN_CHOICE, parties=1, parties_most=1
    )
    return replace(BLANK, version=2, rules=(*BLANK.rules, rule))


def asked(service: Service, new: Programme, old: Programme = BLANK, **said: Any) -> Impact:
    return impact(old, new, by=service.duty, **{"now": WHEN_LIVING, **said})


def codes(found: Impact) -> list[tuple[str, ...]]:
    return [one.codes for one in found.outside]


def home_of(stay: UUID, service: Service) -> Home:
    row = PlacementRow.objects.get(id=stay)
    home, _ = hosts.home(row.home_id, by=service.duty, now=MOMENT, purpose="test")  # type: ignore[arg-type]
    return home


def change(home: Home, service: Service) -> None:
    hosts.change_home(home, by=service.duty, now=MOMENT, purpose="test")


# --- stays ---------------------------------------------------------------------------------------


def test_a_stay_in_order_under_the_old_version_and_outside_the_new_one_is_named() -> None:
    service = a_service()
    opened = service.open_case()
    stay = service.live(opened)

    found = asked(service, UP_TO_18)

    assert asked(service, BLANK).outside == ()
    assert found.outside == (
        Outside(stay=stay, case=opened.case, state="living", codes=("age_not_served",), already=()),  # type: ignore[arg-type]
    )
    assert found.outside[0].by_the_change


def test_a_partys_own_rooms_and_place_are_not_held_against_it() -> None:
    service = a_service()
    stay = service.live(service.open_case())

    found = asked(service, one_party_at_a_time())

    home = home_of(stay, service)
    assert (home.parties_now, home.rooms_taken) == (1, frozenset({0}))
    assert (found.stays, found.outside) == (1, ())


def test_somebody_else_who_lives_there_counts() -> None:
    service = a_service()
    stay = service.live(service.open_case())
    change(replace(home_of(stay, service), parties_now=2), service)

    assert codes(asked(service, one_party_at_a_time())) == [("home_full",)]


def test_what_the_old_rules_speak_against_as_well_is_no_work_of_the_new_version() -> None:
    service = a_service()
    stay = service.live(service.open_case())
    change(replace(home_of(stay, service), free=()), service)

    (both,) = asked(service, UP_TO_18).outside
    (before,) = asked(service, a_version()).outside

    assert set(both.codes) == {"age_not_served", "not_free"}
    assert both.already == ("not_free",)
    assert both.by_the_change
    assert before.codes == before.already == ("not_free",)
    assert not before.by_the_change


def test_a_stay_that_has_run_over_its_planned_end_is_still_looked_at() -> None:
    service = a_service()
    service.live(service.open_case())

    found = asked(service, UP_TO_18, now=MOMENT + timedelta(days=200))

    assert "age_not_served" in codes(found)[0]


def test_a_calendar_is_asked_for_the_days_that_are_left_alone() -> None:
    service = a_service()
    stay = service.live(service.open_case())
    change(replace(home_of(stay, service), free=(Period(WHEN_LIVING.date()),)), service)

    assert asked(service, a_version()).outside == ()


def test_what_is_asked_before_a_placement_is_asked_once_they_live_there() -> None:
    service = a_service()
    _, stay = service.plan(service.open_case())
    insured = a_requirement("insurance", before=Before.PLACEMENT)
    new = replace(a_version(), requirements=(*BLANK.requirements, insured))

    planned = asked(service, new)
    placement.move(
        placement_id=stay, on=STAY.first, by=service.duty, service=service.program, now=MOMENT
    )
    living = asked(service, new)

    assert codes(planned) == []
    assert codes(living) == [("vetting_never",)]


def test_a_stay_that_is_over_is_nobodys_to_look_at() -> None:
    service = a_service()
    opened = service.open_case()
    stay = service.live(opened)
    placement.end(
        placement_id=stay,
        why=Ending.OWN_HOME,
        on=date(2031, 5, 9),
        by=opened.resident,
        office=service.duty,
        now=WHEN_LIVING,
    )

    found = asked(service, UP_TO_18)

    assert (found.stays, found.outside) == (0, ())
    assert found.lose == (opened.case,)


def test_a_period_that_bars_moves_speaks_against_a_planned_move_and_not_against_one_made() -> None:
    service = a_service()
    opened = service.open_case()
    _, stay = service.plan(opened)
    told, hard = service.party(opened), SensitivePeriod(kind="heat", first=STAY.first, days=30)
    party = replace(told, people=(replace(told.people[0], sensitive=(hard,)),))
    people.change(party, by=opened.resident, now=MOMENT, purpose="test")
    new = replace(a_version(), sensitive_kinds=(a_sensitive_kind("heat"),))

    planned = asked(service, new)
    placement.move(
        placement_id=stay, on=STAY.first, by=service.duty, service=service.program, now=MOMENT
    )
    made = asked(service, new)

    assert codes(planned) == [("period_bars_move",)]
    assert codes(made) == []


def test_a_last_resort_that_was_agreed_stands() -> None:
    service = a_service()
    opened = service.open_case()
    stay = service.live(opened)
    change(replace(home_of(stay, service), kind=Kind.CONGREGATE), service)
    without = asked(service, a_version())
    out_by = STAY.first + A_STAY_LONG
    resort = LastResort(reason="no home fits", agreed_by_person=True, out_by=out_by)
    fact = facts.NewFact(
        subject=opened.case,
        compartment=Compartment.OFFER,
        kind="last_resort",
        value=resort,
        to=(circle(OFFICE),),
    )
    item = facts.put(fact, by=service.duty, now=MOMENT, purpose="test")
    OfferRow.objects.update(last_resort=item)

    assert codes(without) == [("last_resort",)]
    assert codes(asked(service, a_version())) == []


# --- who waits -----------------------------------------------------------------------------------


def test_who_waits_may_lose_and_may_gain() -> None:
    service = a_service()
    opened = service.open_case()

    loses, gains = asked(service, UP_TO_18), asked(service, BLANK, old=UP_TO_18)

    assert (loses.waiting, loses.lose, loses.gain) == (1, (opened.case,), ())
    assert (gains.waiting, gains.lose, gains.gain) == (1, (), (opened.case,))


def test_who_waits_is_as_old_as_today_and_not_as_on_the_day_they_hoped_for() -> None:
    service = a_service()
    opened = service.open_case()

    in_time = asked(service, a_version(age_max=19))
    a_year_on = asked(service, a_version(age_max=19), now=MOMENT + timedelta(days=370))

    assert in_time.lose == ()
    assert a_year_on.lose == (opened.case,)


def test_a_planned_move_is_a_stay_and_no_longer_waits() -> None:
    service = a_service()
    service.plan(service.open_case())

    found = asked(service, UP_TO_18)

    assert (found.waiting, found.lose, found.stays) == (0, (), 1)
    assert found.outside[0].state == "planned"


def test_only_cases_of_the_same_programme_are_looked_at_in_any_of_its_versions() -> None:
    service = a_service()
    one, other = service.open_case(), service.open_case()
    stay = service.live(service.open_case())
    CaseRow.objects.filter(id=one.case).update(programme="blank.7")
    CaseRow.objects.filter(id=other.case).update(programme="blank.north.1")
    CaseRow.objects.filter(placements=stay).update(programme="blanket.1")

    found = asked(service, UP_TO_18)

    assert (found.lose, found.stays) == ((one.case,), 0)


# --- what it leaves behind -----------------------------------------------------------------------


def test_what_is_opened_is_written_down_and_nothing_else_changes() -> None:
    service = a_service()
    service.live(service.open_case())
    before, entries = CaseRow.objects.values().get(), events.head()[0]
    opened = events.openings()

    asked(service, UP_TO_18)

    new = [one for one in events.entries() if one.seq > entries]
    assert {(one.act, one.purpose) for one in new} == {("facts.opened", "programme diff")}
    assert events.openings() > opened
    assert CaseRow.objects.values().get() == before


def test_a_host_learns_nothing() -> None:
    service = a_service()
    service.live(service.open_case())

    with pytest.raises(Sealed):
        impact(BLANK, UP_TO_18, by=service.hosts[service.homes[1]], now=WHEN_LIVING)


def test_an_empty_service_has_nobody_to_lose() -> None:
    assert asked(a_service(), UP_TO_18) == Impact(waiting=0, gain=(), lose=(), stays=0, outside=())


def test_a_stay_without_an_end_is_looked_at_from_today_on() -> None:
    service = a_service()
    stay = service.live(service.open_case())
    PlacementRow.objects.update(planned_until=None)
    until = Period(date(2030, 1, 1), date(2032, 1, 1))
    change(replace(home_of(stay, service), free=(until,)), service)

    (found,) = asked(service, a_version()).outside

    assert found.codes == ("not_free",)
