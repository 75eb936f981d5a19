"""They can speak to each other."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def share_a_language(pair: Pair) -> Decision:
    """Host and party have at least one language in common, where both named any.

    Who named no language speaks the office's own: nothing is known against them.
    """
    ours, theirs = pair.party.languages, pair.host.languages
    if not ours or not theirs or ours & theirs:
        return Decision()
    return Decision.no("no_common_language", STAFF_AND_RESIDENT, Margin("one in common", "none"))
