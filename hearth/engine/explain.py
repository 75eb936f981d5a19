"""Why this home, and why not that one, in words that anybody can check."""

from collections.abc import Mapping

from hearth.core.audience import Audience
from hearth.core.decision import Decision, Margin
from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.person import Party
from hearth.core.place import km_between


def why(party: Party, home: Home, host: Host) -> tuple[str, ...]:
    """What speaks for this home, most telling first. For staff and for the person."""
    met = sorted(party.wishes.features & home.features)
    missed = sorted(party.wishes.features - home.features)
    lines = [f"has what was wished: {', '.join(f.replace('_', ' ') for f in met)}"] if met else []
    if party.wishes.near and home.place:
        km = km_between(party.wishes.near, home.place)
        lines.append(f"about {_coarse(km)} km from where they want to be")
    if party.languages & host.languages:
        lines.append("a language in common")
    if host.stays_before:
        lines.append("the host has taken care of people for us before")
    if missed:
        lines.append(f"does not have: {', '.join(f.replace('_', ' ') for f in missed)}")
    return tuple(lines)


SAID: Mapping[str, str] = {
    "hostility": "somebody there, or near them, is known to be hostile",
    "fear": "somebody whom the person fears lives there or often visits",
    "refused_area": "the person refused this area, and needs no reason",
    "refused_kind": "the person refused this kind of place, and needs no reason",
    "refused_home": "the person refused this home, and needs no reason",
    "vetting_never": "a step of the host's vetting was never done",
    "vetting_lapsed": "a step of the host's vetting has lapsed",
    "vetting_failed": "the host failed a step of vetting",
    "host_paused": "the host takes nobody for a while",
    "beds": "there are too few free beds",
    "rooms_cannot_be_shared": "the rooms cannot be shared as these people would have to",
    "host_gender_limit": "the host does not take people of every gender that is in the party",
    "host_size_limit": "the host takes fewer people at once",
    "host_age_limit": "the host takes people of other ages",
    "not_free": "it is not free for the whole stay",
    "too_far": "it is farther away than the person wants to go",
    "too_near_danger": "it is too near to a place that is dangerous to the person",
    "no_common_language": "there is no language that both speak",
    "age_not_served": "the service is for people of other ages",
    "age_not_known": "the service asks for an age, and one is not known",
    "minor_alone": "the service does not take minors who come alone",
    "party_too_large": "the service does not take so many people together",
    "home_full": "no further party may live there now",
    "period_bars_move": "the first day falls into a period in which the person does not move",
    "last_resort": "it is a place of last resort, and that is not shown, agreed and dated",
}
"""What is said of each reason, by its code."""

SAID_OF: Mapping[str, str] = {
    "refused_feature": "the person refused something that is so there, and needs no reason",
    "needs_": "it does not have what is needed: {what}",
    "host_cannot_take_": "the host said that they cannot take: {what}",
    "period_bars_": "in a period that falls into the stay the person keeps away from: {what}",
}
"""The same of reasons that name something: by how their code begins."""

NOT_OFFERED = "this home cannot be offered"
"""All that is said to somebody for whom no reason is meant; the same whatever it is."""


def why_not(decision: Decision, reader: Audience) -> tuple[str, ...]:
    """Every reason against a pair that `reader` may read, in words, and nothing else.

    Staff hear by how much a rule was missed; a person does not, for a number that is exact
    would begin to say where or who. One sentence alone, `NOT_OFFERED`, where every reason is
    for others. Empty where nothing speaks against the pair.
    """
    if decision.allowed:
        return ()
    readable = decision.for_(reader)
    exact = reader is not Audience.RESIDENT
    lines = (said(one.code, one.margin if exact else None) for one in readable)
    return tuple(dict.fromkeys(lines)) or (NOT_OFFERED,)


def said(code: str, margin: Margin | None = None) -> str:
    """What is said of a reason to staff, and by how much it was missed where that is given."""
    if code in SAID:
        words = SAID[code]
    else:
        start = next(start for start in SAID_OF if code.startswith(start))
        words = SAID_OF[start].format(what=code.removeprefix(start).replace("_", " "))
    return f"{words} ({margin})" if margin else words


NEARLY = 0.9  # of the points of a home: what suits "nearly as well"


def leaves(points: int, above: int, *, only: bool) -> str:
    """Why a home of more points stands below one of fewer. Names nobody; true of the plan.

    points : of this home. above : of the home put before it, fewer. only : whether the
    plan has it for somebody who fits no other home.
    """
    suits = "nearly as well" if above >= NEARLY * points else "less well"
    others = "somebody who can live nowhere else" if only else "others, to whom it is worth more"
    return f"another home that suits {suits} leaves this one for {others}"


def _coarse(km: float) -> int:
    """To the next five kilometres: nearer would begin to say where."""
    return max(5, 5 * round(km / 5))
