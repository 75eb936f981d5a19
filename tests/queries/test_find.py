"""Finding one's own cases by name."""

import pytest

from hearth.actions import intake
from hearth.core.errors import WrongHands
from hearth.core.identity import PersonIdentity
from hearth.queries import find as ask
from hearth.store import events
from hearth.store.models import EntryRow, PartyRow
from tests.builders import MOMENT
from tests.service import LATER, PROGRAMME, STAY, Service, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


def comes(service: Service, name: str, known_as: str = "") -> intake.Opened:
    who = PersonIdentity(name=name, known_as=known_as)
    return intake.open_case(
        identity=who, programme=PROGRAMME, stay=STAY, secret=None, by=service.duty, now=MOMENT
    )


def names(service: Service, words: str) -> list[str]:
    return [one.name for one in ask.by_name(words, by=service.duty, now=LATER).first]


@pytest.mark.parametrize("words", ["zoe marlowe", "MARLOWE Zoë", "marl", "zo mar", "Fi", "fi, zoe"])
def test_a_name_is_found_however_it_is_written(service: Service, words: str) -> None:
    comes(service, "Zoë Marlowe", "Fi")
    comes(service, "Robin Vale")

    assert names(service, words) == ["Zoë Marlowe"]


@pytest.mark.parametrize("words", ["zoe vale", "oe", "marlowes", "🙂", "", "   "])
def test_what_is_no_beginning_of_a_name_finds_nobody(service: Service, words: str) -> None:
    comes(service, "Zoë Marlowe")
    comes(service, "Robin Vale")

    assert names(service, words) == []


def test_names_from_right_to_left_are_found(service: Service) -> None:
    comes(service, "سهام السلمان")

    assert names(service, "السلمان سهام") == ["سهام السلمان"]


def test_the_log_says_how_many_were_opened_and_never_for_which_words(service: Service) -> None:
    comes(service, "Zoë Marlowe")
    comes(service, "Robin Vale")
    before = events.head()[0]

    names(service, "marlowe")

    (entry,) = EntryRow.objects.filter(seq__gt=before)
    assert (entry.act, entry.purpose, entry.count) == ("facts.opened", ask.PURPOSE, 2)
    assert "marlowe" not in str(vars(entry)).casefold()


def test_words_that_are_no_name_open_nothing(service: Service) -> None:
    comes(service, "Zoë Marlowe")
    before = events.head()

    names(service, "  ")

    assert events.head() == before


def test_at_most_fifty_are_shown_and_all_are_counted(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "SHOWN", 2)
    for _ in range(3):
        comes(service, "Robin Vale")

    found = ask.by_name("robin", by=service.duty, now=LATER)

    assert (len(found.first), found.count) == (2, 3)


def test_a_private_party_is_in_no_list(service: Service) -> None:
    opened = comes(service, "Robin Vale")
    PartyRow.objects.filter(id=opened.party).update(private=True)

    assert names(service, "robin") == []


def test_only_a_caseworker_searches(service: Service) -> None:
    for other in (service.lead, service.visitor, service.program):
        with pytest.raises(WrongHands):
            ask.by_name("robin", by=other, now=LATER)
