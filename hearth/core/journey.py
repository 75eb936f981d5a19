"""The whole case on one page: the stages in order, and where each ending leads.

No stage calls another. When one has ended, this table says which comes next; a no,
a lapse and a concern of weight lead back, and only here.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import ModuleType

from hearth.core import (
    checks,
    concerns,
    consent,
    intake,
    introduction,
    offer,
    permanence,
    placement,
    result,
    shortlist,
)
from hearth.core.errors import StepNotAllowed


class Stage(StrEnum):
    INTAKE = "intake"
    RESULT = "result"
    SHORTLIST = "shortlist"
    OFFER = "offer"
    CONSENT = "consent"
    INTRODUCTION = "introduction"
    PLACEMENT = "placement"
    CHECKS = "checks"
    CONCERNS = "concerns"
    PERMANENCE = "permanence"


STAGES: Mapping[Stage, ModuleType] = {
    Stage.INTAKE: intake,
    Stage.RESULT: result,
    Stage.SHORTLIST: shortlist,
    Stage.OFFER: offer,
    Stage.CONSENT: consent,
    Stage.INTRODUCTION: introduction,
    Stage.PLACEMENT: placement,
    Stage.CHECKS: checks,
    Stage.CONCERNS: concerns,
    Stage.PERMANENCE: permanence,
}

NEXT: Mapping[tuple[Stage, StrEnum], Stage] = {
    (Stage.INTAKE, intake.State.WAITING): Stage.SHORTLIST,
    (Stage.RESULT, result.State.TOLD): Stage.INTAKE,
    (Stage.RESULT, result.State.TAKEN_BACK): Stage.RESULT,
    (Stage.SHORTLIST, shortlist.State.USED): Stage.OFFER,
    (Stage.SHORTLIST, shortlist.State.OLD): Stage.SHORTLIST,
    (Stage.OFFER, offer.State.PUT): Stage.CONSENT,
    (Stage.OFFER, offer.State.ENDED): Stage.SHORTLIST,
    (Stage.CONSENT, consent.State.AGREED): Stage.INTRODUCTION,
    (Stage.CONSENT, consent.State.DECLINED): Stage.SHORTLIST,
    (Stage.CONSENT, consent.State.LAPSED): Stage.SHORTLIST,
    (Stage.CONSENT, consent.State.WITHDRAWN): Stage.SHORTLIST,
    (Stage.INTRODUCTION, introduction.State.GOES_ON): Stage.PLACEMENT,
    (Stage.INTRODUCTION, introduction.State.ENDED): Stage.SHORTLIST,
    (Stage.PLACEMENT, placement.State.LIVING): Stage.CHECKS,
    (Stage.PLACEMENT, placement.State.CANCELLED): Stage.SHORTLIST,
    (Stage.PLACEMENT, placement.State.ENDED): Stage.INTAKE,
    (Stage.CHECKS, checks.State.HELD): Stage.CHECKS,
    (Stage.CHECKS, checks.State.NOT_COUNTED): Stage.CHECKS,
    (Stage.CHECKS, checks.State.REFUSED): Stage.CHECKS,
    (Stage.CHECKS, checks.State.OVERDUE): Stage.CONCERNS,
    (Stage.CHECKS, checks.State.DROPPED): Stage.INTAKE,  # the stay has ended
    (Stage.CHECKS, checks.State.REPLACED): Stage.CHECKS,
    (Stage.CONCERNS, concerns.State.ANSWERED): Stage.CHECKS,
    (Stage.PERMANENCE, permanence.State.PERMANENT): Stage.CHECKS,  # no loss of protection
    (Stage.PERMANENCE, permanence.State.REVERSED): Stage.CHECKS,
}


def next_stage(stage: Stage, state: StrEnum) -> Stage:
    """The stage that follows when `stage` has come to `state`.

    Raises StepNotAllowed where it is still under way, and where the case is closed.
    """
    try:
        return NEXT[stage, state]
    except KeyError:
        raise StepNotAllowed(f"nothing follows {stage} while it is {state}") from None
