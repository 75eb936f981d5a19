"""A row moves by a step of its table, from the state it was read in, by the right hands."""

from datetime import timedelta
from itertools import pairwise

import pytest

from hearth.core import consent
from hearth.core.audience import Audience
from hearth.core.consent import Act, State
from hearth.core.errors import NotFound, Stale, StepNotAllowed, WrongHands
from hearth.store import rows
from hearth.store.models import CheckRow, ConsentRow, OfferRow, PlacementRow
from tests.builders import MOMENT, an_id
from tests.service import a_service

pytestmark = pytest.mark.django_db


def test_whoever_read_a_row_before_somebody_else_moved_it_is_too_late() -> None:
    service = a_service()
    opened = service.open_case()
    offered = service.put_offer(opened)
    early = ConsentRow.objects.get(offer=offered)
    service.agree(offered, opened)

    with pytest.raises(Stale):
        rows.step(early, consent.STEPS, Act.DECLINE, opened.resident, answered_at=MOMENT)
    assert ConsentRow.objects.get(offer=offered).state == State.AGREED


def test_a_step_in_wrong_hands_or_out_of_turn_moves_nothing() -> None:
    service = a_service()
    opened = service.open_case()
    row = ConsentRow.objects.get(offer=service.put_offer(opened))

    with pytest.raises(WrongHands):
        rows.step(row, consent.STEPS, Act.AGREE, service.duty)
    with pytest.raises(StepNotAllowed):
        rows.step(row, consent.STEPS, Act.WITHDRAW, opened.resident)
    assert ConsentRow.objects.get(id=row.id).state == State.ASKED


def test_a_row_of_somebody_else_is_not_found_in_the_words_for_none() -> None:
    service = a_service()
    row = ConsentRow.objects.get(offer=service.put_offer(service.open_case()))

    said = []
    for id, owner in ((row.id, an_id()), (an_id(), row.person.principal_id)):
        with pytest.raises(NotFound) as refused:
            rows.get(ConsentRow, id, person__principal=owner)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_who_may_begin_a_stage_is_said_where_no_table_says_it() -> None:
    duty = a_service(homes=1).duty

    rows.only(duty, Audience.CASEWORKER)
    with pytest.raises(WrongHands, match="only the host or lead"):
        rows.only(duty, Audience.LEAD, Audience.HOST)


def test_every_row_of_a_journey_has_a_random_id() -> None:
    service = a_service()
    service.live(service.open_case())

    for model in (ConsentRow, OfferRow, PlacementRow):
        assert {row.id.version for row in model.objects.all()} == {4}


def test_what_is_due_after_a_day_is_what_the_day_itself_says() -> None:
    service = a_service()
    service.live(service.open_case())
    days = sorted(CheckRow.objects.values_list("due_on", flat=True))
    assert len(days) > 1

    for before, after in pairwise([days[0] - timedelta(1), *days]):
        found = rows.after_day(CheckRow.objects.all(), "due_on", before)
        assert min(found.values_list("due_on", flat=True)) == after
    assert not rows.after_day(CheckRow.objects.all(), "due_on", days[-1]).exists()
