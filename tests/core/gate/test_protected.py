"""Free text is searched for what must not be in it, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.gate import FactKind
from hearth.core.gate.protected import (
    HIDDEN,
    Protected,
    has_word,
    plain,
    redacted,
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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ask J. Muller for the key", "Ask J. [...] for the key"),
        ("MUELLER is kind", "[...] is kind"),
        ("Mr Muelller", "Mr [...]"),
        ("Jorg says hello", "[...] says hello"),
        ("to Shevchenko", "to [...]"),
        ("Шевченко чекає", "[...] чекає"),
        ("14 hawthorn st.", "[...]."),
        ("in Hawthorne Street", "in [...]"),
        ("number 14, Hawthorn", "number [...]"),
        ("Linden Str. 5", "[...]"),
        ("lindenstrasse", "[...]"),
        ("the church rd", "the [...]"),
        ("near THORNBY.", "near [...]."),
        ("call 01632-960 001 now", "call [...] now"),
        ("call ٠١٦٣٢٩٦٠٠٠١", "call [...]"),
    ],
)
def test_it_is_found_however_it_is_typed(text: str, kept: str) -> None:
    assert redacted(text, ALL) == kept


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
    assert redacted(text, ALL) == text


def test_a_file_name_and_a_title_are_mended_the_same_way() -> None:
    assert redacted("Muller_14-Hawthorn-St.pdf", ALL) == "[...]_[...].pdf"


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
    text = f"{before} {name.upper() if upper else name} {after}"

    assert "shevchenk" not in plain(redacted(text, [UKRAINIAN]))


@given(st.text(max_size=60), st.sampled_from(ALL))
def test_what_was_mended_once_needs_no_more_mending(text: str, one: Protected) -> None:
    mended = redacted(f"{text} {one.text}", [one])

    assert search(mended.replace(HIDDEN, " , "), [one]) == ()


@given(st.text("abcdefghij", min_size=6, max_size=9), st.integers(0, 5))
def test_one_letter_too_few_is_one_slip(word: str, at: int) -> None:
    assert same_word(word, word[:at] + word[at + 1 :])


def test_words_to_avoid_are_found_at_the_beginning_of_longer_ones() -> None:
    assert has_word("The REFUGEES came", "refuge, shelter")
    assert not has_word("We meet at noon", "refuge, shelter")
    assert not has_word("anything", "")
