"""What speaks against every home for one party, counted from columns instead of home by home."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hearth.core.person import Party
from hearth.core.programme import (
    AcceptanceRule,
    AccessRule,
    EligibilityRule,
    PartyLimitRule,
    Programme,
    SensitivePeriodRule,
)
from hearth.core.rules.eligibility import party_eligible
from hearth.core.rules.sensitive_period import barred_features, barring_move
from hearth.engine.allowed import TESTS
from hearth.engine.encode.barred import BarredHomes
from hearth.engine.encode.bits import FEATURE, IS, LAST_RESORT, NONE, union
from hearth.engine.tables import Bits, Bools, Homes, Int16s, Int64s, Parties, check_together

Times = dict[str, Int16s]
"""By code of a reason: how often it speaks against the home of each row, int16 (rows)."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One party over all homes, as the engine has them.

    parties : this party alone. homes : in the rows of `barred`. beds : int64 (room classes).
    crowded : some languages share a bit.
    """

    parties: Parties
    homes: Homes
    barred: BarredHomes
    beds: Int64s
    crowded: bool

    def fails(self, test: str) -> Bools:
        """Where this test of the engine is broken, bool (rows)."""
        every: Int64s = np.arange(len(self.homes))
        return np.array(TESTS[test](self.parties, self.homes, np.zeros(1, np.int64), every))


def times_against(party: Party, columns: Columns, programme: Programme) -> Times:
    """Every reason that `may_host` finds against each home for this party, by its code.

    A code that speaks against no home is not there. Cost: some microseconds and a few
    nanoseconds a home for each code. Raises InvalidValue where the columns do not fit.
    """
    check_together(columns.parties, columns.homes)
    found: Times = {}
    for code, here in _all(party, columns, programme):
        if here.any():
            found[code] = found[code] + here if code in found else here.astype(np.int16)
    return found


Counted = Iterator[tuple[str, Bools | Int16s]]


def _all(party: Party, columns: Columns, programme: Programme) -> Counted:
    homes, barred = columns.homes, columns.barred
    yield from barred.reasons(party)
    yield "not_free", columns.fails("stay") | barred.in_a_gap(party)
    apart = barred.not_understood(party, crowded=columns.crowded)
    yield "no_common_language", columns.fails("language") | apart
    yield "too_far", columns.fails("radius")
    yield "too_near_danger", columns.fails("danger")
    yield from _rooms(party, columns)
    yield from _features(party, homes.has, programme)
    if programme.has_rule(AcceptanceRule.name):
        yield from _limits(party, columns)
    if programme.has_rule(PartyLimitRule.name):
        yield "home_full", columns.fails("places")
    yield from ((code, np.ones(len(homes), np.bool_)) for code in _of_party(party, programme))


def _rooms(party: Party, columns: Columns) -> Counted:
    none = columns.fails("rooms")
    short = columns.beds[columns.homes.home_class] < len(party.people)
    yield "beds", none & short
    yield "rooms_cannot_be_shared", none & ~short


def _features(party: Party, has: Bits, programme: Programme) -> Counted:
    for person in party.people:
        for feature in person.refusals.features:
            yield "refused_feature", (has & FEATURE[feature]) != 0
    if programme.has_rule(AccessRule.name):
        for need in party.needs:
            yield f"needs_{need}", (has & FEATURE[need]) == 0
    if programme.has_rule(SensitivePeriodRule.name):
        for name in barred_features(party, programme.sensitive_kinds_by_id):
            yield f"period_bars_{name}", (has & FEATURE.get(name, NONE)) != 0
    yield "last_resort", (has & LAST_RESORT) != 0


def _limits(party: Party, columns: Columns) -> Counted:
    """What hosts said that they cannot take."""
    refuses = columns.homes.refuses
    for trait in party.traits:
        yield f"host_cannot_take_{trait}", (refuses & IS[trait]) != 0
    genders = union(IS[person.gender] for person in party.people)
    yield "host_gender_limit", (refuses & genders) != 0
    yield "host_size_limit", columns.fails("size")
    yield "host_age_limit", columns.fails("age")


def _of_party(party: Party, programme: Programme) -> Iterator[str]:
    """Codes of the reasons that lie in the party alone, and so speak against every home."""
    if programme.has_rule(EligibilityRule.name):
        decision = party_eligible(party, programme.rule(EligibilityRule))
        yield from (reason.code for reason in decision.against)
    kinds = programme.sensitive_kinds_by_id
    if programme.has_rule(SensitivePeriodRule.name) and barring_move(party, kinds) is not None:
        yield "period_bars_move"
