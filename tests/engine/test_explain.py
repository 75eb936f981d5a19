"""Words for every reason, each for the eyes it is meant for."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import rules
from hearth.core.audience import STAFF, STAFF_AND_RESIDENT, Audience
from hearth.core.decision import Decision, Margin, Reason
from hearth.core.rules import may_host
from hearth.engine.explain import NOT_OFFERED, SAID, SAID_OF, leaves, why_not
from tests.engine.registers import a_world
from tests.engine.worlds import unhurried

seeds = st.integers(0, 2**40)


@unhurried
@given(seeds)
def test_staff_have_words_for_every_reason_and_the_person_for_those_meant_for_them(
    seed: int,
) -> None:
    world = a_world(seed)
    for party in world.parties:
        for home in world.homes:
            decision = may_host(world.pair(party, home), world.programme)
            meant = decision.for_(Audience.RESIDENT)

            staff = why_not(decision, Audience.CASEWORKER)
            person = why_not(decision, Audience.RESIDENT)

            assert bool(staff) == bool(person) == (not decision.allowed)
            assert (person == (NOT_OFFERED,)) == (not decision.allowed and not meant)
            assert len(person) <= max(1, len(meant))


def test_every_code_that_a_rule_can_give_has_words() -> None:
    folder = Path(rules.__file__).parent
    written = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'Decision\.no\(\s*f?"([a-z_]+)["{]', written))
    codes = codes - {"refused_", "vetting_"} | {
        *(f"refused_{what}" for what in ("feature", "area", "kind", "home")),
        *(f"vetting_{why}" for why in ("never", "lapsed", "failed")),
    }
    assert len(codes) > 20

    for code in codes:
        assert code in SAID or any(code.startswith(start) for start in SAID_OF), code


@pytest.mark.parametrize("code", ["hostility", "too_near_danger", "host_age_limit"])
def test_a_person_is_told_the_same_whatever_the_reason_that_is_not_for_them(code: str) -> None:
    assert why_not(Decision.no(code, STAFF), Audience.RESIDENT) == (NOT_OFFERED,)


def test_a_reason_that_is_hidden_leaves_no_trace_beside_one_that_is_told() -> None:
    told = Reason("not_free", STAFF_AND_RESIDENT)
    both = Decision((Reason("hostility", STAFF), told))

    assert why_not(both, Audience.RESIDENT) == why_not(Decision((told,)), Audience.RESIDENT)


def test_staff_hear_by_how_much_and_the_person_does_not() -> None:
    far = Decision.no("too_far", STAFF_AND_RESIDENT, Margin("at most 20", "27", "km"))

    assert why_not(far, Audience.CASEWORKER) == (
        "it is farther away than the person wants to go (needs at most 20 km, has 27)",
    )
    assert why_not(far, Audience.RESIDENT) == ("it is farther away than the person wants to go",)


def test_what_is_named_is_named_in_words() -> None:
    needs = Decision.no("needs_step_free", STAFF_AND_RESIDENT)

    assert why_not(needs, Audience.RESIDENT) == ("it does not have what is needed: step free",)


def test_a_home_left_for_others_says_so_and_names_nobody() -> None:
    assert leaves(1000, 950, only=True) == (
        "another home that suits nearly as well leaves this one for somebody who can live "
        "nowhere else"
    )
    assert "less well" in leaves(1000, 500, only=True)
    assert "somebody" not in leaves(1000, 950, only=False)
