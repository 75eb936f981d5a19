"""What comes back from a phone: taken once, never lost, and told to nobody it is not for."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.actions import checks, placement
from hearth.actions.keys import rotation
from hearth.actions.keys import service as acts
from hearth.actions.telling import feeds
from hearth.actions.visiting import packs, visits
from hearth.actions.visiting.rounds import told
from hearth.core import checks as core_checks
from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.compartments import SAFEGUARDING
from hearth.core.errors import NotFound, RuleBroken, WrongHands
from hearth.core.packs import Handed, Outcome, draft_name
from hearth.core.placement import Ending
from hearth.core.rounds.visitor import Terms
from hearth.core.where import Met
from hearth.queries import drafts as typed
from hearth.queries.visiting import packs as ask
from hearth.queries.visiting.checks import waiting
from hearth.store import facts
from hearth.store.models import CheckRow, GrantRow, PackedRow, ParcelRow, PlacementRow, TalkRow
from tests.actions.visiting.packs.on_phone import SAID, OnPhone
from tests.service import a_service, hired, signed_in_again, two_talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone() -> OnPhone:
    return OnPhone(a_service())


def test_a_pack_holds_the_door_and_the_questions_and_no_name_of_the_guest(phone: OnPhone) -> None:
    (visit,) = phone.pack.visits

    assert (visit.host.name, visit.at.street) == ("Ada Lind", "9 Alder Row")
    assert visit.forms[With.RESIDENT].ref == "talk-resident.1"
    assert "Robin" not in repr(phone.pack)
    assert phone.pack.token not in repr(phone.pack)


def test_both_talks_arrive_once_however_often_they_are_sent(phone: OnPhone) -> None:
    id = uuid4()
    sealed = phone.sealed(id, talks=phone.both())

    answers = {phone.arrives(id, sealed) for _ in range(3)}

    assert answers == {Outcome.COUNTS}
    assert phone.row().state == State.HELD
    assert TalkRow.objects.count() == 2
    assert ParcelRow.objects.count() == 1
    assert not GrantRow.objects.filter(to=phone.service.visitor.id).exists()


def test_what_came_from_a_phone_is_read_by_the_lead_and_its_speaker_alone(phone: OnPhone) -> None:
    phone.sends(talks=phone.both())
    service = phone.service

    for talk in TalkRow.objects.all():
        assert facts.can_open(talk.item_id, service.lead)
        assert facts.can_open(talk.item_id, phone.opened.resident) is not talk.with_host
        host = service.hosts[service.homes[0]]
        for other in (service.visitor, service.duty, service.program, host):
            assert not facts.can_open(talk.item_id, other)
    assert [one.answers[0].said for one in phone.heard()] == ["yes", "false"]


def test_a_pack_and_a_calendar_outlive_a_new_key_of_the_leads_circle(phone: OnPhone) -> None:
    service, now = phone.service, phone.pack.ends_at - timedelta(hours=9)
    host = service.hosts[service.homes[0]]
    address = feeds.make(by=host, now=now)
    before = signed_in_again(service.lead)

    rotation.begin(SAFEGUARDING, by=service.lead, now=now)
    phone.sends(talks=phone.both())
    lead = signed_in_again(service.lead)
    assert rotation.go_on(by=lead, clock=lambda: now) == 0

    assert feeds.read(address, now=now).reader == host.id
    assert TalkRow.objects.count() == 2
    for talk in TalkRow.objects.all():
        assert facts.can_open(talk.item_id, lead)
        assert not facts.can_open(talk.item_id, before)


def test_a_talk_in_earshot_is_recorded_and_does_not_count(phone: OnPhone) -> None:
    talks = [phone.talk(With.RESIDENT, heard=True), phone.talk(With.HOST, 15)]

    assert phone.sends(talks=talks) is Outcome.NOT_COUNTED
    assert phone.row().state == State.NOT_COUNTED
    assert CheckRow.objects.filter(placement=phone.stay, state=State.DUE).exists()


def test_talks_held_at_once_do_not_count(phone: OnPhone) -> None:
    talks = [phone.talk(With.RESIDENT), phone.talk(With.HOST)]

    assert phone.sends(talks=talks) is Outcome.NOT_COUNTED


def test_of_a_visit_by_two_the_phone_of_each_hands_in_one_talk(phone: OnPhone) -> None:
    service, stay = phone.service, phone.stay
    told.tell_terms(stay=stay, told=Terms(two=True), by=service.lead, now=phone.now)
    other = hired(Audience.VISITOR, service.duty)
    phone.take_on(other)

    assert phone.sends(talks=[phone.talk(With.RESIDENT)]) is Outcome.HALF
    assert phone.row().state == State.DUE
    held = core_checks.Testimony(Handed(**of_host(phone)).talk(), "All is well.")
    visits.write_down(check_id=phone.check, held=held, by=other, now=phone.now)
    at_once = visits.hand_in(check_id=phone.check, by=other, service=service.program, now=phone.now)

    assert at_once.allowed
    assert phone.row().state == State.HELD


def of_host(phone: OnPhone) -> dict[str, Any]:
    """The talk with the host at the same time as the guest's, in another place."""
    at = phone.now.replace(hour=14)
    ends = at + timedelta(minutes=30)
    told_ = {"with_": With.HOST, "began_at": at, "ended_at": ends, "where": "the kitchen"}
    return told_ | {"heard": False, "said": "", "answers": {}, "met": Met.HOME}


def test_a_talk_that_ends_before_it_begins_is_kept_with_what_was_written(phone: OnPhone) -> None:
    early = phone.now.replace(hour=9).isoformat()
    talks = [phone.talk(With.RESIDENT, ended_at=early), phone.talk(With.HOST, 15)]

    assert phone.sends(talks=talks) in {Outcome.COUNTS, Outcome.NOT_COUNTED}
    assert "form" in phone.noted()
    assert any(early in one.said for one in phone.heard())


def test_a_visit_in_the_future_settles_nothing_and_is_kept(phone: OnPhone) -> None:
    talks = [phone.talk(With.RESIDENT, 20), phone.talk(With.HOST, 21)]

    assert phone.sends(talks=talks) is Outcome.KEPT
    assert phone.row().state == State.DUE
    assert len(phone.heard()) == 2
    assert phone.noted() == {"not_yet"}


def test_what_is_kept_of_a_visit_still_due_outlives_the_next_working_out(phone: OnPhone) -> None:
    phone.sends(talks=[phone.talk(With.RESIDENT, 20)])
    day_before = phone.now - timedelta(days=3)
    CheckRow.objects.filter(id=phone.check).update(opens_on=day_before.date())

    CheckRow.objects.filter(id=phone.check).delete()

    assert len(phone.heard()) == 1


def test_two_visitors_recorded_the_same_visit_and_both_are_kept(phone: OnPhone) -> None:
    first = two_talks(phone.now, "She told me first.")
    by = hired(Audience.VISITOR, phone.service.duty)
    checks.hold(check_id=phone.check, talks=first, by=by, now=phone.now)

    assert phone.sends(talks=phone.both()) is Outcome.KEPT

    assert len(phone.heard()) == 4
    assert phone.noted() == {"second"}
    assert phone.row().visitor_id == by.id


def test_a_stay_that_ended_meanwhile_keeps_what_was_said_and_holds_no_check(
    phone: OnPhone,
) -> None:
    placement.end(
        placement_id=phone.stay,
        why=next(iter(Ending)),
        on=phone.now.date(),
        by=phone.service.duty,
        office=phone.service.duty,
        now=phone.now,
    )

    assert phone.sends(talks=phone.both()) is Outcome.KEPT
    assert phone.noted() == {"stay_ended"}
    assert not CheckRow.objects.filter(state=State.HELD).exists()


def test_a_check_that_was_moved_is_settled_where_another_waits(phone: OnPhone) -> None:
    row = phone.row()
    moved = CheckRow.objects.create(
        placement_id=phone.stay,
        recurrence=row.recurrence,
        programme=row.programme,
        opens_on=row.opens_on,
        due_on=row.due_on + timedelta(days=1),
        closes_on=row.closes_on + timedelta(days=1),
        state=State.DUE,
    )
    row.delete()

    assert phone.sends(talks=phone.both()) is Outcome.COUNTS
    assert CheckRow.objects.get(id=moved.id).state == State.HELD
    assert phone.noted() == {"moved"}


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_phone_whose_clock_is_wrong_is_believed_in_nothing_and_both_times_are_kept(
    phone: OnPhone, hours: int
) -> None:
    id, wrong = uuid4(), phone.now + timedelta(hours=hours)
    sealed = phone.sealed(id, talks=phone.both(), sealed_at=wrong.isoformat())

    assert phone.arrives(id, sealed, phone_at=wrong) is Outcome.COUNTS

    arrival = phone.heard()[0].arrival
    assert arrival is not None
    assert (arrival.phone_at, arrival.arrived_at) == (wrong, phone.now)
    assert arrival.ahead_s == hours * 3600
    assert phone.noted() == {"clock"}


def test_a_phone_that_says_1970_is_listened_to(phone: OnPhone) -> None:
    id, wrong = uuid4(), datetime(1970, 1, 1, tzinfo=UTC)
    sealed = phone.sealed(id, talks=phone.both(), sealed_at=wrong.isoformat())

    assert phone.arrives(id, sealed, phone_at=wrong) is Outcome.COUNTS
    assert phone.noted() == {"clock"}


def test_what_arrives_after_the_shift_is_taken_and_the_pack_is_over(phone: OnPhone) -> None:
    late = phone.now + timedelta(days=2)

    assert ask.is_over(phone.pack.id, now=late)
    assert phone.sends(talks=phone.both(), now=late) is Outcome.COUNTS
    assert phone.row().held_on == phone.now.date()


def test_a_phone_that_was_signed_out_settles_nothing_and_its_words_are_kept(
    phone: OnPhone,
) -> None:
    packs.end(pack_id=phone.pack.id, by=phone.service.visitor, now=phone.now)

    assert ask.is_over(phone.pack.id, now=phone.now)
    assert phone.sends(talks=phone.both()) is Outcome.KEPT
    assert phone.row().state == State.DUE
    assert phone.noted() == {"signed_out"}


def test_a_visitor_who_left_has_signed_every_phone_out(phone: OnPhone) -> None:
    acts.dismiss(who=phone.service.visitor.id, by=phone.service.duty, now=phone.now)

    assert ask.is_over(phone.pack.id, now=phone.now)
    assert phone.sends(talks=phone.both()) is Outcome.KEPT


def test_a_second_pack_signs_the_first_phone_out(phone: OnPhone) -> None:
    first = phone.pack

    phone.made()

    assert ask.is_over(first.id, now=phone.now)


def test_a_pack_is_signed_out_by_its_visitor_a_lead_or_nobody(phone: OnPhone) -> None:
    stranger = hired(Audience.VISITOR, phone.service.duty)
    for who in (stranger, phone.service.duty, phone.opened.resident):
        with pytest.raises(NotFound):
            packs.end(pack_id=phone.pack.id, by=who, now=phone.now)
    assert not ask.is_over(phone.pack.id, now=phone.now)
    packs.end(pack_id=phone.pack.id, by=phone.service.lead, now=phone.now)
    assert ask.is_over(phone.pack.id, now=phone.now)


def test_nobody_packs_who_has_taken_no_visit_on(phone: OnPhone) -> None:
    other = hired(Audience.VISITOR, phone.service.duty)
    with pytest.raises(RuleBroken, match="take a visit on first"):
        packs.prepare(by=other, service=phone.service.program, now=phone.now)
    with pytest.raises(WrongHands):
        packs.prepare(by=phone.service.duty, service=phone.service.program, now=phone.now)


def test_a_parcel_without_the_packs_own_token_is_refused(phone: OnPhone) -> None:
    """Whoever has the phone and not the code can seal to the public key, and prove nothing."""
    forged = phone.sends(talks=phone.both(), token="x" * 44)

    assert forged is Outcome.REFUSED
    assert phone.row().state == State.DUE
    assert not ParcelRow.objects.exists()


def test_a_parcel_opens_under_its_own_id_and_pack_alone(phone: OnPhone) -> None:
    sealed = phone.sealed(uuid4(), talks=phone.both())

    assert phone.arrives(uuid4(), sealed) is Outcome.REFUSED
    assert not TalkRow.objects.exists()


def test_a_visit_that_was_never_packed_is_refused(phone: OnPhone) -> None:
    PackedRow.objects.all().delete()

    assert phone.sends(talks=phone.both()) is Outcome.REFUSED


def test_a_pack_never_made_is_not_there(phone: OnPhone) -> None:
    phone.pack = replace(phone.pack, id=uuid4())
    with pytest.raises(NotFound):
        phone.sends(talks=phone.both())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rubbish=st.binary(max_size=300))
def test_rubbish_is_refused_and_leaves_no_trace(phone: OnPhone, rubbish: bytes) -> None:
    assert phone.arrives(uuid4(), rubbish) is Outcome.REFUSED
    assert not ParcelRow.objects.exists()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=8), one, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talks=ANYTHING, typed_=ANYTHING, visit=ANYTHING)
def test_what_is_sealed_and_no_parcel_is_refused(
    phone: OnPhone, talks: Any, typed_: Any, visit: Any
) -> None:
    assert phone.sends(talks=talks, typed=typed_, visit=visit) is Outcome.REFUSED


def test_answers_that_fit_no_question_are_kept_as_words(phone: OnPhone) -> None:
    answers = {"feels-safe": "sometimes", "sleep": "badly", "never-asked": "Yes!"}
    talks = [phone.talk(With.RESIDENT, answers=answers), phone.talk(With.HOST, 15)]

    phone.sends(talks=talks)

    guest = phone.heard()[0]
    assert [one.said for one in guest.answers] == ["badly"]
    assert "feels-safe: sometimes" in guest.said
    assert "never-asked: Yes!" in guest.said
    assert "form" in phone.noted()


def test_what_was_not_finished_waits_for_its_visitor_online(phone: OnPhone) -> None:
    fields = {"resident": {"said": SAID, "where": "the garden", "on": "2026-03-01"}}

    assert phone.sends(typed=fields) is Outcome.UNFINISHED

    name = draft_name(phone.check, With.RESIDENT)
    draft = typed.named(name, by=phone.service.visitor)
    assert draft is not None
    assert draft.fields["said"] == (SAID,)
    assert phone.row().state == State.DUE
    assert phone.heard() == []


def test_what_was_not_finished_goes_to_the_lead_where_nobody_can_finish_it(
    phone: OnPhone,
) -> None:
    phone.sends(talks=phone.both())

    assert phone.sends(typed={"host": {"said": "and one more thing"}}) is Outcome.KEPT
    assert any("and one more thing" in one.said for one in phone.heard())


def test_what_stands_online_already_is_not_overwritten_and_the_visit_stays_theirs(
    phone: OnPhone,
) -> None:
    phone.sends(typed={"host": {"said": "first"}})

    assert phone.sends(typed={"host": {"said": "second"}}) is Outcome.KEPT

    draft = typed.named(draft_name(phone.check, With.HOST), by=phone.service.visitor)
    assert draft is not None
    assert draft.fields["said"] == ("first",)
    assert any("second" in one.said for one in phone.heard())
    assert phone.row().taken_on == phone.now.date()
    assert phone.row().state == State.DUE


def test_the_days_of_the_host_are_the_same_whatever_is_kept_beside(phone: OnPhone) -> None:
    phone.sends(talks=[phone.talk(With.HOST, 20)])  # kept: it lies ahead

    days = TalkRow.objects.filter(with_host=True).values_list("check_held__held_on", flat=True)

    assert list(days) == [None]
    assert PlacementRow.objects.get(id=phone.stay).state == "living"


def test_a_pack_of_three_visits_asks_the_database_as_often_as_one_of_one() -> None:
    service = a_service()
    counts = []
    for at in range(3):
        stay = service.live(service.open_case(), service.homes[at])
        check = waiting(stay, by=service.visitor)[0]
        now = datetime.combine(check.due_on, time(16), tzinfo=UTC)
        visits.take_on(check_id=check.id, by=service.visitor, service=service.program, now=now)
        with CaptureQueriesContext(connection) as found:
            made = packs.prepare(by=service.visitor, service=service.program, now=now)
        counts.append(len(found))
        assert len(made.visits) == at + 1

    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"typed": {"resident": {"said": 7}}},
        {"typed": {"resident": {"said": ["a"]}}},
        {"typed": {"nobody": {"said": "a"}}},
        {"answers": {"sleep": 5}},
        {"heard": "false"},
        {"said": None},
        {"said": "x" * 50_001},
        {"began_at": "yesterday"},
        {"began_at": "0001-01-01T00:00:00+14:00"},
        {"ended_at": "9999-12-31T23:59:59+00:00"},
        {"with_": "nobody"},
        {"more": "than there is"},
    ],
    ids=range(12),
)
def test_a_parcel_that_holds_something_else_than_texts_is_refused(
    phone: OnPhone, told: dict[str, Any]
) -> None:
    whole = told if "typed" in told else {"talks": [phone.talk(With.RESIDENT) | told]}

    assert phone.sends(**whole) is Outcome.REFUSED
    assert not TalkRow.objects.exists()


def test_a_talk_told_twice_in_one_parcel_is_refused(phone: OnPhone) -> None:
    assert phone.sends(talks=[phone.talk(With.RESIDENT)] * 2) is Outcome.REFUSED


def test_a_talk_without_a_time_zone_is_kept_with_what_was_written(phone: OnPhone) -> None:
    bare = phone.now.replace(tzinfo=None, hour=9)
    talks = [phone.talk(With.RESIDENT, began_at=bare.isoformat(), ended_at=bare.isoformat())]

    assert phone.sends(talks=talks) is Outcome.NOT_COUNTED
    assert "form" in phone.noted()
