"""Whom the service is for."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.host import ADULT_FROM
from hearth.core.person import Bond, Party
from hearth.core.programme import EligibilityRule
from hearth.core.rules.pair import Pair


def service_is_for(pair: Pair, rule: EligibilityRule) -> Decision:
    """Ages, number and company of the party are those the programme is for.

    Taken on the first day of the stay. It looks at the party alone, so that a
    party no home could change is told so at once.
    """
    return party_eligible(pair.party, rule)


def party_eligible(party: Party, rule: EligibilityRule) -> Decision:
    """The same, of a party for which no home is looked at yet.

    The age limits are for the ones who come by themselves: a child with a parent
    is as old as it is.
    """
    ages = {person.id: person.age_on(party.stay.first) for person in party.people}
    accompanied = {r.other for r in party.relations if r.bond is Bond.PARENT_CHILD}
    heads = [age for who, age in ages.items() if who not in accompanied]
    against = []
    size = len(party.people)
    if rule.party_size_max is not None and size > rule.party_size_max:
        margin = Margin(f"at most {rule.party_size_max}", str(size), "people")
        against.append(Decision.no("party_too_large", STAFF_AND_RESIDENT, margin))
    if not all(_in_range(age, rule) for age in heads):
        margin = Margin(_range(rule), ", ".join(_said(age) for age in heads), "years")
        against.append(Decision.no("age_not_served", STAFF_AND_RESIDENT, margin))
    if not rule.unaccompanied_minors and _nobody_adult(list(ages.values())):
        against.append(Decision.no("minor_alone", STAFF_AND_RESIDENT))
    return Decision.all_of(against)


def _in_range(age: int | None, rule: EligibilityRule) -> bool:
    if age is None:
        return rule.age_min == 0 and rule.age_max is None
    return rule.age_min <= age and (rule.age_max is None or age <= rule.age_max)


def _range(rule: EligibilityRule) -> str:
    if rule.age_max is None:
        return f"{rule.age_min} or more"
    return f"{rule.age_min} to {rule.age_max}"


def _said(age: int | None) -> str:
    return "not known" if age is None else str(age)


def _nobody_adult(ages: list[int | None]) -> bool:
    return all(age is not None and age < ADULT_FROM for age in ages)
