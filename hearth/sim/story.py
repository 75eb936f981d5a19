"""What the person of the invented case says, in their own words, by programme."""

from collections.abc import Mapping
from dataclasses import dataclass

from hearth.core.identity import Unsaid


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Said(Unsaid):
    """The person's own words. They are sealed like a name, and shown like one: not at all."""

    needs: tuple[str, ...]
    fears: tuple[str, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What differs from programme to programme. An empty `outcome` stands for the first one."""

    outcome: str
    congregate: str
    said: Said


PLAIN = Story(
    outcome="",
    congregate="the Long House",
    said=Said(
        needs=(
            "A door that I can lock from the inside.",
            "Somebody who has been shown what to do when the bad days come.",
        ),
        fears=(
            "My sibling has said what will happen if I am found.",
            "Somebody from our street is looking for me too, and knows people everywhere.",
            "There is one more whom I never want to see at the table.",
        ),
        refusals=(
            "I will not go to the Long House.",
            "No animals in the house. I will not say why.",
        ),
    ),
)

STORIES: Mapping[str, Story] = {
    "healers-office": Story(
        outcome="omega",
        congregate="the Omega Home",
        said=Said(
            needs=(
                "A door that I can lock from the inside.",
                "Somebody who has been shown what to do in a heat, and leaves me alone in it.",
            ),
            fears=(
                "The Omega Home. Everybody knows what happens to people there.",
                "My sibling, who says that I am a shame to the family and will come for me.",
                "The one who stood at our gate, and the one who always sent him.",
            ),
            refusals=(
                "I will not go to the Omega Home.",
                "No animals in the house. I will not say why.",
            ),
        ),
    ),
}


def story(programme: str) -> Story:
    """The story of a programme; the plain one where it has none of its own."""
    return STORIES.get(programme, PLAIN)
