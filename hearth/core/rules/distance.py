"""Near enough to what the person must reach, far enough from what they fled."""

from hearth.core.audience import STAFF, STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.place import km_between
from hearth.core.rules.pair import Pair


def near_and_far_enough(pair: Pair, *, danger_km: float) -> Decision:
    """Within the radius the party set, and farther than each danger asks.

    `danger_km` is the least distance from any danger point, kilometres; the person
    may ask for more. A home whose place is not known fails where a distance is asked.
    The margin of a danger goes to staff alone: it would tell how far the home lies
    from an address the person knows.
    """
    return Decision.all_of((_near(pair), _far(pair, danger_km)))


def _near(pair: Pair) -> Decision:
    wishes = pair.party.wishes
    if wishes.near is None or wishes.within_km is None:
        return Decision()
    if pair.home.place is None:
        return Decision.no("too_far", STAFF_AND_RESIDENT, Margin("a known place", "not known"))
    km = km_between(wishes.near, pair.home.place)
    if km <= wishes.within_km:
        return Decision()
    margin = Margin(f"at most {wishes.within_km:.0f}", f"{km:.0f}", "km")
    return Decision.no("too_far", STAFF_AND_RESIDENT, margin)


def _far(pair: Pair, danger_km: float) -> Decision:
    for danger in pair.party.dangers:
        if pair.home.place is None:
            return Decision.no("too_near_danger", STAFF, Margin("a known place", "not known"))
        least, km = max(danger.km, danger_km), km_between(danger.at, pair.home.place)
        if km <= least:
            margin = Margin(f"more than {least:.0f}", f"{km:.0f}", "km")
            return Decision.no("too_near_danger", STAFF, margin)
    return Decision()
