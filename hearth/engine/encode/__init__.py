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

from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.ids import HostId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.ties import Ties
from hearth.engine.encode.barred import BarredHomes
from hearth.engine.encode.bits import Tongues
from hearth.engine.encode.homes import home_columns
from hearth.engine.encode.parties import party_columns
from hearth.engine.encode.rooming import Rooming
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
    tongues, rooming = Tongues(), Rooming(programme)
    barred = BarredHomes(ties, programme, on)
    for at, home in enumerate(homes):
        barred.put(at, home, hosts[home.host])
    columns = home_columns(homes, hosts, programme, tongues)
    home_class = np.array([rooming.of_home(home) for home in homes], np.int32)
    party_class = rooming.of_parties(parties)
    needed = rooming.needed()
    return Encoded(
        Parties(
            **party_columns(parties, programme, tongues),
            party_class=party_class,
            barred=barred.of(parties, crowded=tongues.crowded),
        ),
        Homes(**columns, home_class=home_class, room_fit=needed > 0),
        needed,
    )
