"""The columns of those who need a home."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearth.core.person import Party
from hearth.core.programme import (
    AccessRule,
    DistanceRule,
    EligibilityRule,
    LanguageRule,
    LastResortRule,
    Programme,
    SensitivePeriodRule,
)
from hearth.core.rules.eligibility import party_eligible
from hearth.core.rules.sensitive_period import barred_features, barring_move
from hearth.engine.encode.bits import (
    ANY_AGE,
    FEATURE,
    IS,
    LAST_RESORT,
    NEVER,
    NONE,
    Tongues,
    column,
    day_number,
    union,
)
from hearth.engine.tables import Dangers, Wishes

# Points out of 1,000,000 for a home that meets a wish fully. Nearness first among the
# wishes that have no order of their own: what a person reaches, they keep.
POINTS_NEAR, POINTS_FEATURES, POINTS_EXPERIENCE = 300_000, 600_000, 100_000


def party_columns(
    parties: Sequence[Party], programme: Programme, tongues: Tongues
) -> dict[str, Any]:
    """Every column but the room class and the barred homes."""
    asked = programme.has_rule(LanguageRule.name)
    ages = [_ages(party) for party in parties]
    near = [_near(party) for party in parties]
    return {
        "needs": column((_needs(party, programme) for party in parties), np.uint64),
        "bars": column((_bars(party, programme) for party in parties), np.uint64),
        "is_": column((_is(party) for party in parties), np.uint64),
        "offers": np.zeros(len(parties), np.uint64),
        "size": column((len(party.people) for party in parties), np.int32),
        "age_min": column((youngest for youngest, _ in ages), np.int16),
        "age_max": column((oldest for _, oldest in ages), np.int16),
        "lat": column((latitude for latitude, _ in near), np.float64),
        "lon": column((longitude for _, longitude in near), np.float64),
        "radius_km": column((_radius(party, programme) for party in parties), np.float64),
        "from_day": column((day_number(party.stay.first) for party in parties), np.int32),
        "until_day": column((day_number(party.stay.end) for party in parties), np.int32),
        "tier": column((party.tier for party in parties), np.int16),
        "language": column(
            (tongues.asked(one.languages) if asked else NONE for one in parties), np.uint64
        ),
        "danger": _dangers(parties, programme),
        "wishes": _wishes(parties),
    }


def _needs(party: Party, programme: Programme) -> np.uint64:
    if not _may_be_placed(party, programme):
        return NEVER
    if not programme.has_rule(AccessRule.name):
        return NONE
    return union(FEATURE[need] for need in party.needs)


def _may_be_placed(party: Party, programme: Programme) -> bool:
    """Whether the rules that look at the party alone let it have any home at all."""
    if programme.has_rule(EligibilityRule.name):
        rule = programme.rule(EligibilityRule)
        if not party_eligible(party, rule).allowed:
            return False
    if not programme.has_rule(SensitivePeriodRule.name):
        return True
    return barring_move(party, programme.sensitive_kinds_by_id) is None


def _bars(party: Party, programme: Programme) -> np.uint64:
    bits = union(FEATURE[one] for person in party.people for one in person.refusals.features)
    if programme.has_rule(SensitivePeriodRule.name):
        barred = barred_features(party, programme.sensitive_kinds_by_id)
        bits |= union(FEATURE[feature] for feature in barred if feature in FEATURE)
    return bits | (LAST_RESORT if programme.has_rule(LastResortRule.name) else NONE)


def _is(party: Party) -> np.uint64:
    traits = union(IS[trait] for trait in party.traits)
    return traits | union(IS[person.gender] for person in party.people)


def _ages(party: Party) -> tuple[int, int]:
    """Youngest and oldest. An age not known, or a child not yet born, fails every limit."""
    ages = party.ages_on(party.stay.first)
    known = [age for age in ages if age is not None and age >= 0]
    return (min(known), max(known)) if len(known) == len(ages) else (0, ANY_AGE)


def _near(party: Party) -> tuple[float, float]:
    near = party.wishes.near
    return (near.latitude, near.longitude) if near else (np.nan, np.nan)


def _radius(party: Party, programme: Programme) -> float:
    within = party.wishes.within_km
    return np.inf if within is None or not programme.has_rule(DistanceRule.name) else within


def _dangers(parties: Sequence[Party], programme: Programme) -> Dangers:
    if not programme.has_rule(DistanceRule.name):
        return Dangers.none(len(parties))
    least = programme.rule(DistanceRule).danger_km
    found = [danger for party in parties for danger in party.dangers]
    start = np.cumsum([0, *(len(party.dangers) for party in parties)])
    return Dangers(
        start.astype(np.int64),
        np.array([danger.at.latitude for danger in found], np.float64),
        np.array([danger.at.longitude for danger in found], np.float64),
        np.array([max(danger.km, least) for danger in found], np.float64),
    )


def _wishes(parties: Sequence[Party]) -> Wishes:
    wished = [sorted(party.wishes.features) for party in parties]
    width = max((len(features) for features in wished), default=0)
    bits = np.zeros((len(parties), width), np.uint64)
    points: NDArray[np.int32] = np.zeros((len(parties), width), np.int32)
    for i, features in enumerate(wished):
        for k, feature in enumerate(features):
            bits[i, k] = FEATURE[feature]
            points[i, k] = POINTS_FEATURES // len(features)
    near = [POINTS_NEAR if party.wishes.near else 0 for party in parties]
    return Wishes(
        np.array(near, np.int32),
        bits,
        points,
        np.full(len(parties), POINTS_EXPERIENCE, np.int32),
    )
