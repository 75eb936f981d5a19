"""Why this home: the points of one pair, in words that anybody can add up."""

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


def _coarse(km: float) -> int:
    """To the next five kilometres: nearer would begin to say where."""
    return max(5, 5 * round(km / 5))
