"""Accounts through the pages: proposed by who holds no key, confirmed by who does."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.actions.keys import accounts, sign_in
from hearth.actions.keys import service as acts
from hearth.actions.keys.service import Begun
from hearth.core.accounts import ROLES, STEPS, Act, State, decided_by
from hearth.core.audience import Audience
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.sign_in import Standing
from hearth.store import principals
from hearth.store.access import SignedIn
from hearth.store.models import PrincipalRow, ProposalRow
from tests.refused import refused
from tests.service import LATER, Service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(service: Service) -> SignedIn:
    return hired(Audience.ADMINISTRATOR, service.duty)


@pytest.fixture
def desk(administrator: SignedIn) -> Client:
    return comes_in(administrator)


def asked() -> ProposalRow:
    return ProposalRow.objects.latest("proposed_at")


def test_the_administrator_sees_roles_and_days_and_no_case(service: Service, desk: Client) -> None:
    opened = service.open_case()

    pages = [shown(desk.get(to)) for to in ("/accounts/", "/accounts/circles/")]

    assert "caseworker" in pages[0]
    assert "safeguarding" in pages[1]
    for page in pages:
        assert opened.case.hex[:8] not in page
        assert opened.resident.id.hex[:8] not in page
        assert service.hosts[service.homes[0]].id.hex[:8] not in page


def test_what_is_proposed_is_made_when_the_circle_says_so(service: Service, desk: Client) -> None:
    desk.post("/accounts/new", {"role": "caseworker"})
    office = comes_in(service.duty)
    assert "A new account: caseworker" in shown(office.get("/colleagues/"))

    page = shown(office.post(f"/colleagues/{asked().id}/confirm"))

    first = re.search(r"\b[A-Z0-9]{4}(-[A-Z0-9]{4}){3}\b", page)
    name = re.search(r"\bcaseworker\.[a-z2-9]{6}\b", page)
    assert first is not None
    assert name is not None
    assert [name for _, name in principals.circles_of(asked().who_id)] == ["office"]
    assert first.group() not in shown(office.get("/colleagues/"))
    came = sign_in.come_in(name=name.group(), secret=first.group(), address="desk", now=LATER)
    assert (came.who.id, came.stage) == (asked().who_id, Standing.FIRST)


def test_a_second_click_makes_no_second_account(service: Service, desk: Client) -> None:
    desk.post("/accounts/new", {"role": "visitor"})
    office, to = comes_in(service.duty), f"/colleagues/{asked().id}/confirm"
    office.post(to)
    before = PrincipalRow.objects.count()

    assert office.post(to).status_code == 409
    assert PrincipalRow.objects.count() == before


def test_an_account_ends_with_its_sign_in_and_its_circle(service: Service, desk: Client) -> None:
    leaving = hired(Audience.CASEWORKER, service.duty, ("office",))
    theirs = comes_in(leaving)

    desk.post(f"/accounts/{leaving.id}/end")
    assert theirs.get("/colleagues/").status_code == 200
    comes_in(service.duty).post(f"/colleagues/{asked().id}/confirm")

    assert theirs.get("/colleagues/").status_code == 302
    assert principals.circles_of(leaving.id) == []
    assert comes_in(service.duty).get("/office/").status_code == 200


def test_nobody_ends_their_own_account(service: Service, desk: Client) -> None:
    desk.post(f"/accounts/{service.duty.id}/end")
    office = comes_in(service.duty)

    answer = office.post(f"/colleagues/{asked().id}/confirm")

    assert answer.status_code == 409
    assert asked().state == State.PROPOSED
    assert "This is your own account" in shown(office.get("/colleagues/"))


def test_a_lead_is_made_by_a_lead_alone(service: Service, desk: Client) -> None:
    desk.post("/accounts/new", {"role": "lead"})
    to = f"/colleagues/{asked().id}/confirm"
    office = comes_in(service.duty)

    assert "Nothing waits for your word." in shown(office.get("/colleagues/"))
    assert office.post(to).status_code == 404
    assert comes_in(service.lead).post(to).status_code == 200


def test_a_no_makes_nothing_and_is_seen_by_who_proposed(service: Service, desk: Client) -> None:
    desk.post("/accounts/new", {"role": "auditor"})
    before = PrincipalRow.objects.count()

    comes_in(service.duty).post(f"/colleagues/{asked().id}/decline")

    assert PrincipalRow.objects.count() == before
    assert "declined" in shown(desk.get("/accounts/"))


def test_a_proposal_is_taken_back_before_it_is_decided(service: Service, desk: Client) -> None:
    desk.post("/accounts/new", {"role": "auditor"})
    desk.post(f"/accounts/proposed/{asked().id}/withdraw")

    answer = comes_in(service.duty).post(f"/colleagues/{asked().id}/confirm")

    assert answer.status_code == 409
    assert "taken back" not in shown(answer)


@pytest.mark.parametrize("role", ["", "resident", "host", "clock", "king\0"])
def test_a_role_that_is_no_staffs_is_named_beside_the_field(desk: Client, role: str) -> None:
    answer = desk.post("/accounts/new", {"role": role})

    assert answer.status_code == 422
    assert "Choose what they will do" in shown(answer)


def test_a_resident_is_no_account_of_the_administrators(service: Service, desk: Client) -> None:
    opened = service.open_case()

    assert desk.post(f"/accounts/{opened.resident.id}/end").status_code == 404


def test_holders_of_recovery_and_the_last_drill_are_told(service: Service, desk: Client) -> None:
    assert "There are no holders yet." in shown(desk.get("/accounts/circles/"))
    begun = Begun(service.duty, service.lead, service.program)
    holders = acts.appoint_holders(count=3, begun=begun, now=LATER)
    keys = {one.id: acts.key_of_sheet(one.sheet) for one in holders[:2]}
    acts.drill(holders=keys, now=LATER)

    page = shown(desk.get("/accounts/circles/"))

    assert all(one.id.hex[:8] in page for one in holders)
    assert "5 May 2031" in page
    assert holders[0].id.hex[:8] not in shown(desk.get("/accounts/"))


def test_the_administrator_reads_when_a_backup_was_last_proved(
    service: Service, administrator: SignedIn, tmp_path: Path
) -> None:
    open_doors(service, folder=tmp_path)
    desk = comes_in(administrator)
    says = [shown(desk.get("/accounts/"))]
    for days in (8, 6):
        (tmp_path / "proved").touch()
        at = (LATER - timedelta(days)).timestamp()
        os.utime(tmp_path / "proved", (at, at))
        says.append(shown(desk.get("/accounts/")))

    assert "No backup was ever proved" in says[0]
    assert "more than a week ago" in says[1]
    assert "A backup was last proved" in says[2]
    assert "more than a week" not in says[2]


def test_more_staff_asks_no_more_questions(service: Service, desk: Client) -> None:
    desk.get("/accounts/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/accounts/")
    for _ in range(5):
        hired(Audience.VISITOR, service.duty)
    with CaptureQueriesContext(connection) as many:
        desk.get("/accounts/")

    assert len(many) == len(few)


def test_the_pages_of_accounts_are_not_there_for_others(service: Service) -> None:
    for who in (service.duty, service.lead, service.clinician):
        assert comes_in(who).get("/accounts/").status_code == 404
        assert comes_in(who).get("/accounts/circles/").status_code == 404
    assert comes_in(service.visitor).get("/colleagues/").status_code == 404


@pytest.mark.parametrize("act", [accounts.confirm, accounts.decline])
def test_only_the_circle_decides(service: Service, administrator: SignedIn, act: object) -> None:
    proposal = accounts.propose_hire(role=Audience.LEAD, by=administrator, now=LATER)

    with refused(NotFound):
        act(proposal=proposal, by=service.duty, now=LATER)  # type: ignore[operator]  # either act


def test_only_the_administrator_proposes(service: Service) -> None:
    with refused(WrongHands):
        accounts.propose_hire(role=Audience.VISITOR, by=service.duty, now=LATER)
    with refused(WrongHands):
        accounts.propose_end(who=service.lead.id, by=service.lead, now=LATER)


def test_the_same_end_is_not_proposed_twice(service: Service, administrator: SignedIn) -> None:
    accounts.propose_end(who=service.visitor.id, by=administrator, now=LATER)

    with refused(RuleBroken):
        accounts.propose_end(who=service.visitor.id, by=administrator, now=LATER)


def test_what_was_decided_stays_decided(service: Service, administrator: SignedIn) -> None:
    proposal = accounts.propose_hire(role=Audience.VISITOR, by=administrator, now=LATER)
    accounts.decline(proposal=proposal, by=service.duty, now=LATER)

    with refused(StepNotAllowed):
        accounts.confirm(proposal=proposal, by=service.lead, now=LATER)


def test_no_administrator_confirms_and_every_role_has_somebody_who_does() -> None:
    assert all(Audience.ADMINISTRATOR not in decided_by(role) for role in ROLES)
    assert all(decided_by(role) for role in ROLES)
    decides = {act for (_, act), step in STEPS.items() if Audience.ADMINISTRATOR in step.by}
    assert decides == {Act.WITHDRAW}
