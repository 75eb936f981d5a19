"""Which parties need a home now, judged by where they stay.

Source: HMIS Data Standards FY2024 and FY2026: project types (2.02.6), living situations
(3.917, the homeless ones are 101, 116 and 118), housing move-in date (3.20, recorded for the
head of a household and true of all of it), currently fleeing (4.11).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from hearth.exchange.hmis.values import Answer, Export, Stay


class Counts(StrEnum):
    """When an open stay in a project of some kind means that a home is needed."""

    ALWAYS = "always"
    UNTIL_MOVED_IN = "until moved in"
    IF_HOMELESS = "if the people came from homelessness or are fleeing"
    NEVER = "never"


class Kind(NamedTuple):
    """A project type in plain words, and when staying in it means needing a home."""

    name: str
    counts: Counts


KINDS: Mapping[int, Kind] = {
    0: Kind("emergency shelter", Counts.ALWAYS),
    1: Kind("emergency shelter, night by night", Counts.ALWAYS),
    2: Kind("transitional housing", Counts.ALWAYS),
    3: Kind("permanent supportive housing", Counts.UNTIL_MOVED_IN),
    4: Kind("street outreach", Counts.ALWAYS),
    6: Kind("services only", Counts.IF_HOMELESS),
    7: Kind("another project", Counts.NEVER),
    8: Kind("safe haven", Counts.ALWAYS),
    9: Kind("permanent housing", Counts.UNTIL_MOVED_IN),
    10: Kind("permanent housing with services", Counts.UNTIL_MOVED_IN),
    11: Kind("day shelter", Counts.ALWAYS),
    12: Kind("homelessness prevention", Counts.IF_HOMELESS),
    13: Kind("rapid rehousing", Counts.UNTIL_MOVED_IN),
    14: Kind("coordinated entry", Counts.ALWAYS),
}

HOMELESS_SITUATIONS = frozenset({101, 116, 118})


@dataclass(frozen=True, slots=True)
class PartyInNeed:
    """People of one household who need a home together.

    `since` is the first day of their open stays with it. `also_open` names other open stays
    of the same people, so that nobody is placed twice.
    """

    household: str
    members: tuple[str, ...]
    head: str
    since: date
    why: str
    stays: tuple[str, ...]
    also_open: tuple[str, ...] = ()
    victim_service: bool = False


def why_in_need(kind: int | None, stays: Sequence[Stay], on: date) -> str:
    """Why a household with these open stays in one project needs a home; empty if it does not."""
    if kind is None or kind not in KINDS:
        return ""
    name, counts = KINDS[kind]
    if counts is Counts.ALWAYS:
        return f"stays in {name}"
    if counts is Counts.UNTIL_MOVED_IN:
        return "" if _moved_in(stays, on) else f"waits for a home from {name}"
    if counts is Counts.IF_HOMELESS and any(s.health.fleeing is Answer.YES for s in stays):
        return f"is fleeing, and known to {name}"
    if counts is Counts.IF_HOMELESS and any(_came_homeless(stay) for stay in stays):
        return f"came from homelessness, and is known to {name}"
    return ""


def parties_in_need(export: Export, on: date) -> list[PartyInNeed]:
    """Every party that needs a home on `on`, longest waiting first.

    A stay counts while it is open on that day and means no settled home, see KINDS. Somebody
    in several such households belongs to the one with most people in it, so that no family is
    torn apart, and among equals to the latest. Somebody with a home since (moved in during an
    open stay, no earlier than entering the other one) is not in need. Cost: O(stays).
    """
    open_stays = _open_by_household(export, on)
    reasons = {
        key: why
        for key, stays in open_stays.items()
        if (why := why_in_need(_kind(export, stays), stays, on))
    }
    housed = _housed_since(export, open_stays, on)
    homes = _home_household(open_stays, reasons, housed)
    by_person: dict[str, list[Stay]] = defaultdict(list)
    for stay in chain.from_iterable(open_stays.values()):
        by_person[stay.person].append(stay)
    parties = [
        _party(export, key, stays, why, by_person)
        for key, why in reasons.items()
        if (stays := [stay for stay in open_stays[key] if homes.get(stay.person) == key])
    ]
    return sorted(parties, key=lambda party: (party.since, party.household))


def _moved_in(stays: Sequence[Stay], on: date) -> bool:
    return any(stay.move_in_on is not None and stay.move_in_on <= on for stay in stays)


def _came_homeless(stay: Stay) -> bool:
    return stay.living_situation in HOMELESS_SITUATIONS


def _open_by_household(export: Export, on: date) -> dict[str, list[Stay]]:
    grouped: dict[str, list[Stay]] = defaultdict(list)
    for stay in export.stays.values():
        if stay.open_on(on):
            grouped[stay.household].append(stay)
    return grouped


def _kind(export: Export, stays: Sequence[Stay]) -> int | None:
    latest = max(stays, key=lambda stay: (stay.entered_on, stay.key))
    return export.projects[latest.project].kind


def _housed_since(
    export: Export, open_stays: Mapping[str, list[Stay]], on: date
) -> dict[str, date]:
    """The last day on which each person moved into a home that they still have."""
    since: dict[str, date] = {}
    for stays in open_stays.values():
        number = _kind(export, stays)
        kind = None if number is None else KINDS.get(number)
        if kind is None or kind.counts is not Counts.UNTIL_MOVED_IN or not _moved_in(stays, on):
            continue
        moved_in = max(s.move_in_on for s in stays if s.move_in_on is not None)
        for stay in stays:
            since[stay.person] = max(moved_in, since.get(stay.person, moved_in))
    return since


def _home_household(
    open_stays: Mapping[str, list[Stay]],
    reasons: Mapping[str, str],
    housed: Mapping[str, date],
) -> dict[str, str]:
    """The one household in which each person needs a home."""
    best: dict[str, tuple[int, date, str]] = {}
    for key in reasons:
        size = len({stay.person for stay in open_stays[key]})
        for stay in open_stays[key]:
            settled = housed.get(stay.person)
            if settled is None or settled < stay.entered_on:
                claim = (size, stay.entered_on, key)
                best[stay.person] = max(claim, best.get(stay.person, claim))
    return {person: key for person, (_, _, key) in best.items()}


def _party(
    export: Export,
    key: str,
    stays: list[Stay],
    why: str,
    by_person: Mapping[str, list[Stay]],
) -> PartyInNeed:
    members = tuple(dict.fromkeys(stay.person for stay in stays))
    head = export.households[key].head
    if head not in members:
        head = min(members, key=lambda p: (export.people[p].born_on or date.max, p))
    everything = (stay for member in members for stay in by_person[member])
    return PartyInNeed(
        household=key,
        members=members,
        head=head,
        since=min(stay.entered_on for stay in stays),
        why=why,
        stays=tuple(stay.key for stay in stays),
        also_open=tuple(sorted(s.key for s in everything if s.household != key)),
        victim_service=any(stay.victim_service for stay in stays),
    )
