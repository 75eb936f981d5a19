"""A pretend town: hosts, homes, parties and the ties among them, all invented."""

from dataclasses import dataclass
from datetime import date

from hearth.core.errors import InvalidValue
from hearth.core.programme import Programme
from hearth.core.ties import Tie
from hearth.sim.acquaintance import Acquaintance
from hearth.sim.chance import Chance
from hearth.sim.hosts import Ground, hosts
from hearth.sim.invented import InventedHome, InventedHost, InventedParty
from hearth.sim.land import land
from hearth.sim.names import Names
from hearth.sim.parties import Register, party

__all__ = ["InventedHome", "InventedHost", "InventedParty", "Town", "town"]


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody and everything of one pretend world."""

    hosts: tuple[InventedHost, ...]
    parties: tuple[InventedParty, ...]
    ties: tuple[Tie, ...]


def town(*, homes: int, parties: int, seed: int, on: date, programme: Programme) -> Town:
    """A pretend town under a programme, as it stands on a day.

    The same arguments give the same town, ids included. Another number of parties leaves the
    homes as they are, but for whom their households are hostile to.

    Parameters
    ----------
    homes
        Homes altogether, 0 or more; a few hosts have two. Some are congregate places.
    parties
        Parties who need a home, 0 or more, each one the programme is for.
    seed
        Any whole number.

    Raises
    ------
    InvalidValue
        Fewer than no homes or parties.

    Notes
    -----
    Cost: about a quarter of a millisecond a home, and as much a party.
    """
    if homes < 0 or parties < 0:
        raise InvalidValue(f"a town has 0 or more homes and parties, not {homes} and {parties}")
    names = Names(Chance(seed, "names"), seed)
    ground = Ground(names, land(Chance(seed, "land"), names, homes), programme, on)
    offering = hosts(Chance(seed, "hosts"), ground, homes)
    known = Acquaintance(Chance(seed, "acquaintance"), offering)
    register = Register(ground, offering, known)
    chance = Chance(seed, "parties")
    waiting = tuple(party(chance, register) for _ in range(parties))
    return Town(known.hosts(offering), waiting, tuple(known.ties))
