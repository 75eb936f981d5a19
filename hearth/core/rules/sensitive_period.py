"""Extra protection in periods the person has told us of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from hearth.core.audience import Audience
from hearth.core.decision import Decision, Margin
from hearth.core.errors import RuleBroken
from hearth.core.person import Party
from hearth.core.programme import SensitiveKind
from hearth.core.rules.pair import Pair
from hearth.core.units import Period

TOLD_TO = frozenset({Audience.RESIDENT, Audience.CASEWORKER})
FORECAST_DAYS = 366  # a stay with no end is looked at for one year


def periods_guarded(pair: Pair) -> Decision:
    """No barred home when a period falls into the stay; no move on a day within one.

    Told to the person and to the caseworker who plans the move, and to nobody else.
    """
    barred = barred_features(pair.party, pair.sensitive_kinds) & pair.home.features
    against = [Decision.no(f"period_bars_{feature}", TOLD_TO) for feature in sorted(barred)]
    period = barring_move(pair.party, pair.sensitive_kinds)
    if period is not None:
        margin = Margin(f"a move before {period.first} or from {period.end}", "a move within")
        against.append(Decision.no("period_bars_move", TOLD_TO, margin))
    return Decision.all_of(against)


def barred_features(party: Party, kinds: Mapping[str, SensitiveKind]) -> frozenset[str]:
    """Features that no home may have, because a period of such a kind falls into the stay."""
    stay = party.stay
    looked_at = Period(stay.first, stay.end or stay.first + timedelta(FORECAST_DAYS))
    met = (kind for kind, times in forecast(party, looked_at).items() if times and kind in kinds)
    return frozenset(feature for kind in met for feature in kinds[kind].bars_homes)


def barring_move(party: Party, kinds: Mapping[str, SensitiveKind]) -> Period | None:
    """The period that bars a move on the first day of the stay, if one does."""
    first = Period.of_days(party.stay.first, 1)
    found = (
        time
        for kind, times in forecast(party, first).items()
        if kind in kinds and kinds[kind].bars_moves
        for time in times
    )
    return next(found, None)


def forecast(party: Party, within: Period) -> dict[str, list[Period]]:
    """When each kind of period falls into `within`, for anybody of the party, in order."""
    times: dict[str, list[Period]] = {}
    for person in party.people:
        for period in person.sensitive:
            times.setdefault(period.kind, []).extend(period.forecast(within))
    return {kind: sorted(found, key=lambda p: p.first) for kind, found in times.items()}


def first_free_day(party: Party, kinds: Mapping[str, SensitiveKind], day: date) -> date:
    """The first day from `day` on which no period bars a move. Looks a year ahead."""
    for ahead in range(FORECAST_DAYS):
        start = day + timedelta(ahead)
        moved = replace(party, stay=Period(start))
        if barring_move(moved, kinds) is None:
            return start
    raise RuleBroken("the periods leave no day of the coming year to move on; look at them again")
