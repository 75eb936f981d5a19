"""Every state, weight and act that a lead may meet has words."""

from hearth.core import checks, concerns, permanence, placement
from hearth.core.audience import Audience
from hearth.core.programme import ForcedAct
from hearth.web.lead import shown


def test_everything_that_may_be_met_has_words() -> None:
    assert set(shown.KINDS) == set(concerns.Kind)
    assert set(shown.STATES) == set(concerns.State)
    assert set(shown.NEXT) == set(concerns.State) - {concerns.State.ANSWERED}
    assert set(shown.WEIGHTS) == set(concerns.Weight)
    assert set(shown.ACTS) == set(ForcedAct)
    assert set(shown.RAISERS) == {*Audience, None}
    assert set(shown.STAYS) == set(placement.State)
    assert set(shown.CHECKS) == set(checks.State)
    assert set(shown.WISHES) < set(permanence.State)
