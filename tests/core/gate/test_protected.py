"""Free text is searched for what must not be in it, however it is typed."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.gate import FactKind
from hearth.core.gate.protected import (
    Protected,
    has_word,
    same_word,
    search,
)

NAME = Protected(FactKind.HOST_NAME, "Jörg Müller")
UKRAINIAN = Protected(FactKind.HOST_NAME, "Олена Шевченко")
STREET = Protected(FactKind.PLACE, "14 Hawthorn Street")
CHURCH = Protected(FactKind.PLACE, "9 Church Road")
GERMAN = Protected(FactKind.PLACE, "Lindenstraße 5")
TOWN = Protected(FactKind.PLACE, "Thornby")
PHONE = Protected(FactKind.PHONE, "+44 1632 960001")
ALL = (NAME, UKRAINIAN, STREET, CHURCH, GERMAN, TOWN, PHONE)


def told(text: str, protected: Iterable[Protected]) -> list[str]:
    """The parts of the text that were found, those that lie in another left out."""
    found = search(text, protected)
    inside = {a for a in found for b in found if a != b and b.first <= a.first and a.end <= b.end}
    return list(dict.fromkeys(text[one.first : one.end] for one in found if one not in inside))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask J. Muller for the key", "Muller"),
        ("MUELLER is kind", "MUELLER"),
        ("Mr Muelller", "Muelller"),
        ("Jorg says hello", "Jorg"),
        ("to Shevchenko", "Shevchenko"),
        ("Шевченко чекає", "Шевченко"),
        ("14 hawthorn st.", "14 hawthorn st"),
        ("in Hawthorne Street", "Hawthorne Street"),
        ("number 14, Hawthorn", "14, Hawthorn"),
        ("Linden Str. 5", "Linden Str. 5"),
        ("lindenstrasse", "lindenstrasse"),
        ("the church rd", "church rd"),
        ("near THORNBY.", "THORNBY"),
        ("call 01632-960 001 now", "01632-960 001"),
        ("call ٠١٦٣٢٩٦٠٠٠١", "٠١٦٣٢٩٦٠٠٠١"),
    ],
)
def test_it_is_found_however_it_is_typed(text: str, found: str) -> None:
    assert told(text, ALL) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "We go to church on Sundays",
        "a hawthorn bush in the garden",
        "Fourteen of us came",
        "See you on 5 May 2031 at 14:00",
        "the mill is old",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert search(text, ALL) == ()


def test_a_file_name_and_a_title_are_searched_the_same_way() -> None:
    assert told("Muller_14-Hawthorn-St.pdf", ALL) == ["Muller", "14-Hawthorn-St"]


def test_what_was_found_does_not_say_what_it_is() -> None:
    (found,) = search("Ask Muller", [NAME])

    assert "uller" not in repr(found)
    assert "uller" not in repr(NAME)


@given(
    before=st.text(max_size=20), after=st.text(max_size=20), upper=st.booleans(), slip=st.booleans()
)
def test_whatever_stands_around_it_a_name_does_not_get_through(
    before: str, after: str, upper: bool, slip: bool
) -> None:
    name = "Shevchenkko" if slip else "Shevchenko"
    name = name.upper() if upper else name

    assert any(name in one for one in told(f"{before} {name} {after}", [UKRAINIAN]))


@given(st.text("abcdefghij", min_size=6, max_size=9), st.integers(0, 5))
def test_one_letter_too_few_is_one_slip(word: str, at: int) -> None:
    assert same_word(word, word[:at] + word[at + 1 :])


def test_words_to_avoid_are_found_at_the_beginning_of_longer_ones() -> None:
    assert has_word("The REFUGEES came", "refuge, shelter")
    assert not has_word("We meet at noon", "refuge, shelter")
    assert not has_word("anything", "")
