"""What is worked out once is shown again until what it rests on is different."""

from dataclasses import replace
from itertools import count

from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.ties import NO_TIES
from hearth.queries.matching.remembered import MOST, Remembered
from hearth.store.hosts import Register
from tests.builders import a_home, a_party


def a_register(*homes: Home) -> Register:
    return Register({HomeId(one.id): one for one in homes}, {}, NO_TIES)


class Asked:
    def __init__(self) -> None:
        self._kept: Remembered[int] = Remembered()
        self._times = count(1)

    def __call__(self, key: object, party: Party, register: Register) -> int:
        return self._kept.of(key, party, register, lambda: next(self._times))


def test_the_same_party_over_the_same_homes_is_worked_out_once() -> None:
    asked, party, home = Asked(), a_party(), a_home()

    assert [asked("a", party, a_register(home)) for _ in range(3)] == [1, 1, 1]


def test_another_word_of_the_party_another_home_or_another_question_is_worked_out_anew() -> None:
    asked, party, home = Asked(), a_party(), a_home()
    first = asked("a", party, a_register(home))

    answers = [
        asked("b", party, a_register(home)),
        asked("a", replace(party, tier=party.tier + 1), a_register(home)),
        asked("a", party, a_register(home)),
        asked("a", party, a_register(replace(home, parties_now=home.parties_now))),
        asked("a", party, a_register(home, a_home())),
    ]

    assert [first, *answers] == [1, 2, 3, 4, 5, 6]


def test_only_the_last_questions_are_remembered() -> None:
    asked, party, register = Asked(), a_party(), a_register(a_home())
    for at in range(MOST + 1):
        asked(at, party, register)

    assert asked(MOST, party, register) == MOST + 1
    assert asked(0, party, register) == MOST + 2
