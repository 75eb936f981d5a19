"""A circle changes its key in the background: nothing is lost, and nothing opens to who left."""

from uuid import UUID

import pytest
from django.db import transaction

from hearth.actions.keys import rotation
from hearth.actions.keys import service as setting_up
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import Sealed, Stale, WrongHands
from hearth.queries.keys.rotation import moving
from hearth.seal import grant as seal_grant
from hearth.store import events, facts, principals
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import GrantRow, ItemRow, MemberRow, RetiredKeyRow
from tests.builders import MOMENT, an_id
from tests.promised import Tried
from tests.service import Service, a_service, hired, signed_in_again

pytestmark = pytest.mark.django_db
MANY = 25
BATCH = 4


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


def said(by: SignedIn, many: int = MANY) -> list[UUID]:
    """Things said in confidence, sealed to the lead's circle."""
    lead = principals.circle(SAFEGUARDING)
    new = [
        NewFact(
            subject=an_id(),
            compartment=Compartment.TESTIMONY,
            kind="note",
            value=f"said {number}",
            to=(lead,),
        )
        for number in range(many)
    ]
    with transaction.atomic():
        return facts.put_many(new, by=by, now=MOMENT, about="test")


def leaves(leaver: SignedIn, by: SignedIn) -> None:
    setting_up.dismiss(who=leaver.id, by=by, now=MOMENT)


def all_open(items: list[UUID], by: SignedIn) -> bool:
    return all(facts.can_open(item, by) for item in items)


def none_opens(items: list[UUID], by: SignedIn) -> bool:
    return not any(facts.can_open(item, by) for item in items)


def colleague_of(service: Service) -> SignedIn:
    return hired(Audience.LEAD, service.lead, (SAFEGUARDING,))


@pytest.mark.promise(number="P11")
def test_at_every_step_who_stays_opens_all_and_who_left_nothing(
    service: Service, tried: Tried
) -> None:
    leaver, items = colleague_of(service), said(service.lead)
    assert all_open(items, leaver)

    leaves(leaver, service.lead)

    left = MANY
    while left:
        assert all_open(items, signed_in_again(service.lead))
        assert none_opens(items, leaver)
        (retired,) = rotation.waiting(signed_in_again(service.lead))
        by = signed_in_again(service.lead)
        left = rotation.move_some(retired, by=by, now=MOMENT, at_most=BATCH)
    assert all_open(items, signed_in_again(service.lead))
    assert none_opens(items, leaver)
    tried(MANY * (1 + -(-MANY // BATCH)), "facts tried with a leaver's keys while keys are moved")


@pytest.mark.promise(number="P11")
def test_the_key_that_the_leaver_copied_opens_no_grant_once_all_is_moved(
    service: Service, tried: Tried
) -> None:
    leaver, items = colleague_of(service), said(service.lead)
    circle = principals.circle(SAFEGUARDING)
    copied = leaver.keys[circle]

    leaves(leaver, service.lead)
    rotation.go_on(by=service.lead, clock=lambda: MOMENT)

    for item in ItemRow.objects.filter(id__in=items):
        grant = GrantRow.objects.get(item=item, to=circle)
        with pytest.raises(Sealed):
            seal_grant.unwrap(bytes(grant.wrapped), copied, facts.where(item), circle)
    tried(len(items), "grants tried with a key the leaver copied")


def test_the_old_key_is_shredded_when_nothing_is_left_under_it(service: Service) -> None:
    said(service.lead)
    rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)
    assert RetiredKeyRow.objects.count() == 1

    left = rotation.go_on(by=service.lead, clock=lambda: MOMENT)

    assert left == 0
    assert not RetiredKeyRow.objects.exists()
    assert not GrantRow.objects.exclude(under=None).exists()
    assert list(events.entries())[-1].act == "circle.key_shredded"
    assert events.problems(None, None) == []


def test_the_log_binds_the_old_key_while_it_is_kept(service: Service) -> None:
    said(service.lead)
    rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)
    assert events.problems(None, None) == []

    RetiredKeyRow.objects.update(sealed=b"another")

    assert [one.thing for one in events.problems(None, None)] == [
        f"retired:{RetiredKeyRow.objects.get().id.hex}"
    ]


def test_a_newcomer_costs_one_seal_also_while_keys_are_moved(service: Service) -> None:
    items = said(service.lead)
    retired = rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)
    rotation.move_some(retired, by=service.lead, now=MOMENT, at_most=BATCH)
    before, grants = MemberRow.objects.count(), GrantRow.objects.count()

    newcomer = colleague_of(service)

    assert (MemberRow.objects.count(), GrantRow.objects.count()) == (before + 1, grants)
    assert all_open(items, newcomer)


def test_a_second_who_leaves_while_keys_are_moved_opens_nothing_either(service: Service) -> None:
    first, second, items = colleague_of(service), colleague_of(service), said(service.lead)
    leaves(first, service.lead)
    (retired,) = rotation.waiting(service.lead)
    rotation.move_some(retired, by=service.lead, now=MOMENT, at_most=BATCH)
    with_both = signed_in_again(second)
    items += said(service.lead, 3)

    leaves(second, service.lead)

    assert len(rotation.waiting(service.lead)) == 2
    for gone in (first, second, with_both):
        assert none_opens(items, gone)
    assert all_open(items, signed_in_again(service.lead))
    rotation.go_on(by=signed_in_again(service.lead), clock=lambda: MOMENT)
    assert all_open(items, signed_in_again(service.lead))
    assert not RetiredKeyRow.objects.exists()


def test_what_is_said_or_changed_meanwhile_is_under_the_new_key(service: Service) -> None:
    items = said(service.lead)
    rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)

    new = said(service.lead, 1)
    with transaction.atomic():
        facts.change(items[0], "said again", by=service.lead, now=MOMENT)

    moved = GrantRow.objects.filter(under=None, item__in=[*new, items[0]])
    assert moved.count() == 2
    assert facts.open_(str, items[0], by=service.lead, now=MOMENT, purpose="test") == "said again"


def test_a_sign_in_from_before_moves_nothing_and_opens_nothing(service: Service) -> None:
    colleague, items = colleague_of(service), said(service.lead)
    before = signed_in_again(colleague)
    retired = rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)

    assert none_opens(items, before)
    with pytest.raises((Stale, Sealed)):
        rotation.move_some(retired, by=before, now=MOMENT)
    assert all_open(items, signed_in_again(colleague))


def test_only_staff_of_the_circle_go_on_with_it(service: Service) -> None:
    said(service.lead)
    retired = rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)

    for by in (service.visitor, service.program):
        with pytest.raises(WrongHands):
            rotation.go_on(by=by, clock=lambda: MOMENT)
    assert rotation.go_on(by=service.duty, clock=lambda: MOMENT) == 0
    with pytest.raises(Sealed):
        rotation.move_some(retired, by=service.duty, now=MOMENT)
    assert RetiredKeyRow.objects.exists()


def test_how_far_it_is_is_told_to_the_circle_and_the_administrator(service: Service) -> None:
    said(service.lead)
    retired = rotation.begin(SAFEGUARDING, by=service.lead, now=MOMENT)
    total = RetiredKeyRow.objects.get().total
    rotation.move_some(retired, by=service.lead, now=MOMENT, at_most=BATCH)
    administrator = hired(Audience.ADMINISTRATOR, service.duty)

    for by in (service.lead, administrator):
        (one,) = moving(by=by)
        assert (one.circle, one.moved, one.left) == (SAFEGUARDING, BATCH, total - BATCH)
    assert moving(by=service.duty) == moving(by=service.visitor) == ()
