"""What a host needs to know of a party to say yes, and nothing else."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from hearth.core.person import Feature, Party, Trait

# What a host prepares for. Why somebody needs a home, what they fear and who they fled
# is none of it.
TOLD_TRAITS = frozenset({Trait.CHILDREN, Trait.INFANT, Trait.PETS, Trait.SMOKER})

TOLD_NEEDS = frozenset(
    {Feature.STEP_FREE, Feature.GROUND_FLOOR_BATH, Feature.SMOKE_FREE, Feature.KITCHEN}
)


@dataclass(frozen=True, slots=True)
class GuestCard:
    """A party without identity: how many, how old roughly, from when, what to prepare."""

    people: int
    ages: tuple[str, ...]
    first_day: date
    last_day: date | None
    prepare: tuple[Feature, ...]
    along: tuple[Trait, ...]


def card_of(party: Party) -> GuestCard:
    """The card of a party."""
    return GuestCard(
        people=len(party.people),
        ages=tuple(_bands(party)),
        first_day=party.stay.first,
        last_day=party.stay.end,
        prepare=tuple(sorted(party.needs & TOLD_NEEDS)),
        along=tuple(sorted(party.traits & TOLD_TRAITS)),
    )


def _bands(party: Party) -> list[str]:
    bands = Counter(_band(age) for age in party.ages_on(party.stay.first))
    return [f"{count} {band}" for band, count in sorted(bands.items())]


def _band(age: int | None) -> str:
    if age is None:
        return "of an age not said"
    limits = ((1, "baby"), (10, "child under 10"), (18, "young person"), (65, "adult"))
    return next((name for below, name in limits if age < below), "adult of 65 or more")
