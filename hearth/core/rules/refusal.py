"""The person's refusals decide, and need no reason."""

from collections.abc import Iterable

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.person import Refusals
from hearth.core.place import area_key
from hearth.core.rules.pair import Pair


def not_refused(pair: Pair) -> Decision:
    """Nothing that anybody of the party refused is true of this home."""
    return Decision.all_of(
        Decision.no(f"refused_{what}", STAFF_AND_RESIDENT, Margin(f"not {named}", named))
        for person in pair.party.people
        for what, named in _refused(person.refusals, pair)
    )


def _refused(refusals: Refusals, pair: Pair) -> Iterable[tuple[str, str]]:
    home = pair.home
    yield from (("feature", str(f)) for f in sorted(refusals.features & home.features))
    if refusals.areas and area_key(home.area) in map(area_key, refusals.areas):
        yield "area", "this area"
    if home.kind in refusals.kinds:
        yield "kind", str(home.kind)
    if home.host in refusals.hosts or home.id in refusals.homes:
        yield "home", "this home"
