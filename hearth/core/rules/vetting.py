"""A host is vetted on the first day of the stay, or cannot be offered."""

from hearth.core.audience import STAFF, Audience
from hearth.core.decision import Decision, Margin
from hearth.core.host import missing_on
from hearth.core.rules.pair import Pair

STAFF_AND_MANAGER = STAFF | {Audience.MANAGER}


def vetted(pair: Pair) -> Decision:
    """Every requirement is met on the first day, and none that is met now has lapsed by then.

    A requirement that lapses during the stay does not bar it: the renewal falls
    due before. A host who is paused is out whatever the papers say.
    """
    day = max(pair.on, pair.party.stay.first)
    lacking = [
        Decision.no(f"vetting_{lack.why}", STAFF_AND_MANAGER, Margin(lack.requirement, lack.why))
        for lack in missing_on(pair.host, pair.requirements, day)
    ]
    if any(period.meets(pair.party.stay) for period in pair.host.paused):
        lacking.append(Decision.no("host_paused", STAFF_AND_MANAGER))
    return Decision.all_of(lacking)
