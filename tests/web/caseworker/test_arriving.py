"""Somebody is here: from the first question to their own word, by pages and without script."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from hearth.core.intake import State
from hearth.core.person import Feature
from hearth.core.place import Danger, Place
from hearth.queries import drafts
from hearth.store import people
from hearth.store.models import CaseRow, DraftRow
from tests.service import LATER, Service
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, Any]] = {
    "who": {"name": "Sofia Marlowe", "born_on": "27 3 2011", "company": "others"},
    "tonight": {"tier": "0", "where": "On a sofa", "days": "90", "programme": "blank"},
    "needs": {"needs": ["locked_room"], "languages": "English, العربية", "needs_words": "Quiet"},
    "with": {"name_0": "Nico", "born_0": "1.2.2028", "bond_0": "parent_child"},
    "away": {"keep_away": "Dario Marlowe", "refused": ["men"], "fears_words": "That he comes"},
}
# Three of twelve are left: the shortlist, the offer, and that it is put.
MOST_PAGES_TO_THEIR_WORD = 9


@pytest.fixture
def desk(service: Service) -> Client:
    return comes_in(service.duty)


def begin(desk: Client) -> UUID:
    there = desk.post("/office/here").headers["Location"]
    return UUID(there.split("/")[3])


def answer(desk: Client, begun: UUID, *pages: str, **other: Any) -> Any:
    """Answer these questions; the answer to the last. `other`: instead of the usual words."""
    last = None
    for page in pages or tuple(ANSWERS):
        last = desk.post(f"/office/here/{begun}/{page}", {**ANSWERS[page], **other})
    return last


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def test_each_question_leads_to_the_next_and_the_last_to_reading_it_over(desk: Client) -> None:
    begun = begin(desk)
    way = [answer(desk, begun, page).headers["Location"].rsplit("/", 1)[1] for page in ANSWERS]

    assert way == ["tonight", "needs", "with", "away", "check"]


def test_who_is_alone_is_not_asked_who_is_with_them(desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun, "who", company="alone")

    assert answer(desk, begun, "tonight").headers["Location"].endswith("/needs")
    assert answer(desk, begun, "needs").headers["Location"].endswith("/away")


def test_from_the_door_to_looking_for_a_home_it_takes_few_pages(
    service: Service, desk: Client
) -> None:
    begun, seen = begin(desk), []
    for page in ANSWERS:
        seen.append(desk.get(f"/office/here/{begun}/{page}").status_code)
        answer(desk, begun, page)
    seen.append(desk.get(f"/office/here/{begun}/check").status_code)
    read = desk.post(f"/office/here/{begun}/check").headers["Location"]
    seen.append(desk.get(read).status_code)
    back = desk.post("/me/told/right").headers["Location"]
    seen.append(desk.get(back).status_code)
    seen.append(comes_in(service.duty).get(f"/office/case/{begun}").status_code)

    assert seen == [200] * len(seen)
    assert len(seen) <= MOST_PAGES_TO_THEIR_WORD
    assert CaseRow.objects.get().state == State.WAITING


def test_what_was_typed_becomes_the_case_and_leaves_no_draft(
    service: Service, desk: Client
) -> None:
    begun = begin(desk)
    answer(desk, begun)
    desk.post(f"/office/here/{begun}/check")

    case = CaseRow.objects.get()
    party = people.party(case.party_id, by=service.duty, now=LATER, purpose="test")
    assert case.id == begun
    assert party.needs == {Feature.LOCKED_ROOM}
    assert party.languages == {"en", "ar"}
    assert len(party.people) == 2
    assert not DraftRow.objects.exists()


def test_areas_and_places_to_keep_away_from_are_heeded_by_the_rules(
    service: Service, desk: Client
) -> None:
    begun = begin(desk)
    answer(desk, begun, "tonight", programme="healers-office")
    answer(desk, begun, "away", areas="Oldtown\nharbour", dangers="47.3769, 8.5417, 5\n46,9 7,4")
    answer(desk, begun, "who", company="alone")
    answer(desk, begun, "needs")

    page = text(desk.get(f"/office/here/{begun}/check"))
    desk.post(f"/office/here/{begun}/check")

    assert "Oldtown (no home lies in an area of this name: is it called otherwise?)" in page
    assert "47.3769, 8.5417, at least 5 km away; 46.9, 7.4, as far away as the rules say" in page
    case = CaseRow.objects.get()
    person = people.party(case.party_id, by=service.duty, now=LATER, purpose="test").people[0]
    assert person.refusals.areas == {"Oldtown", "harbour"}
    assert person.dangers == (Danger(Place(47.3769, 8.5417), 5), Danger(Place(46.9, 7.4), 0))


def test_everything_typed_is_read_over_before_it_is_sent(desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun)

    page = text(desk.get(f"/office/here/{begun}/check"))

    for said in (
        "Sofia Marlowe",
        "27 March 2011",
        "On a sofa",
        "A room that locks",
        "Arabic, English",
    ):
        assert said in page
    for said in ("Quiet", "Nico, 1 February 2028, Their child", "Dario Marlowe", "That he comes"):
        assert said in page
    assert set(re.findall(rf'href="/office/here/{begun}/(\w+)"', page)) == {*ANSWERS, "periods"}


@pytest.mark.parametrize(
    ("page", "wrong", "says"),
    [
        ("who", {"name": " "}, "Write the name they give"),
        ("who", {"born_on": "yesterday"}, "day, month and year"),
        ("who", {"born_on": "31 2 2006"}, "day, month and year"),
        ("who", {"name": "a\x00b"}, "Null characters"),
        ("who", {"name": "x" * 201}, "at most 200"),
        ("tonight", {"tier": ""}, "Choose how soon"),
        ("tonight", {"days": "a few"}, "whole number"),
        ("tonight", {"programme": "no-such"}, "not one of the available choices"),
        ("needs", {"languages": "English, Klingonish"}, "“Klingonish” is not a language"),
        ("needs", {"needs": ["a_castle"]}, "not one of the available choices"),
        ("away", {"keep_away": "x" * 300}, "one name on each line"),
        ("away", {"fears_words": "x" * 20_001}, "at most 20000"),
        ("away", {"dangers": "his street"}, "“his street” is not a place on the map"),
        ("away", {"dangers": "91, 8.5, 5"}, "is not a place on the map"),
        ("away", {"dangers": "47.4, 8.5, 5000"}, "kilometres up to 100"),
        ("away", {"dangers": "47.4, 8.5, 5"}, "No rule of this service keeps a distance"),
        ("with", {"born_0": "soon"}, "day, month and year"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    desk: Client, page: str, wrong: dict[str, Any], says: str
) -> None:
    begun = begin(desk)
    answer(desk, begun, "who")

    sent = text(answer(desk, begun, page, **wrong))
    again = text(desk.get(f"/office/here/{begun}/{page}"))

    assert says in sent
    assert "There is a problem" in sent
    kept = {field: said for field, said in ANSWERS[page].items() if field not in wrong}
    for said in kept.values():
        assert isinstance(said, list) or said in again


@pytest.mark.parametrize("name", ["سهام السلمان", "Zoë 🙂", "“Word” – pasted\u00a0so", "<b>Bo</b>"])
def test_any_name_is_taken_as_it_is_given(service: Service, desk: Client, name: str) -> None:
    begun = begin(desk)
    answer(desk, begun)
    answer(desk, begun, "who", name=name)

    page = text(desk.get(f"/office/here/{begun}/check"))

    assert name.replace("<", "&lt;").replace(">", "&gt;") in page
    desk.post(f"/office/here/{begun}/check")
    shown = text(comes_in(service.duty).get(f"/office/case/{begun}"))
    assert name.replace("<", "&lt;").replace(">", "&gt;") in shown


def test_the_list_of_questions_says_how_far_each_has_come(desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun, "who")
    desk.post("/drafts", {"draft": f"here/{begun.hex}/tonight", "where": "On a s"})

    page = text(desk.get(f"/office/here/{begun}"))
    states = [
        re.sub(r"<[^>]+>", "", one).strip()
        for one in re.findall(r'id="state-\d">(.*?)</div>', page, re.S)
    ]

    assert states == [
        "Done",
        "Begun",
        "Not started",
        "Not started",
        "Not started",
        "If they want",
        "Cannot start yet",
    ]


def test_reading_it_over_cannot_start_before_what_must_be_asked_was_asked(desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun, "who", "tonight", "with", "away")

    for how in (desk.get, desk.post):
        there = how(f"/office/here/{begun}/check")
        assert there.headers["Location"].endswith("/needs")
    assert not CaseRow.objects.exists()


def test_a_time_of_more_care_without_its_day_is_asked_for_again(desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun)
    page = desk.post(
        f"/office/here/{begun}/periods", {"kind": "hard-time", "length": "5", "every": "4"}
    )

    assert "Write the day on which it begins" in text(page)
    assert "It must end before it comes back" in text(page)
    assert desk.get(f"/office/here/{begun}/check").headers["Location"].endswith("/periods")


def test_a_time_of_more_care_goes_into_the_case(service: Service, desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun)
    said = {"kind": "hard-time", "first": "1 6 2031", "length": "5", "every": "30"}
    assert desk.post(f"/office/here/{begun}/periods", said).headers["Location"].endswith("/check")
    desk.post(f"/office/here/{begun}/check")

    party = people.party(CaseRow.objects.get().party_id, by=service.duty, now=LATER, purpose="test")
    (period,) = party.people[0].sensitive
    assert (period.kind, period.days, period.every_days) == ("hard-time", 5, 30)


def test_more_people_than_rows_get_more_rows_and_keep_what_was_typed(desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun, "who")
    answer(desk, begun, "with", more="1", name_1="Mila", name_2="Jon")

    page = text(desk.get(f"/office/here/{begun}/with"))

    assert 'name="name_4"' in page
    assert all(f'value="{name}"' in page for name in ("Nico", "Mila", "Jon"))


def test_sent_twice_it_is_one_case_and_a_calm_page(service: Service, desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun)
    other_tab = comes_in(service.duty)
    desk.post(f"/office/here/{begun}/check")

    again = other_tab.post(f"/office/here/{begun}/check")

    assert again.status_code == 302
    assert CaseRow.objects.count() == 1


def test_another_caseworkers_typing_is_nobody_elses(service: Service, desk: Client) -> None:
    from hearth.core.audience import Audience
    from tests.service import hired

    begun = begin(desk)
    answer(desk, begun)
    colleague = comes_in(hired(Audience.CASEWORKER, service.duty, ("office",)))

    assert "Sofia" not in text(colleague.get(f"/office/here/{begun}/who"))
    assert colleague.get(f"/office/here/{begun}/check").headers["Location"].endswith("/who")


def test_what_is_not_needed_is_deleted_and_gone(service: Service, desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun, "who", "needs")

    there = desk.post(f"/office/here/{begun}/away-with-it").headers["Location"]

    assert drafts.under("here/", by=service.duty) == {}
    assert "What was typed is deleted" in text(desk.get(there))


def test_a_question_that_is_none_is_not_there(desk: Client) -> None:
    assert desk.get(f"/office/here/{uuid4()}/shoe-size").status_code == 404


def test_what_is_typed_is_kept_by_the_script_and_stands_on_the_board(
    service: Service, desk: Client
) -> None:
    begun = begin(desk)
    said = {"draft": f"here/{begun.hex}/who", "name": "Sofia Marl", "csrfmiddlewaretoken": "x"}

    assert desk.post("/drafts", said).status_code == 204

    kept = drafts.named(f"here/{begun.hex}/who", by=service.duty)
    assert kept == drafts.Typed({"name": ("Sofia Marl",)}, sent=False)
    assert "Sofia Marl" in text(desk.get("/office/"))
    assert 'value="Sofia Marl"' in text(desk.get(f"/office/here/{begun}/who"))


def test_a_draft_of_no_name_is_refused_and_one_of_nobody_asks_for_a_sign_in(
    service: Service, desk: Client
) -> None:
    assert desk.post("/drafts", {"name": "Sofia"}).status_code == 422
    assert Client().post("/drafts", {"draft": "here/x"}).status_code == 302
    assert not DraftRow.objects.exists()


def test_no_title_and_no_address_at_the_desk_holds_a_name(service: Service, desk: Client) -> None:
    begun = begin(desk)
    answer(desk, begun)
    pages = [f"/office/here/{begun}/who", f"/office/here/{begun}/check", "/office/"]
    titles = [re.findall(r"<title>(.*?)</title>", text(desk.get(page))) for page in pages]
    found = desk.post("/office/find", {"name": "Sofia"})
    desk.post(f"/office/here/{begun}/check")
    titles.append(
        re.findall(
            r"<title>(.*?)</title>", text(comes_in(service.duty).get(f"/office/case/{begun}"))
        )
    )

    assert found.status_code == 200
    assert [len(one) for one in titles] == [1] * len(titles)
    assert "Sofia" not in str(titles)
