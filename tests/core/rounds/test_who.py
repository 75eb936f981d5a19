"""Who may visit whom."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.ids import HostId, PersonId, PrincipalId
from hearth.core.person import Gender
from hearth.core.rounds.visitor import Rest, Shift, Terms, Visitor
from hearth.core.rounds.who import Stay, may_visit, usual
from hearth.core.ties import NO_TIES, Tie, TieKind, Ties
from tests.builders import TODAY, a_party, a_person

WHO, COLLEAGUE = PrincipalId(uuid4()), PrincipalId(uuid4())
HOST = HostId(uuid4())
KNOWN = PersonId(uuid4())


def a_stay(**said: Any) -> Stay:
    plain: dict[str, Any] = {
        "party": a_party(),
        "host": HOST,
        "circle": frozenset[PersonId](),
        "terms": Terms(),
    }
    return Stay(**(plain | said))


def against(stay: Stay, visitor: Visitor, ties: Ties = NO_TIES) -> list[str]:
    decision = may_visit(stay, visitor, WHO, ties=ties, here=(WHO, COLLEAGUE), today=TODAY)
    assert all(Audience.HOST not in reason.told_to for reason in decision.against)
    assert all(Audience.VISITOR not in reason.told_to for reason in decision.against)
    return [reason.code for reason in decision.against]


def days_ago(*days: int) -> list[date]:
    return [TODAY - timedelta(one) for one in days]


def test_somebody_of_whom_nothing_speaks_against_may_go() -> None:
    assert against(a_stay(), Visitor()) == []


def test_a_visitor_who_shares_no_language_with_the_person_does_not_go() -> None:
    speaks = a_party(people=(a_person(languages=frozenset({"uk"})),))

    assert against(a_stay(party=speaks), Visitor(languages=frozenset({"en"}))) == ["language"]
    assert against(a_stay(party=speaks), Visitor(languages=frozenset({"en", "uk"}))) == []


def test_each_person_of_a_party_must_be_understood() -> None:
    two = a_party(
        people=(
            a_person(languages=frozenset({"uk"})),
            a_person(languages=frozenset({"ar"})),
        )
    )

    assert against(a_stay(party=two), Visitor(languages=frozenset({"uk"}))) == ["language"]


def test_a_gender_asked_for_binds_and_one_not_told_does_not_meet_it() -> None:
    asks = a_stay(terms=Terms(gender=Gender.WOMAN))

    assert against(asks, Visitor(gender=Gender.WOMAN)) == []
    assert against(asks, Visitor(gender=Gender.MAN)) == ["gender"]
    assert against(asks, Visitor()) == ["gender"]


def test_training_that_is_asked_for_must_be_there_whole() -> None:
    asks = a_stay(terms=Terms(trained=frozenset({"children", "trauma"})))

    assert against(asks, Visitor(trained=frozenset({"children"}))) == ["training"]


def test_a_visitor_the_person_refused_does_not_go() -> None:
    assert against(a_stay(terms=Terms(refused=frozenset({WHO}))), Visitor()) == ["refused"]


def test_a_visitor_tied_to_the_host_does_not_go() -> None:
    assert against(a_stay(), Visitor(never=frozenset({HOST}))) == ["conflict"]


@pytest.mark.parametrize("where", ["circle", "hostile", "fears"])
@pytest.mark.parametrize("degrees", [0, 1])
def test_a_visitor_near_the_household_or_the_hostile_family_does_not_go(
    where: str, degrees: int
) -> None:
    other = KNOWN if degrees == 0 else PersonId(uuid4())
    ties = Ties.of([Tie(KNOWN, other, TieKind.KIN)]) if degrees else NO_TIES
    near = frozenset({other})
    stay = (
        a_stay(circle=near)
        if where == "circle"
        else a_stay(party=a_party(people=(a_person(**{where: near}),)))
    )

    assert against(stay, Visitor(knows=frozenset({KNOWN})), ties) == ["conflict"]


def test_the_caseworker_in_whose_care_the_case_is_never_visits_by_another_account() -> None:
    assert against(a_stay(carers=frozenset({COLLEAGUE})), Visitor(also=frozenset({COLLEAGUE}))) == [
        "own_worker"
    ]


def test_a_substitute_goes_so_often_a_year_and_never_twice_running() -> None:
    """The rule itself is held in tests/core/due/test_substitutes.py."""
    far, near = days_ago(60, 30)
    usual_twice = ((far, COLLEAGUE), (near, COLLEAGUE))

    assert against(a_stay(held=usual_twice, substitutes=1), Visitor()) == []
    last_too = (*usual_twice, (TODAY - timedelta(7), WHO))
    assert against(a_stay(held=last_too, substitutes=9), Visitor()) == ["substitute_twice_running"]
    used_up = ((TODAY - timedelta(90), WHO), *usual_twice)
    assert against(a_stay(held=used_up, substitutes=1), Visitor()) == ["too_many_substitutes"]
    long_ago = ((TODAY - timedelta(400), WHO), *usual_twice)
    assert against(a_stay(held=long_ago, substitutes=1), Visitor()) == []


def test_who_has_left_is_nobodys_usual_visitor() -> None:
    stay = a_stay(held=tuple((day, COLLEAGUE) for day in days_ago(30, 60)), substitutes=0)

    assert usual(stay, (WHO, COLLEAGUE), TODAY) == COLLEAGUE
    assert usual(stay, (WHO,), TODAY) is None
    decision = may_visit(stay, Visitor(), WHO, ties=NO_TIES, here=(WHO,), today=TODAY)
    assert decision.allowed


@given(st.permutations(range(4)))
def test_the_order_of_what_was_held_does_not_matter(order: list[int]) -> None:
    held = [(day, who) for day, who in zip(days_ago(1, 2, 3, 4), [WHO, COLLEAGUE] * 2, strict=True)]
    stay = a_stay(held=tuple(held[at] for at in order))

    assert usual(stay, (WHO, COLLEAGUE), TODAY) == WHO


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Shift(7, time(9), time(10)),
        lambda: Shift(0, time(10), time(10)),
        lambda: Visitor(shifts=(Shift(0, time(9), time(10)), Shift(0, time(11), time(12)))),
        lambda: Visitor(most=-1),
        lambda: Rest(minutes=-1),
        lambda: Terms(talk_min=0),
    ],
)
def test_what_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue):
        wrong()


def test_two_talks_one_after_the_other_take_longer_than_two_at_once() -> None:
    assert Terms(talk_min=20).minutes(2) == 45
    assert Terms(talk_min=20, two=True).minutes(2) == 25


def test_what_is_known_of_a_visitor_is_never_printed() -> None:
    assert "uk" not in repr(Visitor(languages=frozenset({"uk"})))
