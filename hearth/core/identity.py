"""Who somebody is and where they live: the values that are sealed, kept apart from all others.

None of them shows its content when it is printed, so that no log, trace or failing test can
tell a name. Read a field by its own name where the reader may know it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date


class Unsaid:
    """A value that is never written out by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        """The kind of value, and nothing of what it holds."""
        return f"<{type(self).__name__}, sealed>"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class HostIdentity(Unsaid):
    """A host's name and how to reach them."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Address(Unsaid):
    """Where a home is, and how to find its door."""

    street: str
    town: str
    directions: str = ""
    phone: str = ""

    @property
    def where(self) -> str:
        """Street and town in one line."""
        return f"{self.street}, {self.town}"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class PersonIdentity(Unsaid):
    """A person's name, and the name they want to be called by."""

    name: str
    known_as: str = ""
    born_on: date | None = None
    phone: str = ""


def name_words(name: str) -> frozenset[str]:
    """The words of a name as names are compared: no accents, no case, in no order."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(re.findall(r"\w+", kept.casefold()))
