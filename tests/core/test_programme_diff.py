"""What a new version changes, told before it takes effect."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.programme import EligibilityRule, Programme
from hearth.core.programme_diff import (
    DueChange,
    Kind,
    PartyFacts,
    diff,
    due_changes,
    eligible,
    turned,
)
from hearth.core.programme_file import FOLDER, bundled, in_force, load

TODAY = date(2031, 5, 4)
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
    asked = EligibilityRule(id=rule.id, of=rule.of, origin=rule.origin, **{**usual, **said})  # type: ignore[arg-type]
    others = tuple(one for one in HEALERS.rules if one.name != "eligibility")
    return replace(HEALERS, rules=(*others, asked))


def reasons(
    programme: Programme, *ages: int, size: int = 0, accompanied: bool = False
) -> list[str]:
    decision = eligible(programme, ages=ages, party_size=size or len(ages), accompanied=accompanied)
    return [reason.code.removeprefix("eligibility_") for reason in decision.against]


# --- who is eligible ------------------------------------------------------------------------


def test_both_ends_of_the_ages_are_inside() -> None:
    service = a_service(age_min=16, age_max=21)

    assert [reasons(service, age) for age in (15, 16, 21, 22)] == [
        ["too_young"],
        [],
        [],
        ["too_old"],
    ]


def test_children_come_with_their_parent() -> None:
    assert reasons(a_service(age_min=16, age_max=25), 19, 1) == []


def test_minors_alone_need_a_programme_that_takes_them() -> None:
    adults = a_service(unaccompanied_minors=False)

    assert reasons(adults, 17) == ["unaccompanied_minor"]
    assert reasons(adults, 17, 40, accompanied=True) == []
    assert reasons(adults, 18) == []


def test_a_party_may_be_too_large() -> None:
    assert reasons(a_service(party_size_max=1), 20, 22) == ["party_too_large"]


def test_an_unknown_age_cannot_be_let_through_an_age_limit() -> None:
    assert reasons(a_service(age_min=16), size=1) == ["age_unknown"]
    assert reasons(a_service(), size=1) == []


def test_every_reason_is_told_with_its_margin_to_the_person_and_never_to_the_host() -> None:
    decision = eligible(
        a_service(age_max=25, party_size_max=1), ages=[30, 8], party_size=2, accompanied=True
    )

    margins = [reason.margin for reason in decision.against]
    assert [(margin.needs, margin.has) for margin in margins if margin] == [
        ("at most 25", "30"),
        ("at most 1", "2"),
    ]
    assert all(Audience.HOST not in reason.told_to for reason in decision.against)
    assert all(Audience.RESIDENT in reason.told_to for reason in decision.against)


def test_a_programme_without_the_rule_is_for_everybody() -> None:
    assert reasons(in_force("blank", TODAY), 3, 97, size=9) == []


def test_a_new_version_tells_who_gains_and_who_loses() -> None:
    old, new = a_service(age_min=16, age_max=21), a_service(age_min=18, age_max=25)
    parties = [PartyFacts(f"of {age}", (age,), 1, False) for age in (16, 18, 21, 24, 30)]

    result = turned(old, new, parties)

    assert (result.gained, result.lost) == (("of 24",), ("of 16",))


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


def test_ages_that_gain_or_lose_are_told_in_a_sentence() -> None:
    found = diff(HEALERS, changed("age_min = 16", "age_min = 18\nage_max = 60"))

    assert [one.sentence for one in found if one.kind is Kind.LOSES] == [
        "somebody aged 16 to 17, alone, loses eligibility",
        "somebody aged 61 to 130, alone, loses eligibility",
        "somebody aged 16 to 17, with a parent or guardian, loses eligibility",
        "somebody aged 61 to 130, with a parent or guardian, loses eligibility",
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
