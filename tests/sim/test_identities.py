"""Who somebody is never shows by accident."""

import logging
from datetime import date

import pytest

from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.sim.story import PLAIN
from tests.sim.worlds import a_case, a_town

TOLD = ("Ruthenia Quillfeather", "01632 960123", "q@example.org", "7 Orrow Lane", "Fenomadun")
VALUES = (
    HostIdentity(name=TOLD[0], phone=TOLD[1], email=TOLD[2]),
    Address(street=TOLD[3], town=TOLD[4], directions=TOLD[3], phone=TOLD[1]),
    PersonIdentity(name=TOLD[0], known_as=TOLD[0], born_on=date(2012, 3, 9), phone=TOLD[1]),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_however_it_is_written_out_nothing_shows(value: object) -> None:
    written = (repr(value), str(value), f"{value}", f"{value!r}", repr([value]))

    assert not [
        (text, word) for text in written for word in (*TOLD, "2012", "Orrow") if word in text
    ]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_log_does_not_tell(value: object, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("hearth").warning("could not seal %s", value)

    assert "sealed" in caplog.text
    assert not [word for word in TOLD if word in caplog.text]


def test_the_same_person_is_equal_and_another_is_not() -> None:
    assert PersonIdentity(name="A") == PersonIdentity(name="A")
    assert PersonIdentity(name="A") != PersonIdentity(name="B")
    assert len({PersonIdentity(name="A"), PersonIdentity(name="A")}) == 1


def test_a_whole_town_written_out_tells_no_name() -> None:
    town = a_town(homes=60, parties=20)
    written = repr(town)

    assert not [h.identity.name for h in town.hosts if h.identity.name in written]
    assert not [
        e.address.street for h in town.hosts for e in h.homes if e.address.street in written
    ]
    assert not [who.name for p in town.parties for who in p.people if who.name in written]


def test_the_case_written_out_tells_neither_names_nor_words() -> None:
    case = a_case()
    written = repr(case)
    said = (*case.said.needs, *case.said.fears, *case.said.refusals)

    assert not [words for words in said if words in written]
    assert not [each.identity.name for each in case.family if each.identity.name in written]
    assert repr(PLAIN.said) == "<Said, sealed>"
