"""The visitor's round: the door opens on the day, and what was said leaves their sight."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions import checks, placement
from hearth.actions.daily import daily
from hearth.actions.visiting import visits
from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound, Sealed, WrongHands
from hearth.core.identity import Address
from hearth.core.placement import Ending
from hearth.queries.visiting import visits as ask
from hearth.queries.visiting.checks import waiting
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, GrantRow, ItemRow, TalkRow
from hearth.web.visitor import urls
from tests.service import Service, a_service, hired, two_talks
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
SAID = "I sleep well; the stairs are dark."


@pytest.fixture
def service() -> Service:
    return a_service()


def a_check(service: Service, at: int = 0) -> CheckRow:
    """The first check of a stay, on the day it is due, with the doors open that day."""
    stay = service.live(service.open_case(), service.homes[at])
    check = CheckRow.objects.get(id=waiting(stay, by=service.visitor)[0].id)
    open_doors(service, moment(check))
    return check


def moment(check: CheckRow) -> datetime:
    return datetime.combine(check.due_on, time(16), tzinfo=UTC)


def visitor(service: Service, check: CheckRow, who: SignedIn | None = None) -> Client:
    return comes_in(who or service.visitor, moment(check))


def url(name: str, check: CheckRow, *more: str) -> str:
    return reverse(f"visitor:{name}", args=[check.id, *more])


def a_talk(check: CheckRow, **other: str) -> dict[str, str]:
    told = {"on": check.due_on.isoformat(), "began": "14:00", "ended": "14:30"}
    asked = {"q-feels-safe": "yes", "q-changed": "false"}
    return told | asked | {"where": "a walk", "met": "home", "heard": "no", "said": SAID} | other


def write_both(client: Client, check: CheckRow, **of_guest: str) -> None:
    client.post(url("talk", check, With.RESIDENT), a_talk(check, **of_guest))
    host = a_talk(check, began="15:00", ended="15:20", said="All is well.")
    client.post(url("talk", check, With.HOST), host)


def test_a_visit_stands_on_the_round_without_a_word_of_where(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)

    html = shown(client.get(reverse("visitor:round"))) + shown(client.get(url("visit", check)))

    assert "Visit due on" in html
    assert "Area: north" in html
    for hidden in ("Alder", "Thornby", "Ada", "Robin"):
        assert hidden not in html
    assert client.get(url("pack", check)).status_code == 404
    assert client.get(url("talk", check, With.RESIDENT)).status_code == 404


def test_whoever_takes_a_visit_on_is_given_the_door_for_that_day(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)

    client.post(url("take", check))
    html = shown(client.get(url("visit", check)))
    pack = shown(client.get(url("pack", check)))

    for page in (html, pack):
        assert "9 Alder Row" in page
        assert "Ada Lind" in page
        assert "1 person, here since" in page
    assert "Robin" not in html


def test_the_keys_are_gone_when_the_day_is_over(service: Service) -> None:
    check = a_check(service)
    visitor(service, check).post(url("take", check))
    tomorrow = moment(check) + timedelta(days=1)

    assert daily(by=service.program, now=tomorrow).visits_ended == 1

    assert not GrantRow.objects.filter(to=service.visitor.id, because=check.id).exists()
    with pytest.raises(Sealed):
        facts.open_(Address, service.address(), by=service.visitor, now=tomorrow, purpose="visit")
    open_doors(service, tomorrow)
    html = shown(comes_in(service.visitor, tomorrow).get(url("visit", check)))
    assert "Alder" not in html


def test_a_colleague_cannot_take_on_what_is_taken_and_can_once_it_is_given_back(
    service: Service,
) -> None:
    check, other = a_check(service), hired(Audience.VISITOR, service.duty)
    first, second = visitor(service, check), visitor(service, check, other)
    first.post(url("take", check))

    assert second.post(url("take", check)).status_code == 409
    assert "A colleague has taken this visit on" in shown(second.get(url("visit", check)))
    assert second.post(url("hand_in", check)).status_code == 404
    assert first.post(url("lay_down", check)).status_code == 302
    assert not GrantRow.objects.filter(because=check.id).exists()
    assert second.post(url("take", check)).status_code == 302


def test_a_talk_that_is_written_down_is_handed_in_before_a_visit_is_given_back(
    service: Service,
) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    client.post(url("talk", check, With.RESIDENT), a_talk(check))

    assert client.post(url("lay_down", check)).status_code == 409
    assert "Give this visit back" not in shown(client.get(url("visit", check)))


def test_a_visit_that_is_not_open_yet_is_not_there(service: Service) -> None:
    check = a_check(service)
    CheckRow.objects.filter(id=check.id).update(opens_on=check.due_on + timedelta(days=1))
    client = visitor(service, check)

    assert client.get(url("visit", check)).status_code == 404
    assert client.post(url("take", check)).status_code == 404


def test_two_talks_apart_are_handed_in_and_leave_the_visitors_sight(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    write_both(client, check)

    assert "this visit counts" in shown(client.get(url("visit", check)))
    assert SAID in shown(client.get(url("talk", check, With.RESIDENT)))
    answer = client.post(url("hand_in", check), follow=True)

    assert "The visit counts" in shown(answer)
    assert CheckRow.objects.get(id=check.id).state == State.HELD
    assert not ItemRow.objects.filter(compartment=Compartment.NOTES).exists()
    assert not GrantRow.objects.filter(to=service.visitor.id).exists()
    item = TalkRow.objects.get(check_held=check, with_host=False).item_id
    assert facts.can_open(item, service.lead)
    assert not facts.can_open(item, service.visitor)
    assert client.get(url("visit", check)).status_code == 404
    assert client.get(url("talk", check, With.RESIDENT)).status_code == 404
    assert client.post(url("hand_in", check)).status_code == 404


def test_what_would_not_count_is_said_before_it_is_handed_in_and_kept_all_the_same(
    service: Service,
) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    write_both(client, check, heard="yes")

    html = shown(client.get(url("visit", check)))
    answer = client.post(url("hand_in", check), follow=True)

    assert "this visit would not count" in html
    assert "The host could hear the guest" in html
    assert "does not count" in shown(answer)
    assert CheckRow.objects.get(id=check.id).state == State.NOT_COUNTED


def test_what_a_visit_must_be_is_told_before_it_and_by_which_rule(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))

    for page in (reverse("visitor:round"), url("visit", check), url("pack", check)):
        assert "Face to face: a call does not count." in shown(client.get(page))
    html = shown(client.get(url("visit", check)))
    assert reverse("staff:rule", args=["blank.1", "check"]) in html


def test_a_talk_by_telephone_is_said_not_to_count_before_it_is_handed_in(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    write_both(client, check, met="call")

    html = shown(client.get(url("visit", check)))

    assert "this visit would not count" in html
    assert "This one must be held face to face." in html


def test_a_guest_who_does_not_want_to_be_seen_is_not_asked_why(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    host = a_talk(check, began="15:00", ended="15:20", said="All is well.")
    client.post(url("talk", check, With.HOST), host)

    answer = client.post(url("refused", check), follow=True)

    assert "Nobody asks them why" in shown(answer)
    assert CheckRow.objects.get(id=check.id).state == State.REFUSED
    assert client.get(url("visit", check)).status_code == 404
    assert CheckRow.objects.get(id=check.id).talks.count() == 1


def test_whoever_was_seen_has_not_refused(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    client.post(url("talk", check, With.RESIDENT), a_talk(check))

    html = shown(client.get(url("visit", check)))
    answer = client.post(url("refused", check))

    assert "The guest does not want to be seen" not in html
    assert answer.status_code == 409
    assert CheckRow.objects.get(id=check.id).state == State.DUE


def test_talks_at_the_same_time_or_one_alone_are_told_to_be_too_few(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))

    client.post(url("talk", check, With.RESIDENT), a_talk(check))
    alone = shown(client.get(url("visit", check)))
    client.post(url("talk", check, With.HOST), a_talk(check, began="14:10", ended="14:20"))

    assert "The talk with the host is not written down." in alone
    assert "held at the same time" in shown(client.get(url("visit", check)))


def test_a_draft_opens_to_whoever_wrote_it_and_to_nobody_else(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    client.post(url("talk", check, With.RESIDENT), a_talk(check))
    item = ItemRow.objects.get(compartment=Compartment.NOTES)

    assert SAID.encode() not in bytes(item.body)
    for who in (service.duty, service.lead, service.program, hired(Audience.VISITOR, service.duty)):
        assert not facts.can_open(item.id, who)
    client.post(url("talk", check, With.RESIDENT), a_talk(check, said="Again."))
    assert ItemRow.objects.filter(compartment=Compartment.NOTES).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ended": "13:00"}, "Write a time that is later"),
        ({"began": "noon"}, "Write a time like 14:30"),
        ({"heard": ""}, "Choose one of the two"),
        ({"where": ""}, "Write where you talked"),
    ],
)
def test_what_was_said_is_never_lost_to_a_wrong_field(
    service: Service, wrong: dict[str, str], sentence: str
) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))

    html = client.post(url("talk", check, With.RESIDENT), a_talk(check, **wrong)).content.decode()

    assert sentence in html
    assert "the stairs are dark" in html


def test_a_talk_that_has_not_been_held_yet_is_refused_in_a_sentence(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))

    late = a_talk(check, began="17:00", ended="17:30")

    assert client.post(url("talk", check, With.RESIDENT), late).status_code == 409
    assert client.post(url("hand_in", check)).status_code == 409
    assert client.get(url("talk", check, "nobody")).status_code == 404


def test_nobody_but_a_visitor_takes_a_visit_on_or_sees_the_round(service: Service) -> None:
    check = a_check(service)
    host = service.hosts[service.homes[0]]

    for who in (service.duty, service.lead, host):
        assert comes_in(who, moment(check)).get(reverse("visitor:round")).status_code == 404
        with pytest.raises(WrongHands):
            take(service, check.id, who, moment(check))
        with pytest.raises(NotFound):
            ask.round_of(by=who, service=service.program, now=moment(check))
        with pytest.raises(NotFound):
            ask.visit(check.id, by=who, service=service.program, now=moment(check))
    assert {page.callback.audiences for page in urls.urlpatterns} == {frozenset({Audience.VISITOR})}


def take(service: Service, check: UUID, who: SignedIn, now: datetime) -> None:
    visits.take_on(check_id=check, by=who, service=service.program, now=now)


def test_the_round_asks_the_database_as_often_for_three_visits_as_for_one(
    service: Service,
) -> None:
    counts = []
    for at in range(3):
        check = a_check(service, at)
        client = visitor(service, check)
        with CaptureQueriesContext(connection) as found:
            html = shown(client.get(reverse("visitor:round")))
        counts.append(len(found))
        assert html.count("govuk-task-list__item ") == at + 1

    assert len(set(counts)) == 1


def both_write(service: Service, check: CheckRow) -> tuple[Client, Client]:
    """A visitor writes a talk down; on the same day a colleague records the visit."""
    first, other = visitor(service, check), hired(Audience.VISITOR, service.duty)
    first.post(url("take", check))
    first.post(url("talk", check, With.RESIDENT), a_talk(check))
    talks = two_talks(moment(check), "She told me.")
    checks.hold(check_id=check.id, talks=talks, by=other, now=moment(check))
    return first, visitor(service, check, other)


def test_two_visitors_record_one_visit_and_the_words_of_both_reach_the_lead(
    service: Service,
) -> None:
    check = a_check(service)
    first, second = both_write(service, check)

    html = shown(first.get(reverse("visitor:round")))
    assert "Written down and not handed in" in html
    assert "Written down and not handed in" not in shown(second.get(reverse("visitor:round")))
    assert first.post(url("hand_in", check)).status_code == 404
    answer = first.post(url("hand_in_late", check), follow=True)

    assert "the safeguarding lead can read it" in shown(answer)
    talks = TalkRow.objects.filter(check_held=check)
    assert talks.count() == 3
    assert all(facts.can_open(talk.item_id, service.lead) for talk in talks)
    assert not ItemRow.objects.filter(compartment=Compartment.NOTES).exists()
    assert first.post(url("hand_in_late", check)).status_code == 404
    assert second.post(url("hand_in_late", check)).status_code == 404


def test_what_was_written_of_a_stay_that_ended_reaches_the_lead(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    client.post(url("talk", check, With.RESIDENT), a_talk(check))
    placement.end(
        placement_id=check.placement_id,
        why=next(iter(Ending)),
        on=check.due_on,
        by=service.duty,
        office=service.duty,
        now=moment(check),
    )

    client.post(url("hand_in_late", check))

    kept = TalkRow.objects.get()
    assert facts.can_open(kept.item_id, service.lead)
    assert not CheckRow.objects.filter(state=State.HELD).exists()
    assert not GrantRow.objects.filter(to=service.visitor.id).exists()


def test_what_is_typed_is_kept_as_it_is_typed_and_stands_there_again(service: Service) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))
    name = f"visit-{check.id.hex}-resident"
    typed = {"draft": name, "said": "half a sent", "q-sleep": "badly"}
    assert client.post(reverse("front:drafts"), typed).status_code == 204

    html = shown(client.get(url("talk", check, With.RESIDENT)))
    assert "half a sent" in html
    assert "badly" in html

    client.post(url("talk", check, With.RESIDENT), a_talk(check))
    assert "half a sent" not in shown(client.get(url("talk", check, With.RESIDENT)))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"q-feels-safe": ""}, "Choose one of the answers"),
        ({"q-afraid-of": "the dog"}, "does not go with what is chosen above"),
        ({"q-sleep": "x" * 1_000_000}, "too long to be kept in one piece"),
        ({"said": "x" * 1_000_000}, "too long to be kept in one piece"),
    ],
)
def test_an_answer_that_does_not_fit_is_said_and_nothing_that_was_typed_is_lost(
    service: Service, answers: dict[str, str], sentence: str
) -> None:
    check = a_check(service)
    client = visitor(service, check)
    client.post(url("take", check))

    html = client.post(url("talk", check, With.RESIDENT), a_talk(check, **answers))

    assert sentence in html.content.decode()
    assert all(said in html.content.decode() for said in answers.values())
    assert not ItemRow.objects.filter(compartment=Compartment.NOTES).exists()
