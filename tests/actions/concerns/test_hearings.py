"""An answer to a complaint is refused; an allegation is the officer's first; and what is what."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hearth.actions import concerns
from hearth.actions.raised import classed, findings, hearings, late, letterbox
from hearth.core.audience import Audience
from hearth.core.concerns import Concern, Kind, Panel, Tell, Telling, Weight
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, TellsTooMuch, WrongHands
from hearth.core.findings import Finding
from hearth.core.overdue import TOLD_MANAGER
from hearth.core.programme import ForcedAct
from hearth.queries.deciding import board, escalated, matters
from hearth.queries.own import raised as own
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ConcernRow, LetterRow
from tests.actions.concerns.test_late import another_lead
from tests.refused import refused
from tests.service import LATER, Service, a_service, hired

pytestmark = pytest.mark.django_db
ENGLAND = "supported-lodgings-england.1"
HERE = "127.0.0.1"
ROWS = tomllib.loads(
    (Path(__file__).parents[2] / "scenarios" / "concerns.toml").read_text(encoding="utf-8")
)["row"]


@pytest.fixture
def service() -> Service:
    return a_service()


def raised(
    kind: Kind, by: SignedIn | None = None, *, programme: str = ENGLAND, now: datetime = LATER
) -> concerns.Raised:
    return concerns.raise_one(
        kind=kind, words="nobody calls back", placement_id=None, programme=programme, by=by, now=now
    )


def row_of(concern: concerns.Raised) -> ConcernRow:
    return ConcernRow.objects.get(id=concern.id)


def looked_into(concern: UUID, service: Service, by: SignedIn, now: datetime = LATER) -> None:
    """All that comes before an answer."""
    concerns.acknowledge(concern_id=concern, by=by, now=now)
    concerns.weigh(concern_id=concern, weight=Weight.LIGHT, by=by, now=now)
    concerns.act_on(concern_id=concern, by=by, service=service.program, now=now)


def answered(concern: UUID, service: Service, by: SignedIn, now: datetime = LATER) -> None:
    concerns.answer(
        concern_id=concern, words="We are sorry.", by=by, service=service.program, now=now
    )


def heard(concern: UUID, service: Service, by: SignedIn, now: datetime = LATER) -> None:
    looked_into(concern, service, by, now)
    answered(concern, service, by, now)


def refuse(concern: concerns.Raised, now: datetime = LATER) -> None:
    letterbox.refuse(receipt=concern.receipt, address=HERE, now=now)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), LATER.tzinfo)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["says"])
def test_who_looks_into_it_and_by_which_day(service: Service, row: dict[str, Any]) -> None:
    leads = [service.lead, another_lead(service), service.lead]
    made = raised(Kind(row["kind"]), programme=row["programme"], now=at(row["raised"]))

    for lead, day in zip(leads, row.get("refused", ()), strict=False):
        heard(made.id, service, lead, at(day))
        refuse(made, at(day))
    if "sat" in row:
        panel = Panel(row["sat"], "three of them", "They are right.")
        hearings.write_panel(concern_id=made.id, panel=panel, by=service.lead, now=at(row["sat"]))

    found = row_of(made)
    assert found.hearing == row.get("hearing", "")
    assert found.officer_by == row.get("officer_by")
    assert (found.acknowledge_by, found.answer_by) == (row["acknowledge_by"], row["answer_by"])


def test_whoever_gave_an_answer_that_was_refused_sees_it_no_more(service: Service) -> None:
    colleague, made = another_lead(service), raised(Kind.COMPLAINT)
    heard(made.id, service, service.lead)

    refuse(made)

    assert not matters.for_reader(service.lead).exists()
    assert [one.id for one in board.to_decide(by=colleague, now=LATER).concerns.first] == [made.id]
    with refused(RuleBroken, "your answer to this was refused"):
        concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)
    heard(made.id, service, colleague)
    assert row_of(made).state == "answered"


def test_a_panel_is_entered_before_its_answer_by_whichever_lead_is_here(service: Service) -> None:
    colleague, made = another_lead(service), raised(Kind.COMPLAINT)
    for lead in (service.lead, colleague):
        heard(made.id, service, lead)
        refuse(made)
    looked_into(made.id, service, service.lead)

    with refused(RuleBroken, "who sat on the panel"):
        answered(made.id, service, service.lead)
    tomorrow = Panel(LATER.date() + timedelta(1), "three of them", "They are right.")
    with refused(RuleBroken, "has not come"):
        hearings.write_panel(concern_id=made.id, panel=tomorrow, by=service.lead, now=LATER)
    sat = Panel(LATER.date(), "three of them", "They are right.")
    for by in (service.duty, service.visitor):
        with refused(WrongHands):
            hearings.write_panel(concern_id=made.id, panel=sat, by=by, now=LATER)
    hearings.write_panel(concern_id=made.id, panel=sat, by=service.lead, now=LATER)

    answered(made.id, service, service.lead)
    with refused(StepNotAllowed, "no word of yours"):
        refuse(made)


def test_the_answer_that_was_refused_stays_a_letter_to_whoever_complained(service: Service) -> None:
    made = raised(Kind.COMPLAINT)
    heard(made.id, service, service.lead)

    refuse(made)

    box = letterbox.read(receipt=made.receipt, address=HERE, now=LATER)
    assert [one.words for one in box.letters] == ["We are sorry."]
    assert (box.was_read, box.is_answered, box.may_refuse) == (False, False, False)
    assert LetterRow.objects.filter(ours=True).count() == 1


def test_where_no_second_lead_is_here_the_manager_reads_its_number_at_once(
    service: Service,
) -> None:
    manager, made = hired(Audience.MANAGER, service.duty), raised(Kind.COMPLAINT)
    heard(made.id, service, service.lead)
    assert escalated.unanswered(by=manager).count == 0

    refuse(made)

    (known,) = escalated.unanswered(by=manager).first
    assert (known.matter, known.level, known.has_lead) == (made.id.hex[:8], TOLD_MANAGER, False)


def test_a_person_refuses_the_answer_to_their_own_complaint_and_to_no_other(
    service: Service,
) -> None:
    first, other = service.open_case(), service.open_case()
    made = raised(Kind.COMPLAINT, first.resident)
    heard(made.id, service, service.lead)
    assert own.raised(by=first.resident, now=LATER).first[0].may_refuse

    with refused(NotFound):
        hearings.refuse_own(concern_id=made.id, by=other.resident, now=LATER)
    for by in (service.lead, service.duty):
        with refused(WrongHands):
            hearings.refuse_own(concern_id=made.id, by=by, now=LATER)
    hearings.refuse_own(concern_id=made.id, by=first.resident, now=LATER)

    assert row_of(made).hearing == "independent"
    with refused(StepNotAllowed):
        hearings.refuse_own(concern_id=made.id, by=first.resident, now=LATER)


@pytest.mark.parametrize(
    ("kind", "programme"), [(Kind.WORRY, ENGLAND), (Kind.COMPLAINT, "healers-office.1")]
)
def test_what_has_one_stage_ends_with_its_answer(
    service: Service, kind: Kind, programme: str
) -> None:
    made = raised(kind, programme=programme)
    heard(made.id, service, service.lead)

    with refused(StepNotAllowed):
        refuse(made)


def test_only_whoever_complains_where_the_rules_say_so_is_told_of_an_advocate(
    service: Service,
) -> None:
    assert raised(Kind.COMPLAINT).advocate
    assert not raised(Kind.WORRY).advocate
    assert not raised(Kind.COMPLAINT, programme="healers-office.1").advocate


def test_an_allegation_is_not_answered_before_the_officer_has_heard(service: Service) -> None:
    made = raised(Kind.ALLEGATION)
    looked_into(made.id, service, service.lead)

    with refused(RuleBroken, "designated officer first"):
        answered(made.id, service, service.lead)
    concerns.tell(concern_id=made.id, act=Tell.OFFICER, by=service.lead, now=LATER)
    answered(made.id, service, service.lead)

    assert row_of(made).officer_by is None


def test_an_officer_who_was_asked_for_and_told_has_heard_of_it_either_way(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    CaseRow.objects.update(programme=ENGLAND)
    both = (
        lambda id: concerns.tell(concern_id=id, act=Tell.OFFICER, by=service.lead, now=LATER),
        lambda id: concerns.write_done(
            concern_id=id,
            act=ForcedAct.TELL_DESIGNATED_OFFICER,
            by=service.lead,
            now=LATER,
        ),
    )
    for told in both:
        made = raised(Kind.ALLEGATION)
        ConcernRow.objects.filter(id=made.id).update(placement=stay)
        concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)
        concerns.weigh(concern_id=made.id, weight=Weight.DANGER_NOW, by=service.lead, now=LATER)
        concerns.act_on(concern_id=made.id, by=service.lead, service=service.program, now=LATER)

        told(made.id)

        assert ForcedAct.TELL_DESIGNATED_OFFICER not in opened(made, service).waits
        assert opened(made, service).telling is Telling.WITH_OFFICER
        assert row_of(made).officer_by is None


def opened(made: concerns.Raised, service: Service) -> Concern:
    return facts.open_(Concern, row_of(made).item_id, by=service.lead, now=LATER, purpose="test")


def test_an_officer_who_is_not_told_in_time_raises_an_allegation_that_was_read(
    service: Service,
) -> None:
    made = raised(Kind.ALLEGATION)
    concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)
    assert row_of(made).due_by == row_of(made).officer_by

    assert late.escalate(by=service.program, now=LATER + timedelta(2)) == 1
    assert board.to_decide(by=service.lead, now=LATER + timedelta(2)).concerns.first[0].is_late
    concerns.tell(concern_id=made.id, act=Tell.OFFICER, by=service.lead, now=LATER)

    assert row_of(made).due_by == row_of(made).answer_by


def class_as(
    made: concerns.Raised, kind: Kind, service: Service, reason: str = "She says he hit her."
) -> None:
    classed.class_as(
        concern_id=made.id,
        kind=kind,
        reason=reason,
        by=service.lead,
        service=service.program,
        now=LATER,
    )


def test_a_worry_that_is_an_allegation_goes_to_the_officer_and_is_weighed_anew(
    service: Service,
) -> None:
    made = raised(Kind.WORRY)
    looked_into(made.id, service, service.lead)
    promised = row_of(made).answer_by

    class_as(made, Kind.ALLEGATION, service)

    row, said = row_of(made), opened(made, service)
    assert (row.state, row.answer_by) == ("acknowledged", promised)
    assert row.officer_by == LATER.date() + timedelta(1)
    assert (said.kind, said.weight, said.telling) == (Kind.ALLEGATION, None, Telling.WITHHELD)
    assert [(one.was, one.reason) for one in said.classed] == [(Kind.WORRY, "She says he hit her.")]


def test_calling_an_allegation_less_leads_nobody_past_the_officer(service: Service) -> None:
    made = raised(Kind.ALLEGATION)
    concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)

    class_as(made, Kind.WORRY, service)

    with refused(StepNotAllowed):
        concerns.tell(concern_id=made.id, act=Tell.HOST, by=service.lead, now=LATER)
    assert row_of(made).officer_by is not None
    concerns.weigh(concern_id=made.id, weight=Weight.LIGHT, by=service.lead, now=LATER)
    concerns.act_on(concern_id=made.id, by=service.lead, service=service.program, now=LATER)
    with refused(RuleBroken, "designated officer first"):
        answered(made.id, service, service.lead)


def test_whoever_may_refuse_an_answer_still_may_when_it_is_called_something_else(
    service: Service,
) -> None:
    made = raised(Kind.COMPLAINT)
    concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)

    class_as(made, Kind.WORRY, service)

    assert row_of(made).hearing == "lead"


def test_what_was_answered_and_is_an_allegation_is_owed_an_answer_again(service: Service) -> None:
    made = raised(Kind.WORRY)
    heard(made.id, service, service.lead)

    class_as(made, Kind.ALLEGATION, service)

    row = row_of(made)
    assert (row.answer_id, row.answer_by) == (None, LATER.date() + timedelta(30))
    assert late.escalate(by=service.program, now=LATER + timedelta(2)) == 1


def test_what_it_is_changes_by_the_lead_alone_once_it_was_read_and_to_something_else(
    service: Service,
) -> None:
    made = raised(Kind.WORRY)
    with refused(StepNotAllowed):
        class_as(made, Kind.COMPLAINT, service)
    concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)
    with refused(RuleBroken, "already"):
        class_as(made, Kind.WORRY, service)
    with refused(WrongHands):
        classed.class_as(
            concern_id=made.id,
            kind=Kind.COMPLAINT,
            reason="It is about us.",
            by=service.duty,
            service=service.program,
            now=LATER,
        )


def test_why_it_is_something_else_tells_no_home(service: Service) -> None:
    made = raised(Kind.WORRY)
    concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)
    stay = service.live(service.open_case())
    concerns.find_about(concern_id=made.id, number=stay.hex[:12], by=service.lead, now=LATER)

    with refused(TellsTooMuch):
        class_as(made, Kind.ALLEGATION, service, "It was Ada Lind who did it.")


def test_whoever_gave_an_answer_that_was_refused_writes_no_finding_either(
    service: Service,
) -> None:
    made = raised(Kind.COMPLAINT)
    colleague = another_lead(service)
    heard(made.id, service, service.lead)
    refuse(made)
    looked_into(made.id, service, colleague)

    with refused(RuleBroken, "your answer to this was refused"):
        findings.find(concern_id=made.id, finding=Finding.NOT_UPHELD, by=service.lead, now=LATER)
    findings.find(concern_id=made.id, finding=Finding.UPHELD, by=colleague, now=LATER)
