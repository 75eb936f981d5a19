"""Every address there is, taken from the list that the service itself goes by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from hearth.core.audience import Audience
from hearth.core.policy import Thing
from hearth.entry.declared import BY_ARGUMENT, thing_of

_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
# What stands in an address for no thing: a word that is right there.
WORDS = {
    "page": "who",
    "at": "0",
    "requirement": "home-visit",
    "word": "accept",
    "deed": "posted",
    "with_": "resident",
    "rule": "check",
    "token": "never",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One address. `audiences`: whom its guard lets in; empty where it is for anybody.

    by_session : it is the session that lets them in, and not what the request carries.
    """

    route: str
    audiences: frozenset[Audience]
    declares: bool
    by_session: bool

    @property
    def thing(self) -> Thing | None:
        """What it is about."""
        return thing_of(self.route)

    @property
    def names(self) -> list[str]:
        """Its arguments, in order."""
        return [name for _, name in _ARGUMENT.findall(self.route)]

    @property
    def things(self) -> list[str]:
        """Those of its arguments that are the id of a thing."""
        return [name for name in self.names if name in BY_ARGUMENT]

    def with_(self, **ids: object) -> str:
        """The path with these ids, and a right word for what is no thing."""
        return "/" + _ARGUMENT.sub(
            lambda found: str(ids.get(found[2]) or WORDS[found[2]]), self.route
        )


def addresses(under: URLResolver | None = None, before: str = "") -> Iterator[Address]:
    """All of them, in the order of the list."""
    for one in (under or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, route)
        elif isinstance(one, URLPattern):
            audiences = getattr(one.callback, "audiences", None)
            by_session = not hasattr(one.callback, "carries")
            yield Address(route, audiences or frozenset(), audiences is not None, by_session)
