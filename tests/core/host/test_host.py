"""Vetting: on which days a host is vetted, counted day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.host import (
    Acceptance,
    Evidence,
    Exemption,
    Host,
    Outcome,
    Pause,
    Standing,
    missing_on,
    steps_on,
    subjects,
    vetted_until,
    vetting_holds_until,
)
from hearth.core.programme import Requirement, Scope
from hearth.core.units import Period
from tests.builders import TODAY, a_host, a_member, a_requirement, aged

AHEAD = 800
START = date(2027, 12, 1)  # so that a leap day lies within what is looked at


def day(offset: int) -> date:
    return START + timedelta(offset)


BIRTHS = [
    date(2012, 2, 29),
    date(2010, 2, 28),
    date(2010, 3, 1),
    date(2011, 6, 15),
    date(1980, 1, 1),
    None,
]
requirements = st.lists(
    st.builds(
        lambda n, scope, age, months: a_requirement(
            f"step-{n}", scope=scope, age=age, valid_months=months
        ),
        st.integers(0, 1),
        st.sampled_from(Scope),
        st.sampled_from([None, 16, 18]),
        st.sampled_from([None, 1, 6, 12]),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda r: r.id,
)


@st.composite
def hosts(draw: st.DrawFn, of: tuple[str, ...] = ("step-0", "step-1")) -> Host:
    born = draw(st.lists(st.sampled_from(BIRTHS), min_size=1, max_size=2))
    members = tuple(a_member(born_on=on) for on in born)
    about = st.sampled_from([None, *(m.id for m in members)])
    steps = st.sampled_from(of)
    outcomes = st.sampled_from([Outcome.PASSED] * 5 + [Outcome.FAILED])
    days = st.integers(-200, 400).map(day)
    ends = st.none() | st.integers(0, 700).map(day)
    evidence = st.lists(
        st.builds(
            lambda r, on, outcome, subject, until: Evidence(
                requirement=r, on=on, outcome=outcome, subject=subject, until=until
            ),
            steps,
            days,
            outcomes,
            about,
            ends,
        ),
        max_size=6,
    )
    exemptions = st.lists(
        st.builds(
            lambda r, first, long, subject: Exemption(
                requirement=r,
                period=Period.of_days(first, long),
                approved_by="the lead",
                reason="a move",
                subject=subject,
            ),
            steps,
            days,
            st.integers(0, 300),
            about,
        ),
        max_size=2,
    )
    return a_host(
        members=members, evidence=tuple(draw(evidence)), exemptions=tuple(draw(exemptions))
    )


@settings(max_examples=200)
@given(host=hosts(), asked=requirements, offset=st.integers(0, 60))
def test_vetted_until_is_the_first_day_on_which_something_is_missing(
    host: Host, asked: list[Requirement], offset: int
) -> None:
    said = vetted_until(host, asked, day(offset))

    days = (day(n) for n in range(offset, AHEAD))
    counted = next((one for one in days if missing_on(host, asked, one)), None)
    assert said == counted or (counted is None and said is not None and said >= day(AHEAD))


@settings(max_examples=200)
@given(host=hosts(), asked=requirements, offset=st.integers(0, 60))
def test_until_something_turns_each_day_lacks_what_the_day_before_lacked(
    host: Host, asked: list[Requirement], offset: int
) -> None:
    until = vetting_holds_until(host, asked, day(offset)) or day(AHEAD)

    today = lacking_on(host, asked, day(offset))
    days = (day(n) for n in range(offset, AHEAD))
    assert all(lacking_on(host, asked, one) == today for one in days if one < until)


def lacking_on(host: Host, asked: list[Requirement], on: date) -> set[tuple[object, ...]]:
    return {(one.requirement, one.subject, one.why) for one in missing_on(host, asked, on)}


def lacks(host: Host, requirement: Requirement, on: date) -> bool:
    """Whether a requirement of the home is unmet, written for reading."""
    past = [e for e in host.evidence if e.requirement == requirement.id and e.on <= on]
    past = [e for e in past if e.subject is None]
    newest = [e for e in past if e.on == max(e.on for e in past)]
    if any(e.outcome is Outcome.FAILED for e in newest):
        return True
    if any(
        e.subject is None and e.requirement == requirement.id and e.period.covers(on)
        for e in host.exemptions
    ):
        return False
    if not newest:
        return True
    ends = [requirement.valid_until(newest[0].on), *(e.until for e in newest)]
    return any(end is not None and end <= on for end in ends)


@settings(max_examples=100)
@given(
    host=hosts(of=("step-0",)), months=st.sampled_from([None, 1, 12]), offset=st.integers(-50, 700)
)
def test_nobody_is_vetted_on_a_day_on_which_the_paper_no_longer_holds(
    host: Host, months: int | None, offset: int
) -> None:
    asked = a_requirement("step-0", scope=Scope.HOME, valid_months=months)

    assert bool(missing_on(host, [asked], day(offset))) is lacks(host, asked, day(offset))


@given(host=hosts(), asked=requirements, offset=st.integers(0, 700))
def test_it_does_not_matter_in_which_order_papers_were_filed(
    host: Host, asked: list[Requirement], offset: int
) -> None:
    filed_backwards = a_host(
        members=host.members, evidence=host.evidence[::-1], exemptions=host.exemptions[::-1]
    )

    there = missing_on(host, asked, day(offset))
    assert missing_on(filed_backwards, asked, day(offset)) == there


def test_a_paper_holds_up_to_the_day_it_ends_and_not_on_it() -> None:
    asked = a_requirement("dbs", valid_months=12)
    host = a_host(evidence=(Evidence(requirement="dbs", on=date(2030, 5, 4)),))

    assert vetted_until(host, [asked], date(2031, 5, 3)) == date(2031, 5, 4)
    assert [lack.why for lack in missing_on(host, [asked], date(2031, 5, 4))] == ["lapsed"]
    assert not missing_on(host, [asked], date(2031, 5, 3))


def test_a_paper_dated_tomorrow_does_not_count_today() -> None:
    asked = a_requirement("dbs", valid_months=12)
    host = a_host(evidence=(Evidence(requirement="dbs", on=TODAY + timedelta(1)),))

    assert [lack.why for lack in missing_on(host, [asked], TODAY)] == ["never"]
    assert not missing_on(host, [asked], TODAY + timedelta(1))


def test_a_paper_that_ends_earlier_than_the_rule_ends_earlier() -> None:
    asked = a_requirement("dbs", valid_months=12)
    on, until = date(2031, 1, 1), date(2031, 3, 1)
    host = a_host(evidence=(Evidence(requirement="dbs", on=on, until=until),))

    assert vetted_until(host, [asked], on) == until


def test_whoever_comes_of_age_on_a_leap_day_is_asked_on_that_day() -> None:
    asked = a_requirement("dbs", scope=Scope.MEMBER_OVER, age=16, valid_months=None)
    host = a_host(members=(a_member(born_on=date(2012, 2, 29)),))

    assert vetted_until(host, [asked], date(2027, 12, 1)) == date(2028, 2, 29)


@given(age=st.integers(0, 90), least=st.integers(0, 30))
def test_a_step_is_asked_of_everybody_old_enough(age: int, least: int) -> None:
    member = a_member(born_on=aged(age))
    asked = a_requirement(scope=Scope.MEMBER_OVER, age=least)

    assert (member.id in subjects(a_host(members=(member,)), asked, TODAY)) is (age >= least)


def test_an_age_nobody_knows_is_old_enough_to_be_checked() -> None:
    member = a_member(born_on=None)

    assert subjects(a_host(members=(member,)), a_requirement(scope=Scope.EVERY_ADULT), TODAY) == (
        member.id,
    )


def test_a_frequent_visitor_is_checked_as_the_household_is() -> None:
    visitor = a_member(lives_in=False)

    asked = a_requirement(scope=Scope.EVERY_ADULT)
    assert visitor.id in subjects(a_host(members=(visitor,)), asked, TODAY)


@pytest.mark.parametrize("lacking", ["approved_by", "reason", "end"])
def test_an_exemption_needs_a_name_a_reason_and_an_end(lacking: str) -> None:
    said = {"approved_by": "the lead", "reason": "a move", "end": TODAY + timedelta(30)}
    said[lacking] = "" if lacking != "end" else None

    with pytest.raises(InvalidValue):
        Exemption(
            requirement="dbs",
            period=Period(TODAY, said["end"]),
            approved_by=said["approved_by"],
            reason=said["reason"],
        )


@pytest.mark.parametrize("said", [{"age_min": 30, "age_max": 20}, {"age_min": -1}, {"size_max": 0}])
def test_a_host_cannot_take_nobody_at_all(said: dict[str, int]) -> None:
    with pytest.raises(InvalidValue):
        Acceptance(**said)


@settings(max_examples=200)
@given(host=hosts(), asked=requirements, offset=st.integers(0, 60))
def test_the_steps_that_do_not_stand_are_those_that_are_missing(
    host: Host, asked: list[Requirement], offset: int
) -> None:
    steps = steps_on(host, asked, day(offset))

    missing = {
        (one.requirement, one.subject, one.why) for one in missing_on(host, asked, day(offset))
    }
    lacking = {
        (one.requirement.id, one.subject, one.standing.value)
        for one in steps
        if one.standing not in (Standing.MET, Standing.EXCUSED)
    }
    assert lacking == missing
    assert len(steps) == sum(len(subjects(host, one, day(offset))) for one in asked)


@settings(max_examples=200)
@given(host=hosts(), asked=requirements)
def test_a_step_stands_up_to_the_day_it_names_and_not_on_it(
    host: Host, asked: list[Requirement]
) -> None:
    for one in steps_on(host, asked, START):
        if one.standing is not Standing.MET or one.until is None:
            continue
        missing = missing_on(host, asked, one.until)
        excused = any(e.requirement == one.requirement.id for e in host.exemptions)
        redone = any(START < e.on <= one.until for e in host.evidence)
        asked_still = one.subject in subjects(host, one.requirement, one.until)
        lacks = any(
            (lack.requirement, lack.subject) == (one.requirement.id, one.subject)
            for lack in missing
        )
        assert lacks or excused or redone or not asked_still


def test_a_pause_is_lifted_from_today_on_and_what_was_stays() -> None:
    host = a_host(paused=(Period.of_days(START, 30),))

    resumed = host.resumed(day(10))

    assert resumed.is_paused(day(9))
    assert not resumed.is_paused(day(10))
    with pytest.raises(RuleBroken):
        resumed.resumed(day(10))


@pytest.mark.parametrize("period", [Period(START), Period(START, START)])
def test_a_pause_has_an_end_after_its_first_day(period: Period) -> None:
    with pytest.raises(InvalidValue):
        Pause(period=period, reason="They are away.")


def test_a_pause_has_a_reason() -> None:
    with pytest.raises(InvalidValue):
        Pause(period=Period.of_days(START, 3), reason="")
