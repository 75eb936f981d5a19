"""Nobody hostile to the person or their kin may live in, visit or be near the home."""

from hearth.core.audience import STAFF
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def no_hostility(pair: Pair, *, degrees: int) -> Decision:
    """The household, and whoever is up to `degrees` ties from it, holds nobody hostile.

    Looks both ways: people the party named as hostile, and people whom somebody of
    the household is known to be hostile to. The host is never told why: the reason
    would betray who is being placed.
    """
    if pair.host.hostile_to & pair.party.circle:
        return Decision.no("hostility", STAFF, Margin("no hostility", "hostility in the household"))
    near = pair.ties.degrees(pair.host.circle, pair.party.hostile, degrees)
    if near is None:
        return Decision()
    margin = Margin(f"more than {degrees}", str(near), "ties between")
    return Decision.no("hostility", STAFF, margin)
