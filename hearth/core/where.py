"""Where and how somebody was seen, and what a rule asks of that.

A rule says `in_person`: a call does not do. It says a `place`; and where it also says
`home_share_min`, so large a share of the checks of a stay must have been at the home, and its place
is only where a check is held as a rule. A share that has fallen below brings the next check home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.decision import Decision, Margin
from hearth.core.programme import Place, Recurrence


class Met(StrEnum):
    HOME = "home"  # where the person lives, or on a walk from its door
    ELSEWHERE = "elsewhere"
    CALL = "call"  # by telephone or video


@dataclass(frozen=True, slots=True)
class Must:
    """What one check or contact must be, by which rule of which version.

    `at_home` of `held` checks before were at the home, where a share is asked for; `share_min` is
    that share, 0 to 1, and 0 where none is. `usual`: where it is held as a rule, if anywhere.
    """

    in_person: bool = False
    place: Place = Place.EITHER
    usual: Place = Place.EITHER
    rule: str = ""
    version: str = ""
    share_min: float = 0.0
    at_home: int = 0
    held: int = 0

    @property
    def asks(self) -> bool:
        """Whether anything is asked of where and how."""
        return self.in_person or self.place is not Place.EITHER


def must(rule: Recurrence, at_home: Sequence[bool] = ()) -> Must:
    """What the next one by this rule must be.

    `at_home`: of each check before that counts and of which it is known, whether it was at the
    home. Before the first one no share has fallen.
    Source: docs/sources.md, "seen at home" (US: at least half of the visits in the residence).
    """
    place = rule.place
    if rule.home_share_min > 0:
        below = sum(at_home) < rule.home_share_min * len(at_home)
        place = Place.HOME if below else Place.EITHER
    return Must(
        in_person=rule.in_person,
        place=place,
        usual=rule.place,
        rule=rule.id,
        version=rule.of,
        share_min=rule.home_share_min,
        at_home=sum(at_home),
        held=len(at_home),
    )


def suits(must: Must, met: Met | None, readers: frozenset[Audience]) -> Decision:
    """Whether somebody seen so was seen as the rule asks, every reason told to `readers`.

    None: it was written down before anybody was asked; nothing then speaks against it. Where a
    call may do, it does for any place but the home.
    """
    if met is None:
        return Decision()
    if must.in_person and met is Met.CALL:
        return Decision.no("by_call", readers, Margin("in person", "a call"))
    if must.place is Place.HOME and met is not Met.HOME:
        needs = "at the home"
        if must.share_min > 0:
            needs = f"at the home: {must.at_home} of {must.held} were, {must.share_min:.0%} must be"
        return Decision.no("not_at_home", readers, Margin(needs, str(met)))
    if must.place is Place.ELSEWHERE and met is Met.HOME:
        return Decision.no("not_elsewhere", readers, Margin("away from the home", str(met)))
    return Decision()


def may_refuse(rule: Recurrence, readers: frozenset[Audience]) -> Decision:
    """Whether the person may say no to being seen this time; it then is neither held nor missed.

    Only they may: `may_be_refused_by` of the rule names the resident or nobody.
    Source: docs/sources.md, "seen alone" (England: unless the child, with understanding, refuses).
    """
    if rule.may_be_refused_by is Audience.RESIDENT:
        return Decision()
    return Decision.no("may_not_be_refused", readers)
