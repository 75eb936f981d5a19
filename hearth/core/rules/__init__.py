"""The hard rules. One that speaks against a pair takes the home out before anything is ranked.

Each line of HARD_RULES names the rule as programmes do, the function that decides,
and why the rule exists. Readers stand with each reason, sources with each
programme's own table, and every rule has a row in tests/scenarios/hard_rules.toml.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hearth.core.decision import Decision
from hearth.core.programme import (
    AcceptanceRule,
    AccessRule,
    AvailabilityRule,
    DistanceRule,
    EligibilityRule,
    FearRule,
    HostilityRule,
    LanguageRule,
    LastResortRule,
    PartyLimitRule,
    Programme,
    RefusalRule,
    RoomRule,
    Rule,
    SensitivePeriodRule,
    VettingRule,
)
from hearth.core.rules.acceptance import accepted_by_host
from hearth.core.rules.access import needs_met
from hearth.core.rules.availability import free_for_stay
from hearth.core.rules.distance import near_and_far_enough
from hearth.core.rules.eligibility import service_is_for
from hearth.core.rules.fear import no_fear
from hearth.core.rules.hostility import no_hostility
from hearth.core.rules.language import share_a_language
from hearth.core.rules.last_resort import only_as_last_resort
from hearth.core.rules.pair import Pair
from hearth.core.rules.party_limit import place_for_a_party
from hearth.core.rules.refusal import not_refused
from hearth.core.rules.room import enough_room
from hearth.core.rules.sensitive_period import periods_guarded
from hearth.core.rules.vetting import vetted

TermsT = TypeVar("TermsT", bound=Rule)


@dataclass(frozen=True, slots=True)
class HardRule(Generic[TermsT]):
    """A rule: the class of its terms in a programme, the function, and the reason behind it."""

    terms: type[TermsT]
    check: Callable[[Pair, TermsT], Decision]
    why: str

    @property
    def name(self) -> str:
        return self.terms.name


HARD_RULES: tuple[HardRule[Any], ...] = (
    HardRule(
        HostilityRule,
        lambda pair, rule: no_hostility(pair, degrees=rule.degrees),
        "the likeliest way to place somebody with whoever persecutes them is through their ties",
    ),
    HardRule(FearRule, lambda pair, _: no_fear(pair), "the person knows whom they must not meet"),
    HardRule(RefusalRule, lambda pair, _: not_refused(pair), "a refusal binds, without a reason"),
    HardRule(VettingRule, lambda pair, _: vetted(pair), "trust is dated, and it lapses"),
    HardRule(
        RoomRule,
        lambda pair, rule: enough_room(pair, standard=rule.standard),
        "a bed for everybody, beside nobody they should not lie beside",
    ),
    HardRule(AccessRule, lambda pair, _: needs_met(pair), "a home one cannot enter is no home"),
    HardRule(
        AcceptanceRule,
        lambda pair, _: accepted_by_host(pair),
        "a host who is pressed past a limit ends the stay",
    ),
    HardRule(
        AvailabilityRule,
        lambda pair, _: free_for_stay(pair),
        "nobody should move again because a calendar was not read",
    ),
    HardRule(
        DistanceRule,
        lambda pair, rule: near_and_far_enough(pair, danger_km=rule.danger_km),
        "far from what they fled, near to what they must keep",
    ),
    HardRule(
        LanguageRule,
        lambda pair, _: share_a_language(pair),
        "somebody who cannot be understood cannot say that something is wrong",
    ),
    HardRule(EligibilityRule, service_is_for, "a service keeps to whom it is able to protect"),
    HardRule(
        PartyLimitRule,
        lambda pair, rule: place_for_a_party(pair, parties=rule.parties),
        "strangers are not put together because there is a bed",
    ),
    HardRule(
        SensitivePeriodRule,
        lambda pair, _: periods_guarded(pair),
        "some days need more care, and the person knows which",
    ),
    HardRule(
        LastResortRule,
        lambda pair, rule: only_as_last_resort(pair, kinds=rule.kinds),
        "an institution is what is left, never what is easy",
    ),
)


InForce = tuple[tuple[HardRule[Any], Rule], ...]


def rules_of(programme: Programme) -> InForce:
    """The hard rules in force, each with the programme's terms for it, in the fixed order."""
    return tuple(
        (rule, programme.rule(rule.terms)) for rule in HARD_RULES if programme.has_rule(rule.name)
    )


def may_host(pair: Pair, programme: Programme) -> Decision:
    """Apply every hard rule of the programme and keep every reason."""
    return judged_by(pair, rules_of(programme))


def judged_by(pair: Pair, in_force: InForce) -> Decision:
    """The same for one pair of many, with the rules looked up once.

    Cost: some 70 microseconds a pair; the engine sieves first, this decides.
    """
    return Decision.all_of(rule.check(pair, terms) for rule, terms in in_force)
