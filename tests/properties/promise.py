"""What must hold after every act, worked out from keys: see `Promise.check`."""

from collections import Counter
from uuid import UUID

from hearth.core.compartments import MAY_HOLD, OFFICE, SAFEGUARDING, Compartment
from hearth.core.errors import HearthError
from hearth.store.models import GrantRow, HomeRow, ItemRow, ResultRow
from hearth.store.principals import circle
from tests.properties.acts import NEVER_REFUSED, Acts, NothingToDo, Pick
from tests.properties.keys import Change, Keys


class Promise:
    """A service, the keys of everybody in it, and what was promised to its people."""

    def __init__(self, pick: Pick) -> None:
        self.acts = Acts(pick)
        self.done: Counter[str] = Counter()
        self._keys = Keys()
        self._met: set[UUID] = set()
        self._speakers: dict[UUID, UUID | None] = {}
        self._results: dict[UUID, frozenset[UUID]] = {}
        self._homes = list(HomeRow.objects.select_related("host"))
        self._office, self._safeguarding = circle(OFFICE), circle(SAFEGUARDING)
        self._look()

    def step(self, name: str) -> None:
        """One act, done or refused; then everything that was promised is checked."""
        self.acts.speaker = None
        try:
            getattr(self.acts, name)()
        except NothingToDo:
            pass
        except HearthError:
            assert name not in NEVER_REFUSED
        else:
            self.done[name] += 1
        self._look()

    def _look(self) -> None:
        self._meet()
        self._learn(self._keys.look())
        self._check()

    def look_at_everything(self) -> None:
        """The same, from every row there is, without believing what the log says of it."""
        self._meet()
        self._learn(self._keys.look_at_everything())
        self._check()

    def _meet(self) -> None:
        for who in self.acts.everybody:
            if who.id not in self._met:
                self._met.add(who.id)
                self._keys.meet(who)

    def _learn(self, change: Change) -> None:
        """Every grant that was written is one that may be; whose words and results are new."""
        if not change.items:
            return
        written = GrantRow.objects.filter(item__in=change.items).select_related("item", "to")
        for row in written:
            assert row.to.role in MAY_HOLD[Compartment(row.item.compartment)]
        for item in ItemRow.objects.filter(id__in=change.new):
            if item.compartment == Compartment.TESTIMONY:
                self._speakers.setdefault(item.id, self.acts.speaker)
            if item.compartment == Compartment.RESULT:
                self._results.setdefault(item.id, self._first_to_know(item))

    def _first_to_know(self, item: ItemRow) -> frozenset[UUID]:
        person = next(one.resident.id for one in self.acts.cases if one.person == item.subject)
        if item.kind == "breach":
            entered = ResultRow.objects.filter(person=item.subject)
            knowing = entered.values_list("clinician_id", flat=True)
            return frozenset({person, self._safeguarding, *knowing})
        return frozenset({person, ResultRow.objects.get(item=item).clinician_id})

    def _check(self) -> None:
        self._homes_open_by_consent_alone()
        self._yes_is_a_key()
        self._testimony_stays_apart()
        self._results_are_the_persons()

    def _homes_open_by_consent_alone(self) -> None:
        inside = {self.acts.service.program.id, *(one.id for one in self.acts.office)}
        for home in self._homes:
            offered = [one for one in self.acts.offers if one.stands]
            hosts = self.acts.service.hosts
            host = hosts[home.id].id  # type: ignore[index]  # the row's id is a HomeId
            name = {one.case.resident.id for one in offered if hosts[one.home].id == host}
            place = {one.case.resident.id for one in offered if one.home == home.id}
            assert self._keys.openers(home.host.identity_id) <= inside | name | {host}
            assert self._keys.openers(home.address_id) <= inside | place | {host}

    def _yes_is_a_key(self) -> None:
        homes = {home.id: home for home in self._homes}
        for one in self.acts.offers:
            if one.kept:
                home, who = homes[one.home], one.case.resident.id
                assert who in self._keys.openers(home.host.identity_id)
                assert who in self._keys.openers(home.address_id)

    def _testimony_stays_apart(self) -> None:
        leads = {one.id for one in self.acts.leads}
        residents = {one.resident.id for one in self.acts.cases}
        for item, speaker in self._speakers.items():
            assert self._keys.openers(item) <= leads | ({speaker} & residents)

    def _results_are_the_persons(self) -> None:
        members = {
            self._office: frozenset(one.id for one in self.acts.office),
            self._safeguarding: frozenset(one.id for one in self.acts.leads),
        }
        for item, first in self._results.items():
            told = first | {one.to for one in self.acts.releases if one.item == item}
            through = frozenset().union(*(members.get(one, frozenset()) for one in told))
            assert self._keys.openers(item) <= told | through
