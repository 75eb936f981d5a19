from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions import concerns
from hearth.core.audience import Audience
from hearth.core.concerns import ESCALATED, Concern, Did, Kind, Weight
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.programme import ForcedAct
from hearth.queries.deciding import escalated
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, ConcernRow, HostRow, ItemRow
from tests.builders import MOMENT, an_id
from tests.refused import refused
from tests.service import DAY, LATER, PROGRAMME, Service, a_service, hired

pytestmark = pytest.mark.django_db


def raised(by: SignedIn | None, stay: UUID | None = None) -> concerns.Raised:
    return concerns.raise_one(
        kind=Kind.COMPLAINT,
        words="the door does not lock",
        placement_id=stay,
        programme=f"{PROGRAMME}.1",
        by=by,
        now=LATER,
    )


def item_of(concern: concerns.Raised) -> UUID:
    return ConcernRow.objects.get(id=concern.id).item_id


def test_a_concern_is_read_by_the_lead_and_by_the_person_who_raised_it(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)

    item = item_of(raised(opened.resident, stay))

    host = service.hosts[service.homes[0]]
    others = [service.duty, service.program, service.visitor, service.clinician, host]
    assert facts.can_open(item, service.lead)
    assert facts.can_open(item, opened.resident)
    assert not any(facts.can_open(item, by) for by in others)


def test_a_host_who_raises_a_concern_cannot_read_it_again(service: Service) -> None:
    host = service.hosts[service.homes[0]]

    assert not facts.can_open(item_of(raised(host)), host)


def test_anybody_may_raise_a_concern_and_find_it_by_its_receipt(service: Service) -> None:
    made = raised(None)

    assert concerns.by_receipt(made.receipt) == made.id
    assert made.receipt not in repr(made)
    assert not ConcernRow.objects.filter(receipt_hash__contains=made.receipt).exists()


def test_a_slip_in_a_receipt_is_answered_as_one_that_was_never_given(service: Service) -> None:
    receipt = raised(None).receipt
    slip = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)

    for typed in (slip, "0" * 16):
        with refused(NotFound, "no concern"):
            concerns.by_receipt(typed)


def test_a_concern_about_a_stay_that_is_not_there_is_refused(service: Service) -> None:
    with refused(NotFound):
        raised(None, an_id())


def weighed(service: Service, stay: UUID, weight: Weight, by: SignedIn | None = None) -> UUID:
    concern = raised(by, stay).id
    concerns.acknowledge(concern_id=concern, by=service.lead, now=LATER)
    concerns.weigh(concern_id=concern, weight=weight, by=service.lead, now=LATER)
    return concern


def test_a_light_weight_forces_a_check_of_every_stay_with_the_host(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = weighed(service, stay, Weight.LIGHT)

    acts = concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    assert acts == (ForcedAct.EXTRA_CHECK,)
    assert CheckRow.objects.filter(placement=stay, recurrence="extra").count() == 1


def test_a_grave_weight_ends_every_offer_of_the_host_and_takes_the_keys_back() -> None:
    service = a_service(two_homes=True)
    stay, home = service.live(service.open_case()), service.homes[1]
    waiting = service.open_case()
    offered = service.put_offer(waiting, home)
    service.agree(offered, waiting)
    concern = weighed(service, stay, Weight.GRAVE)

    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    assert not facts.can_open(service.address(home), waiting.resident)
    assert not HostRow.objects.get(homes=home).active
    with refused(StepNotAllowed):
        service.agree(offered, waiting)


def test_only_the_lead_handles_a_concern(service: Service) -> None:
    opened = service.open_case()
    concern = raised(opened.resident, service.live(opened)).id
    host = service.hosts[service.homes[0]]

    for by in (service.duty, host, opened.resident, service.visitor, service.program):
        with refused(RuleBroken):
            concerns.acknowledge(concern_id=concern, by=by, now=LATER)
    concerns.acknowledge(concern_id=concern, by=service.lead, now=LATER)
    for by in (service.duty, host, opened.resident):
        with refused(WrongHands):
            concerns.weigh(concern_id=concern, weight=Weight.GRAVE, by=by, now=LATER)


def test_nobody_handles_a_concern_about_their_own_home_at_any_step(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = raised(None, stay).id
    lead, steps = service.lead, handling(concern, service)

    for step in steps:
        with host_is(lead.id, service.homes[0]), refused(RuleBroken, "your own home"):
            step()
        step()


def handling(concern: UUID, service: Service) -> list[Callable[[], object]]:
    """Every act of the lead on a concern, in order."""
    lead = service.lead
    return [
        lambda: concerns.acknowledge(concern_id=concern, by=lead, now=LATER),
        lambda: concerns.weigh(concern_id=concern, weight=Weight.LIGHT, by=lead, now=LATER),
        lambda: concerns.act_on(concern_id=concern, by=lead, service=service.program, now=LATER),
        lambda: concerns.answer(
            concern_id=concern, words="done", by=lead, service=service.program, now=LATER
        ),
    ]


@contextmanager
def host_is(principal: UUID, home: UUID) -> Iterator[None]:
    """For a while, this home is that principal's."""
    row = HostRow.objects.get(homes=home)
    HostRow.objects.filter(id=row.id).update(principal=principal)
    yield
    HostRow.objects.filter(id=row.id).update(principal=row.principal_id)


def test_the_log_does_not_tell_how_heavy_a_concern_is(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = weighed(service, stay, Weight.DANGER_NOW)
    before = events.head()[0]

    acts = concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    said = {entry.act for entry in events.entries() if entry.seq > before}
    assert {act for act in said if act.startswith("concern")} == {"concern.acted_on"}
    assert ForcedAct.PAUSE_OFFERS in acts


def test_what_somebody_has_to_do_is_sealed_as_asked_and_not_as_done(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = weighed(service, stay, Weight.DANGER_NOW)

    acts = concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    asked = as_sealed(concern, service).asked
    assert ForcedAct.MOVE_TONIGHT_IF_WISHED in asked
    assert set(asked) == set(acts) - {ForcedAct.EXTRA_CHECK, ForcedAct.PAUSE_OFFERS}
    concerns.weigh(concern_id=concern, weight=Weight.LIGHT, by=service.lead, now=LATER)
    assert as_sealed(concern, service).asked == ()


def as_sealed(concern: UUID, service: Service) -> Concern:
    item = ConcernRow.objects.get(id=concern).item_id
    return facts.open_(Concern, item, by=service.lead, now=LATER, purpose="lead")


def test_the_lead_lifts_a_pause_and_nobody_else_does(service: Service) -> None:
    stay, home = service.live(service.open_case()), service.homes[0]
    host = HostRow.objects.get(homes=home)

    def lift(by: SignedIn) -> None:
        concerns.lift_pause(host=host.id, by=by, now=LATER)

    with refused(RuleBroken, "not paused"):
        lift(service.lead)
    paused = weighed(service, stay, Weight.GRAVE)
    concerns.act_on(concern_id=paused, by=service.lead, service=service.program, now=LATER)
    for by in (service.duty, service.hosts[home], service.program):
        with refused(WrongHands):
            lift(by)
    with host_is(service.lead.id, home), refused(RuleBroken, "your own home"):
        lift(service.lead)
    lift(service.lead)

    assert HostRow.objects.get(id=host.id).active
    assert list(events.entries())[-1].act == "host.pause_lifted"


def test_nothing_is_acted_on_that_was_not_weighed(service: Service) -> None:
    concern = raised(None).id

    with refused(RuleBroken, "weigh"):
        concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)
    with refused(StepNotAllowed):
        concerns.answer(
            concern_id=concern, words="done", by=service.lead, service=service.program, now=LATER
        )
    with refused(NotFound):
        concerns.acknowledge(concern_id=an_id(), by=service.lead, now=MOMENT)


def test_whoever_raised_it_reads_the_answer_and_the_host_does_not(service: Service) -> None:
    opened = service.open_case()
    concern = weighed(service, service.live(opened), Weight.LIGHT, by=opened.resident)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    concerns.answer(
        concern_id=concern, words="a new lock", by=service.lead, service=service.program, now=LATER
    )

    row = ConcernRow.objects.get(id=concern)
    assert facts.can_open(row.answer_id, opened.resident)
    assert not facts.can_open(row.answer_id, service.hosts[service.homes[0]])
    found = facts.open_(Concern, row.item_id, by=service.lead, now=LATER, purpose="lead")
    assert (found.weight, found.words) == (Weight.LIGHT, "the door does not lock")


@pytest.mark.parametrize(
    ("weight", "told"),
    [
        (Weight.GRAVE, []),
        (Weight.DANGER_NOW, [(ForcedAct.TELL_MANAGER, ForcedAct.INDEPENDENT_REVIEW)]),
    ],
)
def test_the_manager_is_told_that_there_is_a_matter_and_nothing_of_it(
    service: Service, weight: Weight, told: list[tuple[ForcedAct, ...]]
) -> None:
    stay = service.live(service.open_case())
    concern = weighed(service, stay, weight)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)
    manager = hired(Audience.MANAGER, service.duty)

    found = escalated.to_manager(by=manager, service=service.program, now=LATER)

    assert [one.acts for one in found] == told
    assert all(one.matter == concern.hex[:8] for one in found)
    assert ItemRow.objects.filter(kind=ESCALATED).count() == 1  # whatever it weighs
    later = LATER + timedelta(days=400)
    assert escalated.to_manager(by=manager, service=service.program, now=later) == ()
    for other in (service.duty, service.visitor, service.lead):
        with refused(NotFound):
            escalated.to_manager(by=other, service=service.program, now=LATER)


def in_it(concern: UUID, service: Service) -> Concern:
    item = ConcernRow.objects.get(id=concern).item_id
    return facts.open_(Concern, item, by=service.lead, now=LATER, purpose="test")


def test_what_people_were_asked_to_do_is_written_down_as_done_and_stays_so(
    service: Service,
) -> None:
    concern = weighed(service, service.live(service.open_case()), Weight.DANGER_NOW)
    by, review = service.lead, ForcedAct.INDEPENDENT_REVIEW
    concerns.act_on(concern_id=concern, by=by, service=service.program, now=LATER)
    waited = in_it(concern, service).waits

    concerns.write_done(concern_id=concern, act=review, by=by, now=LATER + DAY)

    assert review in waited
    assert in_it(concern, service).waits == tuple(one for one in waited if one is not review)
    concerns.weigh(concern_id=concern, weight=Weight.DANGER_NOW, by=by, now=LATER + DAY)
    concerns.act_on(concern_id=concern, by=by, service=service.program, now=LATER + DAY)
    assert in_it(concern, service).did == (Did(review, (LATER + DAY).date()),)
    assert review not in in_it(concern, service).waits


def test_what_nobody_was_asked_to_do_is_not_written_down_as_done(service: Service) -> None:
    concern = weighed(service, service.live(service.open_case()), Weight.LIGHT)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)
    done = ForcedAct.EXTRA_CHECK  # by the program

    with refused(RuleBroken, "nobody is asked to do this now"):
        concerns.write_done(concern_id=concern, act=done, by=service.lead, now=LATER)
    for other in (service.duty, service.visitor, service.program):
        with refused(RuleBroken):
            concerns.write_done(concern_id=concern, act=done, by=other, now=LATER)


def test_how_heavy_it_is_is_not_told_by_the_length_of_what_the_manager_is_told(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    for weight in Weight:
        concern = weighed(service, stay, weight)
        concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    lengths = [len(one.body) for one in ItemRow.objects.filter(kind=ESCALATED)]
    assert len(lengths) == len(Weight)
    assert len(set(lengths)) == 1
