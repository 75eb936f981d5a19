"""What a host is told of a party before they say yes."""

from hypothesis import given
from hypothesis import strategies as st

from hearth.core.card import TOLD_TRAITS, GuestCard, card_of
from hearth.core.person import Feature, Gender, Refusals, Trait
from hearth.core.place import Danger, Place
from tests.builders import STAY, TODAY, a_party, a_person, a_person_id, aged

UNTOLD = [Trait.FLEEING, Trait.VETERAN, Trait.PREGNANT, Trait.DISABILITY]


def test_a_card_says_how_many_how_old_roughly_and_from_when() -> None:
    party = a_party(a_person(born_on=aged(34)), a_person(born_on=aged(7)))

    assert card_of(party) == GuestCard(
        people=2,
        ages=("1 adult", "1 child under 10"),
        first_day=TODAY,
        last_day=STAY.end,
        prepare=(),
        along=(),
    )


@given(
    gender=st.sampled_from(Gender),
    untold=st.frozensets(st.sampled_from(UNTOLD)),
    refused=st.frozensets(st.sampled_from(Feature)),
    months=st.integers(0, 6),
)
def test_why_somebody_needs_a_home_changes_nothing_on_the_card(
    gender: Gender, untold: frozenset[Trait], refused: frozenset[Feature], months: int
) -> None:
    told = frozenset({Trait.PETS})
    plain = a_person(traits=told, born_on=aged(30))
    fled = a_person(
        traits=told | untold,
        born_on=aged(30 + months),
        gender=gender,
        fears=frozenset({a_person_id()}),
        hostile=frozenset({a_person_id()}),
        kin=frozenset({a_person_id()}),
        refusals=Refusals(features=refused),
        dangers=(Danger(Place(60, 25), 9),),
    )

    assert card_of(a_party(fled)) == card_of(a_party(plain))
    assert not TOLD_TRAITS & set(UNTOLD)


@given(age=st.none() | st.integers(0, 100))
def test_no_card_tells_an_age_in_years(age: int | None) -> None:
    person = a_person(born_on=None if age is None else aged(age))

    (said,) = card_of(a_party(person)).ages

    assert said in {
        "1 of an age not said",
        "1 baby",
        "1 child under 10",
        "1 young person",
        "1 adult",
        "1 adult of 65 or more",
    }
