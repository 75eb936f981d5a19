"""Names and addresses are never written out by accident."""

import logging

import pytest

from hearth.core import checks
from hearth.core.identity import Address, HostIdentity, PersonIdentity, Unsaid, name_words
from tests.builders import TODAY
from tests.core.test_checks import a_talk

SECRETS = ["Invented Name", "Invented Street 9", "+00 555 0100", "behind the mill"]
SEALED = [
    HostIdentity(name=SECRETS[0], phone=SECRETS[2]),
    PersonIdentity(name=SECRETS[0], born_on=TODAY),
    Address(street=SECRETS[1], town=SECRETS[0], directions=SECRETS[3]),
]


@pytest.mark.parametrize("value", SEALED, ids=lambda v: type(v).__name__)
def test_no_way_of_printing_it_tells_what_it_holds(
    value: Unsaid, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("hearth").warning("saw %s and %r", value, [value])
    written = f"{value} {value!r} {[value]} {caplog.text}"

    assert "sealed" in written
    assert not [secret for secret in SECRETS if secret in written]
    assert str(TODAY) not in written


def test_what_was_said_apart_is_not_printed_either() -> None:
    heard = checks.Testimony(a_talk(checks.With.RESIDENT), "I am afraid of the lodger")

    assert "afraid" not in f"{heard} {heard!r} {[heard]}"


@pytest.mark.parametrize(
    "one", ["Zoë Marlowe", "MARLOWE, zoe", "  zoe   marlowe ", "Zoe\u0308 Marlowe"]
)
def test_names_are_compared_without_accents_case_or_order(one: str) -> None:
    assert name_words(one) == {"zoe", "marlowe"}


@pytest.mark.parametrize("other", ["سهام السلمان", "Лідія", "李"])
def test_names_of_every_script_have_words(other: str) -> None:
    assert name_words(other)


def test_signs_alone_are_no_name() -> None:
    assert name_words(" - 🙂 ") == frozenset()
