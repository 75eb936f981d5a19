from uuid import UUID

import pytest

from hearth.actions import consent, introduction, offer
from hearth.core.card import GuestCard
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.introduction import State
from hearth.queries import seen
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import EntryRow, HostRow, IntroductionRow, OfferRow
from tests.builders import MOMENT
from tests.refused import refused
from tests.service import DAY, LATER, Service

pytestmark = pytest.mark.django_db


def answer(meeting: UUID, willing: bool, by: SignedIn) -> None:
    introduction.answer(introduction_id=meeting, willing=willing, by=by, now=MOMENT)


def test_a_host_is_invited_with_a_card_that_they_and_the_office_open(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    host = service.hosts[service.homes[0]]

    meeting = introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)

    card = IntroductionRow.objects.get(id=meeting).card_id
    told = facts.open_(GuestCard, card, by=host, now=MOMENT, purpose="own")
    assert (told.people, told.ages) == (1, ("1 adult",))
    others = [service.lead, service.program, service.hosts[service.homes[1]]]
    assert not any(facts.can_open(card, by) for by in others)


def test_no_host_is_invited_before_the_person_has_agreed(service: Service) -> None:
    offered = service.put_offer(service.open_case())

    with refused(RuleBroken, "has not agreed"):
        introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)


def test_a_host_is_invited_once_by_the_office_and_only_while_the_offer_stands(
    service: Service,
) -> None:
    opened = service.open_case()
    offered, other = (service.put_offer(opened, home) for home in service.homes[:2])
    service.agree(offered, opened)

    for by in (opened.resident, service.program, service.lead):
        with refused(WrongHands):
            introduction.arrange(offer_id=offered, by=by, now=MOMENT)
    introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)
    with refused(RuleBroken, "already"):
        introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)

    service.agree(other, opened)
    offer.end(offer_id=other, by=service.duty, now=MOMENT)
    with refused(RuleBroken, "has ended"):
        introduction.arrange(offer_id=other, by=service.duty, now=MOMENT)


def test_a_host_without_a_sign_in_is_not_invited(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    HostRow.objects.update(principal=None)

    with refused(RuleBroken, "no sign-in"):
        introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)


def met(service: Service) -> tuple[UUID, SignedIn, SignedIn]:
    """A meeting held, the person and the host."""
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    return service.meet(offered), opened.resident, service.hosts[service.homes[0]]


def test_the_log_does_not_tell_a_yes_from_a_no(service: Service) -> None:
    meeting, person, host = met(service)
    answer(meeting, True, person)
    answer(meeting, False, host)

    last = [(row.act, row.purpose, row.bindings) for row in EntryRow.objects.order_by("-seq")[:2]]
    assert last[0] == last[1]


def test_only_the_two_who_met_answer(service: Service) -> None:
    meeting, _, _ = met(service)
    stranger = service.open_case().resident

    for by in (stranger, service.hosts[service.homes[1]], service.duty, service.program):
        with refused(NotFound):
            answer(meeting, True, by)


def test_both_are_told_at_the_moment_fixed_at_the_meeting(service: Service) -> None:
    meeting, person, host = met(service)
    for side in (person, host):
        answer(meeting, True, side)
    row = IntroductionRow.objects.get(id=meeting)

    with refused(RuleBroken, "not before"):
        introduction.tell(introduction_id=row.id, by=service.program, now=MOMENT)
    with refused(WrongHands):
        introduction.tell(introduction_id=row.id, by=service.duty, now=LATER)

    assert introduction.tell(introduction_id=row.id, by=service.program, now=LATER) is State.GOES_ON


@pytest.mark.parametrize("answers", [(True, False), (False, True), (False, False), ()])
def test_any_no_ends_it_and_takes_the_key_back(service: Service, answers: tuple[bool, ...]) -> None:
    meeting, person, host = met(service)
    for side, willing in zip((person, host), answers, strict=False):
        answer(meeting, willing, side)
    row = IntroductionRow.objects.get(id=meeting)

    assert introduction.tell(introduction_id=row.id, by=service.program, now=LATER) is State.ENDED

    assert not facts.can_open(service.address(), person)
    assert not facts.can_open(service.host_identity(), person)


def test_a_yes_taken_back_after_the_meeting_is_a_no(service: Service) -> None:
    meeting, person, host = met(service)
    for side in (person, host):
        answer(meeting, True, side)
    row = IntroductionRow.objects.select_related("offer").get(id=meeting)

    consent.withdraw(offer_id=row.offer_id, by=person, now=MOMENT)

    assert introduction.tell(introduction_id=row.id, by=service.program, now=LATER) is State.ENDED


def test_a_meeting_whose_offer_was_ended_is_still_told_of(service: Service) -> None:
    meeting, person, _ = met(service)
    answer(meeting, False, person)
    row = IntroductionRow.objects.get(id=meeting)

    offer.end(offer_id=row.offer_id, by=service.duty, now=MOMENT)

    assert introduction.tell(introduction_id=row.id, by=service.program, now=LATER) is State.ENDED


def test_a_meeting_is_held_once_and_by_the_office(service: Service) -> None:
    meeting, person, host = met(service)
    row = IntroductionRow.objects.get(id=meeting)

    for by in (person, host, service.duty):
        with refused(StepNotAllowed):
            introduction.hold(introduction_id=row.id, by=by, now=MOMENT + DAY)


# The offer ends under the meeting


def arranged(service: Service) -> tuple[IntroductionRow, SignedIn, SignedIn]:
    """A meeting to come, the person and the host."""
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)
    row = IntroductionRow.objects.get(id=meeting)
    return row, opened.resident, service.hosts[service.homes[0]]


def test_a_meeting_to_come_ends_with_its_offer_and_the_card_with_it(service: Service) -> None:
    row, _, host = arranged(service)
    assert facts.can_open(row.card_id, host)

    offer.end(offer_id=row.offer_id, by=service.lead, now=MOMENT)

    assert IntroductionRow.objects.get().state == State.ENDED
    assert not facts.can_open(row.card_id, host)
    with refused(RuleBroken):
        introduction.hold(introduction_id=row.id, by=service.duty, now=MOMENT)


def test_a_meeting_to_come_ends_when_the_yes_is_taken_back(service: Service) -> None:
    row, person, host = arranged(service)

    consent.withdraw(offer_id=row.offer_id, by=person, now=MOMENT)

    assert IntroductionRow.objects.get().state == State.ENDED
    assert not facts.can_open(row.card_id, host)


def test_two_yeses_to_an_offer_that_has_ended_do_not_go_on(service: Service) -> None:
    meeting, person, host = met(service)
    for side in (person, host):
        answer(meeting, True, side)
    row = IntroductionRow.objects.get(id=meeting)

    offer.end(offer_id=row.offer_id, by=service.duty, now=MOMENT)

    with_host = seen.seen(row.offer.case_id, by=host, now=MOMENT)
    assert any("we have met" in line for line in with_host)
    assert facts.can_open(row.card_id, host)
    assert introduction.tell(introduction_id=meeting, by=service.program, now=LATER) is State.ENDED
    assert not facts.can_open(row.card_id, host)


def test_an_offer_that_ended_by_itself_is_told_of_as_ended(service: Service) -> None:
    meeting, person, host = met(service)
    for side in (person, host):
        answer(meeting, True, side)
    OfferRow.objects.update(state="ended")

    assert introduction.tell(introduction_id=meeting, by=service.program, now=LATER) is State.ENDED


def test_the_office_calls_a_meeting_off_and_the_offer_with_it(service: Service) -> None:
    row, person, host = arranged(service)

    with refused(WrongHands):
        introduction.cancel(introduction_id=row.id, by=host, now=MOMENT)
    introduction.cancel(introduction_id=row.id, by=service.duty, now=MOMENT)

    assert OfferRow.objects.get().state == "ended"
    assert not facts.can_open(row.card_id, host)
    assert not facts.can_open(service.address(), person)


def test_a_meeting_that_was_held_is_not_called_off(service: Service) -> None:
    meeting, _, _ = met(service)

    with refused(StepNotAllowed):
        introduction.cancel(introduction_id=meeting, by=service.duty, now=MOMENT)


def test_a_host_learns_of_a_case_when_they_are_invited_and_not_before(service: Service) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    offered = service.put_offer(opened)
    service.agree(offered, opened)

    with refused(NotFound):
        seen.seen(opened.case, by=host, now=MOMENT)
    introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)
    assert seen.seen(opened.case, by=host, now=MOMENT)
