"""Everything of one stay, opened by two: never by one, never unseen by the person."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from hearth.actions import checks, concerns, intake, testimony
from hearth.actions.keys import emergency, service
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind
from hearth.core.emergency import ANSWER_WITHIN, OPEN_FOR, STEPS, Act, State
from hearth.core.errors import (
    BadInput,
    InvalidValue,
    NotFound,
    RuleBroken,
    Sealed,
    TellsTooMuch,
    WrongHands,
)
from hearth.core.intake import OwnWords
from hearth.queries.deciding.stay import openings_of_own
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, EmergencyRow, EntryRow, HomeRow, ItemRow, OfferRow
from tests.actions.concerns.test_concerns import host_is
from tests.promised import Tried
from tests.refused import refused
from tests.service import LATER, PROGRAMME, Service, a_service, an_address, hired, two_talks

pytestmark = pytest.mark.django_db
WHY = "she has not come home and nobody can reach her"
HELD = LATER + timedelta(days=3)


class World:
    """A stay in which something was said, two leads, and the person."""

    def __init__(self) -> None:
        self.service: Service = a_service()
        self.opened = self.service.open_case()
        self.stay: UUID = self.service.live(self.opened)
        words = OwnWords(needs=(), fears=("the cellar",), refusals=())
        intake.say(case=self.opened.case, words=words, by=self.opened.resident, now=LATER)
        check = CheckRow.objects.filter(placement=self.stay).order_by("due_on")[0]
        talks = two_talks(HELD, "I am afraid of the cellar.")
        checks.hold(check_id=check.id, talks=talks, by=self.service.visitor, now=HELD)
        concerns.raise_one(
            kind=Kind.WORRY,
            words="a neighbour heard it too",
            placement_id=self.stay,
            programme=f"{PROGRAMME}.1",
            by=None,
            now=HELD,
        )
        self.lead = self.service.lead
        self.other = hired(Audience.LEAD, self.lead, (SAFEGUARDING,))

    def ask(self) -> UUID:
        return self.ask_as(self.lead, WHY)

    def ask_as(self, by: SignedIn, purpose: str) -> UUID:
        program = self.service.program
        return emergency.ask(
            placement_id=self.stay, purpose=purpose, by=by, service=program, now=HELD
        )

    def told(self) -> list[str]:
        return [one.purpose for one in openings_of_own(by=self.opened.resident, now=HELD)]


@pytest.fixture
def world() -> World:
    return World()


def test_two_leads_open_everything_and_the_person_is_told(world: World) -> None:
    asked = world.ask()
    assert world.told() == []

    emergency.confirm(emergency_id=asked, by=world.other, now=HELD)

    assert world.told() == [WHY]
    (told,) = openings_of_own(by=world.opened.resident, now=HELD)
    assert (told.by, told.second) == (Audience.LEAD, Audience.LEAD)
    for reader in (world.lead, world.other):
        found = emergency.read(emergency_id=asked, by=reader, now=HELD)
        assert {one.said for one in found.talks} == {"I am afraid of the cellar.", "All is well."}
        assert [one.words for one in found.concerns] == ["a neighbour heard it too"]
        assert found.own_words is not None
        assert found.own_words.fears == ("the cellar",)


def test_both_names_stand_in_the_log_with_the_notice_or_nothing_does(world: World) -> None:
    asked = world.ask()
    before = events.head()[0]

    emergency.confirm(emergency_id=asked, by=world.other, now=HELD)

    said = EntryRow.objects.filter(seq__gt=before)
    assert said.get(act="emergency.opened").by == world.lead.id.hex
    assert said.get(act="emergency.confirmed").by == world.other.id.hex
    assert not EntryRow.objects.filter(purpose__contains="reach").exists()


@pytest.mark.promise(number="P9")
def test_a_notice_that_cannot_be_written_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, tried: Tried
) -> None:
    asked = world.ask()

    def full(*_given: object, **_named: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(emergency.testimony, "tell", full)
    with pytest.raises(OSError, match="full"), transaction.atomic():
        emergency.confirm(emergency_id=asked, by=world.other, now=HELD)

    assert EmergencyRow.objects.get().state == State.ASKED
    assert not EntryRow.objects.filter(act="emergency.confirmed").exists()
    tried(1, "an opening whose notice cannot be written")


@pytest.mark.promise(number="P10")
def test_one_alone_opens_nothing(world: World, tried: Tried) -> None:
    asked = world.ask()

    with refused(RuleBroken):
        emergency.read(emergency_id=asked, by=world.lead, now=HELD)
    with refused(RuleBroken, "takes two"):
        emergency.confirm(emergency_id=asked, by=world.lead, now=HELD)
    tried(2, "one lead alone at what takes two")


def test_nobody_but_leads_asks_confirms_or_reads(world: World) -> None:
    made = world.service
    host = made.hosts[made.homes[0]]
    asked = world.ask()
    for by in (made.duty, host, made.visitor, made.program, world.opened.resident):
        with refused(WrongHands):
            world.ask_as(by, WHY)
        with refused(WrongHands):
            emergency.confirm(emergency_id=asked, by=by, now=HELD)
        with refused(WrongHands):
            emergency.read(emergency_id=asked, by=by, now=HELD)


def test_what_it_is_for_tells_no_home_that_the_person_was_not_told(world: World) -> None:
    other = HomeRow.objects.get(id=world.service.homes[1])
    address = replace(an_address(), street="31 Quarry Lane")
    facts.change(other.address_id, address, by=world.service.duty, now=HELD)
    OfferRow.objects.filter(case=world.opened.case).update(home=other)
    tells = "the neighbours at 31 Quarry Lane rang"

    with refused(TellsTooMuch, "the purpose tells a place"):
        world.ask_as(world.lead, tells)
    with refused(TellsTooMuch, "the purpose tells a place"):
        testimony.open_stay(
            placement_id=world.stay,
            purpose=tells,
            by=world.lead,
            service=world.service.program,
            now=HELD,
        )
    assert world.ask_as(world.lead, "the neighbours at 9 Alder Row rang")  # where they live


def test_a_third_lead_does_not_read_what_two_opened(world: World) -> None:
    asked, third = world.ask(), hired(Audience.LEAD, world.lead, (SAFEGUARDING,))
    emergency.confirm(emergency_id=asked, by=world.other, now=HELD)

    with refused(RuleBroken, "only the two"):
        emergency.read(emergency_id=asked, by=third, now=HELD)


def test_a_lead_whose_own_home_it_is_is_neither_of_the_two(world: World) -> None:
    home = world.service.homes[0]
    with host_is(world.lead.id, home), refused(RuleBroken, "your own home"):
        world.ask()
    asked = world.ask()
    with host_is(world.other.id, home), refused(RuleBroken, "your own home"):
        emergency.confirm(emergency_id=asked, by=world.other, now=HELD)


def test_its_time_ends_by_itself(world: World) -> None:
    asked = world.ask()
    with refused(RuleBroken, "time"):
        emergency.confirm(emergency_id=asked, by=world.other, now=HELD + ANSWER_WITHIN)
    emergency.confirm(emergency_id=asked, by=world.other, now=HELD)

    with refused(RuleBroken, "time"):
        emergency.read(emergency_id=asked, by=world.lead, now=HELD + OPEN_FOR)
    assert emergency.lapse(by=world.service.program, now=HELD) == 0
    assert emergency.lapse(by=world.service.program, now=HELD + OPEN_FOR) == 1
    assert EmergencyRow.objects.get().state == State.OVER


def test_a_no_and_a_taking_back_open_nothing_and_it_can_be_asked_again(world: World) -> None:
    with refused(InvalidValue, "what you need it for"):
        world.ask_as(world.lead, "why")
    asked = world.ask()
    with refused(RuleBroken, "already"):
        world.ask()
    with refused(NotFound):
        emergency.withdraw(emergency_id=asked, by=world.other, now=HELD)
    emergency.decline(emergency_id=asked, by=world.other, now=HELD)
    again = world.ask()
    emergency.withdraw(emergency_id=again, by=world.lead, now=HELD)

    assert world.told() == []
    assert not ItemRow.objects.filter(kind="opening").exists()


def test_a_holder_of_recovery_is_the_second_where_there_is_no_other_lead(world: World) -> None:
    made = world.service
    begun = service.Begun(made.duty, made.lead, made.program)
    holder = service.appoint_holders(count=3, begun=begun, now=HELD)[0]
    asked = world.ask()

    def says_yes(sheet: str, by: SignedIn) -> None:
        emergency.confirm_by_sheet(emergency_id=asked, sheet=sheet, by=by, now=HELD)

    sheet = f"{holder.id}\n{holder.sheet}"
    with refused(BadInput):
        says_yes("no sheet", world.lead)
    with refused(RuleBroken, "the lead who asked"):
        says_yes(sheet, world.other)
    with refused(Sealed):
        says_yes(f"{made.duty.id}\n{holder.sheet}", world.lead)
    says_yes(sheet, world.lead)

    assert emergency.read(emergency_id=asked, by=world.lead, now=HELD).talks
    assert EntryRow.objects.get(act="emergency.confirmed").by == holder.id.hex
    (told,) = openings_of_own(by=world.opened.resident, now=HELD)
    assert told.second is Audience.ADMINISTRATOR


@pytest.mark.promise(number="P10")
def test_no_way_through_the_table_opens_it_without_a_second_yes(tried: Tried) -> None:
    reached, ahead = set(), {State.ASKED}
    while ahead:
        reached |= ahead
        ahead = {
            step.to
            for (state, act), step in STEPS.items()
            if state in reached and act is not Act.CONFIRM
        } - reached

    assert State.OPEN not in reached
    tried(len(reached), "states reached without a second yes")


@pytest.mark.promise(number="P9")
def test_every_reading_is_counted_in_the_log(world: World, tried: Tried) -> None:
    asked = world.ask()
    emergency.confirm(emergency_id=asked, by=world.other, now=HELD)
    before = events.openings()

    emergency.read(emergency_id=asked, by=world.lead, now=HELD)

    assert events.openings() == before + 5  # why, two talks, a concern, their own words
    assert events.problems(None, None) == []
    assert facts.can_open(EmergencyRow.objects.get().purpose_id, world.lead)
    tried(5, "openings of an emergency counted in the log")
