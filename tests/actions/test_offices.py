"""Several offices in one service: whose caseworkers learn of which case."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hearth.actions import intake, offer, own, shortlist
from hearth.actions.homes import diary
from hearth.actions.keys import accounts, rotation
from hearth.actions.keys import offices as act
from hearth.actions.keys import service as staff
from hearth.actions.telling import reach
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.diary import Note
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, Sealed, WrongHands
from hearth.core.identity import PersonIdentity
from hearth.core.reach import Reach
from hearth.queries import board, case, find, seen
from hearth.queries.by_token import cases as by_token
from hearth.queries.homes import hosts as register
from hearth.queries.keys import accounts as ask_accounts
from hearth.queries.visiting import due, feeds
from hearth.store import facts, hosts, offices, principals
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, GrantRow, ItemRow, OfferRow, PersonRow
from tests.builders import MOMENT, TODAY
from tests.refused import refused
from tests.service import (
    LATER,
    STAY,
    Offices,
    Service,
    as_made,
    hired,
    open_case,
    signed_in_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db: None, several: tuple[Service, Offices]) -> Service:
    return as_made(several[0])


@pytest.fixture
def two(service: Service, several: tuple[Service, Offices]) -> Offices:
    first, other = (signed_in_again(one) for one in (several[1].first, several[1].other))
    return Offices(first, other, several[1].office)


def held_by(office: object) -> set[object]:
    return set(GrantRow.objects.filter(to=office).values_list("item_id", flat=True))


def test_the_case_of_an_office_is_sealed_to_its_own_caseworkers(two: Offices) -> None:
    opened = open_case(two.other)
    who = PersonRow.objects.get(principal=opened.resident.id)

    told = facts.open_(PersonIdentity, who.identity_id, by=two.other, now=LATER, purpose="test")
    assert told.name == "Robin Vale"
    assert CaseRow.objects.get().office_id == two.office
    with refused(Sealed):
        facts.open_(PersonIdentity, who.identity_id, by=two.first, now=LATER, purpose="test")


def test_everything_that_comes_of_a_case_is_its_offices_alone(
    service: Service, two: Offices
) -> None:
    before = held_by(principals.circle(OFFICE))
    service.duty = signed_in_again(service.duty)
    opened = open_case(two.other)
    intake.tell(case=opened.case, party=service.party(opened), by=opened.resident, now=MOMENT)
    own.keep_away(
        case=opened.case,
        names=["Somebody Else"],
        by=opened.resident,
        service=service.program,
        now=MOMENT,
    )
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)
    reach.say(
        reach=Reach(said_on=TODAY, holds_until=TODAY + timedelta(9)), by=opened.resident, now=MOMENT
    )
    service.live(opened)

    assert held_by(principals.circle(OFFICE)) == before
    assert {"shortlist", "described", "card", "move", "reach", "person", "party"} <= set(
        ItemRow.objects.filter(grants__to=two.office).values_list("kind", flat=True)
    )


def test_the_register_is_every_offices(service: Service, two: Offices) -> None:
    for one in (two.first, two.other):
        assert set(hosts.register(by=one, now=LATER, purpose="test").homes) == set(service.homes)
        register.names_of([], by=one, now=LATER)
    diary.write(note=Note(words="I am away."), by=service.hosts[service.homes[0]], now=LATER)

    item = ItemRow.objects.get(kind="note").id
    assert all(facts.can_open(item, one) for one in (two.first, two.other))


def test_no_list_count_or_calendar_tells_of_another_offices_case(
    service: Service, two: Offices
) -> None:
    asked, moving = service.open_case(), service.open_case()
    service.open_case()
    service.plan(moving, service.homes[1])
    service.put_offer(asked)
    looks: tuple[Callable[[SignedIn], int], ...] = (
        lambda by: board.without_names(by=by, now=LATER)["waiting"].count,
        lambda by: board.without_names(by=by, now=LATER)["week"].count,
        lambda by: len(find.by_name("Robin", by=by, now=LATER).first),
        lambda by: find.by_name("Robin", by=by, now=LATER).of,
        lambda by: by_token.listed(care=False, state=None, page=1, by=by).count,
        lambda by: due.falling(by=by, now=LATER).deadlines.count,
        lambda by: len(
            feeds.appointments(
                feeds.Asked(by.id, LATER, service.program, ZoneInfo("UTC")), Audience.CASEWORKER
            )
        ),
    )

    assert all(look(two.first) > 0 for look in looks)
    assert [look(two.other) for look in looks] == [0] * len(looks)


def test_a_case_of_another_office_is_as_one_that_is_not_there(
    service: Service, two: Offices
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)

    for ask in (
        lambda by: case.seen(opened.case, by=by, now=LATER),
        lambda by: seen.seen(opened.case, by=by, now=LATER),
        lambda by: by_token.one(opened.case, by=by, now=LATER),
        lambda by: shortlist.make(case=opened.case, by=by, now=LATER),
        lambda by: offer.put(case=opened.case, home=service.homes[1], by=by, now=LATER),
        lambda by: offer.end(offer_id=offered, by=by, now=LATER),
        lambda by: intake.set_stay(case=opened.case, stay=STAY, tier=1, by=by, now=LATER),
    ):
        with refused(NotFound):
            ask(two.other)
    assert OfferRow.objects.get().state == "put"
    offer.end(offer_id=offered, by=two.first, now=LATER)


def test_who_is_of_two_offices_sees_both(service: Service, two: Offices) -> None:
    open_case(two.other)
    open_case(two.first)

    assert by_token.listed(care=False, state=None, page=1, by=service.duty).count == 2


def test_an_office_has_a_name_of_its_own(service: Service, two: Offices) -> None:
    with refused(RuleBroken):
        act.found(name=" north ", by=service.duty, now=LATER)
    for name in ("", "  ", "x" * 81, "a\0b"):
        with refused(InvalidValue):
            act.found(name=name, by=service.duty, now=LATER)
    with refused(Sealed):
        act.found(name="South", by=two.first, now=LATER)
    with refused(WrongHands):
        act.found(name="South", by=service.lead, now=LATER)
    act.rename(office=two.office, name="North Street", by=two.other, now=LATER)
    with refused(NotFound):
        offices.called("North")
    assert [one.name for one in offices.counted()] == [offices.FIRST, "North Street"]


def test_nobody_is_let_into_an_office_by_who_is_not_of_it(two: Offices) -> None:
    with refused(Sealed):
        staff.hire(
            role=Audience.CASEWORKER,
            secret=None,
            circles=(OFFICE,),
            by=two.first,
            now=LATER,
            office=two.office,
        )


def test_a_leaver_of_one_office_changes_that_ones_key_and_no_other(
    service: Service, two: Offices
) -> None:
    opened = open_case(two.other)
    keys = {one: bytes(principals.public_keys([one])[one]) for one in offices.every()}

    staff.dismiss(who=two.other.id, by=service.duty, now=LATER)

    changed = {one for one in keys if principals.public_keys([one])[one] != keys[one]}
    assert changed == {two.office}
    for id in rotation.waiting(service.duty):
        rotation.finish(id, by=service.duty, now=LATER)
    by = signed_in_again(service.duty)
    assert case.seen(opened.case, by=by, now=LATER).id == opened.case


def test_that_a_caseworker_leaves_is_their_own_offices_to_confirm(
    service: Service, two: Offices
) -> None:
    administrator = hired(Audience.ADMINISTRATOR, service.duty)
    leaving = accounts.propose_end(who=two.other.id, by=administrator, now=LATER)

    assert [one.id for one in ask_accounts.to_decide(by=service.duty)] == [leaving]
    assert ask_accounts.to_decide(by=two.first) == ()
    with refused(NotFound):
        accounts.confirm(proposal=leaving, by=two.first, now=LATER)
    accounts.confirm(proposal=leaving, by=service.duty, now=LATER)


def test_a_colleague_is_let_into_the_office_of_who_confirms(service: Service, two: Offices) -> None:
    administrator = hired(Audience.ADMINISTRATOR, service.duty)
    asked = accounts.propose_hire(role=Audience.CASEWORKER, by=administrator, now=LATER)

    made = accounts.confirm(proposal=asked, by=two.other, now=LATER)

    assert principals.circles_of(made.account) == [(two.office, OFFICE)]
