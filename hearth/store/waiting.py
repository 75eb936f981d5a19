"""Everybody for whom a home must be found, as a plan for all of them sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Self

from hearth.core.ids import PartyId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.engine.advice.standing import Everybody
from hearth.engine.encode.together import together
from hearth.store import cases, people, programmes, walls
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow


@dataclass(frozen=True)
class Waiting:
    """Who waits on a day: each party from that day on, and the programme it is under.

    parties, programmes : one of each per party, those that have waited longest first.
    """

    on: date
    parties: Sequence[Party]
    programmes: Sequence[Programme]

    @classmethod
    def load(
        cls, *, first: CaseRow | None = None, by: SignedIn, now: datetime, purpose: str
    ) -> Self:
        """All who wait now; the party of the case `first` before them, whether it waits or not.
        For a caseworker those of their offices.

        Cost: some 15,000 parties a second. Raises Sealed for whoever may not read them.
        """
        on = now.date()
        rows = walls.only_theirs(cases.waiting(on), by)
        every = rows if first is None else [first, *rows.exclude(id=first.id)]
        refs = {row.party_id: row.programme for row in every}
        told = people.parties(refs, by=by, now=now, purpose=purpose)
        used = {ref: programmes.of(ref) for ref in set(refs.values())}
        return cls(
            on,
            [party.from_day(on) for party in told.values()],
            [used[ref] for ref in refs.values()],
        )

    @cached_property
    def by_party(self) -> Mapping[PartyId, Programme]:
        """The programme of each party."""
        pairs = zip(self.parties, self.programmes, strict=True)
        return {party.id: programme for party, programme in pairs}

    def over(self, register: Register) -> Everybody:
        """Who of them could live where, and how well: the job for a plan. Cost: of `together`."""
        return together(
            self.parties,
            list(register.homes.values()),
            register.hosts,
            register.ties,
            programmes=self.programmes,
            on=self.on,
        )
