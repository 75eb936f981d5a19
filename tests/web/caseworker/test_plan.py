"""The plan for everyone, made on a page and proven by a file."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client

from hearth.core.home import Room
from hearth.core.identity import HostIdentity
from hearth.core.programme_file import in_force
from hearth.engine.advice import standing
from hearth.engine.files import check_proof
from hearth.queries.casework.homes import number_of
from hearth.store import facts, hosts
from hearth.store.models import HostRow, OfferRow
from tests.builders import MOMENT, TODAY, rules_with
from tests.service import LATER, PROGRAMME, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
PLAN = "/office/plan"


def page_of(browser: Client) -> str:
    return browser.get(PLAN).content.decode()


def test_before_there_is_a_plan_the_page_says_so(service: Service) -> None:
    office = comes_in(service.duty)

    assert "No plan has been made yet" in page_of(office)
    assert office.get(f"{PLAN}/proof").status_code == 404


def test_a_plan_is_a_proposal_and_offers_nothing(service: Service) -> None:
    service.open_case()
    office = comes_in(service.duty)

    answer = office.post(f"{PLAN}/make")

    assert answer.headers["Location"] == f"{PLAN}?done=made"
    page = page_of(office)
    assert "Robin Vale" in page
    assert not OfferRow.objects.exists()


def test_before_a_yes_a_plan_shows_the_homes_number_and_no_host(service: Service) -> None:
    opened = service.open_case()
    office = comes_in(service.duty)
    office.post(f"{PLAN}/make")

    main = page_of(office).split("<main")[1]

    hosts = list(HostRow.objects.all())
    items = [one.identity_id for one in hosts]
    named = facts.open_many(HostIdentity, items, by=service.duty, now=LATER, purpose="test")
    assert any(f"home {number_of(home)}" in main for home in service.homes)
    assert f"/office/case/{opened.case}" in main
    assert not [one.name for one in named.values() if one.name in main]
    assert not [one.id for one in hosts if str(one.id) in main]


def test_the_proof_is_the_file_whose_sum_is_shown_and_it_holds(
    service: Service, tmp_path: Path
) -> None:
    service.open_case()
    office = comes_in(service.duty)
    office.post(f"{PLAN}/make")

    answer = office.get(f"{PLAN}/proof")

    assert sha256(answer.content).hexdigest() in page_of(office)
    assert answer.headers["Cache-Control"] == "no-store"
    path = tmp_path / "plan.npz"
    path.write_bytes(answer.content)
    proof = check_proof(path)
    assert proof.feasible
    assert not proof.problems


def test_who_got_a_home_meanwhile_waits_no_more(service: Service) -> None:
    opened = service.open_case()
    office = comes_in(service.duty)
    office.post(f"{PLAN}/make")

    service.put_offer(opened)

    assert "Waits no more" in page_of(office)


def test_who_is_left_is_told_with_reasons() -> None:
    service = a_service(homes=1)
    open_doors(service)
    service.open_case()
    service.open_case()
    office = comes_in(service.duty)

    office.post(f"{PLAN}/make")

    page = page_of(office)
    assert "1 home would do, and the plan gives it to somebody else" in page


def test_a_plan_for_whole_parties_does_not_claim_that_none_is_better(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _ = hosts.home(service.homes[0], by=service.duty, now=MOMENT, purpose="test")
    large = replace(home, rooms=(Room(1),) * 3, parties_max=3)
    hosts.change_home(large, by=service.duty, now=MOMENT, purpose="test")
    loose = replace(in_force(PROGRAMME, TODAY), rules=rules_with(parties=3))
    monkeypatch.setattr("hearth.store.programmes.of", lambda _: loose)
    service.grow(service.open_case(), 2)
    service.open_case()
    office = comes_in(service.duty)
    office.post(f"{PLAN}/make")
    assert "No plan is better by more than" in page_of(office)
    assert "kept for whole parties" not in page_of(office)
    monkeypatch.setattr(standing, "SHARED_ROOMS_EXACT_UP_TO", 1)

    office.post(f"{PLAN}/make")

    page = page_of(office)
    assert "No plan that keeps homes for whole parties is better by more than" in page
    assert "No plan is better by more than" not in page
    assert "each home is kept for whole parties" in page
    assert "It says nothing of plans that share rooms." in page


def test_the_plan_is_there_for_the_office_alone(service: Service) -> None:
    for who in (service.lead, service.visitor, service.hosts[service.homes[0]]):
        browser = comes_in(who)
        assert browser.get(PLAN).status_code == 404
        assert browser.post(f"{PLAN}/make").status_code == 404
        assert browser.get(f"{PLAN}/proof").status_code == 404
