"""A yes and a release of a copy count for nothing until somebody has asked their person again."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse

from hearth.actions import consent, introduction, placement, result
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SAFEGUARDING
from hearth.core.errors import NotFound, RuleBroken, WrongHands
from hearth.queries import case as of_case
from hearth.queries.casework import asked_again as ask
from hearth.queries.homes import hosting
from hearth.queries.own import homes
from hearth.queries.own.asked_again import asked_again
from hearth.queries.own.homes import Standing
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.copies import words
from hearth.store.models import CaseRow, GrantRow, KeepingRow, ResultRow
from hearth.store.principals import circle
from tests.builders import MOMENT, TODAY
from tests.promised import Tried
from tests.service import STAY, hired, two_offices
from tests.store.test_copies import DAY, Office
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db(transaction=True)
NOW = MOMENT + DAY


class Agreed:
    """An office where somebody has said yes to a home, and let the office know a result."""

    def __init__(self, home: Path) -> None:
        self.office = Office(home)
        self.service, self.opened = self.office.service, self.office.opened
        self.offer = self.service.put_offer(self.opened)
        self.service.agree(self.offer, self.opened)
        self.result = self.service.enter_result(self.opened)
        result.tell(result_id=self.result, by=self.service.clinician, now=MOMENT)
        self.release = self.releases(circle(OFFICE))

    def releases(self, to: UUID) -> UUID:
        return result.release(
            result_id=self.result,
            to=to,
            purpose="care",
            until=TODAY + timedelta(30),
            by=self.person,
            now=MOMENT,
        )

    @property
    def person(self) -> SignedIn:
        return self.opened.resident

    def put_back(self) -> None:
        """A copy of this moment is put back a day later, with nothing of what came between."""
        self.office.restore(self.office.copy("copy"), days=1)

    def opens_the_home(self) -> bool:
        items = (self.service.host_identity(), self.service.address())
        return all(facts.can_open(item, self.person) for item in items)

    def office_opens_the_result(self) -> bool:
        return facts.can_open(ResultRow.objects.get(id=self.result).item_id, self.service.duty)


@pytest.fixture
def agreed(home: Path) -> Agreed:
    return Agreed(home)


@pytest.mark.promise(number="P5")
def test_a_yes_of_a_copy_opens_nothing_and_nothing_goes_on_by_it(
    agreed: Agreed, tried: Tried
) -> None:
    agreed.put_back()

    assert not agreed.opens_the_home()
    with pytest.raises(RuleBroken, match="came out of a backup"):
        introduction.arrange(offer_id=agreed.offer, by=agreed.service.duty, now=NOW)
    seen = homes.one(agreed.offer, by=agreed.person, now=NOW)
    assert (seen.home.standing, seen.card) == (Standing.OF_A_COPY, None)

    consent.confirm(offer_id=agreed.offer, by=agreed.person, now=NOW)

    assert agreed.opens_the_home()
    introduction.arrange(offer_id=agreed.offer, by=agreed.service.duty, now=NOW)
    assert homes.one(agreed.offer, by=agreed.person, now=NOW).card is not None
    tried(1, "yes that a copy brought back: its key rested until the person said that it holds")


@pytest.mark.promise(number="P5")
def test_a_release_of_a_copy_tells_nobody_until_its_person_was_asked(
    agreed: Agreed, tried: Tried
) -> None:
    agreed.put_back()

    assert not agreed.office_opens_the_result()
    case, by = agreed.opened.case, agreed.service.duty
    assert of_case.seen(case, by=by, now=NOW).released == (), "the page of the case broke"

    result.confirm(release_id=agreed.release, by=agreed.person, now=NOW)

    assert agreed.office_opens_the_result()
    tried(1, "release that a copy brought back: its recipient opened nothing until it was asked")


def test_what_was_taken_back_after_the_copy_is_taken_back_again_for_good(agreed: Agreed) -> None:
    agreed.put_back()

    consent.withdraw(offer_id=agreed.offer, by=agreed.person, now=NOW)
    result.withdraw(release_id=agreed.release, by=agreed.person, now=NOW)

    assert not agreed.opens_the_home()
    assert not agreed.office_opens_the_result()
    assert asked_again(by=agreed.person) is None
    with pytest.raises(RuleBroken, match="waits for no word of yours"):
        consent.confirm(offer_id=agreed.offer, by=agreed.person, now=NOW)


def test_what_was_said_after_the_copy_was_put_back_needs_no_other_word(agreed: Agreed) -> None:
    consent.withdraw(offer_id=agreed.offer, by=agreed.person, now=MOMENT)
    result.withdraw(release_id=agreed.release, by=agreed.person, now=MOMENT)
    agreed.put_back()

    agreed.releases(circle(OFFICE))

    assert agreed.office_opens_the_result()
    assert asked_again(by=agreed.person) is None
    assert ask.put_back_on() is None


@pytest.mark.promise(number="P5")
def test_only_the_person_says_that_it_holds_and_the_office_reads_what_it_acts_by(
    agreed: Agreed,
) -> None:
    agreed.releases(circle(SAFEGUARDING))
    theirs = two_offices(agreed.service)
    agreed.put_back()
    some = agreed.service
    with transaction.atomic():
        somebody = some.open_case().resident

    for by in (
        theirs.first,
        theirs.other,
        some.duty,
        some.lead,
        some.visitor,
        some.program,
        somebody,
    ):
        with pytest.raises((NotFound, WrongHands)):
            consent.confirm(offer_id=agreed.offer, by=by, now=NOW)
        with pytest.raises((NotFound, WrongHands)):
            result.confirm(release_id=agreed.release, by=by, now=NOW)
    asked = ask.to_ask(by=some.duty, now=NOW)
    consent.confirm(offer_id=agreed.offer, by=agreed.person, now=NOW)

    assert asked.count == 2, "the office learned that somebody else was let know a result"
    assert {one.case for one in asked.first} == {agreed.opened.case}
    assert agreed.opens_the_home()
    assert not agreed.office_opens_the_result()


def test_before_both_are_told_the_office_cannot_see_whether_the_yes_still_stands(
    agreed: Agreed,
) -> None:
    agreed.service.meet(agreed.offer)
    agreed.put_back()

    before = ask.to_ask(by=agreed.service.duty, now=NOW)
    consent.withdraw(offer_id=agreed.offer, by=agreed.person, now=NOW)

    assert ask.to_ask(by=agreed.service.duty, now=NOW) == before
    assert [one.purpose for one in before.first] == ["care"]


@pytest.mark.promise(number="P5")
def test_a_guest_of_a_copy_is_no_card_of_the_host_until_the_guest_was_asked(
    agreed: Agreed, tried: Tried
) -> None:
    introduction.arrange(offer_id=agreed.offer, by=agreed.service.duty, now=MOMENT)
    host = agreed.service.hosts[agreed.service.homes[0]]
    agreed.put_back()

    (before,) = hosting.asked(by=host, now=NOW).first
    consent.confirm(offer_id=agreed.offer, by=agreed.person, now=NOW)
    (after,) = hosting.asked(by=host, now=NOW).first

    assert before.card is None
    assert after.card is not None
    tried(1, "card of a guest that a copy brought back: the host read it once the guest was asked")


def test_nobody_moves_by_a_yes_of_a_copy(home: Path) -> None:
    office = Office(home)
    offer, stay = office.service.plan(office.opened)
    office.restore(office.copy("copy"), days=2)
    now, some = MOMENT + 2 * DAY, office.service
    moved = {"placement_id": stay, "on": STAY.first, "by": some.duty, "service": some.program}
    moved["now"] = now

    with pytest.raises(RuleBroken, match="came out of a backup"):
        placement.move(**moved)
    consent.confirm(offer_id=offer, by=office.opened.resident, now=now)

    placement.move(**moved)


def test_what_a_lead_wakes_of_a_restricted_case_is_not_what_a_copy_brought_back(
    agreed: Agreed,
) -> None:
    agreed.put_back()
    item = ResultRow.objects.get(id=agreed.result).item_id
    facts.rest([item], but=Audience.RESIDENT)

    facts.wake([item], but=words.keys_of_a_copy())

    resting = GrantRow.objects.filter(item=item, rests=True)
    assert set(resting.values_list("because", flat=True)) == {agreed.release}


def test_a_release_of_a_restricted_case_stays_shut_whoever_says_that_it_holds(
    agreed: Agreed,
) -> None:
    agreed.put_back()
    CaseRow.objects.update(state="closed")
    KeepingRow.objects.create(case_id=agreed.opened.case, closed_on=TODAY, state="restricted")

    with pytest.raises(RuleBroken, match="rests until a day"):
        result.confirm(release_id=agreed.release, by=agreed.person, now=NOW)

    assert not agreed.office_opens_the_result()


def test_everybody_reads_on_their_pages_what_is_to_be_asked_until_it_was(agreed: Agreed) -> None:
    admin = hired(Audience.ADMINISTRATOR, agreed.service.duty)
    agreed.put_back()
    open_doors(agreed.service, NOW)
    staff = {
        "caseworker:board": agreed.service.duty,
        "lead:board": agreed.service.lead,
        "administrator:begin": admin,
    }
    notice, day = "a backup of this service was put back", f"{NOW.day} "

    for page, by in staff.items():
        read = comes_in(by).get(reverse(page)).content.decode()
        assert notice in read, page
        assert day in read
    theirs = comes_in(agreed.person)
    begin = theirs.get(reverse("resident:begin")).content.decode()
    assert notice in begin
    assert reverse("resident:home", args=[agreed.offer]) in begin
    home = theirs.get(reverse("resident:home", args=[agreed.offer])).content.decode()
    assert "Ada Lind" not in home
    again = theirs.post(reverse("resident:home_again", args=[agreed.offer]), follow=True)
    assert "Ada Lind" in again.content.decode()
    office = comes_in(agreed.service.duty)
    assert "Robin Vale" in office.get(reverse("caseworker:again")).content.decode()
    theirs.post(reverse("resident:release_again", args=[agreed.release]))

    assert agreed.office_opens_the_result()
    for page, by in staff.items():
        assert notice not in comes_in(by).get(reverse(page)).content.decode(), page
    assert notice not in theirs.get(reverse("resident:begin")).content.decode()


def test_a_release_is_said_to_hold_by_one_press_on_its_own_page(agreed: Agreed) -> None:
    agreed.put_back()
    open_doors(agreed.service, NOW)
    theirs = comes_in(agreed.person)

    read = theirs.get(reverse("resident:results")).content.decode()
    theirs.post(reverse("resident:release_again", args=[agreed.release]))

    assert "they cannot open it" in read
    assert agreed.office_opens_the_result()
    assert "they cannot open it" not in theirs.get(reverse("resident:results")).content.decode()
