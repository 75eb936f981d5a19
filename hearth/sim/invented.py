"""What a pretend world is made of: who they are, beside what the rules may know of them."""

from dataclasses import dataclass

from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.core.person import Party


@dataclass(frozen=True, slots=True)
class InventedHome:
    """A home and where it is."""

    address: Address
    home: Home


@dataclass(frozen=True, slots=True)
class InventedHost:
    """A host, who they are, and their homes."""

    identity: HostIdentity
    host: Host
    homes: tuple[InventedHome, ...]


@dataclass(frozen=True, slots=True)
class InventedParty:
    """A party, and who its people are, in the same order."""

    people: tuple[PersonIdentity, ...]
    party: Party
