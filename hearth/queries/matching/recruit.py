"""Which homes to look for next: what each would change for those who wait, re-solved.

Nothing is written but that the register was opened. What a description may say is the rule
at the head of `described.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import accumulate

import numpy as np
from django.db import transaction

from hearth.core.host import asked_before
from hearth.core.person import Party
from hearth.core.place import Place
from hearth.core.programme import Before, Programme, Requirement
from hearth.core.rules.eligibility import admits
from hearth.engine.advice.recruit import Advice, recruit
from hearth.engine.advice.standing import Everybody
from hearth.queries.matching import described
from hearth.queries.matching.described import SHARED_BY, Description
from hearth.store import events, hosts
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.waiting import Waiting

PURPOSE = "recruit"
DESCRIBED = 400  # descriptions looked at, those that most parties ask for first
JOINED = 6  # in each area, how many of these are also put together in one home
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One description. One such home places `parties` more, `people` in them; ten such homes
    `parties_by_ten` and `people_by_ten`. At least `fits` of those who wait could live in it."""

    description: Description
    parties: int
    people: int
    parties_by_ten: int
    people_by_ten: int
    fits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruiting:
    """Whom to look for. Of `parties`, `placed` have a home in the best plan now, `people_placed`
    in them; one home of each description places `parties_together` more. `outside` are parties
    that no home can help, for the programme is not for them; `not_told` are others for whom
    no home of the register does, and none that may be described: too few ask for the same.
    `exact`: every plan behind the numbers is the best there is; where rooms are shared it may
    be the best that was found in time."""

    parties: int
    placed: int
    people_placed: int
    wanted: tuple[Wanted, ...]
    parties_together: int
    people_together: int
    outside: int
    not_told: int
    exact: bool


@transaction.atomic
def wanted(
    *, by: SignedIn, now: datetime, most: int = 10, progress: Progress = lambda _: None
) -> Recruiting:
    """The homes that would place the most people, for everybody who waits now.

    Raises Sealed for whoever may not read the register; InvalidValue for a negative `most`.
    Cost: that of `advise`.
    """
    progress("opening the register")
    register = hosts.register(by=by, now=now, purpose=PURPOSE)
    waiting = Waiting.load(by=by, now=now, purpose=PURPOSE)
    found = advise(waiting, register, most=most, progress=progress)
    events.record("recruit.asked", by=by, about=str(len(waiting.parties)), now=now)
    return found


def advise(
    waiting: Waiting,
    register: Register,
    *,
    most: int = 10,
    progress: Progress = lambda _: None,
) -> Recruiting:
    """The same for these parties and this register. Writes nothing.

    Every number is that of a plan solved again with the home in the register: judged at the
    middle of its area, with one party at a time, and with everything that is not said of it
    against whoever minds. A real home that is as described does for all whom it counts.
    Cost: one `encode` of the parties with the register and up to `DESCRIBED` homes more, and
    up to 14 plans for each home advised.
    """
    work = _Work(waiting, register)
    progress(f"weighing {len(work.descriptions)} descriptions of a home")
    found = recruit(
        work.everybody,
        np.arange(len(register.homes), len(register.homes) + len(work.descriptions)),
        most,
        lambda found, checked: progress(f"{found} of {most} homes found, {checked} checked"),
    )
    return Recruiting(
        parties=len(waiting.parties),
        placed=found.before.parties,
        people_placed=found.before.people,
        wanted=tuple(work.told(found)),
        parties_together=found.together.parties,
        people_together=found.together.people,
        outside=work.outside,
        not_told=work.not_told,
        exact=found.exact,
    )


@dataclass(frozen=True)
class _Work:
    waiting: Waiting
    register: Register

    @property
    def _asking(self) -> Iterator[tuple[Party, Programme]]:
        return zip(self.waiting.parties, self.waiting.programmes, strict=True)

    @cached_property
    def descriptions(self) -> list[Description]:
        """Homes that may be described, those that most parties ask for first."""
        asked = [
            described.asked_of(party, programme, self._centres, self._spoken)
            for party, programme in self._asking
        ]
        is_shared = described.shared(asked)
        counts = Counter(one for some in asked for one in some if is_shared(one))
        ranked = [one for one, _ in sorted(counts.items(), key=lambda at: (-at[1], at[0]))]
        return list(dict.fromkeys([*_in_one_home(ranked), *ranked]))[:DESCRIBED]

    @cached_property
    def everybody(self) -> Everybody:
        """All who wait over all homes, the described ones last, each for one party at a time.

        A described home is nobody's who would mind something that is not said of it, and
        one that too few could live in is nobody's at all.
        """
        homes, hosts = [*self.register.homes.values()], dict(self.register.hosts)
        first = len(homes)
        for one in self.descriptions:
            home, host = described.home_of(one, self._centres, self._requirements, self.waiting.on)
            homes.append(home)
            hosts[host.id] = host
        whole = Register({home.id: home for home in homes}, hosts, self.register.ties)
        every = self.waiting.over(whole)
        places = every.places.copy()
        places[first:] = np.minimum(places[first:], 1)
        every = replace(every, places=places).only(self._undisputed(every, first))
        fits = np.bincount(every.lists.home, minlength=len(homes))
        return every.only((every.lists.home < first) | (fits >= SHARED_BY)[every.lists.home])

    def _undisputed(
        self, every: Everybody, first: int
    ) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        kept = np.ones(every.lists.home.size, np.bool_)
        away = [described.kept_away(party, programme) for party, programme in self._asking]
        owner = every.owner
        for at in np.flatnonzero(every.lists.home >= first).tolist():
            without = self.descriptions[every.lists.home[at] - first].without
            kept[at] = away[owner[at]] <= set(without)
        return kept

    @cached_property
    def _centres(self) -> Mapping[str, Place]:
        return described.centres(self.register.homes.values())

    @cached_property
    def _spoken(self) -> list[str]:
        """Languages of the register's hosts, those of most hosts first."""
        counts = Counter(one for host in self.register.hosts.values() for one in host.languages)
        return sorted(counts, key=lambda one: (-counts[one], one))

    @cached_property
    def _requirements(self) -> list[Requirement]:
        return [
            asked
            for programme in {one.ref: one for one in self.waiting.programmes}.values()
            for asked in asked_before(Before.OFFER, programme.requirements)
        ]

    @cached_property
    def outside(self) -> int:
        """Parties that the programme is not for."""
        return sum(not admits(programme, party).allowed for party, programme in self._asking)

    @cached_property
    def not_told(self) -> int:
        """Parties that fit no home of the register and no description, and are not outside."""
        return int((np.diff(self.everybody.lists.indptr) == 0).sum()) - self.outside

    def told(self, found: Advice) -> Iterator[Wanted]:
        """The advice, in descriptions."""
        first = len(self.register.homes)
        for one in found.helped:
            yield Wanted(
                self.descriptions[one.row - first],
                one.alone.parties,
                one.alone.people,
                one.many.parties,
                one.many.people,
                one.fits // SHARED_BY * SHARED_BY,
            )


def _in_one_home(ranked: Sequence[Description]) -> Iterator[Description]:
    """In each area the first two, three and so on put together: a home that does for more."""
    by_area: dict[str, list[Description]] = {}
    for one in ranked:
        by_area.setdefault(one.area, []).append(one)
    for some in by_area.values():
        yield from (one for one in accumulate(some[:JOINED], Description.with_) if one.is_possible)
