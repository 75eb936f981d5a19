"""What was worked out for a party over the whole register, until either is different.

Judging three thousand homes for one party takes some tenths of a second, and the page that shows it
is opened again after every offer. What is kept here is what the desk holds already (no name), and
it is handed only to whoever has opened the party and read the register for this very question.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from hearth.core.person import Party
from hearth.store.hosts import Register

MOST = 64  # questions that are remembered, those asked last
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[AnswerT]):
    party: Party
    register: Register
    answer: AnswerT


class Remembered(Generic[AnswerT]):
    """The last answers to one kind of question."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept[AnswerT]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, key: Hashable, party: Party, register: Register, work_out: Callable[[], AnswerT]
    ) -> AnswerT:
        """The answer for this party over this register: remembered, or worked out now.

        `key` is whatever else the answer rests on: the programme, the day, a number.
        """
        with self._lock:
            kept = self._kept.get(key)
        if kept is None or kept.party != party or not _is_same(kept.register, register):
            kept = _Kept(party, register, work_out())
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return kept.answer


def _is_same(one: Register, other: Register) -> bool:
    """Whether the two hold the very same values, as two looks at one desk do between changes."""
    return one is other or (
        one.ties is other.ties
        and all(
            len(mine) == len(theirs)
            and all(a is b for a, b in zip(mine.values(), theirs.values(), strict=True))
            for mine, theirs in ((one.homes, other.homes), (one.hosts, other.hosts))
        )
    )
