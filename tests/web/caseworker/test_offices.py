"""Two offices on pages: another one's case is not there, and one can be asked to take a case."""

from dataclasses import replace

import pytest
from django.urls import reverse

from hearth.actions import intake
from hearth.actions import transfer as act
from hearth.actions.telling import reach
from hearth.core.home import Room
from hearth.core.ids import HomeId
from hearth.store import hosts
from hearth.store.models import OfferRow, OutboxRow, PlacementRow, TransferRow
from tests.actions.telling.test_outbox import a_text
from tests.builders import MOMENT
from tests.service import LATER, STAY, Offices, Service, as_made, open_case, signed_in_again
from tests.web.caseworker.acts import ARRIVAL, TOLD, does, make_list
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
TRANSFERS = "/office/transfers"
LISTS = ("/office/", "/office/find?name=Robin", "/office/plan", "/colleagues/due")


@pytest.fixture
def service(db: None, several: tuple[Service, Offices]) -> Service:
    made = as_made(several[0])
    open_doors(made)
    return made


@pytest.fixture
def two(service: Service, several: tuple[Service, Offices]) -> Offices:
    first, other = (signed_in_again(one) for one in (several[1].first, several[1].other))
    return Offices(first, other, several[1].office)


def asked(service: Service, two: Offices) -> TransferRow:
    page = reverse("caseworker:transfer", args=[service.open_case().case])
    said = {"to": f"office:{two.office.hex}", "note": "Call, do not write."}
    answer = comes_in(two.first).post(page, said)
    assert answer.status_code == 302
    return TransferRow.objects.get()


def test_an_office_is_asked_and_takes_the_case(service: Service, two: Offices) -> None:
    row, theirs = asked(service, two), comes_in(two.other)
    case = reverse("caseworker:case", args=[row.case_id])
    assert "asks yours to take 1 case" in theirs.get("/office/").content.decode()
    page = theirs.get(TRANSFERS).content.decode()
    assert "Call, do not write." in page
    assert "Robin Vale" not in page
    assert theirs.get(case).status_code == 404

    answer = theirs.post(f"{TRANSFERS}/{row.id}/accept", follow=True)

    assert "The case is in your care" in answer.content.decode()
    assert theirs.get(case).status_code == 200
    assert comes_in(two.first).get(case).status_code == 404


def test_a_note_with_a_name_is_sent_back_with_a_sentence(service: Service, two: Offices) -> None:
    page = reverse("caseworker:transfer", args=[service.open_case().case])
    said = {"to": f"office:{two.office.hex}", "note": "Robin Vale is waiting."}

    answer = comes_in(two.first).post(page, said)

    assert answer.status_code >= 400
    assert "tells the name of a person" in answer.content.decode()
    assert not TransferRow.objects.exists()


def test_another_offices_case_looks_like_none(service: Service, two: Offices) -> None:
    opened = service.open_case()
    nothing = "00000000-0000-4000-8000-000000000000"

    for name in ("case", "change", "shortlist", "transfer", "case_papers", "messages"):
        for case in (opened.case, nothing):
            answer = comes_in(two.other).get(reverse(f"caseworker:{name}", args=[case]))
            assert answer.status_code == 404, name
        alike = [
            shown(comes_in(two.other).get(reverse(f"caseworker:{name}", args=[case])))
            for case in (opened.case, nothing)
        ]
        assert alike[0] == alike[1]


def test_no_list_shows_another_offices_case(service: Service, two: Offices) -> None:
    opened = service.open_case()
    service.put_offer(opened)
    number = opened.case.hex[:8]

    for page in LISTS:
        answer = comes_in(two.other).get(page)
        assert answer.status_code == 200, page
        for words in (number, str(opened.case), "Robin Vale"):
            assert words not in answer.content.decode(), page


def test_the_person_reads_whose_they_are_now(service: Service, two: Offices) -> None:
    opened = service.open_case()
    theirs = comes_in(opened.resident)
    assert "First office" in theirs.get("/me/").content.decode()
    made = act.propose_to_office(
        case=opened.case, office=two.office, note="Please.", by=two.first, now=LATER
    )
    comes_in(two.other).post(f"{TRANSFERS}/{made}/accept")

    for page in ("/me/", "/me/opened"):
        assert "North" in theirs.get(page).content.decode()


def test_a_plan_for_everyone_names_nobody_of_another_office(service: Service, two: Offices) -> None:
    service.open_case()

    comes_in(two.other).post("/office/plan/make")

    page = comes_in(two.other).get("/office/plan").content.decode()
    assert "Robin Vale" not in page
    assert "Robin Vale" in comes_in(two.first).get("/office/plan").content.decode()


def of_two_rooms(service: Service, home: HomeId) -> None:
    small, _ = hosts.home(home, by=service.duty, now=MOMENT, purpose="test")
    large = replace(small, rooms=(Room(1), Room(1)), parties_max=2)
    hosts.change_home(large, by=service.duty, now=MOMENT, purpose="test")


def test_a_home_that_another_office_has_offered_is_offered_and_moved_into_all_the_same(
    service: Service, two: Offices
) -> None:
    home, theirs = service.homes[0], comes_in(two.other)
    of_two_rooms(service, home)
    before = service.open_case()
    service.agree(service.put_offer(before, home), before)
    opened = open_case(two.other)
    intake.tell(case=opened.case, party=service.party(opened), by=opened.resident, now=MOMENT)
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    make_list(theirs, opened)
    does(theirs, "offer", opened.case, home)
    offered = OfferRow.objects.get(case=opened.case).id
    service.agree(offered, opened, LATER)
    service.both_willing(service.meet(offered, LATER), opened, home, LATER)
    open_doors(service, TOLD)
    theirs = comes_in(two.other, TOLD)
    does(theirs, "move", opened.case, **ARRIVAL)
    stay = PlacementRow.objects.get(case=opened.case)
    does(theirs, "arrived", opened.case, stay.id, on=str(STAY.first))

    stay.refresh_from_db()
    assert stay.state == "living"


def test_each_office_tells_its_own_residents_that_it_is_closed(
    service: Service, two: Offices
) -> None:
    page = reverse("caseworker:office_closed")
    day = str(LATER.date())
    mine, theirs = open_case(two.first), open_case(two.other)
    for opened in (mine, theirs):
        reach.say(reach=a_text(), by=opened.resident, now=LATER)

    both = comes_in(service.duty).get(page, {"day": day, "office": str(two.office)})
    assert "North" in both.content.decode()
    sent = comes_in(two.first).post(page, {"day": day, "count": 1})

    assert sent.status_code == 302
    assert OutboxRow.objects.get().to_id == mine.resident.id
    elsewhere = {"day": day, "office": str(two.office), "count": 1}
    comes_in(two.first).post(page, elsewhere)
    assert OutboxRow.objects.count() == 1
    assert comes_in(service.duty).post(page, elsewhere).status_code == 302
    assert OutboxRow.objects.filter(to=theirs.resident.id).count() == 1
