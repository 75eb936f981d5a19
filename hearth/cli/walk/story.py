"""The whole story, act after act, through the real actions on the database at hand."""

from collections.abc import Iterator

from hearth.cli.walk import before, living, offering
from hearth.cli.walk.told import WalkStep
from hearth.cli.walk.world import Spoken, begin

ORDINARY = Spoken()


def steps(programme: str, *, seed: int = 1, said: Spoken = ORDINARY) -> Iterator[WalkStep]:
    """Act one invented case from intake to permanence; each step as it has been taken.

    The same arguments tell the same story, word for word. The database must be an empty
    one of the walk's own. Raises NotFound for a programme that is not there.
    """
    world = begin(programme, seed, said)
    yield from before.intake_and_result(world)
    yield from before.homes_that_fit(world)
    yield from offering.a_home_declined(world)
    yield from offering.a_home_agreed(world)
    yield from offering.two_answers_apart(world)
    yield from living.the_move(world)
    yield from living.checks_apart(world)
    yield from living.the_release_ends(world)
    yield from living.a_concern(world)
    yield from living.two_wishes(world)
