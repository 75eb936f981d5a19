"""What a resident can reach is theirs, and no name stands on any page before their yes."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import (
    consent,
    introduction,
    permanence,
    placement,
    result,
)
from hearth.actions.intake import Opened
from hearth.core.identity import Address, HostIdentity
from hearth.core.placement import Ending
from hearth.store import facts
from hearth.store.models import OfferRow, ReleaseRow, ResultRow
from tests.service import DAY, LATER, Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db

HOST = HostIdentity(name="Ada Lind", phone="01632 960111", email="ada@example.org")
HOME = Address(
    street="9 Alder Row", town="Thornby", directions="the red door", phone="01632 960222"
)
SHOWN = ("Ada Lind", "01632 960111", "9 Alder Row", "Thornby", "the red door", "01632 960222")
OF_THE_HOST = (*SHOWN, "Ada", "Lind", "Alder", "ada@example.org")
PLAIN = ("begin", "closing", "told", "needs", "refusals", "words", "period", "homes", "results")
MORE = ("reach", "reach_change", "opened", "said", "wrong", "stay", "leave")
OF_AN_OFFER = ("home", "yes", "no", "take_back")


@pytest.fixture
def service() -> Service:
    made = a_service()
    open_doors(made, LATER)
    for home in made.homes:
        tell = {"by": made.duty, "now": LATER}
        facts.change(made.host_identity(home), HOST, **tell)
        facts.change(made.address(home), HOME, **tell)
    return made


def pages_of(opened: Opened) -> Iterator[str]:
    """Every address that this person can look at."""
    yield from (reverse(f"resident:{name}") for name in (*PLAIN, *MORE))
    for offer in OfferRow.objects.filter(case=opened.case):
        yield from (reverse(f"resident:{name}", args=[offer.id]) for name in OF_AN_OFFER)
    for one in ResultRow.objects.filter(person=opened.person):
        yield from (reverse(f"resident:{name}", args=[one.id]) for name in ("result", "release"))


def walked(opened: Opened) -> str:
    """All pages of this person, one after the other; those that send on are followed."""
    browser = comes_in(opened.resident)
    answers = [browser.get(page, follow=True) for page in pages_of(opened)]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    return "".join(shown(answer) for answer in answers)


def names_in(text: str) -> list[str]:
    return [name for name in OF_THE_HOST if name in text]


def test_a_case_just_begun_shows_no_name(service: Service) -> None:
    assert names_in(walked(service.open_case())) == []


def test_a_home_offered_shows_its_words_and_no_name(service: Service) -> None:
    opened = service.open_case()
    service.put_offer(opened)

    text = walked(opened)

    assert names_in(text) == []
    assert "homes are like this" in text


def test_a_yes_shows_whose_home_it_is(service: Service) -> None:
    opened = service.open_case()
    service.agree(service.put_offer(opened), opened)

    assert set(names_in(walked(opened))) >= set(SHOWN)


def test_a_no_a_lapse_and_a_yes_taken_back_show_no_name(service: Service) -> None:
    declined, lapsed, taken_back = (service.open_case() for _ in range(3))
    three = zip((declined, lapsed, taken_back), service.homes, strict=False)
    offers = [service.put_offer(one, home) for one, home in three]
    consent.decline(offer_id=offers[0], consequence=None, by=declined.resident, now=LATER)
    service.agree(offers[2], taken_back)
    consent.withdraw(offer_id=offers[2], by=taken_back.resident, now=LATER)
    consent.lapse(by=service.program, now=LATER + timedelta(days=60))

    for one in (declined, lapsed, taken_back):
        assert names_in(walked(one)) == []


def test_an_introduction_that_ended_shows_no_name_and_one_sentence(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    host = service.hosts[service.homes[0]]
    introduction.answer(introduction_id=meeting, willing=False, by=host, now=LATER)
    introduction.tell(introduction_id=meeting, by=service.program, now=LATER + DAY)

    text = walked(opened)

    assert names_in(text) == []
    assert "This has ended. Nothing is asked of you. Thank you." in text


def test_an_end_by_the_host_reads_like_an_end_by_the_person(service: Service) -> None:
    texts = []
    for at, side in enumerate(("host", "resident")):
        opened = service.open_case()
        home = service.homes[at]
        offered = service.put_offer(opened, home)
        service.agree(offered, opened)
        meeting = service.meet(offered)
        who = service.hosts[home] if side == "host" else opened.resident
        introduction.answer(introduction_id=meeting, willing=False, by=who, now=LATER)
        browser = comes_in(opened.resident)
        before = browser.get(reverse("resident:home", args=[offered]))
        introduction.tell(introduction_id=meeting, by=service.program, now=LATER + DAY)
        after = browser.get(reverse("resident:home", args=[offered]))
        texts.append([_told(one.content.decode(), offered) for one in (before, after)])

    assert texts[0] == texts[1]


def _told(page: str, offer: UUID) -> str:
    main = page[page.index("<main") : page.index("</main")].replace(str(offer), "")
    return "\n".join(line for line in main.splitlines() if "csrf" not in line)


def test_a_stay_shows_its_host_until_it_ends(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    assert "Ada Lind" in walked(opened)

    placement.end(
        placement_id=stay,
        why=Ending.PLANNED,
        on=LATER.date() + DAY,
        by=service.duty,
        office=service.duty,
        now=LATER + 3 * DAY,
    )

    assert names_in(walked(opened)) == []


def test_what_is_anothers_is_not_there(service: Service) -> None:
    theirs, mine = service.open_case(), service.open_case()
    offered = service.put_offer(theirs)
    entered = service.enter_result(theirs)
    result.tell(result_id=entered, by=service.clinician, now=LATER)
    browser = comes_in(mine.resident)

    for name, id in [*((one, offered) for one in OF_AN_OFFER), ("result", entered)]:
        assert browser.get(reverse(f"resident:{name}", args=[id])).status_code == 404
        posted = browser.post(reverse(f"resident:{name}", args=[id]))
        assert posted.status_code == (405 if name == "home" else 404)
        never = browser.get(reverse(f"resident:{name}", args=[uuid4()]))
        assert never.status_code == 404
    answered = browser.post(reverse("resident:answer", args=[offered]), {"willing": "yes"})
    assert answered.status_code == 404


def test_nobody_elses_release_can_be_withdrawn(service: Service) -> None:
    theirs, mine = service.open_case(), service.open_case()
    entered = service.enter_result(theirs)
    result.tell(result_id=entered, by=service.clinician, now=LATER)
    _let_the_office_know(comes_in(theirs.resident), entered)
    given = ReleaseRow.objects.get()

    answer = comes_in(mine.resident).post(reverse("resident:withdraw", args=[given.id]))

    given.refresh_from_db()
    assert answer.status_code == 404
    assert given.withdrawn_on is None


def _let_the_office_know(browser: Client, entered: UUID) -> None:
    page = browser.get(reverse("resident:release", args=[entered])).content.decode()
    to = page.split('name="to" type="radio" value="')[1].split('"')[0]
    told = {"to": to, "purpose": "finding a home", "days": "7"}
    assert browser.post(reverse("resident:release", args=[entered]), told).status_code == 302


def test_the_others_wish_is_on_no_page_before_both_stand(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    before = _stay_page(opened)
    host = service.hosts[service.homes[0]]
    permanence.wish(placement_id=stay, wanted=True, by=host, now=LATER)

    assert _stay_page(opened) == before


def _stay_page(opened: Opened) -> str:
    page = comes_in(opened.resident).get(reverse("resident:stay")).content.decode()
    return _told(page, uuid4())
