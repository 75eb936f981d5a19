"""The board, a case and the search, as pages."""

import re
from typing import Any

import pytest

from hearth.actions import intake
from hearth.actions.daily import daily
from hearth.core.identity import PersonIdentity
from hearth.core.journey import Stage
from hearth.queries import case as ask
from hearth.web.caseworker.shown.case import HOW, NEXT, STAGES
from tests.service import DAY, LATER, MOMENT, STAY, Service, open_case
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def test_every_line_of_the_board_leads_to_its_case(service: Service) -> None:
    waits, came = service.open_case(), open_case(service.duty)
    desk = comes_in(service.duty)

    page = text(desk.get("/office/"))

    for opened in (waits, came):
        assert f'href="/office/case/{opened.case}"' in page
        assert desk.get(f"/office/case/{opened.case}").status_code == 200


def test_an_empty_board_says_what_would_stand_there(service: Service) -> None:
    page = text(comes_in(service.duty).get("/office/"))

    assert "Whoever comes next stands here" in page
    assert "Begun, not finished" not in page


def test_the_board_counts_what_is_overdue_and_leads_to_it(service: Service) -> None:
    service.live(service.open_case())
    late = LATER + 60 * DAY
    daily(by=service.program, now=late)
    open_doors(service, late)

    page = text(comes_in(service.duty, late).get("/office/"))
    falling = page.split('id="falling"')[1].split("</section>")[0]

    assert re.search(r"Checks.*?[1-9]\d* overdue.*?may be done now", falling, re.DOTALL)
    assert 'href="/colleagues/due"' in falling
    assert "Nothing is overdue" not in page
    assert "No move and no end of a stay is overdue" in page


def test_a_case_shows_its_whole_journey_and_what_comes_next(service: Service) -> None:
    opened = service.open_case()

    page = text(comes_in(service.duty).get(f"/office/case/{opened.case}"))

    assert page.count("h-journey__stage") == len(Stage)
    assert page.count('aria-current="step"') == 1
    assert "Look for a home" in page


def test_there_are_words_for_every_stage_and_every_next_thing() -> None:
    assert set(STAGES) == set(Stage)
    said = {"confirm", "reassess", "parked", "closed", "move", "stay", "answer", "shortlist"}
    assert set(NEXT) == said | {"introduce", "meet", "told", "plan"}
    assert set(HOW) == {"done", "now", "ahead", "theirs"}
    assert ask.SHOWN > 0


def test_a_case_of_nobody_and_a_case_for_another_are_as_little_there(service: Service) -> None:
    opened = service.open_case()
    never = "/office/case/00000000-0000-4000-8000-000000000000"

    assert comes_in(service.duty).get(never).status_code == 404
    for other in (service.visitor, service.lead, opened.resident):
        assert comes_in(other).get(f"/office/case/{opened.case}").status_code == 404


def test_somebody_is_found_by_name_and_the_words_are_in_no_address(service: Service) -> None:
    opened = service.open_case()
    desk = comes_in(service.duty)

    page = text(desk.post("/office/find", {"name": "vale ROB"}))

    assert f'href="/office/case/{opened.case}"' in page
    assert "1 case" in page
    assert re.search(r'<form method="post"[^>]*autocomplete="off"', page)
    assert "Robin" not in text(desk.get("/office/find?name=robin&q=robin"))


def test_nobody_found_and_nothing_asked_say_so(service: Service) -> None:
    desk = comes_in(service.duty)

    assert "Nobody of that name is here" in text(desk.post("/office/find", {"name": "nobody"}))
    assert "Write a name, or its beginning" in text(desk.post("/office/find", {"name": " "}))


def test_what_they_told_is_written_anew_and_they_are_asked_again(service: Service) -> None:
    opened = service.open_case()
    desk = comes_in(service.duty)
    there = f"/office/case/{opened.case}/told"
    said = {"needs": ["step_free"], "keep_away": "Ben", "tier": "0", "days": "30", "languages": ""}

    page = text(desk.post(there, said, follow=True))

    for shown in ("They are asked whether it is right", "No steps", "Ben", "30 days", "tonight"):
        assert shown in page
    assert "They have not yet read it back" in page
    assert 'value="step_free" checked' in text(desk.get(there))


def test_what_is_wrong_with_a_change_is_said_and_changes_nothing(service: Service) -> None:
    opened = service.open_case()
    desk = comes_in(service.duty)

    page = text(desk.post(f"/office/case/{opened.case}/told", {"tier": "0", "days": "x"}))

    assert "whole number" in page
    assert "Look for a home" in text(desk.get(f"/office/case/{opened.case}"))


def test_who_lives_somewhere_is_not_taken_in_anew(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)
    desk, there = comes_in(service.duty), f"/office/case/{opened.case}"

    assert "Change what they need" not in text(desk.get(there))
    assert desk.post(f"{there}/told", {"tier": "0", "days": "30"}).status_code == 409


def test_an_area_and_a_place_are_added_on_the_cases_page_and_taken_out_again(
    service: Service,
) -> None:
    who = PersonIdentity(name="Robin Vale")
    opened = intake.open_case(
        identity=who,
        programme="healers-office",
        stay=STAY,
        secret=None,
        by=service.duty,
        now=MOMENT,
    )
    desk = comes_in(service.duty)
    there = f"/office/case/{opened.case}/told"
    said = {"tier": "0", "days": "30", "areas": "Oldtown", "dangers": "47.4, 8.5, 3"}

    page = text(desk.post(there, said, follow=True))
    again = text(desk.get(there))
    without = text(desk.post(there, {"tier": "0", "days": "30"}, follow=True))

    assert "Oldtown (no home lies in an area of this name" in page
    assert "47.4, 8.5, at least 3 km away" in page
    assert ">Oldtown</textarea>" in again
    assert ">47.4, 8.5, 3</textarea>" in again
    assert "Oldtown" not in without
    assert "47.4" not in without


def test_another_first_day_is_written_down_and_nobody_is_asked_again(service: Service) -> None:
    opened = service.open_case()
    desk = comes_in(service.duty)
    there = f"/office/case/{opened.case}/told"

    page = text(desk.post(there, {"tier": "0", "first": "1 6 2031", "days": "30"}, follow=True))

    assert "The days, and how urgent it is, are written down." in page
    assert "1 June 2031, 30 days" in page
    assert "They have not yet read it back" not in page
