"""Another office by pages: proposed by the administrator, founded by who is of every one."""

from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from hearth.actions.keys import offices as founding
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.errors import Sealed, Stale
from hearth.store import keyring, offices, principals
from hearth.store.access import SignedIn
from hearth.store.folder import Folder
from hearth.store.models import GrantRow, OfficeRow, ProposalRow
from tests.service import LATER, Service, hired, signed_in_again, two_offices
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(service: Service, tmp_path: Path) -> SignedIn:
    folder = Folder(tmp_path)
    folder.keys.mkdir()
    keyring.write(folder, "duty", service.duty, None)
    open_doors(service, folder=tmp_path)
    return hired(Audience.ADMINISTRATOR, service.duty)


@pytest.fixture
def desk(administrator: SignedIn) -> Client:
    return comes_in(administrator)


@pytest.fixture
def anna(service: Service, administrator: SignedIn) -> SignedIn:
    """A caseworker of the only office, who comes in by the pages."""
    return hired(Audience.CASEWORKER, service.duty, (OFFICE,))


def asked(what: str = "office") -> ProposalRow:
    return ProposalRow.objects.get(what=what)


def proposed(desk: Client, name: str = "North Street") -> UUID:
    desk.post("/accounts/offices/new", {"name": name})
    return ProposalRow.objects.get(name=name).id


def held_by(office: UUID) -> set[UUID]:
    return set(GrantRow.objects.filter(to=office).values_list("item_id", flat=True))


def founded(desk: Client, by: SignedIn, name: str = "North Street") -> UUID:
    """An office that was proposed and founded, which does not have the register yet."""
    answer = comes_in(by).post(f"/colleagues/{proposed(desk, name)}/confirm")
    assert answer.status_code == 302
    return offices.called(name).id


def filled(by: SignedIn) -> None:
    founding.go_on(by=signed_in_again(by), clock=lambda: LATER)


def test_an_office_is_there_when_a_caseworker_of_every_office_says_so(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    to = proposed(desk)
    assert OfficeRow.objects.count() == 1
    assert "Another office: North Street" in shown(desk.get("/accounts/"))
    assert "Another office: North Street" in shown(comes_in(anna).get("/colleagues/"))

    page = shown(comes_in(anna).post(f"/colleagues/{to}/confirm", follow=True))

    assert "The office is founded" in page
    assert "North Street is founded, and gets the register" in page
    assert offices.caseworkers(asked().who_id) == {anna.id, service.duty.id}


def test_the_register_follows_and_no_case(service: Service, desk: Client, anna: SignedIn) -> None:
    service.put_offer(service.open_case())
    office = founded(desk, anna)
    before = held_by(office)

    filled(anna)

    shared = set(offices.shared().values_list("id", flat=True))
    assert before == set()
    assert held_by(office) == shared & held_by(principals.circle(OFFICE))
    assert "gets the register" not in shown(comes_in(anna).get("/colleagues/"))
    assert "gets the register" not in shown(desk.get("/accounts/"))


def test_what_was_stopped_half_way_is_told_and_anybody_of_another_office_goes_on(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    office = founded(desk, anna)
    left = founding.share_some(office, by=anna, now=LATER, at_most=2)
    colleague = hired(Audience.CASEWORKER, service.duty, (OFFICE,))

    page = shown(comes_in(colleague).get("/colleagues/"))

    assert f"2 of {2 + left} facts given, {left} left" in page
    assert "Go on with it" in page
    assert comes_in(colleague).post("/colleagues/keys").status_code == 302
    filled(colleague)
    assert asked().state == "confirmed"


def test_only_who_is_of_another_office_is_told_how_far_it_is(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    founded(desk, anna)

    assert "gets the register" not in shown(comes_in(service.lead).get("/colleagues/"))
    assert comes_in(service.lead).post("/colleagues/keys").status_code == 302
    founding.go_on(by=service.lead, clock=lambda: LATER)
    assert asked().state == "founded"


def test_two_who_go_on_at_once_fill_it_once(desk: Client, service: Service, anna: SignedIn) -> None:
    office = founded(desk, anna)

    filled(anna)
    filled(service.duty)

    assert GrantRow.objects.filter(to=office).count() == len(held_by(office))
    assert asked().state == "confirmed"


def test_whoever_has_left_meanwhile_hands_nothing_on(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    office = founded(desk, anna)
    founder = signed_in_again(anna)
    desk.post(f"/accounts/{anna.id}/end")
    comes_in(service.duty).post(f"/colleagues/{asked('end').id}/confirm")

    with pytest.raises(Stale):
        founding.share_some(office, by=founder, now=LATER)
    assert held_by(office) == set()
    filled(service.duty)
    assert ProposalRow.objects.get(who=office).state == "confirmed"


def test_of_two_who_say_yes_one_founds_it(service: Service, desk: Client, anna: SignedIn) -> None:
    to = f"/colleagues/{proposed(desk)}/confirm"
    comes_in(anna).post(to)

    assert comes_in(service.duty).post(to).status_code == 409
    assert OfficeRow.objects.count() == 2


def test_a_no_founds_nothing(desk: Client, anna: SignedIn) -> None:
    to = proposed(desk)
    comes_in(anna).post(f"/colleagues/{to}/decline")

    assert comes_in(anna).post(f"/colleagues/{to}/confirm").status_code == 409
    assert OfficeRow.objects.count() == 1
    assert "declined" in shown(desk.get("/accounts/"))


def test_what_was_taken_back_is_not_founded(desk: Client, anna: SignedIn) -> None:
    to = proposed(desk)
    desk.post(f"/accounts/proposed/{to}/withdraw")

    assert comes_in(anna).post(f"/colleagues/{to}/confirm").status_code == 409
    assert OfficeRow.objects.count() == 1


def test_who_is_of_one_office_alone_founds_no_other(desk: Client, service: Service) -> None:
    two = two_offices(service)
    to = proposed(desk, "Harbour")

    for one in (two.first, two.other):
        there = comes_in(one)
        assert "Another office" not in shown(there.get("/colleagues/"))
        assert there.post(f"/colleagues/{to}/confirm").status_code == 404
        assert there.post(f"/colleagues/{to}/decline").status_code == 404
    assert "Another office: Harbour" in shown(comes_in(service.duty).get("/colleagues/"))


def test_a_third_office_waits_until_the_second_has_the_register(
    desk: Client, anna: SignedIn
) -> None:
    founded(desk, anna)
    to = f"/colleagues/{proposed(desk, 'Harbour')}/confirm"
    assert comes_in(anna).post(to).status_code == 409

    filled(anna)

    assert comes_in(anna).post(to).status_code == 302


@pytest.mark.parametrize(
    "name",
    ["", "  ", "n" * 81, "North\0", "Nor\u202eth", "North\x07", "first OFFICE", " First  office "],
)
def test_what_is_no_name_or_a_taken_one_is_said_beside_the_field(desk: Client, name: str) -> None:
    answer = desk.post("/accounts/offices/new", {"name": name})

    assert answer.status_code == 422
    assert 'id="id_name-error"' in shown(answer)
    assert not ProposalRow.objects.exists()


def test_a_name_may_be_of_any_alphabet(desk: Client, anna: SignedIn) -> None:
    assert OfficeRow.objects.get(id=founded(desk, anna, "مكتب الشمال 🏠")).name == "مكتب الشمال 🏠"


def test_a_name_is_proposed_once(desk: Client, anna: SignedIn) -> None:
    proposed(desk)

    assert desk.post("/accounts/offices/new", {"name": "north street"}).status_code == 422
    assert ProposalRow.objects.count() == 1


def test_a_name_that_was_taken_meanwhile_is_refused_with_the_yes(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    to = proposed(desk)
    founding.found(name="North Street", by=service.duty, now=LATER)

    answer = comes_in(signed_in_again(service.duty)).post(f"/colleagues/{to}/confirm")

    assert answer.status_code == 409
    assert OfficeRow.objects.count() == 2
    assert asked().state == "proposed"


def test_who_is_of_two_offices_says_into_which_a_caseworker_comes(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    office = founded(desk, anna)
    desk.post("/accounts/new", {"role": "caseworker"})
    there, to = comes_in(anna), f"/colleagues/{asked('hire').id}/confirm"
    assert "Into which office?" in shown(there.get("/colleagues/"))

    unsaid = there.post(to)
    wrong = there.post(to, {"office": str(principals.circle("safeguarding"))})
    said = there.post(to, {"office": str(office)})

    assert (unsaid.status_code, wrong.status_code, said.status_code) == (422, 422, 200)
    assert principals.circles_of(asked("hire").who_id) == [(office, OFFICE)]


def test_commands_act_in_an_office_that_was_founded_by_a_page(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    with pytest.raises(Sealed):
        service.duty.key_of(office := founded(desk, anna))

    assert signed_in_again(service.duty).key_of(office)


def test_with_one_office_nobody_is_asked_into_which(desk: Client, anna: SignedIn) -> None:
    desk.post("/accounts/new", {"role": "caseworker"})

    page = shown(comes_in(anna).get("/colleagues/"))

    assert "office" not in page.partition("<main")[2].partition("</main>")[0].lower()


def test_an_office_is_given_another_name_by_its_own(desk: Client, service: Service) -> None:
    two = two_offices(service)
    there = comes_in(two.other)
    assert "North" in shown(there.get("/colleagues/"))
    to = "/colleagues/offices"
    first = str(principals.circle(OFFICE))

    assert there.post(to, {"office": first, "name": "Mine"}).status_code == 422
    assert there.post(to, {"office": str(two.office), "name": "First office"}).status_code == 422
    page = there.post(to, {"office": str(two.office), "name": " Harbour "}, follow=True)

    assert "It is called otherwise now." in shown(page)
    assert "Harbour" in shown(page)
    assert [one.name for one in offices.counted()] == [offices.FIRST, "Harbour"]


def test_the_administrator_sees_no_case_beside_the_offices(
    service: Service, desk: Client, anna: SignedIn
) -> None:
    opened = service.open_case()
    founded(desk, anna)

    page = shown(desk.get("/accounts/"))

    assert opened.case.hex[:8] not in page
    assert desk.get("/colleagues/offices").status_code == 404
    assert desk.post(f"/colleagues/{asked().id}/confirm").status_code == 404
