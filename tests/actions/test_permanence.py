import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from hearth.actions import permanence, transfer
from hearth.actions.intake import Opened
from hearth.core import programme_file
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.errors import BadInput, NotFound, RuleBroken, Sealed, StepNotAllowed, WrongHands
from hearth.core.permanence import State
from hearth.queries.casework import permanence as casework
from hearth.queries.deciding import stay as deciding
from hearth.queries.deciding.board import to_decide
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow, PermanenceRow, PlacementRow
from tests.actions.concerns.test_concerns import host_is
from tests.builders import an_id
from tests.refused import refused
from tests.service import LATER, Service, a_service, hired

pytestmark = pytest.mark.django_db
COOLED_OFF = LATER + timedelta(days=14)


def wish(stay: UUID, by: SignedIn, wanted: bool = True) -> None:
    permanence.wish(placement_id=stay, wanted=wanted, by=by, now=LATER)


def both_wish(service: Service) -> tuple[UUID, Opened, SignedIn]:
    """A stay, its person and its host, who both want it to last."""
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)
    wish(stay, opened.resident)
    wish(stay, host)
    assert PermanenceRow.objects.get(placement=stay).state == State.BOTH_WISH
    return stay, opened, host


def confirm(stay: UUID, service: Service, by: SignedIn | None = None) -> None:
    permanence.confirm(
        placement_id=stay, by=by or service.lead, service=service.program, now=COOLED_OFF
    )


@pytest.fixture
def by_caseworker(tmp_path: Path) -> Iterator[None]:
    """Rules by which a caseworker confirms, in place of the lead."""
    was, folder = programme_file.FOLDER, tmp_path / "programmes"
    shutil.copytree(was, folder)
    text = (folder / "blank.1.toml").read_text("utf-8")
    assert text.count('confirmed_by = "lead"') == 1
    text = text.replace('confirmed_by = "lead"', 'confirmed_by = "caseworker"')
    (folder / "blank.1.toml").write_text(text, "utf-8")
    programme_file.FOLDER = folder
    programme_file.bundled.cache_clear()
    yield
    programme_file.FOLDER = was
    programme_file.bundled.cache_clear()


def test_where_the_programme_says_so_a_caseworker_confirms_who_has_not_the_case(
    by_caseworker: None,
) -> None:
    service = a_service()
    stay, opened, _ = both_wish(service)
    carer = hired(Audience.CASEWORKER, service.duty, (OFFICE,))
    asked = transfer.propose(case=opened.case, to=carer.id, note="", by=service.duty, now=LATER)
    transfer.accept(transfer_id=asked, by=carer, service=service.program, now=LATER)
    assert to_decide(by=service.lead, now=COOLED_OFF).permanence.count == 0

    with refused(WrongHands):
        confirm(stay, service)
    with refused(RuleBroken, "independent"):
        confirm(stay, service, carer)
    assert casework.asked(case=opened.case, by=carer, now=COOLED_OFF).stay is None
    assert casework.asked(case=opened.case, by=service.duty, now=COOLED_OFF).stay == stay
    confirm(stay, service, service.duty)

    assert PlacementRow.objects.get(id=stay).state == "permanent"


def test_nobody_confirms_that_somebody_stays_for_good_in_their_own_home(
    by_caseworker: None,
) -> None:
    service = a_service()
    stay, opened, _ = both_wish(service)
    desk = casework.asked(case=opened.case, by=service.duty, now=COOLED_OFF)
    assert desk.stay == stay

    with host_is(service.duty.id, service.homes[0]):
        desk = casework.asked(case=opened.case, by=service.duty, now=COOLED_OFF)
        with refused(RuleBroken, "your own home"):
            confirm(stay, service, service.duty)

    assert desk.stay is None
    confirm(stay, service, service.duty)


def test_a_lead_decides_nothing_about_who_stays_for_good_in_their_own_home(
    service: Service,
) -> None:
    stay, _, _ = both_wish(service)
    lead, program, now = service.lead, service.program, COOLED_OFF
    acts = (
        lambda: permanence.refuse(placement_id=stay, reason="Too soon.", by=lead, now=now),
        lambda: permanence.let_wish(placement_id=stay, by=lead, now=now),
        lambda: permanence.confirm(placement_id=stay, by=lead, service=program, now=now),
        lambda: permanence.reverse(placement_id=stay, by=lead, now=now),
    )
    assert to_decide(by=lead, now=now).permanence.count == 1

    with host_is(lead.id, service.homes[0]):
        board = to_decide(by=lead, now=now).permanence
        for act in acts:
            with refused(RuleBroken, "your own home"):
                act()

    assert (board.count, board.first) == (0, ())
    assert PermanenceRow.objects.get(placement=stay).state == State.BOTH_WISH


def test_two_wishes_become_a_home_after_the_cooling_off_and_by_the_leads_word(
    service: Service,
) -> None:
    stay, opened, host = both_wish(service)

    with refused(RuleBroken, "cooling_off"):
        permanence.confirm(placement_id=stay, by=service.lead, service=service.program, now=LATER)
    for by in (service.duty, host, opened.resident):
        with refused(WrongHands):
            confirm(stay, service, by)
    confirm(stay, service)

    assert PlacementRow.objects.get(id=stay).state == "permanent"


def test_a_wish_taken_back_stops_it_and_a_new_one_begins_anew(service: Service) -> None:
    stay, opened, _ = both_wish(service)

    wish(stay, opened.resident, wanted=False)

    with refused(RuleBroken, "both must wish"):
        confirm(stay, service)


def test_nobody_wishes_for_another(service: Service) -> None:
    stay = service.live(service.open_case())
    stranger = service.open_case().resident

    for by in (stranger, service.hosts[service.homes[1]], service.duty, service.lead):
        with refused(NotFound):
            wish(stay, by)


def test_a_wish_needs_a_stay(service: Service) -> None:
    opened = service.open_case()
    _, stay = service.plan(opened)

    with refused(RuleBroken, "needs a stay"):
        wish(stay, opened.resident)


def test_nothing_is_confirmed_or_reversed_that_nobody_wished(service: Service) -> None:
    stay = service.live(service.open_case())

    with refused(RuleBroken, "both must wish"):
        confirm(stay, service)
    with refused(RuleBroken, "nothing has become permanent"):
        permanence.reverse(placement_id=stay, by=service.lead, now=LATER)
    with refused(NotFound):
        confirm(an_id(), service)


def test_either_side_takes_it_back_and_the_stay_goes_on(service: Service) -> None:
    stay, _, host = both_wish(service)
    confirm(stay, service)

    with refused(NotFound):
        permanence.reverse(placement_id=stay, by=service.duty, now=COOLED_OFF)
    permanence.reverse(placement_id=stay, by=host, now=COOLED_OFF)

    assert PlacementRow.objects.get(id=stay).state == "living"


def what_is_refused(act: Callable[[], None]) -> tuple[type[Exception], str]:
    """The words of a refusal; nothing stays of the act."""
    with pytest.raises(RuleBroken) as told:
        act()
    return told.type, str(told.value)


@pytest.mark.parametrize("act", ["wish again", "confirm", "reverse"])
def test_no_refusal_tells_the_host_what_the_person_wishes(service: Service, act: str) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)
    wish(stay, host)
    acts: dict[str, Callable[[], None]] = {
        "wish again": lambda: wish(stay, host),
        "confirm": lambda: confirm(stay, service, host),
        "reverse": lambda: permanence.reverse(placement_id=stay, by=host, now=LATER),
    }

    before = what_is_refused(acts[act])
    wish(stay, opened.resident)

    assert what_is_refused(acts[act]) == before


def test_no_refusal_tells_the_host_that_the_person_has_wished_anything(service: Service) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)

    def reverse() -> None:
        permanence.reverse(placement_id=stay, by=host, now=LATER)

    before = what_is_refused(reverse)
    wish(stay, opened.resident)

    assert what_is_refused(reverse) == before


NEXT = LATER + timedelta(days=1)


def refuse(stay: UUID, service: Service, by: SignedIn | None = None) -> None:
    permanence.refuse(placement_id=stay, reason="Ask again.", by=by or service.lead, now=NEXT)


def test_the_leads_no_lasts_until_the_lead_lets_them_wish_again(service: Service) -> None:
    stay, opened, host = both_wish(service)
    refuse(stay, service)

    for by in (opened.resident, host):
        for wanted in (True, False):
            with refused(RuleBroken, "decided by now"):
                wish(stay, by, wanted)
    with refused(StepNotAllowed):
        confirm(stay, service)
    assert PlacementRow.objects.get(id=stay).state == "living"
    assert to_decide(by=service.lead, now=COOLED_OFF).permanence.count == 0

    permanence.let_wish(placement_id=stay, by=service.lead, now=COOLED_OFF)
    wish(stay, opened.resident)
    assert PermanenceRow.objects.get(placement=stay).state == State.RESIDENT_WISHES
    with refused(RuleBroken, "both must wish"):
        confirm(stay, service)


def test_a_no_is_not_how_one_learns_what_the_other_wishes(service: Service) -> None:
    stay, _, _ = both_wish(service)

    with refused(RuleBroken, "from the day after"):
        permanence.refuse(placement_id=stay, reason="Ask again.", by=service.lead, now=LATER)


def test_a_lasting_no_is_the_leads_alone_and_has_its_reason(service: Service) -> None:
    stay, opened, host = both_wish(service)

    for by in (service.duty, host, opened.resident):
        with refused(WrongHands):
            refuse(stay, service, by)
    with refused(BadInput, "needs its reason"):
        permanence.refuse(placement_id=stay, reason=" ", by=service.lead, now=NEXT)
    with refused(RuleBroken, "no lasting no"):
        permanence.let_wish(placement_id=stay, by=service.lead, now=NEXT)


def test_why_the_lead_said_no_is_opened_by_leads_alone(service: Service) -> None:
    stay, opened, host = both_wish(service)
    refuse(stay, service)

    told = deciding.stay(stay, by=service.lead, now=NEXT).wish

    assert told is not None
    assert told.reasons == ("Ask again.",)
    item = ItemRow.objects.get(kind=permanence.REFUSED)
    for by in (service.duty, opened.resident, host, service.program):
        with refused(Sealed):
            facts.open_(str, item.id, by=by, now=NEXT, purpose="curiosity")
