"""Core values to tables: what the rules say in words, as bits and numbers.

The tables must never allow a pair that `may_host` refuses, nor refuse one that it
allows; a property test holds them to it. What does not fit a column (who is hostile
to whom, vetting on a day, a calendar with gaps) becomes a list of barred homes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hearth.core.home import Home, Room
from hearth.core.host import Host
from hearth.core.ids import HostId
from hearth.core.person import Party
from hearth.core.programme import Programme, RoomRule, RoomStandard
from hearth.core.rooms import Sleeping, alike, rooms_needed
from hearth.core.ties import Ties
from hearth.engine.encode.barred import BarredHomes
from hearth.engine.encode.homes import home_columns
from hearth.engine.encode.parties import party_columns
from hearth.engine.tables import Homes, Parties


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """The tables, and how many rooms each class of party needs in each class of home.

    rooms_needed : int32 (party classes, home classes), 0 where the party does not fit.
    """

    parties: Parties
    homes: Homes
    rooms_needed: NDArray[np.int32]


def encode(
    parties: Sequence[Party],
    homes: Sequence[Home],
    hosts: Mapping[HostId, Host],
    ties: Ties,
    *,
    programme: Programme,
    on: date,
) -> Encoded:
    """Tables of these parties and homes under a programme on a day.

    Cost: some 50 microseconds a party and a home, and one room search for each pair of
    classes. The lists of barred homes take 4 bytes an entry.
    """
    standard = programme.rule(RoomRule).standard
    sleeping = [Sleeping.of(party, party.stay.first).coarse() for party in parties]
    rooms = [alike(home.rooms_free, standard) for home in homes]
    party_class = {one: at for at, one in enumerate(dict.fromkeys(sleeping))}
    home_class = {one: at for at, one in enumerate(dict.fromkeys(rooms))}
    needed = _rooms_needed(list(party_class), list(home_class), standard)
    barred = BarredHomes(homes, hosts, ties, programme, on)
    return Encoded(
        Parties(
            **party_columns(parties, programme),
            party_class=np.array([party_class[one] for one in sleeping], np.int32),
            barred=barred.of(parties),
        ),
        Homes(
            **home_columns(homes, hosts, parties, programme),
            home_class=np.array([home_class[one] for one in rooms], np.int32),
            room_fit=needed > 0,
        ),
        needed,
    )


def _rooms_needed(
    sleepers: Sequence[Sleeping], homes: Sequence[tuple[Room, ...]], standard: RoomStandard
) -> NDArray[np.int32]:
    needed = np.zeros((len(sleepers), len(homes)), np.int32)
    for i, sleeping in enumerate(sleepers):
        for j, rooms in enumerate(homes):
            needed[i, j] = rooms_needed(sleeping, rooms, standard) or 0
    return needed
