"""Who may visit whom: every reason against a visitor, each for the lead's eyes alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearth.core import substitutes
from hearth.core.audience import Audience
from hearth.core.decision import Decision
from hearth.core.ids import HostId, PersonId, PrincipalId
from hearth.core.person import Party
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.core.ties import Ties

READERS = frozenset({Audience.LEAD})
NEAR = 1  # ties between a visitor's own people and somebody of the home, or hostile

Held = tuple[date, PrincipalId]  # a check that was held, and by whom


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What is known of a stay when a visitor is looked for.

    circle : the host's household. carers : the caseworkers of the case, now and before: who opened
    it, has or had it in their care, or did anything in it.
    held : its visits so far. substitutes : how many a year may be made by another than the usual
    visitor, never two running; None: any number.
    """

    party: Party
    host: HostId
    circle: frozenset[PersonId]
    terms: Terms
    carers: frozenset[PrincipalId] = frozenset()
    held: tuple[Held, ...] = ()
    substitutes: int | None = None


def may_visit(
    stay: Stay,
    visitor: Visitor,
    who: PrincipalId,
    *,
    ties: Ties,
    here: Collection[PrincipalId],
    today: date,
) -> Decision:
    """Whether this visitor may hold a check of this stay, with every reason against it.

    `here` are the visitors there are now: who has left is nobody's usual visitor any more.
    """
    against = [
        _no("language", not _understood(stay.party, visitor)),
        _no("gender", stay.terms.gender not in (None, visitor.gender)),
        _no("training", bool(stay.terms.trained - visitor.trained)),
        _no("refused", who in stay.terms.refused),
        _no("conflict", _has_conflict(stay, visitor, ties)),
        _no("own_worker", bool(stay.carers & (visitor.also | {who}))),
        substitutes.may_substitute(
            _by_those(here, stay), who, today, most_in_year=stay.substitutes
        ),
    ]
    return Decision.all_of(against)


def _no(code: str, against: bool) -> Decision:
    return Decision.no(code, READERS) if against else Decision()


def _understood(party: Party, visitor: Visitor) -> bool:
    """Everybody of the party shares a language with the visitor, where theirs is known."""
    return all(
        not person.languages or person.languages & visitor.languages for person in party.people
    )


def _has_conflict(stay: Stay, visitor: Visitor, ties: Ties) -> bool:
    """Tied to the host, the household, the guests, or to somebody hostile to them or feared."""
    if stay.host in visitor.never:
        return True
    near = ties.within(visitor.knows, NEAR)
    people = stay.party.people
    hostile = frozenset[PersonId]().union(*(one.hostile | one.fears for one in people))
    return bool(near & (stay.circle | hostile) or visitor.knows & {one.id for one in people})


def at_odds(stays: Mapping[UUID, Stay]) -> frozenset[tuple[UUID, UUID]]:
    """Pairs of stays that are never visited on one day, the smaller id first.

    Somebody hostile to the one, or feared there, is at the other: whoever is seen at both doors
    leads from one to the other. Or the lead has said so, by the id in hex.
    """
    by_hex = {id.hex: id for id in stays}
    there: defaultdict[PersonId, set[UUID]] = defaultdict(set)
    for id, one in stays.items():
        for who in one.circle | {person.id for person in one.party.people}:
            there[who].add(id)
    pairs = set[tuple[UUID, UUID]]()
    for id, one in stays.items():
        from_ = {who for person in one.party.people for who in person.hostile | person.fears}
        others = {other for who in from_ for other in there.get(who, ())}
        others |= {by_hex[other] for other in one.terms.at_odds if other in by_hex}
        pairs |= {(min(id, other), max(id, other)) for other in others if other != id}
    return frozenset(pairs)


def usual(stay: Stay, here: Collection[PrincipalId], today: date) -> PrincipalId | None:
    """Who usually visits this stay, of those who are still here."""
    return substitutes.usual(_by_those(here, stay), today)


def _by_those(here: Collection[PrincipalId], stay: Stay) -> list[Held]:
    return [one for one in stay.held if one[1] in here]
