"""What a person tells and changes by themselves, and their call for help."""

import pytest

from hearth.actions import (
    concerns,
    intake,
    own,
    placement,
)
from hearth.core.concerns import Kind
from hearth.core.errors import NotFound, RuleBroken, Sealed
from hearth.core.person import Feature
from hearth.core.placement import Ending
from hearth.core.sensitive import SensitivePeriod
from hearth.queries.deciding import safe, stay
from hearth.queries.own import raised, stays, told
from hearth.store.models import CaseRow, CheckRow, ConcernRow
from tests.builders import TODAY
from tests.service import DAY, LATER, Service

pytestmark = pytest.mark.django_db


def test_a_need_told_waits_for_the_persons_word_again_and_leaves_the_rest(
    service: Service,
) -> None:
    opened = service.open_case()
    me = opened.resident
    own.refuse(
        case=opened.case,
        features=[Feature.PETS],
        kinds=["congregate"],
        areas=["Harbour"],
        by=me,
        now=LATER,
    )
    own.need(case=opened.case, features=[Feature.LOCKED_ROOM], languages=[], by=me, now=LATER)

    found = told.told(by=me, now=LATER)

    assert found.needs == (Feature.LOCKED_ROOM,)
    assert found.refused == (Feature.PETS,)
    assert found.refused_kinds == ("congregate",)
    assert found.may_confirm
    assert CaseRow.objects.get(id=opened.case).state == "told"


def test_what_changes_nothing_asks_for_no_new_word(service: Service) -> None:
    opened = service.open_case()

    own.need(case=opened.case, features=[], languages=[], by=opened.resident, now=LATER)

    assert CaseRow.objects.get(id=opened.case).state == "waiting"


def test_nobody_changes_the_case_of_another(service: Service) -> None:
    theirs, mine = service.open_case(), service.open_case()

    with pytest.raises(NotFound):
        own.need(case=theirs.case, features=[], languages=[], by=mine.resident, now=LATER)


def test_a_home_that_lacks_what_the_person_now_needs_is_not_offered(service: Service) -> None:
    opened = service.open_case()
    own.need(
        case=opened.case, features=[Feature.STEP_FREE], languages=[], by=opened.resident, now=LATER
    )
    intake.confirm(case=opened.case, by=opened.resident, now=LATER)

    with pytest.raises(RuleBroken):
        service.put_offer(opened, now=LATER)


def test_the_same_words_pressed_twice_are_one_concern_until_it_is_read(service: Service) -> None:
    opened = service.open_case()
    first, again = (
        own.say_wrong(kind=Kind.WORRY, words="", by=opened.resident, now=LATER) for _ in range(2)
    )
    assert first == again

    concerns.acknowledge(concern_id=first, by=service.lead, now=LATER)
    own.say_wrong(kind=Kind.WORRY, words="", by=opened.resident, now=LATER)

    assert ConcernRow.objects.count() == 2


def test_other_words_are_another_concern(service: Service) -> None:
    opened = service.open_case()
    for words in ("the door does not lock", "somebody comes in at night"):
        own.say_wrong(kind=Kind.WORRY, words=words, by=opened.resident, now=LATER)

    assert ConcernRow.objects.count() == 2


def test_the_receipt_is_the_persons_to_read_again(service: Service) -> None:
    opened = service.open_case()
    id = own.say_wrong(kind=Kind.COMPLAINT, words="late", by=opened.resident, now=LATER)

    (one,) = raised.raised(by=opened.resident, now=LATER).first

    assert concerns.by_receipt(one.receipt) == id
    assert (one.words, one.was_read, one.answer) == ("late", False, "")


def test_a_concern_of_somebody_who_lives_with_a_host_is_about_that_stay(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)

    own.say_wrong(kind=Kind.WORRY, words="", by=opened.resident, now=LATER)

    assert ConcernRow.objects.get().placement_id == stay


def test_nobody_reads_what_another_raised(service: Service) -> None:
    theirs, mine = service.open_case(), service.open_case()
    own.say_wrong(kind=Kind.WORRY, words="", by=theirs.resident, now=LATER)

    assert raised.raised(by=mine.resident, now=LATER).first == ()


def test_i_am_safe_is_kept_with_its_moment(service: Service) -> None:
    opened = service.open_case()
    for at in (LATER, LATER + DAY):
        own.say_safe(by=opened.resident, now=at)

    assert raised.raised(by=opened.resident, now=LATER + DAY).safe_at == LATER + DAY
    assert safe.of_case(opened.case, by=service.lead, now=LATER + DAY) == {
        opened.person: LATER + DAY
    }
    with pytest.raises(Sealed):
        safe.of_case(opened.case, by=service.duty, now=LATER + DAY)


def test_the_lead_reads_on_the_stay_when_they_last_said_so(service: Service) -> None:
    opened = service.open_case()
    placed = service.live(opened)
    assert stay.stay(placed, by=service.lead, now=LATER).safe_at == ()

    own.say_safe(by=opened.resident, now=LATER)

    assert stay.stay(placed, by=service.lead, now=LATER + DAY).safe_at == (LATER,)


def test_a_person_leaves_by_themselves_and_waits_again(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    day = LATER + 3 * DAY
    placement.end(
        placement_id=stay,
        why=Ending.MOVED_BY_WISH,
        on=day.date(),
        by=opened.resident,
        office=service.program,
        now=day,
    )

    found = stays.stay(by=opened.resident, now=day)

    assert found is not None
    assert (found.state, found.card) == ("ended", None)
    assert CaseRow.objects.get(id=opened.case).state == "waiting"
    assert not CheckRow.objects.filter(placement=stay, state="due").exists()


def test_a_person_calls_a_move_off_by_themselves_and_the_room_is_free(service: Service) -> None:
    first, second = service.open_case(), service.open_case()
    _, stay = service.plan(first)
    placement.cancel(placement_id=stay, by=first.resident, office=service.program, now=LATER)

    service.plan(second)

    found = stays.stay(by=first.resident, now=LATER)
    assert found is not None
    assert found.state == "cancelled"


def test_a_need_told_in_a_stay_holds_at_once(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)

    own.need(
        case=opened.case,
        features=[Feature.LOCKED_ROOM],
        languages=[],
        by=opened.resident,
        now=LATER + 3 * DAY,
    )

    assert told.told(by=opened.resident, now=LATER + 3 * DAY).needs == (Feature.LOCKED_ROOM,)
    assert CaseRow.objects.get(id=opened.case).state == "placed"


def test_a_period_of_no_kind_that_the_programme_knows_is_refused(service: Service) -> None:
    opened = service.open_case()
    period = SensitivePeriod(kind="never", first=TODAY, days=3)

    with pytest.raises(ValueError, match="kinds of sensitive period"):
        own.add_period(case=opened.case, period=period, by=opened.resident, now=LATER)
