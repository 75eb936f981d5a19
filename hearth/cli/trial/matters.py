"""What is not right in the invented town, each matter at another age; and a case to hand over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hearth.actions import concerns, transfer
from hearth.cli.trial.case import DAY, KNOCKS, Case, Way
from hearth.cli.trial.people import OTHER_OFFICE
from hearth.store import offices
from hearth.store.access import SignedIn

NOTE = "Work was found for them near you, and they would like to live closer to it."
COLD = "It is cold in my room at night, and I did not dare to ask for a blanket."
LATE = "Letters for me are open when I get them."
OF_THE_LEAD = "Marta sings in the same choir as my host. I would like somebody else to read this."
TO_HAND_OVER = 11  # a party that waits


@dataclass
class Matter:
    """Something is not right where somebody lives. `now` is the moment of its next act.

    homes : of whom the first who lives with a host and has said nothing yet says it.
    """

    now: datetime
    words: str
    homes: Sequence[Case]
    by: SignedIn
    other: SignedIn
    about: Case | None = None

    def waits(self) -> Way:
        """It is said, and nobody has read it yet."""
        here = (one for one in self.homes if one.stay is not None and one.worried is None)
        self.about = next(here, None)
        if self.about is not None:
            self.about.now = self.now
            yield from self.about.worry(self.words)

    def is_read(self) -> Way:
        """The lead has read it, and answers in time."""
        yield from self.waits()
        self._acknowledge(self.by)

    def is_for_the_other(self) -> Way:
        """It is about the lead, who leaves it to the other one."""
        yield from self.waits()
        if self.about is not None and self.about.worried is not None:
            yield DAY
            concerns.step_aside(concern_id=self.about.worried.id, by=self.by, now=self.now)
            yield DAY
            self._acknowledge(self.other)

    def _acknowledge(self, by: SignedIn) -> None:
        if self.about is not None and self.about.worried is not None:
            concerns.acknowledge(concern_id=self.about.worried.id, by=by, now=self.now)


def matters(
    cases: Sequence[Case], lead: SignedIn, other: SignedIn, until: datetime
) -> Iterator[tuple[Matter, Way]]:
    """One of yesterday; one that was read, one that nobody read in time, and one about the lead."""
    of_others = [*cases[18::10], *cases[19::10]]  # such as live with a host, where all went well

    def matter(days: int, words: str, homes: Sequence[Case]) -> Matter:
        return Matter(until - timedelta(days=days, hours=3), words, homes, lead, other)

    for one, way in (
        (matter(1, KNOCKS, cases[8:9]), Matter.waits),
        (matter(4, OF_THE_LEAD, of_others), Matter.is_for_the_other),
        (matter(5, LATE, of_others), Matter.waits),
        (matter(6, COLD, of_others), Matter.is_read),
    ):
        yield one, way(one)


def ask_the_other_office(cases: Sequence[Case], now: datetime) -> None:
    """One case waits for the word of the other office."""
    for one in cases[TO_HAND_OVER : TO_HAND_OVER + 1]:
        transfer.propose_to_office(
            case=one.person.case,
            office=offices.called(OTHER_OFFICE).id,
            note=NOTE,
            by=one.duty,
            now=now,
        )
