"""Whom the service is for."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.host import ADULT_FROM
from hearth.core.person import Bond, Party
from hearth.core.programme import EligibilityRule, Programme
from hearth.core.rules.pair import Pair


def service_is_for(pair: Pair, rule: EligibilityRule) -> Decision:
    """Ages, number and company of the party are those the programme is for.

    Taken on the first day of the stay. It looks at the party alone, so that a
    party no home could change is told so at once.
    """
    return party_eligible(pair.party, rule)


def admits(programme: Programme, party: Party) -> Decision:
    """The same under a whole programme. One without the rule is for everybody."""
    if not programme.has_rule(EligibilityRule.name):
        return Decision()
    return party_eligible(party, programme.rule(EligibilityRule))


def party_eligible(party: Party, rule: EligibilityRule) -> Decision:
    """The same, of a party for which no home is looked at yet; every reason, with its margin.

    The age limits are for the ones who come by themselves: a child with a parent
    is as old as it is. An age that is not known is inside no limits. An unknown age
    counts as adult where the question is whether a minor comes alone: nobody is
    turned away as a child because nobody asked.
    """
    ages = {person.id: person.age_on(party.stay.first) for person in party.people}
    children = {r.other for r in party.relations if r.bond is Bond.PARENT_CHILD}
    heads = [age for who, age in ages.items() if who not in children]
    against = [_small_enough(len(ages), rule), *_of_age(heads, rule)]
    if not rule.unaccompanied_minors and not any(_is_adult(age) for age in ages.values()):
        margin = Margin(f"somebody of {ADULT_FROM} or more", "none")
        against.append(Decision.no("minor_alone", STAFF_AND_RESIDENT, margin))
    return Decision.all_of(against)


def _small_enough(size: int, rule: EligibilityRule) -> Decision:
    if rule.party_size_max is None or size <= rule.party_size_max:
        return Decision()
    margin = Margin(f"at most {rule.party_size_max}", str(size), "people")
    return Decision.no("party_too_large", STAFF_AND_RESIDENT, margin)


def _of_age(heads: list[int | None], rule: EligibilityRule) -> list[Decision]:
    """What the limits say of those who come by themselves, known ages and unknown apart."""
    if rule.age_min == 0 and rule.age_max is None:
        return []
    known = [age for age in heads if age is not None]
    against = []
    if not all(_in_range(age, rule) for age in known):
        margin = Margin(_range(rule), ", ".join(map(str, known)), "years")
        against.append(Decision.no("age_not_served", STAFF_AND_RESIDENT, margin))
    if len(known) < len(heads):
        margin = Margin(_range(rule), "an age not known", "years")
        against.append(Decision.no("age_not_known", STAFF_AND_RESIDENT, margin))
    return against


def _in_range(age: int, rule: EligibilityRule) -> bool:
    return rule.age_min <= age and (rule.age_max is None or age <= rule.age_max)


def _range(rule: EligibilityRule) -> str:
    if rule.age_max is None:
        return f"{rule.age_min} or more"
    return f"{rule.age_min} to {rule.age_max}"


def _is_adult(age: int | None) -> bool:
    return age is None or age >= ADULT_FROM
