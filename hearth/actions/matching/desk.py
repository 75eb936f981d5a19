"""The desk of the process that matches: the register open in its memory, ready to answer.

One for each process that serves people. It is opened by the service, which holds the
engine's key; what it holds is what the rules read of homes and hosts, and never a name or
an address. Whoever asks it has a key to the party they ask for, or could not ask.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock

from django.db import transaction

from hearth.core.ids import HomeId, PartyId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.engine.against import Against, against_plain
from hearth.engine.assign import Solve, Start
from hearth.engine.encode.kept import KeptHomes
from hearth.engine.keeper import Keeper
from hearth.engine.kernels.compiled import is_kept
from hearth.engine.plan import Plan, Values
from hearth.engine.tables import Int32s, Int64s
from hearth.store import events, hosts, offices
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.live import Changed, LiveRegister


def register_for(by: SignedIn, desk: "Desk | None", *, now: datetime, purpose: str) -> Register:
    """The register for somebody of an office: from a desk where there is one.

    Cost: as `Desk.best`; without a desk all is opened, some 15,000 facts a second. Raises
    Sealed for whoever is of no office, who may not read what a desk holds.
    """
    offices.must_be_of_one(by)
    return hosts.register(by=by, now=now, purpose=purpose) if desk is None else desk.register(now)


def register_to_plan(by: SignedIn, desk: "Desk | None", *, now: datetime, purpose: str) -> Register:
    """The same for a plan for everybody, which the process that matches may make as well."""
    offices.must_read_the_register(by)
    return hosts.register(by=by, now=now, purpose=purpose) if desk is None else desk.register(now)


class Desk:
    """The register as of the last act in the log, each programme's tables of today, and the plan
    for everybody that was asked for last, ready to be mended."""

    def __init__(self, service: SignedIn) -> None:
        """`service` may read the register. Nothing is opened before the first look."""
        self._service = service
        self._live = LiveRegister()
        self._tables: dict[tuple[str, date], KeptHomes] = {}
        self._lock = Lock()
        self._keeper, self._planning = Keeper(), Lock()
        self._version = 0  # how often what is held here has become different
        self._shown: tuple[int, Register, list[HomeId]] | None = None  # of a version

    def make_ready(self, in_force: Iterable[Programme], now: datetime) -> None:
        """Open the register and lay out the tables of today, before anybody waits for them.

        Nobody is kept from writing while tables are laid out.
        """
        for programme in in_force:
            key = (programme.ref, now.date())
            with self._current(now):
                if key in self._tables:
                    continue
                version, live = self._version, self._live
                homes, hosts = [live.homes[id] for id in sorted(live.homes)], dict(live.hosts)
                ties = live.ties
            kept = KeptHomes(homes, hosts, ties, programme=programme, on=now.date())
            kept.make_ready()
            with self._lock:
                if self._version == version:  # else it is laid out when it is asked for
                    self._tables[key] = kept

    def register(self, now: datetime) -> Register:
        """The register as it stands now; the very same one until something in it is different, so
        that what was worked out from it can be known again by it. Cost: as `best`."""
        with self._current(now):
            return self._register()

    def against(
        self, party: Party, programme: Programme, now: datetime
    ) -> tuple[Register, Against]:
        """The register as it stands now, and what speaks against each of its homes for this party.

        Both are of one moment; homes in the order of the register. Cost: some milliseconds. Until
        the engine has been compiled on this machine it is asked of the plain rules, so that nobody
        waits for a compiler: the same, some 100 microseconds a home.
        """
        if not is_kept():
            found, on = self.register(now), now.date()
            return found, against_plain(found.judged(party, programme, on))
        with self._current(now):
            found = self._register()
            kept = self._of(programme, now.date())
            return found, kept.against(party, self._order())

    def solver(self, parties: Sequence[PartyId], homes: Sequence[HomeId]) -> Solve:
        """What plans for these: from the plan of the last time, by what is different since.

        The answer is worth what one from nothing is worth and has the same proof.
        """
        kept = self._keeper.solver(parties, homes)

        def solve(
            indptr: Int64s, home: Int32s, value: Values, places: Int32s, start: Start | None
        ) -> Plan:
            with self._planning:
                return kept(indptr, home, value, places, start)

        return solve

    def best(
        self, party: Party, programme: Programme, k: int, now: datetime
    ) -> list[tuple[HomeId, int]]:
        """The at most `k` best homes for this party today, with their points.

        Cost: some milliseconds once the register is open; opening it, some 15,000 facts a
        second; a programme's first shortlist of a day, some 50 microseconds a home.
        """
        return self.listed(party, programme, k, now)[1]

    def listed(
        self, party: Party, programme: Programme, k: int, now: datetime
    ) -> tuple[Register, list[tuple[HomeId, int]]]:
        """The same with the register that they are of, in one look. Cost: as `best`."""
        with self._current(now):
            return self._register(), self._of(programme, now.date()).best(party, k)

    def _register(self) -> Register:
        live = self._live
        if self._shown is None or self._shown[0] != live.version:
            kept = Register(dict(live.homes), dict(live.hosts), live.ties)
            self._shown = live.version, kept, list(kept.homes)
        return self._shown[1]

    def _order(self) -> list[HomeId]:
        """The homes of the register in their order: the very same list until it is different."""
        self._register()
        return self._shown[2] if self._shown else []

    @contextmanager
    def _current(self, now: datetime) -> Iterator[None]:
        """The register as of now, for one who asks at a time.

        The log's end is taken first and our own lock after it, as by an act that asks us in
        its midst: the other way round the two would wait for each other.
        """
        with transaction.atomic():
            events.begin_write()
            with self._lock:
                self._look(now)
                yield

    def _look(self, now: datetime) -> None:
        changed = self._live.catch_up(by=self._service, now=now)
        if changed.put or changed.gone or changed.anew:
            self._version += 1
        self._tables = {key: kept for key, kept in self._tables.items() if key[1] == now.date()}
        if changed.anew:
            self._tables.clear()
        for kept in self._tables.values():
            self._apply(changed, kept)

    def _apply(self, changed: Changed, kept: KeptHomes) -> None:
        for id in changed.gone:
            kept.take_away(id)
        for id in changed.put:
            home = self._live.homes[id]
            kept.put(home, self._live.hosts[home.host])

    def _of(self, programme: Programme, on: date) -> KeptHomes:
        key = (programme.ref, on)
        if key not in self._tables:
            live = self._live
            homes = [live.homes[id] for id in sorted(live.homes)]
            self._tables[key] = KeptHomes(homes, live.hosts, live.ties, programme=programme, on=on)
        return self._tables[key]
