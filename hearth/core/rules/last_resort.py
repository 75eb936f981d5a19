"""When a congregate place may be named at all."""

from collections.abc import Collection

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def only_as_last_resort(pair: Pair, *, kinds: Collection[str]) -> Decision:
    """A place of one of `kinds` needs a recorded reason, the person's yes, and a way out in time.

    That no home fits is looked up when the reason is recorded; here stands whether it was.
    """
    if pair.home.kind not in kinds:
        return Decision()
    resort = pair.last_resort
    if resort is None:
        return Decision.no("last_resort", STAFF_AND_RESIDENT, Margin("no home fits", "not shown"))
    if not resort.agreed_by_person:
        return Decision.no("last_resort", STAFF_AND_RESIDENT, Margin("the person's word", "none"))
    if resort.out_by <= pair.party.stay.first:
        margin = Margin("a plan out after the first day", str(resort.out_by))
        return Decision.no("last_resort", STAFF_AND_RESIDENT, margin)
    return Decision()
