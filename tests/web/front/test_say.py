"""Said on a public page without an account, and answered there by the receipt."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from hearth.actions import concerns
from hearth.actions.raised import letterbox
from hearth.core.concerns import WORDS_AT_MOST, Concern, Kind, Weight
from hearth.store import facts, programmes
from hearth.store.models import ConcernRow, LetterRow
from tests.promised import Tried
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
TRUE = "The door of the room is locked from outside."


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made)
    return made


def form(client: Client) -> dict[str, str]:
    """The form as the page gives it, filled in."""
    page = client.get("/say").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    return {"words": TRUE, "kind": "allegation", "once": once[1], "ticket": ""}


def receipt_on(page: str) -> str:
    found = re.search(r"<bdi>([\d ]{19})</bdi>", page)
    assert found is not None
    return found[1]


def test_anybody_says_it_and_the_lead_reads_it(service: Service) -> None:
    client = Client()

    page = client.post("/say", form(client))

    assert page.status_code == 200
    assert receipt_on(shown(page))
    row = ConcernRow.objects.get()
    raised = facts.open_(Concern, row.item_id, by=service.lead, now=LATER, purpose="test")
    assert raised == Concern(Kind.ALLEGATION, TRUE)
    assert row.raised_by_id is None


def test_a_reload_of_the_receipt_raises_nothing_twice(service: Service) -> None:
    client = Client()
    sent = form(client)

    first, second = (receipt_on(shown(client.post("/say", sent))) for _ in range(2))

    assert first == second
    assert ConcernRow.objects.count() == 1


def test_letters_are_read_and_written_by_the_receipt(service: Service) -> None:
    client = Client()
    receipt = receipt_on(shown(client.post("/say", form(client))))
    letterbox.reply(
        concern_id=ConcernRow.objects.get().id,
        words="Which room?",
        by=service.lead,
        service=service.program,
        now=LATER,
    )

    stranger = Client()
    page = shown(stranger.post("/say/answer", {"receipt": receipt}))
    assert "Which room?" in page
    assert TRUE not in page
    page = shown(stranger.post("/say/more", {"receipt": receipt, "words": "The small one."}))
    assert "Your letter has arrived" in page
    assert "The small one." not in page
    assert LetterRow.objects.filter(ours=False).count() == 1


@pytest.mark.promise(number="P14")
@pytest.mark.parametrize("step", [1, 5])
def test_a_slip_and_a_number_never_given_are_the_same_bytes(
    service: Service, step: int, tried: Tried
) -> None:
    client = Client()
    receipt = receipt_on(shown(client.post("/say", form(client)))).replace(" ", "")
    slip = receipt[:-1] + str((int(receipt[-1]) + step) % 10)

    pages = [client.post("/say/answer", {"receipt": one}) for one in (slip, "0" * 16, "7")]

    assert {page.status_code for page in pages} == {422}
    assert len({shown(page) for page in pages}) == 1
    assert "This number opens nothing here" in shown(pages[0])
    assert slip not in shown(pages[0])
    tried(len(pages), "receipts that open nothing, compared by the byte")


def test_a_complaint_of_a_megabyte_is_refused_in_a_sentence_and_nothing_is_lost(
    service: Service,
) -> None:
    client = Client()
    long = "x" * 1_000_000

    page = client.post("/say", form(client) | {"words": long})

    assert page.status_code == 422
    assert "This is too long" in shown(page)
    assert long in shown(page)
    assert not ConcernRow.objects.exists()


def test_what_was_said_empty_is_asked_for_again(service: Service) -> None:
    client = Client()

    page = client.post("/say", form(client) | {"words": "  "})

    assert page.status_code == 422
    assert "Write what you want to tell us" in shown(page)
    assert WORDS_AT_MOST == 10_000


def test_in_a_crowd_the_wait_is_told_the_words_are_kept_and_the_turn_comes(
    service: Service,
) -> None:
    client = Client()
    for _ in range(5):
        client.post("/say", form(client))
    mine = form(client)

    waits = client.post("/say", mine)
    page = shown(waits)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)

    assert waits.status_code == 429
    assert "Wait 1 seconds" in page or "Wait 1 second" in page
    assert TRUE in page
    assert ticket is not None
    open_doors(service, LATER.replace(microsecond=0) + timedelta(seconds=2))
    again = client.post("/say", mine | {"ticket": ticket[1]})
    assert receipt_on(shown(again))


def test_a_visitor_who_is_signed_in_raises_it_by_their_own_number(service: Service) -> None:
    visitor = comes_in(service.visitor)

    visitor.post("/say", form(visitor))

    assert ConcernRow.objects.get().raised_by_id == service.visitor.id


def test_no_page_tells_whether_anybody_is_known_here(service: Service) -> None:
    service.open_case()
    client = Client()
    before = [shown(client.get(at)) for at in ("/say/answer", "/")]

    client.post("/say", form(client) | {"words": "Is Robin Vale with you?"})

    assert [shown(client.get(at)) for at in ("/say/answer", "/")] == before


def complained(client: Client) -> str:
    """The page after a complaint under rules that give it three stages."""
    programmes.use("supported-lodgings-england", LATER.date(), now=LATER)
    return shown(client.post("/say", form(client) | {"kind": "complaint"}))


def answer_it(service: Service) -> None:
    concern = ConcernRow.objects.get().id
    concerns.acknowledge(concern_id=concern, by=service.lead, now=LATER)
    concerns.weigh(concern_id=concern, weight=Weight.LIGHT, by=service.lead, now=LATER)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)
    concerns.answer(
        concern_id=concern,
        words="It was a mistake.",
        by=service.lead,
        service=service.program,
        now=LATER,
    )


def test_whoever_complains_is_offered_an_advocate_in_the_first_words(service: Service) -> None:
    client = Client()

    assert "You may have an advocate" in complained(client)
    assert "You may have an advocate" not in shown(client.post("/say", form(client)))


def test_an_answer_is_refused_by_the_receipt_and_the_page_says_who_hears_it_until_when(
    service: Service,
) -> None:
    client = Client()
    receipt = {"receipt": receipt_on(complained(client))}
    assert "This does not answer it" not in shown(client.post("/say/answer", receipt))
    answer_it(service)
    assert "This does not answer it" in shown(client.post("/say/answer", receipt))

    page = shown(client.post("/say/refuse", receipt))
    again = client.post("/say/refuse", receipt)

    row = ConcernRow.objects.get()
    assert "Somebody else looks into it now" in page
    assert "who did not give you the answer before" in page
    assert f"{row.answer_by:%-d %B %Y}" in page
    assert "It was a mistake." in page
    assert "This does not answer it" not in page
    assert again.status_code == 409
    assert row.hearing == "independent"


def test_a_number_that_opens_nothing_refuses_no_answer(service: Service) -> None:
    client = Client()
    complained(client)
    answer_it(service)

    page = client.post("/say/refuse", {"receipt": "0" * 16})

    assert page.status_code == 422
    assert "This number opens nothing here" in shown(page)
    assert ConcernRow.objects.get().state == "answered"
