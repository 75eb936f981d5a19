"""Everything that a caseworker of one office does, while another office's people live in the same
homes, wait for them and are asked about them: no page is shut, and none tells a word of them."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from hearth.actions import intake, placement, transfer
from hearth.actions.intake import Opened
from hearth.core.home import Room
from hearth.core.identity import PersonIdentity
from hearth.core.placement import Ending
from hearth.core.reach import Channel
from hearth.queries.numbers import number
from hearth.store import hosts, offices
from hearth.store.models import (
    HomeRow,
    IntroductionRow,
    OfferRow,
    OfficeRow,
    OutboxRow,
    PaperRow,
    PlacementRow,
)
from tests.builders import MOMENT
from tests.exchange.test_papers import jpeg
from tests.service import (
    LATER,
    PROGRAMME,
    STAY,
    Offices,
    Service,
    as_made,
    signed_in_again,
)
from tests.web.caseworker import work
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
ROOMS = tuple(Room(2) for _ in range(work.ROOMS))
THEIR_STREET = "7 Quince Way"
# Whose a page is, where no caseworker of one office alone comes to it.
ELSEWHERE = {
    "caseworker:again": "of a service that a copy was put back to",
    "caseworker:handing": "of every office alone",
    "caseworker:hand_on": "of every office alone",
    "caseworker:confirm_permanence": "the lead's under this programme",
    "staff:done": "this programme asks for visits alone",
    "staff:told": "of leads and managers",
    "staff:told_stop": "of leads and managers",
    "staff:accounts": "of keys, and of no case",
    "staff:call": "of a token's address, and of no case",
    "staff:call_no_more": "of a token's address, and of no case",
    "staff:confirm": "of keys, and of no case",
    "staff:decline": "of keys, and of no case",
    "staff:go_on": "of keys, and of no case",
    "staff:offices": "of keys, and of no case",
    "staff:tokens": "of keys, and of no case",
    "staff:tokens_end": "of keys, and of no case",
}


# How a case goes on from each stage that it can be found at.
ON = (
    ("waits", work.is_offered_a_home),
    ("asked", work.says_yes),
    ("agreed", work.meets),
    ("met", work.plans_the_move),
    ("planned", work.moves_in),
    ("lives", work.lives_there),
    ("stayed", work.is_over),
)
STAGES = tuple(stage for stage, _ in ON[:-1])


@pytest.fixture
def two(several: tuple[Service, Offices]) -> tuple[Service, Service]:
    """The same service from both offices: in each, the caseworker on duty is of that one alone."""
    made, both = as_made(several[0]), several[1]
    for home in made.homes:
        known, _ = hosts.home(home, by=made.duty, now=MOMENT, purpose="test")
        hosts.change_home(replace(known, rooms=ROOMS), by=made.duty, now=MOMENT, purpose="test")
    first, other = (signed_in_again(one) for one in (both.first, both.other))
    return replace(made, duty=first), replace(made, duty=other)


def comes_as_far_as(stage: str, of: Service) -> Opened:
    """A case of an office, at this stage in the first home."""
    opened = of.open_case()
    if stage in {"asked", "agreed", "met"}:
        put = of.put_offer(opened)
        if stage != "asked":
            of.agree(put, opened)
        if stage == "met":
            of.meet(put)
    elif stage == "planned":
        of.plan(opened)
    elif stage != "waits":
        of.live(opened)
    return opened


def at_every_stage(of: Service) -> set[str]:
    """Cases of an office at every stage, in the first home. What would tell of them: their names,
    numbers and ways, and the addresses of what is theirs."""
    cases = [comes_as_far_as(stage, of) for stage in STAGES]
    left = of.live(of.open_case())
    placement.end(
        placement_id=left,
        why=Ending.OWN_HOME,
        on=STAY.first,
        by=of.duty,
        office=of.duty,
        now=work.LIVING,
    )
    waits, lives = cases[0], cases[-1]
    work.writes(of, waits, THEIR_STREET, LATER, Channel.LETTER)
    there = reverse("caseworker:case_papers", args=[lives.case])
    paper = {"what": "certificate", "words": "of Robin", "file": SimpleUploadedFile("a", jpeg())}
    assert comes_in(of.duty).post(there, paper).status_code == 302
    told = {"Robin Vale", "of Robin", THEIR_STREET}
    told |= {word for one in cases for word in (str(one.case), number(one.case), str(one.person))}
    for model in (OfferRow, PlacementRow, IntroductionRow, OutboxRow, PaperRow):
        told |= {str(id) for id in model.objects.values_list("id", flat=True)}
    return told


def opens(of: Service, name: str) -> Opened:
    """A case of this office, confirmed by its person."""
    who = PersonIdentity(name=name)
    opened = intake.open_case(
        identity=who, programme=PROGRAMME, stay=STAY, secret=None, by=of.duty, now=MOMENT
    )
    intake.tell(case=opened.case, party=of.party(opened), by=opened.resident, now=MOMENT)
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)
    return opened


def test_a_caseworker_of_one_office_does_all_their_work_beside_another_office(
    two: tuple[Service, Service],
) -> None:
    mine, theirs = two
    open_doors(theirs)
    desk = work.Desk(mine, at_every_stage(theirs))
    host = HomeRow.objects.get(id=mine.homes[0]).host_id
    opened, other = opens(mine, "Ines Moor"), opens(mine, "Noor Quist")

    work.takes_somebody_in(desk)
    work.looks_round(desk, opened.case)
    work.keeps_papers(desk, opened.case, host)
    for _, goes_on in ON[:-2]:
        goes_on(desk, opened)
    work.is_called_off(desk, other)
    work.lives_there(desk, opened)
    work.is_written_to(desk, opened)
    work.tells_several(desk, opened, host)
    work.looks_round(desk, opened.case)
    work.keeps_the_register(desk, host)
    work.hands_over(desk, other)
    work.reads_a_calendar(desk)
    work.finds_a_place_tonight(desk, opened)
    work.is_over(desk, opened)

    assert every_page() - desk.seen == ELSEWHERE.keys()


@pytest.mark.parametrize("stage", STAGES)
def test_a_case_that_another_office_hands_over_goes_on_from_where_it_is(
    stage: str, two: tuple[Service, Service]
) -> None:
    mine, theirs = two
    open_doors(theirs)
    opened = comes_as_far_as(stage, theirs)
    work.writes(theirs, opened, THEIR_STREET, LATER, Channel.LETTER)
    first = OfficeRow.objects.get(name=offices.FIRST).id
    asked = transfer.propose_to_office(
        case=opened.case, office=first, note="Please.", by=theirs.duty, now=LATER
    )
    desk = work.Desk(mine, set())

    desk.does("caseworker:transfer_answer", asked, "accept")
    work.looks_round(desk, opened.case)
    for _, goes_on in ON[STAGES.index(stage) :]:
        goes_on(desk, opened)


def every_page() -> set[str]:
    """The names of all addresses of caseworkers, and of those that they share with others."""
    spaces = get_resolver().namespace_dict
    areas = {area: spaces[area][1].reverse_dict for area in ("caseworker", "staff")}
    return {
        f"{area}:{name}" for area, known in areas.items() for name in known if isinstance(name, str)
    }
