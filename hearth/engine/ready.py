"""Compile, or fetch, every kernel before anybody waits for an answer."""

from collections.abc import Callable

import numpy as np

from hearth.engine.allowed import broken_pair
from hearth.engine.candidates import candidates
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import OPEN_END, Barred, Dangers, Homes, Parties, Wishes


def make_ready() -> None:
    """Run every kernel once on next to nothing, so that none is compiled later.

    For the start of a process that answers people. Cost: a second or two where the machine
    code is kept, tens of seconds where it has to be made.
    """
    for part in _PARTS:
        part()


def _pairs() -> None:
    parties, register = _a_party(), Register.of(_a_home())
    for _ in range(_ENOUGH_TO_MOVE):
        register.put(register.rows, _a_home())
    register.take_away(0)
    shortlist(parties, register, 0, 1)
    candidates(parties, register)
    broken_pair(parties, _a_home(), 0, 0)


_PARTS: tuple[Callable[[], None], ...] = (_pairs,)

_ENOUGH_TO_MOVE = 4  # homes at one place, which then need more room than they had


def _a_party() -> Parties:
    bits = np.zeros(1, np.uint64)
    return Parties(
        needs=bits,
        bars=bits,
        is_=bits,
        offers=bits,
        size=np.ones(1, np.int32),
        party_class=np.zeros(1, np.int32),
        age_min=np.zeros(1, np.int16),
        age_max=np.zeros(1, np.int16),
        lat=np.zeros(1),
        lon=np.zeros(1),
        radius_km=np.ones(1),
        from_day=np.zeros(1, np.int32),
        until_day=np.zeros(1, np.int32),
        tier=np.zeros(1, np.int16),
        language=bits,
        danger=Dangers.none(1),
        barred=Barred.none(1),
        wishes=Wishes.none(1),
    )


def _a_home() -> Homes:
    bits, day = np.zeros(1, np.uint64), np.full(1, OPEN_END, np.int32)
    return Homes(
        has=bits,
        refuses=bits,
        demands=bits,
        home_class=np.zeros(1, np.int32),
        lat=np.zeros(1),
        lon=np.zeros(1),
        age_min=np.zeros(1, np.int16),
        age_max=np.zeros(1, np.int16),
        free_from=np.zeros(1, np.int32),
        free_until=day,
        vetted_until=day,
        places=np.ones(1, np.int32),
        size_max=np.ones(1, np.int32),
        language=bits,
        experience=np.zeros(1, np.int16),
        room_fit=np.ones((1, 1), np.bool_),
    )
