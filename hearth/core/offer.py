"""A home described without identity, so that at least five homes fit the description."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.home import Home, Kind
from hearth.core.ids import HostId
from hearth.core.person import Feature
from hearth.core.steps import Step, step

FITS_AT_LEAST = 5
ASKED = (20, 5, 1)  # how often at least, in steps too coarse to tell one home by


class State(StrEnum):
    DRAFTED = "drafted"
    PUT = "put"  # the person has the home described, and no name
    ANSWERED = "answered"
    ENDED = "ended"  # it led to a stay, lapsed, was withdrawn, or the host can no longer


class Act(StrEnum):
    PUT = "put"
    ANSWER = "answer"
    END = "end"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.DRAFTED, Act.PUT): step(State.PUT, Audience.CASEWORKER),
    (State.PUT, Act.ANSWER): step(State.ANSWERED, Audience.RESIDENT),
    (State.DRAFTED, Act.END): step(State.ENDED, Audience.CASEWORKER, Audience.LEAD),
    (State.PUT, Act.END): step(State.ENDED, Audience.CASEWORKER, Audience.LEAD, Audience.CLOCK),
    (State.ANSWERED, Act.END): step(
        State.ENDED, Audience.CASEWORKER, Audience.LEAD, Audience.CLOCK
    ),
}
START = State.DRAFTED


@dataclass(frozen=True, slots=True)
class Described:
    """A home in words that homes of `fits` hosts share. `words` go to the person as they stand.

    asked : so often at least guests of this host, and of as many others as a description needs,
    were asked alone how it is; 0 where nothing may be told of that.
    """

    words: tuple[str, ...]
    fits: int
    asked: int = 0

    def __post_init__(self) -> None:
        if self.fits < FITS_AT_LEAST:
            raise InvalidValue(f"a description fits {FITS_AT_LEAST} homes or more, not {self.fits}")

    def __str__(self) -> str:
        return "; ".join(self.words)


def _rooms(home: Home) -> str:
    rooms = len(home.rooms)
    return f"{rooms} room" + ("" if rooms == 1 else "s")


def _if_there(*said_of: tuple[Feature, str]) -> Callable[[Home], str]:
    return lambda home: ", ".join(words for feature, words in said_of if feature in home.features)


KINDS: Mapping[Kind, str] = {
    Kind.HOST_HOME: "a host home",
    Kind.FAMILY: "a family",
    Kind.SUPPORTED: "a home with support",
    Kind.CONGREGATE: "a place where many people live",
}
# What may be said of a home before consent. Each is coarse by itself.
FIELDS: Mapping[str, Callable[[Home], str]] = {
    "kind": lambda home: KINDS[home.kind],
    "area": lambda home: f"in {home.area}" if home.area else "",
    "rooms": _rooms,
    "step_free": _if_there(
        (Feature.STEP_FREE, "no steps"), (Feature.GROUND_FLOOR_BATH, "a bath on the ground floor")
    ),
    "pets": _if_there((Feature.PETS, "animals live there")),
    "smoke_free": _if_there((Feature.SMOKE_FREE, "nobody smokes")),
    "children": _if_there((Feature.CHILDREN, "children live there")),
    "men": _if_there((Feature.MEN, "men live there")),
    "affirming": _if_there((Feature.AFFIRMING, "people are taken as they are")),
    "locked_room": _if_there((Feature.LOCKED_ROOM, "a room that locks")),
}


def describe(
    home: Home,
    active: Iterable[Home],
    ladder: Sequence[Sequence[str]],
    at_least: int = FITS_AT_LEAST,
) -> Described:
    """The finest description on `ladder` that at least `at_least` active homes fit.

    Homes of one host count once: five homes of the same host would name the host.
    `at_least` below FITS_AT_LEAST counts as FITS_AT_LEAST.

    Raises
    ------
    RuleBroken
        Even the coarsest fits fewer: the home is not shown at all.
    """
    words, hosts = _finest(home, tuple(active), ladder, max(at_least, FITS_AT_LEAST))
    return Described(tuple(word for word in words if word), len(hosts))


def alike(
    home: Home,
    active: Iterable[Home],
    ladder: Sequence[Sequence[str]],
    at_least: int = FITS_AT_LEAST,
) -> frozenset[HostId]:
    """The hosts whose homes fit the description that `describe` gives, this one's among them.

    Raises RuleBroken as `describe` does.
    """
    return _finest(home, tuple(active), ladder, max(at_least, FITS_AT_LEAST))[1]


def asked_told(host: HostId, asked: Mapping[HostId, int], at_least: int = FITS_AT_LEAST) -> int:
    """How often at least guests of this host were asked alone, as it may be told.

    asked : how often, of hosts whose homes fit one description. The highest of ASKED that this
    host reaches and `at_least` of them with it, so that it tells none of them apart; else 0.
    """
    needed = max(at_least, FITS_AT_LEAST)
    own = asked.get(host, 0)
    for often in ASKED:
        if own >= often and sum(times >= often for times in asked.values()) >= needed:
            return often
    return 0


def _finest(
    home: Home, homes: Sequence[Home], ladder: Sequence[Sequence[str]], needed: int
) -> tuple[tuple[str, ...], frozenset[HostId]]:
    for fields in ladder:
        words = _words(home, fields)
        hosts = frozenset(other.host for other in homes if _words(other, fields) == words)
        if len(hosts) >= needed:
            return words, hosts
    raise RuleBroken(
        f"fewer than {needed} homes fit even the coarsest description, so it cannot be shown: "
        "ask for more homes, or describe it by fewer fields"
    )


def _words(home: Home, fields: Sequence[str]) -> tuple[str, ...]:
    unknown = [field for field in fields if field not in FIELDS]
    if unknown:
        raise InvalidValue(f"a home is not described by {unknown[0]}; use {', '.join(FIELDS)}")
    return tuple(FIELDS[field](home) for field in fields)
