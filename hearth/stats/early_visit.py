"""How far a visit that was ordered early would tell the host that somebody has spoken.

A host who keeps count compares two stories: nothing was said and a visit happened to come today,
or something was said and a visit was ordered. The likelihood ratio of the two is what the visit
tells: it multiplies the host's own odds, whatever those are. 1 tells nothing.

p0, the chance that an ordinary visit comes on just this day when none came since the last one:
    h   from the gaps between visits of this service (a discrete hazard, the share of gaps that
        end within a day of this one among those that lasted so long), drawn towards one visit in
        60 days, so that few data never look reassuring; on a day of a window in which a visit is
        due by the rules, at least one in so many days as the window has;
    u   the programme's share of unannounced visits, which may come on any day;
    w   the visits in the area in this week, which the host may hear of from others.
    p0 = 1 - (1 - h)(1 - u)(1 - w)
p1 = 1 / days, where an ordered visit comes on one of so many days.
LR = (p1 + (1 - p1) p0) / p0

Hidden among k other homes of m - 1 nearby, a home of which nothing was said is visited because
of an order elsewhere with chance c = k / (m - 1): p0 becomes 1 - (1 - p0)(1 - c p1). Among
homes that are alike otherwise nobody can then say better than 1 in k + 1 which one it was for.

Assumptions: gaps are of one kind of service and year; the host knows the rules of this service,
and not the plan. Likelihood ratios as the weight of evidence: I. J. Good, Probability and the
Weighing of Evidence (1950), from memory; the model here is our own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hearth.core.errors import InvalidValue

USUAL_GAP_DAYS = 60  # towards which few data are drawn; our own choice
LITTLE, MUCH = 2.0, 10.0  # of a likelihood ratio; our own words for it


class Tells(StrEnum):
    """What a likelihood ratio comes to, in a word."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an attentive host can compare a visit with.

    gaps : days from one visit to the next, of every stay of the service, in any order; each >= 1.
    unannounced_share : of visits, 0 to 1. nearby : visits in the area this week, >= 0.
    homes_nearby : homes in the area in which somebody lives, this one included; >= 1.
    Raises InvalidValue outside these.
    """

    gaps: tuple[int, ...]
    unannounced_share: float
    nearby: int
    homes_nearby: int

    def __post_init__(self) -> None:
        good = 0 <= self.unannounced_share <= 1 and self.nearby >= 0 and self.homes_nearby >= 1
        if not good or any(gap < 1 for gap in self.gaps):
            raise InvalidValue(
                "gaps are 1 day or more, a share is 0 to 1, and there is a home at least"
            )


def usual_chance(known: Known, gap: int, *, window: int = 0) -> float:
    """The chance p0 of an ordinary visit on the day `gap` (>= 1) days after the last; 0 < p0 < 1.

    `window` is how many days the window has in which a visit is due on that day; 0 outside one.
    Cost: O(n log n) in the gaps.
    """
    if gap < 1:
        raise InvalidValue(f"a visit comes a day or more after the last, got {gap}")
    ordered = sorted(known.gaps)
    lasted = len(ordered) - bisect_left(ordered, gap - 1)
    ended = bisect_right(ordered, gap + 1) - bisect_left(ordered, gap - 1)
    hazard = (ended / 3 + 1) / (lasted + USUAL_GAP_DAYS)
    if window > 0:
        hazard = max(hazard, 1 / window)
    mean = sum(ordered) / len(ordered) if ordered else USUAL_GAP_DAYS
    unannounced = min(1.0, known.unannounced_share / mean)
    heard_of = min(1.0, known.nearby / (7 * known.homes_nearby))
    chance = 1 - (1 - min(hazard, 1.0)) * (1 - unannounced) * (1 - heard_of)
    return min(chance, 1 - 1e-9)


def likelihood_ratio(
    known: Known, gap: int, *, days: int, others: int = 0, window: int = 0
) -> float:
    """How much likelier this visit is when something was said; 1 or more, and 1 says nothing.

    `days` (>= 1) is within how many days an ordered visit comes; `others` how many homes nearby
    are visited with it, at most all of them; `window` as in `usual_chance`. Raises InvalidValue
    outside these.
    """
    if days < 1 or not 0 <= others <= known.homes_nearby - 1:
        raise InvalidValue("a visit comes within a day or more, among the homes that are there")
    ordinary, ordered = usual_chance(known, gap, window=window), 1 / days
    covered = others / (known.homes_nearby - 1) if others else 0.0
    unsaid = 1 - (1 - ordinary) * (1 - covered * ordered)
    return (ordered + (1 - ordered) * ordinary) / unsaid


def tells(ratio: float) -> Tells:
    """The word for a likelihood ratio: below 2 little, from 10 much."""
    if ratio < LITTLE:
        return Tells.LITTLE
    return Tells.MUCH if ratio >= MUCH else Tells.SOME


@dataclass(frozen=True, slots=True)
class Other:
    """Another home nearby: its number in the caller's list, and days since its last visit."""

    at: int
    since: int


def to_visit_too(known: Known, others: Sequence[Other], k: int) -> tuple[Other, ...]:
    """The k other homes in which a visit now says least, so that hiding one shows no other.

    Cost: O(n log n) for each. Raises InvalidValue for more than there are, or fewer than none.
    """
    if not 0 <= k <= len(others):
        raise InvalidValue(f"there are {len(others)} other homes to visit, asked for {k}")
    ranked = sorted(
        others, key=lambda one: (-usual_chance(known, max(1, one.since)), -one.since, one.at)
    )
    return tuple(ranked[:k])
