"""Classes of parties who sleep alike and of homes with rooms alike, and who fits where."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hearth.core.home import Home, Room
from hearth.core.person import Party
from hearth.core.programme import Programme, RoomRule
from hearth.core.rooms import Sleeping, alike, can_sleep, rooms_needed
from hearth.engine.tables import Bools, Int32s, Int64s


class Rooming:
    """The classes met so far, and how many rooms each way of sleeping needs in each home."""

    def __init__(self, programme: Programme) -> None:
        self._standard = programme.rule(RoomRule).standard
        self._classes: dict[tuple[Room, ...], int] = {}
        self._sleepers: dict[Sleeping, int] = {}
        self._needed: dict[Sleeping, list[int]] = {}
        self._fit: Bools = np.zeros((0, 0), np.bool_)

    def of_home(self, home: Home) -> int:
        """The class of a home by its free rooms; a new one where no home was alike."""
        return self._classes.setdefault(alike(home.rooms_free, self._standard), len(self._classes))

    def of_parties(self, parties: Sequence[Party]) -> Int32s:
        """The class of each party by how they sleep, int32 (n); new ones where none was alike."""
        sleeping = (Sleeping.of(party, party.stay.first).coarse() for party in parties)
        return np.array(
            [self._sleepers.setdefault(one, len(self._sleepers)) for one in sleeping], np.int32
        )

    def beds(self) -> Int64s:
        """Beds in the free rooms of each class of homes, int64 (home classes)."""
        return np.array([sum(room.beds for room in rooms) for rooms in self._classes], np.int64)

    def fit(self) -> Bools:
        """Whether such a party fits, bool (party classes, home classes).

        Where only that is asked, and not how many rooms it takes. Cost: one `beds_for` for each
        pair of classes that has not been asked for before.
        """
        parties, homes = self._fit.shape
        if (parties, homes) == (len(self._sleepers), len(self._classes)):
            return self._fit
        found = np.zeros((len(self._sleepers), len(self._classes)), np.bool_)
        found[:parties, :homes] = self._fit
        classes = list(self._classes)
        for row, sleeping in enumerate(self._sleepers):
            first = homes if row < parties else 0
            new = (can_sleep(sleeping, rooms, self._standard) for rooms in classes[first:])
            found[row, first:] = list(new)
        self._fit = found
        return found

    def needed(self) -> NDArray[np.int32]:
        """Rooms needed, int32 (party classes, home classes), 0 where such a party does not fit.

        Cost: one room search for each pair of classes that has not been asked for before.
        """
        rows = [self._row(one) for one in self._sleepers]
        return np.array(rows, np.int32).reshape(len(rows), len(self._classes))

    def _row(self, sleeping: Sleeping) -> list[int]:
        known = self._needed.setdefault(sleeping, [])
        for rooms in list(self._classes)[len(known) :]:
            known.append(rooms_needed(sleeping, rooms, self._standard) or 0)
        return known
