"""What staff write to a person about their own record tells no home but the one they know."""

import pytest

from hearth.actions import concerns, consent
from hearth.actions.kept import requests
from hearth.actions.raised import letterbox
from hearth.actions.visiting import pauses
from hearth.core.concerns import Kind
from hearth.core.errors import TellsTooMuch
from hearth.core.identity import Address
from hearth.core.pauses import EndedEarly, Pause
from hearth.core.units import Period
from hearth.store import facts
from hearth.store.models import HomeRow, LetterRow, PauseRow, RequestRow
from tests.service import DAY, LATER, PROGRAMME, Service, a_service

pytestmark = pytest.mark.django_db
FIRST = LATER.date() + 3 * DAY


@pytest.fixture
def service() -> Service:
    """Five homes; the second is somewhere that nobody else is to know."""
    made = a_service()
    other = HomeRow.objects.get(id=made.homes[1])
    told = Address(street="17 Sorrel Lane", town="Quarne", phone="01632 960777")
    facts.change(other.address_id, told, by=made.duty, now=LATER)
    return made


def test_why_visits_pause_may_tell_their_own_home_and_no_other(service: Service) -> None:
    opened = service.open_case()
    refused = service.put_offer(opened, service.homes[1])
    consent.decline(offer_id=refused, consequence=None, by=opened.resident, now=LATER)
    stay = service.live(opened)
    told = {"placement_id": stay, "by": service.lead, "service": service.program, "now": LATER}

    def why(words: str) -> Pause:
        return Pause(Period(FIRST, FIRST + 7 * DAY), words)

    with pytest.raises(TellsTooMuch, match="the reason tells a place"):
        pauses.pause(pause=why("We must look at 17 sorrel ln first."), **told)
    assert not PauseRow.objects.exists()
    pause = pauses.pause(pause=why("They paint the rooms at 9 Alder Row."), **told)
    with pytest.raises(TellsTooMuch):
        pauses.end_early(pause_id=pause, ended=EndedEarly("Quarne is looked at."), **told)


def test_an_answer_to_what_they_asked_tells_no_home_that_they_do_not_know(
    service: Service,
) -> None:
    opened = service.open_case()
    service.put_offer(opened, service.homes[1])
    asked = requests.ask(by=opened.resident, now=LATER)
    told = {"request": asked, "by": service.lead, "service": service.program, "now": LATER}
    requests.take_up(request=asked, by=service.lead, now=LATER)

    with pytest.raises(TellsTooMuch):
        requests.answer(words="You were offered Sorrel Lane.", talks=(), **told)
    with pytest.raises(TellsTooMuch):
        requests.refuse(reason="Ring 01632 960 777.", **told)
    assert RequestRow.objects.get().state == "looked_at"
    requests.answer(words="You may read all of it.", talks=(), **told)


def test_a_letter_about_no_home_that_we_know_of_tells_the_street_of_none(
    service: Service,
) -> None:
    raised = concerns.raise_one(
        kind=Kind.WORRY,
        words="Somebody shouts.",
        placement_id=None,
        programme=f"{PROGRAMME}.1",
        by=None,
        now=LATER,
    )
    told = {"by": service.lead, "service": service.program, "now": LATER}

    for words in ("Do you mean 17 Sorrel Lane?", "Or Alder Row?", "Ring 01632 960777."):
        with pytest.raises(TellsTooMuch, match="the letter tells"):
            letterbox.reply(concern_id=raised.id, words=words, **told)
    assert not LetterRow.objects.filter(ours=True).exists()
    letterbox.reply(concern_id=raised.id, words="Which street do you mean?", **told)
