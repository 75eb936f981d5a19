"""What a new version changes, told before it takes effect."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.person import Party
from hearth.core.programme import EligibilityRule, Programme
from hearth.core.programme_diff import (
    DueChange,
    Kind,
    diff,
    due_changes,
    turned,
)
from hearth.core.programme_file import FOLDER, bundled, in_force, load
from hearth.core.rules.eligibility import admits, service_is_for
from tests.builders import TODAY, a_pair, a_party, a_person, aged

TEXT = (FOLDER / "healers-office.1.toml").read_text(encoding="utf-8")
HEALERS = load(TEXT)


def changed(old: str, new: str) -> Programme:
    """The healers' programme with `old` made `new`, as version 2."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1).replace("version = 1", "version = 2", 1)
    return load(text.replace("2025-01-01", "2032-01-01", 1))


def a_service(**said: int | bool | None) -> Programme:
    """A programme for whom `said` says, otherwise for everybody."""
    usual = {"age_min": 0, "age_max": None, "party_size_max": None, "unaccompanied_minors": True}
    rule = HEALERS.rule(EligibilityRule)
    whom: dict[str, Any] = {**usual, **said}
    asked = EligibilityRule(id=rule.id, of=rule.of, origin=rule.origin, **whom)
    others = tuple(one for one in HEALERS.rules if one.name != "eligibility")
    return replace(HEALERS, rules=(*others, asked))


def somebody(*ages: int | None, **said: Any) -> Party:
    """A party of people of these ages, who came by themselves."""
    return a_party(*(a_person(born_on=None if age is None else aged(age)) for age in ages), **said)


# --- who is eligible ------------------------------------------------------------------------


def test_both_ends_of_the_ages_are_inside() -> None:
    service = a_service(age_min=16, age_max=21)

    found = [admits(service, somebody(age)).allowed for age in (15, 16, 21, 22)]

    assert found == [False, True, True, False]


def test_a_programme_without_the_rule_is_for_everybody() -> None:
    blank = in_force("blank", TODAY)

    assert not blank.has_rule(EligibilityRule.name)
    assert admits(blank, somebody(3, 97, None)).allowed


def test_a_new_version_tells_who_gains_and_who_loses() -> None:
    old, new = a_service(age_min=16, age_max=21), a_service(age_min=18, age_max=25)
    parties = {age: somebody(age) for age in (16, 18, 21, 24, 30)}

    result = turned(old, new, parties.values())

    assert (result.gained, result.lost) == ((parties[24].id.hex,), (parties[16].id.hex,))


@given(st.integers(0, 30), st.integers(0, 30), st.lists(st.none() | st.integers(0, 40), min_size=1))
def test_whom_the_rule_of_a_stay_lets_in_is_whom_a_new_version_counts(
    old_least: int, new_least: int, ages: list[int | None]
) -> None:
    old, new = (
        a_service(age_min=least, age_max=least + 8, unaccompanied_minors=False)
        for least in (old_least, new_least)
    )
    party = somebody(*ages)
    before, after = (
        service_is_for(a_pair(party), one.rule(EligibilityRule)).allowed for one in (old, new)
    )

    result = turned(old, new, [party])

    assert bool(result.gained) is (after and not before)
    assert bool(result.lost) is (before and not after)


# --- what differs ----------------------------------------------------------------------------


@pytest.mark.parametrize("programme", bundled(), ids=lambda one: one.name)
def test_a_programme_does_not_differ_from_itself(programme: Programme) -> None:
    assert diff(programme, programme) == []
    assert due_changes(programme, programme, TODAY) == []


def test_a_changed_number_is_told_with_its_key() -> None:
    (found,) = diff(HEALERS, changed("degrees = 2", "degrees = 3"))

    assert (found.kind, found.where) == (Kind.CHANGED, "rules.hostility.degrees")
    assert found.sentence == "rules.hostility.degrees was 2 and becomes 3"


def test_a_rule_taken_out_of_force_is_told() -> None:
    start = TEXT.index("[rules.language]")
    rule = TEXT[start : TEXT.index("\n[", start) + 1]

    found = diff(HEALERS, changed(rule, ""))

    assert (Kind.REMOVED, "rules.language") in [(one.kind, one.where) for one in found]


def test_a_new_requirement_is_told_with_everything_it_asks() -> None:
    new = changed(
        "[[requirement]]",
        '[[requirement]]\nid = "insurance"\ntitle = "Insurance"\nscope = "host"\nbefore = "offer"\n'
        'source = "the service\'s own choice"\nconfidence = "I"\n\n[[requirement]]',
    )

    found = diff(HEALERS, new)

    assert {one.kind for one in found} == {Kind.ADDED}
    assert "requirement.insurance.scope" in [one.where for one in found]


def test_a_new_source_for_an_old_number_is_a_change() -> None:
    new = changed('degrees = 2\nsource = "the service\'s own choice"', 'degrees = 2\nsource = "x"')

    assert [one.where for one in diff(HEALERS, new)] == ["rules.hostility.origin"]


def gains_and_losses(old: Programme, new: Programme) -> list[str]:
    return [one.sentence for one in diff(old, new) if one.kind in (Kind.GAINS, Kind.LOSES)]


def test_ages_that_gain_or_lose_are_told_in_a_sentence() -> None:
    found = gains_and_losses(HEALERS, changed("age_min = 16", "age_min = 18\nage_max = 60"))

    assert found == [
        "somebody aged 16 to 17, alone, loses eligibility",
        "somebody aged 61 to 130, alone, loses eligibility",
        "somebody aged 16 to 17, with a child, loses eligibility",
        "somebody aged 61 to 130, with a child, loses eligibility",
    ]


def test_who_comes_with_a_child_may_lose_where_who_comes_alone_does_not() -> None:
    old = a_service(age_min=18)
    new = a_service(age_min=18, party_size_max=1)

    assert gains_and_losses(old, new) == [
        "somebody aged 18 to 130, with a child, loses eligibility"
    ]


def test_the_first_limit_of_ages_shuts_out_who_does_not_tell_theirs() -> None:
    found = gains_and_losses(a_service(), a_service(age_max=129))

    assert found[:2] == [
        "somebody aged 130, alone, loses eligibility",
        "somebody of an age not known, alone, loses eligibility",
    ]


# --- what falls due earlier or later -----------------------------------------------------------


def test_a_quicker_rhythm_makes_checks_fall_due_earlier() -> None:
    new = changed("{ every_days = 91 }", "{ every_days = 61 }")

    found = due_changes(HEALERS, new, TODAY)

    assert {one.what for one in found} == {"recurrence.check"}
    assert [one.days for one in found[:3]] == [-30, -60, -90]
    assert found[0].sentence.startswith("recurrence.check, number 2: due 30 days earlier, 2031-07-")


def test_a_slower_rhythm_is_later_and_never_gone() -> None:
    new = changed("{ every_days = 91 }", "{ every_days = 400 }")

    found = due_changes(HEALERS, new, TODAY)

    assert all(one.days is not None and one.days > 0 for one in found)


def test_a_recurrence_that_is_gone_is_no_longer_due() -> None:
    start = TEXT.index('[[recurrence]]\nid = "review"')
    new = changed(TEXT[start : TEXT.index("\n[", start) + 1], "")

    found = due_changes(HEALERS, new, TODAY)

    assert found
    assert all(one.new is None and one.sentence.endswith("no longer due") for one in found)
    assert all(one.old is None for one in due_changes(new, HEALERS, TODAY))


def test_a_requirement_that_lasts_less_long_must_be_renewed_earlier() -> None:
    (found,) = due_changes(HEALERS, changed("valid_months = 24", "valid_months = 12"), TODAY)

    assert found == DueChange("requirement.training", 1, date(2033, 5, 4), date(2032, 5, 4))
    assert found.days == -365


@given(st.integers(7, 300), st.integers(7, 300))
def test_what_is_earlier_one_way_is_later_the_other_way(one: int, other: int) -> None:
    first = changed("{ every_days = 91 }", f"{{ every_days = {one} }}")
    second = changed("{ every_days = 91 }", f"{{ every_days = {other} }}")

    there, back = due_changes(first, second, TODAY), due_changes(second, first, TODAY)

    assert [(c.what, c.number, c.old, c.new) for c in there] == [
        (c.what, c.number, c.new, c.old) for c in back
    ]
