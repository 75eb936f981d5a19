"""What the lead reads of a talk: its answers in words, and what was odd about how it came."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from hearth.actions.visiting import visits
from hearth.core import checks
from hearth.core.checks import Talk, With
from hearth.core.questions import Answer
from hearth.queries.visiting.answers import answers
from tests.actions.visiting.packs.on_phone import OnPhone
from tests.builders import MOMENT
from tests.service import a_service, a_talk
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db


def test_the_answers_stand_beside_what_was_asked_and_both_clocks_where_they_differ() -> None:
    service = a_service()
    phone = OnPhone(service)
    open_doors(service, phone.now)
    id, wrong = uuid4(), phone.now - timedelta(hours=5)
    sealed = phone.sealed(id, talks=phone.both(), sealed_at=wrong.isoformat())
    phone.arrives(id, sealed, phone_at=wrong)

    lead = comes_in(service.lead, phone.now)
    page = shown(
        lead.post(
            reverse("lead:open", args=[phone.stay]),
            {"purpose": "to prepare the talk about the move"},
        )
    )

    assert "Do they feel safe here?" in page
    assert "Yes" in page
    assert "The phone's clock was wrong" in page or "The phone&#39;s clock was wrong" in page
    assert "11:00" in page


def test_a_second_record_of_a_visit_says_that_it_is_one() -> None:
    service = a_service()
    phone = OnPhone(service)
    open_doors(service, phone.now)
    phone.sends(talks=phone.both())
    phone.sends(talks=phone.both())

    lead = comes_in(service.lead, phone.now)
    page = shown(
        lead.post(
            reverse("lead:open", args=[phone.stay]),
            {"purpose": "to prepare the talk about the move"},
        )
    )

    assert page.count("Somebody else recorded this visit first") == 2


def test_a_no_from_a_phone_beside_a_talk_online_is_read_with_whom_to_ask() -> None:
    service = a_service()
    phone = OnPhone(service)
    open_doors(service, phone.now)
    talk = a_talk(With.RESIDENT, phone.now - timedelta(hours=2))
    visits.write_down(check_id=phone.check, held=talk, by=service.visitor, now=phone.now)
    phone.sends(refused=True)

    lead = comes_in(service.lead, phone.now)
    page = shown(
        lead.post(
            reverse("lead:open", args=[phone.stay]),
            {"purpose": "to prepare the talk about the move"},
        )
    )

    assert "Did not want to be seen this time." in page
    assert "not yet handed in: ask them which" in page


def test_answers_to_a_form_that_is_gone_are_read_all_the_same() -> None:
    talk = Talk(
        with_=With.RESIDENT, began_at=MOMENT, ended_at=MOMENT + timedelta(minutes=9), where="a walk"
    )
    held = checks.Testimony(talk, "", "gone.7", (Answer("sleep", "badly"),))

    assert answers(held) == [("sleep", "badly")]
