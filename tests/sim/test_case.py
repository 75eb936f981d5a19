"""The invented case: every home is what it is there for, under each programme."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hearth.core.decision import Decision
from hearth.core.offer import FIELDS, describe
from hearth.core.programme import EligibilityRule, HostilityRule, What
from hearth.core.rules import may_host
from hearth.core.rules.eligibility import party_eligible
from hearth.core.rules.pair import LastResort, Pair
from hearth.core.ties import Ties
from hearth.core.units import Period
from hearth.sim.case import CaseHost, InventedCase, Role, one_case
from tests.sim.days import ON
from tests.sim.worlds import NAMES, a_case, programme

AGAINST = {
    Role.KIND: set(),
    Role.ALIKE: set(),
    Role.HOSTILE_INSIDE: {"hostility"},
    Role.HOSTILE_TIED: {"hostility"},
    Role.HOSTILE_NEAR: {"hostility"},
    Role.FEARED_VISITOR: {"fear"},
    Role.CONGREGATE: {"refused_kind", "last_resort"},
    Role.VETTING_LAPSED: {"vetting_lapsed"},
    Role.TOO_SMALL: {"beds"},
    Role.REFUSED: {"refused_feature"},
}

every_programme = pytest.mark.parametrize("name", NAMES)


def pair_of(case: InventedCase, host: CaseHost, name: str) -> Pair:
    its = programme(name)
    return Pair(
        party=case.party.party,
        home=host.home.home,
        host=host.invented.host,
        on=case.on,
        ties=Ties.of(case.ties),
        requirements=its.requirements,
        sensitive_kinds={kind.id: kind for kind in its.sensitive_kinds},
    )


def judged(case: InventedCase, host: CaseHost, name: str) -> Decision:
    return may_host(pair_of(case, host, name), programme(name))


def against(role: Role, name: str) -> list[str]:
    """What speaks against a home of this role; a period may bar the crowded one besides."""
    barred = {f"period_bars_{f}" for k in programme(name).sensitive_kinds for f in k.bars_homes}
    return sorted(AGAINST[role] | (barred if role is Role.CONGREGATE else set()))


@every_programme
@pytest.mark.parametrize("seed", [1, 2, 30])
def test_each_home_is_barred_by_what_it_is_there_for_and_by_nothing_else(
    name: str, seed: int
) -> None:
    case = a_case(name, seed)

    found = [(h.role, sorted(r.code for r in judged(case, h, name).against)) for h in case.hosts]

    assert found == [(h.role, against(h.role, name)) for h in case.hosts]


@every_programme
def test_every_role_is_played(name: str) -> None:
    assert {host.role for host in a_case(name).hosts} == set(Role)


@every_programme
def test_five_homes_or_more_fit_what_is_told_of_the_kind_one(name: str) -> None:
    case = a_case(name)
    alike = [h.home.home for h in case.hosts if h.role in (Role.KIND, Role.ALIKE)]

    told = describe(case.host(Role.KIND).home.home, alike, [tuple(FIELDS)])

    assert told.fits == len(alike) >= 5
    assert len({h.invented.host.languages for h in case.hosts}) == 1


@every_programme
def test_ties_are_as_near_as_their_role_says(name: str) -> None:
    case, its = a_case(name), programme(name)
    ties, hostile = Ties.of(case.ties), case.person.hostile
    degrees = {
        role: ties.degrees(case.host(role).invented.host.circle, hostile, 9) for role in Role
    }

    assert degrees[Role.HOSTILE_INSIDE] == 0
    assert degrees[Role.HOSTILE_TIED] == 1
    assert degrees[Role.HOSTILE_NEAR] == its.rule(HostilityRule).degrees
    assert degrees[Role.KIND] is None


@every_programme
def test_the_sibling_is_kin_and_hostile(name: str) -> None:
    case = a_case(name)

    assert case.sibling.id in case.person.kin & case.person.hostile
    assert [each.id for each in case.family if each.hostile] == [case.sibling.id]
    assert case.person.kin == {each.id for each in case.family}


@every_programme
def test_the_period_begins_after_the_move_and_holds_the_first_check(name: str) -> None:
    case, its = a_case(name), programme(name)
    first = case.party.party.stay.first
    check = next(r for r in its.recurrences if r.what is What.CHECK)
    due = first + timedelta(days=check.stages[0].days)
    (period,) = case.person.sensitive

    (time,) = period.forecast(Period(first, due + timedelta(1)))

    assert time.covers(due)
    assert not time.covers(first)


def test_the_heat_comes_back_over_the_first_routine_check_too() -> None:
    case, its = a_case(), programme()
    first = case.party.party.stay.first
    check = its.recurrence("check")
    routine = first + timedelta(days=sum(stage.days for stage in check.stages))
    (heat,) = case.person.sensitive

    times = heat.forecast(Period(first, routine + timedelta(1)))

    assert heat.kind == "heat"
    assert [time.covers(routine) for time in times] == [False, True]


def test_the_case_of_the_healers_office_is_an_adult_of_nineteen_and_an_omega() -> None:
    case = a_case()

    assert case.person.age_on(ON) == 19
    assert (case.assessment, case.outcome) == ("designation", "omega")
    assert case.host(Role.CONGREGATE).invented.identity.name == "the Omega Home"
    assert any("Omega Home" in words for words in case.said.refusals)


@every_programme
def test_the_person_is_whom_the_programme_is_for(name: str) -> None:
    case, its = a_case(name), programme(name)

    assert case.outcome in its.assessment(case.assessment).outcomes
    if its.has_rule(EligibilityRule.name):
        assert party_eligible(case.party.party, its.rule(EligibilityRule)).allowed


def test_where_the_period_stands_around_a_birthday_it_is_theirs() -> None:
    case = a_case("supported-lodgings-england")
    (period,) = case.person.sensitive

    assert case.person.age_on(period.first) == 17
    assert case.person.age_on(period.first + timedelta(days=period.days)) == 18


@every_programme
def test_the_person_says_what_they_need_fear_and_refuse(name: str) -> None:
    said = a_case(name).said

    for words in (said.needs, said.fears, said.refusals):
        assert words
        assert all(words)


@every_programme
def test_the_same_seed_gives_the_same_case_and_another_seed_another(name: str) -> None:
    its = programme(name)

    assert one_case(its, 1, ON) == one_case(its, 1, ON)
    assert one_case(its, 1, ON).person.id != one_case(its, 2, ON).person.id


def test_the_congregate_place_would_be_a_last_resort_if_it_were_not_refused() -> None:
    case, its = a_case("nightstop"), programme("nightstop")
    host = case.host(Role.CONGREGATE)
    resort = LastResort(
        reason="no home fits", agreed_by_person=True, out_by=case.on + timedelta(days=9)
    )

    decision = may_host(replace(pair_of(case, host, "nightstop"), last_resort=resort), its)

    assert [reason.code for reason in decision.against] == ["refused_kind"]
