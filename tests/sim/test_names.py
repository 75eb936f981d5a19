"""Names are invented, and no number or address leads to anybody."""

import re

import pytest

from hearth.core.person import Gender
from hearth.sim.chance import Chance
from hearth.sim.names import LOCALES, Names

FICTION = re.compile(r"01632 960\d{3}|555-01\d{2}")


def some_names(seed: int = 1) -> Names:
    return Names(Chance(seed, "names"), seed)


def test_telephone_numbers_are_those_kept_for_fiction() -> None:
    names = some_names()
    numbers = {names.phone() for _ in range(300)}

    assert all(FICTION.fullmatch(number) for number in numbers)
    assert {number[:3] for number in numbers} == {"016", "555"}


def test_mail_goes_to_the_domain_kept_for_examples() -> None:
    host = some_names().host("Somebody")

    assert host.email.endswith("@example.org")
    assert host.email.isascii()


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("gender", Gender)
def test_everybody_has_a_given_name_and_more(language: str, gender: Gender) -> None:
    first, full = some_names().person(language, gender)

    assert full.startswith(f"{first} ")
    assert len(full) > len(first) + 1


def test_languages_have_names_of_their_own() -> None:
    names = some_names()

    assert not names.person("uk", Gender.WOMAN)[1].isascii()


def test_a_new_word_comes_once() -> None:
    names = some_names()
    words = [names.new_word() for _ in range(200)]

    assert len(set(words)) == 200


def test_the_way_to_a_house_leads_into_its_street() -> None:
    address = some_names().address("Town")
    street = address.street.split(" ", 1)[1]

    assert street in address.directions
    assert address.town == "Town"
