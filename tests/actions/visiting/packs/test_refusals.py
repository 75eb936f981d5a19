"""A guest who did not want to be seen, written down on a phone: as on the page, and once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from hearth.actions import checks
from hearth.actions.visiting import packs, visits
from hearth.core import checks as core_checks
from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.packs import Outcome, draft_name
from hearth.queries import drafts
from hearth.queries.deciding.board import to_decide
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, DueRow, GrantRow, ParcelRow, TalkRow
from tests.actions.visiting.packs.on_phone import SAID, OnPhone
from tests.service import a_service, a_talk, hired, two_talks

pytestmark = pytest.mark.django_db

UK = "hosting-refugees-uk.1"
DAY = timedelta(days=1)
SAYS_NO = "Did not want to be seen this time."


@pytest.fixture
def phone() -> OnPhone:
    return OnPhone(a_service())


def what_it_led_to(phone: OnPhone) -> dict[str, Any]:
    """All that a page or a rule would read of it afterwards, on the next day as well."""
    checks.renew(by=phone.service.program, now=phone.now + DAY)
    rows = CheckRow.objects.filter(placement=phone.stay).order_by("due_on", "state", "recurrence")
    fields = ("recurrence", "state", "due_on", "opens_on", "held_on", "visitor", "taken_on")
    board = to_decide(by=phone.service.lead, now=phone.now)
    return {
        "checks": list(rows.values_list(*fields, "at_home", "counted_from", "raised")),
        "dues": DueRow.objects.count(),
        "lead": [(one.state, one.due_on) for one in board.checks.first],
        "heard": [(one.talk.with_, one.said, one.against) for one in phone.heard()],
        "keys": GrantRow.objects.filter(to=phone.service.visitor.id).count(),
    }


def as_on_the_page(phone: OnPhone, *written: core_checks.Testimony) -> dict[str, Any]:
    """The same, had the visitor pressed it on the page; then as if nobody had."""
    by = phone.service.visitor
    with transaction.atomic():
        for held in written:
            visits.write_down(check_id=phone.check, held=held, by=by, now=phone.now)
        visits.refuse(check_id=phone.check, by=by, now=phone.now)
        led_to = what_it_led_to(phone)
        transaction.set_rollback(True)
    return led_to


def test_a_no_from_a_phone_leads_to_what_it_leads_to_on_the_page(phone: OnPhone) -> None:
    on_the_page = as_on_the_page(phone)

    assert phone.sends(refused=True) is Outcome.SETTLED

    assert what_it_led_to(phone) == on_the_page
    assert phone.row().state == State.REFUSED
    assert on_the_page["keys"] == 0


def test_where_no_rule_lets_it_be_left_out_it_is_due_again_as_on_the_page(phone: OnPhone) -> None:
    CheckRow.objects.filter(id=phone.check).update(recurrence="arrival-visit", programme=UK)
    on_the_page = as_on_the_page(phone)

    assert phone.sends(refused=True) is Outcome.NOT_COUNTED

    assert what_it_led_to(phone) == on_the_page
    assert phone.row().state == State.NOT_COUNTED
    assert CheckRow.objects.filter(recurrence="arrival-visit", state=State.DUE).count() == 1


def test_a_pack_says_of_each_visit_whether_it_may_be_left_out(phone: OnPhone) -> None:
    assert [one.may_refuse for one in phone.pack.visits] == [True]

    CheckRow.objects.filter(id=phone.check).update(recurrence="arrival-visit", programme=UK)

    assert [one.may_refuse for one in phone.made().visits] == [False]


def test_what_the_host_said_meanwhile_goes_to_the_lead_with_it(phone: OnPhone) -> None:
    host = a_talk(With.HOST, phone.now.replace(hour=15), SAID)
    on_the_page = as_on_the_page(phone, host)

    phone.sends(refused=True, talks=[phone.talk(With.HOST, 15)])

    assert what_it_led_to(phone) == on_the_page
    assert [one.said for one in phone.heard()] == [SAID]


def test_it_arrives_once_however_often_it_is_sent(phone: OnPhone) -> None:
    id = uuid4()
    sealed = phone.sealed(id, refused=True)

    answers = {phone.arrives(id, sealed) for _ in range(3)}

    assert answers == {Outcome.SETTLED}
    assert ParcelRow.objects.count() == 1
    assert CheckRow.objects.filter(placement=phone.stay, state=State.REFUSED).count() == 1
    assert not TalkRow.objects.exists()


def record(phone: OnPhone, by: SignedIn, *, refused: bool) -> None:
    """A colleague is there first: with two talks, or with a no."""
    if refused:
        checks.refuse(check_id=phone.check, talks=(), by=by, now=phone.now)
    else:
        checks.hold(check_id=phone.check, talks=two_talks(phone.now), by=by, now=phone.now)


@pytest.mark.parametrize("refused", [False, True], ids=["held", "refused"])
def test_what_a_colleague_recorded_stands_and_the_lead_reads_both(
    phone: OnPhone, refused: bool
) -> None:
    colleague = hired(Audience.VISITOR, phone.service.duty)
    record(phone, colleague, refused=refused)
    before = CheckRow.objects.filter(id=phone.check).values().get()

    assert phone.sends(refused=True) is Outcome.KEPT

    after = CheckRow.objects.filter(id=phone.check).values().get()
    assert after == before
    assert SAYS_NO in [one.said for one in phone.heard()]
    assert phone.noted() == {"second"}


def test_talks_that_come_after_a_no_from_a_phone_do_not_overwrite_it(phone: OnPhone) -> None:
    phone.sends(refused=True)

    assert phone.sends(talks=phone.both()) is Outcome.KEPT

    assert phone.row().state == State.REFUSED
    assert phone.noted() == {"second"}


def test_whoever_wrote_a_talk_with_the_guest_down_online_is_asked_which(phone: OnPhone) -> None:
    """On the page a no is refused then; a phone has nobody before it, so the lead reads both."""
    by = phone.service.visitor
    seen = a_talk(With.RESIDENT, phone.now - timedelta(hours=2), "I was seen.")
    visits.write_down(check_id=phone.check, held=seen, by=by, now=phone.now)

    assert phone.sends(refused=True) is Outcome.KEPT

    assert phone.row().state == State.DUE
    assert phone.noted() == {"seen"}
    program = phone.service.program
    visits.hand_in(check_id=phone.check, by=by, service=program, now=phone.now)  # it stays theirs
    assert "I was seen." in [one.said for one in phone.heard()]


def test_a_phone_that_was_signed_out_settles_nothing_by_a_no(phone: OnPhone) -> None:
    packs.end(pack_id=phone.pack.id, by=phone.service.visitor, now=phone.now)

    assert phone.sends(refused=True) is Outcome.KEPT

    assert phone.row().state == State.DUE
    assert phone.noted() == {"signed_out"}


def test_what_was_begun_and_not_finished_is_not_lost_with_a_no(phone: OnPhone) -> None:
    typed = {"resident": {"where": "the garden"}, "host": {"said": "She is tired."}}

    assert phone.sends(refused=True, typed=typed) is Outcome.SETTLED

    assert {one.said for one in phone.heard()} == {"where: the garden", "said: She is tired."}
    assert phone.noted() == {"form"}
    name = draft_name(phone.check, With.HOST)
    assert drafts.named(name, by=phone.service.visitor) is None


def test_a_kept_no_is_read_by_the_lead_and_by_whoever_said_it_alone(phone: OnPhone) -> None:
    record(phone, hired(Audience.VISITOR, phone.service.duty), refused=True)
    phone.sends(refused=True)
    service = phone.service

    item = TalkRow.objects.get().item_id

    assert facts.can_open(item, service.lead)
    assert facts.can_open(item, phone.opened.resident)
    host = service.hosts[service.homes[0]]
    for other in (service.visitor, service.duty, service.program, host):
        assert not facts.can_open(item, other)


def test_it_is_dated_by_the_day_on_which_it_was_said(phone: OnPhone) -> None:
    CheckRow.objects.filter(id=phone.check).update(opens_on=phone.now.date())

    phone.sends(refused=True, now=phone.now + DAY)

    assert phone.row().held_on == phone.now.date()


def test_a_wrong_clock_dates_no_visit(phone: OnPhone) -> None:
    CheckRow.objects.filter(id=phone.check).update(opens_on=(phone.now - 3 * DAY).date())
    id, wrong = uuid4(), phone.now - DAY
    sealed = phone.sealed(id, refused=True, sealed_at=wrong.isoformat())

    assert phone.arrives(id, sealed, phone_at=wrong) is Outcome.SETTLED

    assert phone.row().held_on == phone.now.date()


@pytest.mark.parametrize("no", ["yes", 1, None, [True]], ids=str)
def test_a_no_is_told_as_a_no_or_the_parcel_is_none(phone: OnPhone, no: Any) -> None:
    assert phone.sends(refused=no) is Outcome.REFUSED
    assert phone.row().state == State.DUE


def test_whoever_was_talked_with_has_not_refused(phone: OnPhone) -> None:
    assert phone.sends(refused=True, talks=phone.both()) is Outcome.REFUSED
    assert phone.row().state == State.DUE
