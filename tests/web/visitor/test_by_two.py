"""A visit by two: each takes it on, holds one talk and hands it in; together they are the visit."""

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import testimony
from hearth.actions.visiting import visits
from hearth.actions.visiting.rounds import told
from hearth.core.audience import Audience
from hearth.core.checks import HALF, State, With
from hearth.core.rounds.visitor import Terms
from hearth.queries.visiting import visits as ask
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, GrantRow, ItemRow, TalkRow
from tests.service import DAY, Service, a_service, hired
from tests.web.doors import shown
from tests.web.visitor.test_round import SAID, a_check, a_talk, moment, url, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service()


def for_two(service: Service) -> tuple[CheckRow, SignedIn, Client, Client]:
    """A check that two are to make, and both of them at their pages."""
    check, other = a_check(service), hired(Audience.VISITOR, service.duty)
    asked = Terms(two=True)
    told.tell_terms(stay=check.placement_id, told=asked, by=service.lead, now=moment(check))
    return check, other, visitor(service, check), visitor(service, check, other)


def writes(client: Client, check: CheckRow, with_: With, **said: str) -> None:
    answer = client.post(url("talk", check, with_), a_talk(check, **said))
    assert answer.status_code == 302


def holds(client: Client, check: CheckRow, with_: With, **said: str) -> str:
    writes(client, check, with_, **said)
    answer = client.post(url("hand_in", check))
    assert answer.status_code == 302
    return str(answer["Location"])


def test_two_talks_at_once_by_two_visitors_are_the_visit(service: Service) -> None:
    check, other, first, second = for_two(service)
    for client in (first, second):
        assert client.post(url("take", check)).status_code == 302
        assert "9 Alder Row" in shown(client.get(url("visit", check)))

    assert "done=half" in holds(first, check, With.RESIDENT, where="the garden")
    check.refresh_from_db()
    assert check.state == State.DUE
    assert not facts.can_open(service.address(), service.visitor)
    assert facts.can_open(service.address(), other)
    assert "Your colleague has it" in shown(second.get(url("visit", check)))

    assert "done=held" in holds(second, check, With.HOST, where="the kitchen", said="All is well.")
    check.refresh_from_db()
    assert check.state == State.HELD
    assert {check.visitor_id, check.second_id} == {service.visitor.id, other.id}
    assert TalkRow.objects.filter(check_held=check).count() == 2
    assert not GrantRow.objects.filter(because=check.id).exists()
    assert not ItemRow.objects.filter(subject=check.id, kind=HALF).exists()
    found = testimony.open_stay(
        placement_id=check.placement_id,
        purpose="to read what both wrote",
        by=service.lead,
        service=service.program,
        now=moment(check),
    )
    assert {(one.talk.with_, one.talk.by) for one in found.talks} == {
        (With.RESIDENT, service.visitor.id),
        (With.HOST, other.id),
    }


def test_neither_of_two_reads_what_the_other_wrote_down(service: Service) -> None:
    check, _other, first, second = for_two(service)
    for client in (first, second):
        client.post(url("take", check))
    writes(first, check, With.RESIDENT)

    html = shown(second.get(url("visit", check)))

    assert "Your colleague has it" in html
    assert SAID not in html + shown(second.get(url("talk", check, With.RESIDENT)))


def test_a_third_visitor_does_not_take_on_what_two_have(service: Service) -> None:
    check, _other, first, second = for_two(service)
    third = visitor(service, check, hired(Audience.VISITOR, service.duty))
    for client in (first, second):
        client.post(url("take", check))

    assert third.post(url("take", check)).status_code == 409


def test_one_of_two_gives_it_back_and_the_other_goes_on(service: Service) -> None:
    check, other, first, second = for_two(service)
    for client in (first, second):
        client.post(url("take", check))

    assert first.post(url("lay_down", check)).status_code == 302

    assert not facts.can_open(service.address(), service.visitor)
    assert facts.can_open(service.address(), other)
    check.refresh_from_db()
    assert (check.visitor_id, check.second_id) == (other.id, None)


def test_talks_at_once_in_one_place_do_not_count_though_two_held_them(service: Service) -> None:
    check, _other, first, second = for_two(service)
    for client in (first, second):
        client.post(url("take", check))
    holds(first, check, With.RESIDENT, where="the kitchen")
    writes(second, check, With.HOST, where="The kitchen")

    assert "would not count" in shown(second.get(url("visit", check)))
    assert "done=not_counted" in str(second.post(url("hand_in", check))["Location"])


def test_the_same_talk_held_by_both_is_shown_and_overwrites_nothing(service: Service) -> None:
    check, _other, first, second = for_two(service)
    for client in (first, second):
        client.post(url("take", check))
    holds(first, check, With.RESIDENT, where="the garden", said="first")
    writes(second, check, With.RESIDENT, where="a walk", said="second")

    assert "held the same talk" in shown(second.get(url("visit", check)))
    assert "done=half" in str(second.post(url("hand_in", check))["Location"])

    found = testimony.open_stay(
        placement_id=check.placement_id,
        purpose="to read what both wrote",
        by=service.lead,
        service=service.program,
        now=moment(check),
    )
    assert {one.said for one in found.talks} == {"first", "second"}
    check.refresh_from_db()
    assert check.state == State.DUE


def test_what_one_of_two_handed_in_stays_the_leads_where_the_other_never_comes(
    service: Service,
) -> None:
    check, _other, first, _second = for_two(service)
    first.post(url("take", check))
    holds(first, check, With.RESIDENT)

    found = ask.round_of(by=service.visitor, service=service.program, now=moment(check)).first
    assert [one.id for one in found] == [check.id]
    assert not any(one.is_taken for one in found)
    assert TalkRow.objects.filter(check_held=check).count() == 1


def test_a_guest_who_was_seen_by_one_is_not_written_down_as_refusing_by_the_other(
    service: Service,
) -> None:
    check, _other, first, second = for_two(service)
    for client in (first, second):
        client.post(url("take", check))
    holds(first, check, With.RESIDENT)

    assert second.post(url("refused", check)).status_code == 409


def test_where_one_is_to_go_a_colleague_does_not_join(service: Service) -> None:
    check, other = a_check(service), hired(Audience.VISITOR, service.duty)
    visitor(service, check).post(url("take", check))

    assert visitor(service, check, other).post(url("take", check)).status_code == 409
    assert "Two of you" not in shown(visitor(service, check).get(reverse("visitor:round")))


def test_the_keys_of_both_are_gone_when_the_day_is_over(service: Service) -> None:
    check, other, first, second = for_two(service)
    for client in (first, second):
        client.post(url("take", check))

    visits.end_days(by=service.program, now=moment(check).replace(hour=0) + DAY)

    assert not GrantRow.objects.filter(because=check.id).exists()
    check.refresh_from_db()
    assert check.second_id is None
    assert not facts.can_open(service.address(), other)
