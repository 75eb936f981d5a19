"""What a host finds on their pages, and what they may say there."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions import introduction, permanence
from hearth.actions.homes import own_home
from hearth.core.diary import Kind
from hearth.core.errors import NotFound
from hearth.core.home import Home, Room
from hearth.core.ids import HomeId
from hearth.core.introduction import State
from hearth.core.person import Feature, Gender, Trait
from hearth.core.units import Period
from hearth.queries.homes import diary, hosting
from hearth.queries.homes import own_home as ask_home
from hearth.store import hosts
from hearth.store.access import SignedIn
from hearth.store.models import HostNoteRow, IntroductionRow, PermanenceRow
from tests.builders import MOMENT, an_id
from tests.service import DAY, LATER, STAY, Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
PAGES = ("begin", "steps", "homes", "limits", "asked", "guests", "diary")


def host_of(service: Service, at: int = 0) -> Client:
    return comes_in(service.hosts[service.homes[at]])


def page(client: Client, name: str, **words: object) -> str:
    answer = client.get(reverse(f"host:{name}", kwargs=words))
    assert answer.status_code == 200
    return shown(answer)


def home_now(service: Service, at: int = 0) -> Home:
    found, _ = hosts.home(service.homes[at], by=service.duty, now=LATER, purpose="test")
    return found


def post(client: Client, name: str, told: dict[str, object], **words: object) -> int:
    return client.post(reverse(f"host:{name}", kwargs=words), told).status_code


def in_sight(page: str) -> str:
    """A page without what is only shown once it is locked."""
    return re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)


def test_every_page_of_a_host_has_one_heading_and_a_title_that_says_nothing(
    service: Service,
) -> None:
    host = host_of(service)

    for name in PAGES:
        html = page(host, name)
        assert in_sight(html).count("<h1") == 1, name
        assert "<title>My page</title>" in html


def test_nothing_is_asked_of_a_host_whose_steps_are_done_and_whom_nobody_is_to_meet(
    service: Service,
) -> None:
    assert "Nothing is asked of you today" in page(host_of(service), "begin")


# --- requests ------------------------------------------------------------------------------------


def test_a_request_tells_how_many_and_what_to_prepare_and_no_name(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)
    host = host_of(service)

    html = page(host, "asked")

    assert "A meeting is arranged" in html
    assert "1 adult" in html
    assert "Robin" not in html + page(host, "begin") + page(host, "guests")
    assert 'name="answer"' not in html


def test_an_offer_to_a_person_is_nothing_that_the_host_can_see(service: Service) -> None:
    opened, host = service.open_case(), host_of(service)
    before = [page(host, name) for name in PAGES]

    service.agree(service.put_offer(opened), opened)

    assert [page(host, name) for name in PAGES] == before


def test_a_host_answers_apart_and_their_page_is_the_same_whatever_was_answered(
    service: Service,
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    host = host_of(service)
    before = page(host, "asked")

    yes = post(host, "answer", {"answer": "yes"}, meeting=meeting)
    after_yes = page(host, "asked")
    again = post(host, "answer", {"answer": "no"}, meeting=meeting)

    assert (yes, again) == (302, 302)
    assert "You have met" in before
    assert before.count('name="answer"') == 2
    assert before == after_yes == page(host, "asked")
    assert IntroductionRow.objects.get(id=meeting).state == State.ENDING


def test_the_no_of_either_side_ends_in_the_same_page(service: Service) -> None:
    ended = []
    for at, side in enumerate(("resident", "host")):
        opened = service.open_case()
        offered = service.put_offer(opened, service.homes[at])
        service.agree(offered, opened)
        meeting = service.meet(offered)
        who = opened.resident if side == "resident" else service.hosts[service.homes[at]]
        introduction.answer(introduction_id=meeting, willing=False, by=who, now=MOMENT)
        introduction.tell(introduction_id=meeting, by=service.program, now=MOMENT + DAY)
        ended.append(page(host_of(service, at), "asked"))

    assert ended[0] == ended[1]
    assert "Nothing is asked of you" in ended[0]


def test_a_host_cannot_answer_for_another_and_a_press_of_nothing_changes_nothing(
    service: Service,
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)

    assert post(host_of(service, 1), "answer", {"answer": "yes"}, meeting=meeting) == 404
    assert post(host_of(service), "answer", {"answer": "perhaps"}, meeting=meeting) == 422
    assert post(host_of(service), "answer", {"answer": "yes"}, meeting=an_id()) == 404
    assert IntroductionRow.objects.get(id=meeting).state == State.HELD


def test_an_answer_from_an_old_tab_is_told_calmly(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    service.both_willing(meeting, opened, service.homes[0], MOMENT)

    assert post(host_of(service), "answer", {"answer": "no"}, meeting=meeting) == 409
    assert IntroductionRow.objects.get(id=meeting).state == State.GOES_ON


# --- the home ------------------------------------------------------------------------------------


def test_a_host_writes_down_rooms_and_what_is_there_and_the_office_hears_of_it(
    service: Service,
) -> None:
    told = {"beds_0": "1", "beds_1": "2", "features": [Feature.KITCHEN, Feature.PETS]}

    status = post(host_of(service), "home", told, home=service.homes[0])

    assert status == 302
    now = home_now(service)
    assert [room.beds for room in now.rooms] == [1, 2]
    assert now.features == {Feature.KITCHEN, Feature.PETS}
    office = shown(comes_in(service.duty).get(reverse("caseworker:applications")))
    assert "beds in each room: 1, now 1, 2; there now: kitchen, pets" in office
    assert "Ada Lind" in office


def test_training_is_not_the_hosts_own_to_claim_or_to_lose(service: Service) -> None:
    before = home_now(service)
    trained = Feature.TRAINED_FOR_PERIODS
    told = own_home.Told(rooms=before.rooms, features=frozenset({trained}))
    by, program = service.hosts[service.homes[0]], service.program

    own_home.change_home(home_id=before.id, told=told, by=by, service=program, now=LATER)

    assert trained not in home_now(service).features
    assert trained.value not in page(host_of(service), "home", home=before.id)


def test_a_room_where_somebody_sleeps_stays_as_it_is(service: Service) -> None:
    service.live(service.open_case())
    host = host_of(service)

    offered = page(host, "home", home=service.homes[0])
    forced = post(host, "home", {"beds_0": "0"}, home=service.homes[0])

    assert 'name="beds_0"' not in offered
    assert forced == 409
    assert home_now(service).rooms == (Room(1),)


def test_the_home_of_another_is_not_there(service: Service) -> None:
    host, other = host_of(service), service.homes[1]
    before = home_now(service, 1)

    assert host.get(reverse("host:home", args=[other])).status_code == 404
    assert host.get(reverse("host:days", args=[other])).status_code == 404
    assert post(host, "home", {"beds_0": "3"}, home=other) == 404
    assert post(host, "tonight", {"answer": "no"}, home=other) == 404
    assert home_now(service, 1) == before


def test_what_was_typed_wrongly_stays_and_its_field_says_what_would_be_right(
    service: Service,
) -> None:
    url = reverse("host:home", args=[service.homes[0]])

    html = host_of(service).post(url, {"beds_0": "many"}).content.decode()

    assert 'value="many"' in html
    assert "Write a number of beds from 0 to 12" in html
    assert 'href="#id_beds_0"' in html


def test_who_may_stay_is_written_as_told_and_what_the_form_does_not_ask_is_kept(
    service: Service,
) -> None:
    told = {
        "genders": [Gender.WOMAN],
        "age_min": "18",
        "age_max": "30",
        "size_max": "2",
        "not_traits": [Trait.SMOKER],
        "languages": ["uk", "en"],
    }

    assert post(host_of(service), "limits", told) == 302

    _, host = hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")
    assert (host.accepts.age_min, host.accepts.age_max, host.accepts.size_max) == (18, 30, 2)
    assert host.accepts.genders == {Gender.WOMAN}
    assert host.accepts.not_traits == {Trait.SMOKER}
    assert host.languages == {"uk", "en"}
    assert host.evidence


def test_ages_the_wrong_way_round_are_told_beside_their_field(service: Service) -> None:
    told = {"genders": [Gender.WOMAN], "age_min": "30", "age_max": "18"}

    html = host_of(service).post(reverse("host:limits"), told).content.decode()

    assert "Write an age that is not below the one above" in html


# --- the calendar --------------------------------------------------------------------------------


def test_one_press_says_that_nobody_can_come_tonight_and_one_takes_it_back(
    service: Service,
) -> None:
    host, home = host_of(service), service.homes[0]
    tonight = Period.of_days(LATER.date(), 1)

    assert post(host, "tonight", {"answer": "no"}, home=home) == 302
    assert not home_now(service).free_for(tonight)
    assert "nobody can come tonight" in page(host, "begin")
    post(host, "tonight", {"answer": "no"}, home=home)
    assert post(host, "tonight", {"answer": "yes"}, home=home) == 302

    assert home_now(service).free_for(tonight)
    assert HostNoteRow.objects.filter(kind=Kind.CHANGED).count() == 2


def test_days_are_closed_and_opened_with_both_ends(service: Service) -> None:
    host, home = host_of(service), service.homes[0]
    first = LATER.date() + timedelta(days=10)
    told = {"first": first.isoformat(), "last": (first + timedelta(days=4)).isoformat()}

    assert post(host, "days", told | {"free": "no"}, home=home) == 302
    assert not home_now(service).free_for(Period.of_days(first + timedelta(days=4), 1))
    assert home_now(service).free_for(Period.of_days(first + timedelta(days=5), 30))
    post(host, "days", told | {"free": "yes"}, home=home)

    assert home_now(service).free_for(Period.of_days(first, 40))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"first": "soon", "last": "2031-06-01", "free": "yes"}, "Write a day as year"),
        ({"first": "2031-06-02", "last": "2031-06-01", "free": "yes"}, "not before the first"),
        ({"first": "2031-06-01", "last": "2031-06-02"}, "Choose one of the two"),
    ],
)
def test_a_day_that_is_none_is_told_beside_its_field(
    service: Service, told: dict[str, str], sentence: str
) -> None:
    url = reverse("host:days", args=[service.homes[0]])

    assert sentence in host_of(service).post(url, told).content.decode()


def test_days_long_past_or_far_ahead_are_refused_in_a_sentence(service: Service) -> None:
    host, home = host_of(service), service.homes[0]
    past = {"first": "2030-01-01", "last": "2030-01-02", "free": "yes"}
    far = {"first": "2031-06-01", "last": "2090-01-01", "free": "no"}

    assert post(host, "days", past, home=home) == post(host, "days", far, home=home) == 409


# --- who lives here, the wish, the diary ---------------------------------------------------------


def test_a_guest_has_no_name_on_the_hosts_page_until_somebody_gave_the_key(
    service: Service,
) -> None:
    service.live(service.open_case())

    html = page(host_of(service), "guests")

    assert "Your guest" in html
    assert "Nobody lives with you now" in page(host_of(service, 1), "guests")
    assert "Your guest" not in page(host_of(service, 1), "begin")
    assert "Robin" not in html
    assert str(STAY.first.year) in html


def test_the_wish_of_a_host_is_theirs_alone_and_is_taken_back_by_the_same_page(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    host = host_of(service)

    assert post(host, "wish", {"answer": "yes"}, stay=stay) == 302
    assert "I take my wish back" in page(host, "guests")
    assert post(host, "wish", {"answer": "yes"}, stay=stay) == 409
    assert post(host, "wish", {"answer": "no"}, stay=stay) == 302
    assert PermanenceRow.objects.get(placement=stay).state == "open"
    assert post(host_of(service, 1), "wish", {"answer": "yes"}, stay=stay) == 404
    assert post(host, "reverse", {}, stay=stay) == 409


def test_the_wish_of_the_guest_changes_nothing_on_the_hosts_pages(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    host = host_of(service)
    before = [page(host, name) for name in PAGES]

    permanence.wish(placement_id=stay, wanted=True, by=opened.resident, now=LATER)

    assert [page(host, name) for name in PAGES] == before


def test_a_diary_is_read_by_its_host_and_the_office_and_by_nobody_else(service: Service) -> None:
    words = "We cooked together. <b>Soup</b> \u0645\u0631\u062d\u0628\u0627 \U0001f372"
    host = host_of(service)

    assert post(host, "diary", {"words": words}) == 302

    mine = page(host, "diary")
    assert "&lt;b&gt;Soup&lt;/b&gt; \u0645\u0631\u062d\u0628\u0627 \U0001f372" in mine
    assert "We cooked together" not in page(host_of(service, 1), "diary")
    assert "We cooked together" in shown(
        comes_in(service.duty).get(reverse("caseworker:applications"))
    )


def test_an_entry_without_words_keeps_nothing_and_says_so(service: Service) -> None:
    host = host_of(service)

    html = host.post(reverse("host:diary"), {"words": "  "}).content.decode()
    with_nul = host.post(reverse("host:diary"), {"words": "a\x00b"})

    assert "Write a few words first" in html
    assert with_nul.status_code == 422
    assert not HostNoteRow.objects.exists()


def test_whoever_is_no_host_finds_no_page_of_a_host(service: Service) -> None:
    for who in (service.duty, service.lead, service.visitor, service.open_case().resident):
        for name in PAGES:
            assert comes_in(who).get(reverse(f"host:{name}")).status_code == 404
        for ask in (hosting.asked, hosting.guests):
            assert ask(by=who, now=LATER).count == 0
        for ask_own in (diary.own, own_facts(service)):
            with pytest.raises(NotFound):
                ask_own(by=who, now=LATER)


def own_facts(service: Service) -> Callable[..., object]:
    """The question of a host's own facts, with the running program as they are always asked."""
    return partial(ask_home.own, service=service.program)


def test_the_number_of_questions_to_the_database_does_not_grow_with_what_is_shown() -> None:
    service = a_service(two_homes=True)
    open_doors(service)
    one, other, *_ = service.homes
    by = service.hosts[one]
    service.live(service.open_case(), one)
    say_no_and_yes(service, one, by)
    few = questions_of(comes_in(by))

    service.live(service.open_case(), other)
    for _ in range(3):
        say_no_and_yes(service, one, by)

    assert questions_of(comes_in(by)) == few


def say_no_and_yes(service: Service, home: HomeId, by: SignedIn) -> None:
    for can in (False, True):
        own_home.say_tonight(home_id=home, can=can, by=by, service=service.program, now=LATER)


def questions_of(host: Client) -> dict[str, int]:
    """How many questions each page asks of the database."""
    asked = {}
    for name in PAGES:
        with CaptureQueriesContext(connection) as found:
            page(host, name)
        asked[name] = len(found)
    return asked
