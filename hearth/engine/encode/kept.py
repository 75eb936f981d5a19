"""A register as the engine reads it under one programme on one day, kept up home by home."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.ids import HomeId, HostId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.ties import Ties
from hearth.engine.against import Against
from hearth.engine.encode.against import Columns, times_against
from hearth.engine.encode.barred import BarredHomes
from hearth.engine.encode.bits import Tongues
from hearth.engine.encode.homes import home_columns
from hearth.engine.encode.parties import party_columns
from hearth.engine.encode.rooming import Rooming
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Homes, Int64s, Parties


class KeptHomes:
    """Encoded once; after that a home that changes costs what one home costs."""

    def __init__(
        self,
        homes: Sequence[Home],
        hosts: Mapping[HostId, Host],
        ties: Ties,
        *,
        programme: Programme,
        on: date,
    ) -> None:
        self._programme = programme
        self._tongues, self._rooming = Tongues(), Rooming(programme)
        self._barred = BarredHomes(ties, programme, on)
        self._ids: list[HomeId] = [home.id for home in homes]
        self._row = {id: row for row, id in enumerate(self._ids)}
        self._left: list[int] = []  # rows of homes that are gone, to be given out again
        self._asked: tuple[list[HomeId], Int64s | None] | None = None
        for row, home in enumerate(homes):
            self._barred.put(row, home, hosts[home.host])
        self.register = Register.of(self._table(homes, hosts))

    def put(self, home: Home, host: Host) -> None:
        """Enter a home, or what a known one is now."""
        row = self._row.get(home.id)
        if row is None:
            row = self._left.pop() if self._left else len(self._ids)
            self._ids[row : row + 1] = [home.id]
            self._row[home.id] = row
            self._asked = None
        self._barred.put(row, home, host)
        self.register.put(row, self._table([home], {home.host: host}))

    def take_away(self, id: HomeId) -> None:
        """Forget a home. Raises KeyError for one that is not there."""
        row = self._row.pop(id)
        self._left.append(row)
        self._barred.drop(row)
        self.register.take_away(row)

    def best(self, party: Party, k: int) -> list[tuple[HomeId, int]]:
        """The at most `k` best homes for this party, with their points."""
        found = shortlist(self._parties([party]), self.register, 0, k)
        return [
            (self._ids[row], points)
            for row, points in zip(found.home.tolist(), found.points.tolist(), strict=True)
        ]

    def tables(self, parties: Sequence[Party]) -> tuple[Parties, Homes]:
        """These parties and the homes, as the searches take them; homes in the order of their rows.

        Of a home that was taken away its row is what it was. Cost: of the parties, some 50
        microseconds each, and a copy of the columns.
        """
        encoded = self._parties(parties)
        return encoded, self.register.table()

    def make_ready(self) -> None:
        """Work out ahead what the first party of the day would wait for."""
        self._barred.make_ready()

    def against(self, party: Party, ids: list[HomeId]) -> Against:
        """What speaks against each of these homes for this party, in their order.

        Raises KeyError for a home that is not there. Cost: some microseconds for each code of a
        reason, and half a microsecond a home unless this very list of `ids`, which nobody changes
        meanwhile, was asked of before.
        """
        parties = self._parties([party])
        columns = Columns(
            parties,
            self.register.table(),
            self._barred,
            self._rooming.beds(),
            self._tongues.crowded,
        )
        times = times_against(party, columns, self._programme)
        rows = self._rows(ids)
        if rows is not None:
            times = {code: here[rows] for code, here in times.items()}
        return Against.of(ids, times)

    def _rows(self, ids: list[HomeId]) -> Int64s | None:
        """The row of each of these homes; None where they are the rows themselves, as they are
        until a home was taken away."""
        if self._asked is None or self._asked[0] is not ids:
            same = ids == self._ids
            found = None if same else np.array([self._row[id] for id in ids], np.int64)
            self._asked = ids, found
        return self._asked[1]

    def _parties(self, parties: Sequence[Party]) -> Parties:
        party_class = self._rooming.of_parties(parties)
        self.register.fit_rooms(self._rooming.fit())
        return Parties(
            **party_columns(parties, self._programme, self._tongues),
            party_class=party_class,
            barred=self._barred.of(parties, crowded=self._tongues.crowded),
        )

    def _table(self, homes: Sequence[Home], hosts: Mapping[HostId, Host]) -> Homes:
        home_class = np.array([self._rooming.of_home(home) for home in homes], np.int32)
        columns = home_columns(homes, hosts, self._programme, self._tongues)
        return Homes(**columns, home_class=home_class, room_fit=self._rooming.fit())
