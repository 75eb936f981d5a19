"""What the host says they can take."""

from hearth.core.audience import STAFF
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def accepted_by_host(pair: Pair) -> Decision:
    """Ages, genders, number and traits of the party lie within what the host can take.

    The person is not told: a host's limit is no judgement on anybody, and reads like one.
    """
    accepts, party, day = pair.host.accepts, pair.party, pair.party.stay.first
    against = [
        Decision.no(f"host_cannot_take_{trait}", STAFF)
        for trait in sorted(party.traits & accepts.not_traits)
    ]
    if any(person.gender not in accepts.genders for person in party.people):
        against.append(Decision.no("host_gender_limit", STAFF))
    if accepts.size_max is not None and len(party.people) > accepts.size_max:
        margin = Margin(f"at most {accepts.size_max}", str(len(party.people)), "people")
        against.append(Decision.no("host_size_limit", STAFF, margin))
    return Decision.all_of([*against, _ages(party.ages_on(day), accepts.age_min, accepts.age_max)])


def _ages(ages: tuple[int | None, ...], least: int, most: int | None) -> Decision:
    if least == 0 and most is None:
        return Decision()
    if None in ages:
        return Decision.no("host_age_limit", STAFF, Margin("known ages", "an age not known"))
    known = [age for age in ages if age is not None]
    if min(known) >= least and (most is None or max(known) <= most):
        return Decision()
    limits = f"{least} to {most}" if most is not None else f"{least} or more"
    return Decision.no(
        "host_age_limit", STAFF, Margin(limits, f"{min(known)} to {max(known)}", "years")
    )
