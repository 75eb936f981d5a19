"""A person asks what is known of them, and reads it; of others nothing stands in it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from hearth.actions import checks
from hearth.actions.intake import Opened
from hearth.actions.kept import requests as act
from hearth.core.compartments import Compartment
from hearth.core.errors import BadInput, HearthError, NotFound, RuleBroken, StepNotAllowed
from hearth.core.requests import State
from hearth.queries.kept import requests as ask
from hearth.queries.own import known as own
from hearth.store.models import CheckRow, ItemRow, PartyMemberRow, PersonRow, RequestRow, TalkRow
from tests.promised import Tried
from tests.service import LATER, Service, a_service, two_talks

pytestmark = pytest.mark.django_db
THEN = LATER + timedelta(days=12)


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        yield a_service()


def lead(service: Service) -> dict[str, Any]:
    """The lead, and the running service that reads what their words must not tell."""
    return {"by": service.lead, "service": service.program, "now": THEN}


def asked(service: Service, opened: Opened) -> RequestRow:
    """A question that the lead has taken up."""
    id = act.ask(by=opened.resident, now=THEN)
    act.take_up(request=id, by=service.lead, now=THEN)
    return RequestRow.objects.get(id=id)


def answered(service: Service, opened: Opened, *talks: object) -> str:
    """Everything that then stands on the person's page."""
    row = asked(service, opened)
    act.answer(
        request=row.id, words="", talks=talks, by=service.lead, service=service.program, now=THEN
    )  # type: ignore[arg-type]
    found = own.known(by=opened.resident, now=THEN)
    return "\n".join(f"{what}: {which}" for fact in found for what, which in fact.lines)


def visited(service: Service, opened: Opened) -> None:
    """They live somewhere, and somebody has asked both how it is."""
    stay = service.live(opened)
    check = CheckRow.objects.filter(placement=stay, state="due").order_by("due_on")[0]
    checks.hold(check_id=check.id, talks=two_talks(THEN), by=service.visitor, now=THEN)


@pytest.mark.promise(number="P6")
def test_they_read_what_is_theirs_and_nothing_of_the_host(service: Service, tried: Tried) -> None:
    opened = service.open_case()
    visited(service, opened)
    mine, hosts = (TalkRow.objects.get(with_host=side).item_id for side in (False, True))

    text = answered(service, opened)
    facts_ = own.known(by=opened.resident, now=THEN)

    kinds = {(one.compartment, one.kind) for one in facts_}
    assert (Compartment.TESTIMONY, "talk") in kinds
    assert Compartment.PLACE not in {one for one, _ in kinds}
    assert (Compartment.IDENTITY, "host") not in kinds
    held = ItemRow.objects.filter(grants__to=opened.resident.id).values_list("id", flat=True)
    assert mine in held
    assert hosts not in held
    host = service.hosts[service.homes[0]]
    assert host.id.hex not in text
    tried(len(facts_), "facts in an answer to whoever asked: none of the host, none of a home")


def test_a_child_without_a_sign_in_is_theirs_and_another_adult_is_not(service: Service) -> None:
    opened, other = service.open_case(), service.open_case()
    party = PersonRow.objects.get(id=opened.person).parties.get().party_id
    PartyMemberRow.objects.create(party_id=party, person_id=other.person)

    text = answered(service, opened)

    assert text
    assert {one.kind for one in own.known(by=opened.resident, now=THEN)} >= {"person", "party"}
    names = [one for one in own.known(by=opened.resident, now=THEN) if one.kind == "person"]
    assert len(names) == 1


def test_before_the_lead_has_answered_nothing_is_shown(service: Service) -> None:
    opened = service.open_case()
    id = act.ask(by=opened.resident, now=THEN)

    for _ in range(2):
        with pytest.raises(NotFound):
            own.known(by=opened.resident, now=THEN)
        if RequestRow.objects.get(id=id).state == State.ASKED:
            act.take_up(request=id, by=service.lead, now=THEN)
    act.refuse(
        request=id,
        reason="It was asked an hour ago.",
        by=service.lead,
        service=service.program,
        now=THEN,
    )
    with pytest.raises(NotFound):
        own.known(by=opened.resident, now=THEN)

    stands = own.stands(by=opened.resident, now=THEN)
    assert (stands.state, stands.words) == (State.REFUSED, "It was asked an hour ago.")


def test_a_result_that_was_not_told_in_private_is_not_in_it(service: Service) -> None:
    opened = service.open_case()
    service.enter_result(opened)

    answered(service, opened)

    assert "outcome" not in {one.kind for one in own.known(by=opened.resident, now=THEN)}


def test_a_talk_in_company_is_given_by_the_lead_alone_and_the_hosts_by_nobody(
    service: Service,
) -> None:
    opened, other = service.open_case(), service.open_case()
    party = PersonRow.objects.get(id=opened.person).parties.get().party_id
    visited(service, opened)
    PartyMemberRow.objects.create(party_id=party, person_id=other.person)
    talk, hosts = (TalkRow.objects.get(with_host=side) for side in (False, True))
    talk.item.grants.filter(to=opened.resident.id).delete()
    row = asked(service, opened)

    _, offered = ask.one(row.id, by=service.lead, now=THEN)
    assert [one.talk for one in offered] == [talk.id]
    with pytest.raises(NotFound):
        act.answer(
            request=row.id,
            words="",
            talks=[hosts.id],
            by=service.lead,
            service=service.program,
            now=THEN,
        )
    assert RequestRow.objects.get(id=row.id).state == State.LOOKED_AT
    act.answer(
        request=row.id,
        words="",
        talks=[talk.id],
        by=service.lead,
        service=service.program,
        now=THEN,
    )

    assert "talk" in {one.kind for one in own.known(by=opened.resident, now=THEN)}


def test_one_question_at_a_time_and_each_step_once(service: Service) -> None:
    opened = service.open_case()
    row = asked(service, opened)

    with pytest.raises(RuleBroken, match="asked already"):
        act.ask(by=opened.resident, now=THEN)
    with pytest.raises(BadInput):
        act.refuse(request=row.id, reason="  ", **lead(service))
    with pytest.raises(StepNotAllowed):
        act.take_up(request=row.id, by=service.lead, now=THEN)
    for by in (service.duty, opened.resident, service.hosts[service.homes[0]]):
        with pytest.raises(HearthError):
            act.answer(request=row.id, words="", talks=(), by=by, service=service.program, now=THEN)
    act.answer(
        request=row.id, words="", talks=(), by=service.lead, service=service.program, now=THEN
    )
    assert act.ask(by=opened.resident, now=THEN)


def test_what_is_late_says_so(service: Service) -> None:
    act.ask(by=service.open_case().resident, now=THEN)

    [soon] = ask.waiting(by=service.lead, now=THEN + timedelta(days=20)).first
    [late] = ask.waiting(by=service.lead, now=THEN + timedelta(days=32)).first

    assert (soon.late, late.late) == (False, True)
    with pytest.raises(HearthError):
        ask.waiting(by=service.duty, now=THEN)
