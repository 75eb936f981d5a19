"""Tables of everybody at once: parties of several programmes over one register of homes."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.ids import HostId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.ties import Ties
from hearth.engine.advice.standing import Everybody
from hearth.engine.candidates import Candidates, candidates
from hearth.engine.encode import Encoded, encode
from hearth.engine.encode.bits import ANY_SIZE
from hearth.engine.tables import Int32s, Int64s


def together(
    parties: Sequence[Party],
    homes: Sequence[Home],
    hosts: Mapping[HostId, Host],
    ties: Ties,
    *,
    programmes: Sequence[Programme],
    on: date,
) -> Everybody:
    """Each party judged by its own programme (`programmes[i]`), all over the same homes.

    Cost: one `encode` and one join per programme in use.
    """
    owners, found = [np.empty(0, np.int64)], [np.empty((3, 0), np.int64)]
    places = np.full(len(homes), ANY_SIZE, np.int32)
    for programme in {one.ref: one for one in programmes}.values():
        own = np.flatnonzero([one.ref == programme.ref for one in programmes])
        some = [parties[at] for at in own.tolist()]
        tables = encode(some, homes, hosts, ties, programme=programme, on=on)
        lists = candidates(tables.parties, tables.homes)
        owner = np.repeat(np.arange(own.size), np.diff(lists.indptr))
        owners.append(own[owner])
        found.append(np.stack([lists.home, lists.value, _needed(tables, owner, lists.home)]))
        # Where parties of several programmes may come, the strictest says how many.
        sought = np.unique(lists.home)
        places[sought] = np.minimum(places[sought], tables.homes.places[sought])
    return Everybody(
        *_joined(np.concatenate(owners), np.concatenate(found, axis=1), len(parties)),
        places,
        np.array([len(home.rooms_free) for home in homes], np.int32),
        np.array([party.tier for party in parties], np.int16),
        np.array([len(party.people) for party in parties], np.int32),
    )


def _needed(tables: Encoded, owner: Int64s, home: Int32s) -> Int32s:
    needed: Int32s = tables.rooms_needed[
        tables.parties.party_class[owner], tables.homes.home_class[home]
    ]
    return needed


def _joined(owner: Int64s, found: Int64s, count: int) -> tuple[Candidates, Int32s]:
    order = np.argsort(owner, kind="stable")
    home, value, needed = found[:, order].astype(np.int32)
    indptr = np.cumsum([0, *np.bincount(owner, minlength=count)]).astype(np.int64)
    return Candidates(indptr, home, value), needed
