"""Which kinds of fact may ever be put into whose hands."""

import pytest

from hearth.core.audience import Audience
from hearth.core.compartments import (
    MAY_HOLD,
    OFFICE,
    SAFEGUARDING,
    Compartment,
    must_be_allowed,
)
from hearth.core.errors import RuleBroken


def test_every_kind_of_fact_says_who_may_hold_it() -> None:
    assert set(MAY_HOLD) == set(Compartment)
    assert all(MAY_HOLD.values())


def test_a_host_holds_names_places_and_what_they_must_know_to_say_yes() -> None:
    held = {kind for kind, roles in MAY_HOLD.items() if Audience.HOST in roles}

    own = {Compartment.DIARY, Compartment.PAPERS, Compartment.CONTACT}
    assert held == {Compartment.IDENTITY, Compartment.PLACE, Compartment.CARD, *own}


def test_what_was_said_apart_goes_to_the_safeguarding_circle_and_never_to_the_office() -> None:
    assert MAY_HOLD[Compartment.TESTIMONY] == {SAFEGUARDING, Audience.RESIDENT}
    with pytest.raises(RuleBroken, match="testimony"):
        must_be_allowed(Compartment.TESTIMONY, OFFICE)


def test_what_a_visitor_wrote_down_opens_to_no_circle_before_it_is_handed_in() -> None:
    assert MAY_HOLD[Compartment.NOTES] == {Audience.VISITOR}


def test_who_may_hold_a_fact_is_let_through() -> None:
    for kind, roles in MAY_HOLD.items():
        for role in roles:
            must_be_allowed(kind, role)
