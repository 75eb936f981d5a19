"""A program is told that it should look: at least once, by number alone, and past no wall."""

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from hearth.actions import concerns, consent, introduction
from hearth.actions.daily import daily
from hearth.actions.homes import hosts
from hearth.actions.keys import service as accounts
from hearth.actions.keys import tokens
from hearth.actions.telling import webhooks
from hearth.core.concerns import Kind
from hearth.core.errors import InvalidValue, NotFound, WrongHands
from hearth.core.units import Period
from hearth.core.webhooks import AT_ONCE, FAILURES
from hearth.exchange.ways.called import post
from hearth.queries.by_token import tokens as ask
from hearth.seal import principal
from hearth.store import principals
from hearth.store.access import SignedIn
from hearth.store.copies import tables
from hearth.store.models import EntryRow, PrincipalRow, TokenRow, WebhookRow
from tests.exchange.listener import Heard, a_listener
from tests.service import DAY, LATER, Service, a_service, open_case, two_offices

pytestmark = pytest.mark.django_db
SOON = LATER + timedelta(minutes=1)


@pytest.fixture
def service() -> Service:
    return a_service()


def named(by: SignedIn, heard: Heard, acts: bool = False) -> str:
    """A token whose program listens there. The secret of its sign."""
    tokens.make(acts=acts, days=7, by=by, now=LATER)
    token = TokenRow.objects.get(principal=by.id, webhook=None).id
    return webhooks.name(token=token, address=heard.address, by=by, now=LATER)


def call(service: Service, now: datetime = SOON) -> int:
    return webhooks.call_due(by=service.program, clock=lambda: now, call=post)


def told(heard: Heard) -> list[dict[str, str]]:
    return [json.loads(body) for *_, body in heard.calls]


def test_what_changed_is_told_once_by_its_number_and_nothing_else(service: Service) -> None:
    opened = service.open_case()
    with a_listener() as heard:
        named(service.duty, heard)
        offered = service.put_offer(opened, now=LATER)
        service.agree(offered, opened, LATER)

        assert call(service) == 1
        assert call(service) == 0

    ((_, headers, body),) = heard.calls
    said = json.loads(body)
    assert set(said) == {"id", "at", "what", "number"}
    assert (said["what"], said["number"]) == ("case", str(opened.case))
    assert headers["webhook-id"] == said["id"]
    assert re.fullmatch(r"[-0-9a-f:T+.]{19,40}", said["at"])
    assert EntryRow.objects.get(act="webhook.called").purpose == "calls: 1"


def test_the_sign_is_over_id_moment_and_body(service: Service) -> None:
    with a_listener() as heard:
        secret = named(service.duty, heard)
        open_case(service.duty, LATER)
        call(service)

    ((_, headers, body),) = heard.calls
    key = base64.b64decode(secret.removeprefix("whsec_"))
    over = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    sign = base64.b64encode(hmac.new(key, over, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{sign}"
    assert len(key) == 32
    assert int(headers["webhook-timestamp"]) == int(SOON.timestamp())


def test_hosts_and_homes_are_told_of_too(service: Service) -> None:
    home = service.homes[0]
    with a_listener() as heard:
        named(service.duty, heard)
        hosts.close_days(
            home=home, days=Period.of_days(LATER.date(), 3), by=service.duty, now=LATER
        )
        assert call(service) == 1

    assert [(one["what"], one["number"]) for one in told(heard)] == [("home", str(home))]


def test_a_yes_taken_back_after_they_met_calls_nobody_before_both_are_told(
    service: Service,
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    with a_listener() as heard:
        named(service.duty, heard)
        meeting = service.meet(offered, LATER)
        assert call(service) == 1
        consent.withdraw(offer_id=offered, by=opened.resident, now=SOON)
        assert call(service, SOON + timedelta(minutes=1)) == 0
        introduction.tell(introduction_id=meeting, by=service.program, now=LATER + DAY)
        assert call(service, LATER + DAY) == 1

    assert told(heard)[-1]["at"] == (LATER + DAY).isoformat()


def test_what_was_said_apart_calls_nobody(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    with a_listener() as heard:
        named(service.duty, heard)
        introduction.answer(introduction_id=meeting, willing=False, by=opened.resident, now=LATER)
        concerns.raise_one(
            kind=Kind.WORRY,
            words="the door does not lock",
            placement_id=None,
            programme="blank.1",
            by=None,
            now=LATER,
        )
        assert call(service) == 0
        introduction.tell(introduction_id=meeting, by=service.program, now=LATER + DAY)
        assert call(service, LATER + DAY) == 1

    assert [one["number"] for one in told(heard)] == [str(opened.case)]


def test_another_offices_case_calls_nobody_of_this_one(service: Service) -> None:
    two = two_offices(service)
    with a_listener() as ours, a_listener() as theirs:
        named(two.first, ours)
        named(two.other, theirs)
        mine, other = open_case(two.first, LATER), open_case(two.other, LATER)
        call(service)

    assert [one["number"] for one in told(ours)] == [str(mine.case)]
    assert [one["number"] for one in told(theirs)] == [str(other.case)]


def test_what_was_not_taken_is_told_again_by_the_same_id(service: Service) -> None:
    with a_listener(500) as heard:
        named(service.duty, heard)
        open_case(service.duty, LATER)
        assert call(service) == 0
        assert call(service) == 0  # it waits
        heard.status = 204
        assert call(service, SOON + timedelta(minutes=5)) == 1

    first, second = told(heard)
    assert first == second
    assert WebhookRow.objects.get().failures == 0


def test_whoever_is_not_there_is_called_no_more_and_its_owner_reads_it(service: Service) -> None:
    with a_listener(0) as heard:
        named(service.duty, heard)
        open_case(service.duty, LATER)
        now = SOON
        for _ in range(FAILURES + 2):
            call(service, now)
            now += timedelta(hours=3)

    assert len(heard.calls) == FAILURES
    (own,) = ask.own(by=service.duty, now=now)
    assert own.called is not None
    assert own.called.off_at is not None
    assert own.called.address == heard.address
    assert EntryRow.objects.filter(act="webhook.off").count() == 1


def test_one_that_fails_keeps_no_other_waiting(service: Service) -> None:
    with a_listener(500) as broken, a_listener() as heard:
        for one in (broken, heard):
            named(service.duty, one)
        open_case(service.duty, LATER)

        assert call(service) == 1

    assert len(heard.calls) == len(broken.calls) == 1


def test_no_more_than_some_are_told_in_one_round(service: Service) -> None:
    with a_listener() as heard:
        named(service.duty, heard)
        for _ in range(AT_ONCE + 1):
            open_case(service.duty, LATER)

        assert call(service) == AT_ONCE
        assert call(service) == 1

    assert len({one["number"] for one in told(heard)}) == AT_ONCE + 1


def test_a_token_that_ends_is_called_no_more(service: Service) -> None:
    with a_listener() as heard:
        named(service.duty, heard)
        open_case(service.duty, LATER)
        assert call(service, LATER + 8 * DAY) == 0  # it has ended by itself
        tokens.end_all(by=service.duty, now=LATER)

    assert not WebhookRow.objects.exists()
    assert heard.calls == []


def test_whoever_has_left_is_told_nothing(service: Service) -> None:
    two = two_offices(service)
    with a_listener() as heard:
        named(two.first, heard)
        open_case(two.first, LATER)
        accounts.dismiss(who=two.first.id, by=service.duty, now=LATER)
        assert call(service) == 0

    assert heard.calls == []


def test_an_account_that_has_ended_is_told_nothing_whatever_circles_it_is_still_in(
    service: Service,
) -> None:
    with a_listener() as heard:
        named(service.duty, heard)
        open_case(service.duty, LATER)
        PrincipalRow.objects.filter(id=service.duty.id).update(ended_at=LATER)
        assert call(service) == 0

    assert heard.calls == []


def test_a_new_address_takes_the_place_of_the_one_before(service: Service) -> None:
    with a_listener() as old, a_listener() as new:
        first = named(service.duty, old)
        token = TokenRow.objects.get().id
        open_case(service.duty, LATER)
        second = webhooks.name(token=token, address=new.address, by=service.duty, now=LATER)
        later = open_case(service.duty, LATER)
        call(service)

    assert first != second
    assert old.calls == []
    assert [one["number"] for one in told(new)] == [str(later.case)]


def test_it_is_called_no_more_once_that_is_said(service: Service) -> None:
    with a_listener() as heard:
        named(service.duty, heard)
        token = TokenRow.objects.get().id
        open_case(service.duty, LATER)
        webhooks.end(token=token, by=service.duty, now=LATER)
        assert call(service) == 0

    with pytest.raises(NotFound):
        webhooks.end(token=token, by=service.duty, now=LATER)


def test_only_its_owner_names_where_a_program_is(service: Service) -> None:
    two = two_offices(service)
    tokens.make(acts=False, days=7, by=two.first, now=LATER)
    token = TokenRow.objects.get().id

    for by, said, error in (
        (two.other, "https://board.example.org/", NotFound),
        (two.first, "http://board.example.org/", InvalidValue),
        (service.lead, "https://board.example.org/", WrongHands),
    ):
        with pytest.raises(error):
            webhooks.name(token=token, address=said, by=by, now=LATER)
    with pytest.raises(NotFound):
        webhooks.name(token=uuid4(), address="https://board.example.org/", by=two.first, now=LATER)
    assert not WebhookRow.objects.exists()


def test_the_database_holds_neither_the_address_nor_the_secret(service: Service) -> None:
    with a_listener() as heard:
        secret = named(service.duty, heard)

    row = WebhookRow.objects.get()
    for sealed in (row.for_us, row.for_owner):
        assert heard.address.encode() not in bytes(sealed)
        assert secret.encode() not in bytes(sealed)
    assert (
        WebhookRow in tables.LEFT_OUT
    )  # so no copy holds it, and after a restore nobody is called


def test_after_the_sending_key_was_renewed_the_address_is_named_again(service: Service) -> None:
    with a_listener() as heard:
        named(service.duty, heard)
        open_case(service.duty, LATER)
        other = principal.new_pair().private
        circle = principals.circle("outbox")
        renewed = SignedIn(service.program.actor, {**service.program.keys, circle: other})
        assert webhooks.call_due(by=renewed, clock=lambda: SOON, call=post) == 0

    assert heard.calls == []
    assert WebhookRow.objects.get().off_at == SOON


def test_the_days_work_calls_and_a_trial_calls_nobody(service: Service) -> None:
    with a_listener() as heard:
        named(service.duty, heard)
        open_case(service.duty, LATER)

        assert daily(by=service.program, now=SOON, clock=lambda: SOON).programs_called == 0
        done = daily(by=service.program, now=SOON, clock=lambda: SOON, call=post)

    assert done.programs_called == 1
    assert not done.refused
